"""A paint of the window beside a thread that draws papers, against the same paint alone."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.desk import founded_house, intake_forms
from benchmarks.runner import Ground, Row, Times, benchmark

if TYPE_CHECKING:
    from app.printing.documents import ReceiptDoc

_LINES = 2000  # of one paint: so long takes a whole window where the machine is slow
_REST = 0.05  # seconds between two paints, as between two keys


@benchmark("paints")
def paints(ground: Ground) -> Iterable[Row]:
    """Paint in turns: alone, beside a thread that draws receipts and gives way, and beside one that does not."""
    from app.bootstrap import TURN
    from app.right_of_way import window_first

    doc, paint = _receipt(ground), _painting()
    taken: dict[str, list[float]] = {"alone": [], "gives way": [], "its share": []}
    drawn = dict.fromkeys(taken, 0)
    seconds = dict.fromkeys(taken, 0.0)
    for number in range(-1, ground.rounds):
        for name, times in taken.items():
            with window_first() if name == "gives way" else nullcontext(), _Press(doc, name != "alone", TURN) as press:
                began = time.perf_counter()
                round_of = [_timed(paint) for _ in range(5)]
            if number >= 0:
                times += round_of
                drawn[name] += press.drawn
                seconds[name] += time.perf_counter() - began
    alone, first, share = (Times(tuple(times)) for times in taken.values())
    pace = {name: drawn[name] / seconds[name] for name in taken}
    yield Row(
        "a paint beside a thread that draws papers",
        first.median_ms,
        rival=alone.median_ms,
        rival_name="the same paint alone",
        most_ratio=1.3,
        how=f"median of {len(first.seconds)}, in turns; {pace['gives way']:.1f} papers/s meanwhile; without giving way "
        f"{share.median_ms:.1f} ms ({share.median_ms / alone.median_ms:.2f}x) and {pace['its share']:.1f} papers/s",
        more={"p95_ms": first.p95_ms, "alone_p95_ms": alone.p95_ms, "share_p95_ms": share.p95_ms},
    )


class _Press:
    """Draws one receipt after the other in a thread, while it is entered and there is something to do."""

    def __init__(self, doc: ReceiptDoc, has_work: bool, turn: float) -> None:
        self._doc, self._has_work, self._turn = doc, has_work, turn
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._work)
        self.drawn = 0

    def _work(self) -> None:
        from app.printing.rendering import render

        while self._has_work and not self._ended.is_set():
            render(self._doc)
            self.drawn += 1

    def __enter__(self) -> _Press:
        self._before = sys.getswitchinterval()
        sys.setswitchinterval(self._turn)
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._ended.set()
        self._thread.join()
        sys.setswitchinterval(self._before)


def _timed(paint: Callable[[], None]) -> float:
    time.sleep(_REST)
    began = time.perf_counter()
    paint()
    return time.perf_counter() - began


def _receipt(ground: Ground) -> ReceiptDoc:
    from app.printing.rendering import render
    from app.services.intake import preview_receipt

    with ground.scratch() as folder, founded_house(Path(folder)) as (house, actor):
        doc = preview_receipt(house, actor, next(iter(intake_forms(house, ground.seed))))
    render(doc)  # the fonts
    return doc


def _painting() -> Callable[[], None]:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import QRect, Qt
    from PySide6.QtGui import QImage, QPainter
    from PySide6.QtWidgets import QApplication, QWidget

    application = QApplication.instance() or QApplication([])

    class Form(QWidget):
        """Lines of text, each a call out of Python."""

        def paintEvent(self, _event: object) -> None:
            painter = QPainter(self)
            for number in range(_LINES):
                place = QRect(5, number * 7 % 600, 300, 20)
                painter.drawText(place, Qt.AlignmentFlag.AlignLeft, f"Nguyễn Thị Hồng {number}")
            painter.end()

    form, image = Form(), QImage(600, 600, QImage.Format.Format_ARGB32)
    form.resize(600, 600)

    def paint() -> None:
        assert application is not None  # the paint needs it as long as it lives
        form.render(image)

    paint()
    return paint
