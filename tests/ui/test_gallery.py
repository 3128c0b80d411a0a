"""The pictures for the eye can be drawn."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from app.ui import theme
from app.ui.gallery.__main__ import draw

pytestmark = [pytest.mark.slow, pytest.mark.qt_log_ignore("This plugin does not support", extend=True)]


def test_every_picture_of_the_gallery_is_drawn(qapp: QApplication, tmp_path: Path) -> None:
    files = draw(tmp_path)
    theme.apply(qapp, theme.Theme())
    assert {file.stem for file in files} >= {"queue-light", "intake-dark", "palette-light", "components-field-dark"}
    for file in files:
        assert not QImage(str(file)).isNull()
