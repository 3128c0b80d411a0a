"""Where a new version comes from: an address on the network, or a folder such as a USB stick.

A source gives the manifest's bytes and the setup file from some byte on; whether they are any good is told by the
signature, not by where they came from. Still only https is asked (http on this PC alone), and no server may pass us on
to another one: that is what the sign-in page of a public network does, and the office allowed this address.
"""

from __future__ import annotations

import http.client
import ipaddress
import re
import ssl
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Protocol
from urllib.error import HTTPError
from urllib.parse import SplitResult, quote, urljoin, urlsplit
from urllib.request import HTTPRedirectHandler, HTTPSHandler, OpenerDirector, ProxyHandler, Request, build_opener

from app import __version__
from app.domain.errors import EnvironmentProblem, UserError
from app.domain.updates import MANIFEST_LIMIT, MANIFEST_NAME
from app.services.updates import Broken

TIMEOUT_S = 15
CHUNK = 256 * 1024


@dataclass(frozen=True, slots=True)
class Flow:
    """Bytes of a setup file from byte `start` on: where the source really began. Reading raises Broken."""

    start: int
    source: IO[bytes] | http.client.HTTPResponse

    def chunks(self) -> Iterator[bytes]:
        """Yield what comes, as it comes. Raises Broken."""
        read = self.source.read1 if isinstance(self.source, http.client.HTTPResponse) else self.source.read
        while True:
            try:
                chunk = read(CHUNK)
            except (OSError, http.client.HTTPException) as error:  # the line broke, the stick was pulled
                raise Broken from error
            if not chunk:
                return
            yield chunk

    def close(self) -> None:
        """Want no more."""
        self.source.close()


