"""Where a world's server keeps its database: files of SQLite, or databases of a real PostgreSQL."""

from __future__ import annotations

import shutil
from contextlib import closing
from pathlib import Path
from typing import Protocol

import psycopg
from served import Cluster
from sqlalchemy import URL, make_url


class Place(Protocol):
    """Makes, copies and puts back databases that nobody has open."""

    def new(self) -> URL:
        """Return where a database may be made."""
        ...

    def copy(self, of: URL) -> URL:
        """Copy a database."""
        ...

    def put_back(self, copy: URL, instead_of: URL) -> None:
        """Let a database be what its copy is."""
        ...

    def remove(self, url: URL) -> None:
        """Delete a database."""
        ...


class Files:
    """Databases of SQLite in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._count = 0

    def new(self) -> URL:
        self._count += 1
        return make_url(f"sqlite+pysqlite:///{self._folder}/server{self._count}.sqlite")

    def copy(self, of: URL) -> URL:
        made = self.new()
        shutil.copyfile(_file(of), _file(made))
        return made

    def put_back(self, copy: URL, instead_of: URL) -> None:
        self.remove(instead_of)
        shutil.copyfile(_file(copy), _file(instead_of))

    def remove(self, url: URL) -> None:
        for file in _file(url).parent.glob(f"{_file(url).name}*"):
            file.unlink()


class Databases:
    """Databases of a cluster."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster

    def new(self) -> URL:
        return self._cluster.database()

    def copy(self, of: URL) -> URL:
        return self._cluster.database(_name(of))

    def put_back(self, copy: URL, instead_of: URL) -> None:
        self.remove(instead_of)
        self._do(f'CREATE DATABASE "{_name(instead_of)}" TEMPLATE "{_name(copy)}"')

    def remove(self, url: URL) -> None:
        self._do(f'DROP DATABASE IF EXISTS "{_name(url)}" WITH (FORCE)')

    def _do(self, sql: str) -> None:
        folder = str(self._cluster.folder)
        with closing(psycopg.connect(host=folder, user="quay", dbname="postgres", autocommit=True)) as connection:
            connection.execute(sql.encode())


def _file(url: URL) -> Path:
    return Path(_name(url))


def _name(url: URL) -> str:
    assert url.database is not None
    return url.database
