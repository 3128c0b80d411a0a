"""Searching procedures as they are typed, over as many as the nation has."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from benchmarks.desk import sample_catalogue
from benchmarks.runner import Ground, Row, benchmark, each

if TYPE_CHECKING:
    from app.domain.procedures import Procedure

NATIONAL = 5_741  # procedures on the national portal
MOST_MS = 8
VERBS = ("Cấp", "Cấp lại", "Điều chỉnh", "Gia hạn", "Thu hồi", "Đăng ký", "Thẩm định", "Phê duyệt", "Công nhận")
THINGS = (
    "giấy phép xây dựng", "giấy chứng nhận đủ điều kiện kinh doanh", "chứng chỉ hành nghề", "giấy phép khai thác",
    "quyết định hưởng trợ cấp", "hồ sơ thiết kế kỹ thuật", "giấy phép lao động", "phương tiện thủy nội địa",
    "quyền sử dụng đất", "thay đổi nội dung hoạt động", "dự án đầu tư", "cơ sở bảo trợ xã hội", "người có công",
)  # fmt: skip
ENDS = (
    "đối với hộ gia đình, cá nhân", "cho tổ chức nước ngoài tại Việt Nam", "trong khu công nghiệp", "cấp tỉnh",
    "thuộc thẩm quyền của Ủy ban nhân dân cấp xã", "do bị mất, bị hỏng", "theo quy định chuyển tiếp", "lần đầu",
)  # fmt: skip
TYPED = (
    "khai sinh", "ks", "kh", "dkkh", "ket hon co yeu to nuoc ngoai", "chung thuc ban sao", "1.001193", "2000815",
    "xac nhan tinh trang hon nhan", "cap lai giay phep", "quyen su dung dat", "nguoi co cong", "Đăng ký khai tử",
    "giấy phép xây dựng", "tro cap", "gcn", "thay doi noi dung hoat dong kinh doanh", "cap giay chung nhan lan dau",
)  # fmt: skip


@benchmark("catalogue-search")
def catalogue_search(ground: Ground) -> Iterable[Row]:
    """Every key of realistic texts, each a search of its own."""
    from app.domain.procedure_index import ProcedureIndex

    index = ProcedureIndex(national_catalogue(ground.seed))
    keys = [text[:length] for text in TYPED for length in range(1, len(text) + 1)]
    for key in keys:
        index.search(key)
    times = each([lambda key=key: index.search(key) for key in keys * max(1, ground.rounds // 4)])  # type: ignore[misc]
    yield Row(
        "catalogue search per key, p95",
        times.p95_ms,
        most=MOST_MS,
        how=f"{len(index):,} procedures, {len(keys)} keys of {len(TYPED)} texts, typed letter by letter",
        more={"median_ms": times.median_ms, "p99_ms": times.p99_ms, "worst_ms": times.worst_ms},
    )


def national_catalogue(seed: int, size: int = NATIONAL) -> list[Procedure]:
    """Return the sample catalogue, filled up to the nation's with invented procedures."""
    real = sample_catalogue()
    return real + [procedure for procedure, _ in zip(_invented(real, seed), range(size - len(real)), strict=False)]


def _invented(real: list[Procedure], seed: int) -> Iterator[Procedure]:
    chance = random.Random(seed)
    known = {procedure.code for procedure in real}
    number = 0
    while True:
        number += 1
        code = f"{chance.choice((1, 1, 2, 3))}.{number:06d}"
        if code in known:
            continue
        words = [chance.choice(VERBS), chance.choice(THINGS), chance.choice(ENDS)]
        if chance.random() < 0.3:
            words.insert(2, f"và {chance.choice(THINGS)}")
        pattern = chance.choice(real)
        yield replace(pattern, code=code, name=" ".join(words), short_name="", aliases=(), checked=False)
