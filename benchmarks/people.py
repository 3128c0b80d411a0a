"""Invented people in the shape of real ones: family names as frequent as in Việt Nam, numbers that pass every check."""

from __future__ import annotations

import random
from bisect import bisect
from datetime import date, timedelta
from itertools import accumulate

from app.domain.addresses import AddressBook, Commune
from app.domain.people import Address, Applicant, Authorisation, IdKind, Party, PartyKind, Sex

# Share of each family name in percent, rounded (Lê Trung Hoa, “Họ và tên người Việt Nam”, 2005); the rest share 8.
_FAMILIES = (
    ("Nguyễn", 38.4), ("Trần", 11), ("Lê", 9.5), ("Phạm", 7.1), ("Huỳnh", 4.1), ("Phan", 4.5), ("Đặng", 2.1), ("Võ", 2),
    ("Bùi", 2), ("Vũ", 1.9), ("Hoàng", 1.5), ("Đỗ", 1.4), ("Hồ", 1.3), ("Ngô", 1.3), ("Dương", 1), ("Trương", 1),
    ("Đinh", 0.9), ("Lâm", 0.8), ("Mai", 0.7), ("Trịnh", 0.7), ("Cao", 0.6), ("Đoàn", 0.6), ("Thạch", 0.6), ("Lý", 0.5),
    ("Tô", 0.5), ("Lương", 0.5), ("Châu", 0.5), ("Danh", 0.4), ("Kim", 0.4), ("Quách", 0.3), ("Tạ", 0.3), ("Lưu", 0.3),
)  # fmt: skip
_MIDDLE_MALE = ("Văn", "Văn", "Văn", "Hữu", "Minh", "Quốc", "Hoàng", "Thanh", "Đức", "Công", "Trung", "Ngọc", "", "Duy")
_MIDDLE_FEMALE = ("Thị", "Thị", "Thị", "Thị", "Ngọc", "Thị Ngọc", "Thị Kim", "Thị Thu", "Thị Mỹ", "Bích", "Thanh", "")
_MALE = (
    "An Anh Ân Bảo Bình Chiến Cường Danh Dũng Duy Đạt Đông Đức Giang Hà Hải Hạnh Hào Hậu Hiếu Hòa Hoàng Hùng Huy Hưng "
    "Khải Khang Khánh Khoa Khôi Kiên Kiệt Lâm Linh Long Lộc Luân Minh Nam Nghĩa Nguyên Nhân Nhật Phát Phong Phúc Phước "
    "Quân Quang Quốc Quý Sang Sơn Tài Tâm Tân Thái Thành Thắng Thiện Thịnh Thông Thuận Tiến Tín Toàn Trí Trọng Trung "
    "Trường Tuấn Tùng Tú Vinh Vũ Vương Xuyên Ý"
)
_FEMALE = (
    "An Ánh Anh Bích Châu Chi Diễm Diệp Dung Duyên Đào Giang Hà Hân Hằng Hạnh Hiền Hoa Hồng Huệ Hương Khánh Kiều Lan "
    "Lệ Liên Linh Loan Ly Mai Mỹ Nga Ngân Ngọc Nguyệt Nhàn Nhi Nhung Oanh Phượng Phương Quyên Sương Tâm Thảo Thắm Thu "
    "Thúy Thủy Thư Thương Tiên Trang Trâm Trân Trinh Trúc Tuyền Tuyết Uyên Vân Vy Xuân Yến"
)
_GIVEN_MALE, _GIVEN_FEMALE = _MALE.split(), _FEMALE.split()
_HAMLETS = ("Ấp Cái Dầy", "Ấp Trà Ban", "Ấp Cái Giá", "Ấp Nhà Việc", "Ấp Xẻo Chích", "Ấp Bà Chăng", "Ấp Thông Lưu")
_STREETS = ("Trần Phú", "Hùng Vương", "Lê Lợi", "Cách Mạng Tháng Tám", "Nguyễn Trung Trực", "30 Tháng 4")
_PHONES = ("090", "091", "093", "094", "096", "097", "098", "032", "034", "036", "038", "070", "077", "081", "083")
_KINS = ("spouse", "child", "parent", "sibling")
_FIRMS = ("Công ty TNHH", "Công ty CP", "DNTN", "Hợp tác xã")
_LOCAL = "095"  # the province number in the ID numbers of who was born here


