"""The columns of the catalogue workbook, the words its cells may hold, and procedures written as its rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeVar

from app.domain.procedures import Channel, FeeKind, Level, LimitUnit, Need, Procedure, SupplementMode

_E = TypeVar("_E", bound=StrEnum)

PROCEDURES, CASES, PAPERS, LIMITS, FEES = "Thủ tục", "Trường hợp", "Giấy tờ", "Thời hạn", "Phí"
CODE, NAME, CASE, CHANNEL = "Mã thủ tục", "Tên thủ tục", "Trường hợp", "Cách nộp hồ sơ"
SHORT, ALIASES, FIELD, AGENCY, LEVELS = "Tên ngắn", "Tên tắt", "Lĩnh vực", "Cơ quan giải quyết", "Cấp"
DECISION, CHECKED, SUPPLEMENT, SUPPLEMENT_DAYS = (
    "Quyết định công bố",
    "Đã kiểm tra",
    "Chờ bổ sung",
    "Hạn bổ sung (ngày)",
)
NOTES, FORM_SET, SOURCE = "Ghi chú", "Bộ mẫu giấy", "Nguồn"
FROM, TO = "Hiệu lực từ", "Hiệu lực đến"
PAPER, NEED, ORIGINALS, CERTIFIED, COPIES = "Tên giấy tờ", "Cách nộp", "Bản chính", "Bản chứng thực", "Bản photo"
CONDITION, FORM = "Khi nào cần", "Mẫu"
AMOUNT, UNIT, CUTOFF = "Số", "Đơn vị", "Giờ chốt"
FEE, KIND, PRICE, PER = "Tên khoản thu", "Loại", "Mức thu (đồng)", "Tính theo"
LATER_FROM, LATER, CAP = "Từ đơn vị thứ", "Mức từ đó (đồng)", "Tối đa (đồng)"

CHANNELS = {"Trực tiếp": Channel.COUNTER, "Trực tuyến": Channel.ONLINE, "Bưu chính": Channel.POST}
LEVEL_WORDS = {"Bộ": Level.MINISTRY, "Tỉnh": Level.PROVINCE, "Huyện": Level.DISTRICT, "Xã": Level.COMMUNE}
NEEDS = {"Phải nộp": Need.REQUIRED, "Nộp khi cần": Need.CONDITIONAL, "Chỉ xuất trình": Need.SHOWN}
UNITS = {
    "Trong ngày": LimitUnit.SAME_DAY,
    "Giờ làm việc": LimitUnit.WORKING_HOURS,
    "Ngày làm việc": LimitUnit.WORKING_DAYS,
    "Ngày": LimitUnit.CALENDAR_DAYS,
    "Tháng": LimitUnit.MONTHS,
}
MODES = {
    "Tạm dừng": SupplementMode.PAUSE,
    "Tính lại từ đầu": SupplementMode.RESTART,
    "Tạm dừng rồi tính hạn mới": SupplementMode.PAUSE_THEN_FIXED,
}
KINDS = {"Phí": FeeKind.FEE, "Lệ phí": FeeKind.CHARGE}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the workbook: its head, the help written to it, whether every row must fill it, its choices."""

    head: str
    help: str = ""
    required: bool = False
    choices: tuple[str, ...] = ()


