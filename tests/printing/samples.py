"""Sample papers with invented people; `python tests/printing/samples.py OUT` writes them all to look at."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from pathlib import Path

from app.printing.documents import (
    LABEL_SIZES,
    TT01_2018,
    TT03_2025,
    Codes,
    Document,
    FeeLine,
    GuideDoc,
    GuideItem,
    LabelDoc,
    Letterhead,
    PaperLine,
    PostalItem,
    PrinterTestDoc,
    PrintStamp,
    ReceiptDoc,
    RefusalDoc,
    RefusalReason,
    SupplementDoc,
)

SYSTEM = "Hệ thống thông tin giải quyết TTHC tỉnh Cà Mau – phần mềm Quầy Một Cửa"

WARD = Letterhead(
    parent_agency="UBND PHƯỜNG BẠC LIÊU",
    issuing_agency="TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG",
    place="Bạc Liêu",
    office="Trung tâm Phục vụ hành chính công phường Bạc Liêu",
    system=SYSTEM,
    system_owner="UBND tỉnh Cà Mau",
    phone="(0291) 0000 115",
    address="Số 1, đường Mẫu Thử, phường Bạc Liêu",
)
COMMUNE_2025 = Letterhead(
    parent_agency="UBND XÃ VĨNH TRẠCH",
    issuing_agency="BỘ PHẬN TIẾP NHẬN VÀ TRẢ KẾT QUẢ",
    place="Vĩnh Trạch",
    office="Ủy ban nhân dân xã Vĩnh Trạch, thành phố Bạc Liêu",
    system="Hệ thống một cửa điện tử tỉnh Bạc Liêu – phần mềm Quầy Một Cửa",
    system_owner="UBND tỉnh Bạc Liêu",
)
PROVINCE = Letterhead(
    parent_agency="UBND TỈNH CÀ MAU",
    issuing_agency="TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG",
    place="Cà Mau",
    office="Trung tâm Phục vụ hành chính công tỉnh Cà Mau",
    system=SYSTEM,
    system_owner="UBND tỉnh Cà Mau",
    phone="(0290) 0000 112",
)


def codes(code: str, barcode: str) -> Codes:
    return Codes(code=code, barcode=barcode, lookup=f"https://tracuu.example/t/{code}?k=7KQ2")


STAMP = PrintStamp(
    printed_at=datetime(2026, 11, 20, 8, 44, 7),
    printed_by="Lê Thị Bích Ngân",
    staff_no="BĐ-0312",
    counter="quầy 3",
    event_hash="a3f09c1e5b7d2240",
)

RECEIPT_2025 = ReceiptDoc(
    form_set=TT03_2025,
    letterhead=WARD,
    stamp=STAMP,
    codes=codes("H12.142-261120-3012", "1114225150301298"),
    issued_on=date(2026, 11, 20),
    owner_title="Bà",
    owner_name="Nguyễn Thị Kiều Oanh",
    channel="nộp trực tiếp tại quầy 3",
    address="Số 12, đường Hoa Sữa, khóm 4, phường Bạc Liêu, tỉnh Cà Mau",
    phone="0900 000 321",
    email="kieuoanh.mau@thu.example",
    identity="095188000000",
    procedure_name="Cấp Giấy xác nhận tình trạng hôn nhân",
    procedure_code="1.004873",
    procedure_field="Hộ tịch",
    papers=(
        PaperLine(name="Tờ khai cấp Giấy xác nhận tình trạng hôn nhân", originals=1),
        PaperLine(name="Giấy xác nhận tình trạng hôn nhân đã được cấp trước đó (yêu cầu cấp lại)", originals=1),
        PaperLine(name="Văn bản ủy quyền (người được ủy quyền là chị ruột, không phải chứng thực)", originals=1),
        PaperLine(name="Thẻ căn cước", shown=True),
    ),
    limit="03 ngày làm việc",
    limit_note="không tính thứ Bảy 21/11, Chủ nhật 22/11 và ngày nghỉ lễ 24/11/2026",
    received_at=datetime(2026, 11, 20, 8, 42),
    due_at=datetime(2026, 11, 26, 8, 42),
    due_word="Từ",
    return_to="Quầy trả kết quả, Trung tâm Phục vụ hành chính công phường Bạc Liêu",
    officer="Lê Thị Bích Ngân",
)

RECEIPT_2018 = ReceiptDoc(
    form_set=TT01_2018,
    letterhead=COMMUNE_2025,
    stamp=PrintStamp(
        printed_at=datetime(2025, 6, 12, 15, 21, 40),
        printed_by="Phạm Quốc Thịnh",
        staff_no="CC-0017",
        event_hash="77c0de1290aa",
    ),
    codes=codes("000.27.01.H04-250612-3007", "1042719890300714"),
    issued_on=date(2025, 6, 12),
    owner_title="Ông",
    owner_name="Trương Hoài Nam",
    filer="Bà Trương Ngọc Lan (em ruột, được ủy quyền)",
    channel="nộp trực tiếp",
    address="Ấp Giồng Nhãn, xã Vĩnh Trạch, thành phố Bạc Liêu, tỉnh Bạc Liêu",
    phone="0900 000 478",
    identity="095091000000",
    procedure_name="Cấp bản sao Trích lục hộ tịch, bản sao Giấy khai sinh",
    procedure_code="2.000635",
    papers=(
        PaperLine(name="Tờ khai đề nghị cấp bản sao Trích lục hộ tịch theo mẫu", originals=1),
        PaperLine(name="Văn bản ủy quyền (người được ủy quyền là em ruột, không phải chứng thực)", originals=1),
        PaperLine(name="Giấy khai sinh của người được cấp bản sao (để đối chiếu số, quyển số)", copies=1),
    ),
    limit="trong ngày làm việc",
    limit_note="nhận sau 15 giờ thì trả vào ngày làm việc tiếp theo",
    received_at=datetime(2025, 6, 12, 15, 20),
    due_at=datetime(2025, 6, 13, 17, 0),
    return_to="Bộ phận tiếp nhận và trả kết quả xã Vĩnh Trạch",
    fees=(FeeLine(kind="P", amount=24000, detail="8.000 đ × 3 bản"),),
    fee_note="thu khi trả kết quả",
    number="3007/TNHS",
    book="02/2025",
    book_serial="1187",
    officer="Phạm Quốc Thịnh",
)

# Clauses in the manner of the national catalogue, for names of any length.
CLAUSES = (
    "Giấy chứng nhận quyền sử dụng đất được cấp theo quy định của Luật Đất đai qua các thời kỳ.",
    "Giấy chứng nhận quyền sở hữu nhà ở và quyền sử dụng đất ở được cấp theo quy định của pháp luật về đất đai;",
    "Các loại giấy tờ đủ điều kiện để cấp giấy chứng nhận quyền sử dụng đất, quyền sở hữu nhà ở nhưng chưa được "
    "cấp giấy chứng nhận, gồm: hợp đồng thuê đất được giao kết giữa chủ đầu tư xây dựng công trình và người quản "
    "lý, sử dụng công trình giao thông hoặc văn bản chấp thuận của cơ quan quản lý nhà nước có thẩm quyền về giao"
    " thông;",
    "Báo cáo hiện trạng sử dụng đất đối với trường hợp tổ chức, cơ sở tôn giáo đang sử dụng đất mà chưa được cấp "
    "giấy chứng nhận nhưng được Ủy ban nhân dân cấp tỉnh nơi có đất kiểm tra thực tế sử dụng và xử lý theo quy "
    "định.",
    "Văn bản của cơ quan nhà nước có thẩm quyền xác định diện tích các loại đất đối với trường hợp người sử dụng "
    "đất có một trong các giấy tờ hợp pháp về đất đai nhưng trên các giấy tờ đó không ghi rõ diện tích các loại "
    "đất;",
)


def long_name(length: int) -> str:
    """Invent a paper's name of exactly `length` characters."""
    text = "Một trong những giấy tờ hợp pháp về đất đai chứng minh sự phù hợp mục đích sử dụng đất bao gồm:"
    number = 0
    while len(text) < length:
        text += f" + {CLAUSES[number % len(CLAUSES)]}"
        number += 1
    return text[: length - 1].rstrip(" +").ljust(length - 1, "a") + "."


