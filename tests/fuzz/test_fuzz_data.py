"""What lies on the disk or comes over the wire: settings, drafts, events, papers, address tables."""

from __future__ import annotations

import json
import logging
import math
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec
import pytest
from hypothesis import example
from hypothesis import strategies as st
from near_misses import (
    ANY_CHARACTER,
    TODAY,
    Near,
    any_data,
    any_record,
    made,
    near,
    near_bytes,
    near_data,
    swift,
    tried,
)
from samples import all_samples

from app.domain.addresses import AddressBook
from app.domain.events import Event
from app.domain.people import Address
from app.printing.documents import from_data, to_data
from app.protocol.canonical import canonical
from app.protocol.event_bytes import UnreadableBodyError, decode_body, encode_body
from app.settings import Settings, SettingsFile
from app.ui.screens.intake_model import FormState, PaperState, gaps, to_form
from app.ui.screens.intake_people import PersonState

pytestmark = pytest.mark.nightly

SETTINGS: dict[str, Any] = msgspec.to_builtins(Settings())
SETTINGS = {**SETTINGS, "printers": {"a4": "HP LaserJet"}, "window": "AdnQywADAAA="}
STATE = FormState(
    "019a0000-0000-7000-8000-000000000001",
    visitor=PersonState(
        name="Trần Thị Bích Phượng",
        number="095 190 004 321",
        born="12/03/1990",
        address="Ấp Cái Dầy, xã Vĩnh Lợi, tỉnh Cà Mau",
        phone="0918 204 756",
        told={"name": "TRẦN THỊ BÍCH PHƯỢNG"},
        source="card",
        faults={"issued": "Chưa có"},
    ),
    filed_for="person",
    owner=PersonState(name="Phạm Thị Út", sex="female"),
    relation="child",
    procedure_code="1.001193",
    papers={"to_khai": PaperState(originals=1), "+1": PaperState(copies=2, name="Đơn")},
    quantities={"p": "3"},
    amounts={"lp": "15.000"},
    note="Gọi trước khi trả",
).to_data()
BODY = encode_body(
    Event(
        event_id="019a0000-0000-7000-8000-000000000002",
        subject_kind="dossier",
        subject_id="019a0000-0000-7000-8000-000000000003",
        type="dossier.received",
        schema_version=1,
        payload={"code": "H12.142-261119-0007", "papers": [{"key": "a", "originals": 1}], "due": None},
        actor_id="019a0000-0000-7000-8000-000000000004",
        office_id="019a0000-0000-7000-8000-000000000005",
        act_id="019a0000-0000-7000-8000-000000000006",
        occurred_at=datetime(2026, 11, 19, 2, 4, tzinfo=UTC),
    )
)
PAPERS = {name: json.loads(json.dumps(to_data(doc))) for name, doc in all_samples().items()}
RESOURCES = Path(__file__).parents[2] / "resources"
TABLE = b"\n".join(
    line
    for line in (RESOURCES / "addresses.tsv").read_bytes().splitlines()
    if line.startswith((b"D\t1", b"P\t9", b"D\t2"))
)[:20_000]
TABLE += "\nD\t1\thuyện Vĩnh Lợi\ttỉnh Bạc Liêu\nP\t96\ttỉnh\tCà Mau\nC\t31849\txã\tVĩnh Lợi".encode()
TABLE += "\nO\txã Châu Hưng A\t1\n".encode()
BOOK = AddressBook.parse((RESOURCES / "addresses.tsv").read_bytes())
PLACES = st.sampled_from(
    (
        "Ấp Cái Dầy, xã Vĩnh Lợi, tỉnh Cà Mau",
        "Ấp Trà Ban, Châu Hưng A, Vĩnh Lợi, Bạc Liêu",
        "12/3 P.05, Q.10, TP. Hồ Chí Minh",
        "xa vinh loi",
    )
)


def _as_text(text: str) -> Address:
    return Address(line=text)


def _as_json(near: Near) -> Near:
    return near.then(lambda data: json.dumps(data).encode())


@tried(st.one_of(near_data(SETTINGS, 4).map(_as_json),
                 near_bytes(st.just(json.dumps(SETTINGS).encode())),
                 made(any_data).map(_as_json)))  # fmt: skip
