"""What somebody has decided so far about the subject before them: question by question, piece by piece. No widgets."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.domain.questions import QuestionKind
from app.services.attention import MatterPage
from app.services.versions import Asked, Version


@dataclass
class Deciding:
    """The questions of one subject and the answers given. `picks` is the version taken for each piece while merging."""

    page: MatterPage
    answers: dict[str, dict[str, str]] = field(default_factory=dict)
    picks: dict[str, str] = field(default_factory=dict)
    merging: bool = False
    place: int = 0  # of the piece that the next digit decides

    @property
    def to_answer(self) -> tuple[Asked, ...]:
        """The questions that have answers at all."""
        return tuple(asked for asked in self.page.asked if any(version.choice for version in asked.versions))

    @property
    def asked(self) -> Asked:
        """The question in front; the first of those that take time when nothing is to be answered."""
        left = [asked for asked in self.to_answer if asked.key not in self.answers]
        return left[0] if left else (self.to_answer or self.page.asked)[-1]

    @property
    def number(self) -> tuple[int, int]:
        """Which question of how many this is."""
        questions = self.to_answer
        return (questions.index(self.asked) + 1 if questions else 1), max(1, len(questions))

    @property
    def is_last(self) -> bool:
        """Whether the answer to this question completes the decision."""
        return sum(asked.key not in self.answers for asked in self.to_answer) <= 1

    @property
    def only_to_know(self) -> bool:
        """Whether nothing is decided but that somebody has seen it, so that nobody need be asked twice."""
        return all(asked.kind is QuestionKind.FLAGGED for asked in self.to_answer)

    @property
    def pieces(self) -> tuple[str, ...]:
        """The pieces in which the versions differ."""
        return tuple(dict.fromkeys(told.key for v in self.asked.versions for told in v.told if told.differs))

    @property
    def is_merged(self) -> bool:
        """Whether every piece has its version."""
        return self.merging and set(self.pieces) <= set(self.picks)

    @property
    def piece(self) -> str:
        """The piece that the next digit decides, "" when not merging."""
        return self.pieces[self.place] if self.merging and self.pieces else ""

    def choices(self) -> tuple[Version, ...]:
        """Return the versions that can be chosen, in the order of their digits."""
        return tuple(version for version in self.asked.versions if version.choice)

    def merge(self, on: bool) -> None:
        """Begin to put versions together, from the one shown, or stop it."""
        self.merging, self.place, self.picks = on and self.asked.can_merge, 0, {}

    def pick(self, version: str) -> None:
        """Take the piece in front from a version, and go to the next that has none."""
        self.picks[self.piece] = version
        pieces = self.pieces
        after = [*range(self.place + 1, len(pieces)), *range(self.place)]
        self.place = next((n for n in after if pieces[n] not in self.picks), self.place)

    def step(self, by: int) -> None:
        """Go to another piece."""
        self.place = max(0, min(len(self.pieces) - 1, self.place + by))

    def answered(self, choice: str = "") -> dict[str, dict[str, str]]:
        """Return the answers with one to the question in front: a version, or the pieces picked."""
        return self.answers | {self.asked.key: dict(self.picks) if self.merging else {"": choice}}

    def keep(self, answers: dict[str, dict[str, str]]) -> None:
        """Go on to the next question."""
        self.answers = answers
        self.merge(False)
