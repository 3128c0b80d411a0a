"""An invitation is read with its code alone, and nobody without the code makes or alters one."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec import structs
from wire_samples import AT, INVITATION_CODE, MESSAGES, sample_invitation

from app.protocol import invitation_files
from app.protocol.codes import WrongCodeError
from app.protocol.exchange_files import BadFileError, FileFault
from app.protocol.invitation_files import MAX_FILE, Invited, open_invitation, seal_invitation

GOLDEN = Path(__file__).with_name("golden") / "invitation.qxm"
SAMPLE = sample_invitation()


def test_an_invitation_has_the_bytes_it_had_on_the_first_day() -> None:
    golden = GOLDEN.read_bytes()
    assert golden == SAMPLE
    for typed in (INVITATION_CODE, "k7qf 29xm 4tpa"):
        assert open_invitation(golden, typed) == MESSAGES["invited"]


def test_without_its_code_it_tells_nothing() -> None:
    for part in (b"quay.vidu.vn", "Phường".encode(), b"000.00.06.H56"):
        assert part not in SAMPLE
    for code in ("K7QF-29XM-4TPB", "", "AAAA-BBBB-CCCC"):
        with pytest.raises(WrongCodeError):
            open_invitation(SAMPLE, code)


def test_nobody_makes_an_invitation_in_the_servers_name_without_the_code() -> None:
    """Whoever finds the stick puts their own key in: the code of the true one opens it not."""
    theirs = Invited("https://quay.ke-xau.vn", bytes(64), "0" * 8 + "-0000-0000-0000-" + "0" * 12, "H56", "Phường", AT)
    with pytest.raises(WrongCodeError):
        open_invitation(seal_invitation(theirs, "AAAA-BBBB-CCCC"), INVITATION_CODE)
    altered = SAMPLE[:30] + bytes([SAMPLE[30] ^ 1]) + SAMPLE[31:-8]
    with pytest.raises(WrongCodeError):  # with a sum that is right again
        open_invitation(altered + invitation_files._sum(altered), INVITATION_CODE)


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"", FileFault.TORN),
        (SAMPLE[:5], FileFault.TORN),
        (SAMPLE[:20], FileFault.TORN),
        (SAMPLE[:-1], FileFault.TORN),
        (SAMPLE + b"\0", FileFault.TORN),
        (SAMPLE[:40] + b"\0" + SAMPLE[41:], FileFault.TORN),
        (b"PK\3\4" + SAMPLE, FileFault.FOREIGN),
        (SAMPLE + bytes(MAX_FILE), FileFault.HUGE),
    ],
    ids=["empty", "head", "short", "cut", "longer", "spoilt", "foreign", "huge"],
)
def test_a_damaged_file_is_told_from_a_wrong_code(data: bytes, fault: FileFault) -> None:
    with pytest.raises(BadFileError) as refused:
        open_invitation(data, INVITATION_CODE)
    assert refused.value.fault is fault


def test_an_invitation_of_a_later_program_is_not_half_understood() -> None:
    later = structs.replace(open_invitation(SAMPLE, INVITATION_CODE), office_id="named in another way")
    with pytest.raises(BadFileError) as refused:
        open_invitation(seal_invitation(later, INVITATION_CODE), INVITATION_CODE)
    assert refused.value.fault is FileFault.VERSION
