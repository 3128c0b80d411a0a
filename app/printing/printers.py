"""One way to every printer: the system's driver, or our own bytes to a printer that has none.

What went wrong is told by what is known of the paper: `NothingPrinted` when none can have moved, another
`EnvironmentProblem` when some may have ("có thể đã in một phần").
"""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

from PIL import Image

from app.domain.errors import EnvironmentProblem
from app.printing import escpos, tspl, zpl
from app.printing.dots import black_dots, inked, placed
from app.printing.handing import Handed, NothingPrinted, SpoolPlace
from app.printing.label_sheet import dots_per_mm
from app.printing.printer_status import ADVICE, PrinterStatus, Question
from app.printing.raster import iter_page_images
from app.printing.wires import Address, Patience, Stalled, Wire, open_wire
from app.settings import PrinterLanguage, PrinterProfile, SettingsFile

PrintBySystem = Callable[[bytes, str, str, tuple[float, float]], object]

_PARTLY = "có thể đã in một phần"
_LOOK = "Xem giấy đã ra chưa, rồi mới in lại."
_QUESTIONS: dict[PrinterLanguage, tuple[tuple[Question, ...], Callable[[Sequence[bytes]], PrinterStatus | None]]] = {
    PrinterLanguage.ESCPOS: (escpos.QUESTIONS, escpos.read_status),
    PrinterLanguage.TSPL: (tspl.QUESTIONS, tspl.read_status),
    PrinterLanguage.ZPL: (zpl.QUESTIONS, zpl.read_status),
}
# Two roles may print on one device at once; each device takes one page run at a time.
_LOCKS: dict[str, threading.Lock] = {}
_LOCKS_LOCK = threading.Lock()


@dataclass(frozen=True, slots=True)
class Printers:
    """Prints an archived PDF on the printer of that name, as its profile in the settings says.

    `by_system(pdf, printer, job name, offset in mm)` is the way through a driver.
    """

    settings: SettingsFile
    by_system: PrintBySystem
    patience: Patience = field(default_factory=Patience)

    def __call__(self, pdf: Path, printer: str, name: str, /) -> Handed:
        """Hand over the paper under the document name `name`. Raises as `app.printing.handing.PrintPdf` says."""
        return self.hand_over(pdf.read_bytes(), printer, self.settings.current.profile(printer), name)

    def hand_over(self, pdf: bytes, printer: str, profile: PrinterProfile, name: str) -> Handed:
        """Hand over with a profile that need not be kept yet."""
        if profile.is_raw:
            return print_raw(pdf, printer, profile, name, self.patience)
        self.by_system(pdf, printer, name, (profile.offset_x_mm, profile.offset_y_mm))
        return Handed(SpoolPlace(printer, name))


def print_raw(
    pdf: bytes, printer: str, profile: PrinterProfile, name: str = "", patience: Patience | None = None
) -> Handed:
    """Print all pages as dots in the printer's own language. Raises as `app.printing.handing.PrintPdf` says."""
    data = [encoded(page, profile) for page in raw_pages(pdf, printer, profile)]
    address = Address.parse(profile.address)
    with _lock_of(str(address)):
        run = _Run(printer, profile.language, address, patience or Patience())
        return run.print(data, name)


def ask_printer(printer: str, profile: PrinterProfile, patience: Patience | None = None) -> PrinterStatus | None:
    """Connect and ask how the printer is, without printing. None when it says nothing. Raises NothingPrinted."""
    address = Address.parse(profile.address)
    with _lock_of(str(address)):
        run = _Run(printer, profile.language, address, patience or Patience())
        return run.ask()


def raw_pages(pdf: bytes, printer: str, profile: PrinterProfile) -> list[Image.Image]:
    """Render all pages for the print head, moved by the profile's offset: mode "1".

    Pages of a roll are as wide as the head, labels as wide as the label. White may hang over the head's edge, black
    may not. Raises NothingPrinted.
    """
    per_mm = dots_per_mm(profile.dpi)
    x, y = round(profile.offset_x_mm * per_mm), round(profile.offset_y_mm * per_mm)
    pages = []
    for grey in iter_page_images(pdf, per_mm * 25.4):
        page = black_dots(grey)
        box = inked(page) if page.width > profile.dots else None
        if box is not None and box[2] > profile.dots:
            raise NothingPrinted(
                f"Máy in “{printer}” chỉ in rộng {_millimetres(profile.dots / per_mm)} mm, "
                f"trang này rộng {_millimetres(page.width / per_mm)} mm.",
                "Chọn máy in khác cho loại giấy này, hoặc sửa số điểm của đầu in trong Cài đặt.",
                "page-too-wide",
            )
        roll = profile.language is PrinterLanguage.ESCPOS
        size = (profile.dots, max(1, page.height + y)) if roll else (min(page.width, profile.dots), page.height)
        pages.append(placed(page, size, x, y))
    return pages


def encoded(page: Image.Image, profile: PrinterProfile) -> bytes:
    """Say one page in the printer's language."""
    match profile.language:
        case PrinterLanguage.TSPL:
            per_mm = dots_per_mm(profile.dpi)
            return tspl.encode(page, dots_per_mm=per_mm, gap_mm=profile.gap_mm, darkness=profile.darkness)
        case PrinterLanguage.ZPL:
            return zpl.encode(page, darkness=profile.darkness)
        case _:
            return escpos.encode(page, darkness=profile.darkness, cut=profile.cut)


