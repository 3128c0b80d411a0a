"""What an office goes through with the setup file: first time, updates, refusals, accidents, taking off."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from installer import signing
from installer.trial import NAME, USUAL, Trial, wait_until

BROKEN_OFF, RUNNING, NO_ROOM, TOO_LONG, OLDER = 2, 4, 5, 6, 7  # exit codes of the setup, see setup.nsi
TITLES = {"vi": f"^Cài đặt {NAME}", "en": f"^{NAME} Setup"}
OFF_TITLES = {"vi": f"^Gỡ cài đặt {NAME}", "en": f"^{NAME} Uninstall"}


def wizard(trial: Trial, setup: Path, language: str = "vi") -> None:
    """Go through the pages as a person does; open the program at the end."""
    trial.pc.start(trial.setup(setup))
    trial.wait_for_window(f"^{NAME}$")
    if language == "en":
        trial.press("Up")
    trial.photograph(f"setup-{language}-1-language")
    trial.press("Return")
    trial.wait_for_window(TITLES[language])
    trial.photograph(f"setup-{language}-2-welcome")
    trial.press("Return")
    trial.photograph(f"setup-{language}-3-folder")
    began = time.monotonic()
    trial.strike("Return")
    wait_until((trial.installed / "versions/new").exists, "the first file")
    trial.photograph(f"setup-{language}-4-copying")
    wait_until(lambda: trial.registered() != "", "unpacked")
    trial.figures.setdefault("install, with pages", round(time.monotonic() - began, 1))
    trial.wait_still()
    trial.photograph(f"setup-{language}-5-finish")
    assert len(trial.shortcuts()) == 2, trial.shortcuts()
    trial.press("Return")  # "run it" is ticked
    trial.wait_gone(TITLES[language])
    trial.wait_open()
    trial.photograph(f"program-first-start-{language}")
    assert (trial.installed / "versions" / trial.in_use() / "proven").exists()
    trial.kill()


def uninstall_wizard(trial: Trial, language: str) -> None:
    """Take it off as a person does, by the entry in Windows' list; the data stay."""
    kept = contents(trial.data)
    trial.pc.start([f"{trial.place}\\go-cai-dat.exe"])
    title = OFF_TITLES[language]
    trial.wait_for_window(title)
    trial.photograph(f"uninstall-{language}-1-confirm")
    trial.press("Return")
    trial.wait_for_window(title, beside=1)
    trial.photograph(f"uninstall-{language}-2-keep-data")
    trial.press("Return")  # yes, keep them
    wait_until(lambda: not trial.registered(), "uninstalled")
    trial.wait_for_window(title)
    trial.photograph(f"uninstall-{language}-3-done")
    trial.press("Return")
    trial.wait_gone(title)
    assert contents(trial.data) == kept, "the data stay"
    wait_until(lambda: not trial.installed.exists(), "the folder is gone")
    assert not trial.shortcuts()


def refused_while_running(trial: Trial, newer: Path) -> None:
    """A running program is never replaced: said politely, and silently by a code."""
    assert trial.is_running()
    before = trial.in_use()
    assert trial.install(newer) == RUNNING
    assert trial.in_use() == before
    assert trial.versions() == [before]
    program = trial.keys_to
    asked = not trial.registered("Language")  # once, by the first setup with pages
    seen = len(trial.windows(f"^{NAME}$"))
    setup = trial.pc.start(trial.setup(newer))
    if asked:
        trial.wait_for_window(f"^{NAME}$", beside=seen)
        trial.press("Return")
    trial.wait_for_window(TITLES["vi"])
    trial.press("Return")
    trial.press("Return")
    trial.wait_for_window(TITLES["vi"], beside=1)
    trial.photograph("setup-vi-6-running")
    trial.press("Escape")  # the sentence's "cancel"
    assert setup.wait(300) == RUNNING
    assert trial.in_use() == before
    trial.keys_to = program


def refusals(trial: Trial, setup: Path) -> None:
    """A folder too deep and a disk too small change nothing."""
    before = trial.in_use()
    assert trial.install(setup, place="C:\\" + "\\".join(["Phần mềm một cửa rất dài"] * 8)) == TOO_LONG
    with trial.pc.small_disk("q", 100) as disk:
        assert trial.install(setup, place="Q:\\Quầy") == NO_ROOM
        assert not list(disk.iterdir()), "nothing is left on a disk that is too small"
    fills_up(trial, setup)
    assert trial.in_use() == before


def fills_up(trial: Trial, setup: Path) -> None:
    """A disk that fills up in the middle is told by a code, and gets back what was written."""
    needed = 1.2 * setup.stat().st_size / 1e6 + 20  # as the setup reckons
    with trial.pc.small_disk("q", int(needed) + 30) as disk:
        running = trial.pc.start(trial.setup(setup, "/S", place="Q:\\Quầy"))
        half = disk / "Quầy/versions/new/site-packages"
        wait_until(lambda: half.exists() and sum(1 for _ in half.iterdir()) > 5, "the installation is in its middle")
        filler = disk / "filler"
        with filler.open("wb", buffering=0) as other, suppress(OSError):
            while running.poll() is None:
                other.write(bytes(1_000_000))
        assert running.wait(300) == BROKEN_OFF
        assert list(disk.iterdir()) == [filler], sorted(disk.rglob("*"))


