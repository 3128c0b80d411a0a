"""The founded office of the tests of the heart."""

from __future__ import annotations

from office_fixtures import clerk, clock, empty_house, founded, house

__all__ = ["clerk", "clock", "empty_house", "founded", "house"]
