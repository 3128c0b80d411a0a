"""Plain data read into classes, by many threads from the first moment on."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from app.domain.office import TicketService
from app.domain.plain_data import convert, decoder, parse

_AT_ONCE = """
import sys, types
from threading import Barrier, Thread
from app.domain.plain_data import convert

CLASSES = '''
from __future__ import annotations
from dataclasses import dataclass
@dataclass(frozen=True, slots=True)
class Paper:
    name: str
    copies: dict[str, list[int]]
    of: Dossier | None = None
@dataclass(frozen=True, slots=True)
class Dossier:
    code: str
    papers: tuple[Paper, ...] = ()
'''
sys.setswitchinterval(1e-6)
for number in range(40):
    module = sys.modules[f"m{number}"] = types.ModuleType(f"m{number}")
    exec(CLASSES, module.__dict__)
    ready = Barrier(3)
    def read(kind=module.Dossier):
        ready.wait()
        convert({"code": "1", "papers": [{"name": "Tờ khai", "copies": {"a": [1]}}]}, kind)
    threads = [Thread(target=read) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
"""


def test_what_json_gives_becomes_what_it_is_of() -> None:
    service = TicketService("A", "Hộ tịch")
    assert convert({"letter": "A", "name": "Hộ tịch"}, TicketService) == service
    assert parse('{"letter": "A", "name": "Hộ tịch"}', TicketService) == service
    assert decoder(tuple[TicketService, ...]).decode(b'[{"letter": "A", "name": "H\xe1\xbb\x99 t\xe1\xbb\x8bch"}]') == (
        service,
    )
    with pytest.raises(msgspec.ValidationError):
        convert({"letter": 1}, TicketService)


def test_threads_that_read_a_class_for_the_first_time_at_once_all_live() -> None:
    done = subprocess.run([sys.executable, "-c", _AT_ONCE], capture_output=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


def test_nobody_reads_past_the_lock() -> None:
    app = Path(__file__).parents[2] / "app"
    bare = re.compile(r"msgspec\.convert\(|= msgspec\.\w+\.Decoder\(|msgspec\.\w+\.decode\([^\n]*\btype=")
    found = [path.name for path in app.rglob("*.py") if bare.search(path.read_text("utf-8"))]
    assert found == ["plain_data.py"]
