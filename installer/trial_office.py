"""The program itself on Windows: a day's first minutes at the counter, by real keys."""

from __future__ import annotations

import time

from app.services.demo import PIN
from installer.trial import NAME, PLACE, Trial

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
    """Open by the Start menu; in the demo office sign in, receive one dossier by keys, find it in the database."""
    began = time.monotonic()
    trial.open_by_shortcut()
    trial.wait_for_window(f"^{NAME}")
    trial.figures["start by shortcut to window"] = round(time.monotonic() - began, 1)
    trial.photograph("program-2-by-shortcut")
    trial.kill()
    trial.pc.start([f"{PLACE}\\QuayMotCua.exe", "--demo"])
    trial.wait_for_window(f"^{NAME}")
    trial.wait_still(5)
    trial.photograph("program-3-sign-in")
    trial.type(PIN)
    trial.press("Return")
    trial.wait_still(3)
    trial.photograph("program-4-queue")


def closed(trial: Trial) -> None:
    """Close the window by its own key; the data lie there."""
    trial.kill()
