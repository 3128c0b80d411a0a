"""Head and action bar round the screen in front, drawn from what the screen says (`app.ui.screen`)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLayout, QWidget

from app.ui.screen import Action, Screen
from app.ui.widgets.bars import ActionBar, HeadLine
from app.ui.widgets.buttons import KeyButton, rests
from app.ui.widgets.labels import Badge
from app.ui.widgets.laying_out import laid_out_once


def _named(action: Action) -> str:
    return action.name or action.text


def _shape(actions: Sequence[Action]) -> object:
    return tuple((_named(action), action.key, action.icon, action.more_keys) for action in actions)


def _clear(layout: QLayout) -> None:
    while layout.count():
        widget = layout.takeAt(0).widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()


class ScreenFrame:
    """The head and the bar, with the keys of every action of the screen in front.

    `work` is where the keys count; `in_front` gives the screen that answers them, or None.
    """

    def __init__(self, work: QWidget, in_front: Callable[[], Screen | None]) -> None:
        self.head, self.bar = HeadLine(), ActionBar()
        self._work, self._in_front = work, in_front
        self._buttons: dict[str, KeyButton] = {}
        self._built: dict[str, object] = {}
        self._bare: list[Action] = []
        self._bare_keys: list[QShortcut] = []
        self._crowded: list[Action] = []
        self._bound: object = None

    def button(self, name: str) -> KeyButton:
        """Give the button of the action called `name` (or with that text)."""
        return self._buttons[name]

    def renew(self) -> None:
        """Bind all keys anew with the next `show_screen`: another screen comes, or another look."""
        self._bound = None

    def show_screen(self, screen: Screen, room: int, *, compact: bool) -> None:
        """Show what the screen says of itself: buttons of the bar in `room` pixels, fewer in the head if `compact`."""
        self.head.title.set_text(screen.title())
        kept = screen.kept()
        mark = screen.kept_icon() if kept else ""
        self.head.kept.set_text(kept, icon=mark, icon_colour="ok" if mark == "check" else "text2")
        heads = [a for a in screen.head_actions() if not (compact and a.secondary)]
        back = screen.back()
        groups = ([back] if back else [], heads, list(screen.left_actions()), list(screen.actions_right()))
        on_buttons = {action.key for group in groups for action in group}
        bare = [a for a in screen.head_actions() if compact and a.secondary]
        bare += [a for a in screen.commands() if a.key not in on_buttons or not a.key]
        with laid_out_once(self.head, self.bar):
            self._rebuild(screen, groups)
            for group in groups:
                for action in group:
                    self._show_action(self._buttons[_named(action)], action)
            if (bound := _shape(bare)) != self._bound:
                self._bound, self._bare, self._crowded = bound, bare, []
                self._bind(bare)
            self.fit(screen, room)

    def fit(self, screen: Screen, room: int) -> None:
        """Take from the bar what has no room, quiet buttons first; its key stays, and Ctrl+K finds it."""
        if self._bound is None:  # nothing shown yet
            return
        shown = [*screen.left_actions(), *screen.actions_right()]
        spare = [*reversed(screen.left_actions()), *[a for a in reversed(screen.actions_right()) if a.kind != "main"]]
        widths = {_named(a): self._buttons[_named(a)].sizeHint().width() + 8 for a in shown}
        crowded: list[Action] = []
        while spare and sum(widths.values()) > room:
            crowded.append(spare.pop(0))
            del widths[_named(crowded[-1])]
        names = [_named(a) for a in crowded]
        for name in map(_named, shown):
            if self._buttons[name].isHidden() == (name not in names):
                self._buttons[name].setVisible(name not in names)
        if names != [_named(a) for a in self._crowded]:
            self._crowded = crowded
            self._bind([*self._bare, *crowded])

    def _rebuild(self, screen: Screen, groups: tuple[list[Action], ...]) -> None:
        """Make anew what has other buttons: where only words or readiness change, focus and hover survive."""
        back, heads, left, right = groups
        if self._is_new("back", back):
            if self.head.back is not None:
                self.head.back.hide()
                self.head.back.deleteLater()
                self.head.back = None
            if back:
                self.head.back = self._make(back[0], "ghost")
                self.head.row.insertWidget(0, self.head.back)
                self.head.back.show()
        contexts = tuple(screen.contexts())
        if self._built.get("contexts") != contexts:
            self._built["contexts"] = contexts
            _clear(self.head.badges)
            for context in contexts:
                self.head.badges.addWidget(Badge(context.text, context.kind, context.icon))
        for name, layout, actions in (
            ("heads", self.head.buttons, heads), ("left", self.bar.left, left), ("right", self.bar.right, right),
        ):  # fmt: skip
            if not self._is_new(name, actions):
                continue
            _clear(layout)
            for action in actions:
                button = self._make(
                    action, "ghost" if name == "left" else "", big=name == "right" and action is actions[-1]
                )
                layout.addWidget(button)
                button.show()  # a layout shows it only later, and till then its key would be dead
        names = {_named(action) for group in groups for action in group}
        self._buttons = {name: button for name, button in self._buttons.items() if name in names}

    def _is_new(self, part: str, actions: Sequence[Action]) -> bool:
        shape = _shape(actions)
        if self._built.get(part) == shape:
            return False
        self._built[part] = shape
        return True

    def _make(self, action: Action, kind: str = "", *, big: bool = False) -> KeyButton:
        button = KeyButton(action.text, action.key, "ghost" if kind else action.kind, action.icon, big=big)
        for key in action.more_keys:
            button.add_key(key)
        name = _named(action)
        # The slot is looked up when pressed: a refreshed action may bring another one.
        button.clicked.connect(lambda _=False: self._do(name))
        self._buttons[name] = button
        return button

    def _show_action(self, button: KeyButton, action: Action) -> None:
        if button.label() != action.text:
            button.set_label(action.text)
        if button.kind() not in ("ghost", action.kind):
            button.set_kind(action.kind)
        button.set_ready(action.enabled, action.why_disabled)

    def _bind(self, actions: Sequence[Action]) -> None:
        # What has no button keeps its key.
        for old in self._bare_keys:
            old.setEnabled(False)
            old.deleteLater()
        self._bare_keys = []
        for action in actions:
            for key in (action.key, *action.more_keys):
                if key:
                    shortcut = QShortcut(QKeySequence(key), self._work)
                    shortcut.setAutoRepeat(False)
                    shortcut.activated.connect(partial(self._on_bare_key, key, _named(action)))
                    self._bare_keys.append(shortcut)

    def _on_bare_key(self, key: str, name: str) -> None:
        if not rests(key):
            self._do(name)

    def _do(self, name: str) -> None:
        screen = self._in_front()
        if screen is None:
            return
        back = screen.back()
        found = [*([back] if back else []), *screen.head_actions(), *screen.left_actions()]
        found += [*screen.actions_right(), *screen.commands()]
        action = next((a for a in found if _named(a) == name), None)
        if action is not None and action.enabled:
            action.slot()
