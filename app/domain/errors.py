"""The two kinds of trouble that are not bugs: the clerk's input, and the machine's surroundings."""

from __future__ import annotations


class Explained(Exception):  # noqa: N818 - the family name of the two kinds below
    """Trouble told in a Vietnamese sentence: what happened (`sentence`), what to do (`advice`), `code` for the log."""

    def __init__(self, sentence: str, advice: str = "", code: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.advice = advice
        self.code = code


class UserError(Explained):
    """Something the clerk can mend."""


class EnvironmentProblem(Explained):
    """Disk full, printer offline, folder read-only: nothing typed was wrong, nothing saved is lost."""
