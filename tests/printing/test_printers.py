"""Printing without a driver on real wires: sockets, a pseudo-terminal, files, a queue; and all the ways it fails."""

from __future__ import annotations

import os
import socket
import stat
import threading
import tty
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import samples
from decoding import decoded
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageFilter
from printer_emulators import COVER_OPEN, PAPER_OUT, READY, NetworkPrinter, read_escpos, read_tspl, read_zpl
from pyzbar import pyzbar
from samples import all_samples

from app.domain.errors import EnvironmentProblem
from app.printing.documents import LabelDoc, PrinterTestDoc
from app.printing.dots import placed
from app.printing.handing import Handed, NothingPrinted, SpoolPlace
from app.printing.labels import label_image
from app.printing.printer_status import PrinterStatus, Trouble
from app.printing.printers import Printers, ask_printer, print_raw, raw_pages
from app.printing.rendering import render
from app.printing.wires import Address, Patience, SerialWire, Stalled
from app.settings import PrinterLanguage, PrinterProfile, SettingsFile

HASTY = Patience(connect=2.0, stall=0.6, answer=0.3, finish=1.0)
ROLL = PrinterProfile(language=PrinterLanguage.ESCPOS, dots=576)
NAME = "Xprinter quầy 3"


def label_doc(name: str = "12-label-72x22-203") -> LabelDoc:
    doc = all_samples()[name]
    assert isinstance(doc, LabelDoc)
    return doc


def roll_at(printer: NetworkPrinter, **changes: object) -> PrinterProfile:
    return replace(ROLL, address=printer.address, **changes)  # type: ignore[arg-type]


def with_border(image: Image.Image) -> Image.Image:
    return placed(image, (image.width + 80, image.height + 80), 40, 40)


def read_by_both(image: Image.Image) -> tuple[set[str], set[str]]:
    zbar = {code.data.decode() for code in pyzbar.decode(image.convert("L"))}
    return decoded(image), zbar


# -- what is printed


def test_label_comes_out_of_a_network_printer_dot_by_dot() -> None:
    doc = label_doc()
    with NetworkPrinter(READY) as printer:
        handed = print_raw(render(doc), NAME, roll_at(printer), "QMC-1", HASTY)
        receipt = read_escpos(printer.printed())
    assert handed == Handed(certain=True)
    (page,) = receipt.pages
    assert receipt.cuts == 1
    assert ImageChops.logical_xor(page, placed(label_image(doc), page.size)).getbbox() is None


@pytest.mark.parametrize("spoil", ["clean", "97 percent", "blurred", "skewed 3 degrees"])
@pytest.mark.parametrize("name", ["12-label-50x30-203", "12-label-72x22-203"])
def test_codes_off_the_paper_are_read_as_they_come(name: str, spoil: str) -> None:
    doc = label_doc(name)
    with NetworkPrinter(READY) as printer:
        print_raw(render(doc), NAME, roll_at(printer), "QMC-1", HASTY)
        (page,) = read_escpos(printer.printed()).pages
    # A scanner looks finer than the head prints.
    seen = with_border(page).convert("L").resize(((page.width + 80) * 2, (page.height + 80) * 2))
    if spoil == "97 percent":
        seen = seen.resize((round(seen.width * 0.97), round(seen.height * 0.97)), Image.Resampling.BICUBIC)
    elif spoil == "blurred":
        seen = seen.filter(ImageFilter.GaussianBlur(0.10 * 406 / 25.4))
    elif spoil == "skewed 3 degrees":
        seen = seen.rotate(3, resample=Image.Resampling.BICUBIC, expand=True, fillcolor=255)
    expected = {doc.codes.code} | ({doc.codes.barcode} if "72x22" in name else set())
    by_zxing, by_zbar = read_by_both(seen)
    assert by_zxing == expected
    assert by_zbar == expected


@pytest.mark.parametrize("language", [PrinterLanguage.TSPL, PrinterLanguage.ZPL])
def test_label_printers_get_the_label_in_their_language(language: PrinterLanguage) -> None:
    doc = replace(label_doc("12-label-50x30-300"), quantity=2)
    with NetworkPrinter() as printer:
        profile = PrinterProfile(language=language, address=printer.address, dots=1248, dpi=300)
        handed = print_raw(render(doc), NAME, profile, "QMC-1", HASTY)
        data = printer.printed()
    labels = read_tspl(data) if language is PrinterLanguage.TSPL else read_zpl(data)
    assert handed == Handed()  # it told nothing, so nobody claims that it printed
    assert len(labels) == 2
    for label in labels:
        page = label.image.crop((0, 0, 591, 354))
        assert ImageChops.logical_xor(page, label_image(doc)).getbbox() is None
        assert decoded(with_border(page)) == {doc.codes.code}


