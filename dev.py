#!/usr/bin/env python3
"""Open the one door for developers: `python3 dev.py run | test | check | tour | windows | …`.

Standard library only, Python 3.11 or newer. Whatever a command needs is put in place first: Debian packages (as root;
otherwise the one command to type is told), uv, and the locked environment in `.venv`. A stamp makes every later start
skip all of that.
"""

from __future__ import annotations

import argparse
import ctypes
import hashlib
import importlib.util
import os
import secrets
import shlex
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple, NoReturn

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
CACHE = ROOT / ".cache"
DEV_LOCK = ROOT / "requirements-dev.lock"
UV_LOCK = ROOT / "requirements-uv.lock"
UV = "uv==0.13.9"
OLDEST_PYTHON = (3, 11)
SCREEN = "1366x768"
FULLY_COVERED = "app/domain/*,app/protocol/*"


class Stop(Exception):  # noqa: N818 - not an error of the program: a sentence for the person at the keyboard
    """End with a sentence that says what to do next."""


class Need(NamedTuple):
    """One Debian package, and how to see that what it brings is here: a program, a shared library or a module."""

    package: str
    program: str = ""
    library: str = ""
    module: str = ""

    def met(self) -> bool:
        """Look on this machine, whatever its packages are called."""
        places = [os.environ.get("PATH", os.defpath), "/usr/sbin"]  # the second holds what only root needs on Debian
        places += sorted(str(place) for place in Path("/usr/lib/postgresql").glob("*/bin"))
        path = os.pathsep.join(places)
        if self.program and shutil.which(self.program, path=path) is None:
            return False
        if self.module and importlib.util.find_spec(self.module) is None:
            return False
        if self.library:
            try:
                ctypes.CDLL(self.library)
            except OSError:
                return False
        return True


# What Qt's wheel expects of the system (`objdump -p` of its libraries and of the xcb plugin).
QT_NEEDS = (
    Need("libegl1", library="libEGL.so.1"),
    Need("libgl1", library="libGL.so.1"),
    Need("libglib2.0-0", library="libgthread-2.0.so.0"),
    Need("libdbus-1-3", library="libdbus-1.so.3"),
    Need("libfontconfig1", library="libfontconfig.so.1"),
    Need("libfreetype6", library="libfreetype.so.6"),
    Need("libgssapi-krb5-2", library="libgssapi_krb5.so.2"),
    Need("libcups2", library="libcups.so.2"),
    Need("libx11-xcb1", library="libX11-xcb.so.1"),
    Need("libxkbcommon0", library="libxkbcommon.so.0"),
    Need("libxkbcommon-x11-0", library="libxkbcommon-x11.so.0"),
    Need("libxcb-cursor0", library="libxcb-cursor.so.0"),
    Need("libxcb-glx0", library="libxcb-glx.so.0"),
    Need("libxcb-icccm4", library="libxcb-icccm.so.4"),
    Need("libxcb-image0", library="libxcb-image.so.0"),
    Need("libxcb-keysyms1", library="libxcb-keysyms.so.1"),
    Need("libxcb-randr0", library="libxcb-randr.so.0"),
    Need("libxcb-render-util0", library="libxcb-render-util.so.0"),
    Need("libxcb-shape0", library="libxcb-shape.so.0"),
    Need("libxcb-shm0", library="libxcb-shm.so.0"),
    Need("libxcb-sync1", library="libxcb-sync.so.1"),
    Need("libxcb-xfixes0", library="libxcb-xfixes.so.0"),
    Need("libxcb-xkb1", library="libxcb-xkb.so.1"),
    Need("fontconfig", program="fc-list"),  # brings a configuration and one fallback font
)
SCREEN_NEEDS = (
    Need("xvfb", program="Xvfb"),
    Need("xauth", program="xauth"),  # for `ssh -X`; our own screens write their cookie themselves
    Need("xdotool", program="xdotool"),
)
TEST_NEEDS = (
    Need("poppler-utils", program="pdftoppm"),
    Need("libzbar0", library="libzbar.so.0"),
    # 7 MB: real print queues, started by the tests in folders of their own.
    Need("cups-daemon", program="cupsd"),
    Need("cups-client", program="lpadmin"),
    Need("cups-ipp-utils", program="ippeveprinter"),
    Need("dbus-daemon", program="dbus-daemon"),
    Need("postgresql", program="initdb"),  # 60 MB: a real server, in throw-away clusters
)
SETUP_NEEDS = (
    Need("nsis", program="makensis"),
    Need("gcc-mingw-w64-x86-64", program="x86_64-w64-mingw32-gcc"),  # 660 MB: the launcher
    Need("debootstrap", program="debootstrap"),  # Debian 13 in a folder: its Wine, its Python
)
SIGNING_NEEDS = (Need("openssl", program="openssl"), Need("osslsigncode", program="osslsigncode"))
VENV_NEED = Need("python3-venv", module="ensurepip")


