"""The key a server shows, looked at without sending it anything: what an administrator compares by eye."""

from __future__ import annotations

import socket
import ssl
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from cryptography.x509 import load_der_x509_certificate

from app.protocol.pins import fingerprint, pin_of
from app.sync.address import ServerAddress
from app.sync.troubles import strange, unreachable

PATIENCE = 10.0  # seconds


@dataclass(frozen=True, slots=True)
class ShownKey:
    """The public key behind an address: `pin` its SHA-256 (hex); whose certificate says it is, and until when."""

    pin: str
    name: str
    valid_until: datetime

    @property
    def fingerprint(self) -> str:
        """The pin as people compare it."""
        return fingerprint(self.pin)


def shown_by(address: ServerAddress) -> ShownKey:
    """Ask who answers there, trusting nobody. Raises LineTrouble, also for an address without TLS."""
    parts = urlsplit(address.url)
    if parts.scheme != "https" or parts.hostname is None:
        raise strange()
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    try:
        with (
            socket.create_connection((parts.hostname, parts.port or 443), timeout=PATIENCE) as plain,
            context.wrap_socket(plain, server_hostname=parts.hostname) as line,
        ):
            shown = line.getpeercert(binary_form=True)
    except ssl.SSLError as error:
        raise strange() from error
    except OSError as error:
        raise unreachable() from error
    try:
        read = load_der_x509_certificate(shown or b"")
        return ShownKey(pin_of(read), read.subject.rfc4514_string(), read.not_valid_after_utc)
    except ValueError as error:
        raise strange() from error
