"""The first act: an empty PC becomes a counter, the catalogue comes in, dossiers are received, the plug is pulled."""

from __future__ import annotations

import time

from tour import catalogue, counter, opening, recovery
from tour.acts import Tour
from tour.moves import Moves


def act(tour: Tour) -> Moves:
    """Play it all."""
    begun = time.monotonic()
    yield from opening.first_start(tour)
    tour.notebook.note(step="Lần đầu", seconds=round(time.monotonic() - begun, 1), keystrokes=tour.presses())
    if tour.catalogue is not None:
        yield from catalogue.bring_in(tour, tour.catalogue)
    yield from counter.begin()
    tour.notebook.shoot("tiep-nhan-trong")
    yield from counter.by_card(tour)
    yield from counter.by_hand(tour)
    yield from counter.for_organisation(tour)
    yield from counter.supplement(tour)
    yield from counter.refusal(tour)
    yield from counter.correction(tour)
    yield from recovery.half_a_form(tour)
