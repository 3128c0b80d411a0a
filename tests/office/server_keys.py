"""A server that speaks TLS with a certificate of its own making."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from app.protocol.pins import pin_of
from app.server.database import Database
from app.server.serving import server_of


@dataclass(frozen=True, slots=True)
class Certified:
    """A certificate with its key, in one PEM file."""

    file: Path
    pin: str
    key: ec.EllipticCurvePrivateKey


def certify(
    file: Path,
    key: ec.EllipticCurvePrivateKey | None = None,
    signer: ec.EllipticCurvePrivateKey | None = None,
    until: datetime = datetime(2050, 1, 1, tzinfo=UTC),
) -> Certified:
    """Make a certificate that nobody trusts, over a new key unless one is given, signed by itself or by `signer`."""
    key = key or ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "may chu")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name if signer is None else x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "noi ky")]))
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(until)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(signer or key, hashes.SHA256())
    )
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file.write_bytes(private + made.public_bytes(Encoding.PEM))
    return Certified(file, pin_of(made), key)


@contextmanager
def serving_with_key(database: Database, file: Path, port: int = 0) -> Iterator[tuple[str, Certified]]:
    """Serve over TLS with a new key; yield the address and the certificate."""
    made = certify(file)
    with serving_over_tls(database, made, port) as address:
        yield address, made


@contextmanager
def serving_over_tls(database: Database, made: Certified, port: int = 0) -> Iterator[str]:
    """Serve over TLS with this certificate; yield the address."""
    server = server_of(database, "127.0.0.1", port, str(made.file), str(made.file))
    thread = threading.Thread(target=server.run, name="server")
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive()
            time.sleep(0.01)
        yield f"https://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(30)
