"""Files of a dossier: what is taken, what is refused and why, where their bytes are."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from office_fixtures import MARRIAGE, form, person
from PIL import Image

from app.domain import dossier
from app.domain.errors import EnvironmentProblem, UserError
from app.domain.media import Media
from app.domain.office import Actor, Role
from app.printing.scans import page_scan
from app.protocol.blobs import MOST_BYTES
from app.services.attachments import FileState, attach_file, bytes_of, choose_file, detach_file
from app.services.dossiers import open_dossier
from app.services.house import House, act, the_desk
from app.services.intake import receive_dossier
from app.services.print_jobs import PrintPlan
from app.services.upkeep import rebuild_projections
from app.storage.event_log import NewEvent, append

A4_PX = (413, 585)  # A4 at 50 dpi


def picture(form: str, colour: str = "firebrick") -> bytes:
    data = io.BytesIO()
    Image.new("RGB", A4_PX, colour).save(data, form, dpi=(50, 50), resolution=50)
    return data.getvalue()


@pytest.fixture
def subject(house: House, clerk: Actor) -> str:
    silent = PrintPlan(receipt=False, labels=0)
    return receive_dossier(house, clerk, form(house, MARRIAGE, person("Huỳnh Văn Đức")), silent).subject_id


@pytest.fixture
def saved(tmp_path: Path) -> Callable[[bytes], Path]:
    def save(data: bytes) -> Path:
        path = tmp_path / "CCCD Huỳnh Văn Đức.pdf"
        path.write_bytes(data)
        return path

    return save


@pytest.mark.parametrize(("form", "media"), [("PDF", Media.PDF), ("JPEG", Media.JPEG), ("PNG", Media.PNG)])
def test_a_file_is_what_its_bytes_say_and_shows_in_its_colours(
    saved: Callable[[bytes], Path], form: str, media: Media
) -> None:
    chosen = choose_file(saved(picture(form)))
    assert (chosen.media, chosen.pages) == (media, 1)
    scan = page_scan(chosen.data, chosen.media, 0, 25)
    assert (round(scan.width_mm), round(scan.height_mm)) == (210, 297)
    assert scan.width in range(200, 212)
    red, green, blue = scan.rgb[:3]
    assert red > 150 > green + 50, "a stamp stays red"
    assert abs(green - blue) < 40


@pytest.mark.parametrize("mode", ["I;16", "L", "1", "P"])
def test_a_scan_in_shades_of_any_kind_shows_grey_where_it_is_grey(mode: str) -> None:
    """Stripes of one dot in black and white, or half way between: from afar both are grey."""
    width, height = 600, 100
    if mode == "I;16":
        image = Image.frombytes(mode, (width, height), (0x8080).to_bytes(2, "little") * width * height)
    else:
        stripes = Image.frombytes("L", (width, height), bytes((0, 255)) * (width * height // 2))
        image = stripes.convert(mode)
    data = io.BytesIO()
    image.save(data, "PNG", dpi=(300, 300))
    scan = page_scan(data.getvalue(), Media.PNG, 0, 75)
    assert 100 < min(scan.rgb[scan.width * 3 * 5 + 15 : scan.width * 3 * 6 - 15]) < 155


@pytest.mark.parametrize("dpi", [0.03, 1e7])
def test_a_picture_that_claims_an_absurd_size_on_paper_shows(dpi: float) -> None:
    data = io.BytesIO()
    Image.new("RGB", A4_PX).save(data, "PNG", dpi=(dpi, dpi))
    assert round(page_scan(data.getvalue(), Media.PNG, 0, 25).width_mm) == 70


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "FILE-EMPTY"),
        (b"PK\x03\x04 a Word document", "FILE-KIND"),
        (b"%PDF-1.7 and nothing else", "FILE-BROKEN"),
        (b"\xff\xd8\xff cut", "FILE-BROKEN"),
        (b"\x89PNG\r\n\x1a\n cut", "FILE-BROKEN"),
        (b"%PDF-" + bytes(MOST_BYTES), "FILE-SIZE"),
    ],
    ids=["empty", "word", "broken pdf", "broken jpeg", "broken png", "too large"],
)
def test_what_a_dossier_does_not_take_is_refused_where_it_is_chosen(
    saved: Callable[[bytes], Path], data: bytes, code: str
) -> None:
    with pytest.raises(UserError) as refused:
        choose_file(saved(data))
    assert refused.value.code == code
    assert refused.value.advice


def test_a_stick_that_was_pulled_out_is_told(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentProblem):
        choose_file(tmp_path / "gone.pdf")


def test_a_locked_pdf_says_so(saved: Callable[[bytes], Path], monkeypatch: pytest.MonkeyPatch) -> None:
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfgen.canvas import Canvas

    data = io.BytesIO()
    canvas = Canvas(data, encrypt=StandardEncryption("271828"))
    canvas.drawString(50, 50, "x")
    canvas.save()
    with pytest.raises(UserError) as refused:
        choose_file(saved(data.getvalue()))
    assert refused.value.code == "FILE-PASSWORD"


def test_a_file_is_kept_encrypted_with_its_part_of_the_dossier_and_without_its_name(
    house: House, clerk: Actor, subject: str, saved: Callable[[bytes], Path]
) -> None:
    data = picture("PNG")
    attach_file(house, clerk, subject, choose_file(saved(data)), "to_khai")
    [file] = open_dossier(house, subject).files
    assert (file.media, file.size, file.component, file.who) == (Media.PNG, len(data), "to_khai", clerk.name)
    assert (file.state, bytes_of(house, file.sha256)) == (FileState.HERE, data)
    bodies = b"".join(body for (body,) in house.db.rows("SELECT body FROM events"))
    assert b"CCCD" not in bodies
    on_disk = [house.db.path, house.db.path.with_name(f"{house.db.path.name}-wal")]
    assert all(b"\x89PNG" not in path.read_bytes() for path in on_disk)
    told = open_dossier(house, subject).timeline[-1]
    assert (told.what, told.detail) == ("Đính kèm tệp", f"Ảnh PNG · {max(1, round(len(data) / 1024))} KB")
    before = house.db.rows("SELECT * FROM dossiers")
    rebuild_projections(house)
    assert house.db.rows("SELECT * FROM dossiers") == before


def test_the_same_file_is_taken_once_and_again_after_it_was_taken_off(
    house: House, clerk: Actor, subject: str, saved: Callable[[bytes], Path]
) -> None:
    chosen = choose_file(saved(picture("PDF")))
    attach_file(house, clerk, subject, chosen)
    with pytest.raises(UserError, match="đã có"):
        attach_file(house, clerk, subject, chosen, "to_khai")
    [file] = open_dossier(house, subject).files
    for reason, who in (("", clerk), ("Nhầm hồ sơ", replace(clerk, roles=(Role.ADMINISTRATOR,)))):
        with pytest.raises(UserError):
            detach_file(house, who, subject, file.key, reason)
    detach_file(house, clerk, subject, file.key, "Nhầm hồ sơ")
    page = open_dossier(house, subject)
    assert (page.files, page.timeline[-1].what, page.timeline[-1].detail) == ((), "Bỏ tệp đính kèm", "Nhầm hồ sơ")
    with pytest.raises(UserError, match="được bỏ"):
        detach_file(house, clerk, subject, file.key, "Nhầm hồ sơ")
    attach_file(house, clerk, subject, chosen, "to_khai")
    assert [one.component for one in open_dossier(house, subject).files] == ["to_khai"]


def test_nothing_is_attached_to_what_is_not_here_or_without_the_right(
    house: House, clerk: Actor, subject: str, saved: Callable[[bytes], Path]
) -> None:
    chosen = choose_file(saved(picture("PDF")))
    with pytest.raises(UserError, match="Không tìm thấy"):
        attach_file(house, clerk, "elsewhere", chosen)
    with pytest.raises(UserError, match="không được làm"):
        attach_file(house, replace(clerk, roles=()), subject, chosen)
    assert house.db.rows("SELECT count(*) FROM kept_blobs") == [(0,)], "nothing stays behind"
    with pytest.raises(UserError, match="chưa có tệp"):
        bytes_of(house, "0" * 64)


def test_other_programs_nonsense_keeps_no_file_from_showing(
    house: House, clerk: Actor, subject: str, saved: Callable[[bytes], Path]
) -> None:
    attach_file(house, clerk, subject, choose_file(saved(picture("PDF"))))
    odd = {"blobs": ["ab" * 32], "size": 1, "media": "video/mp4", "component": 7}
    with house.db.write() as session:
        doing = act(house, clerk, the_desk(session), "a")
        append(session, doing, [NewEvent(dossier.KIND, subject, dossier.ATTACHED, odd)])
    assert [file.media for file in open_dossier(house, subject).files] == [Media.PDF]
