"""The program itself on Windows: a day's first minutes at the counter, by real keys."""

from __future__ import annotations

from app.services.demo import PIN
from installer.trial import NAME, Trial, wait_until

# As a scanner without Vietnamese letters types it.
CARD = "095190004321|385000111|TRAN THI BICH PHUONG|12031990|Nu|Ap Cai Day, Xa Vinh Loi, Ca Mau|10052022"
COUNT = """
from app.bootstrap import open_house
from app.paths import Folders
from app.models.tables import *
import app.models.tables as tables
from sqlalchemy import text
with open_house(Folders.of_demo(), use_keyring=True) as (house, vault):
    with house.db.read() as session:
        print(session.execute(text("select count(*) from dossiers")).scalar(), vault.in_keyring)
"""


def one_intake_by_keys(trial: Trial) -> None:
    """In the demo office sign in, receive one dossier by keys, find it in the database."""
    trial.pc.start([f"{trial.place}\\QuayMotCua.exe", "--demo"])
    trial.wait_for_window(f"^{NAME}")
    database = trial.data / "dung-thu/data/quay.db"
    wait_until(lambda: database.exists() and database.stat().st_size > 500_000, "the demo office is founded", 180)
    trial.wait_still(6)
    trial.photograph("program-3-sign-in")
    trial.type(PIN)
    trial.press("Return")
    trial.wait_still(3)
    trial.photograph("program-4-queue")
    trial.press("F2")
    trial.scan(CARD)
    trial.wait_still(2)
    trial.photograph("program-5-card")
    trial.type("0900000111")
    trial.press("Return")
    trial.photograph("program-6-phone")
    trial.type("khai sinh")
    trial.press("Return")
    trial.wait_still(2)
    trial.photograph("program-7-procedure")


def closed(trial: Trial) -> None:
    """Close the window by its own key; the data lie there."""
    trial.kill()
