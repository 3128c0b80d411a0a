"""The words of the legal forms: titles, labels, order, notes. A new circular changes these, not the drawing.

TT 01/2018/TT-VPCP (to 30/06/2025) and TT 03/2025/TT-VPCP (since 01/07/2025; its exact layout is not confirmed).
"""

from __future__ import annotations

from dataclasses import dataclass

from app.printing.documents import TT01_2018, TT03_2025


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptTexts:
    """Form 01. `order` names the parts as `app.printing.receipt` draws them."""

    title: str
    form_code: str
    order: tuple[str, ...]
    copies: dict[int, str]
    office: str = "Bộ phận tiếp nhận và trả kết quả"
    owner: str = "Tiếp nhận hồ sơ của"
    filer: str = "Người nộp"
    address: str = "Địa chỉ"
    phone: str = "Số điện thoại"
    email: str = "Email"
    identity: str
    request: str
    procedure: str = "Mã thủ tục"
    papers: str = "Thành phần hồ sơ nộp gồm"
    number_head: str
    name_head: str = "Tên giấy tờ"
    kind_head: str = "Loại giấy tờ"  # of the set with one row per kind
    count_head: str = "Số lượng"
    kinds: tuple[str, str, str]  # originals, certified, copies
    count_columns: bool  # True: a column for each kind
    kinds_in_total: tuple[str, str, str] = ("bản chính", "bản sao có chứng thực", "bản chụp")
    always_total: bool
    sets: str = "Số lượng hồ sơ"
    limit: str = "Thời gian giải quyết hồ sơ theo quy định là"
    received: str = "Thời gian nhận hồ sơ"
    due: str = "Thời gian trả kết quả giải quyết hồ sơ"
    return_to: str = "Đăng ký nhận kết quả tại"
    fees: str = "Phí, lệ phí"
    book: str = "Vào Sổ theo dõi hồ sơ, Quyển số"
    book_serial: str = "Số thứ tự"
    filer_sign: str = "NGƯỜI NỘP HỒ SƠ"
    officer_sign: str = "NGƯỜI TIẾP NHẬN HỒ SƠ"
    note: str
    note_many_sheets: str
    note_on_half: str  # for two copies on one sheet, where abbreviations are allowed


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplementTexts:
    """Form 02."""

    title: str = "PHIẾU YÊU CẦU BỔ SUNG, HOÀN THIỆN HỒ SƠ"
    form_code: str
    copies: dict[int, str]
    office: str = "Bộ phận tiếp nhận và trả kết quả"
    owner: str = "Tiếp nhận hồ sơ của"
    request: str = "Nội dung yêu cầu giải quyết"
    intro: str = "Yêu cầu {who} hoàn thiện hồ sơ gồm những nội dung sau:"
    name_head: str = "Thành phần hồ sơ, nội dung cần bổ sung, hoàn thiện"
    total: str = "Cộng: {count:02d} nội dung. Không phải nộp lại các giấy tờ khác đã có trong hồ sơ."
    reasons: str = "Lý do:"
    deadline: str = "Thời hạn bổ sung"
    contact: str = (
        "Trong quá trình hoàn thiện hồ sơ nếu có vướng mắc, {who} liên hệ <b>{contact}</b>{phone} để được hướng dẫn."
    )
    contact_phone: str = ", số điện thoại <b>{phone}</b>"
    code_stays: str = "Mã hồ sơ không thay đổi khi nộp bổ sung."
    receiver_sign: str = "NGƯỜI NHẬN PHIẾU"
    officer_sign: str = "NGƯỜI HƯỚNG DẪN"


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusalTexts:
    """Form 03."""

    title: str = "PHIẾU TỪ CHỐI TIẾP NHẬN GIẢI QUYẾT HỒ SƠ"
    form_code: str
    copies: dict[int, str]
    office: str = "Bộ phận tiếp nhận và trả kết quả"
    owner: str = "Tiếp nhận hồ sơ của"
    request: str = "Nội dung yêu cầu giải quyết"
    reviewed: str = "Giấy tờ đã xem xét"
    decision: str = (
        "Qua xem xét, {office} thông báo <b>không tiếp nhận, giải quyết</b> hồ sơ này với lý do cụ thể như sau:"
    )
    provision: str = "Căn cứ: "
    way_out: str = "Hướng giải quyết: "
    notice: str = "Xin thông báo cho {who} được biết và thực hiện."
    complaint: str = (
        "Nếu chưa rõ hoặc không đồng ý với lý do nêu trên, {who} liên hệ {contact}{phone}, "
        "hoặc gửi phản ánh, kiến nghị trên Cổng Dịch vụ công quốc gia."
    )
    complaint_phone: str = ", số điện thoại <b>{phone}</b>"
    filer_sign: str = "NGƯỜI NỘP HỒ SƠ"
    officer_sign: str = "NGƯỜI TIẾP NHẬN HỒ SƠ"


@dataclass(frozen=True, slots=True)
class FormSet:
    """All forms of one circular."""

    receipt: ReceiptTexts
    supplement: SupplementTexts
    refusal: RefusalTexts