@dataclass(slots=True)
class _Run:
    """One conversation with a printer, and how far it came."""

    printer: str
    language: PrinterLanguage
    address: Address
    patience: Patience
    sent: int = 0

    def ask(self) -> PrinterStatus | None:
        wire = self._open("")
        try:
            status = self._status(wire)
        except OSError as error:
            self._broken(error)
        finally:
            with suppress(OSError):
                wire.close(done=False)
        return status

    def print(self, pages: list[bytes], name: str) -> Handed:
        wire = self._open(name)
        done = False
        try:
            status = self._status(wire)
            if status is not None and status.troubles:
                self._stopped(status)
            for page in pages:
                self._send(wire, page)
            certain = status is not None and self._confirmed(wire)
            done = True
        except OSError as error:
            self._broken(error)
        finally:
            if not done:
                with suppress(OSError):
                    wire.close(done=False)
        return self._close(wire, name, certain)

    def _open(self, name: str) -> Wire:
        try:
            return open_wire(self.address, title=name, patience=self.patience)
        except OSError as error:
            raise _unreachable(self.printer, self.address, error) from error

    def _status(self, wire: Wire) -> PrinterStatus | None:
        questions, read = _QUESTIONS[self.language]
        answers: list[bytes] = []
        for question in questions:
            answer = wire.ask(question.asks, question.complete, self.patience.answer)
            if not answer:
                break
            answers.append(answer)
        return read(answers)

    def _send(self, wire: Wire, data: bytes) -> None:
        left = memoryview(data)
        while left:
            went = wire.send(bytes(left[:65536]))
            self.sent += went
            left = left[went:]

    def _confirmed(self, wire: Wire) -> bool:
        """Whether the printer itself says that everything is out. Raises when it stopped meanwhile."""
        question = escpos.FINISHED
        if self.language is PrinterLanguage.ESCPOS:
            answer = wire.ask(question.asks, question.complete, self.patience.finish)
            if escpos.is_finished(answer):
                return True
        status = self._status(wire)
        if status is not None and status.troubles:
            self._stopped(status)
        return False

    def _close(self, wire: Wire, name: str, certain: bool) -> Handed:
        try:
            number = wire.close(done=True)
        except TimeoutError as error:
            raise EnvironmentProblem(
                f"Hàng đợi “{self.address.place}” chưa trả lời: {_PARTLY}.", _LOOK, "printer-queue-silent"
            ) from error
        except OSError as error:
            raise NothingPrinted(
                f"Hàng đợi “{self.address.place}” không nhận bản in.",
                "Kiểm tra tên hàng đợi trong Cài đặt, Máy in, và máy in có đang bật không.",
                "printer-queue",
            ) from error
        if self.address.kind != "spool":
            return Handed(certain=certain)
        return Handed(SpoolPlace(self.address.place, name, int(number) if number.isdecimal() else 0))

    def _stopped(self, status: PrinterStatus) -> NoReturn:
        trouble = status.troubles[0]
        if not self.sent:
            raise NothingPrinted(
                f"Máy in “{self.printer}” {trouble.value}.", f"{ADVICE[trouble]} Rồi in lại.", _code(trouble.name)
            )
        raise EnvironmentProblem(
            f"Máy in “{self.printer}” {trouble.value} giữa chừng: {_PARTLY}.",
            f"{ADVICE[trouble]} {_LOOK}",
            _code(trouble.name),
        )

    def _broken(self, error: OSError) -> NoReturn:
        what = "không nhận thêm dữ liệu" if isinstance(error, Stalled) else "mất kết nối"
        if not self.sent:
            raise NothingPrinted(
                f"Máy in “{self.printer}” {what}.", "Kiểm tra nguồn, giấy và dây rồi in lại.", "printer-silent"
            ) from error
        raise EnvironmentProblem(
            f"Máy in “{self.printer}” {what} giữa chừng: {_PARTLY}.", _LOOK, "printer-stopped"
        ) from error


def _unreachable(printer: str, address: Address, error: OSError) -> NothingPrinted:
    match error:
        case ConnectionRefusedError():
            return NothingPrinted(
                f"Máy in “{printer}” từ chối kết nối.",
                "Máy có thể đang bận với máy tính khác, hoặc địa chỉ đã đổi. Chờ một phút rồi in lại.",
                "printer-refused",
            )
        case PermissionError():
            return NothingPrinted(
                f"Tài khoản này không được dùng cổng {address.place} của máy in “{printer}”.",
                "Có thể chương trình khác đang giữ cổng. Đóng nó, hoặc nhờ quản trị cấp quyền dùng cổng máy in.",
                "printer-forbidden",
            )
    if address.kind == "tcp":
        return NothingPrinted(
            f"Không nối được tới máy in “{printer}”.",
            f"Kiểm tra nguồn, dây mạng và địa chỉ {address.place}, cổng {address.port} trong Cài đặt, Máy in.",
            "printer-unreachable",
        )
    return NothingPrinted(
        f"Không mở được cổng {address.place} của máy in “{printer}”.",
        "Cắm lại dây, bật máy in; hoặc chọn lại cổng trong Cài đặt, Máy in.",
        "printer-port",
    )


def _lock_of(address: str) -> threading.Lock:
    with _LOCKS_LOCK:
        return _LOCKS.setdefault(address, threading.Lock())


def _code(name: str) -> str:
    return f"printer-{name.lower().replace('_', '-')}"


def _millimetres(value: float) -> str:
    return f"{math.floor(value * 10) / 10:g}".replace(".", ",")
