"""One process of the tour: the program itself, and the script that plays on it. Started by `tour.__main__`."""

from __future__ import annotations

import argparse
import sys
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QRect, Qt, QTimer
from PySide6.QtGui import QGuiApplication

from app.bootstrap import run
from tour import applying, bad_input, keys, looks, performance, quick, recovery, scans, sight
from tour.acts import Act, Tour
from tour.driver import Driver
from tour.moves import Moves
from tour.notebook import Notebook
from tour.stalls import Stall, StallWatch

FAILED = 4
ACTS: dict[str, Act] = {
    "quick": quick.act,
    "opening": performance.act,
    "recovery": recovery.act,
    "larger": looks.larger,
    "bad-input": bad_input.act,
    "keys": keys.act,  # these three for the benchmarks
    "scans": scans.act,
    "applying": applying.act,
}
TITLE_BAR, TASK_BAR = 32, 48  # device pixels that a desktop takes from a window


def main() -> int:
    """Play one act; 0 when it came to its end."""
    parser = argparse.ArgumentParser()
    parser.add_argument("act", choices=ACTS)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--basedir", type=Path, required=True)
    parser.add_argument("--catalogue", type=Path)
    parser.add_argument("--demo", action="store_true")
    given = parser.parse_args()
    notebook = Notebook(given.out)
    QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
    ends: list[str] = []
    drivers: list[Driver] = []  # held here: Python must not collect a timer on another thread
    watches: list[StallWatch] = []

    def end(trouble: str) -> None:
        ends.append(trouble)
        watches[0].close()
        if trouble:
            notebook.shoot("hong")
            QCoreApplication.exit(FAILED)
        else:
            _close_window()

    def begin() -> None:
        _play_window_manager()
        tour = Tour(notebook, given.catalogue, lambda: drivers[0].tally)
        script: Moves = ACTS[given.act](tour)
        watches.append(StallWatch(partial(_note_stall, notebook, given.act)))
        drivers.append(Driver(script, end, watches[0].own))
        drivers[0].start()

    code = run(given.basedir, demo=given.demo, use_keyring=False, on_started=begin)
    if ends != [""]:
        print(ends[0] if ends else "Chương trình kết thúc giữa chừng.", file=sys.stderr)
        return code or FAILED
    return code


def _note_stall(notebook: Notebook, act: str, stall: Stall) -> None:
    spent = stall.spent
    wall, held, busy = (round(seconds * 1000) for seconds in (spent.wall, spent.held, spent.busy))
    notebook.note(stall=wall, held=held, busy=busy, where=stall.where, act=act)


def _play_window_manager() -> None:
    """Place the window as a desktop would: below a title bar, above a task bar, with the keyboard."""
    window = sight.shell()
    if window is None:
        raise RuntimeError("the program shows no window")
    scale = window.devicePixelRatio()
    whole = QGuiApplication.primaryScreen().geometry()
    if QGuiApplication.platformName() == "offscreen":  # no screen at all: the size of the counters' screens
        whole = QRect(0, 0, round(1366 / scale), round(768 / scale))
    height = whole.height() - round((TITLE_BAR + TASK_BAR) / scale)
    window.setWindowState(Qt.WindowState.WindowNoState)
    window.setGeometry(QRect(0, round(TITLE_BAR / scale), whole.width(), height))
    window.activateWindow()


def _close_window() -> None:
    """Do what the cross in the title bar does."""
    window = sight.shell()
    if window is not None:
        QTimer.singleShot(0, window.close)


if __name__ == "__main__":
    raise SystemExit(main())