def needs(command: str) -> tuple[Need, ...]:
    """Return what `command` wants of the system; only Linux is looked at."""
    if sys.platform != "linux":
        return ()
    if command == "installer":
        return QT_NEEDS + SETUP_NEEDS
    if command == "windows":
        return QT_NEEDS + SCREEN_NEEDS + SETUP_NEEDS + SIGNING_NEEDS
    if command not in ("run", "tour", "test", "nightly", "bench", "chaos", "translate"):
        return ()
    if command == "translate":
        return QT_NEEDS
    if command == "run":
        return QT_NEEDS if has_display() else QT_NEEDS + SCREEN_NEEDS
    return QT_NEEDS + SCREEN_NEEDS + TEST_NEEDS


# --- Setting up -------------------------------------------------------------------------------------------------------


def say(sentence: str) -> None:
    """Print at once, so that lines keep their place among those of the programs started."""
    print(sentence, flush=True)


def python() -> Path:
    """Return the interpreter of the locked environment."""
    return VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def fingerprint(command: str) -> str:
    """Return what the stamp must say for nothing to be left to do: lock, interpreter and system parts in one hash."""
    parts = [DEV_LOCK.read_bytes(), sys.version.encode(), repr(needs(command)).encode()]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def stamp(command: str) -> Path:
    """Return the file that remembers that `command` found everything in place. It dies with the environment."""
    return VENV / f".ready-{command}"


def is_ready(command: str) -> bool:
    """Tell whether `command` can start without looking at anything else."""
    try:
        return python().exists() and stamp(command).read_text() == fingerprint(command)
    except OSError:
        return False


def make_ready(command: str) -> None:
    """Put in place what `command` needs; does nothing when the stamp fits.

    Raises Stop when packages are missing that only root may install.
    """
    if is_ready(command):
        return
    missing = [need.package for need in needs(command) if not need.met()]
    if not working_uv() and not VENV_NEED.met():
        missing.append(VENV_NEED.package)
    if missing:
        install(missing)
    if venv_version() != f"{sys.version_info.major}.{sys.version_info.minor}":
        base = getattr(sys, "_base_executable", sys.executable)
        call([*uv(), "venv", "--quiet", "--clear", "--python", base, str(VENV)])
    say("Syncing the locked environment …")
    call([*uv(), "pip", "sync", "--quiet", "--require-hashes", "--python", str(python()), str(DEV_LOCK)])
    stamp(command).write_text(fingerprint(command))


