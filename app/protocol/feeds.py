"""Names of feeds: an ordered log per office, each device's own log, and the reference feed of the province."""

from __future__ import annotations

REFERENCE = "reference"
_OFFICE, _DEVICE = "office:", "device:"


def office_feed(office_id: str) -> str:
    """Return the feed of everything that concerns an office."""
    return _OFFICE + office_id


def device_feed(device_id: str) -> str:
    """Return the feed that is a device's own log: its positions are the numbers of its chain."""
    return _DEVICE + device_id


def office_of(feed: str) -> str | None:
    """Return whose feed it is, None for a feed of no office."""
    return feed[len(_OFFICE) :] if feed.startswith(_OFFICE) else None


def device_of(feed: str) -> str | None:
    """Return whose log it is, None for a feed of no device."""
    return feed[len(_DEVICE) :] if feed.startswith(_DEVICE) else None
