"""The line to the server: signed requests, compressed, with time limits, to the one server whose key is known.

A request leaves only after the server's certificate was checked: by the authorities this machine trusts, or, once its
public key is pinned, by that key alone. Clocks are compared at each answer, since a PC's may be years wrong.
"""

from __future__ import annotations

import secrets
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import datetime
from math import inf
from typing import Any, TypeVar
from urllib.parse import urlencode
from weakref import WeakSet

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.x509 import load_der_x509_certificate

from app.protocol.blobs import SIZE_HEADER, Kept
from app.protocol.compression import MAX_SENT, BadCompressionError, TooLargeError, compress, decompress
from app.protocol.messages import (
    WAIT_SECONDS,
    Bring,
    Brought,
    Claim,
    Claimed,
    Compared,
    Digest,
    Enrolled,
    Enrolment,
    FirstPage,
    MalformedError,
    Message,
    Nudge,
    PullAnswer,
    Push,
    PushAnswer,
    Refusal,
    RefusalCode,
    decode,
    decode_pull_answer,
    decode_push_answer,
    encode,
)
from app.protocol.pins import pin_of
from app.protocol.signatures import NONCE_BYTES, Authorization, sign_request
from app.protocol.versions import SPOKEN, VERSIONS_HEADER
from app.storage.server_place import ServerPlace
from app.sync.address import ServerAddress
from app.sync.troubles import LineTrouble, cut, refused, strange, unreachable, wrong_certificate

CONNECTING, ANSWERING = 5.0, 30.0  # seconds
CLAIMING = 3.0  # seconds: a citizen is looking at the clerk
COMPARING = 120.0  # seconds: the server looks through all this office ever wrote
_SIGN_AGAIN = frozenset({RefusalCode.CLOCK, RefusalCode.REPLAYED})
_TROUBLED = range(500, 600)
_M = TypeVar("_M")
Headers = Mapping[str, str]


