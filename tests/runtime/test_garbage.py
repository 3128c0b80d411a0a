"""Qt objects in cycles die on the GUI thread."""

from __future__ import annotations

import gc
import weakref

from app.runtime.garbage import GuiGarbage


class Knot:
    """Two of them hold each other."""

    other: Knot


def test_a_cycle_made_meanwhile_waits_for_the_gui_thread(qapp: object) -> None:
    garbage = GuiGarbage()
    try:
        assert not gc.isenabled()
        one, two = Knot(), Knot()
        one.other, two.other = two, one
        gone = weakref.ref(one)
        del one, two
        [object() for _ in range(100_000)]
        assert gone() is not None
        garbage.collect()
        assert gone() is None
    finally:
        garbage.close()
    assert gc.isenabled()
