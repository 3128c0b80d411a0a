"""The main window's frame: navigation, head, screens, action bar, strip, toasts, palette, focus ring.

Head and action bar are drawn from what the screen says (`app.ui.screen_frame`); the window knows nothing of the work.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property, partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QCloseEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShortcut,
)
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMainWindow, QVBoxLayout, QWidget

from app.ui import theme
from app.ui.density import DensityWatch
from app.ui.interruption import HiddenDialogs
from app.ui.key_keeper import KeyKeeper
from app.ui.screen import Screen, UiSettings
from app.ui.screen_frame import ScreenFrame
from app.ui.screens_to_come import ScreensToCome
from app.ui.theme import Theme
from app.ui.widgets import ink
from app.ui.widgets.buttons import KeyButton
from app.ui.widgets.focusring import FocusRing
from app.ui.widgets.navigation import Navigation, Place
from app.ui.widgets.pages import Pages
from app.ui.widgets.strip import StatusStrip
from app.ui.widgets.toasts import Toast, ToastLayer, ToastWords

if TYPE_CHECKING:
    from app.ui.widgets.command_palette import CommandPalette, Source

_LOOK_AGAIN_MS = 20
_PIECE, _PAUSE_MS = 0.010, 5  # how long a piece of quiet work takes, and what is left for events in between


class MainShell(QMainWindow):
    """The window. `add_screen`, then `show_screen(name)`; the sign-in by `show_alone(widget)`, then `show_behind`."""

    screen_shown = Signal(str)
    closing = Signal()
    theme_chosen = Signal(object)

    def __init__(self, settings: UiSettings, places: Sequence[Place] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._screens: dict[str, Screen] = {}
        self._to_come = ScreensToCome(self.add_screen, self.room_for)
        self._first = ""
        self._history: list[str] = []
        self._wanted = ""
        self._argument: object = None
        self._alone: QWidget | None = None
        self.setWindowTitle(self.tr("Quầy Một Cửa"))
        self.setMinimumSize(640, 320)
        self.navigation = Navigation(places)
        self.navigation.chosen.connect(self._on_place)
        self.strip = StatusStrip()
        self._work = QWidget()
        self._frame = ScreenFrame(self._work, self.current_screen)
        self._stack = Pages()
        self._lay_out()
        self._outer = Pages()
        self._outer.addWidget(self._work)
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._outer, 1)
        column.addWidget(self.strip)
        self.setCentralWidget(whole)
        self.toasts = ToastLayer(self, self._toast_bottom)
        self._sources: list[tuple[Source, bool]] = []
        self._hidden_dialogs = HiddenDialogs(self)
        self._keys_meanwhile = KeyKeeper(self)
        self._keys(places)
        self.focus_ring = FocusRing(self)
        self._watch = DensityWatch(self)
        theme.signals.changed.connect(self._retheme)
        self._restore()

    def _lay_out(self) -> None:
        row = QHBoxLayout(self._work)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.navigation)
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._frame.head)
        self._body = QVBoxLayout()
        self._body.addWidget(self._stack, 1)
        column.addLayout(self._body, 1)
        column.addWidget(self._frame.bar)
        row.addLayout(column, 1)

    def _keys(self, places: Sequence[Place]) -> None:
        for place in places:
            if place.key:
                shortcut = QShortcut(QKeySequence(place.key), self)
                shortcut.setAutoRepeat(False)
                shortcut.activated.connect(lambda name=place.name: self._on_place(name))
                shortcut.activatedAmbiguously.connect(lambda name=place.name: self._on_place(name))
        for key, slot in (
            ("Ctrl+K", self._on_palette),
            ("Alt+S", self.toggle_mode),
            ("Ctrl+F1", self._speak_strip),
        ):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setAutoRepeat(False)
            shortcut.activated.connect(slot)

    # -- screens

    def add_screen(self, screen: Screen) -> None:
        """Take a screen in; its `name` is its handle."""
        self._first = self._first or screen.name
        self._screens[screen.name] = screen
        self._stack.addWidget(screen)
        screen.refreshed.connect(lambda: self._refresh(screen))
        screen.toast.connect(self.show_toast)
        screen.go_to.connect(self._go_to)
        screen.close_me.connect(self.go_back)
        screen.waiting.connect(partial(self.navigation.set_count, screen.name))

    def add_screen_later(
        self, name: str, make: Callable[[], Iterator[Screen | None]], is_loaded: Callable[[], bool] = lambda: True
    ) -> None:
        """Take in a screen that is made when it is first asked for, or by `make_piece` (see `Screen.in_pieces`).

        Whoever asks for it by its key waits until `is_loaded`, so that the window answers meanwhile.
        """
        self._first = self._first or name
        self._to_come.add(name, make, is_loaded)

    def screens_to_make(self) -> int:
        """Give how many screens have not been made and rehearsed yet."""
        return len(self._to_come)

    def make_piece(self) -> bool:
        """Make one piece of the screens still to be made, or rehearse one; False if there is nothing to do.

        The palette comes last.
        """
        if name := self._to_come.first():
            return self.make_piece_of(name)
        _ = self.palette_box
        return False

    def make_piece_of(self, name: str) -> bool:
        """Make one piece of a screen, or of its rehearsal; False if it is ready for being shown."""
        return self._to_come.make_piece_of(name)

    def room_for(self, screen: Screen) -> QSize:
        """Give the size a screen will have in front."""
        s = ink.tokens().sizes
        rail = ink.tokens().density == "compact" or screen.wants_rail
        bar = s.bar + s.page if screen.shows_bar else s.gap
        room = self._outer.size() - QSize((s.rail if rail else s.rail_words) + 2 * s.page, s.head + bar)
        return room.expandedTo(QSize(1, 1))

    def screen_named(self, name: str) -> Screen:
        """Give a screen; KeyError if there is none."""
        self._to_come.make(name)
        return self._screens[name]

    def _has(self, name: str) -> bool:
        return name in self._screens or name in self._to_come

    def current_screen(self) -> Screen | None:
        """Give the screen in front, None before the first and while something stands alone."""
        widget = self._stack.currentWidget()
        return widget if isinstance(widget, Screen) and self._alone is None and self._history else None

    def show_screen(self, name: str, argument: object = None) -> bool:
        """Bring a screen to the front; False if the one in front wants to stay.

        While something stands alone nothing gets past it, whatever was scanned or answered: see `show_behind`.
        """
        return self._alone is None and self._show(name, argument)

    def show_behind(self, name: str, *, same_person: bool) -> None:
        """Show a screen in the place of what stood alone: somebody may work here, perhaps another than before."""
        if not same_person:
            self._hidden_dialogs.drop()
        self._show(name)

    def _show(self, name: str, argument: object = None) -> bool:
        screen = self.screen_named(name)
        now = self.current_screen()
        if now is not None and now is not screen and not now.leave():
            return False
        self._wanted = ""
        theme.catch_up(screen)
        if not self._history or self._history[-1] != name:
            self._history = [*self._history[-20:], name]
        self._stack.setCurrentWidget(screen)
        self.navigation.set_current(name)
        self._frame.renew()
        self._refresh(screen)
        self._end_alone()  # last: what is hidden is not laid out at each step
        self.toasts.bring_back()
        screen.enter(argument)
        self._keys_meanwhile.give()
        self._hidden_dialogs.bring_back(screen)
        self.screen_shown.emit(name)
        return True

    def places(self) -> list[Place]:
        """Give the places that have a screen here."""
        return [place for place in self.navigation.places() if self._has(place.name)]

    def last_shown(self) -> str:
        """Give the name of the screen shown last, also while something stands alone before it."""
        return self._history[-1] if self._history else self._first

    def go_back(self) -> bool:
        """Go to the screen before; False if there is none or the one in front stays."""
        if len(self._history) < 2:
            return False
        kept = self._history
        self._history = self._history[:-1]
        if self.show_screen(self._history[-1]):
            return True
        self._history = kept
        return False

    def show_alone(self, widget: QWidget) -> None:
        """Show a widget without navigation, head and bar (sign-in, first start, lock); the strip stays."""
        self.forget_keys()
        self._stop_wanting()
        self._end_alone()
        if self._has_palette():
            self.palette_box.close_palette()
        self._hidden_dialogs.hide_all()
        self.toasts.hide_all()
        self._alone = widget
        self._outer.addWidget(widget)
        self._outer.setCurrentWidget(widget)
        widget.setFocus()

    def keep_keys(self) -> None:
        """Keep what is pressed from now on for the next screen that is shown; an Enter led to it."""
        self._keys_meanwhile.keep(after_enter=True)

    def forget_keys(self) -> None:
        """Let go of what was pressed: the screen does not come."""
        self._keys_meanwhile.forget()

    def _end_alone(self) -> None:
        if self._alone is not None:
            self._outer.setCurrentWidget(self._work)
            self._outer.removeWidget(self._alone)
            self._alone.setParent(None)
            self._alone = None

    def _on_place(self, name: str) -> None:
        if self._alone is not None or name not in {place.name for place in self.places()}:
            return
        self._go_to(name)

    def _go_to(self, name: str, argument: object = None) -> None:
        """Show a screen; one that is not made yet once it is, while the one in front goes on answering."""
        if name not in self._to_come or self._alone is not None:
            self.show_screen(name, argument)
            return
        self._wanted, self._argument = name, argument
        self.navigation.set_current(name)
        self._keys_meanwhile.keep()
        QTimer.singleShot(0, self, self._make_wanted)

    def _make_wanted(self) -> None:
        """Make the screen asked for, piece by piece, and show it; unless something else has come to the front."""
        name = self._wanted
        if not name:
            return
        if self._to_come.is_held_up(name):
            QTimer.singleShot(_LOOK_AGAIN_MS, self, self._make_wanted)
            return
        try:
            goes_on = self.make_piece_of(name)
        except Exception:
            self.forget_keys()
            self._stop_wanting()
            raise
        if goes_on:
            QTimer.singleShot(0, self, self._make_wanted)
        elif not self.show_screen(name, self._argument):
            self._stop_wanting()

    def _stop_wanting(self) -> None:
        self._wanted = ""
        self._keys_meanwhile.give()
        if self._history:
            self.navigation.set_current(self._history[-1])

    # -- head and bar

    def button(self, name: str) -> KeyButton:
        """Give the button of the action called `name` (or with that text) of the screen in front."""
        return self._frame.button(name)

    def _refresh(self, screen: Screen) -> None:
        if self._stack.currentWidget() is not screen:
            return
        compact = theme.current().density == "compact"
        self.navigation.set_narrow(compact or screen.wants_rail)
        self._frame.show_screen(screen, self._room_of_bar(), compact=compact)
        if self._frame.bar.isHidden() == screen.shows_bar:
            self._frame.bar.setVisible(screen.shows_bar)
            QTimer.singleShot(0, self, self.toasts.place)  # above the bar, or down where it was
        self._retheme_body()

    def _room_of_bar(self) -> int:
        return self.width() - self.navigation.width() - 2 * ink.tokens().sizes.page

    # -- palette, toasts, strip

    @cached_property
    def palette_box(self) -> CommandPalette:
        """Give the palette, made when it is first wanted: the sign-in does without."""
        from app.ui.shell_commands import own_commands
        from app.ui.widgets.command_palette import CommandPalette

        box = CommandPalette(self, lambda: self.strip.height())
        box.add_source(partial(own_commands, self))
        for source, filtered in self._sources:
            box.add_source(source, filtered=filtered)
        return box

    def _has_palette(self) -> bool:
        return "palette_box" in vars(self)

    def add_source(self, source: Source, *, filtered: bool = False) -> None:
        """Let the palette find more: dossiers, people, procedures."""
        self._sources.append((source, filtered))
        if self._has_palette():
            self.palette_box.add_source(source, filtered=filtered)

    def show_toast(self, words: ToastWords) -> Toast:
        """Show a toast above the action bar."""
        return self.toasts.show_toast(words)

    def _toast_bottom(self) -> int:
        bar = self._frame.bar.height() if self._frame.bar.isVisible() else 0
        return self.strip.height() + bar + ink.tokens().sizes.page

    def _on_palette(self) -> None:
        if self._alone is None:
            self.palette_box.open_palette()

    def _speak_strip(self) -> None:
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, self.strip.spoken()))
        self.strip.details_asked.emit()

    # -- look

    def toggle_mode(self) -> None:
        """Switch light and dark, and keep it."""
        now = theme.current()
        self._apply(replace(now, mode="light" if now.mode == "dark" else "dark"))

    def set_scale(self, scale: int) -> None:
        """Set the letter size in percent, and keep it."""
        self._apply(replace(theme.current(), scale=scale))
        self._watch.check()

    def _apply(self, wanted: Theme) -> None:
        app = QApplication.instance()
        if isinstance(app, QApplication):
            theme.apply(app, wanted, self._hidden())
            QTimer.singleShot(0, self, self._catch_up)
        self._settings.set("ui.mode", wanted.mode)
        self._settings.set("ui.scale", str(wanted.scale))
        self.theme_chosen.emit(wanted)

    def _hidden(self) -> list[QWidget]:
        return [screen for screen in self._screens.values() if not screen.isVisible()]

    def _catch_up(self) -> None:
        """Let the screens behind follow the theme between two events, piece by piece."""
        if not theme.catch_up(seconds=_PIECE):
            QTimer.singleShot(_PAUSE_MS, self, self._catch_up)

    def _retheme(self) -> None:
        screen = self._stack.currentWidget()
        if isinstance(screen, Screen):
            self._frame.renew()
            self._refresh(screen)
        self._retheme_body()
        # The layout settles first, then the ring finds its place.
        QTimer.singleShot(0, self, self.focus_ring.place)
        self.update()

    def _retheme_body(self) -> None:
        s = ink.tokens().sizes
        lower = s.page if not self._frame.bar.isHidden() or ink.tokens().density == "roomy" else s.gap
        self._body.setContentsMargins(s.page, 0, s.page, lower)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), ink.tokens().colour("bg"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._watch.check()
        screen = self.current_screen()
        if screen is not None:
            self._frame.fit(screen, self._room_of_bar())

    # -- size

    def _restore(self) -> None:
        kept = self._settings.get("ui.window", "")
        if kept:
            self.restoreGeometry(QByteArray.fromBase64(kept.encode()))
        else:
            self.resize(1366, 688)
            self.setWindowState(self.windowState() | Qt.WindowState.WindowMaximized)

    def closeEvent(self, event: QCloseEvent) -> None:
        screen = self.current_screen()
        if screen is not None and not screen.leave():
            event.ignore()
            return
        self._settings.set("ui.window", bytes(self.saveGeometry().toBase64().data()).decode())
        self.closing.emit()
        super().closeEvent(event)
