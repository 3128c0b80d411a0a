"""Raw bytes into a queue of the operating system: the Windows spooler with data type RAW, or `lp -o raw`."""

from __future__ import annotations

import subprocess
import sys


def spool_raw(queue: str, data: bytes, title: str, seconds: float) -> str:
    """Hand `data` to the queue; returns the spooler's job number or "". Raises OSError, TimeoutError among them."""
    if sys.platform == "win32":
        return _by_windows(queue, data, title)
    return _by_cups(queue, data, title, seconds)


def _by_cups(queue: str, data: bytes, title: str, seconds: float) -> str:
    command = ["lp", "-d", queue, "-o", "raw", "-t", title or "raw", "-"]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=seconds, check=False)
    except subprocess.TimeoutExpired as error:
        raise TimeoutError from error
    if done.returncode:
        raise OSError(done.stderr.decode("utf-8", "replace").strip())
    # "request id is Queue-12 (1 file(s))", in the language of the system.
    words = done.stdout.decode("utf-8", "replace").split()
    return next((word.rpartition("-")[2] for word in words if word.startswith(f"{queue}-")), "")


if sys.platform == "win32":
    import pywintypes
    import win32print

    def _by_windows(queue: str, data: bytes, title: str) -> str:
        try:
            printer = win32print.OpenPrinter(queue)
            try:
                job = win32print.StartDocPrinter(printer, 1, (title or "raw", None, "RAW"))  # type: ignore[arg-type]
                try:
                    win32print.StartPagePrinter(printer)
                    left = memoryview(data)
                    while left and (went := win32print.WritePrinter(printer, bytes(left[:65536]))):
                        left = left[went:]
                    if left:
                        raise OSError("the spooler took only a part")
                    win32print.EndPagePrinter(printer)
                finally:
                    win32print.EndDocPrinter(printer)
            finally:
                win32print.ClosePrinter(printer)
        except pywintypes.error as error:
            raise OSError(str(error)) from error
        return str(job)
else:

    def _by_windows(queue: str, data: bytes, title: str) -> str:
        raise OSError("no Windows spooler here")
