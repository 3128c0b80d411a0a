"""Who asks: a request signed by the key of a device that is enrolled and not stopped, once."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Lock
from typing import Any

from sqlalchemy import Connection

from app.protocol.messages import RefusalCode
from app.protocol.signatures import TOLERANCE_SECONDS, Authorization, BadSignatureError
from app.server import devices, metrics
from app.server.devices import Device
from app.server.limits import Buckets, Limits
from app.server.refusals import Refused

log = logging.getLogger("quay.server")
Clock = Callable[[], datetime]  # now, UTC


def utc_now() -> datetime:
    """Read the clock of this machine."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it came: `target` is path and query, `body` the bytes as sent, `address` where it came from.

    `seen` is what the log's line says of it.
    """

    method: str
    target: str
    body: bytes
    authorization: str
    address: str
    seen: dict[str, Any]


class Nonces:
    """The nonces of the last minutes. Each server process remembers its own: behind two of them a request overheard
    inside TLS could be repeated once, and would be answered what its owner was answered."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._young: set[tuple[str, bytes]] = set()
        self._old: set[tuple[str, bytes]] = set()
        self._turned_at = 0

    def is_new(self, device_id: str, nonce: bytes, now: int) -> bool:
        """Remember a nonce; False when it came before."""
        with self._lock:
            if abs(now - self._turned_at) > 2 * TOLERANCE_SECONDS:  # a clock that was years ahead keeps none for ever
                self._old, self._young, self._turned_at = self._young, set(), now
            if (device_id, nonce) in self._young or (device_id, nonce) in self._old:
                return False
            self._young.add((device_id, nonce))
            return True


class Gate:
    """Lets requests of known devices in, as often as is agreed."""

    def __init__(self, clock: Clock, limits: Limits) -> None:
        self.clock = clock
        self._nonces = Nonces()
        self._requests = Buckets(limits.requests)
        self._strangers = Buckets(limits.signatures)
        self._codes = Buckets(limits.codes)
        self._comparisons = Buckets(limits.comparisons)

    def device(self, connection: Connection, asked: Asked) -> Device:
        """Return the device that signed this request. Raises Refused."""
        try:
            claim = _claim(asked)
            device = devices.find(connection, claim.device_id)
            if device is None:
                raise Refused(RefusalCode.UNKNOWN_DEVICE)
            self._check(claim, device.public_key, asked)
        except Refused as refused:
            raise self._counted(asked, refused) from refused
        asked.seen["device"] = device.device_id
        if device.is_revoked:
            raise Refused(RefusalCode.REVOKED)
        self._once(claim, device.device_id)
        metrics.CONTACTS.heard(device.device_id)
        return device

    def comparing(self, device: Device) -> None:
        """Raise Refused when a PC compares too often."""
        _put_off("comparisons", self._comparisons.take(device.device_id))

    def newcomer(self, asked: Asked, device_id: str, public_key: bytes) -> None:
        """Raise Refused unless the request is signed with the very key it brings, or too many there were refused."""
        _put_off("codes", self._codes.wait(asked.address))
        _put_off("signatures", self._strangers.wait(asked.address))
        try:
            claim = _claim(asked)
            if claim.device_id != device_id:
                raise Refused(RefusalCode.SIGNATURE)
            self._check(claim, public_key, asked)
        except Refused as refused:
            raise self._counted(asked, refused) from refused
        self._once(claim, public_key.hex())

    def turned_away(self, asked: Asked, why: RefusalCode) -> None:
        """Count an enrolment that was refused: whoever guesses codes, or was never here, has to wait."""
        if why is RefusalCode.CODE:
            self._codes.take(asked.address)
            log.info("enrolment.refused from %s", asked.address)
        elif why is RefusalCode.UNKNOWN_DEVICE:
            self._strangers.take(asked.address)

    def _once(self, claim: Authorization, who: str) -> None:
        """Let a request in that was not here before. Whoever comes too often leaves nothing to be remembered."""
        _put_off("requests", self._requests.take(who))
        if not self._nonces.is_new(claim.device_id, claim.nonce, int(self.clock().timestamp())):
            raise Refused(RefusalCode.REPLAYED)

    def _counted(self, asked: Asked, refused: Refused) -> Refused:
        """Count a bad signature; one too many is told to wait instead of what was wrong with it."""
        if refused.code is RefusalCode.CLOCK:  # its own key
            return refused
        _put_off("signatures", self._strangers.take(asked.address))
        return refused

    def _check(self, claim: Authorization, public_key: bytes, asked: Asked) -> None:
        try:
            claim.verify(public_key, asked.method, asked.target, asked.body)
        except BadSignatureError as error:
            raise Refused(RefusalCode.SIGNATURE) from error
        now = int(self.clock().timestamp())
        if abs(now - claim.at) > TOLERANCE_SECONDS:
            raise Refused(RefusalCode.CLOCK)


def _put_off(what: str, seconds: int) -> None:
    if seconds:
        metrics.THROTTLED.labels(what).inc()
        raise Refused(RefusalCode.BUSY, retry_after=seconds)


def _claim(asked: Asked) -> Authorization:
    try:
        return Authorization.parse(asked.authorization)
    except BadSignatureError as error:
        raise Refused(RefusalCode.SIGNATURE) from error
