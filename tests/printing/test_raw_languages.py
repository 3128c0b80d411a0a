"""ESC/POS, TSPL and ZPL: what comes out of the printer is the picture that went in, dot by dot."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops
from printer_emulators import read_escpos, read_tspl, read_zpl

from app.printing import escpos, tspl, zpl
from app.printing.dots import black_dots, placed
from app.printing.printer_status import PrinterStatus, Trouble


@st.composite
def pages(draw: st.DrawFn) -> Image.Image:
    """Pictures of any size, with the long runs and equal rows that compression feeds on."""
    width, height = draw(st.integers(1, 130)), draw(st.integers(1, 300))
    kind = draw(st.sampled_from(["noise", "rows", "black", "white"]))
    if kind in ("black", "white"):
        return Image.new("1", (width, height), int(kind == "white"))
    row = (width + 7) // 8
    if kind == "rows":
        patterns = draw(st.lists(st.binary(min_size=row, max_size=row), min_size=1, max_size=3))
        data = b"".join(patterns[number % len(patterns)] for number in range(height))
    else:
        data = draw(st.binary(min_size=row * height, max_size=row * height) if row * height < 900 else st.just(b""))
        data = data or bytes(number * 7 % 251 for number in range(row * height))
    return Image.frombytes("1", (width, height), data)


def same(printed: Image.Image, page: Image.Image) -> bool:
    """The page in the upper left corner, nothing black beside it in the bytes' padding."""
    wanted = placed(page, printed.size)
    return ImageChops.logical_xor(printed, wanted).getbbox() is None and printed.height == page.height


@pytest.mark.nightly
@given(pages(), st.booleans(), st.integers(-3, 3))
def test_escpos_prints_what_was_drawn(page: Image.Image, cut: bool, darkness: int) -> None:
    receipt = read_escpos(escpos.encode(page, darkness=darkness, cut=cut))
    (printed,) = receipt.pages
    assert same(printed, page)
    assert receipt.cuts == int(cut)
    assert receipt.densities == ([2 * darkness] if darkness else [])


@pytest.mark.nightly
@given(pages(), st.integers(-3, 3))
def test_tspl_prints_what_was_drawn(page: Image.Image, darkness: int) -> None:
    (label,) = read_tspl(tspl.encode(page, dots_per_mm=8, darkness=darkness))
    assert same(label.image, page)
    assert 0 <= int(label.commands["DENSITY"]) <= 15


@pytest.mark.nightly
@given(pages(), st.integers(-3, 3))
def test_zpl_prints_what_was_drawn(page: Image.Image, darkness: int) -> None:
    (label,) = read_zpl(zpl.encode(page, darkness=darkness))
    assert same(label.image, page)
    assert label.image.size == page.size
    assert int(label.commands["MD"]) == 5 * darkness


def test_wide_zpl_runs_count_beyond_four_hundred() -> None:
    page = Image.new("1", (4000, 2), 0)
    (label,) = read_zpl(zpl.encode(page))
    assert same(label.image, page)


def test_tspl_label_names_its_size_and_gap() -> None:
    (label,) = read_tspl(tspl.encode(Image.new("1", (400, 240), 1), dots_per_mm=8, gap_mm=2.5))
    assert label.commands["SIZE"] == "50 mm,30 mm"
    assert label.commands["GAP"] == "2.5 mm,0 mm"
    assert label.commands["PRINT"] == "1,1"


def test_no_raster_command_is_larger_than_a_small_printers_buffer() -> None:
    data = escpos.encode(Image.new("1", (576, 1000), 1))
    assert data.count(b"\x1dv0\x00") == 8


def test_zpl_of_a_label_is_a_fraction_of_its_hex() -> None:
    page = Image.new("1", (400, 240), 1)
    page.paste(0, (20, 20, 120, 120))
    assert len(zpl.encode(page)) < 400


def test_grey_becomes_black_or_white_without_a_pattern() -> None:
    grey = Image.new("L", (4, 1))
    grey.putdata([0, 127, 128, 255])
    assert [bool(black_dots(grey).getpixel((x, 0))) for x in range(4)] == [False, False, True, True]


READY, OFF = b"\x12", b"\x1a"


@pytest.mark.parametrize(
    ("answers", "status"),
    [
        ([READY] * 4, PrinterStatus()),
        ([OFF, b"\x16", READY, READY], PrinterStatus((Trouble.COVER_OPEN,))),
        ([OFF, b"\x32", READY, b"\x72"], PrinterStatus((Trouble.PAPER_OUT,))),
        ([OFF, b"\x32", READY, b"\x7e"], PrinterStatus((Trouble.PAPER_OUT,), paper_low=True)),
        ([READY, READY, READY, b"\x1e"], PrinterStatus(paper_low=True)),
        ([OFF, b"\x52", b"\x1a", READY], PrinterStatus((Trouble.CUTTER,))),
        ([OFF, b"\x52", b"\x52", READY], PrinterStatus((Trouble.HOT,))),
        ([OFF, b"\x52"], PrinterStatus((Trouble.FAULT,))),
        ([OFF], PrinterStatus((Trouble.OFFLINE,))),
        ([], None),
        ([b"\xff"], None),
        ([b"OK"], None),
    ],
    ids=["ready", "cover", "paper", "paper-low-too", "low", "cutter", "hot", "fault", "off", "silent", "noise", "text"],
)  # fmt: skip
def test_escpos_status(answers: list[bytes], status: PrinterStatus | None) -> None:
    assert escpos.read_status(answers) == status


@pytest.mark.parametrize(
    ("flags", "troubles"),
    [
        (0x00, ()),
        (0x20, ()),
        (0x01, (Trouble.COVER_OPEN,)),
        (0x04, (Trouble.PAPER_OUT,)),
        (0x05, (Trouble.PAPER_OUT, Trouble.COVER_OPEN)),
        (0x0A, (Trouble.RIBBON_OUT, Trouble.JAM)),
        (0x10, (Trouble.PAUSED,)),
        (0x80, (Trouble.FAULT,)),
    ],
)
def test_tspl_status(flags: int, troubles: tuple[Trouble, ...]) -> None:
    assert tspl.read_status([bytes([flags])]) == PrinterStatus(troubles)


def host_status(paper: int = 0, pause: int = 0, head: int = 0, ribbon: int = 0) -> bytes:
    """The three strings of a Zebra."""
    return (
        f"\x02030,{paper},{pause},1245,000,0,0,0,000,0,0,0\x03\r\n"
        f"\x02001,0,{head},{ribbon},1,2,6,0,00000000,1,000\x03\r\n\x021234,0\x03\r\n"
    ).encode()


def test_zpl_status() -> None:
    assert zpl.read_status([host_status()]) == PrinterStatus()
    assert zpl.read_status([host_status(paper=1, pause=1)]) == PrinterStatus((Trouble.PAPER_OUT, Trouble.PAUSED))
    assert zpl.read_status([host_status(head=1, ribbon=1)]) == PrinterStatus((Trouble.COVER_OPEN, Trouble.RIBBON_OUT))
    assert zpl.read_status([host_status()[:40]]) is None
    (question,) = zpl.QUESTIONS
    assert question.complete(host_status())
    assert not question.complete(host_status()[:-4])


@pytest.mark.nightly
@given(st.lists(st.binary(max_size=80), max_size=5))
def test_any_answer_is_a_status_or_nothing(answers: list[bytes]) -> None:
    for language in (escpos, tspl, zpl):
        status = language.read_status(answers)
        assert status is None or isinstance(status, PrinterStatus)
    assert escpos.is_finished(b"".join(answers)) in (True, False)
