"""The server's keys for exchange by file: one secret in its database, for every process, through every restore."""

from __future__ import annotations

import secrets

from sqlalchemy import Connection, insert, select
from sqlalchemy.exc import IntegrityError

from app.protocol.exchange_files import FileKeys
from app.server.database import Database
from app.server.tables import exchange_secret


def server_keys(connection: Connection) -> FileKeys:
    """Return the keys, made at the first call. The caller's transaction writes."""
    kept = connection.execute(select(exchange_secret.c.secret)).scalar_one_or_none()
    if kept is None:
        try:
            with connection.begin_nested():
                connection.execute(insert(exchange_secret).values(id=1, secret=secrets.token_bytes(32)))
        except IntegrityError:  # another process made it this very moment
            pass
        kept = connection.execute(select(exchange_secret.c.secret)).scalar_one()
    return FileKeys.of_server(bytes(kept))


def keys_of(database: Database) -> FileKeys:
    """Return the keys in a transaction of its own."""
    with database.write() as connection:
        return server_keys(connection)
