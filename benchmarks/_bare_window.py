"""The rival of the start: the least PySide6 window that takes a key."""

import json
import os
import time

from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMainWindow

application = QApplication([])
window = QMainWindow()
window.resize(1366, 688)
painted: list[bool] = []


class Field(QLineEdit):
    """Tells when it was painted."""

    def paintEvent(self, event: object) -> None:
        super().paintEvent(event)  # type: ignore[arg-type]
        painted.append(True)


field = Field()
window.setCentralWidget(field)
window.show()
window.activateWindow()
field.setFocus()


def look() -> None:
    """End once the field was painted and took a key."""
    if not painted:
        return
    QTest.keyClicks(field, "2")
    if field.text():
        took = time.time() - float(os.environ["BENCH_STARTED"])
        print(json.dumps({"usable": took, "processor": time.thread_time()}), flush=True)
        application.quit()


timer = QTimer()
timer.timeout.connect(look)
timer.start(1)
application.exec()
