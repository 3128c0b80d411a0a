"""Two real processes and one data folder: the second brings the first one's window to front and goes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

FIRST = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget
from app.paths import Folders
from app.ui.start import Start

class Window(QWidget):
    def changeEvent(self, event):
        print("minimised" if self.isMinimized() else "raised", flush=True)

application = QApplication(sys.argv[:1])
start = Start(application, Folders.of(Path(sys.argv[1])), Path(sys.argv[2]) / "resources")
assert start.prepare() is None
window = Window()
window.show()
window.showMinimized()
print("ready", flush=True)
QTimer.singleShot(120_000, application.quit)
application.exec()
"""


class FirstProcess:
    """The program as far as it owns the folder, with a window that tells what happens to it."""

    def __init__(self, folder: Path, repository: Path) -> None:
        env = {**os.environ, "PYTHONPATH": str(repository), "QT_QPA_PLATFORM": "offscreen"}
        command = [sys.executable, "-c", FIRST, str(folder), str(repository)]
        self.process = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        self.said = self.process.stdout
        for line in self.said:
            if line == "ready\n":
                break

    def end(self) -> None:
        self.process.kill()
        self.process.wait()
        self.said.close()


def second(folder: Path, repository: Path, seconds: float = 110) -> int:
    command = [sys.executable, "-m", "app", "--basedir", str(folder), "--no-keyring"]
    env = {**os.environ, "PYTHONPATH": str(repository), "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(command, env=env, cwd=repository, timeout=seconds, capture_output=True, check=False)
    assert done.stdout == b""
    return done.returncode


@pytest.fixture
def first(tmp_path: Path, repository: Path) -> Iterator[FirstProcess]:
    """Start the first process and wait for its window."""
    process = FirstProcess(tmp_path, repository)
    yield process
    process.end()


@pytest.mark.timeout(300)
def test_a_second_start_raises_the_minimised_window_and_ends_well(
    first: FirstProcess, tmp_path: Path, repository: Path
) -> None:
    assert second(tmp_path, repository) == 0
    assert any(line == "raised\n" for line in iter(first.said.readline, ""))
    assert first.process.poll() is None


@pytest.mark.timeout(300)
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs SIGKILL")
def test_after_a_crash_the_next_start_is_the_first_and_answers(
    first: FirstProcess, tmp_path: Path, repository: Path
) -> None:
    first.end()  # its socket and its lock file lie about
    again = FirstProcess(tmp_path, repository)
    try:
        assert second(tmp_path, repository) == 0
        assert any(line == "raised\n" for line in iter(again.said.readline, ""))
    finally:
        again.end()


@pytest.mark.timeout(300)
@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="needs SIGSTOP")
def test_a_window_that_hangs_is_not_waited_for_longer_than_its_time(
    first: FirstProcess, tmp_path: Path, repository: Path
) -> None:
    os.kill(first.process.pid, signal.SIGSTOP)
    code = (
        "import sys; from pathlib import Path; from app.runtime.single_window import is_called;"
        "sys.exit(is_called(Path(sys.argv[1]) / 'data'))"
    )
    started = time.monotonic()
    env = {**os.environ, "PYTHONPATH": str(repository)}
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], env=env, check=False, timeout=110)
    os.kill(first.process.pid, signal.SIGCONT)
    assert done.returncode == 0, "nobody answered"
    assert time.monotonic() - started > 1.5


def test_two_folders_have_two_windows(tmp_path: Path) -> None:
    from app.runtime.single_window import channel
    from app.ui.start import installation

    names = set()
    for folder in (tmp_path / "lan", tmp_path / "hoa"):
        folder.mkdir()
        names.add(channel(installation(folder)))
        assert channel(installation(folder)) in names, "the same at each start"
    assert len(names) == 2
