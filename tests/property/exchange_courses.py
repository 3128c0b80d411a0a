"""Courses of events in which a rule of the exchange matters: each ends well with all rules."""

from __future__ import annotations

from datetime import timedelta

from exchange_checks import check, check_bytes, check_cursors, check_promises, check_verdicts
from exchange_programs import NEWER
from exchange_world import World

from app.domain.dossier import RECEIVED, REFUSED
from app.domain.fold import SET_ASIDE
from app.storage.rows import run


def end(world: World) -> None:
    world.settle()
    check(world)


def judged(world: World) -> None:
    """A PC tells a false place in the order; the server sets that aside."""
    a, b, _ = world.desks.values()
    subject = world.receive(a)
    world.exchange(a)
    world.exchange(b)
    world.lies.add(a.write_upon(subject, a.heads(subject)[0], 99))
    end(world)


def forked(world: World) -> None:
    """A disk is copied, and both copies go on."""
    a = world.desks["a"]
    world.clone(a)
    for desk in (a, world.desks["a'"]):
        world.receive(desk)
        world.exchange(desk)
    end(world)


def damaged(world: World) -> None:
    """A byte turns on a disk before its event is sent; later events of the same chain wait behind it."""
    a, b, _ = world.desks.values()
    world.receive(a)
    world.rot(a)
    behind = world.receive(a)
    for desk in (a, b, a, b):
        world.exchange(desk)
    assert behind in b.dossiers(), "what was written behind a damaged event never came"


def set_back(world: World) -> None:
    """The server is set back; others write into its feeds before whoever has what it lost comes again."""
    a, b, _ = world.desks.values()
    world.keep_server()
    world.receive(a)
    world.exchange(a)
    world.exchange(b)
    world.set_server_back()
    for _ in range(3):
        world.receive(b)
    world.exchange(b)
    world.exchange(a)
    end(world)


def handed_over(world: World) -> None:
    """A dossier with a past is handed over to another office, by an event that comes later than its past."""
    a, _, c = world.desks.values()
    world.receive(a)
    world.exchange(a)
    world.write(a, "note", 0)
    world.write(a, "hand over", 0)
    world.exchange(a)
    world.exchange(c)
    end(world)


def restored(world: World) -> None:
    """A PC burns after the morning's work, and goes on with yesterday's backup and without a line."""
    a = world.desks["a"]
    a.back_up()
    world.receive(a)
    world.exchange(a)
    world.restore(a, "gone")
    world.receive(a)
    end(world)


def killed(world: World) -> None:
    """The program ends between two transactions of its reading."""
    a, b, _ = world.desks.values()
    world.exchange(b)
    world.receive(a)
    world.exchange(a)
    for commit in range(3):
        world.kill(b, commit, "after")
        check_cursors(world, b)
    end(world)


def lost(world: World) -> None:
    """A push never arrives."""
    a = world.desks["a"]
    world.exchange(a)
    world.receive(a)
    world.exchange(a, ["lost"])
    check_promises(world)
    end(world)


def issued_twice(world: World) -> None:
    """What a disk's copy sends in the old chain, its original issues again in a new one."""
    a = world.desks["a"]
    world.receive(a)
    world.clone(a)
    world.restore(a, "whole")
    world.exchange(world.desks["a'"])
    world.exchange(a)
    end(world)


def damaged_on_the_way(world: World) -> None:
    """What a PC hands over is not what it has: others get bytes that do not give their hash."""
    a, b, _ = world.desks.values()
    world.receive(a)
    a.flips.append("readable")
    world.exchange(a, ["arrives", "lost"])  # it never hears of it
    world.exchange(b)
    check_bytes(world, b)


def overtaken(world: World) -> None:
    """Somebody of another office writes about a dossier, by its paper, before the line has brought it to the server."""
    a, _, c = world.desks.values()
    world.receive(a)
    world.write_early(c, 0)
    world.exchange(c)
    world.exchange(a)
    end(world)


def handed_over_early(world: World) -> None:
    """A server was set back; the hand-over of a dossier comes before its receipt comes again."""
    a, b, _ = world.desks.values()
    world.keep_server()
    world.receive(a)
    world.exchange(a)
    world.exchange(b)
    world.set_server_back()
    world.write(b, "hand over", 0)
    world.exchange(b)
    end(world)
    assert world.desks["c"].dossiers() == a.dossiers()


