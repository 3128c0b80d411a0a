"""The door sets itself up only when it must, and says what to type when it may not."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import dev

HERE = dev.Need("here", program="python3", library="libc.so.6", module="json")
NO_PROGRAM = dev.Need("lamp", program="no-such-program")
NO_LIBRARY = dev.Need("liblamp0", library="liblamp.so.0")
NO_MODULE = dev.Need("python3-lamp", module="no_such_module")

linux_only = pytest.mark.skipif(sys.platform != "linux", reason="Debian's packages")


@pytest.fixture
def fresh_clone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Point the door at an empty folder with nothing but a lock in it."""
    lock = tmp_path / "requirements-dev.lock"
    lock.write_text("ruff==1 --hash=sha256:00\n")
    monkeypatch.setattr(dev, "ROOT", tmp_path)
    monkeypatch.setattr(dev, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(dev, "CACHE", tmp_path / ".cache")
    monkeypatch.setattr(dev, "DEV_LOCK", lock)
    monkeypatch.setattr(dev, "QT_NEEDS", (HERE,))
    monkeypatch.setattr(dev, "SCREEN_NEEDS", ())
    monkeypatch.setattr(dev, "TEST_NEEDS", ())
    return tmp_path


@pytest.fixture
def calls(fresh_clone: Path, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Write down what would be started. `uv venv` leaves an environment behind, as the real one does."""
    written: list[list[str]] = []

    def write_down(command: list[str], environment: dict[str, str] | None = None) -> None:
        written.append([str(part) for part in command])
        if "venv" in command:
            dev.python().parent.mkdir(parents=True, exist_ok=True)
            dev.python().touch()
            version = ".".join(str(part) for part in sys.version_info[:3])
            (dev.VENV / "pyvenv.cfg").write_text(f"home = /usr/bin\nversion_info = {version}\n")

    monkeypatch.setattr(dev, "call", write_down)
    monkeypatch.setattr(dev, "working_uv", lambda: "/somewhere/uv")
    return written


def test_first_start_makes_the_environment_from_the_lock_with_hashes(calls: list[list[str]]) -> None:
    dev.make_ready("test")
    assert [command[:2] for command in calls] == [["/somewhere/uv", "venv"], ["/somewhere/uv", "pip"]]
    assert "--require-hashes" in calls[1]
    assert calls[1][-1].endswith("requirements-dev.lock")


def test_second_start_does_nothing(calls: list[list[str]]) -> None:
    dev.make_ready("test")
    calls.clear()
    dev.make_ready("test")
    assert calls == []


def test_a_changed_lock_is_synced_again_into_the_same_environment(calls: list[list[str]]) -> None:
    dev.make_ready("test")
    calls.clear()
    dev.DEV_LOCK.write_text("ruff==2 --hash=sha256:11\n")
    dev.make_ready("test")
    assert [command[1:3] for command in calls] == [["pip", "sync"]]


def test_another_python_gets_an_environment_of_its_own(calls: list[list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    dev.make_ready("check")
    calls.clear()
    monkeypatch.setattr(sys, "version", "3.99.0")
    (dev.VENV / "pyvenv.cfg").write_text("version_info = 3.99.0\n")
    dev.make_ready("check")
    assert [command[1] for command in calls] == ["venv", "pip"]


def test_a_start_that_failed_half_way_is_begun_again(calls: list[list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    write_down = dev.call

    def break_at_sync(command: list[str], environment: dict[str, str] | None = None) -> None:
        if "sync" in command:
            raise dev.Stop("no network")
        write_down(command, environment)

    monkeypatch.setattr(dev, "call", break_at_sync)
    with pytest.raises(dev.Stop):
        dev.make_ready("test")
    assert not dev.is_ready("test")


@pytest.mark.parametrize("need", [NO_PROGRAM, NO_LIBRARY, NO_MODULE], ids=lambda need: need.package)
def test_what_is_missing_is_seen(need: dev.Need) -> None:
    assert not need.met()


@linux_only
def test_what_is_there_is_seen() -> None:
    assert HERE.met()


@linux_only
def test_without_root_one_command_names_every_missing_package(
    calls: list[list[str]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(dev, "QT_NEEDS", (HERE, NO_LIBRARY))
    monkeypatch.setattr(dev, "TEST_NEEDS", (NO_PROGRAM, NO_PROGRAM))
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    which = shutil.which
    monkeypatch.setattr(shutil, "which", lambda name, **_: "/usr/bin/apt-get" if name == "apt-get" else which(name))
    assert dev.main(["test"]) == 1
    told = [line.strip() for line in capsys.readouterr().err.splitlines() if "apt-get" in line]
    assert told == ["sudo sh -c 'apt-get update && apt-get install -y --no-install-recommends lamp liblamp0'"]
    assert calls == []


@linux_only
def test_root_installs_what_is_missing(calls: list[list[str]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    typed = tmp_path / "typed"
    apt = tmp_path / "bin" / "apt-get"
    apt.parent.mkdir()
    apt.write_text(f'#!/bin/sh\necho "$DEBIAN_FRONTEND $*" >> {typed}\n')
    apt.chmod(0o755)
    monkeypatch.setenv("PATH", f"{apt.parent}:{os.environ['PATH']}")
    monkeypatch.setattr(dev, "QT_NEEDS", (NO_LIBRARY,))
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    dev.make_ready("test")
    assert typed.read_text().splitlines() == [
        "noninteractive update",
        "noninteractive install -y --no-install-recommends liblamp0",
    ]
    assert dev.is_ready("test")


@linux_only
def test_a_python_that_cannot_make_environments_asks_for_debians_package(
    calls: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dev, "working_uv", lambda: "")
    monkeypatch.setattr(dev, "VENV_NEED", dev.Need("python3-venv", module="no_such_module"))
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(dev.Stop, match="python3-venv"):
        dev.make_ready("check")


def test_check_wants_nothing_of_the_system(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dev, "QT_NEEDS", (NO_LIBRARY,))
    assert dev.needs("check") == ()


def test_missing_uv_is_fetched_with_its_hash_into_a_corner_of_its_own(
    calls: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    found = iter(["", "/corner/uv"])
    monkeypatch.setattr(dev, "working_uv", lambda: next(found))
    assert dev.uv() == ["/corner/uv"]
    venv, install = calls
    assert venv[-1] == install[0].rsplit("/bin/", 1)[0] == str(dev.CACHE / "uv")
    assert "--require-hashes" in install


def test_every_locked_package_has_a_hash_and_no_host_is_named() -> None:
    for name in ("requirements.lock", "requirements-dev.lock", "requirements-uv.lock"):
        text = (dev.ROOT / name).read_text()
        entries = [entry for entry in text.split("\n") if "==" in entry]
        assert entries
        assert all(entry.rstrip().endswith("\\") for entry in entries), name
        assert "://" not in text, name


def test_uv_lock_is_the_version_that_the_door_names() -> None:
    assert dev.UV in dev.UV_LOCK.read_text()


@linux_only
@pytest.mark.skipif(shutil.which("Xvfb") is None, reason="no Xvfb")
def test_two_screens_at_once_are_two_screens_and_both_end() -> None:
    with dev.virtual_screen() as one, dev.virtual_screen("1708x960") as two:
        assert one["DISPLAY"] != two["DISPLAY"]
        sockets = [Path(f"/tmp/.X11-unix/X{env['DISPLAY'][1:]}") for env in (one, two)]
        assert all(socket.exists() for socket in sockets)
    assert not any(socket.exists() for socket in sockets)


@linux_only
@pytest.mark.skipif(not (shutil.which("Xvfb") and shutil.which("xdotool")), reason="no Xvfb")
def test_nobody_looks_at_the_screen_without_its_cookie() -> None:
    look = ["xdotool", "getdisplaygeometry"]
    with dev.virtual_screen() as environment:
        assert subprocess.run(look, env=environment, capture_output=True, text=True).stdout.split() == ["1366", "768"]
        stranger = environment | {"XAUTHORITY": "/dev/null"}
        assert subprocess.run(look, env=stranger, capture_output=True).returncode != 0


@linux_only
def test_a_machine_without_a_screen_takes_the_tour_and_tells_how_to_see(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    started: list[Any] = []

    def leave_papers(command: list[Any], environment: dict[str, str] | None = None) -> int:
        started.append(([str(part) for part in command], environment))
        (tmp_path / "papers").mkdir()
        (tmp_path / "papers" / "receipt.pdf").touch()
        (tmp_path / "01.png").touch()
        return 0

    monkeypatch.setattr(dev, "make_ready", lambda command: None)
    monkeypatch.setattr(dev, "show", leave_papers)
    assert dev.main(["run", "--basedir", str(tmp_path)]) == 0
    [(command, environment)] = started
    assert command[1:] == ["-m", "tour", "--out", str(tmp_path), "--quick"]
    assert environment is not None
    assert environment["DISPLAY"]
    told = capsys.readouterr().out
    assert str(tmp_path / "papers") in told
    assert "1 screenshots" in told
    assert "QT_QPA_PLATFORM=vnc" in told


def test_with_a_screen_run_opens_the_demo_office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", ":7")
    started: list[list[str]] = []

    def write_down(command: list[str]) -> int:
        started.append(command)
        return 0

    monkeypatch.setattr(dev, "make_ready", lambda command: None)
    monkeypatch.setattr(dev, "show", write_down)
    assert dev.main(["run", "--basedir", str(tmp_path)]) == 0
    assert started[0][1:] == ["-m", "app", "--demo", "--basedir", str(tmp_path)]


def test_a_gap_in_the_domain_fails_tests_that_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[list[str]] = []

    def find_a_gap(command: list[str], environment: dict[str, str]) -> int:
        started.append(command)
        return 2 if "coverage" in command else 0

    monkeypatch.setattr(dev, "make_ready", lambda command: None)
    monkeypatch.setattr(dev, "show", find_a_gap)
    assert dev.main(["test"]) == 2
    assert started[1][-2:] == ["--fail-under=100", "--include=app/domain/*,app/protocol/*"]


def test_a_migration_imports_nothing_of_the_program() -> None:
    # import-linter does not see these files (no package, names that begin with a digit).
    for path in sorted((dev.ROOT / "app/storage/migrations").rglob("[0-9]*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [node.module or "."]
            assert not [name for name in names if name.split(".")[0] in ("app", "")], path.name


def test_unannounced_trouble_fails_a_test(pytester: pytest.Pytester, repository: Path) -> None:
    pytester.makeconftest((repository / "tests/conftest.py").read_text())
    pytester.makepyfile(
        """
        import logging
        import keyring, pytest

        def test_silent(): pass
        def test_troubled(): logging.getLogger("app.printing").error("printer offline")
        def test_announced(expected_log):
            expected_log("ERROR app.printing: .*offline")
            logging.getLogger("app.printing").error("printer offline")
        def test_announced_in_vain(expected_log): expected_log("offline")
        def test_no_keyring():
            with pytest.raises(keyring.errors.NoKeyringError):
                keyring.get_password("quay", "key")
        def test_own_keyring(memory_keyring):
            keyring.set_password("quay", "key", "k")
            assert keyring.get_password("quay", "key") == "k"
        """
    )
    result = pytester.runpytest_subprocess("-p", "no:randomly", "-p", "no:cacheprovider")
    result.assert_outcomes(passed=6, errors=2)
    result.stdout.fnmatch_lines_random(["*unexpected: ERROR app.printing: printer offline", "*never logged: offline"])
