"""Where the server of a test keeps its database: in a file of SQLite, or in a PostgreSQL of this process's own."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from served import Cluster
from sqlalchemy import URL, make_url


@dataclass(frozen=True)
class ServerPlaces:
    """Makes databases for servers; without a cluster, files of SQLite."""

    cluster: Cluster | None = None

    def new(self, folder: Path) -> URL:
        """Make an empty one; one of SQLite lies in the folder."""
        return self.cluster.database() if self.cluster is not None else self._file(folder)

    def copy(self, url: URL, folder: Path) -> URL:
        """Copy one that nobody has open."""
        assert url.database is not None
        if self.cluster is not None:
            return self.cluster.database(url.database)
        shutil.copyfile(url.database, folder / "server.sqlite")
        return self._file(folder)

    @staticmethod
    def _file(folder: Path) -> URL:
        return make_url(f"sqlite+pysqlite:///{folder}/server.sqlite")
