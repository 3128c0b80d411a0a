"""Who stands at the counter: persons, organisations, and in whose name they file."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Sex(StrEnum):
    """Sex as the ID card states it."""

    MALE = "male"
    FEMALE = "female"


class PartyKind(StrEnum):
    """A natural person or a body with a tax code."""

    INDIVIDUAL = "individual"
    ORGANISATION = "organisation"


class IdKind(StrEnum):
    """Paper that proves who somebody is (domain facts: Luật Căn cước 26/2023/QH15)."""

    PERSONAL_NUMBER = "personal_number"  # 12 digits: CCCD, Căn cước, số định danh
    OLD_ID = "old_id"  # 9 digits: CMND, no longer valid but met on old papers
    PASSPORT = "passport"
    TAX_CODE = "tax_code"  # organisations
    OTHER = "other"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Address:
    """A place: free line in front, then a commune of today's list.

    `commune_code` is the 5-digit code of one of the 3,321 communes, or "" when the
    address was typed or read from a card and could not be matched to one.
    """

    line: str = ""
    commune_code: str = ""
    commune: str = ""
    province: str = ""

    def __str__(self) -> str:
        return ", ".join(part for part in (self.line, self.commune, self.province) if part)


@dataclass(frozen=True, slots=True)
class Party:
    """A person or organisation as written on the papers. All text is NFC."""

    kind: PartyKind
    name: str
    id_kind: IdKind = IdKind.NONE
    id_number: str = ""
    birth_date: date | None = None
    sex: Sex | None = None
    id_issued_on: date | None = None
    address: Address = field(default_factory=Address)
    phone: str = ""
    email: str = ""
    representative: str = ""  # organisations: who signs for it
    from_card: bool = False  # filled by a machine-read card and not edited since
    override_reason: str = ""  # why a number that fails its check was accepted


@dataclass(frozen=True, slots=True)
class Authorisation:
    """Why the visitor may file for another (power of attorney or kinship).

    `relation` is one of the keys in `KIN` for which no certified paper is needed,
    or "authorised" for a written power of attorney.
    """

    relation: str
    document: str = ""


KIN = ("grandparent", "parent", "child", "spouse", "sibling")


@dataclass(frozen=True, slots=True)
class Applicant:
    """Owner of the dossier (chủ hồ sơ) and, if another, the person who files (người nộp)."""

    owner: Party
    filer: Party | None = None
    authorisation: Authorisation | None = None

    @property
    def visitor(self) -> Party:
        """The one standing at the counter."""
        return self.filer or self.owner