def updates(trial: Trial, first: Path, second: Path, third: Path) -> None:
    """A newer version goes over an older one, data untouched; one stays to go back to; an older one is refused."""
    kept = contents(trial.data)
    one, two, three = (setup.name.split("-")[1] for setup in (first, second, third))
    assert trial.install(second) == 0
    assert (trial.in_use(), trial.before()) == (two, one)
    assert trial.versions() == [one, two]
    assert trial.registered() == two
    trial.self_test()
    assert trial.install(first) == OLDER
    assert trial.in_use() == two
    (trial.installed / "versions" / two / "app" / "stray.py").write_text("raise SystemExit('stale')\n")
    assert trial.install(second) == 0, "the same version again mends it"
    assert not (trial.installed / "versions" / two / "app" / "stray.py").exists()
    assert trial.versions() == [one, two]
    assert trial.install(third) == 0
    assert (trial.in_use(), trial.before()) == (three, two)
    assert trial.versions() == [two, three], "the oldest is gone"
    trial.self_test()
    assert contents(trial.data) == kept, "an update touches no data"


def cut_off(trial: Trial, setup: Path) -> None:
    """A power cut in the middle leaves the version that was there; the next installation cleans up."""
    before, versions = trial.in_use(), trial.versions()
    half = trial.installed / "versions/new/site-packages"
    running = trial.pc.start(trial.setup(setup, "/S"))
    wait_until(lambda: half.exists() and sum(1 for _ in half.iterdir()) > 10, "the installation is in its middle")
    for number in processes(setup.name):
        os.kill(number, signal.SIGKILL)
    running.wait(300)
    assert (trial.in_use(), "new" in trial.versions()) == (before, True)
    trial.self_test()
    assert trial.install(setup) == 0
    assert trial.versions() == versions


def broken_version(trial: Trial, second: Path, third: Path) -> None:
    """A new version that cannot start gives way to the one before it, and the program says so."""
    trial.uninstall()
    two, three = (setup.name.split("-")[1] for setup in (second, third))
    damages = (("python313.dll", "runtime/python313.dll"), ("init", "app/__init__.py"))
    for name, place in damages:
        assert trial.install(second) == 0
        trial.open_by_shortcut()
        trial.wait_open()
        trial.kill()
        assert trial.install(third) == 0
        folder = trial.installed / "versions" / three
        (folder / place).write_bytes(b"raise RuntimeError('damaged')\n")
        for compiled in (folder / "app/__pycache__").glob("__init__*.pyc"):
            compiled.unlink()
        trial.open_by_shortcut()
        trial.wait_for_window(f"^{NAME}$")  # the launcher says what happened
        trial.photograph(f"fallback-{name}")
        trial.press("Return")
        wait_until(lambda: trial.in_use() == two, "the version before is in use again")
        trial.wait_open()
        trial.photograph(f"fallback-{name}-opened")
        trial.kill()
        assert trial.install(third) == 0, "a whole copy of it may come again"
        assert trial.in_use() == three
        trial.self_test()
        trial.uninstall()


def taken_off(trial: Trial, setup: Path) -> None:
    """Taking the program off keeps the data unless told otherwise, and leaves nothing else."""
    assert trial.install(setup, "/AUTOSTART") == 0
    assert trial.opens_at_sign_in()
    kept = contents(trial.data)
    assert kept
    uninstall_wizard(trial, "vi")
    assert not trial.opens_at_sign_in()
    assert trial.install(setup) == 0
    trial.uninstall()
    assert not trial.installed.exists(), sorted(trial.installed.rglob("*"))
    assert not trial.shortcuts()
    assert contents(trial.data) == kept, "the data stay"
    assert trial.install(setup) == 0
    trial.uninstall("/DELETE-DATA")
    assert not trial.data.exists(), sorted(trial.data.rglob("*"))
    assert not trial.marks.exists()
    assert not trial.installed.exists()


def usual_folder(trial: Trial, setup: Path) -> None:
    """Without a word about folders it goes below the user's own programs; a double click on its entry opens it."""
    if trial.registered():  # else it would go where it is already
        trial.uninstall()
    usual = Trial(trial.pc, trial.out, USUAL)
    assert usual.install(setup) == 0
    began = time.monotonic()
    usual.open_by_shortcut()
    usual.wait_for_window(f"^{NAME}")
    trial.figures["shortcut to first window"] = round(time.monotonic() - began, 1)
    usual.wait_open()
    usual.photograph("program-by-shortcut")
    usual.kill()
    usual.uninstall()
    assert not usual.installed.exists()


def in_english(trial: Trial, setup: Path) -> None:
    """All pages in the other language, on and off again."""
    if trial.registered():
        trial.uninstall()
    usual = Trial(trial.pc, trial.out, USUAL)
    wizard(usual, setup, "en")
    uninstall_wizard(usual, "en")


def signed(trial: Trial, setup: Path) -> None:
    """A signed setup file still installs (the certificate is made for this and worth nothing)."""
    certificate, key = trial.out / "certificate.pem", trial.out / "key.pem"
    plan = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=Thu nghiem"]
    usage = ["-addext", "extendedKeyUsage=codeSigning"]
    subprocess.run([*plan, *usage, "-keyout", str(key), "-out", str(certificate)], check=True, capture_output=True)
    program = trial.out / f"signed-{setup.name}"
    program.write_bytes(setup.read_bytes())
    signing.sign(program, certificate, key, epoch=int(time.time()))
    check = ["osslsigncode", "verify", "-CAfile", str(certificate), "-in", str(program)]
    told = subprocess.run(check, capture_output=True, text=True)
    (trial.out / "signature.txt").write_text(told.stdout + told.stderr, "utf-8")
    assert "Signature verification: ok" in told.stdout, told.stdout
    assert trial.install(program) == 0
    trial.self_test()
    trial.uninstall()


def contents(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of every file below a folder, without the log, by its name."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.suffix != ".log")
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def processes(name: str) -> Iterator[int]:
    """Yield the processes of this machine in which a Windows program of that name runs."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if words and words[0].replace(b"\\", b"/").endswith(f"/{name}".encode()):
            yield int(folder.name)
