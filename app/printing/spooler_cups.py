"""Jobs in the queues of CUPS, asked by IPP over its socket or port.

`lpstat` shows no job names and pycups is GPL; three questions need neither.
"""

from __future__ import annotations

import http.client
import os
import pwd
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from app.printing import ipp
from app.printing.handing import SpoolPlace
from app.printing.ipp import Answer, Group, Tag, Value
from app.printing.spooler import SpoolerSilent, SpoolState, Stage
from app.printing.spooler_words import HELD, PAUSED, trouble

TIMEOUT = 3.0  # seconds; CUPS answers within milliseconds, or it is dead
SOCKETS = (Path("/run/cups/cups.sock"), Path("/var/run/cups/cups.sock"))
PENDING, JOB_HELD, PROCESSING, JOB_STOPPED, CANCELED, ABORTED, COMPLETED = range(3, 10)  # job-state, RFC 8011
PRINTER_STOPPED = 5  # printer-state
# What the backend of CUPS says when the printer refuses page size or file; RFC 8011 has no keyword for it.
_REFUSALS = ("cannot print with supplied options", "not accepted")
_TOO_LATE = 0x0404  # client-error-not-possible: the job to cancel is over
_JOB = (
    "job-id", "job-name", "job-state", "job-state-reasons", "job-printer-state-message", "job-printer-state-reasons",
    "time-at-processing", "job-printer-uri",
)  # fmt: skip
_PRINTER = ("printer-state", "printer-state-reasons", "printer-is-accepting-jobs")


def server() -> str:
    """Return where CUPS listens, as libcups finds it: a socket's path, or "host:port"."""
    named = os.environ.get("CUPS_SERVER", "")
    for file in (Path.home() / ".cups/client.conf", Path("/etc/cups/client.conf")):
        if not named:
            named = _server_name(file)
    if not named:
        found = next((path for path in SOCKETS if path.exists()), None)
        return str(found or "localhost:631")
    if named.startswith("/"):
        return named
    host = named.split("/", 1)[0]  # "/version=1.1" may follow
    return host if ":" in host.rpartition("]")[2] else f"{host}:{os.environ.get('IPP_PORT', '631')}"


def _server_name(file: Path) -> str:
    try:
        lines = file.read_text("utf-8", "replace").splitlines()
    except OSError:
        return ""
    words = [line.split() for line in lines]
    return next((line[1] for line in words if len(line) > 1 and line[0].lower() == "servername"), "")