def install(packages: Sequence[str]) -> None:
    """Install Debian packages as root; otherwise raise Stop with the command that somebody with rights can type."""
    wanted = " ".join(sorted(set(packages)))
    apt = f"apt-get update && apt-get install -y --no-install-recommends {wanted}"
    if shutil.which("apt-get") is None:
        raise Stop(f"Missing on this system (names of Debian's packages): {wanted}")
    if os.geteuid() != 0:
        raise Stop(f"Missing on this system. Type once, then start again:\n\n    sudo sh -c '{apt}'\n")
    say(f"Installing {wanted} …")
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(["sh", "-c", apt], env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    if done.returncode:
        raise Stop(f"apt-get could not install them (its own words are above). By hand:\n\n    {apt}\n")


def venv_version() -> str:
    """Return "3.11" for the environment in `.venv`, or "" when there is none that works."""
    try:
        lines = (VENV / "pyvenv.cfg").read_text().splitlines()
    except OSError:
        return ""
    fields = dict(line.split(" = ", 1) for line in lines if " = " in line)
    version = fields.get("version_info") or fields.get("version") or ""
    return ".".join(version.split(".")[:2]) if python().exists() else ""


def working_uv() -> str:
    """Return a uv that runs (a shim may lie), or ""."""
    own = CACHE / "uv" / ("Scripts/uv.exe" if os.name == "nt" else "bin/uv")
    for candidate in (str(own), shutil.which("uv")):
        if candidate and Path(candidate).exists():
            done = subprocess.run([candidate, "--version"], stdin=subprocess.DEVNULL, capture_output=True)
            if done.returncode == 0:
                return candidate
    return ""


def uv() -> list[str]:
    """Return how to call uv, fetched with its hash into a corner of its own where there is none.

    Debian's Python refuses `pip install` outside an environment (PEP 668); so this never touches the system's.
    """
    if found := working_uv():
        return [found]
    say(f"Fetching {UV} …")
    corner = CACHE / "uv"
    call([sys.executable, "-m", "venv", "--clear", str(corner)])
    pip = corner / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    call(
        [str(pip), "-m", "pip", "install", "--quiet", "--require-hashes", "--only-binary", ":all:", "-r", str(UV_LOCK)]
    )
    return [working_uv()]


def call(command: Sequence[str], environment: dict[str, str] | None = None) -> None:
    """Run to the end; raise Stop when it fails (its own words are on the screen already)."""
    if subprocess.run(command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL).returncode:
        raise Stop(f"This failed: {shlex.join(command)}")


# --- Screens ----------------------------------------------------------------------------------------------------------


def has_display() -> bool:
    """Tell whether a window can be opened here; a Qt platform chosen by hand counts (`QT_QPA_PLATFORM=vnc`)."""
    if os.name == "nt" or sys.platform == "darwin":
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def cookie_file(cookie: bytes) -> bytes:
    """Return an X authority file with one cookie that fits any host and display number."""
    wild, name = 0xFFFF, b"MIT-MAGIC-COOKIE-1"
    fields = b"".join(struct.pack(">H", len(part)) + part for part in (b"", b"", name, cookie))
    return struct.pack(">H", wild) + fields


@contextmanager
def virtual_screen(size: str = SCREEN) -> Iterator[dict[str, str]]:
    """Run a screen in memory that only this run can see; yield the environment for its programs.

    The server picks a free number itself, so that several runs at once never meet.
    """
    with tempfile.TemporaryDirectory(prefix="quay-screen-") as folder:
        authority = Path(folder) / "authority"
        authority.touch(mode=0o600)
        authority.write_bytes(cookie_file(secrets.token_bytes(16)))
        reading, writing = os.pipe()
        server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(writing), "-screen", "0", f"{size}x24", "-nolisten", "tcp", "-auth", authority],
            pass_fds=(writing,),
            stdin=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(writing)
        try:
            with open(reading) as pipe:
                number = pipe.readline().strip()
            if not number:
                raise Stop("Xvfb did not start.")
            chosen = {"DISPLAY": f":{number}", "XAUTHORITY": str(authority), "QT_QPA_PLATFORM": "xcb"}
            hidden = {"WAYLAND_DISPLAY"}
            yield {key: value for key, value in os.environ.items() if key not in hidden} | chosen
        finally:
            server.terminate()
            server.wait()


def show(command: Sequence[str], environment: dict[str, str] | None = None) -> int:
    """Run a program of ours to the end and return its exit code; Ctrl+C reaches it too."""
    try:
        return subprocess.run(command, cwd=ROOT, env=environment).returncode
    except KeyboardInterrupt:
        return 130


# --- Commands ---------------------------------------------------------------------------------------------------------


def run(options: argparse.Namespace, extra: list[str]) -> int:
    """Open the demo office, or do its main job without a screen."""
    folder = [] if options.basedir is None else ["--basedir", str(options.basedir.resolve())]
    if has_display():
        return show([str(python()), "-m", "app", "--demo", *folder, *extra])
    out = options.basedir or Path(tempfile.mkdtemp(prefix="quay-demo-"))
    say("No screen here: the demo office does its main job by itself on a screen in memory.")
    code = take_tour(out, ["--quick", *extra])
    say(HOW_TO_SEE)
    return code


HOW_TO_SEE = """
To open the window from another machine (there is no password: let nobody but you reach the port):
    QT_QPA_PLATFORM=vnc:size=1366x768:port=5900 python3 dev.py run
    ssh -L 5900:localhost:5900 <this machine>       then a VNC viewer on localhost:5900
or, with an X server where you sit:  ssh -X <this machine>, then python3 dev.py run"""