@settings(max_examples=20)
@given(st.integers(-20, 20), st.integers(-20, 20))
def test_offset_moves_the_page_by_whole_dots(x: int, y: int) -> None:
    doc = label_doc("12-label-50x30-203")
    profile = replace(ROLL, offset_x_mm=x / 8, offset_y_mm=y / 8)
    (page,) = raw_pages(PDF_50X30, NAME, profile)
    assert page.size == (576, 240 + y)
    assert ImageChops.logical_xor(page, placed(label_image(doc), page.size, x, y)).getbbox() is None


PDF_50X30 = render(label_doc("12-label-50x30-203"))


def test_darkness_and_cut_of_the_profile_reach_the_printer() -> None:
    with NetworkPrinter(READY) as printer:
        print_raw(PDF_50X30, NAME, roll_at(printer, darkness=-2, cut=False), "", HASTY)
        receipt = read_escpos(printer.printed())
    assert receipt.densities == [-4]
    assert receipt.cuts == 0


def test_page_wider_than_the_head_is_refused_before_anything_is_sent() -> None:
    a4 = render(PrinterTestDoc(stamp=samples.STAMP))
    with pytest.raises(NothingPrinted) as trouble:
        raw_pages(a4, NAME, ROLL)
    assert trouble.value.sentence == "Máy in “Xprinter quầy 3” chỉ in rộng 72 mm, trang này rộng 210 mm."
    assert trouble.value.code == "page-too-wide"


def test_driver_printer_gets_its_offset_and_its_queue_is_watched(tmp_path: Path) -> None:
    kept = SettingsFile.load(tmp_path / "settings.json")
    kept.change(profiles={"Laser": PrinterProfile(offset_x_mm=1.5, offset_y_mm=-2.0)})
    sent: list[tuple[bytes, str, str, tuple[float, float]]] = []
    pdf = tmp_path / "paper.pdf"
    pdf.write_bytes(PDF_50X30)
    handed = Printers(kept, lambda *what: sent.append(what))(pdf, "Laser", "QMC-1")
    assert handed == Handed(SpoolPlace("Laser", "QMC-1"))
    assert sent == [(PDF_50X30, "Laser", "QMC-1", (1.5, -2.0))]


def test_raw_printer_is_found_by_its_profile(tmp_path: Path) -> None:
    kept = SettingsFile.load(tmp_path / "settings.json")
    pdf = tmp_path / "paper.pdf"
    pdf.write_bytes(PDF_50X30)
    with NetworkPrinter(READY) as printer:
        kept.change(profiles={NAME: roll_at(printer)})
        handed = Printers(SettingsFile.load(kept.path), lambda *_: pytest.fail("no driver"), HASTY)(pdf, NAME, "1")
        assert len(read_escpos(printer.printed()).pages) == 1
    assert handed.certain


# -- what goes wrong


def fails(profile: PrinterProfile) -> EnvironmentProblem:
    with pytest.raises(EnvironmentProblem) as trouble:
        print_raw(PDF_50X30, NAME, profile, "QMC-1", HASTY)
    return trouble.value


def test_nobody_listens() -> None:
    with NetworkPrinter() as printer:
        profile = roll_at(printer)
    trouble = fails(profile)
    assert isinstance(trouble, NothingPrinted)
    assert trouble.sentence == "Máy in “Xprinter quầy 3” từ chối kết nối."


def test_name_that_no_network_knows() -> None:
    trouble = fails(replace(ROLL, address="tcp://may-in.invalid"))
    assert isinstance(trouble, NothingPrinted)
    assert trouble.sentence == "Không nối được tới máy in “Xprinter quầy 3”."
    assert "may-in.invalid, cổng 9100" in trouble.advice


@pytest.mark.parametrize(
    ("status", "words"), [(PAPER_OUT, "hết giấy"), (COVER_OPEN, "đang mở nắp")], ids=["paper", "cover"]
)
def test_printer_that_cannot_print_gets_no_byte_of_the_page(status: dict[int, int], words: str) -> None:
    with NetworkPrinter(status) as printer:
        trouble = fails(roll_at(printer))
        assert printer.printed() == b""
    assert isinstance(trouble, NothingPrinted)
    assert trouble.sentence == f"Máy in “Xprinter quầy 3” {words}."


def test_paper_that_ends_in_the_middle_is_no_clean_failure() -> None:
    with NetworkPrinter(READY, after=PAPER_OUT, confirms=False) as printer:
        trouble = fails(roll_at(printer))
    assert not isinstance(trouble, NothingPrinted)
    assert trouble.sentence == "Máy in “Xprinter quầy 3” hết giấy giữa chừng: có thể đã in một phần."


