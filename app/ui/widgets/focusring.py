"""One overlay per window that draws the same focus ring round every control, without layout jumps."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QRegion
from PySide6.QtWidgets import QAbstractItemView, QAbstractScrollArea, QApplication, QWidget

from app.ui import theme
from app.ui.theme import RADIUS_FIELD

_OUT = 3


class FocusRing(QWidget):
    """Follows the focus inside `window`. A widget may have `ring() -> (QRect, radius) | None` and
    `ring_target() -> QWidget` to say what the ring goes round; fields and lists show focus themselves."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._target: QWidget | None = None
        self._watched: list[QWidget] = []
        self._radius = float(RADIUS_FIELD)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._on_focus)
            self._on_focus(None, app.focusWidget())

    def target(self) -> QWidget | None:
        """Give the widget that has the ring, None if none."""
        return self._target if self.isVisible() else None

    def _on_focus(self, old: QWidget | None, new: QWidget | None) -> None:
        for widget in self._watched:
            try:
                widget.removeEventFilter(self)
            except RuntimeError:  # already deleted with its screen
                continue
        self._watched = []
        self._target = None
        if new is not None and new is not self._window and self._window.isAncestorOf(new):
            chooser = getattr(new, "ring_target", None)
            self._target = chooser() if chooser else new
            step: QWidget | None = self._target
            while step is not None and step is not self._window:
                step.installEventFilter(self)
                self._watched.append(step)
                step = step.parentWidget()
        self.place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (
            QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide,
            QEvent.Type.DynamicPropertyChange, QEvent.Type.LayoutRequest,
        ):  # fmt: skip
            self.place()
        return False

    def _shape(self, widget: QWidget) -> tuple[QRect, float] | None:
        ring = getattr(widget, "ring", None)
        if ring is not None:
            shape: tuple[QRect, float] | None = ring()
            return shape
        if isinstance(widget, QAbstractItemView | QAbstractScrollArea):
            return None
        return widget.rect(), float(RADIUS_FIELD)

    def place(self) -> None:
        """Move round the target, or hide."""
        widget = self._target
        shape = self._shape(widget) if widget is not None and widget.isVisible() else None
        if widget is None or shape is None:
            self.hide()
            return
        rect, self._radius = shape
        origin = widget.mapTo(self._window, rect.topLeft())
        wanted = QRect(origin, rect.size()).adjusted(-_OUT, -_OUT, _OUT, _OUT)
        self.setGeometry(wanted)
        clip = self._clip(widget)
        if clip.contains(wanted):
            self.clearMask()
        else:
            self.setMask(QRegion(clip.translated(-wanted.topLeft())))
        self.raise_()
        self.show()
        self.update()

    def _clip(self, widget: QWidget) -> QRect:
        # Inside a scrolled area the ring must not run over what lies around it.
        clip = self._window.rect()
        step = widget.parentWidget()
        while step is not None and step is not self._window:
            parent = step.parentWidget()
            if isinstance(parent, QAbstractScrollArea) and parent.viewport() is step:
                clip = clip.intersected(QRect(step.mapTo(self._window, QPoint(0, 0)), step.size()))
            step = parent
        return clip

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.current().colour("ring"), 2))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), self._radius + 2, self._radius + 2)
