"""A Windows to try things in: Wine in a folder of Debian 13, on a screen in memory.

Debian 12's own Wine is too old for Qt's windows (it lacks UISettings), hence the folder. It is made once (as root:
about 70 s, 1.8 GB) from the mirror that this machine's own apt uses, and kept in the user's cache for all clones.
"""

from __future__ import annotations

import ctypes
import os
import shlex
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

SUITE = "trixie"
PACKAGES = ("wine", "wine64", "python3", "libfaketime")
WRONG_CLOCK = "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1"
# Nobody reads in there, and after a power cut it is made anew: a third of the time.
LIGHT = (
    "force-unsafe-io\npath-exclude=/usr/share/doc/*\npath-exclude=/usr/share/man/*\npath-exclude=/usr/share/locale/*\n"
)
READY = "quay-lab-ready"
PATIENCE_S = 900  # a slow mirror, not one that is gone


class LabUnavailable(Exception):  # noqa: N818 - a sentence for who builds
    """There is no Wine here and none can be made."""


def refusal() -> str:
    """Return why this machine lets nobody here have a lab, "" when it does; tried, not guessed."""
    if os.geteuid() != 0:
        return "not root"
    with tempfile.TemporaryDirectory(prefix="quay-may-i-") as corner:
        plan = ["unshare", "--mount", "sh", "-c", 'mount --bind /proc "$0" && chroot / true', corner]
        try:
            done = subprocess.run(plan, stdin=subprocess.DEVNULL, capture_output=True, text=True)
        except OSError as error:
            return str(error)
    return "" if done.returncode == 0 else done.stderr.strip() or f"unshare ended with {done.returncode}"


def default_folder() -> Path:
    """Return where the lab is kept."""
    cache = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(cache) / "quay-windows-lab"


def mirror() -> str:
    """Return the address of the Debian mirror that this machine's apt uses."""
    command = ["apt-get", "indextargets", "--format", "$(REPO_URI)", "Created-By: Packages", "Component: main"]
    found = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    plain = [address for address in found if address.rstrip("/").endswith("/debian")]
    if not plain:
        raise LabUnavailable("apt knows no mirror of Debian here.")
    return plain[0]


def make(folder: Path) -> None:
    """Make the folder of Debian 13 with Wine if it is not there yet. Raises LabUnavailable without root."""
    root = folder / SUITE
    ready, wanted = root / READY, " ".join(PACKAGES)
    if ready.exists() and ready.read_text() == wanted:
        return
    if os.geteuid() != 0:
        raise LabUnavailable("Making the Windows lab needs root (debootstrap and chroot). Start this once with sudo.")
    if shutil.which("debootstrap") is None:
        raise LabUnavailable("debootstrap is missing: apt-get install debootstrap")
    folder.mkdir(parents=True, exist_ok=True)
    if not ready.exists():
        if root.exists():
            shutil.rmtree(root)  # half made; nothing of this machine is mounted in it yet
        _run(["debootstrap", "--variant=minbase", "--include=ca-certificates", SUITE, str(root), mirror()])
        (root / "etc/dpkg/dpkg.cfg.d/quay").write_text(LIGHT)
    for part in Path("/etc/apt/apt.conf.d").glob("*"):
        shutil.copy(part, root / "etc/apt/apt.conf.d")  # a proxy, a certificate
    _show(root, {})
    apt = f"apt-get update -qq && apt-get install -y -qq --no-install-recommends {wanted}"
    _run(["chroot", str(root), "env", "DEBIAN_FRONTEND=noninteractive", "sh", "-c", apt])
    ready.write_text(wanted)