def test_printer_that_stops_reading_is_left_after_its_time() -> None:
    long_page = render(replace(label_doc("12-label-100x150-203"), quantity=30))
    with NetworkPrinter(READY, stops_after=3000) as printer, pytest.raises(EnvironmentProblem) as trouble:
        print_raw(long_page, NAME, roll_at(printer, dots=832), "", HASTY)
    assert not isinstance(trouble.value, NothingPrinted)
    assert trouble.value.sentence == (
        "Máy in “Xprinter quầy 3” không nhận thêm dữ liệu giữa chừng: có thể đã in một phần."
    )


def test_printer_that_hangs_up_in_the_middle() -> None:
    server = socket.create_server(("127.0.0.1", 0))

    def take_a_little() -> None:
        connection, _ = server.accept()
        connection.recv(3)
        connection.sendall(b"\x12")
        connection.recv(4000)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
        connection.close()

    thread = threading.Thread(target=take_a_little)
    thread.start()
    long_page = render(replace(label_doc("12-label-100x150-203"), quantity=10))
    profile = replace(ROLL, address=f"tcp://127.0.0.1:{server.getsockname()[1]}", dots=832)
    with server, pytest.raises(EnvironmentProblem) as trouble:
        print_raw(long_page, NAME, profile, "", HASTY)
    thread.join()
    assert trouble.value.code in ("printer-stopped", "printer-silent")
    assert "mất kết nối" in trouble.value.sentence


def test_silent_printer_is_sent_to_but_never_believed() -> None:
    with NetworkPrinter(None) as printer:
        assert print_raw(PDF_50X30, NAME, roll_at(printer), "", HASTY) == Handed()
        assert len(read_escpos(printer.printed()).pages) == 1


def test_printer_without_the_last_word_is_not_believed_either() -> None:
    with NetworkPrinter(READY, confirms=False) as printer:
        assert print_raw(PDF_50X30, NAME, roll_at(printer), "", HASTY) == Handed()