def tour(options: argparse.Namespace, extra: list[str]) -> int:
    """Drive the real program under a private screen and keep its screenshots and papers."""
    catalogue = [] if options.catalogue is None else ["--catalogue", str(options.catalogue.resolve())]
    return take_tour(options.out, [*catalogue, *extra])


def take_tour(out: Path, arguments: Sequence[str]) -> int:
    """Run the tour into `out` and say what lies there; return its exit code."""
    out = out.resolve()
    out.mkdir(parents=True, exist_ok=True)
    with virtual_screen() as environment:
        code = show([str(python()), "-m", "tour", "--out", str(out), *arguments], environment)
    for what, pattern in (("screenshots", "*.png"), ("papers", "*.pdf")):
        found = sorted(path for path in out.rglob(pattern) if "/." not in path.relative_to(out.parent).as_posix())
        for folder in sorted({path.parent for path in found}):
            say(f"{sum(path.parent == folder for path in found):4} {what:11} in {folder}")
    return code


def check(_options: argparse.Namespace, extra: list[str]) -> int:
    """Judge form, faults, types and layers; with `--fix` ruff first puts right what it can."""
    return show([str(python()), "scripts/check.py", *extra])


def test(_options: argparse.Namespace, extra: list[str]) -> int:
    """Run all tests with coverage, or with arguments just what they ask for (they go to pytest as they are)."""
    environment = os.environ | {"QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen")}
    if extra:
        return show([str(python()), "-m", "pytest", *extra], environment)
    with tempfile.TemporaryDirectory(prefix="quay-coverage-") as folder:
        environment["COVERAGE_FILE"] = str(Path(folder) / "data")  # two runs in one tree must not mix
        workers = str(min(4, os.cpu_count() or 1))
        code = show([str(python()), "-m", "pytest", "-n", workers, "--cov", "--cov-report="], environment)
        judge = [str(python()), "-m", "coverage", "report", "--fail-under=100", f"--include={FULLY_COVERED}"]
        gaps = show(judge, environment)
    return code or gaps


def nightly(_options: argparse.Namespace, extra: list[str]) -> int:
    """Run the tests marked `nightly` at full size: 100,000 inputs per parser, 500 power cuts."""
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "QUAY_NIGHTLY": "1"}
    workers, unbounded = str(min(4, os.cpu_count() or 1)), ("-o", "faulthandler_timeout=0")
    return show([str(python()), "-m", "pytest", "-m", "nightly", *unbounded, "-n", workers, *extra], environment)


def bench(options: argparse.Namespace, extra: list[str]) -> int:
    """Measure the program beside its limits: `bench [--json FILE] [--size N] [name …]`; offices are kept in .cache."""
    asked = [] if options.json is None else ["--json", str(options.json.resolve())]
    with virtual_screen() as environment:
        return show([str(python()), "-m", "benchmarks", *asked, *extra], environment)


def chaos(options: argparse.Namespace, extra: list[str]) -> int:
    """Break desktops, servers, PostgreSQL and their lines for N rounds; nothing may be lost, doubled or diverge."""
    asked = ["--rounds", str(options.rounds)]
    for name in ("seed", "json", "out", "failovers"):
        value = getattr(options, name)
        if value is not None:
            asked += [f"--{name}", str(value.resolve() if isinstance(value, Path) else value)]
    return show([str(python()), "-m", "chaos", *asked, *extra])


def windows(options: argparse.Namespace, extra: list[str]) -> int:
    """Build the Windows setup file and prove it under Wine; `--quick` is what CI does. Needs root."""
    out = options.out or Path(tempfile.mkdtemp(prefix="quay-windows-"))
    say(f"Setup files and screenshots: {out}")
    quick = ["--quick"] if options.quick else []
    return show([str(python()), "-m", "installer.proof", "--out", str(out.resolve()), *quick, *extra])


