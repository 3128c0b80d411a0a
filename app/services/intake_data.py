"""A form as its events hold it, and back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

import msgspec

from app.domain.catalogue import procedure_to_data
from app.domain.intake import IntakeForm, Payment
from app.domain.money import FeeLine, fee_lines
from app.domain.plain_data import convert
from app.domain.procedures import Procedure
from app.protocol.canonical import canonical


def form_payload(form: IntakeForm, procedure: Procedure, on: date) -> dict[str, Any]:
    """Return what a form says of its dossier, but for the people."""
    return {
        "procedure": _frozen(procedure),
        "case": form.case,
        "papers": msgspec.to_builtins(list(form.papers)),
        "sets": form.sets,
        "channel": form.channel.value,
        "result_way": form.result_way.value,
        "fees": msgspec.to_builtins(list(fees_of(form, procedure, on))),
        "payment": {
            "fee_quantities": dict(form.fee_quantities),
            "fee_amounts": dict(form.fee_amounts),
            "payment": form.payment.value,
            "exemption": form.exemption,
        },
        "personal_keys": sorted(form_personal(form)),
    }


def form_personal(form: IntakeForm) -> dict[str, Any]:
    """Return what a form says of people: it can be erased."""
    return {
        "applicant": msgspec.to_builtins(form.applicant),
        "result_address": msgspec.to_builtins(form.result_address),
    }


def form_from(data: Mapping[str, Any], act_id: str) -> IntakeForm:
    """Return the form that would write what a dossier holds."""
    return convert(
        {
            "act_id": act_id,
            "applicant": data.get("applicant") or {"owner": {"kind": "individual", "name": ""}},
            "procedure_code": (data.get("procedure") or {}).get("code", ""),
            "case": data.get("case", ""),
            "papers": data.get("papers", ()),
            "sets": data.get("sets", 1),
            "channel": data.get("channel", "counter"),
            "result_way": data.get("result_way", "counter"),
            "result_address": data.get("result_address"),
            **(data.get("payment") or {}),
        },
        IntakeForm,
    )


def fees_of(form: IntakeForm, procedure: Procedure, on: date) -> tuple[FeeLine, ...]:
    """Return the fee lines of a form on a day."""
    exempt = form.exemption if form.payment is Payment.EXEMPT else None
    return fee_lines(procedure, form.channel, form.case, form.fee_quantities, on, exempt, form.fee_amounts)


def as_stored(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return data as reading it back would give it: NFC, lists."""
    stored: dict[str, Any] = msgspec.json.decode(canonical(dict(data)))
    return stored


@lru_cache(maxsize=64)
def _frozen(procedure: Procedure) -> msgspec.Raw:
    """Write a version as events hold it once: it never changes, and is half of what a receipt says."""
    return msgspec.Raw(canonical(procedure_to_data(procedure)))
