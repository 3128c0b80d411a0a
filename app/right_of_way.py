"""Who goes first when several threads compute: the window.

Python computes for one thread at a time and deals the turns out evenly, so that beside one thread at work a paint takes
twice as long, beside three of them four times (measured: `dev.py bench paints`). Whatever works in the background
therefore stands aside, between two of its steps, while the window is busy. It is seen by the processor time of the
window's thread: it stands still while the thread waits for a key, and also while it waits for the background.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from importlib.abc import MetaPathFinder
from typing import TypeVar

_OFTEN = 0.001  # seconds that a thread computes before it looks again
_BUSY = 0.2  # part of the time since the last look: a window that took more is at work
_STEP, _MOST = 0.001, 0.050  # seconds to stand aside at once, and in all: whoever waits for the work is the window too

T = TypeVar("T")
Clock = Callable[[], float]
_window: tuple[int, Clock] | None = None  # the thread and its processor clock
_looked = threading.local()


@contextmanager
def window_first() -> Iterator[None]:
    """Let the calling thread, the window's, go before all others in this block, also before those that load modules."""
    global _window  # which thread is the window's is a fact of the process
    _window, imports = (threading.get_ident(), clock_of_this_thread()), _Imports()
    sys.meta_path.insert(0, imports)
    try:
        yield
    finally:
        sys.meta_path.remove(imports)
        _window = None


def giving_way(things: Iterable[T]) -> Iterator[T]:
    """Yield `things`; who asks for the next gives way first."""
    for thing in things:
        give_way()
        yield thing


def give_way() -> None:
    """Stand aside while the window is busy, 50 ms at most. Costs a microsecond where there is no window, or no need."""
    window = _window
    now, at = time.perf_counter(), getattr(_looked, "at", 0.0)
    if window is None or now - at < _OFTEN or threading.get_ident() == window[0]:
        return
    clock = window[1]
    spent = clock()
    if spent - getattr(_looked, "spent", 0.0) > (now - at) * _BUSY:
        until = now + _MOST
        while time.perf_counter() < until:
            time.sleep(_STEP)
            before, spent = spent, clock()
            if spent - before < _STEP * _BUSY:
                break
    _looked.at, _looked.spent = time.perf_counter(), spent


class _Imports(MetaPathFinder):
    """Finds no module: whoever looks for one gives way, and asks the next."""

    def find_spec(self, *_sought: object) -> None:
        give_way()


if sys.platform == "win32":
    import ctypes

    def clock_of_this_thread() -> Clock:
        """Return the processor clock of the calling thread, in seconds, to be read from any other.

        Windows tells a thread's time by ticks of 16 ms, but its cycles exactly: those are counted, at the speed of now.
        """
        kernel, limited_information = ctypes.windll.kernel32, 0x0800
        thread = kernel.OpenThread(limited_information, False, kernel.GetCurrentThreadId())

        def count() -> int:
            cycles = ctypes.c_uint64()
            return cycles.value if kernel.QueryThreadCycleTime(thread, ctypes.byref(cycles)) else 0

        began, first = time.perf_counter(), count()
        while (took := time.perf_counter() - began) < _STEP:
            pass
        a_second = max(1.0, (count() - first) / took)
        return lambda: count() / a_second

else:

    def clock_of_this_thread() -> Clock:
        """Return the processor clock of the calling thread, in seconds, to be read from any other."""
        clock = time.pthread_getcpuclockid(threading.get_ident())
        return lambda: time.clock_gettime(clock)
