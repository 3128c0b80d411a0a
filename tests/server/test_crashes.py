"""PostgreSQL killed under load, and the server with it: what was acknowledged is there, what was not is sent again."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack, closing, suppress
from pathlib import Path

import httpx
import pytest
from served import AN_XUYEN, Pc, RefusedError, cluster, enrolment_code, furnish, stored

from app.protocol.feeds import office_feed
from app.protocol.messages import Stored
from app.server.database import Database

PIECE = 7  # events in a push


class Process:
    """A server in a process of its own, as in production."""

    def __init__(self, url: str, port: int, log: Path) -> None:
        self.address = f"http://127.0.0.1:{port}"
        chosen = {"QUAY_DATABASE_URL": url, "QUAY_LISTEN": f"127.0.0.1:{port}"}
        command = [sys.executable, "-m", "app.server.command", "serve"]
        with log.open("ab") as errors:
            self.process = subprocess.Popen(command, env=os.environ | chosen, stdout=errors, stderr=errors)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


def _until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def _is_ready(address: str) -> bool:
    with suppress(httpx.TransportError):
        return httpx.get(f"{address}/ready", timeout=20).status_code == 200
    return False


@pytest.mark.slow
def test_what_was_acknowledged_survives_every_crash_and_comes_once(tmp_path: Path, nightly: bool) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    log = tmp_path / "server.log"
    with cluster(durable=True) as postgresql, ExitStack() as stack:
        url = postgresql.database()
        address = url.render_as_string(hide_password=False)
        with closing(Database(url)) as database:
            furnish(database)
            code = enrolment_code(database, AN_XUYEN)
        server = Process(address, port, log)
        stack.callback(lambda: server.kill())
        _until(lambda: _is_ready(f"http://127.0.0.1:{port}"))
        pc = Pc(server.address)
        stack.callback(pc.http.close)
        pc_address = server.address
        pc.enrol(code)
        acknowledged, refusals = 0, set()

        def go_on(until: float) -> None:
            nonlocal acknowledged
            while time.monotonic() < until:
                if acknowledged == len(pc.chain.events):
                    for number in range(PIECE):
                        pc.note(f"d{number}")
                try:
                    answer = pc.push(pc.chain.events[acknowledged:])
                except httpx.TransportError:
                    continue
                except RefusedError as refused:
                    refusals.add(refused.status)
                    continue
                assert isinstance(answer, Stored), answer
                assert answer.acknowledged >= acknowledged
                acknowledged = answer.acknowledged

        for crash in range(20 if nightly else 3):
            before = acknowledged
            go_on(time.monotonic() + 0.7)
            if crash % 2 == 0:
                postgresql.stop(signal.SIGQUIT)  # at once, without a checkpoint: all its processes die
                go_on(time.monotonic() + 0.2)
                postgresql.start()
            else:
                server.kill()
                server = Process(address, port, log)
            _until(lambda: _is_ready(pc_address))
            go_on(time.monotonic() + 0.7)
            assert acknowledged > before
        assert stored(pc.push(pc.chain.events[acknowledged:])) == len(pc.chain.events)
        assert pc.read(office_feed(pc.office_id)) == list(pc.chain.events)
    assert refusals <= {503}
    assert "Traceback" not in log.read_text()
