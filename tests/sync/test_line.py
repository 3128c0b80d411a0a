"""The line itself: who answers is checked before anything is said, and every trouble has its sentence."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st
from server_keys import certify
from sync_desk import Centre, Counter

from app.domain.errors import Explained, UserError
from app.protocol.messages import MAX_BATCH, Claim, Page, Refusal, encode
from app.services.enrolment import join_server
from app.services.server_standing import server_standing
from app.sync import client, troubles
from app.sync.address import ServerAddress
from app.sync.backoff import CEILING, LASTING, LONGEST_ASKED, BatchSize, pause_after
from app.sync.client import Line
from app.sync.troubles import LineTrouble

NOW = datetime(2026, 11, 19, 2, 4, tzinfo=UTC)
ID = "019a0000-0000-7000-8000-0000000000d1"


class Answering:
    """A server that gives one answer to everything and keeps what it was told."""

    def __init__(self, body: bytes, status: int = 200, headers: dict[str, str] | None = None) -> None:
        self.heard: list[str] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                outer.heard.append(self.path)
                self.send_response(status)
                for name, value in {**(headers or {}), "Content-Length": str(len(body))}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_what: object) -> None:
                return

        self.server = HTTPServer(("127.0.0.1", 0), Handler)

    @contextmanager
    def open(self, certificate: Path | None = None) -> Iterator[str]:
        if certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        thread = threading.Thread(target=self.server.serve_forever, args=(0.02,))
        thread.start()
        scheme = "https" if certificate else "http"
        yield f"{scheme}://127.0.0.1:{self.server.server_port}"
        self.server.shutdown()
        thread.join()
        self.server.server_close()


def line(address: str, pin: str = "") -> Line:
    return Line(ServerAddress(address, pin), ID, Ed25519PrivateKey.generate(), lambda: NOW)


def trouble_of(address: str, pin: str = "") -> LineTrouble:
    with closing(line(address, pin)) as made, pytest.raises(LineTrouble) as trouble:
        made.pull("reference", "", 0, 10)
    return trouble.value


PAGE = encode(Page("reference", "e", 0, 0, NOW + timedelta(days=400)))


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[Path, str]:
    """Make a certificate that nobody trusts, and its pin, by another way than the program's."""
    file = tmp_path / "server.pem"
    certify(file)
    key = x509.load_pem_x509_certificate(file.read_bytes()).public_key()
    digest = hashes.Hash(hashes.SHA256())
    digest.update(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))
    return file, digest.finalize().hex()


def test_only_the_server_with_the_pinned_key_hears_anything(certificate: tuple[Path, str]) -> None:
    file, pin = certificate
    server = Answering(PAGE)
    with server.open(file) as address:
        with closing(line(address, pin)) as made:
            made.pull("reference", "", 0, 10)
            assert made.pin == pin
        assert len(server.heard) == 1
        assert trouble_of(address, "ab" * 32).code == troubles.CERTIFICATE
        assert trouble_of(address).code == troubles.CERTIFICATE  # nobody trusts who signed it
        assert len(server.heard) == 1, "nothing was said to whom we do not know"


def test_the_servers_clock_is_learned_from_its_answers() -> None:
    with Answering(PAGE).open() as address, closing(line(address)) as made:
        made.pull("reference", "", 0, 10)
        assert made.ahead == 400 * 86400


REFUSAL = encode(Refusal("busy", "Máy chủ đang bận.", "1-1", NOW))


@pytest.mark.parametrize(
    ("body", "status", "headers", "code"),
    [
        pytest.param(b"<html>Wi-Fi login</html>", 200, {}, troubles.STRANGE, id="a captive portal"),
        pytest.param(b"<html>moved</html>", 302, {"Location": "/"}, troubles.STRANGE, id="a redirect"),
        pytest.param(b"Bad Gateway", 502, {}, "SYNC-unavailable", id="a proxy without its server"),
        pytest.param(REFUSAL, 429, {"Retry-After": "17"}, "SYNC-busy", id="a busy server"),
        pytest.param(PAGE, 200, {"Content-Encoding": "gzip"}, troubles.STRANGE, id="a wrong encoding"),
        pytest.param(b"x" * (9 << 20), 200, {}, troubles.STRANGE, id="an endless answer"),
    ],
)
def test_whatever_answers_is_told_by_its_kind(body: bytes, status: int, headers: dict[str, str], code: str) -> None:
    with Answering(body, status, headers).open() as address:
        trouble = trouble_of(address)
    assert trouble.code == code
    assert trouble.sentence.endswith(".")
    assert trouble.retry_after == (17 if "Retry-After" in headers else 0)