class Source(Protocol):
    """Gives a manifest and the setup file it names."""

    def manifest(self) -> bytes:
        """Return the manifest's bytes. Raises Explained."""
        ...

    def setup(self, name: str, start: int) -> Flow:
        """Return the setup file's bytes from `start` on if the source can, else from its beginning.

        Raises Explained.
        """
        ...


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder with a manifest, and the setup file beside it."""

    path: Path

    @classmethod
    def chosen(cls, path: Path) -> Folder:
        """Take the folder itself or a file in it: whoever holds the stick may choose either."""
        return cls(path if path.is_dir() else path.parent)

    def manifest(self) -> bytes:
        try:
            with (self.path / MANIFEST_NAME).open("rb") as file:
                return file.read(MANIFEST_LIMIT + 1)
        except OSError as error:
            raise self._missing(MANIFEST_NAME) from error

    def setup(self, name: str, start: int) -> Flow:
        try:
            file = (self.path / name).open("rb")
            file.seek(start)
        except OSError as error:
            raise self._missing(name) from error
        return Flow(start, file)

    def _missing(self, name: str) -> UserError:
        return UserError(
            f"Không đọc được tệp {name} trong thư mục này.",
            f"Chép cả hai tệp, {MANIFEST_NAME} và tệp cài đặt .exe, vào cùng một thư mục rồi chọn lại.",
            "UPD-FOLDER",
        )


class _SameHost(HTTPRedirectHandler):
    """Follow a server only to itself."""

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: http.client.HTTPMessage, newurl: str
    ) -> Request | None:
        before, after = urlsplit(req.full_url), urlsplit(newurl)
        if (before.scheme, before.netloc) != (after.scheme, after.netloc):
            fp.close()
            raise EnvironmentProblem(
                "Địa chỉ cập nhật chuyển sang một máy chủ khác nên chương trình dừng lại.",
                "Có thể mạng đang đòi đăng nhập: mở trình duyệt xem thử. Nếu máy chủ đã dời, nhờ quản trị sửa địa chỉ.",
                "UPD-REDIRECT",
            )
        return super().redirect_request(req, fp, code, msg, headers, newurl)


@dataclass(frozen=True, slots=True)
class Address:
    """The office's address: a folder on a web server, or the manifest's own address."""

    url: str

    def manifest(self) -> bytes:
        with self._open(self._manifest_url(), {}) as answer:
            try:
                return answer.read(MANIFEST_LIMIT + 1)
            except (OSError, http.client.HTTPException) as error:
                raise _no_network() from error

    def setup(self, name: str, start: int) -> Flow:
        url = urljoin(self._manifest_url(), quote(name))
        wanted = {"Range": f"bytes={start}-"} if start else {}
        answer = self._opened(url, wanted)
        told = re.fullmatch(r"bytes (\d+)-\d+/(\d+|\*)", answer.headers.get("Content-Range", ""))
        begins = int(told[1]) if answer.status == 206 and told else 0
        if begins not in (0, start):
            answer.close()
            raise _no_network()
        return Flow(begins, answer)

    def _manifest_url(self) -> str:
        url = check_address(self.url)
        return url if url.endswith(".json") else f"{url.rstrip('/')}/{MANIFEST_NAME}"

    @contextmanager
    def _open(self, url: str, headers: dict[str, str]) -> Iterator[http.client.HTTPResponse]:
        with closing(self._opened(url, headers)) as answer:
            yield answer

    def _opened(self, url: str, headers: dict[str, str]) -> http.client.HTTPResponse:
        # identity: a length is then a length; no cache in between may keep yesterday's manifest
        always = {"User-Agent": f"QuayMotCua/{__version__}", "Accept-Encoding": "identity", "Cache-Control": "no-cache"}
        try:
            answer = _opener(urlsplit(url)).open(Request(url, headers=always | headers), timeout=TIMEOUT_S)
        except HTTPError as error:
            error.close()
            if error.code == 416 and "Range" in headers:  # less is there than we have: from the beginning
                return self._opened(url, {})
            raise EnvironmentProblem(
                f"Máy chủ cập nhật trả lời lỗi {error.code}.",
                "Bản đang dùng không thay đổi. Kiểm tra địa chỉ; chương trình sẽ tự tìm lại sau.",
                "UPD-HTTP",
            ) from error
        except ssl.SSLCertVerificationError as error:
            raise _untrusted() from error
        except (OSError, http.client.HTTPException, ValueError) as error:
            if isinstance(getattr(error, "reason", None), ssl.SSLCertVerificationError):
                raise _untrusted() from error
            raise _no_network() from error
        assert isinstance(answer, http.client.HTTPResponse)
        return answer


def check_address(text: str) -> str:
    """Return an address without blanks around it. Raises UserError for one that is not asked."""
    text = text.strip()
    try:
        parts = urlsplit(text)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        parts, host = SplitResult("", "", "", "", ""), ""
    safe = parts.scheme == "https" or (parts.scheme == "http" and _is_this_pc(host))
    strange = parts.username is not None or bool(parts.query or parts.fragment) or re.search(r"[\s\x00-\x1f]", text)
    if not safe or not host or strange:
        raise UserError(
            "Địa chỉ cập nhật chưa đúng.",
            "Địa chỉ bắt đầu bằng https:// và không có dấu cách, mật khẩu hay dấu hỏi. Để trống: không tìm trên mạng.",
            "UPD-ADDRESS",
        )
    return text


def _is_this_pc(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _opener(url: SplitResult) -> OpenerDirector:
    """Speak through the system's proxy, except with this PC; trust whom the system trusts."""
    handlers: list[HTTPRedirectHandler | HTTPSHandler | ProxyHandler] = [
        _SameHost(), HTTPSHandler(context=ssl.create_default_context())
    ]  # fmt: skip
    if _is_this_pc(url.hostname or ""):
        handlers.append(ProxyHandler({}))
    return build_opener(*handlers)


def _no_network() -> EnvironmentProblem:
    return EnvironmentProblem(
        "Chưa nối được tới địa chỉ cập nhật.",
        "Bản đang dùng vẫn chạy bình thường. Kiểm tra mạng; hoặc cập nhật bằng thẻ nhớ USB.",
        "UPD-NETWORK",
    )


def _untrusted() -> EnvironmentProblem:
    return EnvironmentProblem(
        "Chứng thư của máy chủ cập nhật không đáng tin nên chương trình dừng lại.",
        "Xem lại ngày giờ của máy và địa chỉ cập nhật; hoặc cập nhật bằng thẻ nhớ USB.",
        "UPD-TLS",
    )
