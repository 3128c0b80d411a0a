"""The line as an administrator uses it: each request is vouched for by them, too."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.protocol.messages import Message, decode
from app.protocol.signatures import Authorization
from app.protocol.stewardship import (
    STEWARD_HEADER,
    CancelCode,
    NewCode,
    NewOffice,
    OfficePcs,
    Offices,
    StopPc,
    vouch,
)
from app.sync.address import ServerAddress
from app.sync.client import Line
from app.sync.troubles import LineTrouble, not_again

_OFFICES = "/steward/offices"
_M = TypeVar("_M", Offices, OfficePcs)


class StewardLine(Line):
    """Speaks as a device and as an administrator, whose id and key these are. Not for several threads at once."""

    def __init__(
        self,
        address: ServerAddress,
        device_id: str,
        key: Ed25519PrivateKey,
        clock: Callable[[], datetime],
        staff_id: str,
        own_key: Ed25519PrivateKey,
        *,
        ahead: int = 0,
    ) -> None:
        super().__init__(address, device_id, key, clock, ahead=ahead)
        self._staff_id, self._own_key = staff_id, own_key

    def _vouched(self, signed: Authorization, method: str, target: str, body: bytes) -> dict[str, str]:
        return {STEWARD_HEADER: str(vouch(self._own_key, self._staff_id, signed, method, target, body))}

    def offices(self) -> Offices:
        """List the offices. Raises LineTrouble, as all of these."""
        return self._said("GET", _OFFICES, Offices)

    def add_office(self, wanted: NewOffice) -> Offices:
        """Enter an office."""
        return self._said("POST", _OFFICES, Offices, wanted)

    def pcs(self, office_id: str) -> OfficePcs:
        """List an office's PCs and waiting codes."""
        return self._said("GET", f"{_OFFICES}/{office_id}", OfficePcs)

    def add_code(self, office_id: str, wanted: NewCode) -> OfficePcs:
        """Let a one-time code be good."""
        return self._said("POST", f"{_OFFICES}/{office_id}/codes", OfficePcs, wanted)

    def cancel_code(self, office_id: str, cancelled: CancelCode) -> OfficePcs:
        """Let it be good no more."""
        return self._said("POST", f"{_OFFICES}/{office_id}/cancelled", OfficePcs, cancelled)

    def stop_pc(self, office_id: str, stopped: StopPc) -> OfficePcs:
        """Let a PC synchronise no more."""
        return self._said("POST", f"{_OFFICES}/{office_id}/stopped", OfficePcs, stopped)

    def _said(self, method: str, target: str, kind: type[_M], message: Message | None = None) -> _M:
        try:
            data = self._ask(method, target, message)
        except LineTrouble as trouble:
            raise not_again(trouble) from trouble
        answer = self._decoded(data, lambda data: decode(data, kind))
        self._compare(answer.server_time)
        return answer
