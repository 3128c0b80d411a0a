"""Search as it is typed: people, codes, phones, ID numbers and procedures, key by key, in offices of two sizes."""

from __future__ import annotations

import random
import time
from collections.abc import Iterable, Iterator
from functools import partial

from sqlalchemy import func, select

from app.domain.text import fold
from app.models.tables import DossierRow
from app.services.dossiers import look_up
from app.services.house import House
from benchmarks.offices import open_office, the_office
from benchmarks.runner import Ground, Row, Times, benchmark, timed

FRAME_MS = 16.0
SEQUENCES = 60


def typed(house: House, seed: int, sequences: int = SEQUENCES) -> Iterator[tuple[str, str]]:
    """Give what a clerk's field holds after every key, with what kind of thing is looked for.

    People and codes come from all years of the office, so that old dossiers are looked for as well as new ones.
    """
    chance = random.Random(seed)
    with house.db.read() as session:
        [newest] = session.scalars(select(func.max(DossierRow.row)))
        for number in range(sequences):
            place = chance.randrange(1, newest)
            row = session.scalars(
                select(DossierRow).where(DossierRow.row >= place).order_by(DossierRow.row).limit(1)
            ).one()
            name, code = row.owner_name, row.code
            words = name.split()
            kinds = {
                "name": fold(name),
                "name with marks": name,
                "given name first": fold(" ".join((words[-1], *words[:-1]))),
                "beginnings": " ".join(
                    word[: 1 + (place == len(words))] for place, word in enumerate(map(fold, words), 1)
                ),
                "ID number": row.id_number,
                "phone": row.phone,
                "code": code,
                "last of a code": code.split("-", 1)[1].replace("-", " "),
                "name and procedure": fold(f"{name} {' '.join(row.procedure_name.split()[:2])}"),
                "procedure": fold(" ".join(row.procedure_name.split()[:4])),
            }
            kind = list(kinds)[number % len(kinds)]
            text = kinds[kind]
            yield from ((kind, text[:end]) for end in range(1, len(text) + 1))


@benchmark("search")
def search(ground: Ground) -> Iterable[Row]:
    """Time every key of the same sequences in the large and the small office, in turns, each by its own people."""
    houses = {size: open_office(the_office(ground, size, print)) for size in (ground.small, ground.size)}
    taken: dict[int, list[float]] = {size: [] for size in houses}
    worked: dict[int, list[float]] = {size: [] for size in houses}
    slowest: dict[int, list[tuple[float, str, str]]] = {size: [] for size in houses}
    keys = {size: list(typed(house, ground.seed)) for size, house in houses.items()}
    for size, house in houses.items():
        for _, text in keys[size][:30]:
            look_up(house, text)
    for place in range(max(map(len, keys.values()))):
        for size, house in houses.items():
            if place < len(keys[size]):
                kind, text = keys[size][place]
                before = time.thread_time()
                seconds = timed(partial(look_up, house, text))
                worked[size].append(time.thread_time() - before)
                taken[size].append(seconds)
                slowest[size].append((seconds, kind, text))
    for house in houses.values():
        house.db.close()
    small, large = (Times(tuple(taken[size])) for size in (ground.small, ground.size))
    busy_small, busy = (Times(tuple(worked[size])) for size in (ground.small, ground.size))
    worst = [(round(s * 1000, 1), kind, text) for s, kind, text in sorted(slowest[ground.size], reverse=True)[:12]]
    yield Row(
        f"search per key at {ground.size:,}: p95",
        large.p95_ms,
        rival=small.p95_ms,
        rival_name=f"the same at {ground.small:,}",
        most=FRAME_MS,
        most_ratio=2.0,
        how=f"{len(large.seconds)} keys: dossiers, people and count in one reading",
        more={"median_ms": large.median_ms, "p99_ms": large.p99_ms, "worst_ms": large.worst_ms, "slowest": worst},
    )
    yield Row(f"search per key at {ground.size:,}: median", large.median_ms, rival=small.median_ms)
    yield Row(
        f"search per key at {ground.size:,}: p95 of processor time",
        busy.p95_ms,
        rival=busy_small.p95_ms,
        how="of its thread: what a loaded machine does not stretch",
        more={"median_ms": busy.median_ms, "p99_ms": busy.p99_ms, "worst_ms": busy.worst_ms},
    )