def test_a_line_that_drips_keeps_no_citizen_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each byte of the answer comes in good time, and all of it never."""
    monkeypatch.setattr(client, "CLAIMING", 0.2)
    over = threading.Event()

    def drip(server: socket.socket) -> None:
        caller, _ = server.accept()
        with caller, suppress(OSError):
            caller.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n")
            while not over.wait(0.02):
                caller.sendall(b"{")

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=drip, args=(server,), daemon=True)
        thread.start()
        where = ServerAddress(f"http://127.0.0.1:{server.getsockname()[1]}")
        asked = Claim(ID, "u", "2026-11-19")
        with closing(Line(where, ID, Ed25519PrivateKey.generate(), lambda: NOW)) as line:
            late = threading.Timer(5, over.set)
            late.start()
            with pytest.raises(LineTrouble):
                line.claim(asked)
            late.cancel()
        was_over = over.is_set()
        over.set()
        thread.join(5)
    assert not was_over


def test_nobody_there_is_unreachable() -> None:
    with Answering(PAGE).open() as address:
        pass
    assert trouble_of(address).code == troubles.UNREACHABLE


@pytest.mark.parametrize(
    ("typed", "url"),
    [
        ("quay.camau.gov.vn", "https://quay.camau.gov.vn"),
        (" https://quay.camau.gov.vn:8480/ ", "https://quay.camau.gov.vn:8480"),
        ("http://127.0.0.1:8480", "http://127.0.0.1:8480"),
        ("https://[::1]:8480", "https://[::1]:8480"),
    ],
)
def test_an_address_is_read_as_it_is_typed(typed: str, url: str) -> None:
    assert ServerAddress.parse(typed) == ServerAddress(url)
    assert ServerAddress.parse(f"{typed.strip()}#{'AB' * 32}").pin == "ab" * 32


@pytest.mark.parametrize("typed", ["", "https://", "ftp://a.vn", "http://quay.gov.vn", "https://a b", "https://u@a.vn",
                                   "https://a.vn/x", "https://a.vn:99999", "https://a.vn#12"])  # fmt: skip
def test_what_is_no_address_or_shows_data_to_the_network_is_refused(typed: str) -> None:
    with pytest.raises(UserError):
        ServerAddress.parse(typed)


@given(st.text())
def test_any_text_is_an_address_or_refused(typed: str) -> None:
    try:
        address = ServerAddress.parse(typed)
    except UserError:
        return
    assert ServerAddress.parse(address.url).url == address.url


@given(st.integers(0, 10_000), st.floats(0, 1), st.floats(0, 1e6), st.booleans())
def test_a_pause_grows_to_a_ceiling_and_keeps_what_the_server_asked(
    failures: int, chance: float, asked: float, lasting: bool
) -> None:
    trouble = LineTrouble("", "", "", retry_after=asked, is_lasting=lasting)
    pause = pause_after(failures, trouble, chance)
    assert min(asked, LONGEST_ASKED) <= pause <= max(LASTING if lasting else CEILING, LONGEST_ASKED)
    assert pause >= 0.5
    assert pause_after(failures + 1, trouble, chance) >= pause


@given(st.lists(st.booleans(), max_size=40))
def test_a_batch_is_never_empty_and_never_too_large(outcomes: list[bool]) -> None:
    size = BatchSize()
    for arrived in outcomes:
        size = size.larger() if arrived else size.smaller()
        assert 1 <= size.events <= MAX_BATCH


# -- joining


def refused(counter: Counter, centre: Centre, code: str, *, alone: bool = True) -> Explained:
    with pytest.raises(Explained) as trouble:
        join_server(counter.house, counter.clerk if alone else None, counter.key, centre.address, code)
    assert server_standing(counter.house).place is None
    return trouble.value


def test_a_wrong_or_used_code_is_told_and_changes_nothing(counters: Callable[..., Counter], centre: Centre) -> None:
    a, b = counters("a", alone=True), counters("b")
    assert refused(a, centre, "AAAA-BBBB-CCCC").code == "SYNC-code"
    assert refused(a, centre, " ").code == "NO-CODE"
    code = centre.code()
    join_server(a.house, a.clerk, a.key, centre.address, code.lower())
    assert refused(b, centre, code, alone=False).code == "SYNC-code"


def test_a_new_pc_asked_again_after_a_lost_answer_has_one_place(
    counters: Callable[..., Counter], centre: Centre
) -> None:
    b = counters("b")
    code = centre.code(7)
    first = join_server(b.house, None, b.key, centre.address, code)
    with b.house.db.write() as session:
        from app.storage.rows import run

        run(session, "DELETE FROM own_device")
        run(session, "DELETE FROM server")
    again = join_server(b.house, None, b.key, centre.address, code)
    assert (again.lanes, again.office_id) == (first.lanes, first.office_id) == ((7,), first.office_id)
