"""Ids never come twice by chance, and come always the same for what the world already names."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta

from app.protocol.ids import natural_id, new_id

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


def test_an_id_is_a_uuid_of_version_seven_in_the_order_of_time() -> None:
    ids = [new_id(NOW + timedelta(milliseconds=ms)) for ms in range(50)]
    assert ids == sorted(ids)
    assert {uuid.UUID(key).version for key in ids} == {7}
    assert {uuid.UUID(key).variant for key in ids} == {uuid.RFC_4122}
    assert len({new_id(NOW) for _ in range(1000)}) == 1000


def test_an_office_has_the_same_id_on_every_pc_and_on_the_server() -> None:
    assert natural_id("office", "000.00.06.H56") == "300c2c27-88dc-5fa9-ad2c-769e22f204c2"
    assert natural_id("procedure", "000.00.06.H56") != natural_id("office", "000.00.06.H56")
