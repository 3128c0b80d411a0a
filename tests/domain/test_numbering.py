from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import UserError
from app.domain.numbering import Lane, Serial, clock_doubts, next_serial, resume_after_restore

NOW = datetime(2026, 11, 19, 2, 4, tzinfo=UTC)


def test_counter_three_begins_at_3001():
    assert next_serial([3], {}) == Serial(3, 1, "3001")
    assert next_serial([3], {3: 998}) == Serial(3, 999, "3999")
    assert next_serial([12], {12: 6}).text == "12007"


def test_full_lane_goes_on_in_the_second():
    assert next_serial([3, 41], {3: 999}) == Serial(41, 1, "41001")
    assert next_serial([3, 41], {3: 999, 41: 5}).text == "41006"


def test_when_all_lanes_are_full_the_clerk_is_told():
    with pytest.raises(UserError, match="cấp hết 1998 số"):
        next_serial([3, 41], {3: 999, 41: 999})


def test_pc_without_a_lane_gives_no_number():
    with pytest.raises(UserError, match="chưa có dải số"):
        next_serial([], {})


@given(st.lists(st.integers(1, 89), unique=True, min_size=2, max_size=6), st.data())
def test_second_counter_cannot_reuse_a_number(lanes, data):
    split = data.draw(st.integers(1, len(lanes) - 1))
    given_out = set()
    for own in (lanes[:split], lanes[split:]):
        last = dict.fromkeys(own, data.draw(st.integers(990, 998)))
        for _ in range(len(own)):
            serial = next_serial(own, last)
            assert serial.text not in given_out
            given_out.add(serial.text)
            last[serial.lane] = serial.counter


@given(st.integers(0, 99), st.integers(1, 999))
def test_serial_tells_its_lane(number, counter):
    lane = Lane(number)
    assert Lane.of_serial(lane.serial(counter)) == (lane, counter)


@pytest.mark.parametrize("serial", ["", "301", "300100", "30a1", "03001", "٣٠٠١"])
def test_what_is_no_serial_is_refused(serial):
    if serial == "03001":
        assert Lane(0).serial(1) == "0001"
    with pytest.raises(ValueError, match="no serial"):
        Lane.of_serial(serial)


def test_lanes_and_counters_have_bounds():
    for number in (-1, 100):
        with pytest.raises(ValueError, match="no lane"):
            Lane(number)
    for counter in (0, 1000):
        with pytest.raises(ValueError, match="no serial"):
            Lane(3).serial(counter)


def test_server_owns_the_outer_lanes():
    assert [number for number in range(100) if Lane(number).is_servers] == [0, *range(90, 100)]


@pytest.mark.parametrize(("highest", "mark"), [(0, 500), (312, 500), (499, 500), (500, 600), (612, 700), (950, 999)])
def test_restore_jumps_past_what_may_have_been_given(highest, mark):
    assert resume_after_restore(highest) == mark


@given(st.integers(0, 998))
def test_restore_never_goes_back(highest):
    assert resume_after_restore(highest) > highest


def test_plausible_clock_raises_no_doubt():
    assert clock_doubts(NOW) == ()
    assert clock_doubts(NOW, NOW - timedelta(days=9), timedelta(minutes=4)) == ()
    assert clock_doubts(NOW, NOW + timedelta(minutes=1)) == ()


def test_clock_set_back_is_told_with_the_newest_event():
    assert clock_doubts(NOW, NOW + timedelta(hours=1)) == (
        "Đồng hồ máy chạy lùi: việc mới nhất đã ghi lúc 10:04 ngày 19/11/2026.",
    )


def test_clock_days_ahead_is_told():
    assert clock_doubts(NOW, NOW - timedelta(days=31)) == (
        "Đồng hồ máy đi trước việc mới nhất (09:04 ngày 19/10/2026) 31 ngày.",
    )


@pytest.mark.parametrize(
    ("offset", "told"),
    [
        (timedelta(minutes=7), "Đồng hồ máy chậm hơn máy chủ 7 phút."),
        (timedelta(hours=-7), "Đồng hồ máy nhanh hơn máy chủ 7 giờ."),
        (timedelta(days=-365), "Đồng hồ máy nhanh hơn máy chủ 365 ngày."),
    ],
)
def test_clock_far_from_the_servers_is_told(offset, told):
    assert clock_doubts(NOW, None, offset) == (told,)
