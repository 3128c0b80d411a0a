"""The search keeps its words, has an index for every short beginning, and the worklist an index of what is open."""

from __future__ import annotations

import json
import re
import unicodedata
from functools import lru_cache

from alembic import op
from sqlalchemy import text

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
_WORD = re.compile(r"[^\W_]+")
_PAGE = text("SELECT * FROM dossiers WHERE row > :last ORDER BY row LIMIT 1000")


def upgrade() -> None:
    op.execute("DROP TABLE dossier_search")
    op.execute(
        "CREATE VIRTUAL TABLE dossier_search USING fts5("
        "words, detail='none', columnsize=0, prefix='1 2 3 4 5 6', tokenize='ascii')"
    )
    op.execute("CREATE INDEX ix_dossiers_open ON dossiers (due_at) WHERE state IN (2, 4, 6, 9)")
    connection = op.get_bind()
    last = 0
    while rows := connection.execute(_PAGE, {"last": last}).mappings().all():
        last = rows[-1]["row"]
        connection.exec_driver_sql(
            "INSERT INTO dossier_search(rowid, words) VALUES (?, ?)", [(row["row"], _words(row)) for row in rows]
        )


def _words(row) -> str:  # type: ignore[no-untyped-def]
    applicant = json.loads(row["state_data"]).get("applicant") or {}
    owner, filer = applicant.get("owner") or {}, applicant.get("filer") or {}
    texts = (
        *(row["code"], row["owner_name"], row["filer_name"], owner.get("phone", ""), filer.get("phone", "")),
        *(row["id_number"], filer.get("id_number", ""), row["procedure_code"], row["procedure_name"]),
    )
    return "".join(f" {word}" for value in texts for word in _WORD.findall(_fold(value)))


@lru_cache(maxsize=100_000)  # names and procedures come again and again
def _fold(value: str) -> str:
    decomposed = unicodedata.normalize("NFKD", _INVISIBLE.sub("", value).casefold())
    bare = "".join(mark for mark in decomposed if not unicodedata.combining(mark))
    return unicodedata.normalize("NFC", bare).casefold().replace("đ", "d")
