"""What can go wrong between this PC and its server, told in a sentence. Nothing of it loses anything."""

from __future__ import annotations

from app.domain.errors import EnvironmentProblem
from app.protocol.messages import RefusalCode

UNREACHABLE, CUT, CERTIFICATE, STRANGE = "NET-GONE", "NET-CUT", "NET-CERT", "NET-STRANGE"
_REFUSED = "SYNC-"

# A person has to do something; asking again by itself changes nothing.
_LASTING = {
    RefusalCode.SIGNATURE,
    RefusalCode.UNKNOWN_DEVICE,
    RefusalCode.REVOKED,
    RefusalCode.FORBIDDEN,
    RefusalCode.VERSION,
    RefusalCode.NOT_FOUND,
    RefusalCode.CODE,
    RefusalCode.OFFICE,
    RefusalCode.IDENTITY,
    RefusalCode.LANE,
    RefusalCode.STEWARD,
    RefusalCode.PREFIX,
    RefusalCode.OFFICE_KNOWN,
}
_OURS = {
    RefusalCode.CODE: (
        "Mã đăng ký sai, đã dùng hoặc đã hết hạn.",
        "Kiểm tra lại từng ký tự, hoặc xin người quản trị máy chủ một mã mới (mỗi mã dùng một lần, trong 24 giờ).",
    ),
    RefusalCode.OFFICE: (
        "Mã đăng ký này dành cho cơ quan khác với cơ quan của máy.",
        "Xin người quản trị máy chủ mã của đúng cơ quan này.",
    ),
    RefusalCode.IDENTITY: (
        "Máy chủ đã biết một máy khác mang danh tính này.",
        "Báo người quản trị: có thể ổ đĩa của máy đã được sao chép sang máy khác.",
    ),
    RefusalCode.LANE: (
        "Máy khác trong cơ quan đã dùng số máy này.",
        "Xin người quản trị máy chủ mã cho số máy khác.",
    ),
    RefusalCode.STEWARD: (
        "Máy chủ không nhận mã quản trị này.",
        "Mã chỉ dùng ở máy của cơ quan mình, khi còn là quản trị. Xem lại mã, hoặc xin người giữ máy chủ mã mới.",
    ),
    RefusalCode.PREFIX: (
        "Mã cơ quan không đúng dạng.",
        "Ghi mã định danh của đơn vị, ví dụ H12.10.15 hoặc 000.00.06.H96.",
    ),
    RefusalCode.OFFICE_KNOWN: (
        "Máy chủ đã có cơ quan mang mã này, với tên khác.",
        "Xem lại mã; nếu cơ quan đổi tên, quản trị của cơ quan đó đổi trong Cài đặt › Cơ quan.",
    ),
    RefusalCode.SIGNATURE: (
        "Máy chủ không nhận chữ ký của máy này.",
        "Đăng nhập quản trị và nối lại bằng mã đăng ký mới. Việc chờ gửi vẫn nằm nguyên trên máy.",
    ),
    RefusalCode.CLOCK: (
        "Đồng hồ của máy lệch so với máy chủ.",
        "Chỉnh ngày giờ của Windows cho đúng; việc đang chờ sẽ tự gửi.",
    ),
    RefusalCode.UNKNOWN_DEVICE: (
        "Máy chủ không biết máy này.",
        "Xin người quản trị mã đăng ký mới và nối lại. Việc chờ gửi vẫn nằm nguyên trên máy.",
    ),
    RefusalCode.REVOKED: (
        "Máy này đã bị ngừng đồng bộ.",
        "Quầy vẫn làm việc được. Việc chờ gửi vẫn nằm nguyên trên máy; hỏi người quản trị.",
    ),
    RefusalCode.FORBIDDEN: (
        "Máy này không được xem hoặc gửi dữ liệu đó.",
        "Báo người quản trị máy chủ. Việc chờ gửi vẫn nằm nguyên trên máy.",
    ),
    RefusalCode.NOT_FOUND: (
        "Máy chủ không có địa chỉ này.",
        "Kiểm tra địa chỉ máy chủ trong Cài đặt › Máy chủ. Việc chờ gửi vẫn nằm nguyên trên máy.",
    ),
    RefusalCode.FULL: (
        "Máy chủ hết chỗ chứa, chưa nhận thêm được.",
        "Báo người quản trị máy chủ. Quầy vẫn làm việc được; việc chờ gửi nằm nguyên trên máy và sẽ tự gửi.",
    ),
    RefusalCode.VERSION: (
        "Chương trình và máy chủ khác phiên bản.",
        "Cập nhật chương trình. Quầy vẫn làm việc được, việc chờ sẽ tự gửi sau đó.",
    ),
}


