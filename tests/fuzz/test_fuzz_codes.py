"""Codes that people and scanners read: whatever comes is a code, or a declared error, and quickly."""

from __future__ import annotations

from datetime import date
from random import Random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from near_misses import DAYS, TODAY, made, must_tell, near, swift, tried

from app.domain.dossier_codes import (
    AgencyCode,
    AliasKind,
    DossierCode,
    encode_alias,
    parse_alias,
    parse_result_code,
)
from app.domain.errors import UserError
from app.domain.text import clean
from app.scanning.routing import CardScan, DamagedCard, DossierScan, TrainingScan, UnknownScan, route
from app.scanning.wedge import Held, Key, Scan, StrokeKind, WedgeDetector

pytestmark = pytest.mark.nightly

PREFIXES = st.sampled_from(("H12.142", "H12.10.15", "000.00.06.H56", "G09", "H55.242"))
CODE_DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))
CODES = st.builds(DossierCode, PREFIXES, CODE_DAYS, st.from_regex(r"[0-9]{4,5}", fullmatch=True))
ALIASES = st.builds(
    encode_alias,
    st.sampled_from(AliasKind),
    st.integers(0, 9999),
    st.dates(date(2020, 1, 1), date(2047, 1, 1)),
    st.integers(0, 99999),
)
CARDS = st.sampled_from(
    (
        "095190004321|362123456|TRẦN THỊ BÍCH PHƯỢNG|12031990|Nữ|Ấp Cái Dầy, xã Vĩnh Lợi, Cà Mau|10052022",
        "095075001218||Huỳnh Văn Đức|02041975|Nam|Ấp Trà Ban, Châu Hưng A, Vĩnh Lợi, Bạc Liêu|10052022|||Kinh",
    )
)
ZONES = st.sampled_from(
    (
        "IDVNM1900043210095190004321<<49003126F2703127VNM<<<<<<<<<<<6TRAN<<THI<BICH<PHUONG<<<<<<<<<",
        "P<VNMTRAN<<THI<BICH<PHUONG<<<<<<<<<<<<<<<<<<B12345678<4VNM9003126F2703127<<<<<<<<<<<<<<06",
    )
)
SCANS = st.one_of(
    CODES.map(str),
    CODES.map(lambda code: f"{code}/M01/2"),
    CODES.map(lambda code: f"{code}-KQ1"),
    CODES.map(lambda code: f"https://quay.vidu.vn/t/{code}?k=aB3d"),
    CODES.map(lambda code: f"THU:{code}"),
    ALIASES,
    CARDS,
    ZONES,
    st.sampled_from(("BG1|H12.142|7", "00020101021138", "RR473124829VN", "https://vidu.vn", "8934563138165")),
)


@tried(near(CODES.map(str)))
@example("H12.142-261121-0007-KQ" + "9" * 5000)
def test_a_dossier_code_is_read_or_refused(text: str) -> None:
    with swift():
        try:
            code = DossierCode.parse(text)
        except UserError as error:
            must_tell(error)
        else:
            assert DossierCode.parse(str(code)) == code
            assert str(code.agency)
        found = DossierCode.find(text)
        assert found is None or DossierCode.parse(str(found)) == found


@tried(near(CODES.map(lambda code: code.result(3))))
@example("H12.142-261121-0007-KQ" + "9" * 5000)
def test_a_result_code_is_read_or_refused(text: str) -> None:
    with swift():
        try:
            code, number = parse_result_code(text)
        except UserError as error:
            must_tell(error)
        else:
            assert parse_result_code(code.result(number)) == (code, number)


@tried(near(PREFIXES))
def test_an_agency_is_read_or_refused(text: str) -> None:
    with swift():
        try:
            agency = AgencyCode.parse(text)
        except UserError as error:
            must_tell(error)
        else:
            assert AgencyCode.parse(str(agency)) == agency


@tried(near(ALIASES))
def test_sixteen_digits_are_an_alias_or_nothing(text: str) -> None:
    with swift():
        alias = parse_alias(text)
    if alias is not None:
        again = encode_alias(alias.kind, alias.office_number, alias.day, alias.serial)
        assert parse_alias(again) == alias
        assert again == "".join(text.split())


@given(CODES)
def test_every_code_comes_back_from_its_text(code: DossierCode) -> None:
    assert DossierCode.parse(str(code)) == code
    assert parse_result_code(code.result(2)) == (code, 2)
    assert route(Scan(str(code)), TODAY) == DossierScan(code)


@tried(near(SCANS), st.booleans(), DAYS)
def test_every_scan_goes_somewhere(text: str, altered: bool, today: date) -> None:
    with swift():
        routed = route(Scan(text, altered), today)
    assert isinstance(routed, CardScan | DamagedCard | DossierScan | TrainingScan | UnknownScan)
    match routed:
        case UnknownScan():
            assert routed.description
            assert len(routed.description) < 200
        case DamagedCard():
            assert routed.problem.sentence
            party = routed.problem.data.to_party() if routed.problem.data else None
            assert party is None or not party.from_card or routed.problem.data is not None
        case CardScan():
            assert clean(routed.card.name) == routed.card.name


def _strokes(chance: Random) -> list[tuple[StrokeKind, str, float]]:
    kinds, texts = tuple(StrokeKind), ("a", "7", "|", "đ", "\u0301", "\ud800", "")
    pauses = (0.0, 1.0, 5.0, 14.0, 31.0, 200.0, -50.0)
    return [(chance.choice(kinds), chance.choice(texts), chance.choice(pauses)) for _ in range(chance.randint(0, 60))]


@tried(made(_strokes))
def test_no_key_is_lost_between_typing_and_scanning(strokes: list[tuple[StrokeKind, str, float]]) -> None:
    """A key held back is given up as typing or goes into a scan; none is both, none is neither."""
    detector, now, held = WedgeDetector(), 0.0, 0
    with swift():
        for kind, text, pause in strokes:
            now += pause
            ruling = detector.press(kind, text, now)
            if ruling.held is not Held.KEEP:
                held = 0
            if ruling.scan is not None:
                assert ruling.scan.text
            if ruling.key is Key.HOLD:
                held += 1
        last = detector.settle()
    assert held == 0 or last.held is not Held.KEEP