@dataclass(frozen=True, slots=True)
class CupsSpooler:
    """The CUPS of `where` (a socket's path or "host:port"), looked for at every question by default."""

    where: str = ""
    timeout: float = field(default=TIMEOUT)

    def look(self, place: SpoolPlace) -> SpoolState:
        """See `Spooler.look`."""
        job = self._job(place)
        if job is None:
            return SpoolState(Stage.VANISHED)
        number, state = _int(job, "job-id"), _int(job, "job-state")
        if state == COMPLETED:
            return SpoolState(Stage.DONE, number=number)
        if state in (CANCELED, ABORTED):
            # A job that never reached the printer has no time of processing.
            inked = _int(job, "time-at-processing") > 0
            return SpoolState(Stage.FAILED, _why_over(job, inked), number, inked)
        printer = self._printer(place.queue)
        reasons = (*_words(job, "job-printer-state-reasons"), *_words(printer, "printer-state-reasons"))
        said = trouble(reasons)
        if state == JOB_HELD:
            return SpoolState(Stage.WAITING, HELD, number)
        if state == PROCESSING and not said:
            return SpoolState(Stage.PRINTING, number=number)
        if not said and (state == JOB_STOPPED or _int(printer, "printer-state") == PRINTER_STOPPED):
            said = PAUSED
        return SpoolState(Stage.WAITING, said, number)

    def withdraw(self, place: SpoolPlace) -> None:
        """See `Spooler.withdraw`."""
        job = self._job(place)
        if job is not None and _int(job, "job-state") < CANCELED:
            uri = f"ipp://localhost/jobs/{_int(job, 'job-id')}"
            self._ask(ipp.CANCEL_JOB, (Tag.URI, "job-uri", uri), good=(_TOO_LATE, ipp.NOT_FOUND))

    def _job(self, place: SpoolPlace) -> Group | None:
        if place.number:
            uri = f"ipp://localhost/jobs/{place.number}"
            told = self._ask(
                ipp.GET_JOB_ATTRIBUTES,
                (Tag.URI, "job-uri", uri),
                (Tag.KEYWORD, "requested-attributes", _JOB),
                good=(ipp.NOT_FOUND,),
            )
        else:
            told = self._ask(
                ipp.GET_JOBS,
                (Tag.URI, "printer-uri", "ipp://localhost/"),
                (Tag.KEYWORD, "which-jobs", "all"),
                (Tag.KEYWORD, "requested-attributes", _JOB),
                good=(ipp.NOT_FOUND,),
            )
        # A spool that was wiped begins its numbers anew: the name decides. A sending without ink gives its name on.
        named = [job for job in told.of(Tag.JOB) if job.get("job-name") == (place.name,)]
        return max(named, key=lambda job: _int(job, "job-id"), default=None)

    def _printer(self, queue: str) -> Group:
        told = self._ask(
            ipp.GET_PRINTER_ATTRIBUTES,
            (Tag.URI, "printer-uri", f"ipp://localhost/printers/{quote(queue)}"),
            (Tag.KEYWORD, "requested-attributes", _PRINTER),
            good=(ipp.NOT_FOUND,),
        )
        return next(iter(told.of(Tag.PRINTER)), {})

    def _ask(
        self, operation: int, *attributes: tuple[Tag, str, str | tuple[str, ...]], good: tuple[int, ...] = ()
    ) -> Answer:
        # CUPS shows the name of a job to its owner only.
        target, *others = attributes
        body = ipp.request(operation, (target, (Tag.NAME, "requesting-user-name", _user()), *others))
        connection = _connection(self.where or server(), self.timeout)
        try:
            connection.request("POST", "/", body, {"Content-Type": "application/ipp"})
            told = ipp.answer(connection.getresponse().read())
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise SpoolerSilent from error
        finally:
            connection.close()
        if told.status >= 0x0100 and told.status not in good:
            raise SpoolerSilent
        return told


class _SocketConnection(http.client.HTTPConnection):
    """HTTP over the socket of a file."""

    def __init__(self, path: str, timeout: float) -> None:
        super().__init__("localhost", timeout=timeout)
        self._path, self._seconds = path, timeout

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self._seconds)
        self.sock.connect(self._path)


def _connection(where: str, timeout: float) -> http.client.HTTPConnection:
    return (
        _SocketConnection(where, timeout)
        if where.startswith("/")
        else http.client.HTTPConnection(where, timeout=timeout)
    )


def _user() -> str:
    try:
        return os.environ.get("CUPS_USER") or pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        return "unknown"


def _int(group: Mapping[str, tuple[Value, ...]], name: str) -> int:
    value = group.get(name, (0,))[0]
    return value if isinstance(value, int) else 0


def _words(group: Mapping[str, tuple[Value, ...]], name: str) -> tuple[str, ...]:
    return tuple(value for value in group.get(name, ()) if isinstance(value, str))


def _why_over(job: Group, begun: bool) -> str:
    reasons = _words(job, "job-state-reasons")
    message = " ".join(_words(job, "job-printer-state-message")).casefold()
    if "document-format-error" in reasons or any(words in message for words in _REFUSALS):
        return "Máy in không nhận khổ giấy hoặc kiểu tệp của lệnh này."
    if told := trouble((*reasons, *_words(job, "job-printer-state-reasons"))):
        return told
    if _int(job, "job-state") == ABORTED:
        return "Máy in đã nhận lệnh rồi bỏ."
    return "Lệnh in bị hủy khi đang in." if begun else "Lệnh in đã bị hủy trong hàng đợi của máy tính."
