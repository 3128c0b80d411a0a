"""Scanners on serial ports, played by pseudo-terminals: plugged, pulled out, back, slow, two at once, taken."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

if sys.platform == "win32":
    pytest.skip("pseudo-terminals are POSIX", allow_module_level=True)

import pty

import serial

from app.runtime import serial_reader
from app.runtime.serial_reader import PortEntry, PortState, SerialReader, find_ports, sentence_of
from app.scanning.wedge import Scan
from app.settings import SerialPort

CARD = "095190004321|381234567|Lê Thị Ánh Nguyệt|15031990|Nữ|Ấp Vàm Lẽo, Xã Hòa Bình, Bạc Liêu|10052021"
CODE = "H12.10.15-261119-3012"


class Scanner:
    """A scanner at the end of a cable: `path` is the port the program opens."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._line = -1
        self.plug_in()

    def plug_in(self) -> None:
        self._line, inner = pty.openpty()
        self._inner = os.ttyname(inner)
        os.close(inner)
        self.path.unlink(missing_ok=True)
        self.path.symlink_to(self._inner)

    def pull_out(self) -> None:
        self.path.unlink(missing_ok=True)
        if self._line >= 0:
            os.close(self._line)
            self._line = -1

    def send(self, data: bytes | str) -> None:
        os.write(self._line, data.encode() if isinstance(data, str) else data)


class Heard:
    """A reader and what it told."""

    def __init__(self, reader: SerialReader) -> None:
        self.reader = reader
        self.scans: list[Scan] = []
        self.turns: list[tuple[str, PortState]] = []
        reader.scanned.connect(self.scans.append)
        reader.state_changed.connect(lambda port, state: self.turns.append((port, state)))

    @property
    def texts(self) -> list[str]:
        return [scan.text for scan in self.scans]


@pytest.fixture
def heard(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Heard]:
    monkeypatch.setattr(serial_reader, "RETRY_S", 0.05)
    reader = SerialReader(list)
    yield Heard(reader)
    reader.close()


@pytest.fixture
def scanner(tmp_path: Path) -> Iterator[Scanner]:
    scanner = Scanner(tmp_path / "ttyScanner")
    yield scanner
    scanner.pull_out()


def listening(qtbot: QtBot, heard: Heard, *scanners: Scanner) -> None:
    heard.reader.listen_to([SerialPort(str(scanner.path)) for scanner in scanners])
    qtbot.waitUntil(lambda: set(heard.reader.states().values()) == {PortState.LISTENING})


def test_a_card_on_the_serial_port_is_heard_whole(qtbot: QtBot, heard: Heard, scanner: Scanner) -> None:
    listening(qtbot, heard, scanner)
    scanner.send(CARD + "\r\n")
    qtbot.waitUntil(lambda: heard.texts == [CARD])
    arrival = heard.scans[0].arrival
    assert arrival is not None
    assert arrival.port == str(scanner.path)


def test_a_slow_scanner_in_pieces_and_without_terminator(qtbot: QtBot, heard: Heard, scanner: Scanner) -> None:
    listening(qtbot, heard, scanner)
    data = CARD.encode()
    for start in range(0, len(data), 16):
        scanner.send(data[start : start + 16])
        qtbot.wait(5)
    qtbot.waitUntil(lambda: heard.texts == [CARD])


def test_a_scanner_pulled_out_is_told_and_read_again_when_it_is_back(
    qtbot: QtBot, heard: Heard, scanner: Scanner
) -> None:
    listening(qtbot, heard, scanner)
    name = str(scanner.path)
    for _ in range(2):
        scanner.pull_out()
        qtbot.waitUntil(lambda: heard.reader.states() == {name: PortState.MISSING})
        scanner.plug_in()
        qtbot.waitUntil(lambda: heard.reader.states() == {name: PortState.LISTENING})
    scanner.send(CODE + "\r")
    qtbot.waitUntil(lambda: heard.texts == [CODE])
    turns = [PortState.LISTENING, PortState.MISSING, PortState.LISTENING, PortState.MISSING, PortState.LISTENING]
    assert [state for _, state in heard.turns] == turns


def test_a_scanner_that_comes_late_is_waited_for(qtbot: QtBot, heard: Heard, scanner: Scanner) -> None:
    scanner.pull_out()
    heard.reader.listen_to([SerialPort(str(scanner.path))])
    qtbot.waitUntil(lambda: heard.turns == [(str(scanner.path), PortState.MISSING)])
    scanner.plug_in()
    scanner_ready = lambda: heard.reader.states()[str(scanner.path)] is PortState.LISTENING  # noqa: E731
    qtbot.waitUntil(scanner_ready)
    scanner.send(CODE + "\t")
    qtbot.waitUntil(lambda: heard.texts == [CODE])


