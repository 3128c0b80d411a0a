"""What is said of work that failed to whoever asked for it."""

from __future__ import annotations

from app.domain.errors import EnvironmentProblem, Explained
from app.log import report


def explained(error: Exception, what: str) -> Explained:
    """Return an error that explains itself; a bug is logged as `what` and told with its code."""
    if isinstance(error, Explained):
        return error
    code = report(error, what)
    advice = f"Dữ liệu đã lưu vẫn còn. Thử lại; nếu vẫn lỗi, báo quản trị mã {code}."
    return EnvironmentProblem("Chương trình gặp lỗi, việc vừa làm chưa xong.", advice, code)
