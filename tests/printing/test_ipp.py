"""The words of IPP: written and read back, and nothing but ValueError for what is broken."""

from __future__ import annotations

import struct

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.printing import ipp
from app.printing.ipp import Tag

ANSWER = (
    struct.pack(">BBHI", 2, 0, 0, 1)
    + b"\x01"
    + b"\x47\x00\x12attributes-charset\x00\x05utf-8"
    + b"\x02"
    + b"\x21\x00\x06job-id\x00\x04\x00\x00\x00\x11"
    + b"\x34\x00\x09media-col\x00\x00"
    + b"\x4a\x00\x00\x00\x06x-size\x21\x00\x00\x00\x04\x00\x00\x00\x01"
    + b"\x37\x00\x00\x00\x00"
    + b"\x36\x00\x08job-name\x00\x0a\x00\x02vi\x00\x04gi\xe1\xba"
    + b"\x44\x00\x11job-state-reasons\x00\x04none"
    + b"\x44\x00\x00\x00\x05other"
    + b"\x13\x00\x12time-at-processing\x00\x00"
    + b"\x22\x00\x04bool\x00\x01\x01"
    + b"\x03"
)


def test_an_answer_is_read_with_sets_missing_values_and_without_collections() -> None:
    told = ipp.answer(ANSWER)
    assert told.status == 0
    [job] = told.of(Tag.JOB)
    assert job == {
        "job-id": (17,),
        "job-name": ("gi\N{REPLACEMENT CHARACTER}",),
        "job-state-reasons": ("none", "other"),
        "time-at-processing": (None,),
        "bool": (True,),
    }


def test_a_request_reads_back() -> None:
    written = ipp.request(ipp.GET_JOBS, ((Tag.URI, "printer-uri", "ipp://x/"), (Tag.KEYWORD, "asked", ("a", "ế"))))
    told = ipp.answer(written)
    assert told.status == ipp.GET_JOBS, "the operation stands where an answer has its status"
    [group] = told.of(Tag.OPERATION)
    assert (group["printer-uri"], group["asked"]) == (("ipp://x/",), ("a", "ế"))


@given(
    st.one_of(
        st.binary(), st.binary().map(lambda tail: ANSWER[:60] + tail), st.integers(0, 150).map(lambda n: ANSWER[:n])
    )
)
@example(ANSWER[:-1])
@example(b"\x02\x00\x00\x00\x00\x00\x00\x01\x21\x00\x01a\x00\x02\x00\x00\x03")
@example(b"\x02\x00\x00\x00\x00\x00\x00\x01\x02\x22\x00\x01a\x00\x00\x03")
def test_whatever_comes_is_an_answer_or_a_valueerror(data: bytes) -> None:
    try:
        told = ipp.answer(data)
    except ValueError:
        return
    assert all(isinstance(group, dict) for _tag, group in told.groups)


def test_a_cut_answer_is_broken() -> None:
    with pytest.raises(ValueError, match="broken"):
        ipp.answer(ANSWER[:-1])