def test_a_scanner_back_under_another_name_is_known_by_its_usb_identity(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, scanner: Scanner, tmp_path: Path
) -> None:
    monkeypatch.setattr(serial_reader, "RETRY_S", 0.05)
    entries = [PortEntry(str(scanner.path), "Đầu đọc", "05E0:1701:S1")]
    heard = Heard(SerialReader(lambda: list(entries)))
    heard.reader.listen_to([SerialPort("COM3", "05E0:1701:S1")])
    qtbot.waitUntil(lambda: heard.reader.states() == {"COM3": PortState.LISTENING})
    scanner.pull_out()
    other = Scanner(tmp_path / "ttyOther")
    entries[:] = [PortEntry(str(other.path), "Đầu đọc", "05E0:1701:S1")]
    qtbot.waitUntil(lambda: heard.turns[-2:] == [("COM3", PortState.MISSING), ("COM3", PortState.LISTENING)])
    other.send(CARD + "\r")
    qtbot.waitUntil(lambda: heard.texts == [CARD])
    heard.reader.close()
    other.pull_out()


def test_two_scanners_do_not_mix(qtbot: QtBot, heard: Heard, scanner: Scanner, tmp_path: Path) -> None:
    second = Scanner(tmp_path / "ttySecond")
    listening(qtbot, heard, scanner, second)
    half = len(CARD) // 2
    scanner.send(CARD[:half])
    second.send(CODE + "\r")
    scanner.send(CARD[half:] + "\r")
    qtbot.waitUntil(lambda: sorted(heard.texts) == sorted([CARD, CODE]))
    second.pull_out()
    qtbot.waitUntil(lambda: heard.reader.states()[str(second.path)] is PortState.MISSING)
    scanner.send(CODE + "2\r")
    qtbot.waitUntil(lambda: heard.texts[-1] == CODE + "2")


def test_a_burst_of_garbage_leaves_the_window_alive_and_the_next_card_readable(
    qtbot: QtBot, heard: Heard, scanner: Scanner
) -> None:
    listening(qtbot, heard, scanner)
    garbage = bytes(range(32, 256)) * 450  # 100 kB
    longest, sent, last = 0.0, 0, time.monotonic()
    os.set_blocking(scanner._line, False)
    while sent < len(garbage):
        with suppress(BlockingIOError):
            sent += os.write(scanner._line, garbage[sent : sent + 4096])
        qtbot.wait(1)
        longest, last = max(longest, time.monotonic() - last), time.monotonic()
    os.set_blocking(scanner._line, True)
    qtbot.waitUntil(lambda: any(scan.overlong for scan in heard.scans))
    assert longest < 1
    again = 0.0

    def card_is_read() -> bool:  # on a slow machine the flood may still run: then a clerk scans again
        nonlocal again
        if time.monotonic() >= again:
            scanner.send("\r" + CARD + "\r")
            again = time.monotonic() + 1
        return CARD in heard.texts

    qtbot.waitUntil(card_is_read, timeout=20_000)
    assert len(heard.scans) < 12


def test_a_port_another_program_holds_is_told_and_taken_when_it_is_free(
    qtbot: QtBot, heard: Heard, scanner: Scanner
) -> None:
    with serial.Serial(str(scanner.path), exclusive=True):
        heard.reader.listen_to([SerialPort(str(scanner.path))])
        qtbot.waitUntil(lambda: heard.reader.states() == {str(scanner.path): PortState.TAKEN})
    qtbot.waitUntil(lambda: heard.reader.states() == {str(scanner.path): PortState.LISTENING})


def test_a_port_no_longer_wanted_is_let_go(qtbot: QtBot, heard: Heard, scanner: Scanner) -> None:
    listening(qtbot, heard, scanner)
    heard.reader.listen_to([])
    assert heard.reader.states() == {}

    def is_free() -> bool:
        try:
            serial.Serial(str(scanner.path), exclusive=True).close()
        except serial.SerialException:
            return False
        return True

    qtbot.waitUntil(is_free)
    assert heard.scans == []


def test_a_speed_no_port_has_and_a_port_nobody_may_open_are_told(
    qtbot: QtBot, heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_given: object, **_named: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(serial, "Serial", refuse)
    heard.reader.listen_to([SerialPort("COM9")])
    qtbot.waitUntil(lambda: heard.turns == [("COM9", PortState.FORBIDDEN)])


@pytest.mark.parametrize("state", PortState)
def test_every_state_has_its_sentence(state: PortState) -> None:
    sentence, _advice = sentence_of(state, "COM3")
    assert "COM3" in sentence


def test_ports_of_this_machine_can_be_listed() -> None:
    assert all(entry.name for entry in find_ports())
