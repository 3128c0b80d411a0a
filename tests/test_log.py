import logging
import re
import stat
import subprocess
import sys
import threading
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import log as program_log
from app.domain.errors import UserError
from app.log import Log, catch_failures, failure_code, log_qt_message, mask


@pytest.fixture
def log_file(tmp_path):
    log = Log(tmp_path)
    yield log
    log.stop()


@pytest.mark.parametrize(
    "secret",
    [
        "095190004321",
        "381234567",
        "095 190 004 321",
        "0918.123.756",
        "0918 123 756",
        "+84918123756",
        "+84 918 123 756",
        "lan.anh@example.vn",
    ],
)
def test_number_of_a_citizen_never_reaches_the_file(log_file, secret):
    logging.getLogger("app.test").info("found %s in the card", secret)
    text = log_file.path.read_text("utf-8")
    assert "in the card" in text
    assert secret not in text
    assert secret[-4:] not in text.split("found")[1]


@given(st.text("0123456789 ", min_size=9, max_size=40))
def test_no_nine_digits_in_a_row_survive(digits):
    assert not re.search(r"\d{9}", mask(f"x{digits}y"))


@pytest.mark.parametrize(
    "harmless",
    [
        "H12.10.15-261119-3012",
        "000.00.06.H56-231027-0361",
        "19/11/2026 09:04:12",
        "1.250.000 đ",
        "page 12 of 34 in 56 ms",
    ],
)
def test_codes_dates_and_money_stay_readable(harmless):
    assert mask(harmless) == harmless


def test_traceback_is_masked_as_well(log_file, expected_log):
    expected_log("ERROR app.log: .*intake")
    try:
        int("095190004321x")
    except ValueError as error:
        code = program_log.report(error, "intake")
    text = log_file.path.read_text("utf-8")
    assert f"[{code}] intake" in text
    assert "ValueError" in text
    assert "095190004321" not in text


def test_parameters_of_an_sql_error_are_left_out():
    assert "Ánh" not in mask("(IntegrityError)\n[SQL: INSERT]\n[parameters: ('Lê Thị Ánh', [1], 'x')]\n(Background)")


def test_detail_is_written_only_when_asked_for(log_file):
    logging.getLogger("app.test").debug("why")
    log_file.set_detailed(True)
    logging.getLogger("app.test").debug("because")
    logging.getLogger("sqlalchemy.engine").info("SELECT")
    text = log_file.path.read_text("utf-8")
    assert "because" in text
    assert "why" not in text
    assert "SELECT" not in text


def test_file_rotates_and_is_the_owners(tmp_path, monkeypatch):
    monkeypatch.setattr(program_log, "FILE_BYTES", 2000)
    log = Log(tmp_path)
    for number in range(200):
        logging.getLogger("app.test").info("line %d of many", number)
    log.stop()
    files = sorted(tmp_path.iterdir())
    assert len(files) == program_log.FILES
    assert all(stat.S_IMODE(file.stat().st_mode) == 0o600 for file in files)
    assert "line 199" in log.path.read_text("utf-8")


def _fail(value):
    raise KeyError(value)


def _code_of(function, *arguments):
    try:
        function(*arguments)
    except Exception as error:
        return failure_code(error)
    raise AssertionError


def test_same_bug_has_the_same_code_whatever_the_data():
    assert _code_of(_fail, "Ánh") == _code_of(_fail, "Bình")
    assert _code_of(_fail, "Ánh") != _code_of(int, "x")
    assert re.fullmatch("[2-9A-HJ-NP-Z]{4}", _code_of(_fail, 1))


def test_explained_trouble_brings_its_own_code():
    assert failure_code(UserError("Thẻ đã quá hạn.", code="card_expired")) == "card_expired"


def test_failure_nobody_caught_is_logged_and_told(log_file, expected_log):
    expected_log("ERROR app.log: .*uncaught in a thread")
    expected_log("ERROR app.log: .*uncaught$")
    told: list[str] = []
    put_back = catch_failures(told.append)
    try:
        thread = threading.Thread(target=_fail, args=("095190004321",))
        thread.start()
        thread.join()
        error = ValueError("x")
        sys.excepthook(ValueError, error, None)
    finally:
        put_back()
    text = log_file.path.read_text("utf-8")
    assert len(told) == 2
    assert all(f"[{code}]" in text for code in told)
    assert "095190004321" not in text


def test_message_of_qt_lands_in_the_log_by_its_weight(log_file, expected_log):
    expected_log("WARNING app.qt.qt.core: 100% gone")
    warning, debug = SimpleNamespace(name="QtWarningMsg"), SimpleNamespace(name="QtDebugMsg")
    log_qt_message(warning, SimpleNamespace(category="qt.core"), "100% gone")
    log_qt_message(debug, SimpleNamespace(category=None), "idle")
    text = log_file.path.read_text("utf-8")
    assert "WARNING MainThread app.qt.qt.core: 100% gone" in text
    assert "idle" not in text


def test_killed_process_leaves_its_stack(tmp_path):
    crash = "import os, signal, sys, pathlib, app.log; app.log.watch_crashes(pathlib.Path(sys.argv[1])); os.abort()"
    done = subprocess.run([sys.executable, "-c", crash, str(tmp_path)], capture_output=True, check=False)
    assert done.returncode != 0
    assert "Aborted" in (tmp_path / "crash.log").read_text()
