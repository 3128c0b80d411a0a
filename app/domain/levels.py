"""Levels of event types: what a program understands, what may be written, what is left to one that lacks an update.

Types come in levels. The province names the level that may be written; it is raised when server and PCs can read it. A
program that meets more shows the last state it understood, and adds only what holds whatever that state is.
"""

from __future__ import annotations

from app.domain import dossier, reference

READ = 1  # the highest level whose types this program understands
FIRST = 1

# Types beyond the first level, by (type, schema version). A type's level never changes.
_LEVELS: dict[tuple[str, int], int] = {}

# What says nothing about the state of its subject: notes, papers that came out, files, who looked.
_ALWAYS = frozenset({dossier.NOTED, dossier.PRINTED, dossier.ATTACHED, reference.PERSON_SHOWN, reference.SIGNED_IN})


def level_of(event_type: str, schema_version: int) -> int:
    """Return the level that a type belongs to."""
    return _LEVELS.get((event_type, schema_version), FIRST)


def types_beyond(level: int) -> tuple[str, ...]:
    """Return the types that this program understands and one of that level did not."""
    return tuple(sorted({event_type for (event_type, _), its in _LEVELS.items() if level < its <= READ}))


def may_follow_unread(event_type: str) -> bool:
    """Whether a type may be written upon what this program does not understand."""
    return event_type in _ALWAYS
