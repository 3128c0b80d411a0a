import json
import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.settings import (
    LabelSize,
    Language,
    PrinterLanguage,
    PrinterProfile,
    Settings,
    SettingsFile,
    Terminator,
    ThemeChoice,
    WedgeProfile,
)

CHANGED = Settings(
    language=Language.ENGLISH,
    theme=ThemeChoice.DARK,
    font_scale=1.25,
    window="AdnQywADAAA=",
    printers={"a4": "Canon LBP2900 – quầy 1", "label": "Xprinter"},
    profiles={
        "Xprinter": PrinterProfile(
            PrinterLanguage.TSPL, "tcp://192.168.1.50:9100", dots=832, offset_x_mm=-1.5, darkness=2, gap_mm=3.0
        ),
        "Canon LBP2900 – quầy 1": PrinterProfile(offset_y_mm=2.5),
    },
    label=LabelSize(72, 22, 300),
    scanner=WedgeProfile(prefix="~", terminator=Terminator.TAB, max_gap_ms=25),
    idle_lock_minutes=5,
    training=True,
)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "data" / "settings.json"


def test_first_start_has_defaults_and_writes_nothing(path):
    assert SettingsFile.load(path).current == Settings()
    assert not path.exists()


def test_settings_come_back_as_they_were(path):
    SettingsFile.load(path).save(CHANGED)
    assert SettingsFile.load(path).current == CHANGED


def test_changing_one_leaves_the_others(path):
    SettingsFile.load(path).save(CHANGED)
    file = SettingsFile.load(path)
    file.change(training=False)
    assert not SettingsFile.load(path).current.training
    assert SettingsFile.load(path).current.printers == CHANGED.printers


def test_what_a_newer_program_wrote_is_kept(path):
    path.parent.mkdir()
    path.write_text(json.dumps({"voice": "Mai", "scanner": {"beep": True, "min_length": 6}}), "utf-8")
    file = SettingsFile.load(path)
    assert file.current.scanner.min_length == 6
    file.change(theme=ThemeChoice.LIGHT)
    raw = json.loads(path.read_text("utf-8"))
    assert (raw["voice"], raw["scanner"]["beep"], raw["scanner"]["min_length"]) == ("Mai", True, 6)


def test_printer_taken_out_stays_out(path):
    file = SettingsFile.load(path)
    file.save(CHANGED)
    file.change(printers={"a4": "Brother"})
    assert SettingsFile.load(path).current.printers == {"a4": "Brother"}


@pytest.mark.parametrize("bad", [b"{", b"", b"[]", b"\xff\xfe\x00", b"null", b"{}" * 2])
def test_damaged_file_is_kept_aside_and_the_program_starts(path, bad, expected_log):
    expected_log("WARNING app.settings: settings.unreadable")
    path.parent.mkdir()
    for number in (1, 2):
        path.write_bytes(bad)
        file = SettingsFile.load(path)
        assert file.current == Settings()
        assert file.set_aside == path.with_name(f"settings.bad-{number}.json")
        assert file.set_aside is not None
        assert file.set_aside.read_bytes() == bad
    file.save(CHANGED)
    assert SettingsFile.load(path).current == CHANGED


def test_wrong_value_costs_only_itself(path, expected_log):
    expected_log("WARNING app.settings: settings.value: Settings.theme")
    expected_log("WARNING app.settings: settings.value: LabelSize.dpi")
    path.parent.mkdir()
    path.write_text(json.dumps({"theme": "pink", "training": True, "label": {"dpi": "many", "width_mm": 72}}), "utf-8")
    current = SettingsFile.load(path).current
    assert current == Settings(training=True, label=LabelSize(width_mm=72))


def test_scale_and_lock_stay_usable():
    wild = Settings.from_json({"font_scale": 40, "idle_lock_minutes": 0})
    assert (wild.font_scale, wild.idle_lock_minutes) == (2.0, 1)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)


@given(st.dictionaries(st.sampled_from([*Settings.__dataclass_fields__, "x"]), json_values))
def test_any_object_gives_settings(raw):
    logging.disable()
    try:
        assert isinstance(Settings.from_json(raw), Settings)
    finally:
        logging.disable(logging.NOTSET)


def test_one_bad_printer_profile_costs_only_itself(path, expected_log):
    expected_log("WARNING app.settings: settings.value: PrinterProfile.dots")
    path.parent.mkdir()
    good = {"language": "escpos", "address": "tcp://10.0.0.5:9100", "dots": 384}
    raw = {"profiles": {"Tốt": good, "Hỏng": {"dots": "nhiều", "darkness": 9, "language": "zpl"}, "Lạ": 7}}
    path.write_text(json.dumps(raw), "utf-8")
    profiles = SettingsFile.load(path).current.profiles
    assert profiles == {
        "Tốt": PrinterProfile(PrinterLanguage.ESCPOS, "tcp://10.0.0.5:9100", dots=384),
        "Hỏng": PrinterProfile(PrinterLanguage.ZPL, darkness=3),
    }


def test_printer_nobody_described_is_the_systems():
    assert Settings().profile("Laser") == PrinterProfile()
    assert not Settings().profile("Laser").is_raw


def test_what_a_newer_program_knows_of_a_printer_is_kept_and_a_printer_taken_out_is_gone(path):
    path.parent.mkdir()
    path.write_text(json.dumps({"profiles": {"A": {"dots": 384, "buzzer": True}, "B": {"dots": 512}}}), "utf-8")
    file = SettingsFile.load(path)
    file.change(profiles={"A": PrinterProfile(dots=576)})
    raw = json.loads(path.read_text("utf-8"))
    assert raw["profiles"].keys() == {"A"}
    assert (raw["profiles"]["A"]["dots"], raw["profiles"]["A"]["buzzer"]) == (576, True)
