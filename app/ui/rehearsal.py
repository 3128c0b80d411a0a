"""Rehearse a page before anybody asks for it: what Qt does to a page once, it does behind the one in front.

Laying a page out for the first time (looks, hints, places) and painting it for the first time (letters, icons) takes
several times as long as ever after. Done when the page comes to the front, a key would wait for all of it.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import cast

import shiboken6
from PySide6.QtCore import QRect, QSize
from PySide6.QtWidgets import QWidget

_STRIPS = 6
_PIECE = 0.008  # seconds


def rehearse(page: QWidget, size: QSize) -> Iterator[None]:
    """Lay a hidden page out for `size` and paint it where nobody sees it, a piece at each step; stop once it is shown.

    `size` need not be exact: nothing but the places of the parts depends on it.
    """
    yield from _measure(page)
    for number, area in enumerate(_areas(size)):
        if page.isVisible():
            return
        if number == 0:
            page.resize(size)
        page.grab(area)
        yield


def _measure(page: QWidget) -> Iterator[None]:
    """Let each part put its look on and measure its words: laying out is one piece, and asks for all of that.

    The innermost come first: who asks a panel asks all that is in it.
    """
    end = time.perf_counter() + _PIECE
    for part in reversed(cast("list[QWidget]", page.findChildren(QWidget))):
        if page.isVisible():
            return
        if shiboken6.isValid(part):
            part.ensurePolished()
            part.sizeHint()
        if time.perf_counter() > end:
            yield
            end = time.perf_counter() + _PIECE


def _areas(size: QSize) -> Iterator[QRect]:
    yield QRect(0, 0, 1, 1)  # too little to paint anything: lays out
    height = size.height() // _STRIPS + 1
    for top in range(0, size.height(), height):
        yield QRect(0, top, size.width(), min(height, size.height() - top))