@example(b"[" * 100_000)
@example(b'{"font_scale": NaN, "idle_lock_minutes": 99999999999999, "label": {"dpi": -1, "width_mm": Infinity}}')
def test_settings_are_read_or_set_aside(content: bytes) -> None:
    logging.getLogger("app.settings").setLevel(logging.CRITICAL)
    try:
        with TemporaryDirectory() as folder, swift():
            path = Path(folder) / "settings.json"
            path.write_bytes(content)
            file = SettingsFile.load(path)
            kept = file.current
            assert 0.75 <= kept.font_scale <= 2.0
            assert 1 <= kept.idle_lock_minutes <= 24 * 60
            assert (file.set_aside is None) == path.exists()
            if file.set_aside is not None:
                assert file.set_aside.read_bytes() == content  # nothing is lost
            file.save(kept)
            assert SettingsFile.load(path).current == kept
    finally:
        logging.getLogger("app.settings").setLevel(logging.NOTSET)


@tried(near_data(STATE, 4))
@example(STATE | {"quantities": {"p": "\x1e3\x1e"}})
def test_a_draft_of_any_version_opens_or_is_refused(data: dict[str, Any]) -> None:
    with swift():
        try:
            state = FormState.from_data(data)
        except msgspec.ValidationError:
            return
        gaps(state, None, TODAY, _as_text)
        form = to_form(state, None, TODAY, _as_text)
        assert form.act_id == state.act_id
        assert FormState.from_data(json.loads(json.dumps(state.to_data()))) == state


@tried(st.one_of(near_bytes(st.just(BODY)), near_data(json.loads(BODY), 3).map(_as_json)))
@example(b"[" * 100_000)
def test_an_event_body_is_read_or_set_aside(body: bytes) -> None:
    with swift():
        try:
            event = decode_body(body)
        except UnreadableBodyError:
            return
        assert event.body == body
        try:
            written = encode_body(event)
        except ValueError:
            return  # a number that our own programs never write
        assert encode_body(decode_body(written)) == written


@tried(made(any_data) | made(any_record))
@example({"a": 2**64})
@example({"a": "\ud800"})
@example({"\u00ea": 1, "e\u0302": 2})
@example({1: "a", "b": 2})
def test_canonical_bytes_are_made_or_refused(data: Any) -> None:
    with swift():
        try:
            written = canonical(data)
        except ValueError:
            return
        assert canonical(json.loads(written)) == written
        assert canonical(msgspec.json.decode(written)) == written


def test_a_structure_too_deep_has_no_canonical_form() -> None:
    deep: list[Any] = []
    for _ in range(100_000):
        deep = [deep]
    with pytest.raises(ValueError, match="canonical form"):
        canonical(deep)


@tried(st.sampled_from(sorted(PAPERS)).flatmap(lambda name: near_data(PAPERS[name], 4)))
@example(PAPERS["01b-2025"] | {"address": "\ud800Ấp Giồng Nhãn"})
@example(PAPERS["15-test-label-35x22-203"] | {"label": {"name": "35×22", "width_mm": 35, "height_mm": math.inf}})
def test_an_archived_paper_is_read_or_refused(data: dict[str, Any]) -> None:
    with swift():
        try:
            doc = from_data(data)
        except ValueError:
            return
        assert from_data(to_data(doc)) == doc


@tried(near_bytes(st.just(TABLE)))
@example(b"O\tx\t99")
@example("P\t1\tt\u1ec9nh\tA\nC\t1\tx\u00e3\tB\x0bC".encode())
def test_address_tables_are_read_or_refused(content: bytes) -> None:
    with swift():
        try:
            book = AddressBook.parse(content)
        except ValueError:
            return
        book.search("vinh loi")
        assert all(
            book.commune(commune.code) for province in book.provinces for commune in book.communes_of(province.code)
        )


@tried(near(PLACES) | st.text(ANY_CHARACTER, max_size=40), st.sampled_from(("", "96", "zz")))
def test_any_place_is_searched_and_matched(text: str, province: str) -> None:
    with swift():
        for hit in BOOK.search(text, province=province):
            assert hit.commune.code
        line, commune = BOOK.match_card_address(text)
        if commune is not None:
            address = commune.address(line)
            assert BOOK.match_card_address(str(address))[1] == commune
