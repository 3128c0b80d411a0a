"""A publisher of releases and its web server, for tests: real sockets on this PC, with every vice a server can have."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.domain.updates import MANIFEST_NAME, Manifest, Notes, sign_manifest

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
KNOWN = {"test": KEY.public_key().public_bytes_raw()}
SETUP = bytes(range(256)) * 4096  # 1 MB


def release(version: str = "0.2.0", setup: bytes = SETUP, key: Ed25519PrivateKey = KEY) -> tuple[str, bytes]:
    """Return the setup file's name and the signed manifest of a release."""
    name = f"QuayMotCua-{version}-setup.exe"
    digest = hashlib.sha256(setup).hexdigest()
    notes = Notes("Sửa lỗi nhỏ.", "Small repairs.")
    manifest = Manifest(version, date(2026, 11, 20), name, len(setup), digest, "0.1.0", notes)
    return name, sign_manifest(manifest, {"test": key})


def put(folder: Path, version: str = "0.2.0", setup: bytes = SETUP, key: Ed25519PrivateKey = KEY) -> Path:
    """Put a release into a folder as `installer.release sign` does; returns its manifest."""
    folder.mkdir(parents=True, exist_ok=True)
    name, raw = release(version, setup, key)
    (folder / name).write_bytes(setup)
    (folder / MANIFEST_NAME).write_bytes(raw)
    return folder / MANIFEST_NAME


@dataclass
class Shop:
    """What the server offers and how badly. `asked` are the requests: path and Range."""

    url: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)
    ranges: bool = True
    drop_after: int | None = None  # bytes of a setup file, then the line breaks
    drops: int = 0  # how many times still
    status: int = 0  # answer this instead
    redirect: dict[str, str] = field(default_factory=dict)
    told_length: int | None = None
    held: threading.Event = field(default_factory=threading.Event)  # unset: the setup file stops half-way

    def offer(self, version: str = "0.2.0", setup: bytes = SETUP) -> None:
        """Put a release on the server."""
        name, raw = release(version, setup)
        self.files = {f"/{MANIFEST_NAME}": raw, f"/{name}": setup}

    def setups_asked(self) -> list[str]:
        """Return the Range of every request for a setup file."""
        return [wanted for path, wanted in self.asked if path.endswith(".exe")]


@contextmanager
def shop() -> Iterator[Shop]:
    """Open the server; it is closed at the end."""
    told = Shop()
    told.held.set()

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            told.asked.append((self.path, self.headers.get("Range", "")))
            if self.path in told.redirect:
                self.send_response(302)
                self.send_header("Location", told.redirect[self.path])
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            data = told.files.get(self.path)
            if told.status or data is None:
                self.send_error(told.status or 404)
                return
            start = 0
            if told.ranges and (wanted := self.headers.get("Range")):
                start = int(wanted.removeprefix("bytes=").rstrip("-"))
                if start >= len(data):
                    self.send_error(416)
                    return
                self.send_response(206)
                self.send_header("Content-Range", f"bytes {start}-{len(data) - 1}/{len(data)}")
            else:
                self.send_response(200)
            body = data[start:]
            lies = told.told_length is not None and self.path.endswith(".exe")
            length = told.told_length if lies else len(body)
            self.send_header("Content-Length", str(length))
            self.end_headers()
            if self.path.endswith(".exe"):
                if told.drops > 0 and told.drop_after is not None:
                    told.drops -= 1
                    body = body[: told.drop_after]
                if not told.held.is_set():
                    self.wfile.write(body[: len(body) // 2])
                    self.wfile.flush()
                    told.held.wait(30)
                    return
            self.wfile.write(body)

        def log_message(self, *_words: object) -> None:
            pass

        def handle(self) -> None:
            with suppress(ConnectionError):  # the program hung up
                super().handle()

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    server.daemon_threads = False
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    told.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield told
    finally:
        told.held.set()
        server.shutdown()
        server.server_close()
        thread.join()