class Population:
    """The people around one office: the same `index` is the same person whenever asked.

    Most live in the office's commune or its province; who comes at all comes again, some of them often.
    """

    def __init__(self, seed: int, size: int, book: AddressBook, commune: Commune) -> None:
        self._seed = seed
        self._size = max(50, size)
        self._near = commune
        self._province = book.communes_of(commune.province.code)
        self._country = tuple(c for p in book.provinces for c in book.communes_of(p.code)[:20])
        self._shares = list(accumulate(share for _, share in _FAMILIES))

    def visitor(self, chance: random.Random) -> Party:
        """Return whoever comes next."""
        index = int(self._size * chance.random() ** 1.6)
        return self.person(index) if index % 25 else self.firm(index)

    def applicant(self, chance: random.Random) -> Applicant:
        """Return who files: one in six files for somebody of the family."""
        owner = self.visitor(chance)
        if owner.kind is PartyKind.ORGANISATION or chance.random() > 0.16:
            return Applicant(owner)
        filer = self.person(int(self._size * chance.random()))
        return Applicant(owner, filer, Authorisation(chance.choice(_KINS)))

    def person(self, index: int) -> Party:
        """Return one person."""
        chance = random.Random(self._seed << 32 | index)
        female = chance.random() < 0.52
        name = self._name(chance, female=female)
        born = date(2008, 1, 1) - timedelta(days=int(25_000 * chance.random()))
        province = _LOCAL if chance.random() < 0.8 else f"{chance.randrange(1, 97):03d}"
        century = (born.year // 100 - 19) * 2 + female
        number = f"{province}{century}{born.year % 100:02d}{chance.randrange(1_000_000):06d}"
        return Party(
            PartyKind.INDIVIDUAL,
            name,
            IdKind.PERSONAL_NUMBER,
            number,
            born,
            Sex.FEMALE if female else Sex.MALE,
            address=self._address(chance),
            phone=f"{chance.choice(_PHONES)}{chance.randrange(10_000_000):07d}" if chance.random() < 0.9 else "",
            from_card=chance.random() < 0.7,
        )

    def firm(self, index: int) -> Party:
        """Return an organisation."""
        chance = random.Random(self._seed << 32 | index)
        name = f"{chance.choice(_FIRMS)} {chance.choice(_GIVEN_FEMALE)} {chance.choice(_GIVEN_MALE)}"
        return Party(
            PartyKind.ORGANISATION,
            name,
            IdKind.TAX_CODE,
            _tax_code(chance),
            address=self._address(chance),
            phone=f"0291{chance.randrange(10_000_000):07d}",
            representative=self._name(chance, female=chance.random() < 0.4),
        )

    def _name(self, chance: random.Random, *, female: bool) -> str:
        place = bisect(self._shares, chance.random() * self._shares[-1])
        middle = chance.choice(_MIDDLE_FEMALE if female else _MIDDLE_MALE)
        given = chance.choice(_GIVEN_FEMALE if female else _GIVEN_MALE)
        return " ".join(part for part in (_FAMILIES[place][0], middle, given) if part)

    def _address(self, chance: random.Random) -> Address:
        where = chance.random()
        if where < 0.75:
            return self._near.address(chance.choice(_HAMLETS))
        commune = chance.choice(self._province if where < 0.95 else self._country)
        return commune.address(f"{chance.randrange(1, 900)} {chance.choice(_STREETS)}")


def _tax_code(chance: random.Random) -> str:
    while True:
        digits = f"1900{chance.randrange(100_000):05d}"
        check = 10 - sum(int(d) * w for d, w in zip(digits, (31, 29, 23, 19, 17, 13, 7, 5, 3), strict=True)) % 11
        if check != 10:
            return f"{digits}{check}"