class Line:
    """Speaks to one server as one device. `ahead` is how many seconds its clock is ahead of ours, learned at answers;
    `pin` the key it showed. For one thread, but for `push`: two may send a piece at once."""

    def __init__(
        self,
        address: ServerAddress,
        device_id: str,
        key: Ed25519PrivateKey,
        clock: Callable[[], datetime],
        *,
        ahead: int = 0,
    ) -> None:
        self.address = address
        self.device_id = device_id
        self.ahead = ahead
        self.pin = address.pin
        self._key = key
        self._clock = clock
        self._sockets: WeakSet[socket.socket] = WeakSet()  # those of the connections that are kept
        self._connecting = threading.Lock()  # nobody adds one while they are gone through
        self._prepared: tuple[tuple[Push, tuple[bytes, str]], ...] = ()
        self._is_checked = not address.url.startswith("https:")
        self._http = httpx.Client(
            base_url=address.url,
            verify=_trust(address),
            timeout=httpx.Timeout(ANSWERING, connect=CONNECTING),
            limits=httpx.Limits(max_connections=2),
            trust_env=False,
            follow_redirects=False,
        )

    def close(self) -> None:
        """Hang up, on the thread that speaks."""
        self._http.close()

    def cut(self) -> None:
        """Let whoever waits for an answer wait no longer; from any thread."""
        with self._connecting:
            sockets = list(self._sockets)
        for each in sockets:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def enrol(self, asked: Enrolment) -> Enrolled:
        """Ask for this PC's place. Raises LineTrouble."""
        answer = self._decoded(self._ask("POST", "/enrol", message=asked), lambda data: decode(data, Enrolled))
        self._compare(answer.server_time)
        return answer

    def prepare(self, sent: Push) -> None:
        """Make the bytes of a push that comes next, from any thread, so that `push` of this very one need not."""
        self._prepared = *self._prepared[-1:], (sent, _packed(sent))  # beside the one that is on its way

    def push(self, sent: Push) -> PushAnswer:
        """Send a piece of a chain. Raises LineTrouble."""
        body, encoding = next((packed for made, packed in self._prepared if made is sent), None) or _packed(sent)
        data, _ = self._again("POST", "/sync/push", body, encoding, ANSWERING)
        answer = self._decoded(data, decode_push_answer)
        self._compare(answer.server_time)
        return answer

    def pull(self, feed: str, epoch: str, after: int, limit: int, *, ids: bool = False) -> PullAnswer:
        """Ask for a page of a feed. Raises LineTrouble."""
        asked = [("feed", feed), ("epoch", epoch), ("after", str(after)), ("limit", str(limit))]
        asked += [("ids", "1")] if ids else []
        answer = self._decoded(self._ask("GET", f"/sync/pull?{urlencode(asked)}"), decode_pull_answer)
        self._compare(answer.server_time)
        return answer

    def first(self, feed: str, before: int) -> FirstPage:
        """Ask for what a new PC works with. Raises LineTrouble."""
        asked = urlencode([("feed", feed), ("before", str(before))])
        data = self._ask("GET", f"/sync/first?{asked}", patience=COMPARING)
        answer = self._decoded(data, lambda data: decode(data, FirstPage))
        self._compare(answer.server_time)
        return answer

    def digest(self, asked: Digest) -> Compared:
        """Compare what both sides have. Raises LineTrouble."""
        data = self._ask("POST", "/sync/digest", message=asked, patience=COMPARING)
        answer = self._decoded(data, lambda data: decode(data, Compared))
        self._compare(answer.server_time)
        return answer

    def bring(self, lost: Bring) -> Brought:
        """Bring back what the server lacks. Raises LineTrouble."""
        answer = self._decoded(self._ask("POST", "/sync/bring", message=lost), lambda data: decode(data, Brought))
        self._compare(answer.server_time)
        return answer

    def claim(self, asked: Claim) -> Claimed:
        """Ask whom to call next. Raises LineTrouble."""
        body, encoding = _packed(asked)
        data, _ = self._again("POST", "/sync/claim", body, encoding, CLAIMING, whole=CLAIMING)
        answer = self._decoded(data, lambda data: decode(data, Claimed))
        self._compare(answer.server_time)
        return answer

    def listen(self, cursors: Iterable[tuple[str, int]], seconds: int = WAIT_SECONDS) -> Nudge:
        """Wait until a feed is further than this. Raises LineTrouble."""
        asked = [("feed", f"{feed}@{position}") for feed, position in cursors] + [("seconds", str(seconds))]
        data = self._ask("GET", f"/sync/stream?{urlencode(asked)}", patience=seconds + 10.0)
        return self._decoded(data, lambda data: decode(data, Nudge))

    def put_blob(self, sha256: str, offset: int, size: int, data: bytes) -> Kept:
        """Send a piece of a file. Raises LineTrouble."""
        answer = self._again("PUT", f"/blobs/{sha256}?offset={offset}&size={size}", data, "identity", ANSWERING)
        return self._decoded(answer[0], lambda data: decode(data, Kept))

    def get_blob(self, sha256: str, offset: int, limit: int) -> tuple[bytes, int]:
        """Fetch a piece of a file, and how many bytes all of it are. Raises LineTrouble."""
        target = f"/blobs/{sha256}?offset={offset}&limit={limit}"
        data, headers = self._again("GET", target, b"", "identity", ANSWERING)
        size = headers.get(SIZE_HEADER, "")
        if not (size.isascii() and size.isdecimal() and len(size) < 12):
            raise strange()
        return data, int(size)

    def _compare(self, server_time: datetime) -> None:
        self.ahead = round((server_time - self._clock()).total_seconds())

    @staticmethod
    def _decoded(data: bytes, read: Callable[[bytes], _M]) -> _M:
        try:
            return read(data)
        except MalformedError as error:
            raise strange() from error

    def _ask(self, method: str, target: str, message: Message | None = None, patience: float = ANSWERING) -> bytes:
        body, encoding = _packed(message) if message is not None else (b"", "identity")
        return self._again(method, target, body, encoding, patience)[0]

    def _again(
        self, method: str, target: str, body: bytes, encoding: str, patience: float, whole: float = inf
    ) -> tuple[bytes, Headers]:
        """Send a request; a second time when it only has to be signed anew.

        `patience` is for each word of the answer, which may come slowly, `whole` for all of it.
        """
        try:
            return self._send(method, target, body, encoding, patience, whole)
        except LineTrouble as trouble:
            if trouble.refusal not in _SIGN_AGAIN:
                raise
        return self._send(method, target, body, encoding, patience, whole)  # the server's time came with the no

    def _send(
        self, method: str, target: str, body: bytes, encoding: str, patience: float, whole: float
    ) -> tuple[bytes, Headers]:
        until = time.monotonic() + whole
        request = self._http.build_request(
            method,
            target,
            content=body,
            timeout=httpx.Timeout(patience, connect=min(CONNECTING, patience)),
            extensions={"trace": self._follow},
            headers={"Accept-Encoding": "zstd, gzip", "Content-Encoding": encoding, VERSIONS_HEADER: str(SPOKEN)},
        )
        sent = request.url.raw_path.decode("ascii")
        at = int(self._clock().timestamp()) + self.ahead
        nonce = secrets.token_bytes(NONCE_BYTES)
        signed = sign_request(self._key, self.device_id, method, sent, body, at=at, nonce=nonce)
        request.headers.update({"Authorization": str(signed)} | self._vouched(signed, method, sent, body))
        try:
            response = self._http.send(request, stream=True)
            try:
                data = _read(response, until)
            finally:
                response.close()
        except httpx.HTTPError as error:
            raise _told(error) from error
        if not self._is_checked:  # another library would have to call us by another name: never go on unseen
            raise wrong_certificate()
        if response.status_code != 200:
            raise self._refusal(response, data)
        return data, response.headers

    def _vouched(self, _signed: Authorization, _method: str, _target: str, _body: bytes) -> dict[str, str]:
        """Return what else stands at the head of a request."""
        return {}

    def _refusal(self, response: httpx.Response, data: bytes) -> LineTrouble:
        retry_after = _seconds(response.headers.get("Retry-After", ""))
        try:
            refusal = decode(data, Refusal)
        except MalformedError:  # a proxy in between, or no server of ours
            if response.status_code in _TROUBLED or response.status_code in (408, 429):
                return refused("unavailable", "Máy chủ tạm thời không làm việc được.", retry_after)
            return strange(retry_after=retry_after)
        if response.headers.get(VERSIONS_HEADER):  # whoever is not our server does not set our clock
            self._compare(refusal.server_time)
        return refused(refusal.code, refusal.sentence, retry_after)

    def _follow(self, event: str, info: dict[str, Any]) -> None:
        """Look at the key the server shows, before anything is sent; httpcore calls this at every step."""
        if event in ("connection.connect_tcp.complete", "connection.start_tls.complete"):
            with self._connecting:
                self._sockets.add(info["return_value"].get_extra_info("socket"))
        if event == "connection.start_tls.complete":
            self._check_certificate(info["return_value"])

    def _check_certificate(self, stream: Any) -> None:
        certificate = stream.get_extra_info("ssl_object").getpeercert(True)
        shown = pin_of(load_der_x509_certificate(certificate))
        if self.pin and shown != self.pin:
            stream.close()
            raise wrong_certificate()
        self.pin, self._is_checked = shown, True


