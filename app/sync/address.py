"""Where a server is, as somebody types it or scans it."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from app.domain.errors import UserError

_PIN = re.compile(r"[0-9a-f]{64}", re.ASCII)
_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]{0,250}[a-z0-9])?", re.ASCII)


@dataclass(frozen=True, slots=True)
class ServerAddress:
    """`https://host[:port]`, or plain http on the same machine. `pin` is the SHA-256 (hex) of the server's public key,
    "" = its certificate must be one that everybody trusts."""

    url: str
    pin: str = ""

    @classmethod
    def parse(cls, text: str) -> ServerAddress:
        """Read an address; https is meant when nothing is said, and `#` brings the pin. Raises UserError."""
        typed = text.strip()
        try:
            parts = urlsplit(typed if "://" in typed else f"https://{typed}")
            host, port = parts.hostname or "", parts.port
        except ValueError:
            parts, host, port = urlsplit(""), "", None
        pin = parts.fragment.lower().replace(":", "")
        if (
            parts.scheme not in ("http", "https")
            or not (_HOST.fullmatch(host) or _is_ip(host))
            or parts.username is not None
            or parts.path.strip("/")
            or parts.query
            or (pin and not _PIN.fullmatch(pin))
        ):
            raise UserError(
                "Địa chỉ máy chủ không đúng.", "Ghi như người quản trị đưa, ví dụ https://quay.tinh.gov.vn", "ADDRESS"
            )
        if parts.scheme == "http" and not _is_loopback(host):
            raise UserError(
                "Địa chỉ http:// để lộ dữ liệu công dân trên mạng.", "Dùng địa chỉ bắt đầu bằng https://", "PLAIN-HTTP"
            )
        shown = f"[{host}]" if ":" in host else host
        return cls(f"{parts.scheme}://{shown}{f':{port}' if port else ''}", pin)


def _is_ip(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _is_loopback(host: str) -> bool:
    return host == "localhost" or (_is_ip(host) and ipaddress.ip_address(host).is_loopback)
