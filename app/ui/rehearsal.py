"""Rehearse a page before anybody asks for it: what Qt does to a page once, it does behind the one in front.

Laying a page out for the first time (looks, hints, places) and painting it for the first time (letters, icons) takes
several times as long as ever after. Done when the page comes to the front, a key would wait for all of it.
"""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QRect, QSize
from PySide6.QtWidgets import QWidget

_STRIPS = 4


def rehearse(page: QWidget, size: QSize) -> Iterator[None]:
    """Lay a hidden page out for `size` and paint it where nobody sees it, a piece at each step; stop once it is shown.

    `size` need not be exact: nothing but the places of the parts depends on it.
    """
    for number, area in enumerate(_areas(size)):
        if page.isVisible():
            return
        if number == 0:
            page.resize(size)
        page.grab(area)
        yield


def _areas(size: QSize) -> Iterator[QRect]:
    yield QRect(0, 0, 1, 1)  # too little to paint anything: lays out
    height = size.height() // _STRIPS + 1
    for top in range(0, size.height(), height):
        yield QRect(0, top, size.width(), min(height, size.height() - top))
