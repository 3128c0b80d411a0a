"""What the server says when it does not do what was asked: a code for the program, a sentence for the clerk."""

from __future__ import annotations

from app.protocol.messages import RefusalCode as Code

_TABLE: dict[Code, tuple[int, str]] = {
    Code.MALFORMED: (422, "Máy chủ không hiểu yêu cầu này. Dữ liệu của máy vẫn nguyên."),
    Code.SIGNATURE: (401, "Máy chủ không nhận ra chữ ký của máy này. Dữ liệu chờ gửi vẫn nằm trên máy."),
    Code.CLOCK: (401, "Đồng hồ của máy lệch so với máy chủ; chương trình sẽ tự gửi lại."),
    Code.REPLAYED: (401, "Yêu cầu này đã đến máy chủ một lần; chương trình sẽ tự gửi lại."),
    Code.UNKNOWN_DEVICE: (401, "Máy này chưa được đăng ký với máy chủ. Xin mã đăng ký của người quản trị."),
    Code.REVOKED: (403, "Máy này đã bị ngừng đồng bộ. Dữ liệu chưa gửi vẫn xuất ra tệp được; hỏi người quản trị."),
    Code.FORBIDDEN: (403, "Máy này không được xem hoặc gửi dữ liệu đó."),
    Code.STEWARD: (403, "Máy chủ không nhận mã quản trị này ở đây. Hỏi người giữ máy chủ."),
    Code.PREFIX: (422, "Mã cơ quan không đúng dạng. Xem lại mã định danh của đơn vị."),
    Code.OFFICE_KNOWN: (409, "Máy chủ đã có cơ quan mang mã này, với tên khác."),
    Code.CODE: (403, "Mã đăng ký sai, đã dùng hoặc hết hạn. Xin người quản trị mã mới."),
    Code.OFFICE: (409, "Mã đăng ký này dành cho cơ quan khác với cơ quan của máy."),
    Code.IDENTITY: (409, "Máy chủ đã biết một máy khác mang danh tính này. Gọi người quản trị."),
    Code.LANE: (409, "Máy khác trong cơ quan đã dùng số máy này. Gọi người quản trị để đổi số máy."),
    Code.NOT_FOUND: (404, "Máy chủ không có địa chỉ này. Kiểm tra lại địa chỉ máy chủ."),
    Code.METHOD: (405, "Máy chủ không làm việc đó ở địa chỉ này."),
    Code.TOO_LARGE: (413, "Lần gửi này quá lớn; chương trình sẽ tự gửi ít hơn mỗi lần."),
    Code.ENCODING: (415, "Dữ liệu gửi bị hỏng trên đường; chương trình sẽ tự gửi lại."),
    Code.VERSION: (426, "Chương trình và máy chủ khác phiên bản. Cập nhật chương trình rồi đồng bộ lại."),
    Code.BUSY: (429, "Máy chủ đang bận; chương trình sẽ tự gửi lại."),
    Code.UNAVAILABLE: (503, "Máy chủ tạm thời không làm việc được; chương trình sẽ tự gửi lại."),
    Code.FULL: (507, "Máy chủ hết chỗ chứa. Dữ liệu chờ gửi vẫn nằm trên máy; báo người quản trị máy chủ."),
    Code.FAULT: (500, "Máy chủ gặp lỗi khi làm việc này. Dữ liệu của máy vẫn nguyên; chương trình sẽ tự gửi lại."),
}


class Refused(Exception):  # noqa: N818 - an answer, not an error of the program
    """End a request with a refusal; whatever its transaction wrote is rolled back."""

    def __init__(self, code: Code, *, retry_after: int = 0) -> None:
        super().__init__(code.value)
        self.code = code
        self.status, self.sentence = _TABLE[code]
        self.retry_after = retry_after  # seconds, 0 = not said
