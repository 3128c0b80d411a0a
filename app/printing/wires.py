"""How bytes reach a printer that has no driver: network, serial line, device file or shared printer, spooler queue.

An address says which: `tcp://host:port`, `serial:COM3` or `serial:/dev/ttyUSB0?baud=115200&flow=rts`,
`file:/dev/usb/lp0` or `file:\\\\PC\\XP80`, `spool:Queue`. All of it blocks for seconds: never on the GUI thread.
"""

from __future__ import annotations

import os
import select
import socket
import stat
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Protocol, Self
from urllib.parse import parse_qs

import serial

from app.domain.errors import EnvironmentProblem
from app.printing.spool_raw import spool_raw

RAW_PORT = 9100
DEFAULT_BAUD = 9600
_BLOCK = 4096
_SERIAL_BLOCK = 256
_GOODBYE = 2.0  # seconds a network printer may take to swallow the last bytes


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds: to be connected, for a printer that takes no more bytes, for an answer, for the word that all is out."""

    connect: float = 5.0
    stall: float = 15.0
    answer: float = 0.7
    finish: float = 8.0


class Stalled(OSError):  # noqa: N818 - the name says it
    """The printer takes no more bytes."""


class Wire(Protocol):
    """An open way to a printer. Trouble is an OSError; `app.printing.printers` makes sentences of it."""

    def send(self, data: bytes) -> int:
        """Hand over some of `data`; returns how many bytes went. Raises Stalled when none does in time."""
        ...

    def ask(self, question: bytes, complete: Callable[[bytes], bool], seconds: float) -> bytes:
        """Send a question and return the answer, or what came of it in time; b"" on one-way wires."""
        ...

    def close(self, *, done: bool) -> str:
        """Let the last bytes through when `done`, else drop them. Returns the spooler's job number or ""."""
        ...


@dataclass(frozen=True, slots=True)
class Address:
    """Where a printer is: `kind` tcp, serial, file or spool, `place` what comes after it, `options` after "?"."""

    kind: str
    place: str
    port: int = RAW_PORT
    baud: int = DEFAULT_BAUD
    flow: str = ""  # "", "rts" or "xon"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read an address. Raises EnvironmentProblem when it is none."""
        kind, _, rest = text.strip().partition(":")
        try:
            match kind.lower():
                case "tcp":
                    host, colon, port = rest.removeprefix("//").rstrip("/").rpartition(":")
                    if not colon:
                        host, port = port, ""
                    number = int(port or RAW_PORT)
                    if host.strip("[]") and 0 < number < 65536:
                        return cls("tcp", host.strip("[]"), port=number)
                case "serial":
                    place, _, query = rest.partition("?")
                    options = {name: values[-1] for name, values in parse_qs(query).items()}
                    baud, flow = int(options.get("baud", DEFAULT_BAUD)), options.get("flow", "")
                    if place and baud > 0 and flow in ("", "rts", "xon"):
                        return cls("serial", place, baud=baud, flow=flow)
                case "file" | "spool" if rest:
                    return cls(kind.lower(), rest)
        except ValueError:
            pass
        raise EnvironmentProblem(
            f"Địa chỉ máy in “{text}” không dùng được.",
            "Sửa trong Cài đặt, Máy in: địa chỉ mạng, cổng COM, tệp thiết bị hoặc tên hàng đợi.",
            "printer-address",
        )

    def __str__(self) -> str:
        match self.kind:
            case "tcp":
                host = f"[{self.place}]" if ":" in self.place else self.place
                return f"tcp://{host}:{self.port}"
            case "serial":
                flow = f"&flow={self.flow}" if self.flow else ""
                return f"serial:{self.place}?baud={self.baud}{flow}"
            case _:
                return f"{self.kind}:{self.place}"


def open_wire(address: Address, *, title: str = "", patience: Patience | None = None) -> Wire:
    """Open the way to a printer. `title` names the job in a spooler. Raises OSError, serial errors included."""
    patience = patience or Patience()
    match address.kind:
        case "tcp":
            return TcpWire.open(address, patience)
        case "serial":
            return SerialWire.open(address, patience)
        case "file":
            return FileWire.open(address, patience)
        case _:
            return SpoolWire(address.place, title, patience)