class LineTrouble(EnvironmentProblem):
    """An exchange that did not come to its end. `code` tells kinds apart, `retry_after` (seconds) what the server asked
    for; `is_lasting`: only a person can mend it."""

    def __init__(
        self, sentence: str, advice: str, code: str, *, retry_after: float = 0.0, is_lasting: bool = False
    ) -> None:
        super().__init__(sentence, advice, code)
        self.retry_after = retry_after
        self.is_lasting = is_lasting

    @property
    def refusal(self) -> str:
        """The server's refusal code, "" when it was none."""
        return self.code.removeprefix(_REFUSED) if self.code.startswith(_REFUSED) else ""


def not_again(trouble: LineTrouble) -> LineTrouble:
    """Tell trouble with what somebody did by hand, and which no program sends again by itself."""
    refusal, seconds = trouble.refusal, round(trouble.retry_after)
    if trouble.code == UNREACHABLE:
        told = (trouble.sentence, "Chưa gửi gì đi. Có mạng thì làm lại.")
    elif trouble.code == CUT:
        told = (trouble.sentence, "Việc vừa làm có thể đã tới máy chủ: xem lại danh sách rồi hãy làm lại.")
    elif refusal == RefusalCode.BUSY:
        when = f"Thử lại sau {seconds} giây." if seconds else "Lát nữa thử lại."
        told = ("Máy chủ đang bận, hoặc mã quản trị đã sai nhiều lần.", when)
    elif refusal == RefusalCode.UNAVAILABLE:
        told = ("Máy chủ tạm thời không làm việc được.", "Lát nữa thử lại.")
    elif refusal == RefusalCode.FAULT:
        told = ("Máy chủ gặp lỗi khi làm việc này.", "Thử lại; vẫn lỗi thì báo người giữ máy chủ.")
    elif refusal == RefusalCode.LANE:
        told = ("Số máy này đã có người giữ, hoặc cơ quan hết số máy.", "Hủy mã chờ không dùng, hoặc tạo Mã thay máy.")
    elif refusal == RefusalCode.NOT_FOUND:
        told = ("Máy chủ không có cơ quan hoặc máy này.", "Tải lại danh sách. Vẫn vậy thì báo người giữ máy chủ.")
    else:
        return trouble
    return LineTrouble(*told, trouble.code, retry_after=trouble.retry_after, is_lasting=trouble.is_lasting)


class NothingMoreError(Exception):
    """A file has answers only to what it was asked: whoever speaks to it stops here, without trouble."""


def unreachable() -> LineTrouble:
    """Nobody answers at that address."""
    return LineTrouble(
        "Không nối được máy chủ.",
        "Quầy vẫn làm việc được; việc chờ sẽ tự gửi khi có mạng. Nếu kéo dài, kiểm tra mạng và địa chỉ máy chủ.",
        UNREACHABLE,
    )


def cut() -> LineTrouble:
    """The line broke, or nothing came for too long: the request may have arrived."""
    return LineTrouble(
        "Đường truyền tới máy chủ bị đứt giữa chừng.",
        "Chương trình sẽ tự gửi lại; không việc nào bị mất hoặc ghi hai lần.",
        CUT,
    )


def wrong_certificate() -> LineTrouble:
    """Whoever answers is not the server this PC knows."""
    return LineTrouble(
        "Chứng chỉ của máy chủ không đúng: nơi trả lời không phải máy chủ đã đăng ký.",
        "Chưa gửi gì đi. Nếu máy chủ vừa đổi chứng chỉ: quản trị vào Cài đặt › Máy chủ, đối chiếu dấu vân tay với "
        "người giữ máy chủ rồi chấp nhận.",
        CERTIFICATE,
        is_lasting=True,
    )


def strange(*, retry_after: float = 0.0) -> LineTrouble:
    """Something answers that does not speak like our server."""
    return LineTrouble(
        "Nơi trả lời không nói như máy chủ của Quầy Một Cửa.",
        "Kiểm tra địa chỉ máy chủ; mạng có thể đang đòi đăng nhập. Việc chờ gửi vẫn nằm nguyên trên máy.",
        STRANGE,
        retry_after=retry_after,
    )


def remembered(code: str) -> LineTrouble:
    """Tell again what the last exchange before this start of the program failed of."""
    if code.startswith(_REFUSED):
        return refused(code.removeprefix(_REFUSED), "Máy chủ không nhận lần gửi trước.", 0.0)
    known = {UNREACHABLE: unreachable, CUT: cut, CERTIFICATE: wrong_certificate, STRANGE: strange}
    return known.get(code, cut)()


def refused(code: str, sentence: str, retry_after: float) -> LineTrouble:
    """The server said no, and why."""
    known = code in RefusalCode.__members__.values()
    told = _OURS.get(RefusalCode(code)) if known else None
    what, advice = told or (sentence, "")
    return LineTrouble(
        what,
        advice,
        _REFUSED + code,
        retry_after=retry_after,
        is_lasting=known and RefusalCode(code) in _LASTING,
    )
