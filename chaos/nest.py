"""Where desktops and servers come from: `python -m chaos.nest SOCKET` loads everything once and forks them.

Each line on its standard input is an order for one. So a process killed by SIGKILL is back in a moment, and runs what
the programs themselves run. It reports on SOCKET.
"""

from __future__ import annotations

import importlib
import json
import os
import signal
import socket
import sys
import traceback
from typing import Any

from app.server import command
from chaos import desktop

LATER = ("uvicorn.protocols.http.h11_impl", "uvicorn.lifespan.on", "app.server.web", "psycopg", "alembic.command")


def serve(order: dict[str, Any]) -> int:
    """Be a `quay-server serve`."""
    handle = os.open(order["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(handle, 1)
    os.dup2(handle, 2)
    return command.main(["serve"], os.environ | order["environment"])


def born(place: str, order: dict[str, Any]) -> int:
    """Report, then be what was ordered."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    with socket.socket(socket.AF_UNIX) as line:
        line.connect(place)
        desktop.say(line, {"name": order["name"], "pid": os.getpid()})
        if "environment" not in order:
            desktop.live(line, order)
            return 0
    return serve(order)


def main() -> None:
    """Fork one for each order until the input ends."""
    for name in LATER:
        importlib.import_module(name)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # whoever dies is buried at once
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C in a terminal is for the run, which then ends everybody
    print("ready", flush=True)
    for line in sys.stdin:
        if os.fork():
            continue
        try:
            os._exit(born(sys.argv[1], json.loads(line)))
        except BaseException:
            traceback.print_exc()
            desktop.log.exception("it died")
            os._exit(1)


if __name__ == "__main__":
    main()