@dataclass(slots=True)
class TcpWire:
    """Port 9100 and its like: the printer takes whatever comes."""

    connection: socket.socket
    patience: Patience

    @classmethod
    def open(cls, address: Address, patience: Patience) -> Self:
        return cls(socket.create_connection((address.place, address.port), patience.connect), patience)

    def send(self, data: bytes) -> int:
        self.connection.settimeout(self.patience.stall)
        try:
            return self.connection.send(data[:_BLOCK])
        except TimeoutError as error:
            raise Stalled from error

    def ask(self, question: bytes, complete: Callable[[bytes], bool], seconds: float) -> bytes:
        until = time.monotonic() + seconds
        self._swallow(0)
        self.connection.settimeout(seconds)
        answer = b""
        with suppress(TimeoutError):
            self.connection.sendall(question)
            while not complete(answer) and (left := until - time.monotonic()) > 0:
                self.connection.settimeout(left)
                if not (more := self.connection.recv(_BLOCK)):
                    break
                answer += more
        return answer

    def close(self, *, done: bool) -> str:
        with suppress(OSError):
            if done:
                # Closing with unread answers in the buffer resets the connection, and with it the page's last bytes.
                self.connection.shutdown(socket.SHUT_WR)
                self._swallow(_GOODBYE)
        self.connection.close()
        return ""

    def _swallow(self, seconds: float) -> None:
        """Read away what the printer said unasked, until it is silent or, given `seconds`, hangs up."""
        until = time.monotonic() + seconds
        while select.select([self.connection], [], [], max(0.0, until - time.monotonic()))[0]:
            if not self.connection.recv(_BLOCK):
                return


@dataclass(slots=True)
class SerialWire:
    """A COM port, real or over USB."""

    port: serial.Serial
    patience: Patience

    @classmethod
    def open(cls, address: Address, patience: Patience) -> Self:
        port = serial.Serial(
            address.place,
            address.baud,
            write_timeout=patience.stall,
            rtscts=address.flow == "rts",
            xonxoff=address.flow == "xon",
        )
        return cls(port, patience)

    def send(self, data: bytes) -> int:
        # Small pieces: at 9600 baud one takes a quarter of a second, so the stall is counted from the last that went.
        part = data[:_SERIAL_BLOCK]
        try:
            self.port.write(part)
        except serial.SerialTimeoutException as error:
            raise Stalled from error
        return len(part)

    def ask(self, question: bytes, complete: Callable[[bytes], bool], seconds: float) -> bytes:
        until = time.monotonic() + seconds
        self.port.reset_input_buffer()
        self.send(question)
        answer = b""
        while not complete(answer) and (left := until - time.monotonic()) > 0:
            self.port.timeout = left
            answer += self.port.read(max(1, self.port.in_waiting))
        return answer

    def close(self, *, done: bool) -> str:
        with suppress(OSError):
            until = time.monotonic() + self.patience.stall
            while done and self.port.out_waiting and time.monotonic() < until:
                time.sleep(0.02)
            self.port.reset_output_buffer()
        with suppress(OSError):
            self.port.close()
        return ""


@dataclass(slots=True)
class FileWire:
    """A device file such as /dev/usb/lp0, or a shared printer's Windows path. Only a device can be asked."""

    handle: int
    two_way: bool
    patience: Patience

    @classmethod
    def open(cls, address: Address, patience: Patience) -> Self:
        # Never O_CREAT: where a device is missing, a file of its name would swallow the papers.
        if sys.platform == "win32":
            return cls(os.open(address.place, os.O_WRONLY | os.O_BINARY), False, patience)
        is_device = stat.S_ISCHR(os.stat(address.place).st_mode)
        way = os.O_RDWR if is_device else os.O_WRONLY | os.O_APPEND
        return cls(os.open(address.place, way | os.O_NONBLOCK | os.O_NOCTTY), is_device, patience)

    def send(self, data: bytes) -> int:
        if sys.platform == "win32":
            return os.write(self.handle, data[:_BLOCK])
        if not select.select([], [self.handle], [], self.patience.stall)[1]:
            raise Stalled
        try:
            return os.write(self.handle, data[:_BLOCK])
        except BlockingIOError:
            return 0

    def ask(self, question: bytes, complete: Callable[[bytes], bool], seconds: float) -> bytes:
        if not self.two_way or sys.platform == "win32":
            return b""
        until = time.monotonic() + seconds
        answer = b""
        with suppress(OSError):  # a device that can't be read tells nothing
            while select.select([self.handle], [], [], 0)[0] and os.read(self.handle, _BLOCK):
                pass
            if not select.select([], [self.handle], [], seconds)[1]:
                return b""
            os.write(self.handle, question)
            while not complete(answer) and (left := until - time.monotonic()) > 0:
                if select.select([self.handle], [], [], left)[0]:
                    answer += os.read(self.handle, _BLOCK)
        return answer

    def close(self, *, done: bool) -> str:
        if done and sys.platform != "win32":
            # Linux drops what a USB printer has not yet taken when its file is closed.
            select.select([], [self.handle], [], self.patience.stall)
        with suppress(OSError):
            os.close(self.handle)
        return ""


@dataclass(slots=True)
class SpoolWire:
    """A queue of the operating system that passes bytes on as they are. Nothing goes before it is closed."""

    queue: str
    title: str
    patience: Patience
    _kept: bytearray = field(default_factory=bytearray)

    def send(self, data: bytes) -> int:
        self._kept += data
        return len(data)

    def ask(self, question: bytes, complete: Callable[[bytes], bool], seconds: float) -> bytes:
        return b""

    def close(self, *, done: bool) -> str:
        return spool_raw(self.queue, bytes(self._kept), self.title, self.patience.stall) if done and self._kept else ""
