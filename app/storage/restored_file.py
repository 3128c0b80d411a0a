"""A restored database takes the damaged one's place: renames that the next start finishes when power is cut."""

from __future__ import annotations

import logging
import os
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from app.domain.dossier_codes import local_time
from app.paths import Folders, make_private

log = logging.getLogger(__name__)

READY = "quay.restored.db"  # checked and asked for: only the renames are missing
FRESH = "quay.restoring.db"  # being made


def finish_interrupted(folders: Folders, now: datetime) -> bool:
    """Finish a restore that a power cut interrupted after it was asked for; True when there was one."""
    remove(folders.data / FRESH)
    if not (folders.data / READY).exists():
        return False
    swap(folders, now)
    return True


def swap(folders: Folders, now: datetime) -> Path | None:
    """Put the damaged database into a folder of its own, which is returned, and the restored one in its place."""
    aside = None
    for suffix in ("-wal", "-shm", ""):  # the file itself last: while it is here, the rest may still be moved
        file = folders.database.with_name(folders.database.name + suffix)
        if file.exists():
            aside = folders.data / f"hong-{local_time(now):%Y%m%d-%H%M%S}"
            make_private(aside)
            os.replace(file, aside / file.name)
    os.replace(folders.data / READY, folders.database)
    log.info("database restored; the damaged one is kept in %s", aside.name if aside else "no folder")
    return aside


def remove(path: Path) -> None:
    """Delete a database file with what SQLite laid beside it."""
    for suffix in ("", "-wal", "-shm", "-journal"):
        with suppress(OSError):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
