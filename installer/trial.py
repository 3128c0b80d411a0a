"""A Windows PC on which the setup file is tried, and what a person does there."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image, ImageChops, ImageGrab

import dev
from installer import lab

# Where the setup puts it by itself; and a folder as people call them here, with spaces and Vietnamese letters.
USUAL = r"C:\users\root\AppData\Local\Programs\QuayMotCua"
PLACE = r"C:\users\root\Phần mềm của tôi\Quầy Một Cửa"
NAME = "Quầy Một Cửa"
KEY = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Uninstall\QuayMotCua"
RUN = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Run"
CARET = (4, 40)  # what blinks in a field, in pixels
MENU = r"C:\users\root\AppData\Roaming\Microsoft\Windows\Start Menu\Programs"


@dataclass(slots=True)
class Trial:
    """One PC. Screenshots and reports go to `out`; `figures` are seconds and sizes by what was done."""

    pc: lab.Windows
    out: Path
    place: str = PLACE
    keys_to: str = ""  # the window that must have the keyboard, "" = the one that has it
    figures: dict[str, float] = field(default_factory=dict)

    # -- what is on the PC

    @property
    def installed(self) -> Path:
        """The program's folder as this machine sees it."""
        return self.pc.drive_c() / self.place.removeprefix("C:\\").replace("\\", "/")

    @property
    def data(self) -> Path:
        """The data of the Windows user."""
        return self.pc.user_folder() / "AppData/Local/QuayMotCua"

    @property
    def marks(self) -> Path:
        """Where the highest numbers given are remembered."""
        return self.pc.user_folder() / "AppData/Roaming/QuayMotCua-so"

    def shortcuts(self) -> list[Path]:
        """Return the program's shortcuts that are there."""
        menu = self.pc.user_folder() / "AppData/Roaming/Microsoft/Windows/Start Menu/Programs"
        return [*menu.rglob(f"{NAME}.lnk"), *(self.pc.user_folder() / "Desktop").glob(f"{NAME}.lnk")]

    def registered(self, value: str = "DisplayVersion") -> str:
        """Return what Windows lists about the program, "" when it does not."""
        found = self.pc.run(["reg", "query", KEY, "/v", value], check=False)
        return found.stdout.split("REG_SZ")[1].strip() if found.returncode == 0 else ""

    def opens_at_sign_in(self) -> bool:
        """Tell whether Windows opens the program when its user signs in."""
        return self.pc.run(["reg", "query", RUN, "/v", "QuayMotCua"], check=False).returncode == 0

    def in_use(self) -> str:
        """Return the version that a double click starts."""
        return (self.installed / "current").read_text("ascii").strip()

    def before(self) -> str:
        """Return the version to go back to, "" when there is none."""
        file = self.installed / "previous"
        return file.read_text("ascii").strip() if file.exists() else ""

    def versions(self) -> list[str]:
        """Return the versions that lie there."""
        return sorted(path.name for path in (self.installed / "versions").iterdir())

    # -- what a person does

    def setup(self, file: Path, *options: str, place: str = "") -> list[str]:
        """Return how the setup file is started."""
        # NSIS wants /D last, bare and unquoted, however many spaces it has.
        where = [] if (place or self.place) == USUAL else f"/D={place or self.place}".split(" ")
        return [self.pc.path(file), *options, *where]

    def install(self, file: Path, *options: str, place: str = "") -> int:
        """Install silently; returns the exit code."""
        began = time.monotonic()
        code = self.pc.run(self.setup(file, "/S", *options, place=place), check=False).returncode
        if code == 0:
            self.figures.setdefault("install", round(time.monotonic() - began, 1))
        return code

    def uninstall(self, *more: str) -> None:
        """Take the program off silently and wait until it is gone (the uninstaller works from a copy of itself)."""
        self.pc.run([f"{self.place}\\go-cai-dat.exe", "/S", *more])
        wait_until(lambda: not (self.installed / "go-cai-dat.exe").exists() and not self.registered(), "uninstalled")

    def self_test(self) -> None:
        """Let the installed program try itself."""
        report = self.out / "self-test.json"
        report.unlink(missing_ok=True)
        began = time.monotonic()
        self.pc.run([f"{self.place}\\QuayMotCua.exe", "--self-test", "--report", self.pc.path(report)])
        self.figures.setdefault("self-test", round(time.monotonic() - began, 1))
        told = json.loads(report.read_text("utf-8"))
        assert told["ok"], told
        assert told["system"] == "win32", told
        assert told["version"] == self.in_use(), told
        keys = [step["result"] for step in told["steps"] if step["step"] == "keys"]
        assert keys == ["keyring"], "the key lies in Windows' credential store"

    def open_by_shortcut(self) -> None:
        """Double-click the Start menu's entry."""
        if self.place.isascii():
            self.pc.start(["start", f"{MENU}\\{NAME}.lnk"])
            return
        # Wine follows the shortcut's one-byte spelling, which only a Windows of that code page could write. So it is
        # read here as Windows reads it, and what it leads to is started.
        shortcut = self.shortcuts()[0].read_bytes()
        names = [name.encode("utf-16-le") + b"\0\0" for name in f"{self.place}\\QuayMotCua.exe".split("\\")[1:]]
        found = [shortcut.find(name) for name in names]
        assert found == sorted(found), "the shortcut leads to the launcher"
        assert min(found) > 0, "the shortcut leads to the launcher"
        self.pc.start([f"{self.place}\\QuayMotCua.exe"])

    def python(self, code: str) -> str:
        """Run a piece of Python with the interpreter of the version in use; returns what it printed."""
        runtime = f"{self.place}\\versions\\{self.in_use()}\\runtime\\python.exe"
        return self.pc.run([runtime, "-X", "utf8", "-c", code]).stdout

    def is_running(self) -> bool:
        """Tell whether the program runs."""
        return "QuayMotCua.exe" in self.pc.run(["tasklist"], check=False).stdout

    def kill(self) -> None:
        """End the program as the task manager does, and wait."""

        def ended() -> bool:
            self.pc.run(["taskkill", "/F", "/IM", "QuayMotCua.exe"], check=False)
            return not self.is_running()

        wait_until(ended, "the program has ended")
        self.keys_to = ""

    # -- screen, mouse and keys

    def photograph(self, name: str) -> Image.Image:
        """Keep what the screen shows."""
        picture = ImageGrab.grab(xdisplay=self.pc.display)
        picture.save(self.out / f"{name}.png")
        return picture

    def windows(self, title: str) -> list[str]:
        """Return the windows that can be seen and whose title matches."""
        return self._hand("search", "--onlyvisible", "--name", title, check=False).split()

    def wait_for_window(self, title: str, beside: int = 0) -> str:
        """Wait until a window shows, besides so many of that name, and has stopped changing; it gets the keys."""
        wait_until(lambda: len(self.windows(title)) > beside, f"a window called {title}")
        self.wait_still()
        self.keys_to = self.windows(title)[-1]  # the topmost
        return self.keys_to

    def wait_open(self) -> None:
        """Wait until the program has opened its data and shows the large window to work in."""
        wait_until(lambda: any(self.height(window) > 500 for window in self.windows(f"^{NAME}")), "the window")
        large = next(window for window in self.windows(f"^{NAME}") if self.height(window) > 500)
        wide, high = dev.SCREEN.split("x")  # nobody here answers the window's wish to be as large as the screen
        self.keys_to = large
        self._hand("windowmove", large, "0", "0", "windowsize", large, wide, high)
        self.wait_still(3)

    def height(self, window: str) -> int:
        """Return a window's height in pixels, 0 when it is gone."""
        told = self._hand("getwindowgeometry", "--shell", window, check=False)
        return next((int(line[7:]) for line in told.splitlines() if line.startswith("HEIGHT=")), 0)

    def wait_gone(self, title: str) -> None:
        """Wait until no such window shows."""
        wait_until(lambda: not self.windows(title), f"no window called {title}")
        self.keys_to = ""

    def wait_still(self, quiet: float = 1.5, seconds: float = 60) -> None:
        """Wait until the screen has not changed for a while."""
        end, since = time.monotonic() + seconds, time.monotonic()
        before = ImageGrab.grab(xdisplay=self.pc.display)
        while time.monotonic() - since < quiet and time.monotonic() < end:
            time.sleep(0.2)
            now = ImageGrab.grab(xdisplay=self.pc.display)
            left, top, right, bottom = ImageChops.difference(now, before).getbbox() or (0, 0, 0, 0)
            if right - left > CARET[0] or bottom - top > CARET[1]:
                before, since = now, time.monotonic()

    def press(self, *keys: str) -> None:
        """Press keys, as xdotool names them, and wait until the screen has taken them."""
        for key in keys:
            self.strike(key)
            time.sleep(0.15)
        self.wait_still(0.7, 20)

    def strike(self, key: str) -> None:
        """Press a key and don't wait for what comes of it."""
        self._take_keyboard()
        self._hand("key", "--clearmodifiers", key)

    def type(self, text: str) -> None:
        """Type plain letters."""
        self._take_keyboard()
        self._hand("type", "--delay", "60", text)
        self.wait_still(0.7, 20)

    def scan(self, code: str) -> None:
        """Type as a scanner does: without a pause, Enter at the end."""
        self._take_keyboard()
        self._hand("type", "--delay", "1", f"{code}\n")
        self.wait_still(2, 20)

    def click(self, x: int, y: int) -> None:
        """Click somewhere."""
        self._hand("mousemove", str(x), str(y), "click", "1")
        self.wait_still(0.7, 20)

    def _take_keyboard(self) -> None:
        """Give the keyboard to the window: nobody manages windows here, so it stays where it was last."""
        if self.keys_to and self._hand("getwindowfocus", check=False).strip() != self.keys_to:
            self._hand("windowfocus", self.keys_to, check=False)
            time.sleep(0.3)  # Wine takes the focus up

    def _hand(self, *arguments: str, check: bool = True) -> str:
        return subprocess.run(["xdotool", *arguments], check=check, capture_output=True, text=True).stdout


def wait_until(holds: Callable[[], bool], what: str, seconds: float = 300) -> None:
    """Wait for something the PC does; AssertionError when it does not come."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, f"waited {seconds:.0f} s in vain: {what}"
        time.sleep(0.2)
