"""Courses and switches of the queue of tickets: who calls whom, when answers are lost, late or old.

Each course ends well with all rules and badly without the one named with it in test_exchange_rules.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest
from exchange_courses import end
from exchange_desk import Desk
from exchange_switches import attribute
from exchange_world import World

from app.server import tickets as served
from app.server.tables import claims
from app.services import tickets
from app.services.house import the_desk
from app.services.tickets import Next
from app.storage.rows import run

Patch = pytest.MonkeyPatch

# --- Courses ---------------------------------------------------------------------------------------------------------


def unheard(world: World) -> None:
    """Two wait for another counter's numbers; the server chooses the first, and its answer is lost."""
    a, b, _ = world.desks.values()
    for _ in range(2):
        world.tickets.give(b, 0)
    world.exchange(b)
    world.tickets.call(a, ["deaf"])
    world.tickets.call(a)
    world.exchange(a)
    world.tickets.call(a)
    end(world)


def asked_too_early(world: World) -> None:
    """Nobody waits, and that answer is lost; then somebody comes."""
    a, b, _ = world.desks.values()
    world.tickets.call(a, ["deaf"])
    _comes(world, b)
    world.tickets.call(a)
    end(world)


def asked_as_somebody_else(world: World) -> None:
    """An answer is lost; then the PC is restored, and has another identity and the old claim."""
    a, b, _ = world.desks.values()
    world.tickets.call(a, ["deaf"])
    a.back_up()
    world.restore(a, "whole")
    _comes(world, b)
    end(world)


def called_as_somebody_else(world: World) -> None:
    """A PC is restored, and its clerk calls before the server has heard who it is now."""
    a, b, _ = world.desks.values()
    world.restore(a, "whole")
    _comes(world, b)
    world.tickets.call(a)
    end(world)


def called_alone(world: World) -> None:
    """A counter calls a citizen without a line, and tells the server before anybody else asks."""
    a, b, _ = world.desks.values()
    _comes(world, a)
    world.exchange(b)
    world.tickets.call(a, alone=True)
    world.exchange(a)
    world.tickets.call(b)
    end(world)


def called_by_two(world: World) -> None:
    """The server gives a counter the citizen whom another one is calling without a line."""
    a, b, _ = world.desks.values()
    _comes(world, a)
    assert _ticket(world.tickets.call(a, alone=True))
    assert _ticket(world.tickets.call(b))
    end(world)


def old_list(world: World) -> None:
    """Another counter has the citizen who still waits on this screen."""
    a, b, _ = world.desks.values()
    _comes(world, a)
    world.tickets.call(b)
    world.tickets.call(a)
    end(world)


def no_line_anywhere(world: World) -> None:
    """Two counters with the same list call, neither with a line."""
    a, b, _ = world.desks.values()
    _comes(world, a)
    world.exchange(b)
    for desk in (b, a):
        world.tickets.call(desk, alone=True)
    end(world)


def restored_at_noon(world: World) -> None:
    """A PC burns after a morning of numbers, and goes on with yesterday's backup."""
    a = world.desks["a"]
    _comes(world, a)
    world.restore(a, "gone")
    world.tickets.give(a, 0)
    end(world)


def _comes(world: World, desk: Desk) -> None:
    """Let one person take a number at a counter, and the server hear of it."""
    world.tickets.give(desk, 0)
    world.exchange(desk)


def _ticket(called: Next | None) -> str:
    return called.ticket.subject_id if called is not None and called.ticket is not None else ""


# --- Switches --------------------------------------------------------------------------------------------------------


def the_same_claim_gets_the_same_answer(patch: Patch) -> None:
    """The server remembers no claim."""
    kept = attribute(served, "_begin")

    def forgetful(connection: Any, *rest: Any) -> Any:
        connection.execute(claims.delete())
        return kept(connection, *rest)

    patch.setattr(served, "_begin", forgetful)


def a_claim_is_kept_until_it_is_answered(patch: Patch) -> None:
    """Each press is a claim of its own."""
    kept = attribute(tickets, "_begin")

    def anew(house: Any, *rest: Any, **more: Any) -> Any:
        with house.db.write() as session:
            run(session, "DELETE FROM open_claims")
        return kept(house, *rest, **more)

    patch.setattr(tickets, "_begin", anew)


def an_old_answer_is_asked_anew(patch: Patch) -> None:
    """That nobody waited is believed, however long ago it was asked."""
    kept = attribute(tickets, "_begin")

    def as_new(*rest: Any, **more: Any) -> Any:
        came, claim, _ = kept(*rest, **more)
        return came, claim, True

    patch.setattr(tickets, "_begin", as_new)


def a_claim_of_somebody_else_is_let_go(patch: Patch) -> None:
    """A claim that the server refuses is asked again and again."""
    patch.setattr(tickets, "_NO_MORE", "")


def whoever_was_called_waits_no_longer(patch: Patch) -> None:
    """The server's queue is told who comes, not who is called elsewhere."""
    kept = served.follow

    def comes(connection: Any, province_id: str, changed: Iterable[Any]) -> None:
        waiting = [one for one in changed if (t := attribute(served, "_ticket")(one)) is not None and t.is_waiting]
        kept(connection, province_id, waiting)

    patch.setattr(served, "follow", comes)


def the_server_knows_who_waits(patch: Patch) -> None:
    """Although the server has said that nobody waits, a counter calls whom its own list shows."""
    kept = attribute(tickets, "_call_own")
    patch.setattr(tickets, "_call_own", lambda *rest, **_: kept(*rest, only_unsent=False))


def alone_a_counter_calls_its_own(patch: Patch) -> None:
    """Without a line a counter calls whoever is first on its list."""
    kept = attribute(tickets, "_call_own")

    def any_lane(*rest: Any, **more: Any) -> Any:
        with pytest.MonkeyPatch.context() as inner:
            inner.setattr(tickets, "the_desk", lambda session: replace(the_desk(session), lanes=tuple(range(1, 90))))
            return kept(*rest, **more)

    patch.setattr(tickets, "_call_own", any_lane)
