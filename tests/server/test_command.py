"""The administrator's command line does what it says and says what it can't do."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest
from served import AN_XUYEN, Cluster, Pc

from app.protocol.codes import read_steward_code
from app.server.command import main


@pytest.fixture(params=["postgresql", "sqlite"])
def environment(request: pytest.FixtureRequest, tmp_path: Path) -> dict[str, str]:
    if request.param == "sqlite":
        return {"QUAY_DATABASE_URL": f"sqlite:///{tmp_path}/server.sqlite"}
    cluster: Cluster = request.getfixturevalue("postgresql")
    return {"QUAY_DATABASE_URL": cluster.database().render_as_string(hide_password=False)}


def test_an_office_and_its_pcs_are_administered(
    environment: dict[str, str], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    def run(*words: str) -> tuple[int, str, str]:
        code = main(words, environment)
        out, err = capsys.readouterr()
        return code, out.strip(), err.strip()

    assert run("feed", "inspect", "--prefix", AN_XUYEN)[0] == 1  # nothing there yet
    assert "this program needs" in run("serve")[2]
    assert run("migrate")[0] == 0
    assert run("migrate")[0] == 0
    office = ("office", "add", "--province", "96", "--prefix", AN_XUYEN, "--name", "Phường An Xuyên")
    assert run(*office)[1].startswith(AN_XUYEN)
    assert run(*office) == (1, "", f"There is an office {AN_XUYEN} already.")
    assert run("office", "add", "--province", "96", "--prefix", "không phải mã", "--name", "x")[0] == 1
    code, out, _ = run("device", "enrol", "--prefix", AN_XUYEN, "--lane", "4", "--counter", "Quầy Bưu điện")
    assert code == 0
    assert len(out) == 14
    assert run("device", "enrol", "--prefix", AN_XUYEN, "--lane", "4")[2] == f"Lane 4 of {AN_XUYEN} is taken."
    assert run("device", "enrol", "--prefix", "nobody")[2] == "There is no office nobody."
    assert run("device", "list", "--prefix", AN_XUYEN) == (0, "", "")
    assert run("device", "revoke", "nobody")[0] == 1
    people = {
        role: run("staff", "add", "--prefix", AN_XUYEN, "--name", "Võ Minh Tâm", "--role", role)[1].split()[0]
        for role in ("administrator", "receiver")
    }
    assert "không phải quản trị" in run("staff", "steward", people["receiver"])[2]
    assert read_steward_code(run("staff", "steward", people["administrator"], "--whole-province")[1].split()[1])
    assert "steward of the province" in run("staff", "list", "--prefix", AN_XUYEN)[1]
    assert run("staff", "no-steward", people["administrator"])[0] == 0
    assert run("staff", "no-steward", people["administrator"])[2].endswith("is no steward.")
    code, out, _ = run("feed", "inspect", "--prefix", AN_XUYEN)
    assert [line.split()[1] for line in out.splitlines()] == ["4", "4"]
    first, second = (run("epoch")[1] for _ in range(2))
    assert first != second


def test_a_demo_keeps_to_sqlite(postgresql: Cluster, capsys: pytest.CaptureFixture[str]) -> None:
    url = postgresql.database().render_as_string(hide_password=False)
    assert main(("demo",), {"QUAY_DATABASE_URL": url}) == 1
    assert "SQLite" in capsys.readouterr().err


def test_the_level_of_a_province_is_shown_and_raised(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = {"QUAY_DATABASE_URL": f"sqlite:///{tmp_path}/server.sqlite"}

    def run(*arguments: str) -> tuple[int, str, str]:
        code = main(arguments, settings)
        out, err = capsys.readouterr()
        return code, out, err

    run("migrate")
    run("office", "add", "--province", "96", "--prefix", AN_XUYEN, "--name", "Phường An Xuyên")
    assert run("level", "show", "--province", "96")[1] == "Level 1 may be written.\n"
    assert "Update it first" in run("level", "raise", "--province", "96", "--to", "2")[2]
    monkeypatch.setattr("app.domain.levels.READ", 2)
    assert run("level", "raise", "--province", "96", "--to", "2")[:2] == (0, "Level 2 may be written.\n")
    assert run("level", "show", "--province", "96")[1] == "Level 2 may be written.\n"
    assert "never goes down" in run("level", "raise", "--province", "96", "--to", "1")[2]
    assert "no province 01" in run("level", "raise", "--province", "01", "--to", "2")[2]


def test_a_database_that_is_away_is_said_in_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(("migrate",), {"QUAY_DATABASE_URL": f"postgresql:///quay?host={tmp_path}"}) == 1
    assert capsys.readouterr().err.startswith("The database does not answer")


def test_the_demo_server_runs_as_a_program_and_ends_in_order(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    chosen = {"QUAY_DATABASE_URL": f"sqlite:///{tmp_path}/server.sqlite", "QUAY_LISTEN": f"127.0.0.1:{port}"}
    command = [sys.executable, "-m", "app.server.command", "demo"]
    with subprocess.Popen(
        command, env=os.environ | chosen, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        told = [process.stdout.readline() for _ in range(4)]
        address, code = told[2].split()[1], told[3].split()[2]
        deadline = time.monotonic() + 60
        while True:
            try:
                assert httpx.get(f"{address}/ready").json() == {"ready": True}
                break
            except httpx.ConnectError:
                assert time.monotonic() < deadline
                time.sleep(0.05)
        pc = Pc(address)
        assert pc.enrol(code).lanes == (1,)
        pc.note("d")
        pc.push()
        pc.http.close()
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=60)
    assert process.returncode in (0, -signal.SIGTERM)
    assert "Traceback" not in errors
    assert '"device": "' + pc.device_id in errors
    assert pc.public_key.hex() not in errors
    assert code not in errors
