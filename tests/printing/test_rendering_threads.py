"""The print thread and a preview draw at the same time."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from samples import all_samples

from app.printing.rendering import render


@pytest.fixture
def hasty_threads() -> Iterator[None]:
    """Let threads take turns often, as on a busy PC."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("hasty_threads")
def test_papers_drawn_by_several_threads_come_out_as_by_one() -> None:
    docs = [doc for name, doc in sorted(all_samples().items()) if name[:2] in ("01", "02", "03")][:2]
    alone = [render(doc) for doc in docs]
    with ThreadPoolExecutor(4) as threads:
        together = list(threads.map(render, docs * 12))
    assert together == alone * 12
