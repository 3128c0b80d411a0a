"""The program itself on Windows: a day's first minutes at the counter, by real keys."""

from __future__ import annotations

from app.services.demo import PIN
from installer.trial import Trial, wait_until

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


def closed(trial: Trial) -> None:
    """Close the window by its cross's key; the program ends by itself."""
    trial.press("alt+F4")
    wait_until(lambda: not trial.is_running(), "the program has ended")
    trial.keys_to = ""
