"""The worklist and what screens ask for after every change, in offices of two sizes."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from app.services.dossiers import (
    commonest_procedures,
    find_by_code,
    latest_dossiers,
    list_queue,
    open_dossier,
)
from app.services.visitors import find_people
from benchmarks.offices import open_office, the_office
from benchmarks.runner import Ground, Row, benchmark, in_turns


@benchmark("worklist")
def worklist(ground: Ground) -> Iterable[Row]:
    """Time each query in the large and the small office in turns."""
    sizes = (ground.small, ground.size)
    houses = {size: open_office(the_office(ground, size, print)) for size in sizes}
    firsts = {size: latest_dossiers(house, 1)[0] for size, house in houses.items()}
    pages = {size: latest_dossiers(house, 50)[-1].row // 2 for size, house in houses.items()}
    works = {
        "worklist": lambda house, _size: list_queue(house),
        "counts for the sign-in": lambda house, _size: list_queue(house, limit=1),
        "newest 50": lambda house, _size: latest_dossiers(house),
        "50 in the middle of all": lambda house, size: latest_dossiers(house, 50, pages[size]),
        "by its code": lambda house, size: find_by_code(house, firsts[size].code),
        "a dossier's page": lambda house, size: open_dossier(house, firsts[size].subject_id),
        "people by number": lambda house, size: find_people(house, firsts[size].id_number, 1),
        "commonest procedures": lambda house, _size: commonest_procedures(house, 6),
    }
    for name, work in works.items():
        times = in_turns({str(size): partial(work, houses[size], size) for size in sizes}, ground.rounds)
        large, small = times[str(ground.size)], times[str(ground.small)]
        yield Row(
            f"{name} at {ground.size:,}",
            large.median_ms,
            rival=small.median_ms,
            rival_name=f"the same at {ground.small:,}",
            how=f"median of {ground.rounds}",
            more={"p95_ms": large.p95_ms},
        )
    open_now = {size: sum(list_queue(house, limit=1).counts.values()) for size, house in houses.items()}
    for size in sizes:
        yield Row(f"open dossiers among {size:,}", open_now[size], unit="")
        houses[size].db.close()