STATE = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
SIGN_HINT = "(Ký và ghi rõ họ tên)"
NONE_GIVEN = "(không có)"
NOTE = "Ghi chú:"
PRACTICE = "BẢN THỬ – KHÔNG CÓ GIÁ TRỊ SỬ DỤNG"
PRACTICE_MARK = "THỬ"
CONTINUED = "(tiếp theo)"
SHOWN_AND_RETURNED = "{papers} chỉ xuất trình, đã trả lại ngay."
SHOWN_KIND = "Chỉ xuất trình"

_COPIES_RECEIPT = {1: "Lưu", 2: "Giao khách hàng"}
_COPIES_SLIP = {1: "Lưu", 2: "Giao người nộp hồ sơ"}

FORM_TEXTS: dict[str, FormSet] = {
    TT01_2018: FormSet(
        receipt=ReceiptTexts(
            title="GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ",
            form_code="01/TT01-2018.1",
            order=(
                *("office", "owner", "filer", "address", "contact", "identity_and_procedure", "request"),
                *("papers", "sets", "limit", "appointment", "return_to", "fees", "book", "signatures", "note"),
            ),
            copies=_COPIES_RECEIPT,
            identity="Số CMND/CCCD/Hộ chiếu",
            request="Nội dung yêu cầu giải quyết",
            number_head="TT",
            kinds=("Bản chính", "Bản\nchứng thực", "Bản\nphoto"),
            kinds_in_total=("bản chính", "bản chứng thực", "bản photo"),
            count_columns=True,
            always_total=False,
            note=(
                "Giấy tiếp nhận hồ sơ và hẹn trả kết quả được lập thành 02 liên; một liên chuyển kèm theo Phiếu kiểm "
                "soát và được lưu tại Bộ phận tiếp nhận và trả kết quả, một liên giao cho tổ chức, cá nhân nộp hồ sơ. "
                "Khi nhận kết quả mang theo giấy này (và giấy ủy quyền nếu nhận thay)."
            ),
            note_many_sheets=(
                "Giấy tiếp nhận hồ sơ và hẹn trả kết quả được lập thành 02 liên, mỗi liên gồm các tờ ghi ở chân trang; "
                "một liên chuyển kèm theo Phiếu kiểm soát và được lưu tại Bộ phận tiếp nhận và trả kết quả, một liên "
                "giao cho tổ chức, cá nhân nộp hồ sơ. "
                "Khi nhận kết quả mang theo giấy này (và giấy ủy quyền nếu nhận thay)."
            ),
            note_on_half=(
                "Lập thành 02 liên: một liên kèm Phiếu kiểm soát, lưu tại Bộ phận Một cửa; một liên giao người nộp. "
                "Khi nhận kết quả mang theo giấy này."
            ),
        ),
        supplement=SupplementTexts(form_code="02/TT01-2018.1", copies=_COPIES_SLIP),
        refusal=RefusalTexts(form_code="03/TT01-2018.1", copies=_COPIES_SLIP),
    ),
    TT03_2025: FormSet(
        receipt=ReceiptTexts(
            title="GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ",
            form_code="01/TT03-2025.1",
            order=(
                *("office", "owner", "filer", "address", "contact", "identity", "request_with_procedure"),
                *("papers", "sets", "limit", "appointment", "return_to", "fees", "signatures", "note"),
            ),
            copies=_COPIES_RECEIPT,
            identity="Số CCCD/MST",
            request="Thủ tục hành chính cần giải quyết",
            number_head="STT",
            kinds=("Bản chính", "Bản chứng thực", "Bản chụp"),
            count_columns=False,
            always_total=True,
            note=(
                "Giấy này lập thành 02 liên: liên 1 chuyển kèm Phiếu kiểm soát và lưu tại Bộ phận Một cửa, liên 2 giao "
                "người nộp hồ sơ. Khi nhận kết quả, mang theo giấy này và giấy tờ tùy thân (văn bản ủy quyền nếu nhận "
                "thay). Kết quả có sớm sẽ được báo qua điện thoại."
            ),
            note_many_sheets=(
                "Giấy này lập thành 02 liên, mỗi liên gồm các tờ ghi ở chân trang: liên 1 chuyển kèm Phiếu kiểm soát "
                "và lưu tại Bộ phận Một cửa, liên 2 giao người nộp hồ sơ. Khi nhận kết quả, mang theo giấy này và giấy "
                "tờ tùy thân (văn bản ủy quyền nếu nhận thay). Kết quả có sớm sẽ được báo qua điện thoại."
            ),
            note_on_half=(
                "Liên 1 kèm Phiếu kiểm soát, lưu tại Bộ phận Một cửa; liên 2 giao người nộp. Khi nhận kết quả mang "
                "theo giấy này và giấy tờ tùy thân."
            ),
        ),
        supplement=SupplementTexts(form_code="02/TT03-2025.1", copies=_COPIES_SLIP),
        refusal=RefusalTexts(form_code="03/TT03-2025.1", copies=_COPIES_SLIP),
    ),
}
