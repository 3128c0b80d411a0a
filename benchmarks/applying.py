"""Reading on the desktop: a hundred thousand pulled events are applied while somebody types into the real form."""

from __future__ import annotations

from collections.abc import Iterable

from benchmarks.counter import play
from benchmarks.offices import the_office
from benchmarks.runner import Ground, Row, benchmark
from tour.__main__ import too_long

EVENTS = 100_000
_OF_A_DOSSIER = 3  # events, a little more
MOST_STALL_MS = 50


@benchmark("applying", only_named=True)
def applying(ground: Ground) -> Iterable[Row]:
    """Let a colleague's years come in, in a thread of the running program, while a clerk types into the intake."""
    count = ground.scaled(EVENTS)
    office = the_office(ground, count // _OF_A_DOSSIER)
    notes = play("applying", ground, {"TOUR_APPLIED_OFFICE": str(office), "TOUR_APPLIED_EVENTS": str(count)})
    began = next(place for place, note in enumerate(notes) if "applying" in note)
    [told] = [note["applied"] for note in notes if "applied" in note]
    late = [note for note in notes[began:] if "stall" in note]
    quiet, ours = (too_long([note for note in part if "stall" in note]) for part in (notes[:began], notes[began:]))
    events, wall, cpu = told["events"], told["seconds"], told["cpu"]
    yield Row(
        f"applying {events:,} pulled events, for each",
        wall / events * 1e6,
        "µs",
        how=f"{events / wall:,.0f} events/s, {events / cpu:,.0f}/s of the thread's processor time",
        more={"events_per_second": events / wall, "per_cpu_second": events / cpu},
    )
    yield Row(
        f"stalls over {MOST_STALL_MS} ms of the window typed into meanwhile",
        len(ours),
        "",
        most=0,
        how=f"in {wall:,.0f} s, the pulse of the tour; {len(quiet)} in the opening and 10 s of typing before; "
        f"{len(late)} late by the wall, {max((stall['stall'] for stall in late), default=0)} ms the latest; "
        + "; ".join(f"{stall['held']} ms, {stall['busy']} of its thread, at {stall['where']}" for stall in ours[:5]),
        more={"stalls": late},
    )
