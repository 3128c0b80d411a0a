"""A room of real printers: a CUPS of the test's own and IPP Everywhere printers, on loopback and in a folder.

Neither the system's CUPS nor its queues are touched; everything started here is ended by its own id.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

SBIN = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"
PROGRAMS = ("cupsd", "lpadmin", "ippeveprinter", "dbus-daemon")
MISSING = [name for name in PROGRAMS if shutil.which(name, path=SBIN) is None]
POINTS = {"A4": (595, 842), "A5": (420, 595), "Label50x30": (142, 85)}

CUPSD = """
LogLevel info
Listen {room}/cups.sock
Browsing Off
DefaultAuthType None
ErrorPolicy {policy}
JobRetryInterval 1
JobRetryLimit 5
<Location />
  Order allow,deny
  Allow all
</Location>
<Policy default>
  <Limit All>
    Order allow,deny
    Allow all
  </Limit>
</Policy>
"""
FILES = """
ServerRoot {room}/root
RequestRoot {room}/spool
CacheDir {room}/cache
StateDir {room}/state
TempDir {room}/tmp
ServerBin {room}/bin
AccessLog {room}/access.log
ErrorLog {room}/error.log
PageLog {room}/page.log
Printcap
FileDevice Yes
"""


def until(met: Callable[[], object], what: str, seconds: float = 20.0) -> None:
    """Wait until something is so."""
    deadline = time.monotonic() + seconds
    while not met():
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {seconds} s: {what}")
        time.sleep(0.02)


def ppd(*sizes: str) -> str:
    """Describe a printer that takes PDFs as they are; CUPS then needs no filters."""
    lines = [
        '*PPD-Adobe: "4.3"', '*FormatVersion: "4.3"', '*FileVersion: "1.0"', "*LanguageVersion: English",
        "*LanguageEncoding: ISOLatin1", '*PCFileName: "TEST.PPD"', '*Manufacturer: "Test"', '*Product: "(Test)"',
        '*ModelName: "Test printer"', '*ShortNickName: "Test printer"', '*NickName: "Test printer"',
        '*PSVersion: "(3010.000) 0"', '*LanguageLevel: "3"', "*ColorDevice: False", "*DefaultColorSpace: Gray",
        "*FileSystem: False", '*cupsFilter2: "application/pdf application/pdf 0 -"',
        "*DefaultResolution: 600dpi", '*Resolution 600dpi/600: ""',
    ]  # fmt: skip
    for option in ("PageSize", "PageRegion"):
        lines += [f"*OpenUI *{option}/Page: PickOne", f"*OrderDependency: 10 AnySetup *{option}"]
        lines += [f"*Default{option}: {sizes[0]}", *(f'*{option} {size}/{size}: ""' for size in sizes)]
        lines += [f"*CloseUI: *{option}"]
    lines += [f"*DefaultImageableArea: {sizes[0]}", f"*DefaultPaperDimension: {sizes[0]}"]
    for size in sizes:
        wide, high = POINTS[size]
        lines += [f'*ImageableArea {size}: "0 0 {wide} {high}"', f'*PaperDimension {size}: "{wide} {high}"']
    return "\n".join(lines) + "\n"


class PrintRoom:
    """CUPS with its socket in `folder`; queues and printers are added by the test."""

    def __init__(self, folder: Path, policy: str = "retry-job") -> None:
        self.folder, self.policy = folder, policy
        self.socket = folder / "cups.sock"
        self._processes: list[subprocess.Popen[bytes]] = []
        self._bus = ""
        for name in ("root", "spool", "cache", "state", "tmp", "bin/backend"):
            (folder / name).mkdir(parents=True)
        for part in ("daemon", "notifier"):
            (folder / "bin" / part).symlink_to(f"/usr/lib/cups/{part}")
        # What others may run, CUPS runs as a user who may not enter this folder.
        shutil.copyfile("/usr/lib/cups/backend/ipp", folder / "bin/backend/ipp")
        (folder / "bin/backend/ipp").chmod(0o700)
        (folder / "cupsd.conf").write_text(CUPSD.format(room=folder, policy=policy))
        (folder / "cups-files.conf").write_text(FILES.format(room=folder))
        self.cupsd = self.start_cups()

    @property
    def environment(self) -> dict[str, str]:
        """What a program needs to find this CUPS."""
        return {**os.environ, "CUPS_SERVER": str(self.socket), "PATH": SBIN, "DBUS_SYSTEM_BUS_ADDRESS": self._bus}

    def start_cups(self) -> subprocess.Popen[bytes]:
        """Start CUPS, also again after it died."""
        self.socket.unlink(missing_ok=True)
        configuration = ["-c", str(self.folder / "cupsd.conf"), "-s", str(self.folder / "cups-files.conf")]
        self.cupsd = self._start("cupsd", "-f", *configuration)
        until(lambda: self.ask("lpstat", "-r", fail=False) == "scheduler is running\n", "CUPS runs")
        return self.cupsd

    def kill_cups(self) -> None:
        """End CUPS as a crash does."""
        self.cupsd.kill()
        self.cupsd.wait()

    def ask(self, *command: str, fail: bool = True) -> str:
        """Run a command of CUPS."""
        return subprocess.run(
            command, env={**self.environment, "LC_ALL": "C"}, check=fail, capture_output=True, text=True, timeout=30
        ).stdout

    def queue(self, name: str, device: str, *sizes: str) -> None:
        """Make a queue that ends at a device."""
        file = self.folder / f"{name}.ppd"
        file.write_text(ppd(*sizes))
        self.ask(
            "lpadmin", "-p", name, "-v", device, "-P", str(file), "-o", f"printer-error-policy={self.policy}", "-E"
        )

    def backend(self, name: str, script: str) -> None:
        """Add a backend of the test's own: a shell script that reads the document at $6 or from its input."""
        file = self.folder / "bin/backend" / name
        file.write_text(f"#!/bin/sh\n[ $# = 0 ] && exit 0\n{script}\n")
        file.chmod(0o700)

    def printer(self, name: str, *sizes: str, command: str = "exit 0") -> tuple[str, Path]:
        """Start an IPP Everywhere printer; returns its address and the folder of received papers.

        `sizes` as in `ppd`, none = the paper it has by itself: A4 and Letter with borders, no A5.
        """
        if not self._bus:
            # ippeveprinter wants the system's bus to announce itself; an empty one of our own will do.
            self._bus = f"unix:path={self.folder}/bus"
            self._start("dbus-daemon", "--session", "--nofork", f"--address={self._bus}")
            until((self.folder / "bus").exists, "the bus is there")
        kept = self.folder / f"received-{name}"
        kept.mkdir()
        script = self.folder / f"{name}.sh"
        script.write_text(f"#!/bin/sh\n{command}\n")
        script.chmod(0o755)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        paper = ["-f", "application/pdf"]
        if sizes:
            file = self.folder / f"{name}-own.ppd"
            file.write_text(ppd(*sizes))
            paper = ["-P", str(file)]
        self._start(
            "ippeveprinter", "-r", "off", "-n", "localhost", "-p", str(port), "-d", str(kept), "-k",
            "-c", str(script), *paper, name,
        )  # fmt: skip
        until(lambda: _listens(port), f"printer {name} listens")
        return f"ipp://localhost:{port}/ipp/print", kept

    def _start(self, *command: str) -> subprocess.Popen[bytes]:
        with (self.folder / f"{command[0]}.out").open("ab") as out:
            process = subprocess.Popen(command, env=self.environment, stdout=out, stderr=out)
        self._processes.append(process)
        return process

    def close(self) -> None:
        """End everything that was started."""
        for process in reversed(self._processes):
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
        for process in reversed(self._processes):
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def papers(kept: Path) -> list[bytes]:
    """Read what a printer got, in order; beside it lies what its command made of it."""
    return [file.read_bytes() for file in sorted(kept.glob("*.pdf"))]


