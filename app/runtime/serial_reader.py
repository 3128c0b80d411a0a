"""Listen to scanners on serial ports, each on a thread of its own: a dead port stalls neither window nor neighbour.

A port that is missing, taken or pulled out is tried again every second for as long as it is wanted; a scanner that
comes back under another name (COM7 instead of COM3) is known by its USB identity.
"""

from __future__ import annotations

import errno
import logging
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

import serial
from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal, Slot
from serial.tools import list_ports

from app.scanning.serial_scanner import SerialFramer
from app.settings import SerialPort

log = logging.getLogger(__name__)
translate = QCoreApplication.translate

RETRY_S = 1.0
_WAIT_S = 0.02  # how long one read waits: the pace at which silence and stopping are noticed
_CHUNK = 4096
_TAKEN = (errno.EBUSY, errno.EAGAIN)


class PortState(StrEnum):
    """How it stands with one port."""

    OPENING = "opening"
    LISTENING = "listening"
    MISSING = "missing"  # pulled out, or not there yet
    TAKEN = "taken"  # another program has it
    FORBIDDEN = "forbidden"  # the system does not let this user


@dataclass(frozen=True, slots=True)
class PortEntry:
    """A serial port of this PC. `hardware` is its USB identity, "" for an old COM port."""

    name: str
    words: str
    hardware: str = ""


def find_ports() -> list[PortEntry]:
    """List the serial ports, USB ones first. May take its time: not for the GUI thread."""
    found = []
    for port in list_ports.comports():
        usb = port.vid is not None
        hardware = f"{port.vid:04X}:{port.pid:04X}:{port.serial_number or ''}" if usb else ""
        if usb or port.hwid not in ("", "n/a"):
            words = port.product or port.description or port.device
            found.append(PortEntry(port.device, words if words != "n/a" else port.device, hardware))
    return sorted(found, key=lambda entry: (not entry.hardware, entry.name))


def sentence_of(state: PortState, port: str) -> tuple[str, str]:
    """Say how it stands with a port, and what to do."""
    match state:
        case PortState.LISTENING:
            return translate("SerialReader", "Đang nghe cổng {port}").format(port=port), ""
        case PortState.OPENING:
            return translate("SerialReader", "Đang mở cổng {port}").format(port=port), ""
        case PortState.MISSING:
            return (
                translate("SerialReader", "Chưa thấy đầu đọc ở cổng {port}").format(port=port),
                translate("SerialReader", "Kiểm tra dây USB. Cắm lại là đọc tiếp, không cần mở lại chương trình."),
            )
        case PortState.TAKEN:
            return (
                translate("SerialReader", "Chương trình khác đang giữ cổng {port}").format(port=port),
                translate("SerialReader", "Đóng chương trình đó (phần mềm của đầu đọc, bản Quầy Một Cửa khác)."),
            )
        case PortState.FORBIDDEN:
            return (
                translate("SerialReader", "Hệ điều hành không cho mở cổng {port}").format(port=port),
                translate("SerialReader", "Nhờ người quản máy cho tài khoản này dùng cổng nối tiếp."),
            )


class SerialReader(QObject):
    """All serial scanners of this PC. `scanned(Scan)`; `state_changed(port name, PortState)` on the GUI thread."""

    scanned = Signal(object)
    state_changed = Signal(str, object)
    _heard = Signal(object, object)
    _turned = Signal(object, object)

    def __init__(self, ports: Callable[[], Iterable[PortEntry]] = find_ports, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ports = ports
        self._listeners: dict[str, _Listener] = {}
        self._states: dict[str, PortState] = {}
        self._heard.connect(self._on_heard, Qt.ConnectionType.QueuedConnection)
        self._turned.connect(self._on_turned, Qt.ConnectionType.QueuedConnection)

    def listen_to(self, wanted: Iterable[SerialPort]) -> None:
        """Listen to these ports and no others; those that stay as they are go on undisturbed."""
        ports = {port.name: port for port in wanted}
        for name, listener in list(self._listeners.items()):
            if ports.get(name) != listener.port:
                listener.stop()
                del self._listeners[name]
                self._states.pop(name, None)
        for name, port in ports.items():
            if name not in self._listeners:
                self._states[name] = PortState.OPENING
                self._listeners[name] = _Listener(port, self._ports, self._heard.emit, self._turned.emit)

    def states(self) -> dict[str, PortState]:
        """How it stands with each wanted port."""
        return dict(self._states)

    def close(self) -> None:
        """Let all ports go; waits for the threads a moment each."""
        for listener in self._listeners.values():
            listener.stop()
        for listener in self._listeners.values():
            listener.thread.join(1.0)
        self._listeners.clear()

    @Slot(object, object)
    def _on_heard(self, listener: _Listener, scan: object) -> None:
        if self._listeners.get(listener.port.name) is listener:
            self.scanned.emit(scan)

    @Slot(object, object)
    def _on_turned(self, listener: _Listener, state: PortState) -> None:
        name = listener.port.name
        if self._listeners.get(name) is listener and self._states.get(name) is not state:
            self._states[name] = state
            self.state_changed.emit(name, state)


class _Listener:
    """One port's thread: open, read, and when it breaks, again."""

    def __init__(
        self,
        port: SerialPort,
        ports: Callable[[], Iterable[PortEntry]],
        heard: Callable[[_Listener, object], object],
        turned: Callable[[_Listener, PortState], object],
    ) -> None:
        self.port = port
        self._ports, self._heard, self._turned = ports, heard, turned
        self._stopped = threading.Event()
        self.thread = threading.Thread(target=self._run, name=f"serial-{port.name}", daemon=True)
        self.thread.start()

    def stop(self) -> None:
        """Ask the thread to end; it does within the time of one read."""
        self._stopped.set()

    def _run(self) -> None:
        while not self._stopped.is_set():
            try:
                with serial.Serial(self._name(), self.port.baud, timeout=_WAIT_S, exclusive=True) as line:
                    self._tell(PortState.LISTENING)
                    self._read(line)
            except (OSError, ValueError) as error:  # SerialException is an OSError
                self._tell(_state_of(error))
            except Exception:  # a driver's surprise must not end the listening for good
                log.exception("serial port failed")
                self._tell(PortState.MISSING)
            self._stopped.wait(RETRY_S)

    def _tell(self, state: PortState) -> None:
        if not self._stopped.is_set():
            self._turned(self, state)

    def _name(self) -> str:
        """Return the port where the scanner is now."""
        if self.port.hardware:
            for entry in self._ports():
                if entry.hardware == self.port.hardware:
                    return entry.name
        return self.port.name

    def _read(self, line: serial.Serial) -> None:
        framer = SerialFramer(self.port.name)
        while not self._stopped.is_set():
            # All that waits, in one go; else one byte, for which it waits a moment.
            data = line.read(min(max(line.in_waiting, 1), _CHUNK))
            now = time.monotonic() * 1000
            if data:
                found = framer.feed(data, now)
            elif (deadline := framer.deadline) is not None and now >= deadline:
                found = framer.settle(now)
            else:
                continue
            for scan in found:
                self._heard(self, scan)


def _state_of(error: OSError | ValueError) -> PortState:
    """Tell what an error of opening or reading means. Windows denies a port that is taken, in any language."""
    text = str(error).lower()
    if "exclusively lock" in text or "permissionerror(" in text or getattr(error, "errno", None) in _TAKEN:
        return PortState.TAKEN
    if isinstance(error, PermissionError) or getattr(error, "errno", None) in (errno.EACCES, errno.EPERM):
        return PortState.FORBIDDEN
    return PortState.MISSING