_CODE = Column(CODE, "Mã quốc gia như 1.001193, hoặc mã do địa phương đặt.", True)
_CHANNEL = Column(CHANNEL, "Để trống: mọi cách nộp.", choices=tuple(CHANNELS))
_CASE = Column(
    CASE, "Đúng như ở trang “Trường hợp”. Để trống: mọi trường hợp. Nhiều trường hợp cách nhau bằng dấu chấm phẩy."
)
_ONE_CASE = Column(CASE, "Đúng như ở trang “Trường hợp”. Để trống: mọi trường hợp.")
_FROM, _TO = Column(FROM, "Ngày như 01/07/2025. Để trống: không giới hạn."), Column(TO, "Ngày cuối còn hiệu lực.")
SHEETS: Mapping[str, tuple[Column, ...]] = {
    PROCEDURES: (
        _CODE,
        Column(NAME, "Tên đầy đủ theo quyết định công bố.", True),
        Column(SHORT, "Tên quen gọi, hiện ở chỗ hẹp. Ví dụ: Khai sinh."),
        Column(ALIASES, "Chữ tắt để gõ nhanh, cách nhau bằng dấu cách. Ví dụ: ks dkks."),
        Column(FIELD, "Ví dụ: Hộ tịch."),
        Column(AGENCY, "Ví dụ: UBND xã."),
        Column(LEVELS, "Bộ, Tỉnh, Huyện, Xã; nhiều cấp cách nhau bằng dấu phẩy."),
        Column(DECISION, "Ví dụ: 163/QĐ-BTP."),
        Column(CHECKED, "Có: số liệu đã đối chiếu với Cổng dịch vụ công quốc gia.", choices=("Có", "Không")),
        Column(SUPPLEMENT, "Đồng hồ làm gì khi người dân bổ sung giấy tờ. Để trống: Tạm dừng.", choices=tuple(MODES)),
        Column(SUPPLEMENT_DAYS, "Số ngày được bổ sung. Để trống: không nêu."),
        Column(NOTES, "Điều cần nhắc người nhận hồ sơ; mỗi dòng trong ô là một ghi chú."),
        Column(FORM_SET, "Để trống: mẫu chung. “police”: mẫu CT04 đến CT06 của Công an."),
        Column(SOURCE, "Số liệu lấy từ đâu, ngày nào."),
        _FROM,
        _TO,
    ),
    CASES: (_CODE, Column(CASE, "Tên trường hợp để chọn khi nhận hồ sơ. Ví dụ: Đã ly hôn.", True)),
    PAPERS: (
        _CODE,
        Column(PAPER, "Một dòng một giấy.", True),
        Column(NEED, "Chỉ xuất trình: xem rồi trả lại, không tính vào số giấy đã nhận.", True, tuple(NEEDS)),
        Column(ORIGINALS, "Số bản."),
        Column(CERTIFIED, "Số bản sao có chứng thực."),
        Column(COPIES, "Số bản chụp."),
        _CASE,
        Column(CONDITION, "Ví dụ: Khi nộp thay."),
        Column(FORM, "Tên hoặc số của mẫu. Ví dụ: Mẫu CT01."),
    ),
    LIMITS: (
        _CODE,
        _CHANNEL,
        _ONE_CASE,
        Column(AMOUNT, "Để trống nếu trong ngày."),
        Column(UNIT, "", True, tuple(UNITS)),
        Column(CUTOFF, "Nhận sau giờ này thì tính từ ngày sau. Trong ngày mà để trống: 15:00."),
    ),
    FEES: (
        _CODE,
        Column(FEE, "Một dòng một khoản thu.", True),
        Column(KIND, "Phí và lệ phí được ghi riêng trên giấy.", True, tuple(KINDS)),
        Column(PRICE, "Số đồng. Để trống: do Hội đồng nhân dân tỉnh quyết định, ghi khi thu."),
        Column(PER, "Ví dụ: bản, trang. Để trống: thu một lần."),
        _CHANNEL,
        _ONE_CASE,
        Column(LATER_FROM, "Ví dụ 3: từ trang thứ 3 tính theo mức ở cột sau."),
        Column(LATER, "Số đồng."),
        Column(CAP, "Thu không quá số này."),
        _FROM,
        _TO,
    ),
}


def rows_of(procedures: Sequence[Procedure]) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield sheet and cells of every row that says the same as `procedures`; `assemble` reads them back."""
    channel_words = {value: word for word, value in CHANNELS.items()}
    level_words = {value: word for word, value in LEVEL_WORDS.items()}
    for item in procedures:
        case_name = {case.key: case.name for case in item.cases} | {"": ""}
        yield (
            PROCEDURES,
            {
                CODE: item.code,
                NAME: item.name,
                SHORT: item.short_name,
                ALIASES: " ".join(item.aliases),
                FIELD: item.field,
                AGENCY: item.agency,
                LEVELS: ", ".join(level_words[level] for level in item.levels),
                DECISION: item.decision,
                CHECKED: "Có" if item.checked else "Không",
                SUPPLEMENT: _word(MODES, item.supplement_mode),
                SUPPLEMENT_DAYS: _filled(item.supplement_days),
                NOTES: "\n".join(item.notes),
                FORM_SET: item.form_set,
                SOURCE: item.source,
                FROM: _day(item.valid_from),
                TO: _day(item.valid_to),
            },
        )
        for case in item.cases:
            yield CASES, {CODE: item.code, CASE: case.name}
        for paper in item.papers:
            yield (
                PAPERS,
                {
                    CODE: item.code,
                    PAPER: paper.name,
                    NEED: _word(NEEDS, paper.need),
                    ORIGINALS: _filled(paper.originals),
                    CERTIFIED: _filled(paper.certified),
                    COPIES: _filled(paper.copies),
                    CASE: "\n".join(case_name[key] for key in paper.cases),
                    CONDITION: paper.condition,
                    FORM: paper.form,
                },
            )
        for limit in item.limits:
            yield (
                LIMITS,
                {
                    CODE: item.code,
                    CHANNEL: channel_words[limit.channel] if limit.channel else "",
                    CASE: case_name[limit.case],
                    AMOUNT: _filled(limit.amount),
                    UNIT: _word(UNITS, limit.unit),
                    CUTOFF: limit.cutoff.strftime("%H:%M") if limit.cutoff else "",
                },
            )
        for fee in item.fees:
            yield (
                FEES,
                {
                    CODE: item.code,
                    FEE: fee.name,
                    KIND: _word(KINDS, fee.kind),
                    PRICE: "" if fee.amount is None else str(fee.amount),
                    PER: fee.unit,
                    CHANNEL: channel_words[fee.channel] if fee.channel else "",
                    CASE: case_name[fee.case],
                    LATER_FROM: _filled(fee.later_from),
                    LATER: _filled(fee.later_amount),
                    CAP: _filled(fee.cap),
                    FROM: _day(fee.valid_from),
                    TO: _day(fee.valid_to),
                },
            )


def _word(words: Mapping[str, _E], value: _E) -> str:
    return next(word for word, meant in words.items() if meant is value)


def _filled(number: int) -> str:
    return str(number) if number else ""


def _day(day: date | None) -> str:
    return day.strftime("%d/%m/%Y") if day else ""
