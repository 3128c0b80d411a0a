"""The catalogue as a whole: cases, limits, what an import changes, frozen versions."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.catalogue import (
    FIELD_NAMES,
    Finding,
    Incoming,
    Severity,
    case_papers,
    diff,
    limit_for,
    procedure_from_data,
    procedure_to_data,
)
from app.domain.procedures import (
    Case,
    Channel,
    FeeItem,
    FeeKind,
    Level,
    LimitUnit,
    Need,
    Paper,
    Procedure,
    TimeLimit,
)

BIRTH = Procedure(
    code="1.001193",
    name="Đăng ký khai sinh",
    aliases=("ks",),
    levels=(Level.COMMUNE,),
    cases=(Case("thuong", "Có giấy chứng sinh"), Case("bo-roi", "Trẻ bị bỏ rơi")),
    papers=(
        Paper("to-khai", "Tờ khai", originals=1),
        Paper("chung-sinh", "Giấy chứng sinh", originals=1, cases=("thuong",)),
        Paper("bien-ban", "Biên bản", originals=1, cases=("bo-roi",)),
        Paper("the", "Thẻ căn cước", Need.SHOWN),
    ),
    limits=(TimeLimit(LimitUnit.SAME_DAY, cutoff=time(15)),),
    fees=(FeeItem("phi", "Phí", FeeKind.FEE, None, valid_from=date(2025, 7, 1)),),
    valid_from=date(2025, 7, 1),
)


def test_only_the_papers_of_the_chosen_case_are_asked_for() -> None:
    assert [paper.key for paper in case_papers(BIRTH, "bo-roi")] == ["to-khai", "bien-ban", "the"]
    assert [paper.key for paper in case_papers(BIRTH)] == ["to-khai", "the"]


LAND = replace(
    BIRTH,
    limits=(
        TimeLimit(LimitUnit.WORKING_DAYS, 20),
        TimeLimit(LimitUnit.WORKING_DAYS, 17, channel=Channel.ONLINE),
        TimeLimit(LimitUnit.CALENDAR_DAYS, 15, case="bo-roi"),
        TimeLimit(LimitUnit.WORKING_DAYS, 5, channel=Channel.POST, case="bo-roi"),
        TimeLimit(LimitUnit.WORKING_DAYS, 6, channel=Channel.POST, case="bo-roi"),
    ),
)


@pytest.mark.parametrize(
    ("channel", "case", "amount"),
    [
        (Channel.COUNTER, "", 20),
        (Channel.ONLINE, "", 17),
        (Channel.ONLINE, "bo-roi", 15),
        (Channel.POST, "bo-roi", 6),  # two fit: the longer, so that nobody comes for nothing
        (Channel.POST, "thuong", 20),
    ],
)
def test_the_most_particular_limit_binds(channel: Channel, case: str, amount: int) -> None:
    limit = limit_for(LAND, channel, case)
    assert limit is not None
    assert limit.amount == amount


def test_a_channel_without_a_limit_has_none() -> None:
    only_online = replace(BIRTH, limits=(TimeLimit(LimitUnit.MONTHS, 1, channel=Channel.ONLINE),))
    assert limit_for(only_online, Channel.COUNTER) is None


def test_a_new_code_begins_at_version_one() -> None:
    change = diff({}, [replace(BIRTH, version=7)])
    assert [procedure.version for procedure in change.new] == [1]
    assert change.to_publish == change.new


def test_importing_the_same_again_changes_nothing() -> None:
    change = diff({BIRTH.code: BIRTH}, [replace(BIRTH, valid_from=None)])
    assert change.unchanged == (BIRTH.code,)
    assert change.to_publish == ()


def test_a_changed_procedure_becomes_the_next_version_and_says_what_changed() -> None:
    old = replace(BIRTH, version=3)
    change = diff({old.code: old}, [replace(BIRTH, name="Khai sinh", papers=())])
    (changed,) = change.changed
    assert changed.fields == ("name", "papers")
    assert changed.labels == ("Tên thủ tục", "Giấy tờ")
    assert (changed.old, changed.new.version, changed.new.valid_from) == (old, 4, date(2025, 7, 1))
    assert change.to_publish == (changed.new,)


def test_codes_that_the_file_lacks_are_told_not_removed() -> None:
    assert diff({BIRTH.code: BIRTH}, []).gone == (BIRTH.code,)


def test_every_field_of_a_procedure_has_a_name_for_the_clerk() -> None:
    assert set(FIELD_NAMES) == set(Procedure.__dataclass_fields__) - {"code", "version"}


def test_only_errors_keep_rows_out() -> None:
    wrong, odd = Finding(1, "Mã", "Thiếu."), Finding(2, "Phí", "Lạ.", Severity.WARNING)
    assert Incoming((), (wrong, odd)).errors == (wrong,)


def test_frozen_version_is_plain_data_without_the_empty() -> None:
    data = procedure_to_data(BIRTH)
    assert list(data)[:3] == ["code", "name", "aliases"]
    assert "notes" not in data
    assert data["limits"] == [{"unit": "same_day", "cutoff": "15:00:00"}]
    assert data["fees"][0]["amount"] is None
    assert json.loads(json.dumps(data)) == data


text = st.text(max_size=20)
papers = st.builds(
    Paper, text, text, st.sampled_from(Need), *[st.integers(0, 9)] * 3, st.lists(text, max_size=2).map(tuple)
)
limits = st.builds(
    TimeLimit, st.sampled_from(LimitUnit), st.integers(0, 99), st.none() | st.sampled_from(Channel), text
)
fees = st.builds(
    FeeItem, text, text, st.sampled_from(FeeKind), st.none() | st.integers(0, 10**9), valid_to=st.none() | st.dates()
)
procedures = st.builds(
    Procedure,
    text,
    text,
    aliases=st.lists(text, max_size=2).map(tuple),
    levels=st.lists(st.sampled_from(Level), max_size=2).map(tuple),
    papers=st.lists(papers, max_size=3).map(tuple),
    limits=st.lists(limits, max_size=2).map(tuple),
    fees=st.lists(fees, max_size=2).map(tuple),
    checked=st.booleans(),
    version=st.integers(1, 99),
    valid_from=st.none() | st.dates(),
)


@given(procedures)
def test_frozen_version_reads_back_as_it_was(procedure: Procedure) -> None:
    assert procedure_from_data(json.loads(json.dumps(procedure_to_data(procedure)))) == procedure


def test_fields_of_a_newer_program_are_passed_over() -> None:
    assert procedure_from_data({**procedure_to_data(BIRTH), "later": [1]}) == BIRTH


def test_what_is_no_procedure_is_refused() -> None:
    with pytest.raises(ValueError, match="not a procedure"):
        procedure_from_data({"code": "1", "name": 5})


def test_an_unchecked_file_does_not_overwrite_what_somebody_has_checked() -> None:
    checked = replace(BIRTH, checked=True)
    change = diff({BIRTH.code: checked}, [replace(BIRTH, checked=False, papers=())])
    assert (change.kept, change.to_publish) == ((BIRTH.code,), ())
    assert diff({BIRTH.code: checked}, [replace(checked, papers=())]).kept == ()


def test_a_file_without_short_names_keeps_those_of_the_catalogue() -> None:
    old = replace(BIRTH, checked=False, short_name="Khai sinh", aliases=("ks",))
    [changed] = diff({BIRTH.code: old}, [replace(old, short_name="", aliases=(), papers=())]).changed
    assert (changed.new.short_name, changed.new.aliases) == ("Khai sinh", ("ks",))
