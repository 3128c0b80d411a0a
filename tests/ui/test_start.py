"""A start of the real program: what is loaded before the sign-in is on the screen, and what is there afterwards."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from app import bootstrap
from app.paths import Folders
from app.services.demo import found_demo_office
from app.ui.start import installation

LATER = {"sqlalchemy", "alembic", "keyring", "serial", "reportlab", "fitz", "PIL", "pypdfium2", "openpyxl", "argon2"}
PROGRAM = """
import json, sys
from pathlib import Path
from PySide6.QtCore import QEvent, QObject, QTimer, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from app import bootstrap

class Hands(QObject):
    def __init__(self):
        super().__init__()
        from app.ui.screens.sign_in import SignInScreen
        [self.screen] = [one for one in QApplication.allWidgets() if isinstance(one, SignInScreen)]
        self.screen.secret.installEventFilter(self)
        self.loaded = []
        self.timer = QTimer(self)
        self.timer.timeout.connect(self.look)

    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint and not self.loaded:
            self.loaded = sorted(sys.modules)
            QTimer.singleShot(0, self, self.type_pin)
        return False

    def type_pin(self):
        QTest.keyClicks(self.screen.secret, sys.argv[2])
        QTest.keyClick(self.screen.secret, Qt.Key.Key_Return)
        self.timer.start(20)

    def look(self):
        from app.ui.shell import MainShell
        [shell] = [one for one in QApplication.topLevelWidgets() if isinstance(one, MainShell)]
        shown = shell.current_screen()
        if shown is not None and shell.strip.items():
            print(json.dumps({"loaded": self.loaded, "screen": shown.name, "strip": len(shell.strip.items())}))
            self.timer.stop()
            shell.close()

hands = []
code = bootstrap.run(Path(sys.argv[1]), demo=False, use_keyring=False, on_started=lambda: hands.append(Hands()))
sys.exit(code)
"""


@pytest.fixture
def office(tmp_path: Path) -> Path:
    folders = Folders.of(tmp_path)
    folders.create()
    with bootstrap.open_house(folders, use_keyring=False) as (house, vault):
        found_demo_office(house, vault.device_key(), bootstrap.sample_catalogue())
    return tmp_path


def test_a_pin_typed_at_the_first_paint_signs_in_though_nothing_else_was_loaded(office: Path) -> None:
    script = office / "hands.py"
    script.write_text(PROGRAM, "utf-8")
    done = subprocess.run(
        [sys.executable, str(script), str(office), "280726"],
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(Path(bootstrap.__file__).parents[2])},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["screen"] == "queue"
    assert told["strip"] >= 5
    assert not LATER & {name.partition(".")[0] for name in told["loaded"]}
    too_early = {name for name in told["loaded"] if name.startswith(("app.services.", "app.models", "app.printing"))}
    assert too_early == {"app.services.door", "app.services.house"}


def test_a_part_that_cannot_be_loaded_ends_the_start_with_a_code(office: Path) -> None:
    script = office / "hands.py"
    broken = "import sys\nsys.modules['app.ui.counter_work'] = None\n"
    tell = "from app.ui.start import Start\nStart.tell_failure = lambda self, code: print('code', code)\n"
    run = "sys.exit(bootstrap.run(Path(sys.argv[1]), demo=False, use_keyring=False))\n"
    script.write_text(broken + "from pathlib import Path\nfrom app import bootstrap\n" + tell + run, "utf-8")
    done = subprocess.run(
        [sys.executable, str(script), str(office)],
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(Path(bootstrap.__file__).parents[2])},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 4, done.stderr
    assert done.stdout.startswith("code ")


def test_a_start_cut_short_leaves_no_name_of_nothing_under_which_the_keys_would_be_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut(_handle: int) -> None:
        raise OSError("cut")

    with monkeypatch.context() as power:
        power.setattr(os, "fsync", cut)
        with pytest.raises(OSError, match="cut"):
            installation(tmp_path)
    assert not (tmp_path / "installation").exists()
    assert installation(tmp_path) == installation(tmp_path) != ""
