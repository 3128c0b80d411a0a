"""Check of the chains, a copy, and projections made anew: how long they take and how much memory. Only when named."""

from __future__ import annotations

import resource
import shutil
from collections.abc import Iterable
from pathlib import Path

from app.services.upkeep import back_up_now, rebuild_projections, verify
from benchmarks.offices import copy_of, open_office, the_office
from benchmarks.runner import Ground, Row, benchmark, timed


@benchmark("upkeep", only_named=True)
def upkeep(ground: Ground) -> Iterable[Row]:
    """Do each once on a copy of the large office."""
    office = the_office(ground, ground.size, print)
    with ground.scratch() as folder:
        house = open_office(copy_of(office, Path(folder) / "office"))
        try:
            for name, work in (
                ("verify", verify),
                ("backup with its check", back_up_now),
                ("rebuild", rebuild_projections),
            ):
                seconds = timed(lambda work=work: work(house))  # type: ignore[misc]
                peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
                yield Row(f"{name} at {ground.size:,}", seconds, "s", more={"peak_mb": peak}, how=f"peak {peak:.0f} MB")
                shutil.rmtree(house.backups, ignore_errors=True)
        finally:
            house.db.close()
