"""The quick tour, as `dev.py run` takes it on a machine without a screen: the real program, driven by keys."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tour.__main__ import prepare

ROOT = Path(__file__).resolve().parents[2]


def take(out: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-m", "tour", "--out", str(out), *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=115)


@pytest.fixture(scope="module")
def quick(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    out = tmp_path_factory.mktemp("tour") / "out"
    done = take(out, "--quick")
    assert done.returncode == 0, done.stderr
    return out, json.loads((out / "summary.json").read_text("utf-8"))


@pytest.mark.slow
class TestQuickTour:
    def test_a_scanned_card_takes_at_most_45_keys_to_a_received_dossier(self, quick) -> None:
        _out, summary = quick
        [step] = summary["steps"]
        assert step["code"]
        assert 10 < step["keystrokes"] <= 45
        received = next(entry for entry in summary["dossiers"] if entry["code"].endswith(step["code"]))
        assert received["owner"] == "Trần Thị Bích Phượng"
        assert received["due_at"]
        assert "trả" in received["explanation"][-1], "the last step says when to come back"

    def test_every_paper_of_the_practice_office_carries_its_practice_code(self, quick) -> None:
        out, summary = quick
        code = summary["steps"][0]["code"]
        kinds = {paper["kind"]: paper for paper in summary["papers"]}
        assert set(kinds) == {"receipt", "label"}
        for paper in kinds.values():
            assert any(found.startswith("THU:") and found.endswith(code) for found in paper["decoded"])
            assert (out / paper["file"]).stat().st_size > 500
        assert kinds["receipt"]["pages"] == 2

    def test_nothing_went_wrong_on_the_way(self, quick) -> None:
        out, summary = quick
        assert summary["chain"]["faults"] == []
        assert summary["chain"]["checked"] > 100
        assert summary["log_errors"] == []
        assert len(summary["pictures"]) == 4
        assert all((out / name).stat().st_size > 10_000 for name in summary["pictures"])


def test_a_second_tour_takes_the_place_of_the_first(tmp_path: Path) -> None:
    prepare(tmp_path)
    for name in ("01-dang-nhap.png", "summary.json", "papers/01.pdf", ".office/data/quay.db"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    prepare(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["README.txt"]


def test_a_folder_with_other_things_is_left_alone(tmp_path: Path) -> None:
    kept = tmp_path / "thư của tôi.txt"
    kept.write_text("x")
    done = take(tmp_path, "--quick")
    assert done.returncode == 1
    assert "trống" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == [kept.name]
