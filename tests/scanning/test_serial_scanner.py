"""Bytes of a serial scanner: terminators, silence, packets, alphabets, floods."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.spelling import plain_of
from app.scanning.serial_scanner import IDLE_MS, SerialFramer, decode
from app.scanning.wedge import Scan
from app.settings import Terminator

CARD = "095190004321|381234567|Lê Thị Ánh Nguyệt|15031990|Nữ|Ấp Vàm Lẽo, Xã Hòa Bình, Bạc Liêu|10052021"
CODE = "H12.10.15-261119-3012"
MRZ = ("IDVNM1900043216095190004321<<8", "9003152F3003150VNM<<<<<<<<<<<2", "LE<<THI<ANH<NGUYET<<<<<<<<<<<<")


def heard(data: bytes, size: int = 64, gap: float = 1.0, framer: SerialFramer | None = None) -> list[Scan]:
    """Feed packets of `size` bytes, `gap` ms apart, then silence."""
    framer, at, found = framer or SerialFramer("COM3"), 1000.0, []
    for start in range(0, len(data), size):
        found += framer.feed(data[start : start + size], at)
        at += gap
    if framer.deadline is not None:
        found += framer.settle(framer.deadline)
    return found


def texts(data: bytes, size: int = 64, gap: float = 1.0) -> list[str]:
    return [scan.text for scan in heard(data, size, gap)]


@pytest.mark.parametrize("end", [b"\r", b"\n", b"\r\n", b"\t", b"\x00", b"\x03", b"\r\r\n", b""])
@pytest.mark.parametrize("size", [1, 2, 7, 64, 4096])
def test_any_terminator_in_any_packets_ends_one_scan(end, size):
    assert texts(CARD.encode() + end, size) == [CARD]


def test_start_and_end_marks_of_industrial_scanners_are_no_text():
    assert texts(b"\x02" + CODE.encode() + b"\x03") == [CODE]


@pytest.mark.parametrize("end", [b"\r", b"\r\n", b"\t"])
def test_two_scans_in_one_packet_are_two(end):
    assert texts(CARD.encode() + end + CODE.encode() + end, 4096) == [CARD, CODE]


def test_a_slow_scanner_is_waited_for_and_silence_ends_a_code():
    assert texts(CARD.encode(), 1, IDLE_MS - 1) == [CARD]
    assert texts(CODE.encode(), 10, IDLE_MS + 1) == [CODE[:10], CODE[10:20], CODE[20:]]


def test_a_letter_split_between_two_packets_is_one_letter():
    data = CARD.encode()
    place = data.index("ệ".encode()) + 1
    framer = SerialFramer()
    assert framer.feed(data[:place], 0) == []
    assert [scan.text for scan in framer.feed(data[place:] + b"\r", 5)] == [CARD]


@pytest.mark.parametrize("end", ["\r", "\r\n", "\n"])
def test_lines_of_a_card_s_back_are_one_scan(end):
    assert texts((end.join(MRZ) + end).encode(), 30) == ["\n".join(MRZ)]
    assert texts((MRZ[0] + end).encode()) == [MRZ[0]]
    assert texts((MRZ[0] + end + CODE + end + CARD + end).encode()) == [MRZ[0], CODE, CARD]


def test_a_scan_tells_its_port_time_and_terminator():
    [scan] = heard(CODE.encode() + b"\r", 1, 4)
    assert scan.arrival is not None
    assert (scan.arrival.port, scan.arrival.keys, scan.arrival.end) == ("COM3", len(CODE), Terminator.ENTER)
    assert scan.arrival.took_ms == 4 * (len(CODE) - 1)


@pytest.mark.parametrize("data", [b"x" * 100_000, b"x" * 100_000 + b"\r\n", CODE.encode() * 5000 + b"\r"])
def test_a_flood_is_bounded_and_told_once(data):
    framer, most = SerialFramer(), 0
    found, at = [], 0.0
    for start in range(0, len(data), 64):
        found += framer.feed(data[start : start + 64], at)
        most, at = max(most, len(framer._bytes)), at + 1
    found += framer.settle(at + IDLE_MS)
    assert most <= 16_100
    assert found == [Scan("", overlong=True)]
    assert [scan.text for scan in framer.feed(CARD.encode() + b"\r", at + 5000)] == [CARD]


def test_noise_of_a_wrong_baud_rate_makes_a_few_scans_not_hundreds():
    found = heard(bytes(range(256)) * 400, 64)
    assert len(found) < 12
    assert found[-1].overlong


@pytest.mark.parametrize("text", ["Lê Thị Ánh Nguyệt", "Đặng Huỳnh Phương", "Ấp Vàm Lẽo, Xã Hòa Bình"])
def test_windows_1258_is_read_when_every_word_is_vietnamese(text):
    assert decode(_in_1258(text)) == text
    assert "\ufffd" in decode(_in_1258(text) + " Ksêr".encode("cp1258"))


def _in_1258(text: str) -> bytes:
    """Encode as Windows does: shaped letters whole, tones behind them."""
    out = b""
    for mark in text:
        try:
            out += mark.encode("cp1258")
        except UnicodeEncodeError:
            bare, tone = plain_of(mark)
            out += (bare + tone).encode("cp1258")
    return out


def test_bytes_of_no_alphabet_leave_marks():
    assert decode(b"Tr\xff\xfen") == "Tr\ufffd\ufffdn"
    assert decode(b"\xd2\x31") == "\ufffd1"


@given(st.binary(max_size=600), st.integers(1, 40), st.sampled_from([0.0, 1.0, 90.0]))
def test_no_bytes_break_the_framer(data, size, gap):
    for scan in heard(data, size, gap):
        assert scan.overlong or scan.text.strip()


@given(st.lists(st.text("0123456789ABCĐêếửỹ|,.-/ ", min_size=8, max_size=60).map(str.strip).filter(bool), max_size=5))
def test_what_was_sent_is_what_is_heard(codes):
    wanted = [code for code in codes if code]
    assert texts("".join(code + "\r\n" for code in wanted).encode(), 13) == wanted
