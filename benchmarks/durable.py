"""F10 to durable: a whole intake against a bare commit of the rows it writes."""

from __future__ import annotations

import gc
import shutil
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from benchmarks.desk import founded_house, intake_forms
from benchmarks.runner import Ground, Row, Times, benchmark, timed

WARM_UP = 20


@benchmark("durable")
def durable(ground: Ground) -> Iterable[Row]:
    """Receive a dossier with all that belongs to it; the rival writes the very same rows, made beforehand."""
    from app.services.intake import receive_dossier
    from app.services.print_jobs import PrintPlan
    from app.storage.database import open_connection

    with ground.scratch() as scratch, founded_house(Path(scratch)) as (house, actor):
        twin = house.db.path.with_name("twin.db")
        with closing(open_connection(house.db.path, house.db.key)) as here:
            here.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        shutil.copyfile(house.db.path, twin)
        ours, theirs = [], []
        with closing(open_connection(twin, house.db.key)) as bare, _no_collector():
            rounds = WARM_UP + ground.rounds * 10
            for number, form in zip(range(rounds), intake_forms(house, ground.seed), strict=False):
                gc.collect()
                with _writes() as writes:
                    seconds = timed(lambda form=form: receive_dossier(house, actor, form, PrintPlan()))  # type: ignore[misc]
                rival = timed(lambda writes=writes: _commit(bare, writes))  # type: ignore[misc]
                if number >= WARM_UP:
                    ours.append(seconds)
                    theirs.append(rival)
    mine, bare_times = Times(tuple(ours)), Times(tuple(theirs))
    yield Row(
        "F10 to durable",
        mine.median_ms,
        rival=bare_times.median_ms,
        rival_name="bare SQLCipher commit of the same rows, same pragmas",
        most_ratio=2.5,
        how=f"median of {len(ours)} intakes, in turns; rules, code, events, fold, search, print jobs, number mark",
        more={"p95_ms": mine.p95_ms, "rival_p95_ms": bare_times.p95_ms},
    )


@contextmanager
def _no_collector() -> Iterator[None]:
    """Collect garbage between acts only, and pass over what was there at the start: as `app.runtime.garbage` does."""
    gc.disable()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
        gc.enable()


@contextmanager
def _writes() -> Iterator[list[tuple[str, list[Any]]]]:
    """Note every statement that an intake writes, with its rows, while the block runs."""
    from app.storage import rows

    noted: list[tuple[str, list[Any]]] = []
    run_all = rows.run_all

    def note(session: Any, sql: str, values: Any) -> None:
        noted.append((sql, list(values)))
        run_all(session, sql, values)

    rows.run_all = note  # type: ignore[assignment]
    try:
        yield noted
    finally:
        rows.run_all = run_all


def _commit(connection: Any, writes: list[tuple[str, list[Any]]]) -> None:
    connection.execute("BEGIN IMMEDIATE")
    for sql, rows in writes:
        connection.executemany(sql, rows)
    connection.execute("COMMIT")
