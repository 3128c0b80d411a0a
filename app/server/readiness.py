"""Whether the server can work, and what keeps it: the database away, not this program's, or full."""

from __future__ import annotations

import sqlite3

import psycopg
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from app.server.database import Database, NotMigratedError


def why_not_ready(database: Database, *, is_closing: bool) -> str:
    """Return what keeps the server from working, "" for nothing."""
    if is_closing:
        return "closing"
    try:
        database.must_be_migrated()
    except NotMigratedError as error:
        return str(error)
    except (SQLAlchemyError, psycopg.Error) as error:
        cause = error.orig if isinstance(error, DBAPIError) else error
        return f"the database does not answer ({type(cause).__name__})"
    return ""


def is_full(error: BaseException) -> bool:
    """Whether the database has no room left to store anything."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    match cause:
        case psycopg.Error():
            return cause.sqlstate == "53100"
        case sqlite3.Error():
            return cause.sqlite_errorcode in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE)
    return False