FOURTEEN = (
    "Đơn xin nhập quốc tịch Việt Nam",
    "Bản khai lý lịch",
    "Trường hợp xin giữ quốc tịch nước ngoài phải có giấy tờ sau: + Giấy tờ do cơ quan có thẩm quyền của nước "
    "ngoài cấp về việc giữ quốc tịch nước ngoài phù hợp với pháp luật của nước đó. Trường hợp pháp luật nước "
    "ngoài không quy định việc cấp loại giấy tờ này thì phải có bản cam kết về việc cơ quan có thẩm quyền của "
    "nước ngoài không quy định việc cấp giấy tờ này và việc xin giữ quốc tịch nước ngoài là phù hợp với pháp luật"
    " của nước ngoài đó.",
    "Bản sao Giấy khai sinh, Hộ chiếu hoặc giấy tờ khác có giá trị thay thế. Giấy tờ khác có giá trị thay thế "
    "Giấy khai sinh, Hộ chiếu đối với người không quốc tịch xin nhập quốc tịch Việt Nam là giấy tờ có thông tin "
    "về họ tên, ngày tháng năm sinh, có dán ảnh của người đó và đóng dấu của cơ quan có thẩm quyền hoặc giấy "
    "thông hành, giấy tờ có giá trị đi lại quốc tế.",
    "Giấy tờ chứng minh thuộc trường hợp được miễn một số điều kiện nhập quốc tịch Việt Nam: + Người có vợ, chồng"
    " là công dân Việt Nam thì nộp bản sao Giấy chứng nhận kết hôn hoặc Giấy xác nhận tình trạng hôn nhân; nếu có"
    " cha đẻ, mẹ đẻ, con đẻ là công dân Việt Nam thì nộp bản sao Giấy khai sinh hoặc giấy tờ hợp lệ khác chứng "
    "minh quan hệ cha, mẹ, con; nếu có ông nội và bà nội hoặc ông ngoại và bà ngoại là công dân Việt Nam thì nộp "
    "bản sao giấy tờ hợp lệ để chứng minh, trường hợp cơ quan tiếp nhận không thể khai thác được thông tin trong "
    "Cơ sở dữ liệu hộ tịch điện tử, Cơ sở dữ liệu quốc gia về dân cư. Việc nộp bản sao Giấy khai sinh hoặc Trích "
    "lục khai sinh chỉ thực hiện trong trường hợp cơ quan tiếp nhận không thể khai thác được thông tin.",
    "Giấy tờ chứng minh thuộc trường hợp được miễn một số điều kiện nhập quốc tịch Việt Nam: + Người có lợi cho "
    "Nhà nước Cộng hòa xã hội chủ nghĩa Việt Nam (phải là người có tài năng vượt trội trong lĩnh vực khoa học, "
    "công nghệ, đổi mới sáng tạo, chuyển đổi số, kinh tế, pháp luật, văn hóa, xã hội, nghệ thuật, thể thao, y tế,"
    " giáo dục hoặc các lĩnh vực khác đã được cơ quan quản lý nhà nước cấp bộ xác nhận về tài năng hoặc được giải"
    " thưởng quốc tế, huân chương, huy chương và có cơ sở cho thấy người đó sẽ đóng góp tích cực, lâu dài cho sự "
    "phát triển lĩnh vực nói trên của Việt Nam).",
    "Trường hợp xin giữ quốc tịch nước ngoài phải có giấy tờ sau: + Bản cam kết không sử dụng quốc tịch nước "
    "ngoài để gây phương hại đến quyền, lợi ích hợp pháp của cơ quan, tổ chức, cá nhân, xâm hại an ninh, lợi ích "
    "quốc gia, trật tự, an toàn xã hội của Nhà nước Cộng hòa xã hội chủ nghĩa Việt Nam.",
    "Giấy tờ chứng minh về chỗ ở, thời gian thường trú ở Việt Nam (phải là người đang thường trú tại Việt Nam và "
    "đã được cơ quan Công an có thẩm quyền của Việt Nam cấp Thẻ thường trú);",
    "Giấy tờ chứng minh thuộc trường hợp được miễn một số điều kiện nhập quốc tịch Việt Nam: + Người có công lao "
    "đặc biệt đóng góp cho sự nghiệp xây dựng và bảo vệ Tổ quốc Việt Nam (phải là người được tặng thưởng Huân "
    "chương, Huy chương, danh hiệu cao quý khác của Nhà nước Việt Nam Dân chủ Cộng hòa, Chính phủ Cách mạng lâm "
    "thời Cộng hòa miền Nam Việt Nam, Nhà nước Cộng hòa xã hội chủ nghĩa Việt Nam hoặc được cơ quan, tổ chức có "
    "liên quan xác nhận);",
    "Giấy tờ chứng minh thông tin lý lịch tư pháp do cơ quan có thẩm quyền nước ngoài cấp phù hợp với pháp luật "
    "của nước đó đối với thời gian người xin nhập quốc tịch Việt Nam cư trú ở nước ngoài, được cấp không quá 90 "
    "ngày tính đến ngày nộp hồ sơ.",
    "Giấy tờ chứng minh trình độ tiếng Việt của người xin nhập quốc tịch Việt Nam: là bản sao văn bằng, chứng chỉ"
    " để chứng minh người đó đã học bằng tiếng Việt tại Việt Nam như bản sao bằng tiến sĩ, bằng thạc sĩ, bằng cử "
    "nhân hoặc bằng tốt nghiệp đại học, bằng tốt nghiệp cao đẳng, trung cấp hoặc bằng tốt nghiệp trung học phổ "
    "thông hoặc trung học cơ sở của Việt Nam hoặc bản sao chứng chỉ tiếng Việt theo khung năng lực tiếng Việt "
    "dùng cho người nước ngoài. Trong trường hợp người xin nhập quốc tịch Việt Nam không có giấy tờ chứng minh "
    "trình độ tiếng Việt thì Sở Tư pháp tổ chức kiểm tra, phỏng vấn về khả năng nghe, nói, đọc, viết tiếng Việt "
    "của người đó bảo đảm đáp ứng quy định.",
    "Bản sao Giấy khai sinh của con chưa thành niên cùng nhập quốc tịch Việt Nam theo cha mẹ hoặc giấy tờ hợp lệ "
    "khác chứng minh quan hệ cha con, mẹ con, trong trường hợp cơ quan tiếp nhận không thể khai thác được thông "
    "tin.",
    "Giấy tờ chứng minh khả năng bảo đảm cuộc sống tại Việt Nam gồm một trong các giấy tờ sau: giấy tờ chứng minh"
    " quyền sở hữu tài sản; giấy tờ do cơ quan, tổ chức nơi người đó làm việc xác nhận về mức lương hoặc thu "
    "nhập; giấy tờ bảo lãnh của tổ chức, cá nhân tại Việt Nam;",
    "Trường hợp chỉ người cha hoặc người mẹ nhập quốc tịch Việt Nam mà con chưa thành niên sinh sống cùng người "
    "đó nhập quốc tịch Việt Nam theo cha hoặc mẹ thì phải nộp văn bản thỏa thuận có đủ chữ ký của cha mẹ về việc "
    "xin nhập quốc tịch Việt Nam cho con. Văn bản thỏa thuận không phải chứng thực chữ ký; người đứng đơn xin "
    "nhập quốc tịch Việt Nam cho con phải chịu trách nhiệm về tính chính xác chữ ký của người kia. Trường hợp "
    "cha, mẹ đã chết, bị mất năng lực hành vi dân sự hoặc hạn chế năng lực hành vi dân sự thì văn bản thỏa thuận "
    "được thay thế bằng giấy tờ chứng minh.",
)

