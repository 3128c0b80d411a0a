"""The program's log: a few rotating files without personal data, and a short code for every failure.

Two levels: normal (what happened) and detailed (why). Whatever is written, tracebacks included, first loses every run
of 9 or more digits, phone numbers, e-mail addresses and the parameters of SQL statements. Names and addresses cannot be
recognised: they must not be logged in the first place.
"""

from __future__ import annotations

import faulthandler
import logging
import os
import re
import sys
import threading
import traceback
import zlib
from collections.abc import Callable
from contextlib import suppress
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import Any

log = logging.getLogger(__name__)

FILE_BYTES, FILES = 1_000_000, 5
_FORMAT = "%(asctime)s %(levelname)s %(threadName)s %(name)s: %(message)s"
_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # none that sound or look alike

_SQL_PARAMETERS = re.compile(r"\[parameters: .*?\](?=\n|$)", re.DOTALL)
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(r"(?<![\w.])(?:\+84|0)\d{1,3}(?:[ .-]\d{2,4}){2,3}(?![\w.-]|\.\d)")
_LONG_NUMBER = re.compile(r"\d(?: ?\d){8,}")


def mask(text: str) -> str:
    """Return `text` without long numbers, phones, e-mail addresses and SQL parameters; dates and codes stay."""
    text = _SQL_PARAMETERS.sub("[parameters: •]", text)
    text = _EMAIL.sub("•@•", text)
    text = _PHONE.sub("•••", text)
    return _LONG_NUMBER.sub(lambda run: f"•{sum(map(str.isdigit, run[0]))} số•", text)


class MaskingFormatter(logging.Formatter):
    """Mask the finished line, so that arguments and tracebacks are covered as well."""

    def format(self, record: logging.LogRecord) -> str:
        return mask(super().format(record))


class _PrivateFile(RotatingFileHandler):
    def _open(self) -> Any:
        stream = super()._open()
        if os.name == "posix":
            os.chmod(self.baseFilename, 0o600)
        return stream

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - its name in logging
        """Go on without the line: a full disk under the log is no reason to stop the office."""


class Log:
    """The log of a running program. `start` it first of all, `stop` it last."""

    def __init__(self, folder: Path, *, detailed: bool = False) -> None:
        self.path = folder / "quay.log"
        self._handler: logging.Handler = _PrivateFile(
            self.path, maxBytes=FILE_BYTES, backupCount=FILES - 1, encoding="utf-8", delay=True
        )
        self._handler.setFormatter(MaskingFormatter(_FORMAT))
        self._before = logging.getLogger().level
        self.set_detailed(detailed)
        logging.getLogger().addHandler(self._handler)

    def set_detailed(self, detailed: bool) -> None:
        """Write the program's own reasons as well, or only what happened. Libraries stay at warnings."""
        logging.getLogger().setLevel(logging.WARNING)
        logging.getLogger("app").setLevel(logging.DEBUG if detailed else logging.INFO)

    def stop(self) -> None:
        """Close the file and leave logging as it was."""
        root = logging.getLogger()
        root.removeHandler(self._handler)
        root.setLevel(self._before)
        logging.getLogger("app").setLevel(logging.NOTSET)
        with suppress(OSError):  # no room for the last lines
            self._handler.close()


def failure_code(error: BaseException) -> str:
    """Return the code by which clerk and support name a failure, such as `K7Q2`.

    An explained trouble brings its own. Of a bug it is made from the kind of the error and the place in the program,
    so that the same bug has the same code on every PC, whatever data set it off.
    """
    if isinstance(own := getattr(error, "code", None), str) and own:
        return own
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "app" in Path(frame.filename).parts] or frames
    place = "".join(f"{Path(frame.filename).stem}.{frame.name};" for frame in ours[-3:])
    number = zlib.crc32(f"{type(error).__qualname__} {place}".encode())
    return "".join(_LETTERS[number >> shift & 31] for shift in (0, 5, 10, 15))


def report(error: BaseException, what: str = "unexpected") -> str:
    """Log a failure with its traceback and return its code."""
    code = failure_code(error)
    log.error("[%s] %s", code, what, exc_info=error)
    return code


def catch_failures(tell: Callable[[str], None] | None = None) -> Callable[[], None]:
    """Log what nobody caught, in any thread; `tell` gets its code, in the thread where it happened.

    Returns a function that puts the former hooks back.
    """
    before = sys.excepthook, threading.excepthook, sys.unraisablehook

    def on_failure(error: BaseException, what: str) -> None:
        code = report(error, what)
        if tell is not None:
            tell(code)

    def in_main(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
        else:
            on_failure(error, "uncaught")

    def in_thread(args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None and not isinstance(args.exc_value, SystemExit):
            on_failure(args.exc_value, "uncaught in a thread")

    def in_nowhere(args: sys.UnraisableHookArgs) -> None:
        if args.exc_value is not None:
            on_failure(args.exc_value, "unraisable")

    def put_back() -> None:
        sys.excepthook, threading.excepthook, sys.unraisablehook = before

    sys.excepthook, threading.excepthook, sys.unraisablehook = in_main, in_thread, in_nowhere
    return put_back


def watch_crashes(folder: Path) -> Callable[[], None]:
    """Write the Python stacks to `crash.log` when the process dies of a signal; returns what ends it."""
    file = (folder / "crash.log").open("a", encoding="utf-8")
    faulthandler.enable(file)

    def stop() -> None:
        faulthandler.disable()
        file.close()

    return stop


_QT_LEVELS = {
    "QtDebugMsg": logging.DEBUG,
    "QtInfoMsg": logging.INFO,
    "QtWarningMsg": logging.WARNING,
    "QtCriticalMsg": logging.ERROR,
    "QtFatalMsg": logging.CRITICAL,
}


def log_qt_message(kind: Any, context: Any, message: str) -> None:
    """Log a message of Qt; the one who starts the windows installs it (`qInstallMessageHandler`)."""
    category = getattr(context, "category", None) or "default"
    logging.getLogger(f"app.qt.{category}").log(_QT_LEVELS.get(getattr(kind, "name", ""), logging.WARNING), message)
