"""Where a search without diacritics hits in a text with them."""

from __future__ import annotations

from app.domain.text import fold, fold_words


def _fold_each(text: str) -> str:
    # One letter for one letter, so that places in the folded text are places in the text.
    return "".join((fold(letter) or letter)[:1] for letter in text)


def hits(text: str, query: str) -> tuple[tuple[int, int], ...]:
    """Give (start, length) of every word of `query` in `text` (NFC) at starts of words; neighbours are joined."""
    folded = _fold_each(text)
    taken: list[tuple[int, int]] = []
    for word in sorted(set(fold_words(query)), key=len, reverse=True):
        start = folded.find(word)
        while start >= 0:
            at_word = start == 0 or not folded[start - 1].isalnum()
            free = all(start + len(word) <= s or start >= s + n for s, n in taken)
            if at_word and free:
                taken.append((start, len(word)))
            start = folded.find(word, start + 1)
    joined: list[tuple[int, int]] = []
    for start, length in sorted(taken):
        # Neighbouring words are one mark: "kết hôn", not "kết" and "hôn".
        if joined and text[sum(joined[-1]) : start] == " ":
            start, length = joined[-1][0], start + length - joined[-1][0]
            joined.pop()
        joined.append((start, length))
    return tuple(joined)


def matches(text: str, query: str) -> bool:
    """Say whether every word of `query` begins a word of `text`, both without diacritics."""
    words = fold_words(text)
    return all(any(word.startswith(wanted) for word in words) for wanted in fold_words(query))
