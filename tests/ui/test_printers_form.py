"""The fields of one printer and its profile: there and back, and what keeps it from being kept."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.settings import PrinterLanguage, PrinterProfile
from app.ui.screens.settings_printers_form import LABEL_HEADS, ROLL_HEADS, WIRES, PrinterForm

NETWORK = PrinterForm(name="Máy cuộn", place="192.168.1.50")
profiles = st.builds(
    PrinterProfile,
    language=st.sampled_from(list(PrinterLanguage)),
    address=st.sampled_from(
        ["tcp://192.168.1.50", "tcp://may-in:9101", "serial:COM3?baud=115200", r"file:\\QUAY3\XP80", "spool:XP-80C"]
    ),
    dots=st.integers(128, 4096),
    dpi=st.integers(100, 600),
    offset_x_mm=st.integers(-100, 100).map(lambda tenths: tenths / 10),
    offset_y_mm=st.integers(-100, 100).map(lambda tenths: tenths / 10),
    darkness=st.integers(-3, 3),
    cut=st.booleans(),
    gap_mm=st.integers(0, 100).map(lambda tenths: tenths / 10),
)


@given(profiles)
def test_profile_comes_out_of_the_fields_as_it_went_in(profile: PrinterProfile) -> None:
    form = PrinterForm.of("Máy 1", profile)
    wanted = profile if profile.is_raw else replace(profile, address="")
    assert form.profile() == wanted
    assert not form.faults(())


@given(st.text(max_size=12), st.text(max_size=12), st.sampled_from(WIRES), st.text(max_size=30))
def test_whatever_is_typed_makes_a_profile_or_a_fault(x: str, gap: str, wire: str, place: str) -> None:
    form = PrinterForm(name="Máy", language=PrinterLanguage.TSPL, wire=wire, place=place, x=x, gap=gap)
    form.faults(())
    assert form.profile() == form.profile().within_reason()


@pytest.mark.parametrize(
    ("form", "faults"),
    [
        (NETWORK, {}),
        (replace(NETWORK, name=" "), {"name": "missing"}),
        (replace(NETWORK, name="Laser"), {"name": "taken"}),
        (replace(NETWORK, place=""), {"place": "missing"}),
        (replace(NETWORK, place="192.168.1.50:hai"), {"place": "address"}),
        (replace(NETWORK, x="một", y="51"), {"x": "number", "y": "number"}),
        (replace(NETWORK, x="nan"), {"x": "number"}),
        (replace(NETWORK, x="-1,5", y=""), {}),
        (replace(NETWORK, gap="x"), {}),
        (replace(NETWORK, language=PrinterLanguage.TSPL, gap="x"), {"gap": "number"}),
        (PrinterForm(language=PrinterLanguage.DRIVER, x="2,5"), {}),
    ],
    ids=["good", "no-name", "taken", "no-place", "port", "words", "nan", "comma", "gap-unused", "gap", "driver"],
)
def test_faults_are_named_by_field(form: PrinterForm, faults: dict[str, str]) -> None:
    assert form.faults({"Laser"}) == faults


def test_another_language_gets_a_head_such_printers_have() -> None:
    labels = NETWORK.in_language(PrinterLanguage.ZPL)
    assert labels.head in LABEL_HEADS
    assert replace(labels, head=(1248, 300)).in_language(PrinterLanguage.ESCPOS).head in ROLL_HEADS
