"""Documents survive the archive unchanged."""

from __future__ import annotations

import json
from datetime import date

import pytest
from samples import all_samples

from app.printing.documents import RefusalReason, form_set_for, from_data, to_data, to_json


@pytest.mark.parametrize("name", sorted(all_samples()))
def test_every_document_comes_back_from_the_archive_equal(name: str) -> None:
    doc = all_samples()[name]
    assert from_data(json.loads(json.dumps(to_data(doc)))) == doc
    assert json.loads(bytes(to_json(doc))) == json.loads(json.dumps(to_data(doc)))


def test_form_set_changes_on_the_first_of_july_2025() -> None:
    assert form_set_for(date(2025, 6, 30)) == "TT01/2018"
    assert form_set_for(date(2025, 7, 1)) == "TT03/2025"


def test_a_refusal_without_a_provision_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="provision"):
        RefusalReason(fact="Bản chính bị tẩy xóa.", provision=" ")


def test_unknown_kind_of_paper_is_refused() -> None:
    with pytest.raises(ValueError, match="kind"):
        from_data({"kind": "poem"})
