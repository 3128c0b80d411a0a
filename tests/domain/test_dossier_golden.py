"""Histories as they were written, and the states they fold to for ever.

A handler of `(type, schema_version)` never changes: a golden file that turns red means that old dossiers would change.
Never mend the file; write a new schema version or a new rule set instead, with golden files of its own.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from app.domain.fold import ADMITTED, SET_ASIDE, PersonalRef, SubjectState, Write
from app.domain.subjects import RULE_SETS, fold_subject
from app.protocol.event_bytes import decode_body, encode_body

GOLDEN = sorted((Path(__file__).resolve().parents[1] / "golden").glob("*.json"))


def _value(value: Any) -> Any:
    return {"personal": [value.event_id, value.key]} if isinstance(value, PersonalRef) else value


def _write(write: Write) -> list[Any]:
    return [write.event_id, _value(write.value)]


def _state(state: SubjectState) -> dict[str, Any]:
    return {
        "registers": {
            name: {"shown": _write(register.shown), "writes": [_write(write) for write in register.writes]}
            for name, register in state.registers.items()
        },
        "sets": {name: [_write(write) for write in writes] for name, writes in state.sets.items()},
        "quiet": {name: _write(write) for name, write in state.quiet.items()},
        "order": list(state.order),
        "heads": list(state.heads),
        "n": state.n,
        "attention": [[question.kind, question.name, list(question.event_ids)] for question in state.attention],
        "waiting": list(state.waiting),
        "beyond": list(state.beyond),
        "set_aside": list(state.set_aside),
    }


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_an_old_history_folds_to_the_state_it_always_had(path: Path) -> None:
    golden = json.loads(path.read_text("utf-8"))
    events = [decode_body(event["body"].encode(), event["personal"]) for event in golden["events"]]
    assert _state(fold_subject(golden["kind"], events)) == golden["state"]
    assert _state(fold_subject(golden["kind"], reversed(events))) == golden["state"], "order of arrival"


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_the_bytes_of_an_old_history_are_the_bytes_written_today(path: Path) -> None:
    for event in json.loads(path.read_text("utf-8"))["events"]:
        assert encode_body(decode_body(event["body"].encode())).decode() == event["body"]


def test_every_handler_has_a_golden_history() -> None:
    seen = set()
    for path in GOLDEN:
        golden = json.loads(path.read_text("utf-8"))
        for event in golden["events"]:
            body = json.loads(event["body"])
            seen.add((golden["kind"], body["rules"], body["type"], body["schema_version"]))
    handlers = {
        (kind, rules, *handler)
        for kind, rule_sets in RULE_SETS.items()
        for rules, rule_set in rule_sets.items()
        for handler in rule_set.handlers
    }
    assert handlers <= seen
    assert {SET_ASIDE, ADMITTED} <= {event_type for _, _, event_type, _ in seen}
