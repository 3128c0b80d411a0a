"""How far a download is: each page says how much the feed holds, and whoever shows it is told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.protocol.messages import FirstPage, Page, PullAnswer
from app.storage.server_place import ServerPlace
from app.sync.address import ServerAddress
from app.sync.client import Line

WORTH_TELLING = 400  # events behind: less is here before anybody has read that it comes

OnPercent = Callable[[int | None], object]


class Download:
    """Keeps how far a PC that lags behind is; tells each new percentage, and None when it has all."""

    def __init__(self, on_percent: OnPercent) -> None:
        self.percent: int | None = None
        self._feed = ""
        self._on_percent = on_percent

    def begin(self) -> None:
        """Say that all of an office is on its way."""
        if self.percent is None:
            self.percent = 0
            self._on_percent(0)

    def on_page(self, feed: str, after: int, answer: PullAnswer) -> None:
        """Look at what a pull after a position was answered."""
        if not isinstance(answer, Page):
            return
        if not self._feed and answer.head - after >= WORTH_TELLING:
            self._feed = feed
        if feed != self._feed:
            return
        is_done = answer.upto >= answer.head
        percent = None if is_done else 100 * answer.upto // answer.head
        if is_done:
            self._feed = ""
        if percent != self.percent:
            self.percent = percent
            self._on_percent(percent)


class DownloadLine(Line):
    """A line whose pulls are looked at."""

    download: Download

    def pull(self, feed: str, epoch: str, after: int, limit: int, *, ids: bool = False) -> PullAnswer:
        answer = super().pull(feed, epoch, after, limit, ids=ids)
        self.download.on_page(feed, after, answer)
        return answer

    def first(self, feed: str, before: int) -> FirstPage:
        answer = super().first(feed, before)
        if answer.before:
            self.download.begin()
        return answer


def download_dialler(
    key: Ed25519PrivateKey, clock: Callable[[], datetime], download: Download
) -> Callable[[ServerPlace, str], DownloadLine]:
    """Return what opens lines whose downloads are told."""

    def dial(place: ServerPlace, device_id: str) -> DownloadLine:
        line = DownloadLine(ServerAddress(place.address, place.pin), device_id, key, clock, ahead=place.ahead)
        line.download = download
        return line

    return dial
