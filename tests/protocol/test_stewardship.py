"""Whoever vouches for a request vouches for that one, of that device, in their own name."""

from __future__ import annotations

import pytest
from wire_samples import DEVICE, KEY, OTHER

from app.protocol.codes import BadCodeError, code_hash, new_enrolment_code, new_steward_code, read_steward_code
from app.protocol.signatures import BadSignatureError, sign_request
from app.protocol.stewardship import StewardWord, steward_key, vouch

CODE = "D6ULT-TVPF8-V6U6K-PHLXZ"
PERSON = "019a9b2c-0000-7000-8000-0000000000aa"
TARGET = "/steward/offices"
NONCE = bytes(range(16))
ASKED = sign_request(KEY, DEVICE, "POST", TARGET, b"{}", at=1_795_311_000, nonce=NONCE)
WORD = vouch(steward_key(CODE), PERSON, ASKED, "POST", TARGET, b"{}")
PUBLIC = steward_key(CODE).public_key().public_bytes_raw()


def test_a_code_gives_the_key_it_gave_on_the_first_day() -> None:
    assert PUBLIC.hex() == "c02980912d873366ecbe52a55a69db3232ba6db5f5a90809c844a305878b0867"
    assert steward_key(CODE.lower().replace("-", " ")).public_key().public_bytes_raw() == PUBLIC


def test_the_word_is_read_back_and_holds() -> None:
    read = StewardWord.parse(str(WORD))
    assert read == WORD
    read.verify(PUBLIC, ASKED, "POST", TARGET, b"{}")


@pytest.mark.parametrize(
    ("device", "method", "target", "body", "nonce"),
    [
        (OTHER, "POST", TARGET, b"{}", NONCE),
        (DEVICE, "GET", TARGET, b"{}", NONCE),
        (DEVICE, "POST", TARGET + "/x", b"{}", NONCE),
        (DEVICE, "POST", TARGET, b"{ }", NONCE),
        (DEVICE, "POST", TARGET, b"{}", bytes(16)),
    ],
    ids=["another device", "another method", "another target", "another body", "another time"],
)
def test_the_word_for_one_request_is_none_for_another(
    device: str, method: str, target: str, body: bytes, nonce: bytes
) -> None:
    asked = sign_request(KEY, device, method, target, body, at=ASKED.at, nonce=nonce)
    with pytest.raises(BadSignatureError):
        WORD.verify(PUBLIC, asked, method, target, body)


def test_nobody_vouches_in_the_name_of_another() -> None:
    with pytest.raises(BadSignatureError):
        StewardWord(PERSON.replace("aa", "ab"), WORD.signature).verify(PUBLIC, ASKED, "POST", TARGET, b"{}")
    other = steward_key(new_steward_code()).public_key().public_bytes_raw()
    with pytest.raises(BadSignatureError):
        WORD.verify(other, ASKED, "POST", TARGET, b"{}")


@pytest.mark.parametrize("header", ["", "person=x,signature=y", str(WORD) + " ", str(WORD)[:-2]])
def test_another_header_is_no_word(header: str) -> None:
    with pytest.raises(BadSignatureError):
        StewardWord.parse(header)


def test_a_slip_in_the_code_is_named_by_its_group() -> None:
    code = new_steward_code()
    assert read_steward_code(code.lower()) == code
    with pytest.raises(BadCodeError) as error:
        read_steward_code(CODE.replace("TVPF8", "TVPF9"))
    assert error.value.groups == (2,)
    with pytest.raises(BadCodeError):
        read_steward_code(CODE[:-1])


def test_a_one_time_code_is_made_by_whoever_asks_for_it() -> None:
    code, other = new_enrolment_code(), new_enrolment_code()
    assert [len(group) for group in code.split("-")] == [4, 4, 4]
    assert code_hash(code.lower().replace("-", " ")) == code_hash(code) != code_hash(other)
