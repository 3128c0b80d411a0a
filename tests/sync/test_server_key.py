"""A server with a new key is trusted only after an administrator has compared it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from server_keys import serving_with_key
from sync_desk import Centre, Counter

from app.domain.errors import UserError
from app.domain.office import Actor, Role
from app.server.command import main
from app.services.enrolment import join_server
from app.services.server_key import accept_key, shown_key
from app.sync import troubles
from app.sync.troubles import LineTrouble


def test_a_changed_key_stops_the_exchange_until_it_was_compared_and_accepted(
    counters: Callable[..., Counter], centre: Centre, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    a = counters("a", alone=True)
    with serving_with_key(centre.database, tmp_path / "old") as (address, old):
        join_server(a.house, a.clerk, a.key, f"{address}#{old.pin}", centre.code())
        a.exchange()
        port = int(address.rpartition(":")[2])
    a.restart()
    a.receive()
    with serving_with_key(centre.database, tmp_path / "new", port) as (_, new):
        with pytest.raises(LineTrouble) as trouble:
            a.exchange()
        assert trouble.value.code == troubles.CERTIFICATE
        assert "Cài đặt › Máy chủ" in trouble.value.advice
        assert a.waiting() > 0
        seen = shown_key(a.house, a.clerk)
        assert main(("certificate", str(new.file)), {}) == 0
        assert seen.fingerprint == capsys.readouterr().out.strip()
        clerk = Actor("x", "Người nhận", "1", (Role.RECEIVER,))
        with pytest.raises(UserError):
            accept_key(a.house, clerk, seen)
        accept_key(a.house, a.clerk, seen)
        a.exchange()
        assert a.waiting() == 0
        a.restart()


def test_a_pc_that_works_alone_has_no_key_to_compare(counters: Callable[..., Counter]) -> None:
    a = counters("a", alone=True)
    with pytest.raises(UserError, match="chưa nối"):
        shown_key(a.house, a.clerk)


def test_what_is_no_certificate_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(("certificate", str(tmp_path / "none.pem")), {}) == 1
    assert "no certificate" in capsys.readouterr().err