RECEIPT_14 = replace(
    RECEIPT_2025,
    letterhead=PROVINCE,
    stamp=replace(STAMP, printed_at=datetime(2026, 11, 20, 9, 18, 52), printed_by="Đỗ Minh Khang", staff_no="BĐ-0088"),
    codes=codes("H12-261120-12007", "1001225151200706"),
    owner_title="Ông",
    owner_name="Lâm Chí Vĩ",
    channel="nộp trực tiếp tại quầy 12",
    address="Số 7, hẻm 3, đường Cây Bàng, khóm 2, phường An Xuyên, tỉnh Cà Mau",
    phone="0900 000 655",
    email="lamchivi.mau@thu.example",
    identity="Thẻ thường trú số 00009912",
    procedure_name="Nhập quốc tịch Việt Nam ở trong nước",
    procedure_code="2.002039",
    procedure_field="Quốc tịch",
    papers=tuple(
        PaperLine(name=name, originals=3 * (n % 3 != 2), certified=3 * (n % 3 == 2)) for n, name in enumerate(FOURTEEN)
    ),
    sets=3,
    limit="105 ngày",
    limit_note="không kể thời gian bổ sung, xác minh theo quy định",
    received_at=datetime(2026, 11, 20, 9, 15),
    due_at=datetime(2027, 3, 5, 17, 0),
    due_word="Trước",
    return_to="Nhà, qua bưu chính công ích (cước người nhận trả)",
    fees=(FeeLine(kind="LP", amount=3_000_000),),
    fee_note="đã chuyển khoản; biên lai điện tử số 0000417",
    officer="Đỗ Minh Khang",
)

