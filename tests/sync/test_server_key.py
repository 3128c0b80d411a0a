"""A server with a new key is trusted only after an administrator has compared it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from server_keys import Certified, certify, serving_over_tls, serving_with_key
from sync_desk import Centre, Counter

from app.domain.errors import UserError
from app.domain.office import Actor, Role
from app.server.command import main
from app.services.enrolment import join_server
from app.services.server_key import accept_key, shown_key
from app.sync import troubles
from app.sync.troubles import LineTrouble

PAST = datetime(2021, 1, 1, tzinfo=UTC)
SIGNER = ec.generate_private_key(ec.SECP256R1())
Change = Callable[[Path, Certified], Certified]

# What the keeper of the server may put in its place: over the pinned key it is the same server, whatever else it says.
SAME_KEY: dict[str, Change] = {
    "renewed as planned": lambda file, old: certify(file, old.key),
    "run out": lambda file, old: certify(file, old.key, until=PAST),
    "signed by an authority": lambda file, old: certify(file, old.key, SIGNER),
}
OTHER_KEY: dict[str, Change] = {
    "signed by the same authority": lambda file, _old: certify(file, signer=SIGNER),
    "run out": lambda file, _old: certify(file, until=PAST),
    "of its own making": lambda file, _old: certify(file),
}


def test_a_certificate_over_the_pinned_key_is_the_same_server_and_another_key_is_not_until_somebody_compared(
    counters: Callable[..., Counter],
    centre: Centre,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The server ends and comes back with another certificate, again and again, and the counter works on."""
    caplog.set_level(logging.INFO, "quay.server.requests")
    a = counters("a", alone=True)
    with serving_with_key(centre.database, tmp_path / "first.pem") as (address, shown):
        join_server(a.house, a.clerk, a.key, f"{address}#{shown.pin}", centre.code())
        a.exchange()
    port = int(address.rpartition(":")[2])
    for said, change in SAME_KEY.items():
        a.restart()
        a.receive()
        shown = change(tmp_path / "same.pem", shown)
        with serving_over_tls(centre.database, shown, port):
            a.exchange()
            assert a.waiting() == 0, said
    for said, change in OTHER_KEY.items():
        a.restart()
        a.receive()
        shown = change(tmp_path / "other.pem", shown)
        with serving_over_tls(centre.database, shown, port):
            caplog.clear()
            for _ in range(2):  # at the next start, too
                with pytest.raises(LineTrouble) as trouble:
                    a.exchange()
                assert trouble.value.code == troubles.CERTIFICATE
                assert trouble.value.is_lasting
                assert trouble.value.sentence == (
                    "Chứng chỉ của máy chủ không đúng: nơi trả lời không phải máy chủ đã đăng ký."
                )
                assert "Chưa gửi gì đi" in trouble.value.advice
                assert "Cài đặt › Máy chủ" in trouble.value.advice
                a.restart()
            seen = shown_key(a.house, a.clerk)
            assert caplog.messages == [], "nothing was said to whom we do not know"
            assert a.waiting() > 0
            assert main(("certificate", str(shown.file)), {}) == 0
            assert seen.fingerprint == capsys.readouterr().out.strip(), said
            clerk = Actor("x", "Người nhận", "1", (Role.RECEIVER,))
            with pytest.raises(UserError):
                accept_key(a.house, clerk, seen)
            accept_key(a.house, a.clerk, seen)
            a.exchange()
            assert a.waiting() == 0, said
    a.restart()


def test_a_key_looked_at_is_the_one_that_is_trusted_whoever_answers_then(
    counters: Callable[..., Counter], centre: Centre, tmp_path: Path
) -> None:
    """Between the look and the yes another may step into the place: what was compared counts."""
    a = counters("a", alone=True)
    with serving_with_key(centre.database, tmp_path / "old.pem") as (address, old):
        join_server(a.house, a.clerk, a.key, f"{address}#{old.pin}", centre.code())
    port = int(address.rpartition(":")[2])
    new, false = certify(tmp_path / "new.pem"), certify(tmp_path / "false.pem")
    with serving_over_tls(centre.database, new, port):
        seen = shown_key(a.house, a.clerk)
    with serving_over_tls(centre.database, false, port):
        accept_key(a.house, a.clerk, seen)
        with pytest.raises(LineTrouble) as trouble:
            a.exchange()
        assert trouble.value.code == troubles.CERTIFICATE
    a.restart()
    with serving_over_tls(centre.database, new, port):
        a.exchange()
    a.restart()


def test_a_pc_that_works_alone_has_no_key_to_compare(counters: Callable[..., Counter]) -> None:
    a = counters("a", alone=True)
    with pytest.raises(UserError, match="chưa nối"):
        shown_key(a.house, a.clerk)


def test_what_is_no_certificate_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(("certificate", str(tmp_path / "none.pem")), {}) == 1
    assert "no certificate" in capsys.readouterr().err
