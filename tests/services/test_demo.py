"""The demo office shows every group of the worklist, whatever day a newcomer opens it."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from office_fixtures import Clock

from app.domain.catalogue import procedure_from_data
from app.domain.id_card import CardData, parse_card
from app.domain.office import Role
from app.domain.procedures import Procedure
from app.services import staff
from app.services.demo import CARD, found_demo_office
from app.services.door import DEMO_PIN as PIN
from app.services.door import find_desk, list_staff
from app.services.dossier_lines import Group
from app.services.dossiers import find, latest_dossiers, list_queue
from app.services.house import House
from app.services.print_jobs import list_jobs
from app.services.staff import sign_in
from app.services.upkeep import verify


@pytest.fixture(scope="module")
def catalogue() -> list[Procedure]:
    file = Path(__file__).resolve().parents[2] / "resources" / "catalogue" / "sample.jsonl"
    return [procedure_from_data(json.loads(line)) for line in file.read_text("utf-8").splitlines() if line]


@pytest.fixture(autouse=True)
def _quick_hasher(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staff, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.mark.parametrize(
    "local", [(2026, 11, 19, 9, 4), (2026, 2, 17, 22, 0), (2027, 1, 1, 0, 5)], ids=["Thursday", "Tết", "New Year"]
)
def test_a_newcomer_finds_an_office_at_work(
    empty_house: House, clock: Clock, catalogue: list[Procedure], local: tuple[int, ...]
) -> None:
    clock.set_local(*local)
    clerk = found_demo_office(empty_house, Ed25519PrivateKey.generate(), catalogue)
    assert sign_in(empty_house, clerk.staff_id, PIN).actor == clerk
    desk = find_desk(empty_house)
    assert desk is not None
    assert desk.office.training, "its papers say so"
    roles = Counter(role for member in list_staff(empty_house) for role in member.roles)
    assert set(roles) == {Role.ADMINISTRATOR, Role.RECEIVER, Role.OFFICIAL, Role.HEAD}
    work = list_queue(empty_house)
    assert work.counts[Group.SUPPLEMENT] == 1
    assert work.counts[Group.OVERDUE] >= 1
    assert work.counts[Group.LATER] >= 1
    assert len(latest_dossiers(empty_house)) == 9
    assert all(line.received_at <= empty_house.local_now() for line in latest_dossiers(empty_house))
    assert list_jobs(empty_house) == [], "nothing prints by itself"
    assert verify(empty_house)[1] == ()
    [filed] = find(empty_house, "sa phuol")
    assert filed.filer_name == "Thạch Thị Mỹ Lệ"


def test_the_card_of_the_demo_can_be_read() -> None:
    assert isinstance(parse_card(CARD), CardData)