def _packed(message: Message) -> tuple[bytes, str]:
    """Return the body and its Content-Encoding."""
    return compress(encode(message))


def dialler(key: Ed25519PrivateKey, clock: Callable[[], datetime]) -> Callable[[ServerPlace, str], Line]:
    """Return what opens the line to a server as a device."""

    def dial(place: ServerPlace, device_id: str) -> Line:
        return Line(ServerAddress(place.address, place.pin), device_id, key, clock, ahead=place.ahead)

    return dial


def _trust(address: ServerAddress) -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if address.pin:  # that key and no other: who signed its certificate, for how long and for what name is nothing
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def _read(response: httpx.Response, until: float) -> bytes:
    body = bytearray()
    for piece in response.iter_raw():
        body += piece
        if time.monotonic() > until:
            raise cut()
        if len(body) > MAX_SENT:
            raise strange()
    try:
        return decompress(bytes(body), response.headers.get("Content-Encoding", ""))
    except (BadCompressionError, TooLargeError) as error:
        raise strange() from error


def _told(error: httpx.HTTPError) -> LineTrouble:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return wrong_certificate()
        cause = cause.__cause__ or cause.__context__
    if isinstance(error, httpx.ConnectError | httpx.ConnectTimeout):
        return unreachable()
    return cut()


def _seconds(text: str) -> float:
    return float(text) if text.isascii() and text.isdecimal() and len(text) < 7 else 0.0