def test_two_jobs_for_one_device_come_one_after_the_other() -> None:
    with NetworkPrinter(READY) as printer:
        threads = [
            threading.Thread(target=print_raw, args=(PDF_50X30, NAME, roll_at(printer), "", HASTY)) for _ in range(3)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert [len(read_escpos(job).pages) for job in printer.jobs] == [1, 1, 1]


def test_asking_tells_the_state_without_printing() -> None:
    with NetworkPrinter(PAPER_OUT) as printer:
        assert ask_printer(NAME, roll_at(printer), HASTY) == PrinterStatus((Trouble.PAPER_OUT,))
        assert printer.printed() == b""
    with NetworkPrinter() as printer:
        assert ask_printer(NAME, roll_at(printer), HASTY) is None
    with NetworkPrinter(answer={b"\x1b!?": b"\x01"}) as printer:
        profile = replace(roll_at(printer), language=PrinterLanguage.TSPL)
        assert ask_printer(NAME, profile, HASTY) == PrinterStatus((Trouble.COVER_OPEN,))


# -- serial line, files, queues


class Terminal:
    """The printer's end of a serial cable."""

    def __init__(self) -> None:
        self.handle, line = os.openpty()
        tty.setraw(line)
        self.path = os.ttyname(line)
        self._line = line
        self.taken = bytearray()
        self._thread = threading.Thread(target=self._read, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def _read(self) -> None:
        while True:
            try:
                more = os.read(self.handle, 1024)
            except OSError:
                return
            if more[:2] == b"\x10\x04":
                os.write(self.handle, b"\x12")
            elif more.endswith(b"\x1dr\x01"):
                self.taken += more[:-3]
                os.write(self.handle, b"\x00")
            else:
                self.taken += more

    def close(self) -> None:
        os.close(self._line)
        os.close(self.handle)


@pytest.fixture
def terminal() -> Iterator[Terminal]:
    end = Terminal()
    yield end
    end.close()


def test_label_over_a_serial_line(terminal: Terminal) -> None:
    terminal.start()
    profile = replace(ROLL, address=f"serial:{terminal.path}?baud=115200")
    handed = print_raw(PDF_50X30, NAME, profile, "", HASTY)
    assert handed == Handed(certain=True)
    (page,) = read_escpos(bytes(terminal.taken)).pages
    assert decoded(with_border(page)) == {label_doc().codes.code}


def test_serial_printer_that_takes_nothing_is_left_after_its_time(terminal: Terminal) -> None:
    wire = SerialWire.open(Address.parse(f"serial:{terminal.path}"), HASTY)

    def fill_the_line() -> None:
        for _ in range(1000):
            wire.send(bytes(4096))

    with pytest.raises(Stalled):
        fill_the_line()
    wire.close(done=False)


def test_serial_port_that_is_not_there() -> None:
    trouble = fails(replace(ROLL, address="serial:/dev/ttyUSB99"))
    assert isinstance(trouble, NothingPrinted)
    assert trouble.sentence == "Không mở được cổng /dev/ttyUSB99 của máy in “Xprinter quầy 3”."


def test_pages_written_to_a_file(tmp_path: Path) -> None:
    device = tmp_path / "lp0"
    device.touch()
    assert print_raw(PDF_50X30, NAME, replace(ROLL, address=f"file:{device}"), "", HASTY) == Handed()
    assert len(read_escpos(device.read_bytes()).pages) == 1


def test_missing_device_is_never_made_into_a_file(tmp_path: Path) -> None:
    trouble = fails(replace(ROLL, address=f"file:{tmp_path / 'lp9'}"))
    assert isinstance(trouble, NothingPrinted)
    assert not (tmp_path / "lp9").exists()


def test_device_that_takes_only_a_little_is_left_after_its_time(tmp_path: Path) -> None:
    pipe = tmp_path / "lp0"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    pdf = render(replace(label_doc("12-label-100x150-203"), quantity=3))
    with pytest.raises(EnvironmentProblem, match="có thể đã in một phần"):
        print_raw(pdf, NAME, replace(ROLL, address=f"file:{pipe}", dots=832), "", HASTY)
    os.close(reader)


@pytest.fixture
def lp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put a stand-in for CUPS' lp in front of the real one; it keeps the bytes and its arguments."""
    program = tmp_path / "bin" / "lp"
    program.parent.mkdir()
    program.write_text(
        f'#!/bin/sh\necho "$@" > {tmp_path}/arguments\n[ "$2" = Tem ] || {{ echo "lp: no such queue" >&2; exit 1; }}\n'
        f'cat > {tmp_path}/bytes\necho "request id is Tem-17 (0 file(s))"\n'
    )
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")
    return tmp_path


def test_raw_queue_gets_the_bytes_and_its_job_is_watched(lp: Path) -> None:
    handed = print_raw(PDF_50X30, NAME, replace(ROLL, address="spool:Tem"), "QMC-7-1", HASTY)
    assert handed == Handed(SpoolPlace("Tem", "QMC-7-1", 17))
    assert len(read_escpos((lp / "bytes").read_bytes()).pages) == 1
    assert (lp / "arguments").read_text().split() == ["-d", "Tem", "-o", "raw", "-t", "QMC-7-1", "-"]


def test_queue_that_refuses(lp: Path) -> None:
    trouble = fails(replace(ROLL, address="spool:Khac"))
    assert isinstance(trouble, NothingPrinted)
    assert trouble.sentence == "Hàng đợi “Khac” không nhận bản in."


# -- addresses


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("tcp://192.168.1.50:9100", Address("tcp", "192.168.1.50")),
        ("tcp://may-in-tem", Address("tcp", "may-in-tem")),
        ("TCP://[fe80::1]:9101", Address("tcp", "fe80::1", port=9101)),
        ("serial:COM3", Address("serial", "COM3")),
        (
            "serial:/dev/ttyUSB0?baud=115200&flow=rts",
            Address("serial", "/dev/ttyUSB0", baud=115200, flow="rts"),
        ),
        ("file:/dev/usb/lp0", Address("file", "/dev/usb/lp0")),
        (r"file:\\QUAY1\XP80", Address("file", r"\\QUAY1\XP80")),
        ("spool:Xprinter XP-80C", Address("spool", "Xprinter XP-80C")),
    ],
)  # fmt: skip
def test_address_is_read_and_written_alike(text: str, address: Address) -> None:
    assert Address.parse(text) == address
    assert Address.parse(str(address)) == address


@pytest.mark.parametrize(
    "text", ["", "tcp:", "tcp://:9100", "tcp://a:0", "tcp://a:nine", "serial:", "serial:COM3?baud=fast",
             "serial:COM3?flow=dtr", "file:", "spool:", "usb:1", "192.168.1.50"],
)  # fmt: skip
def test_no_address_is_told(text: str) -> None:
    with pytest.raises(EnvironmentProblem) as trouble:
        Address.parse(text)
    assert trouble.value.code == "printer-address"


@pytest.mark.nightly
@given(st.text(max_size=60))
def test_any_text_is_an_address_or_told(text: str) -> None:
    try:
        address = Address.parse(text)
    except EnvironmentProblem:
        return
    assert Address.parse(str(address)) == address