RECEIPT_LONG = replace(
    RECEIPT_2025,
    codes=codes("H12.142-261118-1007", "1114225131000757"),
    owner_title="",
    owner_name="Công ty TNHH Mẫu Thử Hương Tràm",
    channel="nộp qua bưu chính công ích, bưu cục 97000",
    address="Lô B7, cụm công nghiệp Láng Trâm, phường Bạc Liêu, tỉnh Cà Mau",
    identity="0000000000 (số thử)",
    procedure_name=(
        "Cấp giấy phép xây dựng mới đối với công trình cấp III, cấp IV (Công trình không theo tuyến/Theo tuyến "
        "trong đô thị/Tín ngưỡng, tôn giáo/Tượng đài, tranh hoành tráng/Theo giai đoạn cho công trình không theo "
        "tuyến/Theo giai đoạn cho công trình theo tuyến trong đô thị/Dự án) và nhà ở riêng lẻ"
    ),
    procedure_code="1.013225",
    procedure_field="",
    case="công trình không theo tuyến",
    papers=(
        PaperLine(name="- " + CLAUSES[2], originals=1, copies=1),
        PaperLine(name=CLAUSES[3] + " " + CLAUSES[4], originals=1, copies=1),
        PaperLine(name="Quyết định phê duyệt dự án; " + CLAUSES[2] + " " + CLAUSES[3], originals=1, copies=1),
        PaperLine(
            name="Đơn đề nghị cấp giấy phép xây dựng theo Mẫu số 1 Phụ lục số II Nghị định số 175/2024/NĐ-CP",
            originals=1,
            copies=1,
        ),
        PaperLine(name=long_name(4500), originals=1, copies=1),
    ),
    limit="20 ngày",
    limit_note="",
    due_at=datetime(2026, 12, 8, 17, 0),
    due_word="Trước",
    return_to="Nhà, qua dịch vụ bưu chính công ích",
    fees=(FeeLine(kind="LP", amount=None),),
    fee_note="thu khi trả kết quả",
)

