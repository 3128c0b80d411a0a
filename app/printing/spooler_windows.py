"""Jobs in the queues of Windows, asked through win32print. Imported on Windows only.

A Windows queue forgets a job as soon as it is over, so "gone" is the usual end and means: printed, or deleted by
somebody. It is never called printed.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from app.printing.handing import SpoolPlace
from app.printing.spooler import SpoolerSilent, SpoolState, Stage
from app.printing.spooler_words import HELD, trouble

assert sys.platform == "win32"  # so that mypy looks in only where the two exist

import pywintypes  # noqa: E402
import win32print  # noqa: E402

if TYPE_CHECKING:
    from _win32typing import JobInfo1

_MOST_JOBS = 999
_INVALID_PARAMETER, _INVALID_PRINTER_NAME = (
    87,
    1801,
)  # GetJob of a job that is gone; OpenPrinter of a queue that is gone
_JOB_PRINTED, _JOB_COMPLETE = 0x80, 0x1000  # sent to the printer to the last byte
_JOB_OVER = _JOB_PRINTED | _JOB_COMPLETE
# Status bits (winspool.h) in the words of IPP, for the one table of sentences.
_JOB_TROUBLES = {
    0x0040: "media-empty",  # JOB_STATUS_PAPEROUT
    0x0020: "offline",  # JOB_STATUS_OFFLINE
    0x0400: "attention",  # JOB_STATUS_USER_INTERVENTION
    0x0200: "other",  # JOB_STATUS_BLOCKED_DEVQ
    0x0002: "other",  # JOB_STATUS_ERROR
}
_JOB_PAUSED, _JOB_PRINTING = 0x0001, 0x0010
_PRINTER_TROUBLES = {
    0x00000008: "media-jam",
    0x00000010: "media-empty",
    0x00000020: "media-needed",  # PRINTER_STATUS_MANUAL_FEED
    0x00000040: "media-needed",  # PRINTER_STATUS_PAPER_PROBLEM
    0x00400000: "cover-open",
    0x00000800: "output-area-full",
    0x00040000: "marker-supply-empty",  # PRINTER_STATUS_NO_TONER
    0x00000080: "offline",
    0x00001000: "offline",  # PRINTER_STATUS_NOT_AVAILABLE
    0x00100000: "attention",  # PRINTER_STATUS_USER_INTERVENTION
    0x00000001: "paused",
    0x00000002: "other",
}
_WORK_OFFLINE = 0x00000400  # PRINTER_ATTRIBUTE_WORK_OFFLINE


class WindowsSpooler:
    """The print queues of this PC and those it is connected to."""

    def look(self, place: SpoolPlace) -> SpoolState:
        """See `Spooler.look`."""
        with _opened(place.queue) as printer:
            job = _job(printer, place) if printer is not None else None
            if job is None:
                return SpoolState(Stage.LEFT)
            number, status = int(job["JobId"]), int(job["Status"])
            if status & _JOB_OVER:
                # Bytes, not sheets: a printer that buffers may still run out of paper. Gone is the better news.
                return SpoolState(Stage.PRINTING, number=number)
            queue = win32print.GetPrinter(printer, 2)
        troubles = [word for bit, word in _JOB_TROUBLES.items() if status & bit]
        troubles += [word for bit, word in _PRINTER_TROUBLES.items() if int(queue["Status"]) & bit]
        if int(queue["Attributes"]) & _WORK_OFFLINE:
            troubles.append("offline")
        if said := trouble(troubles):
            return SpoolState(Stage.WAITING, said, number)
        if status & _JOB_PAUSED:
            return SpoolState(Stage.WAITING, HELD, number)
        return SpoolState(Stage.PRINTING if status & _JOB_PRINTING else Stage.WAITING, number=number)

    def withdraw(self, place: SpoolPlace) -> None:
        """See `Spooler.withdraw`."""
        with _opened(place.queue) as printer:
            if printer is not None and (job := _job(printer, place)) is not None:
                win32print.SetJob(printer, int(job["JobId"]), 0, None, win32print.JOB_CONTROL_DELETE)


@contextmanager
def _opened(queue: str) -> Iterator[Any]:
    """Open a queue; None when it is gone. Whatever else fails while it is open raises `SpoolerSilent`."""
    printer = None
    try:
        try:
            printer = win32print.OpenPrinter(queue)
        except pywintypes.error as error:
            if error.winerror != _INVALID_PRINTER_NAME:
                raise
        yield printer
    except pywintypes.error as error:
        raise SpoolerSilent from error
    finally:
        if printer is not None:
            win32print.ClosePrinter(printer)


def _job(printer: Any, place: SpoolPlace) -> JobInfo1 | None:
    """Find a job by its number, or the newest of its name; a number that was given out again does not count."""
    if place.number:
        try:
            jobs = [win32print.GetJob(printer, place.number, 1)]
        except pywintypes.error as error:
            if error.winerror != _INVALID_PARAMETER:
                raise
            return None
    else:
        jobs = list(win32print.EnumJobs(printer, 0, _MOST_JOBS, 1))
    named = [job for job in jobs if job["pDocument"] == place.name]
    return max(named, key=lambda job: int(job["JobId"]), default=None)
