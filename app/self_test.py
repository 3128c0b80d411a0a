"""`--self-test`: does this installation do the main job? Everything in a folder of its own, gone afterwards.

Keys, encrypted database with migration, a catalogue file, one intake, receipt and label, their codes read back, a
window painted, every module there that is asked for anywhere. For who installs the program: the result is one JSON
object, on the output and, if asked, in a file.
"""

from __future__ import annotations

import ast
import importlib
import json
import logging
import platform
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import zxingcpp
from PySide6.QtWidgets import QApplication

from app import __version__
from app.bootstrap import open_house, sample_catalogue
from app.paths import Folders
from app.printing import documents
from app.printing.raster import page_images
from app.printing.rendering import render
from app.services.catalogue_files import read_catalogue, write_template
from app.services.demo import found_demo_office, receive_invented
from app.services.print_jobs import PrintPlan, list_jobs
from app.services.procedures import publish_procedures
from app.services.staff import SYSTEM_ACTOR
from app.services.upkeep import verify
from app.ui import theme
from app.ui.widgets.mark import Mark

log = logging.getLogger(__name__)
T = TypeVar("T")
# What only the other systems have; asked for behind `sys.platform` alone.
ELSEWHERE = {
    "win32": {"app.printing.spooler_cups", "pwd"},
    "linux": {"app.printing.spooler_windows", "msvcrt", "pywintypes", "win32con", "win32file", "win32print", "winreg"},
}
NOT_FOR_COUNTERS = {"gallery", "server"}


def self_test(report: Path | None) -> int:
    """Go through the main job once; returns 0 when every step did what it must. No data of this PC are touched."""
    folder = Path(tempfile.mkdtemp(prefix="quay-thử-"))
    steps: list[dict[str, Any]] = []
    try:
        _Walk(Folders.of(folder), steps).go()
    except Exception as error:  # an edge of the program: whatever went wrong is the result
        log.exception("self-test failed")
        steps.append({"step": "failed", "error": f"{type(error).__name__}: {error}"})
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    result = {
        "version": __version__,
        "python": platform.python_version(),
        "system": sys.platform,
        "ok": all("error" not in step for step in steps),
        "steps": steps,
    }
    text = json.dumps(result, ensure_ascii=False, indent=2)
    if report is not None:
        report.write_text(text + "\n", "utf-8")
    if sys.stdout is not None:
        print(text)
    return 0 if result["ok"] else 1


class _Walk:
    """The steps, each with its time in seconds."""

    def __init__(self, folders: Folders, steps: list[dict[str, Any]]) -> None:
        self._folders = folders
        self._steps = steps

    def go(self) -> None:
        self._folders.create()
        self._step("window", self._window)
        with open_house(self._folders, use_keyring=True) as (house, vault):
            self._note("keys", "keyring" if vault.in_keyring else "file")
            clerk = self._step("office", lambda: found_demo_office(house, vault.device_key(), sample_catalogue()))
            try:
                file = self._folders.data / "danh mục.xlsx"
                examples = tuple(sample_catalogue()[:5])
                write_template(file, examples)
                incoming = self._step("read catalogue", lambda: read_catalogue(file))
                _must(len(incoming.procedures) == len(examples), "the catalogue file came back whole")
                self._step("publish", lambda: publish_procedures(house, SYSTEM_ACTOR, incoming.procedures))
                received = self._step("intake", lambda: receive_invented(house, clerk, examples[0], PrintPlan()))
                jobs = list_jobs(house, subject_id=received.subject_id)
                _must({job.kind for job in jobs} == {"receipt", "label"}, "receipt and label are in the ledger")
                for job in jobs:
                    pdf = self._step(f"draw {job.kind}", partial(render, documents.from_data(dict(job.document))))
                    found = self._step(f"read {job.kind}", partial(_read_codes, pdf))
                    _must(any(received.code in text for text in found), f"the codes of the {job.kind} can be read")
                checked, faults = verify(house)
                _must(checked > 0 and not faults, "the chain of events is whole")
            finally:
                vault.forget()
        missing = self._step("modules", lambda: missing_modules(Path(__file__).parent))
        _must(not missing, f"everything that is asked for is there: {missing}")

    def _window(self) -> None:
        application = QApplication.instance() or QApplication(sys.argv[:1])
        assert isinstance(application, QApplication)
        theme.apply(application, theme.Theme())
        mark = Mark(88)
        mark.show()
        application.processEvents()
        _must(not mark.grab().isNull(), "a window can be painted")

    def _step(self, name: str, work: Callable[[], T]) -> T:
        began = time.perf_counter()
        done = work()
        self._note(name, round(time.perf_counter() - began, 3))
        return done

    def _note(self, name: str, what: object) -> None:
        self._steps.append({"step": name, "result": what})


def _read_codes(pdf: bytes) -> set[str]:
    return {code.text for page in page_images(pdf, 300) for code in zxingcpp.read_barcodes(page)}


def _must(holds: bool, what: str) -> None:
    if not holds:
        raise RuntimeError(f"not so: {what}")


def missing_modules(program: Path) -> list[str]:
    """Import whatever the Python files below `program` name, also late inside functions; return what is not there.

    A package left out of an installation would otherwise be missed in the middle of somebody's work.
    """
    files = (file for file in program.rglob("*.py") if not NOT_FOR_COUNTERS & set(file.relative_to(program).parts))
    missing = []
    for name in sorted({name for file in files for name in imported(file.read_text("utf-8"))}):
        if not {name, name.split(".")[0]} & ELSEWHERE.get(sys.platform, set()):
            try:
                importlib.import_module(name)
            except Exception as error:  # a library that can't be loaded is as bad as one that is not there
                missing.append(f"{name}: {error!r}")
    return missing


def imported(source: str) -> Iterator[str]:
    """Yield the modules that a source text imports anywhere but for its types alone."""
    todo: list[ast.AST] = [ast.parse(source)]
    while todo:
        node = todo.pop()
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            todo.extend(node.orelse)
        else:
            todo.extend(ast.iter_child_nodes(node))