SUPPLEMENT = SupplementDoc(
    form_set=TT03_2025,
    letterhead=WARD,
    stamp=replace(STAMP, printed_at=datetime(2026, 11, 20, 10, 12, 20)),
    codes=codes("H12.142-261118-1021", "1114225130102115"),
    issued_on=date(2026, 11, 20),
    number="0012/HDHS",
    owner_title="Ông",
    owner_name="Phan Văn Đức",
    procedure_name="Cấp giấy phép xây dựng mới – nhà ở riêng lẻ",
    procedure_code="1.013225",
    address="Số 45, đường Đước Xanh, khóm 7, phường Bạc Liêu, tỉnh Cà Mau",
    phone="0900 000 842",
    email="phanvanduc.mau@thu.example",
    items=(
        PaperLine(
            name="Đơn đề nghị cấp giấy phép xây dựng theo Mẫu số 1 Phụ lục số II Nghị định số 175/2024/NĐ-CP: ghi"
            " đủ mục “Nội dung đề nghị cấp phép”, ký, ghi rõ họ tên.",
            originals=1,
        ),
        PaperLine(
            name="Bản vẽ thiết kế xây dựng: bổ sung bản vẽ mặt bằng móng, mặt cắt móng kèm sơ đồ đấu nối hệ thống"
            " cấp nước, thoát nước, cấp điện.",
            originals=2,
        ),
        PaperLine(
            name="Giấy chứng nhận quyền sử dụng đất: nộp bản sao có chứng thực (bản chụp đã nộp mờ, không đọc "
            "được số thửa).",
            certified=1,
        ),
    ),
    reasons=(
        "(Mục 1) Đơn chưa ghi cốt nền, chiều cao công trình nên chưa đủ căn cứ thẩm định.",
        "(Mục 2) Hồ sơ có 02 bộ bản vẽ nhưng thiếu bản vẽ móng và sơ đồ đấu nối kỹ thuật.",
        "(Mục 3) Giấy tờ đất đai phải đọc được để xét theo Điều 53 Nghị định số 175/2024/NĐ-CP.",
    ),
    deadline=datetime(2026, 12, 14, 17, 0),
    deadline_note="15 ngày làm việc, không tính ngày nghỉ lễ 24/11",
    effect="quá thời hạn này hồ sơ được đóng theo quy định của thủ tục. Thời gian bổ sung, hoàn thiện hồ sơ không"
    " tính vào thời gian giải quyết.",
    officer="Lê Thị Bích Ngân",
    copies=(2,),
)

