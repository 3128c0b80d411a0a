"""`python -m tour --out DIR [--catalogue FILE] [--quick] [--strict]`: walk through the program, keep what comes of it.

With `--strict` the tour fails where the GUI thread was busy for more than 50 ms at a stretch. It is for a quiet PC:
where others work too, caches are cold and cores shared, and the same work takes two to three times its processor time;
so elsewhere these stretches are only told.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tour.collection import Collection, collect
from tour.notebook import JOURNAL, read
from tour.refused_starts import FAULTS

README = "README.txt"
MARK = "Tập dượt của Quầy Một Cửa: người, số và giấy ở đây đều bịa."
OFFICE = ".office"  # the data of the office played in; hidden, so that its archive is not taken for the papers
ROOT = Path(__file__).resolve().parent.parent
KEPT = "kept"  # appears when what was typed is durable: then the plug is pulled
SECONDS = 600
LATE_MS = 50  # three frames: from here a person feels it


class Stop(Exception):  # noqa: N818 - a sentence for the person at the keyboard, not a fault of ours
    """End with a sentence."""


def prepare(out: Path) -> None:
    """Make `out` empty: a former tour goes, anything else stays and stops this one."""
    if out.exists() and any(out.iterdir()):
        if not (out / README).exists() or not (out / README).read_text("utf-8").startswith(MARK):
            raise Stop(f"Thư mục {out} đã có thứ khác; chọn một thư mục trống.")
        for name in (OFFICE, "papers", "labels", "bad-input"):
            shutil.rmtree(out / name, ignore_errors=True)
        for pattern in ("[0-9][0-9]-*.png", "summary.json", JOURNAL, KEPT):
            for file in out.glob(pattern):
                file.unlink()
    out.mkdir(parents=True, exist_ok=True)
    (out / README).write_text(MARK + "\n", "utf-8")


def play(act: str, out: Path, *arguments: str, scale: str = "", pull_plug: bool = False) -> None:
    """Play one act in a process of its own. Raises Stop when it fails."""
    command = [sys.executable, "-m", "tour.stage", act, "--out", str(out), "--basedir", str(out / OFFICE), *arguments]
    # An installed program has its modules compiled: what the compiler holds the window up for is not the program's.
    environment = os.environ | {"PYTHONPYCACHEPREFIX": str(ROOT / ".cache" / "bytecode"), "PYTHONDONTWRITEBYTECODE": ""}
    environment |= {"QT_SCALE_FACTOR": scale} if scale else {}
    process = subprocess.Popen(command, env=environment, cwd=ROOT)
    begun = time.monotonic()
    try:
        while process.poll() is None:
            if pull_plug and (out / KEPT).exists():
                process.kill()
                process.wait()
                return
            if time.monotonic() - begun > SECONDS:
                raise Stop(f"Màn “{act}” chạy quá {SECONDS} giây.")
            time.sleep(0.05)  # the parent only watches; whoever plays waits on conditions
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
    if process.returncode or pull_plug:
        last = max(out.glob("[0-9][0-9]-*.png"), default=None)
        raise Stop(f"Màn “{act}” không đi hết được; hình cuối: {last.name if last else 'không có'}.")


def refuse_starts(out: Path) -> None:
    """Start the program on each fault there is. Raises Stop when one of them is not told."""
    for fault in FAULTS:
        command = [sys.executable, "-m", "tour.refused_starts", fault, "--out", str(out / "bad-input")]
        if subprocess.run(command, cwd=ROOT, timeout=SECONDS).returncode:
            raise Stop(f"Khởi động với “{fault}” không báo gì.")


def tell(out: Path, found: Collection, seconds: float) -> None:
    """Write the summary and say in a few lines what lies where."""
    found.summary["seconds"] = round(seconds, 1)
    (out / "summary.json").write_text(json.dumps(found.summary, ensure_ascii=False, indent=2) + "\n", "utf-8")
    lines = [MARK, "", "summary.json      mã, ngày hẹn trả kèm cách tính, giấy, mã đọc lại được, giây, số phím"]
    lines += [f"{name}" for name in found.summary["pictures"]]
    lines += [f"{paper['file']}  ({paper['pages']} trang)" for paper in found.summary["papers"]]
    lines += [
        f"{OFFICE}/          dữ liệu của cơ quan dựng lên; mở lại: python -m app --no-keyring --basedir …/{OFFICE}"
    ]
    (out / README).write_text("\n".join(lines) + "\n", "utf-8")
    (out / JOURNAL).unlink(missing_ok=True)
    (out / KEPT).unlink(missing_ok=True)
    for step in found.summary["steps"]:
        if "keystrokes" in step:
            model = f", {step['model_seconds']} giây theo mô hình gõ phím" if "model_seconds" in step else ""
            print(f"{step['step']}: {step.get('code', '')} {step['seconds']} giây, {step['keystrokes']} phím{model}")
    tell_stalls(found.summary["stalls"])


def too_long(stalls: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return the stretches for which the program held its window up too long, the longest first."""
    return sorted((stall for stall in stalls if stall["held"] > LATE_MS), key=lambda stall: -int(stall["held"]))


def tell_stalls(stalls: Sequence[Mapping[str, Any]]) -> None:
    """Say how often the program held its window up and how often it answered late, and the ten longest of ours."""
    ours = too_long(stalls)
    late = f"{len(stalls)} lần trả lời sau hơn {LATE_MS} ms, lâu nhất {stalls[0]['stall'] if stalls else 0} ms"
    print(f"Cửa sổ: {len(ours)} lần bị chương trình giữ hơn {LATE_MS} ms; {late} (cả khi máy hay màn hình bận).")
    for stall in ours[:10]:
        times = f"giữ {stall['held']} ms, bận {stall['busy']} ms, chậm {stall['stall']} ms"
        print(f"  {times}: {stall['act']}, {stall['where']}")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the tour; 0 when everything went its way."""
    parser = argparse.ArgumentParser(prog="tour", description="Walk through the program and keep what comes of it.")
    parser.add_argument("--out", type=Path, required=True, help="an empty folder, or that of a former tour")
    parser.add_argument("--catalogue", type=Path, help="a catalogue file to import on the way")
    parser.add_argument("--quick", action="store_true", help="only the main job, in the demo office")
    parser.add_argument("--only", choices=("bad-input",), help="only the sentences for bad input, each as a picture")
    parser.add_argument("--strict", action="store_true", help="fail if the program holds its window up for over 50 ms")
    given = parser.parse_args(arguments)
    out: Path = given.out.resolve()
    begun = time.monotonic()
    try:
        prepare(out)
        if given.only:
            play(given.only, out, "--demo")
            refuse_starts(out)
        elif given.quick:
            play("quick", out, "--demo")
        else:
            file = [] if given.catalogue is None else ["--catalogue", str(given.catalogue.resolve())]
            play("opening", out, *file, pull_plug=True)
            play("recovery", out)
            play("larger", out, scale="1.25")
        found = collect(out, out / OFFICE, read(out))
        tell(out, found, time.monotonic() - begun)
        if found.faults:
            raise Stop("\n".join(found.faults))
        if given.strict and too_long(found.summary["stalls"]):
            raise Stop(f"Chương trình giữ cửa sổ hơn {LATE_MS} ms.")
    except Stop as stop:
        print(stop, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