@dataclass(frozen=True, slots=True)
class Windows:
    """A Windows user's PC under Wine. `home` is its disk, below `root`.

    `share` is a folder of this machine that Windows sees too.
    """

    root: Path
    home: Path
    share: Path
    display: str
    clock: str = ""  # how far off its clock is, "-27y"; takes hold when Windows starts

    def path(self, inside: Path) -> str:
        """Return the Windows path of a file below `share`."""
        inner = f"/{self.home.relative_to(self.root)}/share/{inside.relative_to(self.share)}"
        return "Z:" + inner.replace("/", "\\")

    def drive_c(self) -> Path:
        """Return drive C: as this machine sees it."""
        return self.home / "prefix/drive_c"

    def user_folder(self) -> Path:
        """Return the user's own folder on drive C:."""
        return self.drive_c() / "users/root"

    def command(self, program: Sequence[str]) -> list[str]:
        """Return how this machine starts a program of Windows."""
        home = f"/{self.home.relative_to(self.root)}"
        settings = {
            "HOME": home,
            "WINEPREFIX": f"{home}/prefix",
            "WINEDEBUG": "-all",
            "WINEDLLOVERRIDES": "mscoree,mshtml,winemenubuilder.exe=",
            "DISPLAY": self.display,
            "LANG": "C.UTF-8",
            "TZ": "ICT-7",  # Vietnam, in the one spelling that Linux and the C runtime of Windows both read
            "PATH": "/usr/bin:/bin",
            "XAUTHORITY": f"{home}/authority",
        }
        if self.clock:
            settings |= {"LD_PRELOAD": WRONG_CLOCK, "FAKETIME": self.clock, "FAKETIME_DONT_FAKE_MONOTONIC": "1"}
            settings["NO_FAKE_STAT"] = "1"  # it would shift the times of files, already shifted, once more
        pairs = [f"{key}={value}" for key, value in settings.items()]
        return ["chroot", str(self.root), "env", "-i", *pairs, *program]

    def run(
        self, program: Sequence[str], *, timeout: float = 900, check: bool = True
    ) -> subprocess.CompletedProcess[str]:
        """Run a Windows program to its end; its words are captured. Raises CalledProcessError when it fails."""
        done = subprocess.run(
            self.command(["wine", *program]),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=timeout,
        )
        if check and done.returncode:
            raise AssertionError(
                f"{shlex.join(program)} ended with {done.returncode}:\n{done.stdout[-4000:]}\n{done.stderr[-4000:]}"
            )
        return done

    def start(self, program: Sequence[str]) -> subprocess.Popen[bytes]:
        """Start a Windows program and go on; its words go to the share's `log` folder."""
        log = self.share / "log"
        log.mkdir(exist_ok=True)
        with open(log / f"{Path(program[0].replace(chr(92), '/')).name}.txt", "ab") as words:
            return subprocess.Popen(
                self.command(["wine", *program]), stdin=subprocess.DEVNULL, stdout=words, stderr=words
            )

    @contextmanager
    def small_disk(self, letter: str, megabytes: int) -> Iterator[Path]:
        """Put in a disk of that size; yield where this machine sees it."""
        disk, drive = self.home / f"disk-{letter}", self.home / f"prefix/dosdevices/{letter}:"
        disk.mkdir()
        _run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(disk)])
        drive.symlink_to(f"/{disk.relative_to(self.root)}")
        try:
            yield disk
        finally:
            drive.unlink()
            _run(["umount", "--lazy", str(disk)])
            disk.rmdir()

    def add_port(self, name: str, terminal: str) -> None:
        """Plug a terminal of this machine in as a COM port (from the next start of a program on)."""
        self.run(["reg", "add", r"HKLM\Software\Wine\Ports", "/v", name, "/t", "REG_SZ", "/d", terminal, "/f"])
        self.stop()  # ports are read when Windows starts

    def stop(self) -> None:
        """End everything that runs in this Windows."""
        subprocess.run(self.command(["wineserver", "-k"]), stdin=subprocess.DEVNULL, capture_output=True)
        subprocess.run(self.command(["wineserver", "-w"]), stdin=subprocess.DEVNULL, capture_output=True, timeout=300)


@contextmanager
def windows(folder: Path, share: Path, environment: Mapping[str, str]) -> Iterator[Windows]:
    """Switch on a fresh Windows on the screen named in `environment`; it is gone afterwards, `share` stays."""
    make(folder)
    root = folder / SUITE
    home = root / "homes" / str(os.getpid())
    for left in (root / "homes").glob("*"):  # by a run that was killed; its mounts ended with it
        if not Path("/proc", left.name).exists():
            shutil.rmtree(left, ignore_errors=True)
    home.mkdir(parents=True)
    _show(root, {share: home / "share", Path("/tmp/.X11-unix"): root / "tmp/.X11-unix"})
    shutil.copy(environment["XAUTHORITY"], home / "authority")
    pc = Windows(root, home, share, environment["DISPLAY"])
    try:
        _run(pc.command(["wineboot", "--init"]))
        for key, name, kind, value in SETTINGS:
            pc.run(["reg", "add", key, "/v", name, "/t", kind, "/d", value, "/f"])
        yield pc
    finally:
        pc.stop()
        subprocess.run(["umount", str(home / "share")], check=True)  # before the home is deleted, never after
        shutil.rmtree(home)


def run_python(folder: Path, share: Path, arguments: Sequence[str]) -> None:
    """Run Debian 13's Python (3.13, as the runtime) with `share` as its working folder."""
    make(folder)
    root = folder / SUITE
    work = root / "work" / str(os.getpid())
    _show(root, {share: work})
    try:
        _run(
            [
                "chroot",
                str(root),
                "env",
                "PYTHONHASHSEED=0",
                "sh",
                "-c",
                f"cd /work/{os.getpid()} && exec {shlex.join(['python3', *arguments])}",
            ]
        )
    finally:
        _run(["umount", str(work)])
        work.rmdir()


# Windows 10; a crash ends a program instead of waiting two minutes for a debugger.
SETTINGS = (
    (r"HKCU\Software\Wine", "Version", "REG_SZ", "win10"),
    (r"HKLM\Software\Microsoft\Windows NT\CurrentVersion\AeDebug", "Debugger", "REG_SZ", "false"),
)


@cache
def _apart() -> None:
    """Give this process mounts of its own: they end with it, however it ends, and nobody else ever sees them."""
    new_mounts = 0x00020000  # CLONE_NEWNS; os.unshare came with Python 3.12
    if ctypes.CDLL(None, use_errno=True).unshare(new_mounts):
        why = os.strerror(ctypes.get_errno())
        raise LabUnavailable(f"The Windows lab needs root and mounts of its own, which this machine refuses: {why}.")
    _run(["mount", "--make-rprivate", "/"])


def _show(root: Path, folders: Mapping[Path, Path]) -> None:
    """Show parts of this machine inside `root`, for this process and its children only."""
    _apart()
    system = {Path(name): root / name[1:] for name in ("/proc", "/dev", "/dev/pts")}
    for source, target in {**system, **folders}.items():
        target.mkdir(parents=True, exist_ok=True)
        source.mkdir(parents=True, exist_ok=True)
        if not os.path.ismount(target):
            _run(["mount", "--bind", str(source), str(target)])


def _run(command: Sequence[str]) -> None:
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=PATIENCE_S)
    except subprocess.TimeoutExpired as error:
        raise LabUnavailable(f"{shlex.join(command)} did not end within {PATIENCE_S} s (no network?).") from error
    if done.returncode:
        raise LabUnavailable(f"{shlex.join(command)} failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