REFUSAL = RefusalDoc(
    form_set=TT03_2025,
    letterhead=WARD,
    stamp=replace(STAMP, printed_at=datetime(2026, 11, 20, 9, 31, 5), printed_by="Trần Hải Yến", staff_no="CC-0021"),
    codes=codes("H12.142-261120-2009", "1114225150200903"),
    issued_on=date(2026, 11, 20),
    number="0004/TCHS",
    owner_title="Bà",
    owner_name="Huỳnh Ngọc Bích",
    address="Ấp Kinh Tế, phường Bạc Liêu, tỉnh Cà Mau",
    phone="0900 000 914",
    procedure_name="Chứng thực bản sao từ bản chính giấy tờ, văn bản",
    procedure_code="2.000815",
    reviewed="01 bản chính Giấy chứng nhận tốt nghiệp; đã trả lại ngay, đủ số lượng",
    reasons=(
        RefusalReason(
            fact="Bản chính xuất trình bị tẩy xóa ở phần ngày, tháng, năm sinh, không có xác nhận của cơ quan đã cấp.",
            provision="khoản 1 Điều 22 Nghị định số 23/2015/NĐ-CP",
            provision_note="ngày 16/02/2015 của Chính phủ – bản chính bị tẩy xóa, sửa chữa, thêm, bớt nội dung "
            "không hợp lệ không được dùng làm cơ sở để chứng thực bản sao.",
            way_out="đề nghị cơ quan đã cấp giấy xác nhận hoặc cấp bản sao từ sổ gốc; sau đó nộp lại yêu cầu, "
            "không phải chờ.",
        ),
    ),
    complaint_phone="(0291) 0000 110",
    signer="Trần Hải Yến",
    copies=(2,),
)

GUIDE = GuideDoc(
    letterhead=WARD,
    stamp=replace(STAMP, printed_at=datetime(2026, 11, 20, 8, 31)),
    title="Đăng ký khai sinh",
    subtitle="Mã thủ tục 1.001193 · Hộ tịch · làm tại cấp xã",
    how_long="trong ngày*",
    how_much="không thu (đúng hạn)",
    where="Quầy 3",
    footnote="* Nộp sau 15 giờ thì nhận vào ngày làm việc tiếp theo.",
    to_submit=(
        GuideItem(name="Tờ khai đăng ký khai sinh", what="1 bản chính", note="Có mẫu tại quầy; nhân viên giúp ghi."),
        GuideItem(
            name="Giấy chứng sinh",
            what="1 bản chính",
            note="Không có: văn bản của người làm chứng, hoặc giấy cam đoan về việc sinh. Bệnh viện đã gửi bản "
            "điện tử thì không phải nộp.",
        ),
        GuideItem(
            name="Văn bản ủy quyền",
            what="nếu nhờ người khác đi thay",
            note="Ông, bà, cha, mẹ, con, vợ, chồng, anh, chị, em ruột: không phải chứng thực.",
        ),
    ),
    to_show=(
        GuideItem(name="Thẻ căn cước", what="hoặc hộ chiếu của người đi đăng ký"),
        GuideItem(name="Giấy tờ về nơi cư trú", what="chỉ khi tra cứu không ra"),
    ),
    link="https://tracuu.example/tt/1.001193",
    hours="thứ Hai – thứ Sáu, 7 giờ 00 – 11 giờ 30, 13 giờ 30 – 17 giờ 00.",
    source="Quyết định 163/QĐ-BTP (danh mục bản 07/2026)",
)

