"""Every sentence for bad input, provoked in the real program and kept as a picture, to be read as a clerk reads it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtWidgets import QApplication, QLineEdit

from app.domain.trial_codes import trial_bars
from app.protocol.ids import new_id
from app.services.drafts import Draft, keep_draft
from app.ui.context import Context
from app.ui.screens.calendar import CalendarSection
from app.ui.screens.catalogue_import import ImportPanel
from app.ui.screens.intake_model import FormState, PaperState
from app.ui.screens.intake_people import PersonState
from app.ui.screens.settings import SettingsScreen
from app.ui.screens.settings_office import OfficeSection
from app.ui.screens.staff import StaffSection
from app.ui.widgets.question import Question
from tour import counter, opening, sight
from tour.acts import Tour
from tour.bad_input_files import FILES
from tour.catalogue import to_section
from tour.counter import PHUONG, intake
from tour.moves import Moves, Until, press, scan, write
from tour.notebook import Notebook

FOLDER = "bad-input"
_READING_SECONDS = 60

ADDRESS = "Ấp Cái Dầy, xã Vĩnh Lợi, tỉnh Cà Mau"
GOOD = PersonState(
    name="Trần Thị Bích Phượng", number="095 190 004 321", born="12/03/1990", issued="10/05/2022",
    address=ADDRESS, phone="0918 204 756",
)  # fmt: skip
PEOPLE: dict[str, PersonState] = {
    "thieu-chu-so-30-02-dien-thoai-thu-dien-tu": replace(
        GOOD, number="095 190 004", born="30/02/1990", issued="31/04/2020", phone="0918204", email="abc", address="asdf"
    ),
    "so-khong-khop-nam-sinh-cap-truoc-sinh": replace(
        GOOD, number="095 290 004 321", issued="10/05/1989", name="Trần Thị 2", phone="0912 345 67a"
    ),
    "sinh-chua-toi-ten-co-ky-tu-la": replace(GOOD, born="01/01/2031", issued="01/01/2030", name="Trần 🙂 Phượng"),
    "nam-1899-va-29-02-1900": replace(GOOD, born="01/01/1899", issued="29/02/1900", phone="0118 204 756"),
    "tren-120-tuoi-ma-tinh-la": replace(
        GOOD, number="005 000 004 321", born="01/02/1900", issued="", name="Nguyễn Văn Ba"
    ),
    "so-000-ten-chu-nga": replace(GOOD, number="000 190 004 321", name="Анна Иванова", address="12345"),
    "the-het-han": replace(GOOD, issued="10/05/2012"),
    "ten-chua-viet-hoa": replace(GOOD, name="trần thị bích phượng", source=""),
    "chung-minh-cu": replace(GOOD, number="362 123 456", sex="female", phone="84abc"),
    "ho-chieu-la": replace(GOOD, number="AB12", sex="female"),
    "ten-10000-chu": replace(GOOD, name="Nguyễn " * 1428, address="Ấp Cái Dầy, " * 900, phone="09" * 500),
}
CARD = PHUONG.card
SCANS: dict[str, str] = {
    "the-bi-cat": CARD[:60],
    "the-sai-ngay-va-so": CARD.replace("12031990", "31021990").replace("095190", "095290"),
    "the-hong-dau": CARD.replace("Phượng", "Ph??ng"),
    "the-mat-dau-ngan": CARD.replace("|", ""),
    "the-mat-dau-tieng-viet": "095190004321||TRAN THI BICH PHUONG|12031990|Nu|Ap Cai Day, xa Vinh Loi, Ca Mau|10052022",
    "the-kieu-telex": "095190004321||Traafn Thij Bisch Phuwowjng|12031990|Nuwx|xax Vixnh Lowji, Caf Mau|10052022",
    "the-cho-dat-dau": "095190004321||Lee Thij Hoaf|12031990|Nuwx|xax Vinhx Loiwj|10052022",
    "the-ten-khong-khoi-phuc-duoc": "095190004321||Ksor H'Bia|12031990|Nuwx|Thoon Ia Rbol, xax Ia Pa, Gia Lai|10052022",
    "the-kieu-vni-lan-so": "095190004321||Tra62n Thi5 Bi1ch|12031990|Nu74|A1 d9u7o72ng La1ng|10052022",
    "the-mat-phan-dau": CARD[30:],
    "the-thieu-mot-so": CARD.replace("095190004321", "09519000432"),
    "danh-thiep": "BEGIN:VCARD",
    "ma-hai-lop": "otpauth://totp/x?secret=JBSW",
    "the-bao-hiem": "GD4970012345678|4e67|01/01/1990|1|",
    "dong-may-thieu-dong": "IDVNM1900043210095190004321<<4",
    "ma-thu-dau-doc": trial_bars(5),
    "hai-lan-dinh-nhau": "H12.142-261119-3001H12.142-261119-3002",
    "dai-qua-4000": "x1y" * 1500,
    "ma-la": "8934563138165",
    "dia-chi-mang": "https://vidu.vn/khuyen-mai",
    "chuyen-khoan": "00020101021138570010A000000727",
    "buu-gui": "RR473124829VN",
    "so-dinh-danh": "095190004321",
    "ma-16-so-sai": "1014223450000799",
    "giay-tap-su": "THU:H12.142-261119-3001",
    "ho-so-noi-khac": "H99.1-261119-3001",
    "ho-so-chua-co": "H12.142-250101-0009",
    "ma-ban-giao": "BG1|H12.142|7",
    "dong-may-doc-sai": "IDVNM1900043210095190004321<<49003126F2703127VNM<<<<<<<<<<<1TRAN<<THI<BICH<PHUONG<<<<<<<<<",
    "rat-dai": "x1y" * 500,
}


def act(tour: Tour) -> Moves:
    """Sign in to the demo office and walk through every kind of bad input."""
    book = Notebook(tour.notebook.folder / FOLDER)
    book.folder.mkdir(exist_ok=True)
    yield from opening.sign_in(replace(tour, notebook=book), "dang-nhap")
    yield Until(lambda: sight.reads("Tất cả"), "danh sách hàng đợi")
    yield from counter.begin()
    for part in (_people, _money, _missing, _dialogs, _scans, _drafts, _files, _settings):
        yield from part(book)


def _rest(milliseconds: int) -> Moves:
    until = time.monotonic() + milliseconds / 1000
    yield Until(lambda: time.monotonic() > until, "nghỉ")


def _show(state: FormState, *, opened: bool) -> Moves:
    """Put a form on the screen as if it had been typed."""
    screen = intake()
    screen._show(state)
    if opened:
        screen.view.person.open_fields()
        screen.view.person.fields.show_notes()
    yield from _rest(60)


def _context() -> Context:
    return intake().context


def _fresh(person: PersonState = GOOD) -> FormState:
    return FormState(new_id(_context().house.clock()), visitor=replace(person))


def _full() -> FormState:
    state = _fresh()
    procedure = next(p for p in _context().procedures.values() if p.code == "1.001193")
    state.procedure_code = procedure.code
    state.case = procedure.cases[0].key if procedure.cases else ""
    state.papers = {p.key: PaperState(originals=1) for p in procedure.papers}
    return state


def _people(book: Notebook) -> Moves:
    for name, person in PEOPLE.items():
        yield from _show(_fresh(person), opened=True)
        book.shoot(f"nguoi-{name}")
    state = _full()
    state.visitor = replace(PEOPLE["so-khong-khop-nam-sinh-cap-truoc-sinh"], issued="", phone=GOOD.phone)
    yield from _show(state, opened=True)
    yield from press("F10")
    yield Until(lambda: isinstance(QApplication.activeModalWidget(), Question), "hộp vẫn nhận")
    book.shoot("so-sai-hoi-ly-do")
    yield from press("F10")
    yield from _rest(60)
    book.shoot("so-sai-chua-ghi-ly-do")
    yield from write("đã đối chiếu thẻ gốc")
    yield from press("F10")
    yield Until(lambda: any("Đã nhận hồ sơ" in heading for heading in sight.toasts()), "đã nhận")
    book.shoot("so-sai-da-nhan")
    saved, shell = intake()._last, sight.shell()
    if saved is None or shell is None:
        raise RuntimeError("nothing was received")
    shell.show_screen("dossier", saved.subject_id)
    yield Until(lambda: sight.is_at("dossier") and sight.reads("đã đối chiếu thẻ gốc"), "lý do trên trang hồ sơ")
    book.shoot("so-sai-ly-do-tren-trang-ho-so")
    shell.show_screen("intake")
    yield from _rest(100)


def _missing(book: Notebook) -> Moves:
    """Press F10 on forms that lack something."""

    def without(**changes: object) -> FormState:
        state = _full()
        for name, value in changes.items():
            setattr(state, name, value)
        return state

    forms = {
        "ten": without(visitor=replace(GOOD, name="")),
        "giay": without(papers={}),
        "dia-chi-nhan": without(result_way="post"),
        "quan-he": without(
            filed_for="person", owner=replace(GOOD, name="Phạm Thị Út", number="095 164 002 917", born="")
        ),
        "ma-so-thue-sai": without(
            filed_for="organisation", owner=PersonState("organisation", "Công ty Thử", "0100109107", address=ADDRESS)
        ),
        "ly-do-mien": without(payment="exempt"),
        "ghi-chu-qua-dai": without(note="x" * 5000),
    }
    for name, form in forms.items():
        yield from _show(form, opened=False)
        for _ in range(3):
            yield from press("F10")
            yield from _rest(250)
            if isinstance(QApplication.activeModalWidget(), Question):
                break
        book.shoot(f"thieu-{name}")
        yield from _close_dialog()


def _close_dialog() -> Moves:
    while (dialog := QApplication.activeModalWidget()) is not None:
        dialog.close()
        yield from _rest(60)


def _dialogs(book: Notebook) -> Moves:
    """Send the dialogs off with nothing in them."""
    for key, name in (("Ctrl+B", "bo-sung"), ("Ctrl+R", "tu-choi")):
        yield from _show(_full(), opened=False)
        yield from press(key)
        yield Until(lambda: isinstance(QApplication.activeModalWidget(), Question), name)
        dialog = QApplication.activeModalWidget()
        fields: list[QLineEdit] = [] if dialog is None else list(dialog.findChildren(QLineEdit))
        for field in fields:
            field.clear()
        yield from press("F10")
        yield from _rest(80)
        book.shoot(f"hop-{name}-bo-trong")
        yield from _close_dialog()


def _money(book: Notebook) -> Moves:
    procedure = _context().procedures["1.004873"]
    state = _fresh()
    state.procedure_code, state.case = procedure.code, procedure.cases[0].key
    state.papers = {paper.key: PaperState(originals=1) for paper in procedure.papers}
    yield from _show(state, opened=False)
    for key, row in intake().view.fees.rows.items():
        if row.amount is not None:
            state.amounts[key] = "mười lăm nghìn"
            row.amount.setText("mười lăm nghìn")
    yield from _rest(700)  # F10 rests after it has answered a dialog
    for _ in range(3):  # without a window manager the first key after a dialog only wakes the window
        yield from press("F10")
        yield from _rest(250)
    book.shoot("so-tien-la")


def _scans(book: Notebook) -> Moves:
    for name, text in SCANS.items():
        yield from _show(FormState(new_id(_context().house.clock())), opened=False)
        yield from _close_toasts()
        yield from scan(text)
        yield from _rest(600)
        book.shoot(f"quet-{name}")
        if not sight.is_at("intake") and (shell := sight.shell()) is not None:
            shell.show_screen("intake")
            yield from _rest(100)


def _close_toasts() -> Moves:
    shell = sight.shell()
    for toast in list(shell.toasts.toasts()) if shell is not None else []:
        toast.close_toast()
    yield from _rest(60)


def _drafts(book: Notebook) -> Moves:
    context = _context()
    actor = context.the_actor
    bad = Draft(
        new_id(context.house.clock()), "intake", actor.staff_id, "Trần Thị Bích Phượng · Khai sinh",
        {"parked": True, "visitor": 7}, context.house.local_now(),
    )  # fmt: skip
    keep_draft(context.house, bad)
    yield from _close_toasts()
    intake()._restore(bad)
    yield from _rest(400)
    book.shoot("nhap-khong-doc-duoc")
    yield from _close_toasts()


def _files(book: Notebook) -> Moves:
    yield from to_section("catalogue")
    panel = sight.shown(ImportPanel)
    if panel is None:
        raise RuntimeError("no import in the settings")
    with TemporaryDirectory() as folder:
        for name, make in FILES.items():
            path = Path(folder) / name
            make(path)
            panel.read_file(path)
            yield Until(lambda: not panel.is_busy(), name, _READING_SECONDS)
            yield from _rest(80)
            book.shoot(f"tep-{name.replace('.', '-')}")
            path.unlink()
        panel.read_file(Path(folder) / "khong-con.xlsx")
        yield Until(lambda: not panel.is_busy(), "tệp đã mất", _READING_SECONDS)
        yield from _rest(80)
        book.shoot("tep-khong-con")


def _open_section(name: str) -> None:
    settings = sight.screen()
    if not isinstance(settings, SettingsScreen):
        raise RuntimeError("the settings are not in front")
    settings.open_section(name)


def _settings(book: Notebook) -> Moves:
    _open_section("staff")
    people = sight.shown(StaffSection)
    if people is not None:
        for name, typed in _people_of_staff():
            people.begin_new()
            for field, text in zip((people.name, people.number, people.secret, people.again), typed, strict=True):
                field.edit.setText(text)
            yield from press("Ctrl+S")
            yield from _rest(250)
            book.shoot(f"nhan-vien-{name}")
    _open_section("calendar")
    calendar = sight.shown(CalendarSection)
    if calendar is not None:
        calendar.day.edit.setText("30/02/2027")
        calendar.day.edit.textEdited.emit("30/02/2027")
        calendar.day.edit.left.emit("30/02/2027")
        yield from press("Ctrl+S")
        yield from _rest(150)
        book.shoot("lich-30-02")
    _open_section("office")
    office = sight.shown(OfficeSection)
    if office is not None:
        edit = office.fields.fields["address"].edit
        edit.setFocus()
        yield from press("Ctrl+A")
        QApplication.clipboard().setText("Ấp Cái Dầy, " * 100)
        yield from press("Ctrl+V")
        yield from press("Ctrl+S")
        yield from _rest(250)
        book.shoot("co-quan-qua-dai")


def _people_of_staff() -> Iterator[tuple[str, tuple[str, str, str, str]]]:
    yield "thieu-ten", ("", "NV08", "314159", "314159")
    yield "ma-pin-de-doan", ("Phạm Quốc Toàn", "NV08", "123456", "123456")
    yield "ma-pin-khong-giong", ("Phạm Quốc Toàn", "NV08", "314159", "314158")
    yield "ten-qua-dai", ("Phạm " * 50, "NV08", "314159", "314159")
