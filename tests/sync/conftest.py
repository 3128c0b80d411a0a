"""Counters in step: an office that has worked alone, a new counter, a server of their own."""

from __future__ import annotations

from keeper import furnished, keeper
from office_fixtures import clock, founded, house
from sync_desk import centre, counters, pair

__all__ = ["centre", "clock", "counters", "founded", "furnished", "house", "keeper", "pair"]
