"""The self-test of an installation: good where everything is there, and it misses what was left out."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from app.self_test import missing_modules


def test_self_test_does_the_main_job_and_touches_no_data_of_this_pc(tmp_path: Path) -> None:
    report = tmp_path / "kết quả.json"
    homes = {name: str(tmp_path / "home") for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME")}
    command = [sys.executable, "-m", "app", "--self-test", "--report", str(report)]
    done = subprocess.run(command, env=os.environ | homes, capture_output=True, text=True, timeout=110)
    told = json.loads(report.read_text("utf-8"))
    assert (done.returncode, told["ok"]) == (0, True), told
    assert {"keys", "office", "publish", "intake", "read receipt", "read label", "modules"} <= {
        step["step"] for step in told["steps"]
    }
    assert not (tmp_path / "home").exists()


def test_a_module_that_is_asked_for_late_and_not_there_is_missed(tmp_path: Path) -> None:
    (tmp_path / "ui").mkdir()
    (tmp_path / "ui/dialog.py").write_text("import json\n\ndef show():\n    from no_such_part.ảnh import draw\n")
    (tmp_path / "types.py").write_text("if TYPE_CHECKING:\n    import only_types\nelse:\n    import no_such_else\n")
    (tmp_path / "server").mkdir()
    (tmp_path / "server/wire.py").write_text("import not_on_a_counter")
    missing = [line.split(":")[0] for line in missing_modules(tmp_path)]
    assert missing == ["no_such_else", "no_such_part.ảnh"]
