"""Files of dossiers after a restore: what the damaged file still holds of them comes along, what was wanted stays so.

An event that names a file reaches the server before its bytes do. A file that was attached after the last copy and not
sent yet lies in the damaged database alone.
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.storage import kept_blobs
from app.storage.salvage import DamagedFile


def put_back_files(session: Session, damaged: DamagedFile) -> None:
    """Bring over each file that the copy lacks and that can be read whole; of the others the fetched come anew."""
    for row in damaged.rows("kept_blobs")[0]:
        name = row["sha256"]
        if kept_blobs.load(session, name) is not None:
            continue
        data = damaged.file(name)
        if data is not None:
            kept_blobs.keep(session, data, is_fetched=bool(row["is_fetched"]))
        elif row["is_fetched"]:
            kept_blobs.want(session, name)