POSTAL = PostalItem(
    carrier="BƯU ĐIỆN TỈNH CÀ MAU",
    recipient="Bà NGUYỄN THỊ KIỀU OANH",
    address="Số 12, đường Hoa Sữa, khóm 4, phường Bạc Liêu, tỉnh Cà Mau",
    old_address="phường 3, TP Bạc Liêu, tỉnh Bạc Liêu",
    phone="0900000321",
    post_code="97000",
    item_number="RR473124829VN",
    contents="Túi NP-004431 · 1 phong bì · 40 g",
    postage="người nhận trả theo bảng giá",
)


def label(size_index: int, dpi: int) -> LabelDoc:
    size = LABEL_SIZES[size_index]
    return LabelDoc(
        size=size,
        dpi=dpi,
        stamp=STAMP,
        codes=RECEIPT_2025.codes,
        due_on=date(2026, 11, 26),
        person="Nguyễn Thị Kiều Oanh",
        id_number="095188000000",
        procedure_code="1.004873",
        procedure_short="XN tình trạng hôn nhân",
        counter="quầy 3",
        sender=WARD,
        postal=POSTAL if size.height_mm > 100 else None,
    )


@cache
def all_samples() -> dict[str, Document]:
    """Every kind of paper, by file name."""
    reprint = replace(
        RECEIPT_2025,
        stamp=replace(STAMP, printed_at=datetime(2026, 11, 20, 14, 5, 32), reprint=2, reprint_reason="mất bản in"),
        copies=(2,),
    )
    practice = replace(RECEIPT_2025, stamp=replace(STAMP, training=True), copies=(2,))
    long_code = replace(label(0, 203), codes=codes("000.27.01.H04-250612-12001", "1042719891200120"))
    out: dict[str, Document] = {
        "01a-2018": replace(RECEIPT_2018, copies=(2,)),
        "01b-2025": RECEIPT_2025,
        "01d-14-papers": replace(RECEIPT_14, copies=(2,)),
        "01e-long-name": replace(RECEIPT_LONG, copies=(2,)),
        "01f-reprint": reprint,
        "01f-practice": practice,
        "01g-replaces": replace(
            RECEIPT_2025,
            stamp=replace(STAMP, replaces="bản in 08:44 ngày 20/11/2026", reprint_reason="sửa năm sinh chủ hồ sơ"),
            copies=(2,),
        ),
        "02-supplement": SUPPLEMENT,
        "02-supplement-2018": replace(SUPPLEMENT, form_set=TT01_2018, letterhead=COMMUNE_2025),
        "03-refusal": REFUSAL,
        "03-refusal-2018": replace(REFUSAL, form_set=TT01_2018, reasons=REFUSAL.reasons * 2),
        "11-guide-a5": GUIDE,
        "11-guide-a4": replace(GUIDE, large=True),
        "14-printer-test": PrinterTestDoc(stamp=STAMP, printer="Canon LBP2900", office=WARD.office),
        "12-label-35x22-long-203": long_code,
        "12-label-35x22-long-300": replace(long_code, dpi=300),
    }
    for index, size in enumerate(LABEL_SIZES):
        for dpi in (203, 300):
            name = f"{size.width_mm:g}x{size.height_mm:g}-{dpi}"
            out[f"12-label-{name}"] = label(index, dpi)
            out[f"15-test-label-{name}"] = PrinterTestDoc(stamp=STAMP, printer="Xprinter", label=size, dpi=dpi)
    return out


def main(folder: Path) -> None:
    from app.printing.rendering import render

    folder.mkdir(parents=True, exist_ok=True)
    for name, doc in all_samples().items():
        (folder / f"{name}.pdf").write_bytes(render(doc))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
