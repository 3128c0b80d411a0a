"""A server that is gone, or that asked for quiet, is left alone: also by the next start of the program."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sync_desk import Counter

from app.protocol.feeds import REFERENCE
from app.protocol.messages import RefusalCode
from app.runtime import connectivity
from app.runtime.connectivity import Connectivity
from app.runtime.line_status import LineState
from app.storage.server_place import ServerPlace, load_server, save_server
from app.sync import troubles
from app.sync.backoff import CEILING, LONGEST_ASKED, pause_after, seconds_left
from app.sync.troubles import LineTrouble, refused, remembered, unreachable

Pair = tuple[Counter, Counter]


class Silence:
    """A line on which every request fails in one way; `asked` counts them."""

    def __init__(self, trouble: LineTrouble) -> None:
        self.trouble, self.asked, self.ahead = trouble, 0, 0

    def dial(self, *_to: object) -> Silence:
        return self

    def _fail(self, *_what: object, **_more: object) -> Any:
        self.asked += 1
        raise self.trouble

    push = pull = enrol = listen = _fail

    def prepare(self, _sent: object) -> None: ...

    def close(self) -> None: ...

    def cut(self) -> None: ...


@pytest.fixture
def silence(monkeypatch: pytest.MonkeyPatch) -> Callable[[LineTrouble], Silence]:
    def fall(trouble: LineTrouble) -> Silence:
        silent = Silence(trouble)
        for opening in ("dialler", "download_dialler"):
            monkeypatch.setattr(connectivity, opening, lambda *_who: silent.dial)
        return silent

    return fall


@pytest.fixture
def counter(counters: Callable[..., Counter]) -> Counter:
    """A PC that joined a server which is nowhere now."""
    made = counters("a", alone=True)
    [(device_id,)] = made.rows("SELECT device_id FROM own_device")
    place = ServerPlace("http://127.0.0.1:9", "", device_id, "96", (REFERENCE,), "e", 1, made.house.clock())
    with made.house.db.write() as session:
        save_server(session, place)
    return made


def started(counter: Counter) -> Connectivity:
    """Start the program; the test takes the steps of its thread."""
    return Connectivity(counter.house, lambda: counter.key, "test")


def test_a_server_gone_for_a_week_is_not_asked_at_every_start(
    counter: Counter, silence: Callable[[LineTrouble], Silence], qapp: object
) -> None:
    silent = silence(unreachable())
    for _ in range(8):
        first = started(counter)
        first.hurry()
        first._step()
    assert silent.asked == 8, "each time somebody asked for it"
    again = started(counter)
    pause = again._step()
    assert silent.asked == 8
    assert pause is not None
    assert CEILING / 2 - 2 <= pause <= CEILING
    assert again.status.state is LineState.OFFLINE
    assert again.status.trouble is not None
    assert again.status.trouble.sentence == unreachable().sentence
    counter.house.clock.now += timedelta(seconds=CEILING)  # type: ignore[attr-defined]
    started(counter)._step()
    assert silent.asked == 9, "the pause is over"


def test_what_only_a_person_can_mend_says_so_at_the_next_start(
    counter: Counter, silence: Callable[[LineTrouble], Silence], qapp: object
) -> None:
    silent = silence(refused(RefusalCode.UNKNOWN_DEVICE, "", 0.0))
    started(counter)._step()
    asked = silent.asked
    again = started(counter)
    again._step()
    assert silent.asked == asked, "nothing that only a person can mend is asked again"
    assert again.status.state is LineState.STOPPED
    assert again.status.trouble is not None
    assert "mã đăng ký mới" in again.status.trouble.advice


def test_a_busy_server_is_left_alone_as_long_as_it_asked_whatever_it_nudges(
    counter: Counter, silence: Callable[[LineTrouble], Silence], qapp: object
) -> None:
    silent = silence(refused(RefusalCode.BUSY, "", 900.0))
    line = started(counter)
    line._step()
    line._on_nudge()
    pause = line._step()
    assert silent.asked == 1
    assert pause is not None
    assert pause > 890
    line.hurry()
    line._step()
    assert silent.asked == 2, "a person asked"


def test_a_pause_written_by_another_clock_costs_a_short_one() -> None:
    now = datetime(2026, 11, 22, 1, 30, tzinfo=UTC)
    assert seconds_left(None, now) == 0
    assert seconds_left(now - timedelta(days=9), now) == 0
    assert seconds_left(now + timedelta(seconds=LONGEST_ASKED), now) == LONGEST_ASKED
    assert seconds_left(now + timedelta(days=9 * 365), now) == CEILING


def test_pauses_grow_to_a_ceiling_and_differ_from_pc_to_pc() -> None:
    pauses = [pause_after(failures, unreachable(), 1.0) for failures in range(1, 12)]
    assert pauses == sorted(pauses)
    assert pauses[-1] == CEILING
    assert pause_after(11, unreachable(), 0.0) == CEILING / 2
    assert pause_after(1, refused("busy", "", 120.0), 0.0) == 120
    assert pause_after(1, refused("busy", "", 1e9), 0.0) == LONGEST_ASKED


@pytest.mark.parametrize("made", [unreachable, troubles.cut, troubles.wrong_certificate, troubles.strange])
def test_a_trouble_is_told_again_in_its_own_words(made: Callable[[], LineTrouble]) -> None:
    trouble = made()
    again = remembered(trouble.code)
    assert (again.sentence, again.advice, again.is_lasting) == (trouble.sentence, trouble.advice, trouble.is_lasting)


def test_nothing_is_confirmed_without_an_answer(pair: Pair) -> None:
    """Neither a push that never arrived nor one whose answer was lost counts as sent."""
    counter = pair[0]
    counter.receive()
    waiting = counter.waiting()
    assert waiting > 0
    [before] = counter.rows("SELECT confirmed_seq FROM own_device")
    for deliver in (False, True):
        counter.wrap = lambda line, deliver=deliver: _Unanswered(line, deliver)  # type: ignore[misc]
        counter.restart()
        with pytest.raises(LineTrouble):
            counter.exchange()
        assert counter.rows("SELECT confirmed_seq FROM own_device") == [before]
        assert counter.waiting() == waiting
    counter.wrap = lambda line: line
    counter.restart()
    counter.exchange()
    assert counter.waiting() == 0
    with counter.house.db.read() as session:
        place = load_server(session)
    assert place is not None
    assert (place.failures, place.trouble, place.not_before) == (0, "", None), "the pause is forgotten"


class _Unanswered:
    """A line whose pushes are not answered, whether they arrive or not."""

    def __init__(self, line: Any, deliver: bool) -> None:
        self._line, self._deliver = line, deliver

    def __getattr__(self, name: str) -> Any:
        return getattr(self._line, name)

    def push(self, sent: Any) -> Any:
        if self._deliver:
            self._line.push(sent)
        raise troubles.cut()
