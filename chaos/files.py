"""What must hold of files: each one acknowledged is at the server, byte for byte, and at every PC that wanted it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from typing import Any

from chaos.ledger import Ledger
from chaos.machines import Machine
from chaos.verdict import Verdict

Ask = Callable[[str], list[tuple[Any, ...]]]
_KEPT = "SELECT sha256 FROM blobs"
_PIECES_THERE = "SELECT count(*) FROM blob_pieces"
_DIGESTS = """
    SELECT blobs.sha256, encode(sha256(string_agg(data, ''::bytea ORDER BY start)), 'hex'), sum(length(data)) = size
    FROM blobs LEFT JOIN blob_pieces ON blob_pieces.province_id = blobs.province_id
        AND blob_pieces.sha256 = blobs.sha256 AND blob_pieces.office_id = keeper
    GROUP BY blobs.sha256, size
"""
_HERE = "SELECT sha256 FROM kept_blobs WHERE size > 0 AND here = size"
_PIECES = "SELECT data FROM blob_pieces WHERE sha256 = ? ORDER BY start"


class Files:
    """Judges the files that the ledger knows of."""

    def __init__(self, ask: Ask, ledger: Ledger) -> None:
        self._ask, self._ledger = ask, ledger
        self._sound: set[tuple[str, str]] = set()  # PC and file, whose bytes were read once

    def kept(self) -> set[str]:
        """Return what the server says it has."""
        return {name for (name,) in self._ask(_KEPT)}

    @staticmethod
    def here(machine: Machine) -> set[str]:
        """Return what a PC says it has."""
        return {name for (name,) in machine.rows(_HERE)}

    def lacking(self, machine: Machine) -> set[str]:
        """Return what somebody wanted to see at a PC and has not come."""
        wanted = self._ledger.wanted(machine.name)
        return wanted - self.here(machine) if wanted else set()

    def out_of_step(self, machines: Iterable[Machine]) -> str:
        """Say which file has not arrived yet; "" when all have."""
        files = self._ledger.files()
        if missing := sorted(files.keys() - self.kept()):
            [(pieces,)] = self._ask(_PIECES_THERE)  # tell a slow one from one that gets nowhere
            told = f"file {missing[0]} of {files[missing[0]].machine} has not come to the server"
            return f"{told}, as {len(missing) - 1} others; {pieces} pieces have"
        for machine in machines:
            for name in sorted(self.lacking(machine)):
                return f"file {name}, wanted at {machine.name}, has not come there"
        return ""

    def judge(self, machines: Iterable[Machine], found: Verdict, *, deep: bool) -> None:
        """Judge what the server and these machines have; `deep` also reads what was read before."""
        digests = {name: (digest, is_whole) for name, digest, is_whole in self._ask(_DIGESTS)}
        files = self._ledger.files()
        for name, told in files.items():
            if name not in digests:
                found.lost.add(f"file {name} of {told.machine} is not at the server")
            elif digests[name] != (name, True):
                found.lost.add(f"file {name} of {told.machine} is other bytes at the server: {digests[name]}")
        for machine in machines:
            wanted = self._ledger.wanted(machine.name)
            found.seen["files_wanted"] += len(wanted)
            for name in wanted:
                if deep or (machine.name, name) not in self._sound:
                    data = b"".join(data for (data,) in machine.rows(_PIECES, [name]))
                    if hashlib.sha256(data).hexdigest() != name:
                        found.lost.add(f"file {name}, wanted at {machine.name}, is {len(data)} other bytes there")
                    self._sound.add((machine.name, name))
        found.seen["files"] = len(files)