def judged_anew(world: World) -> None:
    """A server set back judges again what came early; then its first verdict comes back, with what overruled that."""
    a, b, _ = world.desks.values()
    world.keep_server()
    world.receive(b)
    world.write_early(a, 0)
    world.exchange(a)
    world.exchange(b)
    world.exchange(a)
    world.set_server_back()
    world.exchange(a)
    end(world)


def restored_twice(world: World) -> None:
    """A PC is restored, works, and is restored again before there is a line: nobody heard of who it was between."""
    a = world.desks["a"]
    world.restore(a, "whole")
    world.receive(a)
    a.back_up()
    world.restore(a, "gone")
    end(world)


def burned(world: World) -> None:
    """The server is set back behind what a PC wrote that is no more; another one still has it."""
    a, b, _ = world.desks.values()
    world.keep_server()
    world.receive(a)
    world.exchange(a)
    world.exchange(b)
    world.burn(a)
    world.set_server_back()
    end(world)


def copied(world: World) -> None:
    """A copied disk and its original have met; from then on both give numbers."""
    a = world.desks["a"]
    world.receive(a)
    world.clone(a)
    for desk in (a, world.desks["a'"]):
        world.write(desk, "note", 0)
        world.exchange(desk)
    world.copied = False  # from now on no code may be given twice
    for desk in (a, world.desks["a'"]):
        world.receive(desk)
    end(world)


def copied_while_it_runs(world: World) -> None:
    """A PC reads what its copy wrote, has nothing to send meanwhile, and then goes on writing."""
    a = world.desks["a"]
    world.exchange(a)
    world.clone(a)
    copy = world.desks["a'"]
    world.receive(copy)
    world.exchange(copy)
    world.exchange(a)
    world.receive(a)
    end(world)


def answered_to_nobody(world: World) -> None:
    """A push arrives, its answer does not; the PC sends it again."""
    a = world.desks["a"]
    world.receive(a)
    world.exchange(a, ["deaf"])
    end(world)


def image_put_back(world: World) -> None:
    """A disk is put back as it was in the morning, with all that lies apart; it is heard, hears nothing, and works."""
    a = world.desks["a"]
    world.receive(a)
    world.exchange(a)
    image = world.place("image")
    a.copy_disk(image)
    world.receive(a)
    world.exchange(a)
    a.put_back(image)
    a.wire.at["/sync/pull"] = "lost"
    world.exchange(a)
    world.receive(a)
    end(world)


def gone_with_its_bytes(world: World) -> None:
    """A receipt comes damaged; before its PC hears of that, it goes on upon it and burns."""
    a = world.desks["a"]
    world.receive(a)
    a.flips.append("readable")
    world.exchange(a, ["", "lost"])
    world.write(a, "note", 0)
    world.exchange(a, ["", "lost"])
    world.burn(a)
    end(world)


def damaged_and_alive(world: World) -> None:
    """A receipt comes damaged; its PC has it sound."""
    a = world.desks["a"]
    world.receive(a)
    a.flips.append("unreadable")
    world.exchange(a)
    end(world)


def overtaken_by_damage(world: World) -> None:
    """What somebody of another office writes by the paper comes damaged, and sound before the receipt does."""
    a, _, c = world.desks.values()
    world.receive(a)
    for flip in ("", "unreadable", "readable"):
        world.write_early(c, 0)
        c.flips += [flip] if flip else []
        world.exchange(c)
    world.exchange(c)
    world.exchange(a)
    end(world)


def judged_by_a_pc(world: World) -> None:
    """A PC, whose program somebody changed, sets aside what another wrote."""
    a, b, _ = world.desks.values()
    subject = world.receive(a)
    world.exchange(a)
    world.exchange(b)
    heads, n = b.heads(subject)
    world.lies.add(b.write_upon(subject, heads, n, SET_ASIDE, {"event_ids": list(heads), "reason": "no_right"}))
    end(world)


def written_to_read(world: World) -> None:
    """Somebody of another office writes upon a dossier and names his own office."""
    a, _, c = world.desks.values()
    subject = world.receive(a)
    world.exchange(a)
    heads, n = a.heads(subject)
    world.early.add(c.write_upon(subject, heads, n, payload={"concerns": [c.office_id]}))
    end(world)


def written_before_the_hand_over(world: World) -> None:
    """Another office goes on by the paper; the hand-over comes by the line after that."""
    a, _, c = world.desks.values()
    world.receive(a)
    world.exchange(a)
    world.write_early(c, 0)
    world.exchange(c)
    world.write(a, "hand over", 0)
    world.exchange(a)
    end(world)


