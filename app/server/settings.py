"""Settings of the server, from the environment; what would be careless outside one's own machine is refused."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

_WEAK = frozenset({"", "postgres", "password", "quay", "admin", "root", "secret", "changeme", "change-me", "123456"})


class BadSettingError(ValueError):
    """A setting is missing, unreadable or careless; the text says which, and what to do."""


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """What `quay-server` runs with. `certificate` and `key` are PEM files; both empty = plain HTTP, loopback only."""

    database: URL
    host: str = "127.0.0.1"
    port: int = 8480
    certificate: str = ""
    key: str = ""
    metrics_host: str = ""
    metrics_port: int = 0  # 0: nobody is told
    address: str = ""  # what PCs call it, "" = not said

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> ServerSettings:
        """Read `QUAY_DATABASE_URL`, `QUAY_LISTEN`, `QUAY_TLS_CERTIFICATE`, `QUAY_TLS_KEY`, `QUAY_METRICS_LISTEN`.

        Raises BadSettingError.
        """
        host, port = _listen(environment.get("QUAY_LISTEN", "127.0.0.1:8480"))
        certificate, key = environment.get("QUAY_TLS_CERTIFICATE", ""), environment.get("QUAY_TLS_KEY", "")
        if bool(certificate) != bool(key):
            raise BadSettingError("QUAY_TLS_CERTIFICATE and QUAY_TLS_KEY go together.")
        if not certificate and not _is_loopback(host):
            raise BadSettingError(
                f"Plain HTTP on {host} would show personal data to the network. Set QUAY_TLS_CERTIFICATE and "
                "QUAY_TLS_KEY, or listen on 127.0.0.1 behind a proxy that speaks TLS."
            )
        watched = environment.get("QUAY_METRICS_LISTEN", "")
        metrics_host, metrics_port = _listen(watched, "QUAY_METRICS_LISTEN") if watched else ("", 0)
        if watched and not _is_inside(metrics_host):
            raise BadSettingError(f"Metrics are for a watcher inside: QUAY_METRICS_LISTEN can't be {metrics_host}.")
        database = _database(environment.get("QUAY_DATABASE_URL", ""))
        address = environment.get("QUAY_ADDRESS", "")
        return cls(database, host, port, certificate, key, metrics_host, metrics_port, address)

    @property
    def scheme(self) -> str:
        return "https" if self.certificate else "http"


def _database(text: str) -> URL:
    if not text:
        raise BadSettingError("QUAY_DATABASE_URL is not set, e.g. postgresql://quay:…@db.example/quay")
    try:
        url = make_url(text)
    except (ArgumentError, ValueError) as error:
        raise BadSettingError("QUAY_DATABASE_URL is no database address.") from error
    match url.get_backend_name():
        case "sqlite":
            return url.set(drivername="sqlite+pysqlite")
        case "postgresql":
            if not _is_local(url) and (url.password or "").casefold() in _WEAK:
                raise BadSettingError("The database's password is missing or one that everybody tries first.")
            return url.set(drivername="postgresql+psycopg")
        case _:
            raise BadSettingError("The database must be PostgreSQL (or SQLite for a demo or a single office).")


def _is_local(url: URL) -> bool:
    host = url.host or url.query.get("host", "")
    return isinstance(host, str) and (not host or host.startswith("/") or (_is_loopback(host) and not url.password))


def _listen(text: str, setting: str = "QUAY_LISTEN") -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    if not host or not port.isdecimal() or not port.isascii() or not 0 <= int(port) < 65536:
        raise BadSettingError(f"{setting} must be address:port, e.g. 127.0.0.1:8480")
    return host.strip("[]"), int(port)


def _is_inside(host: str) -> bool:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host == "localhost"
    return address.is_private and not address.is_unspecified


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
