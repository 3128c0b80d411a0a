"""A file has the bytes it had on the first day; whatever is done to one is noticed."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wire_samples import AT, DEVICE, DEVICE_KEYS, MESSAGES, SERVER, sample_file

from app.protocol import exchange_files
from app.protocol.exchange_files import (
    MAX_FILE,
    BadFileError,
    FileFault,
    FileKeys,
    FileKind,
    Outgoing,
    piece_in,
    read_head,
    seal,
    unseal,
)
from app.protocol.messages import MalformedError, PersonalPart, Push, decode, encode
from app.protocol.versions import Versions

GOLDEN = Path(__file__).with_name("golden") / "file.qxf"
SAMPLE = sample_file()


def test_a_file_has_the_bytes_it_had_on_the_first_day() -> None:
    golden = GOLDEN.read_bytes()
    assert golden == SAMPLE
    assert read_head(golden).device_id == DEVICE
    first, second = unseal(golden, SERVER)
    assert decode(first, Outgoing).answer_for == DEVICE_KEYS.public[32:]
    assert decode(second, Push) == MESSAGES["push_of_nothing"]


def test_pieces_of_blobs_and_what_is_brought_back_are_told_from_other_messages() -> None:
    for piece in (MESSAGES["blob_piece"], MESSAGES["bring"]):
        assert piece_in(encode(piece)) == piece
    for other in ("push", "push_of_nothing", "feed_page", "outgoing", "answered"):
        assert piece_in(encode(MESSAGES[other])) is None
    with pytest.raises(MalformedError):
        piece_in(b'{"type":"blob"}')


@given(st.integers(0, len(SAMPLE) - 1), st.integers(1, 255))
def test_no_byte_can_be_changed_unnoticed(place: int, change: int) -> None:
    altered = SAMPLE[:place] + bytes([SAMPLE[place] ^ change]) + SAMPLE[place + 1 :]
    with pytest.raises(BadFileError):
        read_head(altered)


@given(st.integers(0, len(SAMPLE) - 1), st.binary(max_size=20))
def test_a_cut_or_longer_file_is_noticed(place: int, more: bytes) -> None:
    with pytest.raises(BadFileError):
        read_head(SAMPLE[:place] + more if SAMPLE[place : place + len(more)] != more else SAMPLE[:place])


@given(st.binary(max_size=400))
def test_nonsense_is_refused(data: bytes) -> None:
    with pytest.raises(BadFileError):
        read_head(data)
    with pytest.raises(BadFileError):
        read_head(SAMPLE[:8] + data)


def test_frames_can_be_neither_left_out_nor_exchanged_by_who_signs_anew() -> None:
    """A file of ours cut up and signed again by somebody else: the frames know their places."""
    at = 12 + int.from_bytes(SAMPLE[8:12], "big")
    frames = []
    while length := int.from_bytes(SAMPLE[at : at + 4], "big"):
        frames.append(SAMPLE[at : at + 4 + length])
        at += 4 + length
    head = SAMPLE[: len(SAMPLE) - 68 - sum(map(len, frames))]
    for order in (frames[:1], frames[1:], frames[::-1], frames + frames[1:]):
        with pytest.raises(BadFileError) as refused:
            list(unseal(head + b"".join(order) + bytes(4) + bytes(64), SERVER))
        assert refused.value.fault is FileFault.FORGED


def test_only_its_receiver_reads_a_file() -> None:
    with pytest.raises(BadFileError) as refused:
        list(unseal(SAMPLE, FileKeys.of_server(bytes(32))))
    assert refused.value.fault is FileFault.MISDIRECTED


def test_a_file_that_swells_is_refused() -> None:
    swollen = PersonalPart(b"", "0" * (17 << 20))
    data = seal(FileKind.OUTGOING, DEVICE, DEVICE_KEYS, SERVER.public[32:], AT, [swollen])
    assert len(data) < len(encode(swollen)) // 100
    with pytest.raises(BadFileError) as refused:
        list(unseal(data, SERVER))
    assert refused.value.fault is FileFault.HUGE
    with pytest.raises(BadFileError) as refused:
        read_head(bytes(MAX_FILE + 1))
    assert refused.value.fault is FileFault.HUGE


def test_a_file_of_a_program_of_another_time_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exchange_files, "SPOKEN", Versions(7, 9))
    data = seal(FileKind.OUTGOING, DEVICE, DEVICE_KEYS, SERVER.public[32:], AT, [PersonalPart(b"")])
    monkeypatch.undo()
    with pytest.raises(BadFileError) as refused:
        read_head(data)
    assert refused.value.fault is FileFault.VERSION