def _listens(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 0.2):
        return True
    return False


WORKER = """
import json, sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
from app.domain.errors import Explained
from app.printing.qt_printer import list_printers, print_pdf
application = QApplication([])
print("ready", flush=True)
for line in sys.stdin:
    pdf, printer, name = json.loads(line)
    try:
        print_pdf(Path(pdf).read_bytes(), printer, job_name=name)
        print("{}", flush=True)
    except Explained as error:
        print(json.dumps({"kind": type(error).__name__, "said": error.sentence}), flush=True)
"""


class QtWorker:
    """A process that prints through the real QPrinter: libcups reads where CUPS is only once."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._asking = threading.Lock()  # receipts and labels come from threads of their own
        self._process = subprocess.Popen(
            [sys.executable, "-c", WORKER],
            env={**environment, "QT_QPA_PLATFORM": "offscreen"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).resolve().parents[2],
        )
        assert self._told() == "ready"

    def print(self, pdf: Path, printer: str, name: str) -> dict[str, str]:
        """Print; returns {} or the kind and sentence of what was raised."""
        assert self._process.stdin is not None
        with self._asking:
            self._process.stdin.write(json.dumps([str(pdf), printer, name]) + "\n")
            self._process.stdin.flush()
            answer: dict[str, str] = json.loads(self._told())
        return answer

    def _told(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()

    def close(self) -> None:
        """End the process."""
        self._process.terminate()
        self._process.communicate()


@contextlib.contextmanager
def opened(folder: Path, policy: str = "retry-job") -> Iterator[PrintRoom]:
    """Give a room and end it."""
    room = PrintRoom(folder, policy)
    try:
        yield room
    finally:
        room.close()
