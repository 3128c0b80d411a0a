"""The program itself on Windows: a day's first minutes at the counter, by real keys."""

from __future__ import annotations

import subprocess
import time
from dataclasses import replace

from PIL import ImageGrab

from app.services.door import DEMO_PIN as PIN
from installer.trial import NAME, Trial, wait_until

# As a scanner without Vietnamese letters types it.
CARD = "095190004321|385000111|TRAN THI BICH PHUONG|12031990|Nu|Ap Cai Day, Xa Vinh Loi, Ca Mau|10052022"
# Asked of the database beside the program that runs; the key comes from the credential store.
COUNT = """
from sqlalchemy import text
from app.bootstrap import open_house
from app.paths import Folders
with open_house(Folders.of_demo(), use_keyring=True) as (house, vault):
    with house.db.read() as session:
        assert vault.in_keyring
        print(session.execute(text("select count(*) from dossiers")).scalar())
"""


def one_intake_by_keys(trial: Trial) -> None:
    """In the demo office sign in, receive one dossier by keys, find it in the database."""
    trial.pc.start([f"{trial.place}\\QuayMotCua.exe", "--demo"])
    trial.wait_open()
    wait_for_strip(trial)
    trial.photograph("program-3-sign-in")
    trial.type(PIN)
    trial.press("Return")
    trial.wait_still(3)
    trial.photograph("program-4-queue")
    trial.press("F2")
    trial.scan(CARD)
    trial.wait_still(2)
    trial.photograph("program-5-card")
    before = int(trial.python(COUNT))
    trial.press("Return")  # the name as it is, and on to the phone
    trial.type("0900000111")
    trial.press("alt+t")
    trial.type("ttqh")
    trial.wait_still(2)
    trial.photograph("program-6-procedure")
    trial.press("Return")
    trial.wait_still(2)
    trial.press("F7")
    trial.photograph("program-7-papers")
    trial.press("space", "Return", "space", "Return")
    trial.photograph("program-8-ticked")
    trial.press("F10")
    trial.wait_still(2)
    trial.photograph("program-9-saved")
    assert int(trial.python(COUNT)) == before + 1, "the dossier is in the database"


def wait_for_strip(trial: Trial) -> None:
    """Wait until the strip below the pages says how things stand: by then all of the program has come up."""

    def filled() -> bool:
        strip = ImageGrab.grab(xdisplay=trial.pc.display).convert("RGB").crop((0, 716, 400, 740))
        return len(strip.getcolors(100_000) or ()) > 10

    wait_until(filled, "the strip")
    trial.wait_still(3)


def closed(trial: Trial) -> None:
    """Close the window by its cross's key; the program ends by itself."""
    trial.press("alt+F4")
    wait_until(lambda: not trial.is_running(), "the program has ended")
    trial.keys_to = ""


# Two people who share a PC. Each has an own Windows user there; what both would meet on a real PC is one and the same
# here: channels between programs, shared memory, the screen, the ports.
PEOPLE = tuple(rf"C:\users\root\Người dùng\{name}" for name in ("Lê Thu Hà", "Trần Văn Bình"))
KEY = """
import hashlib
from pathlib import Path
from app.bootstrap import open_house
from app.paths import Folders
with open_house(Folders.of(Path({place!r})), use_keyring=True) as (house, vault):
    assert vault.in_keyring
    print(hashlib.sha256(vault.database_key()).hexdigest())
"""


def two_users(trial: Trial) -> None:
    """Two people's data are open at once; who starts again finds the own window; neither's key opens the other's."""

    def open_windows() -> int:
        return sum(trial.height(window) > 500 for window in trial.windows(f"^{NAME}"))

    def start(place: str) -> subprocess.Popen[bytes]:
        return trial.pc.start([f"{trial.place}\\QuayMotCua.exe", "--basedir", place])

    for number, place in enumerate(PEOPLE, 1):
        start(place)
        wait_until(lambda number=number: open_windows() == number, f"window {number}")  # type: ignore[misc]
    trial.wait_still(3)
    trial.photograph("program-two-users")
    again = start(PEOPLE[0])
    assert again.wait(300) == 0, "the first window was called"
    assert open_windows() == 2
    keys = {trial.python(KEY.format(place=place)).strip() for place in PEOPLE}
    assert len(keys) == 2, keys
    trial.kill()


def wrong_clock(trial: Trial) -> None:
    """With a clock that is years off the program does its main job, and opens the data of today, even decades off."""
    right = trial.pc
    for years, works in (("-6y", True), ("+15y", True), ("-27y", False)):  # no code has room for a day of last century
        right.stop()  # a running Windows has its clock already
        trial.pc = replace(right, clock=years)
        try:
            year = int(trial.python("import time; print(time.localtime().tm_year)"))
            assert abs(year - time.localtime().tm_year - int(years[:-1])) <= 1, year
            if works:
                trial.self_test()
            trial.pc.start([f"{trial.place}\\QuayMotCua.exe", "--demo"])
            trial.wait_open()
            wait_for_strip(trial)
            trial.type(PIN)
            trial.press("Return")
            trial.wait_still(3)
            trial.photograph(f"program-clock{years}")
            trial.kill()
            trial.pc.stop()
        finally:
            trial.pc = right