def lock(_options: argparse.Namespace, extra: list[str]) -> int:
    """Resolve the dependencies anew (`--upgrade` to take newer ones) into the five locks."""
    common = ["--universal", "--python-version", "3.11", "--quiet", "--generate-hashes", "--no-emit-index-url"]
    common += ["--no-annotate", "--custom-compile-command", "python3 dev.py lock", *extra]
    compile_ = [*uv(), "pip", "compile"]
    call([*compile_, "pyproject.toml", *common, "-o", "requirements.lock"])
    call([*compile_, "pyproject.toml", "--extra", "server", "--group", "dev", *common, "-o", DEV_LOCK.name])
    windows = ["--python-platform", "x86_64-pc-windows-msvc", "--python-version", "3.13", "--only-binary", ":all:"]
    call([*compile_, "pyproject.toml", *windows, *common[3:], "-o", "requirements-windows.lock"])
    call([*compile_, "--group", "windows-test", *windows, *common[3:], "-o", "requirements-windows-test.lock"])
    subprocess.run([*compile_, "-", *common, "-o", UV_LOCK.name], cwd=ROOT, input=UV.encode(), check=True)
    return 0


def assets(_options: argparse.Namespace, extra: list[str]) -> int:
    """Fetch fonts, icons and addresses again and compare every byte with what is pinned."""
    return show([str(python()), "scripts/fetch_assets.py", *extra])


def server(options: argparse.Namespace, extra: list[str]) -> int:
    """Start a demo server with a database of its own; it tells its address and a code to enrol a PC with."""
    folder = (options.basedir or Path(tempfile.mkdtemp(prefix="quay-server-"))).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    chosen = {"QUAY_DATABASE_URL": f"sqlite:///{folder}/server.sqlite", "QUAY_LISTEN": f"127.0.0.1:{options.port}"}
    return show([str(python()), "-m", "app.server.command", "demo", *extra], os.environ | chosen)


def translate(_options: argparse.Namespace, extra: list[str]) -> int:
    """Bring the translations up to date with the texts of the interface; tells what is still to translate."""
    return show([str(python()), "scripts/translate.py", *extra])


COMMANDS = {
    "run": run,
    "test": test,
    "nightly": nightly,
    "bench": bench,
    "chaos": chaos,
    "check": check,
    "tour": tour,
    "lock": lock,
    "assets": assets,
    "translate": translate,
    "windows": windows,
    "server": server,
}


def parser() -> argparse.ArgumentParser:
    """Return the reader of the command line."""
    reader = argparse.ArgumentParser(prog="dev.py", description="One door for developers; it sets itself up.")
    commands = reader.add_subparsers(dest="command", required=True)
    for name, function in COMMANDS.items():
        told = (function.__doc__ or "").split("\n")[0]
        commands.add_parser(name, help=told, add_help=name not in ("test", "nightly", "check"))  # theirs is elsewhere
    office = commands.choices["run"]
    office.add_argument("--basedir", type=Path, help="keep everything of this run in DIR")
    commands.choices["bench"].add_argument("--json", type=Path, help="write every figure into FILE")
    storm = commands.choices["chaos"]
    storm.add_argument("--rounds", type=int, default=100, help="how long: a round takes one to two seconds (100)")
    storm.add_argument("--seed", type=int, help="the same acts and faults again")
    storm.add_argument("--json", type=Path, help="write the report into FILE")
    storm.add_argument("--out", type=Path, help="keep data and logs in DIR")
    storm.add_argument("--failovers", type=int, help="how often a replica takes over (1)")
    central = commands.choices["server"]
    central.add_argument("--basedir", type=Path, help="keep its database in DIR")
    central.add_argument("--port", type=int, default=8480, help="port on this machine (8480)")
    counter_pc = commands.choices["windows"]
    counter_pc.add_argument("--quick", action="store_true", help="install, self-test, take off: a few minutes")
    counter_pc.add_argument("--out", type=Path, help="where setup files and screenshots go")
    walk = commands.choices["tour"]
    walk.add_argument("--out", type=Path, required=True, help="where screenshots and papers go")
    walk.add_argument("--catalogue", type=Path, help="a catalogue file to import on the way")
    return reader


def main(arguments: Sequence[str] | None = None) -> int:
    """Set up, then do one command; arguments it does not know go on to the program behind it."""
    if sys.version_info < OLDEST_PYTHON:
        raise SystemExit("Python 3.11 or newer is needed, this is " + sys.version.split()[0])
    options, extra = parser().parse_known_args(arguments)
    try:
        make_ready(options.command)
        return COMMANDS[options.command](options, extra)
    except Stop as stop:
        print(stop, file=sys.stderr)
        return 1


def quit_on_signal(number: int, _frame: object) -> NoReturn:
    """Leave by the ordinary way, so that the screen in memory goes too."""
    raise SystemExit(128 + number)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, quit_on_signal)
    raise SystemExit(main())