def row_lost(world: World) -> None:
    """A disk loses what was read long ago."""
    a, b, _ = world.desks.values()
    subject = world.receive(a)
    world.exchange(a)
    world.exchange(b)
    with b.db.write() as session:
        of_subject = "(SELECT event_id FROM events WHERE subject_id = ?)"
        for table in ("envelopes", "personal_parts", "events"):
            run(session, f"DELETE FROM {table} WHERE event_id IN {of_subject}", subject)
    end(world)


def brought_by_two(world: World) -> None:
    """The server loses what a burned PC wrote; two others bring it back, each before it hears of the other."""
    a, b, c = world.desks.values()
    world.keep_server()
    world.receive(a)
    world.write(a, "hand over", 0)
    for desk in (a, b, c):
        world.exchange(desk)
    world.burn(a)
    world.set_server_back()
    b.wire.at["/sync/bring"] = "others"
    world.exchange(b)
    end(world)


def one_updated(world: World) -> None:
    """One PC and the server have the next version; the level is raised although others have not."""
    a, b, _ = world.desks.values()
    world.receive(a)
    world.server.level = NEWER
    world.update(a)
    world.raise_level(timedelta())
    world.exchange(a)
    world.write(a, "move", 0)
    world.exchange(a)
    world.exchange(b)
    world.write(b, "correct", 3)
    end(world)
    for desk in world.desks.values():
        world.update(desk)
    check(world)


def not_raised(world: World) -> None:
    """One PC and the server have the next version; the level was not raised."""
    a = world.desks["a"]
    world.receive(a)
    world.server.level = NEWER
    world.update(a)
    world.exchange(a)
    world.write(a, "move", 0)
    end(world)


def raised_too_early(world: World) -> None:
    """The administrator raises the level while others still have the old program."""
    world.server.level = NEWER
    world.update(world.desks["a"])
    world.exchange(world.desks["a"])
    world.raise_level(timedelta(days=30))
    end(world)


def file_lost(world: World) -> None:
    """A file for the server is never carried there."""
    a = world.desks["a"]
    world.receive(a)
    world.sticks.export(a)
    check_promises(world)
    end(world)


def file_twice(world: World) -> None:
    """Files and answers come twice and out of their order."""
    a = world.desks["a"]
    for _ in range(2):
        world.receive(a)
        world.sticks.export(a)
    for which in (0, 1, 0, 1):
        world.sticks.carry(which)
    for which in (3, 0, 2, 1):
        world.sticks.bring_back(which)
        check_cursors(world, a)
    end(world)


def answer_from_before(world: World) -> None:
    """A PC is restored; then an answer comes that goes on from where it was, not from where it is."""
    a, b, _ = world.desks.values()
    for _ in range(2):
        world.receive(b)
        world.exchange(b)
        world.exchange(a)
    world.sticks.export(a)
    world.receive(b)
    world.exchange(b)
    world.sticks.carry(0)
    world.restore(a, "gone")
    world.sticks.bring_back(0)
    check_cursors(world, a)
    end(world)


def scan_kept(world: World) -> None:
    """The server is set back behind a scan that it had confirmed."""
    a = world.desks["a"]
    world.keep_server()
    world.receive(a)
    world.write(a, "attach", 3)
    world.exchange(a)
    world.set_server_back()
    end(world)


def clock_wrong(world: World) -> None:
    """The battery of a PC is empty."""
    a = world.desks["a"]
    a.clock.now += timedelta(days=3000)
    world.receive(a)
    end(world)


def narrow(world: World) -> None:
    """Something on the way takes only small requests."""
    a = world.desks["a"]
    a.most = 1
    world.receive(a)
    world.write(a, "note", 0)
    assert world.exchange(a)
    end(world)


def decided_apart(world: World) -> None:
    """Two decide about a dossier, neither knowing of the other; each decision fits what its writer saw."""
    a, b, _ = world.desks.values()
    world.write(a, "request", 0)
    world.exchange(a)
    world.exchange(b)
    world.write(a, RECEIVED, 0)
    world.write(b, REFUSED, 0)
    for desk in (a, b):
        check_verdicts(world, desk)
    end(world)


def cloned(world: World) -> None:
    """A disk is copied, and both give the next number before there is a line."""
    a = world.desks["a"]
    world.clone(a)
    for desk in (a, world.desks["a'"]):
        world.receive(desk)
    end(world)


def forgotten(world: World) -> None:
    """A PC is somebody else since it was restored; the server is set back to the day before that."""
    a = world.desks["a"]
    world.keep_server()
    world.receive(a)
    world.restore(a, "whole")
    world.exchange(a)
    world.set_server_back()
    world.receive(a)
    end(world)
