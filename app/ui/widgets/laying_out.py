"""Change many parts and lay them out once: Qt lays a panel out anew for each part that is shown in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtWidgets import QWidget


@contextmanager
def laid_out_once(*panels: QWidget) -> Iterator[None]:
    """Let the layouts of `panels` rest until the end of the block; they follow with the next event."""
    layouts = [layout for panel in panels if (layout := panel.layout()) is not None and layout.isEnabled()]
    for layout in layouts:
        layout.setEnabled(False)
    try:
        yield
    finally:
        for layout in layouts:
            layout.setEnabled(True)
            layout.update()
