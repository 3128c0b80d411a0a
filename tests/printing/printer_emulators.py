"""Printers for tests: they parse the bytes of each language back into the picture that would be on the paper.

`NetworkPrinter` listens on a real socket of this machine and behaves as told: answers, refuses, stops reading.
"""

from __future__ import annotations

import re
import socket
import threading
from dataclasses import dataclass, field

from PIL import Image

READY = {1: 0x12, 2: 0x12, 3: 0x12, 4: 0x12}
PAPER_OUT = {1: 0x1A, 2: 0x32, 3: 0x12, 4: 0x72}
COVER_OPEN = {1: 0x1A, 2: 0x16, 3: 0x12, 4: 0x12}


@dataclass(slots=True)
class Receipt:
    """What an ESC/POS printer made of its bytes: one picture per cut or tear, and what it was told besides."""

    pages: list[Image.Image] = field(default_factory=list)
    densities: list[int] = field(default_factory=list)
    cuts: int = 0


def from_rows(rows: bytes, wide: int, *, black: int = 1) -> Image.Image:
    """Make a mode "1" picture of packed rows in which bit `black` prints."""
    high = len(rows) // wide if wide else 0
    data = rows if black == 0 else bytes(byte ^ 0xFF for byte in rows)
    return Image.frombytes("1", (wide * 8, high), data)


def read_escpos(data: bytes) -> Receipt:
    """Parse the stream; an unknown byte is an error, as on paper it would be a stray letter."""
    out, rows, wide, at = Receipt(), b"", 0, 0

    def torn() -> None:
        nonlocal rows
        out.pages.append(from_rows(rows, wide))
        rows = b""

    while at < len(data):
        rest = data[at:]
        if rest.startswith(b"\x1b@"):
            at += 2
        elif rest.startswith(b"\x1d(K\x02\x00\x31"):
            out.densities.append(int.from_bytes(rest[6:7], signed=True))
            at += 7
        elif rest.startswith(b"\x1dv0\x00"):
            band_wide, high = (int.from_bytes(rest[i : i + 2], "little") for i in (4, 6))
            assert not rows or band_wide == wide
            wide = band_wide
            rows += rest[8 : 8 + wide * high]
            at += 8 + wide * high
            assert at <= len(data), "the raster is cut short"
        elif rest.startswith(b"\x1dVB"):
            out.cuts += 1
            torn()
            at += 4
        elif rest.startswith(b"\x1bJ"):
            torn()
            at += 3
        elif rest.startswith((b"\x10\x04", b"\x1dr")):
            at += 3
        else:
            raise AssertionError(f"stray bytes at {at}: {rest[:8]!r}")
    assert not rows, "the paper was never torn off"
    return out


@dataclass(frozen=True, slots=True)
class Sticker:
    """A label as printed, and the commands around it."""

    image: Image.Image
    commands: dict[str, str]


def read_tspl(data: bytes) -> list[Sticker]:
    """Parse TSPL labels: lines of commands, and one BITMAP with its raw bytes in each."""
    out: list[Sticker] = []
    commands: dict[str, str] = {}
    image: Image.Image | None = None
    at = 0
    while at < len(data):
        if data.startswith(b"BITMAP ", at):
            head = re.compile(rb"BITMAP 0,0,(\d+),(\d+),0,").match(data, at)
            assert head is not None
            wide, high = int(head[1]), int(head[2])
            image = from_rows(data[head.end() : head.end() + wide * high], wide, black=0)
            at = head.end() + wide * high + 2
            continue
        end = data.index(b"\r\n", at)
        word, _, rest = data[at:end].decode("ascii").partition(" ")
        commands[word] = rest
        at = end + 2
        if word == "PRINT":
            assert image is not None
            out.append(Sticker(image, commands))
            commands, image = {}, None
    assert image is None
    return out


def read_zpl(data: bytes) -> list[Sticker]:
    """Parse ZPL labels with one compressed ^GFA field each, as Zebra's manual describes the compression."""
    out = []
    for text in re.findall(r"\^XA(.*?)\^XZ", data.decode("ascii"), re.DOTALL):
        commands = dict(re.findall(r"\^(PW|LL|MD|PQ|LH|FO)([-\d,]*)", text))
        field_ = re.search(r"\^GFA,(\d+),(\d+),(\d+),(.*?)\^FS", text, re.DOTALL)
        assert field_ is not None
        total, wide = int(field_[2]), int(field_[3])
        rows = _unpacked(field_[4], wide)
        assert len(rows) == total == int(field_[1])
        image = from_rows(rows, wide).crop((0, 0, int(commands["PW"]), int(commands["LL"])))
        out.append(Sticker(image, commands))
    return out


def _unpacked(text: str, wide: int) -> bytes:
    rows, row, count = bytearray(), "", 0
    for char in text:
        if "G" <= char <= "Y":
            count += ord(char) - ord("F")
        elif "g" <= char <= "z":
            count += 20 * (ord(char) - ord("f"))
        elif char == ":":
            rows += rows[-wide:]
        elif char == ",":
            row = row.ljust(2 * wide, "0")
        else:
            row += char * max(1, count)
            count = 0
        if len(row) == 2 * wide:
            rows += bytes.fromhex(row)
            row = ""
    assert not row
    return bytes(rows)


class NetworkPrinter:
    """A printer on a port of this machine.

    `status` are its answers to DLE EOT (None: it never answers); `after` replaces them once a page has come. With
    `stops_after` it takes that many bytes of the first job and then reads no more.
    """

    def __init__(
        self,
        status: dict[int, int] | None = None,
        *,
        after: dict[int, int] | None = None,
        answer: dict[bytes, bytes] | None = None,
        confirms: bool = True,
        stops_after: int | None = None,
    ) -> None:
        self._status, self._after, self._confirms, self._stops_after = status, after, confirms, stops_after
        self._answer = answer or {}
        self.jobs: list[bytes] = []
        self.ended = threading.Semaphore(0)
        self._open = threading.Event()
        self._server = socket.create_server(("127.0.0.1", 0))
        self._server.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self.port = self._server.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    @property
    def address(self) -> str:
        return f"tcp://127.0.0.1:{self.port}"

    def close(self) -> None:
        self._open.set()
        # A thread that waits in accept keeps the port open beyond close.
        self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        self._thread.join(5)

    def __enter__(self) -> NetworkPrinter:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def printed(self) -> bytes:
        """Wait for the end of a job and return all bytes of the last one that were to be printed."""
        assert self.ended.acquire(timeout=20)
        return self.jobs[-1]

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._server.accept()
            except OSError:
                return
            with connection:
                self._take(connection)
            self.ended.release()

    def _take(self, connection: socket.socket) -> None:
        job = bytearray()
        self.jobs.append(b"")
        while True:
            try:
                more = connection.recv(2048)
            except OSError:
                return
            if not more:
                return
            # Questions come alone: nothing is sent behind them before the answer is there or given up.
            if more.startswith(b"\x10\x04") and len(more) == 3:
                now = self._after if job and self._after is not None else self._status
                if now is not None:
                    connection.sendall(bytes([now[more[2]]]))
            elif more in (b"\x1b!?", b"~HS"):
                connection.sendall(self._answer.get(more, b""))
            elif more.endswith(b"\x1dr\x01"):
                job += more[:-3]
                if self._confirms:
                    connection.sendall(b"\x00")
            else:
                job += more
            self.jobs[-1] = bytes(job)
            if self._stops_after is not None and len(job) >= self._stops_after:
                self._open.wait(30)
                return
