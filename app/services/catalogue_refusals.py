"""Why a file is no catalogue: each refusal with what happened and what to do. Nothing has been changed by then."""

from __future__ import annotations

from pathlib import Path

from app.domain.errors import UserError

_UNCHANGED = "Danh mục chưa thay đổi gì."


class ImportStopped(UserError):  # noqa: N818 - not an error: the clerk chose it
    """The clerk stopped the reading."""

    def __init__(self) -> None:
        super().__init__(f"Đã dừng đọc tệp. {_UNCHANGED}", "Chọn lại tệp khi cần.", code="catalogue.stopped")


def cannot_open(path: Path) -> UserError:
    return UserError(
        f"Không mở được tệp “{path.name}”.",
        "Xem tệp còn đó không; nếu đang mở bằng Excel thì lưu và đóng lại, rồi chọn lại tệp.",
        "catalogue.open",
    )


def cut_off(path: Path) -> UserError:
    """The file went away, or its drive did, while it was read."""
    return UserError(
        f"Đang đọc thì mất tệp “{path.name}”: ổ đĩa bị rút hoặc tệp bị chuyển đi. {_UNCHANGED}",
        "Chép tệp vào máy này rồi chọn lại.",
        "catalogue.cut-off",
    )


def empty(path: Path) -> UserError:
    return UserError(f"Tệp “{path.name}” trống.", "Chọn tệp khác.", "catalogue.empty")


def too_big() -> UserError:
    return UserError(
        f"Tệp quá lớn so với một danh mục thủ tục, chương trình không đọc. {_UNCHANGED}",
        "Chọn đúng tệp danh mục, hoặc chia tệp thành nhiều phần.",
        "catalogue.too-big",
    )


def torn_archive() -> UserError:
    return UserError(
        f"Tệp nén bị hỏng hoặc bị cắt giữa chừng. {_UNCHANGED}",
        "Chép hoặc tải lại tệp rồi nhập lại.",
        "catalogue.gzip",
    )


def wrong_encoding(which: str) -> UserError:
    return UserError(
        f"Tệp lưu bằng bảng mã {which}, chương trình chỉ đọc UTF-8. {_UNCHANGED}",
        "Mở tệp, chọn “Lưu thành…” với bảng mã UTF-8 rồi nhập lại.",
        "catalogue.encoding",
    )


def not_a_catalogue(what: str = "không phải là danh mục thủ tục") -> UserError:
    return UserError(
        f"Tệp này {what}. {_UNCHANGED}",
        "Chọn tệp Excel theo mẫu của chương trình, hoặc tệp JSON mỗi dòng một thủ tục (UTF-8).",
        "catalogue.unknown",
    )


def old_workbook() -> UserError:
    return UserError(
        "Tệp Excel kiểu cũ (.xls) hoặc có mật khẩu, chương trình không đọc được.",
        "Mở bằng Excel, bỏ mật khẩu, lưu thành .xlsx rồi nhập lại.",
        "catalogue.old-excel",
    )


def torn_workbook() -> UserError:
    return UserError(
        f"Tệp Excel bị hỏng, chép chưa xong, hoặc không phải là tệp .xlsx. {_UNCHANGED}",
        "Chép lại tệp; hoặc mở bằng Excel, lưu lại thành .xlsx, rồi nhập lại.",
        "catalogue.xlsx",
    )


def other_office_file(kind: str) -> UserError:
    return UserError(
        f"Tệp này là {kind}, không phải bảng Excel. {_UNCHANGED}",
        "Chọn tệp Excel theo mẫu của chương trình.",
        "catalogue.unknown",
    )


def empty_workbook() -> UserError:
    return UserError("Tệp chưa có thủ tục nào: các trang đều trống.", "Điền tệp mẫu rồi nhập lại.", "catalogue.empty")


def not_from_template(what: str) -> UserError:
    return UserError(
        f"Tệp Excel không theo mẫu: {what}.",
        "Bấm “Lưu tệp mẫu”, chép số liệu sang đó rồi nhập lại.",
        "catalogue.columns",
    )


def cannot_write(path: Path) -> UserError:
    return UserError(
        f"Chưa ghi được tệp “{path.name}”: tệp đang mở ở chương trình khác, hoặc thư mục không cho ghi.",
        "Đóng tệp đó hoặc chọn thư mục khác.",
        "catalogue.write",
    )
