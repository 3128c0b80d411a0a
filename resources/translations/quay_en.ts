<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="vi">
<context>
    <name>AddressField</name>
    <message>
        <source>Giữ như đã gõ</source>
        <translation>Keep as typed</translation>
    </message>
    <message>
        <source>Số nhà, ấp, xã: gõ không dấu, tên cũ cũng được</source>
        <translation>House number, hamlet, commune: no accents needed, old names work</translation>
    </message>
</context>
<context>
    <name>AdministratorPage</name>
    <message>
        <source>Ai quản trị chương trình này?</source>
        <translation>Who administers this program?</translation>
    </message>
    <message>
        <source>Chưa ghi tên</source>
        <translation>Name missing</translation>
    </message>
    <message>
        <source>Cũng ngồi quầy nhận hồ sơ</source>
        <translation>Also receives dossiers at the counter</translation>
    </message>
    <message>
        <source>Dùng được</source>
        <translation>Good</translation>
    </message>
    <message>
        <source>Giống nhau</source>
        <translation>They match</translation>
    </message>
    <message>
        <source>Họ tên, mã PIN</source>
        <translation>Full name, PIN</translation>
    </message>
    <message>
        <source>Họ và tên</source>
        <translation>Full name</translation>
    </message>
    <message>
        <source>Mã PIN hoặc mật khẩu</source>
        <translation>PIN or password</translation>
    </message>
    <message>
        <source>Người này thêm nhân viên, đặt lại mã PIN, sửa lịch và danh mục. Thêm người khác sau.</source>
        <translation>This person adds staff, resets PINs, edits calendar and catalogue. Add others later.</translation>
    </message>
    <message>
        <source>Nhập lại một lần nữa</source>
        <translation>Type it once more</translation>
    </message>
    <message>
        <source>PIN từ {pin} chữ số, không phải dãy dễ đoán như 123456; hoặc mật khẩu từ {word} ký tự.</source>
        <translation>A PIN of at least {pin} digits, not an easy one like 123456; or a password of at least {word} characters.</translation>
    </message>
    <message>
        <source>Quản trị đầu tiên</source>
        <translation>First administrator</translation>
    </message>
    <message>
        <source>Số hiệu nhân viên</source>
        <translation>Staff number</translation>
    </message>
</context>
<context>
    <name>AttentionScreen</name>
    <message>
        <source>Ai xử lý, lúc nào, chọn gì đều được ghi lại</source>
        <translation>Who settled it, when and how is all recorded</translation>
    </message>
    <message>
        <source>Bản còn lại vẫn nằm trong diễn biến. Lựa chọn ghi tên bạn.</source>
        <translation>The other version stays in the history. The choice bears your name.</translation>
    </message>
    <message>
        <source>Chuyển trưởng bộ phận</source>
        <translation>Refer to the head</translation>
    </message>
    <message>
        <source>Chỉ chuyển được việc của một hồ sơ</source>
        <translation>Only matters of a dossier can be referred</translation>
    </message>
    <message>
        <source>Chọn cho từng ô trước</source>
        <translation>Choose for each piece first</translation>
    </message>
    <message>
        <source>Cần xử lý</source>
        <translation>To settle</translation>
    </message>
    <message>
        <source>Ghi bản ghép</source>
        <translation>Save the combined version</translation>
    </message>
    <message>
        <source>Khi hai quầy sửa cùng một hồ sơ, hoặc máy chủ không tính một việc, việc đó hiện ở đây.</source>
        <translation>When two counters correct the same dossier, or the server does not count an entry, it shows here.</translation>
    </message>
    <message>
        <source>Không có việc nào</source>
        <translation>Nothing is open</translation>
    </message>
    <message>
        <source>Không có việc nào cần xử lý</source>
        <translation>Nothing to settle</translation>
    </message>
    <message>
        <source>Quay lại</source>
        <translation>Back</translation>
    </message>
    <message>
        <source>Việc cần xử lý</source>
        <translation>To settle</translation>
    </message>
    <message>
        <source>Việc này không thuộc hồ sơ nào mở được</source>
        <translation>This belongs to no dossier that can be opened</translation>
    </message>
    <message>
        <source>Xem hồ sơ</source>
        <translation>Open dossier</translation>
    </message>
    <message>
        <source>Xem lại</source>
        <translation>Look again</translation>
    </message>
    <message>
        <source>Xem lại danh sách</source>
        <translation>Refresh the list</translation>
    </message>
    <message>
        <source>{n} việc</source>
        <translation>{n} to settle</translation>
    </message>
    <message>
        <source>Đang chờ, tự xong</source>
        <translation>Waiting, settles itself</translation>
    </message>
    <message>
        <source>Đã chuyển trưởng bộ phận</source>
        <translation>Referred to the head</translation>
    </message>
    <message>
        <source>Để sau</source>
        <translation>Later</translation>
    </message>
</context>
<context>
    <name>BackupSection</name>
    <message>
        <source>Bản gần nhất: {when}</source>
        <translation>Latest backup: {when}</translation>
    </message>
    <message>
        <source>Bản sao được mã hóa như dữ liệu gốc và được kiểm tra ngay khi lập. Giữ các bản của 14 ngày.</source>
        <translation>A backup is encrypted like the data and checked as soon as it is made. Those of the last 14 days are kept.</translation>
    </message>
    <message>
        <source>Bấm “Sao lưu ngay” để lập bản đầu tiên. Chương trình cũng tự lập mỗi ngày khi đang chạy.</source>
        <translation>Press “Back up now” to make the first one. While it runs, the program also makes one every day.</translation>
    </message>
    <message>
        <source>Chưa có bản sao nào</source>
        <translation>No backup yet</translation>
    </message>
    <message>
        <source>Chưa sao lưu được dữ liệu của quầy.</source>
        <translation>The counter's data could not be backed up.</translation>
    </message>
    <message>
        <source>Các bản sao</source>
        <translation>Backups</translation>
    </message>
    <message>
        <source>Cỡ</source>
        <translation>Size</translation>
    </message>
    <message>
        <source>Diễn tập khôi phục xong</source>
        <translation>Restore drill done</translation>
    </message>
    <message>
        <source>Dữ liệu máy này chưa được sao lưu</source>
        <translation>The data on this PC has not been backed up</translation>
    </message>
    <message>
        <source>Hồ sơ vẫn nằm trên máy. Kiểm tra ổ đĩa còn chỗ rồi thử lại.</source>
        <translation>The dossiers are still on this PC. Check the free disk space, then try again.</translation>
    </message>
    <message>
        <source>Lập lúc</source>
        <translation>Made at</translation>
    </message>
    <message>
        <source>Sao lưu</source>
        <translation>Backup</translation>
    </message>
    <message>
        <source>Sao lưu ngay</source>
        <translation>Back up now</translation>
    </message>
    <message>
        <source>Tệp</source>
        <translation>File</translation>
    </message>
    <message>
        <source>Đang sao lưu</source>
        <translation>Backing up</translation>
    </message>
    <message>
        <source>Đang sao lưu …</source>
        <translation>Backing up …</translation>
    </message>
    <message>
        <source>Đã sao lưu và kiểm tra</source>
        <translation>Backed up and checked</translation>
    </message>
</context>
<context>
    <name>ByHandPanel</name>
    <message>
        <source>Chưa có: máy hỏng thì bản sao lưu không mở được trên máy khác.</source>
        <translation>None yet: if this PC breaks, its copies open on no other machine.</translation>
    </message>
    <message>
        <source>Chỉ quản trị gia hạn được</source>
        <translation>Only an administrator can extend</translation>
    </message>
    <message>
        <source>Chỉ quản trị lập được</source>
        <translation>Only an administrator can make one</translation>
    </message>
    <message>
        <source>Chỉ quản trị nối được</source>
        <translation>Only an administrator can join</translation>
    </message>
    <message>
        <source>Chọn máy in A4 trong mục Máy in rồi lập lại.</source>
        <translation>Choose an A4 printer under Printers, then make it again.</translation>
    </message>
    <message>
        <source>Chờ tệp trả lời; đã xin nối {when}.</source>
        <translation>Waiting for the answer; asked to join {when}.</translation>
    </message>
    <message>
        <source>Các máy khác của cơ quan nhận khi đồng bộ.</source>
        <translation>The office's other PCs get it when they synchronise.</translation>
    </message>
    <message>
        <source>Ghi 0 nếu không giới hạn. Chỉ áp dụng khi đã nối máy chủ.</source>
        <translation>0 means no limit. Only matters once a server is joined.</translation>
    </message>
    <message>
        <source>Gia hạn</source>
        <translation>Extend</translation>
    </message>
    <message>
        <source>Khi không có đường truyền, khi máy hỏng</source>
        <translation>When there is no line, when the PC breaks</translation>
    </message>
    <message>
        <source>Lập tờ khôi phục</source>
        <translation>Make a recovery sheet</translation>
    </message>
    <message>
        <source>Lập tờ khôi phục mới?</source>
        <translation>Make a new recovery sheet?</translation>
    </message>
    <message>
        <source>Lập tờ mới</source>
        <translation>Make a new one</translation>
    </message>
    <message>
        <source>Mang thẻ nhớ thay đường truyền: việc chờ gửi đi, hồ sơ của quầy khác về.</source>
        <translation>A USB stick instead of the line: waiting work goes out, other counters' dossiers come in.</translation>
    </message>
    <message>
        <source>Một lần, cho đến khi gặp máy chủ.</source>
        <translation>Once, until the server is heard.</translation>
    </message>
    <message>
        <source>Nhập tệp trả lời</source>
        <translation>Import answer</translation>
    </message>
    <message>
        <source>Nơi không có mạng: nối lần đầu bằng tệp mời của người quản trị máy chủ.</source>
        <translation>Where there is no network: join the first time by an invitation file from the server's administrator.</translation>
    </message>
    <message>
        <source>Nối bằng tệp mời</source>
        <translation>Join by invitation file</translation>
    </message>
    <message>
        <source>Sắp hết: đến hết ngày {day}.</source>
        <translation>Nearly over: until the end of {day}.</translation>
    </message>
    <message>
        <source>Số ngày đăng nhập không cần máy chủ</source>
        <translation>Days of signing in without the server</translation>
    </message>
    <message>
        <source>Thôi</source>
        <translation>Cancel</translation>
    </message>
    <message>
        <source>Trao đổi bằng tệp</source>
        <translation>Exchange by file</translation>
    </message>
    <message>
        <source>Tờ cũ đã hết giá trị: xem lại máy in rồi lập lại ngay.</source>
        <translation>The old sheet is worthless now: look at the printer and make it again at once.</translation>
    </message>
    <message>
        <source>Tờ khôi phục</source>
        <translation>Recovery sheet</translation>
    </message>
    <message>
        <source>Tờ khôi phục chỉ in ra giấy, không lưu thành tệp.</source>
        <translation>A recovery sheet only goes to paper, never into a file.</translation>
    </message>
    <message>
        <source>Tờ lập lúc {when} hết giá trị ngay khi tờ mới được lập. Hủy tờ cũ.</source>
        <translation>The sheet of {when} is worthless as soon as the new one is made. Destroy it.</translation>
    </message>
    <message>
        <source>Tờ đang dùng lập lúc {when}. Lập tờ mới thì tờ cũ hết giá trị.</source>
        <translation>The sheet in use was made at {when}. A new one makes it worthless.</translation>
    </message>
    <message>
        <source>Xuất tệp</source>
        <translation>Export file</translation>
    </message>
    <message>
        <source>ngày</source>
        <translation>days</translation>
    </message>
    <message>
        <source>Đang lập</source>
        <translation>Being made</translation>
    </message>
    <message>
        <source>Đã gia hạn một lần</source>
        <translation>Extended once already</translation>
    </message>
    <message>
        <source>Đã gia hạn đăng nhập</source>
        <translation>Signing in extended</translation>
    </message>
    <message>
        <source>Đã gửi tới {printer}. Cất trong tủ khóa, hủy tờ cũ.</source>
        <translation>Sent to {printer}. Lock it away, destroy the old one.</translation>
    </message>
    <message>
        <source>Đã hết từ {day}: chỉ quản trị đăng nhập được.</source>
        <translation>Over since {day}: only administrators can sign in.</translation>
    </message>
    <message>
        <source>Đã lập tờ khôi phục</source>
        <translation>Recovery sheet made</translation>
    </message>
    <message>
        <source>Đã đổi số ngày</source>
        <translation>Days changed</translation>
    </message>
    <message>
        <source>Đăng nhập khi không gặp máy chủ</source>
        <translation>Signing in without the server</translation>
    </message>
    <message>
        <source>Đến hết ngày {day} nếu không gặp máy chủ. Ghi 0 nếu không giới hạn.</source>
        <translation>Until the end of {day} if the server is not heard. 0 means no limit.</translation>
    </message>
</context>
<context>
    <name>Calendar</name>
    <message>
        <source>Loại</source>
        <translation>Kind</translation>
    </message>
    <message>
        <source>Làm bù</source>
        <translation>Make-up</translation>
    </message>
    <message>
        <source>Làm việc</source>
        <translation>Working</translation>
    </message>
    <message>
        <source>Nghỉ bù</source>
        <translation>In lieu</translation>
    </message>
    <message>
        <source>Nghỉ lễ</source>
        <translation>Holiday</translation>
    </message>
    <message>
        <source>Ngày</source>
        <translation>Day</translation>
    </message>
    <message>
        <source>Thứ</source>
        <translation>Weekday</translation>
    </message>
    <message>
        <source>Trở lại ngày thường</source>
        <translation>Back to an ordinary day</translation>
    </message>
    <message>
        <source>Tên ngày</source>
        <translation>Name of the day</translation>
    </message>
</context>
<context>
    <name>CalendarForm</name>
    <message>
        <source>Chưa ghi tên ngày.</source>
        <translation>The day has no name.</translation>
    </message>
    <message>
        <source>Ghi như 24/11 hoặc 241126.</source>
        <translation>Type it like 24/11 or 241126.</translation>
    </message>
    <message>
        <source>Không có ngày như vậy.</source>
        <translation>There is no such day.</translation>
    </message>
    <message>
        <source>Ví dụ: Nghỉ bù Quốc khánh.</source>
        <translation>For example: Nghỉ bù Quốc khánh.</translation>
    </message>
</context>
<context>
    <name>CalendarSection</name>
    <message>
        <source>Bỏ khỏi lịch</source>
        <translation>Remove day</translation>
    </message>
    <message>
        <source>Chọn một ngày trong danh sách</source>
        <translation>Choose a day in the list</translation>
    </message>
    <message>
        <source>Ghi như 24/11</source>
        <translation>Type it like 24/11</translation>
    </message>
    <message>
        <source>Giữ ngày này</source>
        <translation>Keep this day</translation>
    </message>
    <message>
        <source>Hồ sơ nhận từ bây giờ hẹn theo lịch mới; ngày hẹn đã in không đổi.</source>
        <translation>Dossiers received from now on follow the new calendar; printed due dates don't change.</translation>
    </message>
    <message>
        <source>Loại ngày</source>
        <translation>Kind of day</translation>
    </message>
    <message>
        <source>Lấy lại lịch chuẩn</source>
        <translation>Standard calendar</translation>
    </message>
    <message>
        <source>Lịch làm việc</source>
        <translation>Working calendar</translation>
    </message>
    <message>
        <source>Nghỉ bù Quốc khánh</source>
        <translation>Day in lieu of National Day</translation>
    </message>
    <message>
        <source>Ngày</source>
        <translation>Day</translation>
    </message>
    <message>
        <source>Ngày nghỉ và ngày làm bù</source>
        <translation>Days off and make-up days</translation>
    </message>
    <message>
        <source>Nhờ quản trị hoặc trưởng bộ phận đăng nhập</source>
        <translation>Ask an administrator or head of office to sign in</translation>
    </message>
    <message>
        <source>Năm</source>
        <translation>Year</translation>
    </message>
    <message>
        <source>Năm này chưa có lịch</source>
        <translation>No calendar yet</translation>
    </message>
    <message>
        <source>Tên ngày</source>
        <translation>Name of the day</translation>
    </message>
    <message>
        <source>{day} trở lại ngày thường</source>
        <translation>{day} is an ordinary day again</translation>
    </message>
    <message>
        <source>{off} ngày nghỉ · {up} ngày làm bù</source>
        <translation>{off} days off · {up} make-up days</translation>
    </message>
    <message>
        <source>Đã giữ ngày {day}</source>
        <translation>{day} kept</translation>
    </message>
    <message>
        <source>Đã lấy lịch chuẩn năm {year}</source>
        <translation>Standard calendar of {year} restored</translation>
    </message>
    <message>
        <source>Đặt một ngày</source>
        <translation>Set a day</translation>
    </message>
</context>
<context>
    <name>CatalogueImport</name>
    <message>
        <source>Cần xem</source>
        <translation>To review</translation>
    </message>
    <message>
        <source>Dòng</source>
        <translation>Line</translation>
    </message>
    <message>
        <source>Dòng {n}</source>
        <translation>Line {n}</translation>
    </message>
    <message>
        <source>Giữ bản đã kiểm tra</source>
        <translation>Checked, kept</translation>
    </message>
    <message>
        <source>Không có trong tệp</source>
        <translation>Not in the file</translation>
    </message>
    <message>
        <source>Không đổi</source>
        <translation>Unchanged</translation>
    </message>
    <message>
        <source>Lý do</source>
        <translation>Reason</translation>
    </message>
    <message>
        <source>Lĩnh vực</source>
        <translation>Field</translation>
    </message>
    <message>
        <source>Lỗi</source>
        <translation>Faults</translation>
    </message>
    <message>
        <source>Mã</source>
        <translation>Code</translation>
    </message>
    <message>
        <source>Mới</source>
        <translation>New</translation>
    </message>
    <message>
        <source>Thay đổi</source>
        <translation>Changed</translation>
    </message>
    <message>
        <source>Thủ tục</source>
        <translation>Procedure</translation>
    </message>
    <message>
        <source>bản {version}</source>
        <translation>version {version}</translation>
    </message>
    <message>
        <source>số liệu trong tệp chưa kiểm tra</source>
        <translation>figures in the file are unchecked</translation>
    </message>
    <message>
        <source>vẫn dùng được</source>
        <translation>stays usable</translation>
    </message>
    <message>
        <source>{n} giấy tờ</source>
        <translation>{n} papers</translation>
    </message>
</context>
<context>
    <name>CataloguePage</name>
    <message>
        <source> · {n} thủ tục cần đối chiếu lại số liệu</source>
        <translation> · {n} procedures with figures still to be checked</translation>
    </message>
    <message>
        <source>Chưa chọn tệp. Chọn tệp, hoặc chọn “Để sau”</source>
        <translation>No file chosen. Choose a file, or “Later”</translation>
    </message>
    <message>
        <source>Danh mục</source>
        <translation>Catalogue</translation>
    </message>
    <message>
        <source>Danh mục mẫu</source>
        <translation>Sample catalogue</translation>
    </message>
    <message>
        <source>Danh mục nhập lại được bất cứ lúc nào; hồ sơ đã nhận giữ nguyên bản cũ.</source>
        <translation>The catalogue can be imported again at any time; dossiers already received keep the old version.</translation>
    </message>
    <message>
        <source>Nhập sau trong Cài đặt, mục Danh mục. Chưa có danh mục thì chưa nhận được hồ sơ.</source>
        <translation>Import it later in Settings, section Catalogue. Without a catalogue no dossier can be received.</translation>
    </message>
    <message>
        <source>Quầy nhận những thủ tục nào?</source>
        <translation>Which procedures does the counter receive?</translation>
    </message>
    <message>
        <source>Thủ tục</source>
        <translation>Procedure</translation>
    </message>
    <message>
        <source>Thủ tục thường gặp ở xã và tỉnh</source>
        <translation>Common procedures of communes and provinces</translation>
    </message>
    <message>
        <source>Tệp Excel theo mẫu của chương trình, hoặc tệp của danh mục quốc gia.</source>
        <translation>An Excel file after the program's template, or a file of the national catalogue.</translation>
    </message>
    <message>
        <source>Tệp còn lỗi: sửa tệp, hoặc đánh dấu bỏ qua các dòng lỗi</source>
        <translation>The file has faults: mend it, or tick that faulty lines are skipped</translation>
    </message>
    <message>
        <source>Từ tệp</source>
        <translation>From a file</translation>
    </message>
    <message>
        <source>{n} thủ tục</source>
        <translation>{n} procedures</translation>
    </message>
    <message>
        <source>{n} thủ tục thường gặp ở xã và tỉnh</source>
        <translation>{n} common procedures of communes and provinces</translation>
    </message>
    <message>
        <source>Đang đọc danh mục mẫu, chờ một chút</source>
        <translation>Reading the sample catalogue, one moment</translation>
    </message>
    <message>
        <source>Đang đọc tệp, chờ một chút</source>
        <translation>Reading the file, one moment</translation>
    </message>
    <message>
        <source>Để sau</source>
        <translation>Later</translation>
    </message>
</context>
<context>
    <name>CatalogueSection</name>
    <message>
        <source>Danh mục</source>
        <translation>Catalogue</translation>
    </message>
    <message>
        <source>Đang dùng {n} thủ tục</source>
        <translation>{n} procedures in use</translation>
    </message>
    <message>
        <source>Đã nhập {n} thủ tục</source>
        <translation>{n} procedures imported</translation>
    </message>
</context>
<context>
    <name>CommandPalette</name>
    <message>
        <source>Bảng lệnh</source>
        <translation>Commands</translation>
    </message>
    <message>
        <source>Gõ tên lệnh, mã hồ sơ, tên người hay thủ tục</source>
        <translation>Type a command, a dossier code, a person's name or a procedure</translation>
    </message>
    <message>
        <source>Không có gì khớp</source>
        <translation>Nothing matches</translation>
    </message>
    <message>
        <source>Làm gì, tìm gì?</source>
        <translation>What to do or find?</translation>
    </message>
    <message>
        <source>làm</source>
        <translation>do it</translation>
    </message>
</context>
<context>
    <name>CommunePicker</name>
    <message>
        <source>Chọn một xã trong danh sách</source>
        <translation>Choose a commune in the list</translation>
    </message>
    <message>
        <source>Gõ vài chữ không dấu, tên cũ cũng được</source>
        <translation>A few letters, old names too</translation>
    </message>
    <message>
        <source>trước là {old}</source>
        <translation>formerly {old}</translation>
    </message>
</context>
<context>
    <name>ComponentQuestion</name>
    <message>
        <source>Quay lại</source>
        <translation>Back</translation>
    </message>
    <message>
        <source>Tệp này thuộc giấy nào của hồ sơ?</source>
        <translation>Which paper of the dossier is this file?</translation>
    </message>
    <message>
        <source>Đính kèm</source>
        <translation>Attach</translation>
    </message>
</context>
<context>
    <name>Context</name>
    <message>
        <source>Chưa đăng nhập.</source>
        <translation>Nobody is signed in.</translation>
    </message>
    <message>
        <source>Chọn tên và nhập mã PIN.</source>
        <translation>Choose a name and enter the PIN.</translation>
    </message>
    <message>
        <source>Làm xong các bước lần đầu.</source>
        <translation>Finish the steps of the first start.</translation>
    </message>
    <message>
        <source>Máy này chưa khai báo cơ quan.</source>
        <translation>This PC belongs to no office yet.</translation>
    </message>
</context>
<context>
    <name>CounterFilter</name>
    <message>
        <source>Hồ sơ đang chờ đều do một quầy nhận</source>
        <translation>All dossiers listed were received at one counter</translation>
    </message>
    <message>
        <source>Mọi quầy</source>
        <translation>All counters</translation>
    </message>
</context>
<context>
    <name>CounterPage</name>
    <message>
        <source>Cơ quan có nhiều máy: đánh số từ 1 đến 9, dán số lên máy. Hai máy cùng số sẽ cấp trùng mã hồ sơ.</source>
        <translation>With several PCs, number them 1 to 9 and put the number on each. Two PCs with one number would give the same codes.</translation>
    </message>
    <message>
        <source>Hồ sơ đầu tiên hôm nay: {code}</source>
        <translation>First dossier today: {code}</translation>
    </message>
    <message>
        <source>Máy này</source>
        <translation>This PC</translation>
    </message>
    <message>
        <source>Máy này là quầy nào?</source>
        <translation>Which counter is this PC?</translation>
    </message>
    <message>
        <source>Máy số mấy?</source>
        <translation>PC number?</translation>
    </message>
    <message>
        <source>Máy {n} cấp các số {serials} mỗi ngày</source>
        <translation>PC {n} gives the serials {serials} each day</translation>
    </message>
    <message>
        <source>Mỗi máy một số, để hai quầy không bao giờ cấp trùng mã hồ sơ, kể cả khi mất mạng.</source>
        <translation>One number per PC, so that two counters never give the same dossier code, even without a network.</translation>
    </message>
    <message>
        <source>Quầy 1</source>
        <translation>Quầy 1</translation>
    </message>
    <message>
        <source>Quầy {n}</source>
        <translation>Quầy {n}</translation>
    </message>
    <message>
        <source>Số máy, tên quầy</source>
        <translation>PC number, counter name</translation>
    </message>
    <message>
        <source>Tên quầy, in trên giấy</source>
        <translation>Counter name, printed on papers</translation>
    </message>
    <message>
        <source>{name} · số {serials}</source>
        <translation>{name} · serials {serials}</translation>
    </message>
</context>
<context>
    <name>CounterStrip</name>
    <message>
        <source>Giấy lưu thành PDF đến khi chọn máy in</source>
        <translation>Papers are saved as PDF until a printer is chosen</translation>
    </message>
    <message>
        <source>Giờ máy</source>
        <translation>Clock</translation>
    </message>
    <message>
        <source>Giờ máy có thể sai</source>
        <translation>The PC's clock may be wrong</translation>
    </message>
    <message>
        <source>In A4</source>
        <translation>A4 printing</translation>
    </message>
    <message>
        <source>In tem</source>
        <translation>Print labels</translation>
    </message>
    <message>
        <source>Khóa giữ trong tệp</source>
        <translation>Key kept in a file</translation>
    </message>
    <message>
        <source>Khóa tệp</source>
        <translation>Key file</translation>
    </message>
    <message>
        <source>Máy này không có kho khóa của hệ điều hành; khóa nằm trong tệp chỉ chủ máy đọc được.</source>
        <translation>This PC has no key store of the operating system; the key lies in a file that only its owner can read.</translation>
    </message>
    <message>
        <source>Mạng, máy chủ, tệp</source>
        <translation>Network, server, file</translation>
    </message>
    <message>
        <source>Tem</source>
        <translation>Label</translation>
    </message>
    <message>
        <source>Việc chờ gửi</source>
        <translation>Outbox</translation>
    </message>
    <message>
        <source>{0} bản chưa in được</source>
        <translation>{0} not printed yet</translation>
    </message>
    <message>
        <source>{0}: vào thư mục</source>
        <translation>{0}: to folder</translation>
    </message>
    <message>
        <source>Đi tới</source>
        <translation>Go to</translation>
    </message>
    <message>
        <source>Đầu đọc</source>
        <translation>Scanner</translation>
    </message>
    <message>
        <source>Đầu đọc mất kết nối</source>
        <translation>Reader disconnected</translation>
    </message>
    <message>
        <source>Đầu đọc thẻ</source>
        <translation>ID-card reader</translation>
    </message>
</context>
<context>
    <name>CounterWindow</name>
    <message>
        <source>Chương trình gặp lỗi, việc vừa làm chưa lưu</source>
        <translation>The program met a fault; what you just did is not saved</translation>
    </message>
    <message>
        <source>Cài đặt</source>
        <translation>Settings</translation>
    </message>
    <message>
        <source>Cần xử lý</source>
        <translation>To settle</translation>
    </message>
    <message>
        <source>Gọi số</source>
        <translation>Call</translation>
    </message>
    <message>
        <source>Hàng đợi</source>
        <translation>Worklist</translation>
    </message>
    <message>
        <source>Nội dung đang nhập vẫn giữ nguyên. Thử lại; nếu còn lỗi, báo mã {0}.</source>
        <translation>What you were typing is still there. Try again; if it fails again, report code {0}.</translation>
    </message>
    <message>
        <source>Sổ in</source>
        <translation>Print ledger</translation>
    </message>
    <message>
        <source>Thủ tục</source>
        <translation>Procedure</translation>
    </message>
    <message>
        <source>Tiếp nhận</source>
        <translation>Intake</translation>
    </message>
    <message>
        <source>Tìm</source>
        <translation>Find</translation>
    </message>
</context>
<context>
    <name>Damages</name>
    <message>
        <source>Dữ liệu của quầy bị hỏng, có chỗ không đọc được.</source>
        <translation>The counter's data are damaged; part of them can't be read.</translation>
    </message>
    <message>
        <source>Ghi lại nội dung đang nhập nếu dấu “Đã giữ trên máy” chưa hiện, rồi khôi phục. Bước sau cho biết thiếu gì và hỏi lại trước khi thay tệp.</source>
        <translation>Note down what you are typing unless the mark “Kept on this PC” shows, then restore. The next step tells what is missing and asks before the file is replaced.</translation>
    </message>
    <message>
        <source>Hồ sơ đã nhận trước đó vẫn nằm trong tệp dữ liệu và các bản sao lưu; không tệp nào bị xóa.</source>
        <translation>Dossiers received before are still in the data file and the backups; no file is deleted.</translation>
    </message>
    <message>
        <source>Khôi phục</source>
        <translation>Restore</translation>
    </message>
    <message>
        <source>Để sau</source>
        <translation>Later</translation>
    </message>
</context>
<context>
    <name>DayRuler</name>
    <message>
        <source>Các ngày từ lúc nhận đến hẹn trả</source>
        <translation>The days from receipt to due date</translation>
    </message>
</context>
<context>
    <name>DaysPage</name>
    <message>
        <source> · dự kiến: ngày nghỉ bù và Tết theo thông báo hằng năm của Chính phủ</source>
        <translation> · provisional: days in lieu and Tết follow the Government's yearly notice</translation>
    </message>
    <message>
        <source>Cơ quan nghỉ những ngày nào?</source>
        <translation>On which days is the office closed?</translation>
    </message>
    <message>
        <source>Lịch nghỉ</source>
        <translation>Days off</translation>
    </message>
    <message>
        <source>Ngày hẹn trả không bao giờ rơi vào ngày nghỉ. Lịch sửa được sau, trong Cài đặt.</source>
        <translation>A due date never falls on a day off. The calendar can be edited later, in Settings.</translation>
    </message>
    <message>
        <source>Ngày lễ {a} và {b}</source>
        <translation>Holidays of {a} and {b}</translation>
    </message>
    <message>
        <source>Ngày nghỉ và ngày làm bù</source>
        <translation>Days off and make-up days</translation>
    </message>
    <message>
        <source>Năm</source>
        <translation>Year</translation>
    </message>
    <message>
        <source>{n} ngày</source>
        <translation>{n} days</translation>
    </message>
    <message>
        <source>Đang lập lịch …</source>
        <translation>Making the calendar …</translation>
    </message>
</context>
<context>
    <name>DetachQuestion</name>
    <message>
        <source>Bỏ tệp</source>
        <translation>Remove file</translation>
    </message>
    <message>
        <source>Bỏ tệp này khỏi hồ sơ?</source>
        <translation>Take this file off the dossier?</translation>
    </message>
    <message>
        <source>Chưa ghi lý do</source>
        <translation>Reason missing</translation>
    </message>
    <message>
        <source>Ghi ngắn gọn</source>
        <translation>Keep it short</translation>
    </message>
    <message>
        <source>Giữ lại</source>
        <translation>Keep it</translation>
    </message>
    <message>
        <source>Lý do</source>
        <translation>Reason</translation>
    </message>
    <message>
        <source>Lý do khác</source>
        <translation>Another reason</translation>
    </message>
    <message>
        <source>Tệp mờ, thiếu trang</source>
        <translation>Blurred, or pages missing</translation>
    </message>
    <message>
        <source>{file}. Việc bỏ tệp và lý do được ghi lại.</source>
        <translation>{file}. That it was taken off, and why, is recorded.</translation>
    </message>
    <message>
        <source>Đính kèm nhầm giấy</source>
        <translation>Attached to the wrong paper</translation>
    </message>
    <message>
        <source>Đính kèm nhầm hồ sơ</source>
        <translation>Attached to the wrong dossier</translation>
    </message>
</context>
<context>
    <name>Dossier</name>
    <message>
        <source>Báo người dân</source>
        <translation>Tell the citizen</translation>
    </message>
    <message>
        <source>Bưu chính về nhà</source>
        <translation>Post to home</translation>
    </message>
    <message>
        <source>Bản điện tử</source>
        <translation>Electronic copy</translation>
    </message>
    <message>
        <source>Chuyển giải quyết</source>
        <translation>Pass on</translation>
    </message>
    <message>
        <source>Chưa tính thời hạn</source>
        <translation>Time not counted yet</translation>
    </message>
    <message>
        <source>Chờ bổ sung</source>
        <translation>To supplement</translation>
    </message>
    <message>
        <source>Chờ kết quả</source>
        <translation>Await the result</translation>
    </message>
    <message>
        <source>Chờ người dân</source>
        <translation>Await the citizen</translation>
    </message>
    <message>
        <source>Chờ người dân bổ sung</source>
        <translation>Waiting for the citizen's papers</translation>
    </message>
    <message>
        <source>Chờ nộp tiền</source>
        <translation>To be paid</translation>
    </message>
    <message>
        <source>Có kết quả</source>
        <translation>Result ready</translation>
    </message>
    <message>
        <source>Có kết quả, chờ trả</source>
        <translation>Ready to hand over</translation>
    </message>
    <message>
        <source>Dừng giải quyết</source>
        <translation>Processing stopped</translation>
    </message>
    <message>
        <source>Giải quyết</source>
        <translation>Processing</translation>
    </message>
    <message>
        <source>Hôm nay {time}</source>
        <translation>Today {time}</translation>
    </message>
    <message>
        <source>Hẹn {when}</source>
        <translation>Due {when}</translation>
    </message>
    <message>
        <source>Không có điện thoại</source>
        <translation>No phone</translation>
    </message>
    <message>
        <source>Không hẹn ngày</source>
        <translation>No due date</translation>
    </message>
    <message>
        <source>Người dân rút</source>
        <translation>Withdrawn</translation>
    </message>
    <message>
        <source>Người dân rút hồ sơ</source>
        <translation>Withdrawn by the citizen</translation>
    </message>
    <message>
        <source>Nhận tại quầy</source>
        <translation>Collect at the counter</translation>
    </message>
    <message>
        <source>Tiếp nhận</source>
        <translation>Intake</translation>
    </message>
    <message>
        <source>Trả kết quả</source>
        <translation>Returned to citizen</translation>
    </message>
    <message>
        <source>Từ chối</source>
        <translation>Refuse</translation>
    </message>
    <message>
        <source>Từ chối tiếp nhận</source>
        <translation>Refused at intake</translation>
    </message>
    <message>
        <source>Yêu cầu bổ sung</source>
        <translation>Request supplement</translation>
    </message>
    <message>
        <source>Đang giải quyết</source>
        <translation>In process</translation>
    </message>
    <message>
        <source>Đã dừng</source>
        <translation>Stopped</translation>
    </message>
    <message>
        <source>Đã tiếp nhận</source>
        <translation>Received</translation>
    </message>
    <message>
        <source>Đã trả</source>
        <translation>Returned</translation>
    </message>
</context>
<context>
    <name>DossierFiles</name>
    <message>
        <source>Chung cả hồ sơ</source>
        <translation>The dossier as a whole</translation>
    </message>
    <message>
        <source>Chưa gửi</source>
        <translation>Not sent</translation>
    </message>
    <message>
        <source>Chưa tải về</source>
        <translation>Not fetched</translation>
    </message>
    <message>
        <source>Chờ tải về</source>
        <translation>Waits to come</translation>
    </message>
    <message>
        <source>Hồ sơ chưa có mã</source>
        <translation>Dossier without a code yet</translation>
    </message>
    <message>
        <source>Quầy kia chưa gửi</source>
        <translation>Not sent by them yet</translation>
    </message>
    <message>
        <source>Trên máy này</source>
        <translation>On this PC</translation>
    </message>
    <message>
        <source>Tệp chung cả hồ sơ</source>
        <translation>Files of the dossier as a whole</translation>
    </message>
    <message>
        <source>Đang tải {n} %</source>
        <translation>Fetching, {n} %</translation>
    </message>
    <message>
        <source>Đã gửi {n} %</source>
        <translation>{n} % sent</translation>
    </message>
    <message>
        <source>Đã lên máy chủ</source>
        <translation>At the server</translation>
    </message>
    <message>
        <source>Đã tải {n} %</source>
        <translation>{n}% fetched</translation>
    </message>
    <message>
        <source>Ảnh</source>
        <translation>Picture</translation>
    </message>
</context>
<context>
    <name>DossierPage</name>
    <message>
        <source>Chưa nhận hồ sơ</source>
        <translation>Not received yet</translation>
    </message>
    <message>
        <source>Cần bổ sung</source>
        <translation>To supplement</translation>
    </message>
    <message>
        <source>Cập nhật chương trình. Những gì đã ghi vẫn còn nguyên.</source>
        <translation>Update the program. What was written is intact.</translation>
    </message>
    <message>
        <source>Giới tính</source>
        <translation>Sex</translation>
    </message>
    <message>
        <source>Hai quầy đã sửa cùng một hồ sơ</source>
        <translation>Two counters corrected the same dossier</translation>
    </message>
    <message>
        <source>Hẹn trả</source>
        <translation>Due</translation>
    </message>
    <message>
        <source>Hồ sơ bị từ chối khi đã sang bước khác.</source>
        <translation>The dossier was refused when it had moved on.</translation>
    </message>
    <message>
        <source>Hồ sơ có một việc máy này chưa đọc được</source>
        <translation>This dossier has an event that this PC cannot read yet</translation>
    </message>
    <message>
        <source>Hồ sơ có việc không khớp nhau</source>
        <translation>This dossier has events that don't fit together</translation>
    </message>
    <message>
        <source>Hồ sơ nhận sau nên được cấp mã mới, rồi in lại giấy hẹn. Không mất gì.</source>
        <translation>Give the later one a new code, then issue its receipt anew. Nothing is lost.</translation>
    </message>
    <message>
        <source>Hồ sơ được nhận hai lần.</source>
        <translation>The dossier was received twice.</translation>
    </message>
    <message>
        <source>Hồ sơ được sửa trước khi nhận.</source>
        <translation>The dossier was corrected before it was received.</translation>
    </message>
    <message>
        <source>Khác nhau ở: {fields}. Không mất gì, hai bản đều còn trong nhật ký.</source>
        <translation>They differ in: {fields}. Nothing is lost, both are in the log.</translation>
    </message>
    <message>
        <source>Không thu</source>
        <translation>No fee</translation>
    </message>
    <message>
        <source>Miễn: {reason}</source>
        <translation>Exempt: {reason}</translation>
    </message>
    <message>
        <source>Máy chủ không tính một việc của hồ sơ này</source>
        <translation>The server does not count an entry of this dossier</translation>
    </message>
    <message>
        <source>Máy chủ lưu ý một việc của hồ sơ này</source>
        <translation>The server has flagged something in this dossier</translation>
    </message>
    <message>
        <source>Mã số thuế</source>
        <translation>Tax code</translation>
    </message>
    <message>
        <source>Mã thủ tục</source>
        <translation>Procedure code</translation>
    </message>
    <message>
        <source>Mã {code} cũng là của một hồ sơ khác</source>
        <translation>Another dossier bears the code {code} too</translation>
    </message>
    <message>
        <source>Người nộp</source>
        <translation>Filer</translation>
    </message>
    <message>
        <source>Nhận kết quả</source>
        <translation>Result goes to</translation>
    </message>
    <message>
        <source>Nơi ở</source>
        <translation>Address</translation>
    </message>
    <message>
        <source>Phí, lệ phí</source>
        <translation>Fees</translation>
    </message>
    <message>
        <source>Sinh ngày</source>
        <translation>Born</translation>
    </message>
    <message>
        <source>Số người nộp vẫn nhận vì</source>
        <translation>Filer's number accepted because</translation>
    </message>
    <message>
        <source>Số vẫn nhận vì</source>
        <translation>Number accepted because</translation>
    </message>
    <message>
        <source>Số định danh</source>
        <translation>Personal number</translation>
    </message>
    <message>
        <source>Theo mức của tỉnh, {way}</source>
        <translation>As the province sets, {way}</translation>
    </message>
    <message>
        <source>Thông tin cá nhân đã xóa</source>
        <translation>Personal data erased</translation>
    </message>
    <message>
        <source>Trường hợp</source>
        <translation>Case</translation>
    </message>
    <message>
        <source>Việc ấy vẫn còn trong nhật ký. Xem lý do rồi ghi lại hoặc bỏ qua.</source>
        <translation>The entry is still in the log. See why, then write it again or dismiss it.</translation>
    </message>
    <message>
        <source>Việc ấy vẫn được tính. Xem lý do rồi chọn Đã biết.</source>
        <translation>It counts all the same. See why, then confirm.</translation>
    </message>
    <message>
        <source>Xuất trình</source>
        <translation>Shown</translation>
    </message>
    <message>
        <source>Yêu cầu bổ sung được lập khi hồ sơ đã sang bước khác.</source>
        <translation>A supplement was requested when the dossier had moved on.</translation>
    </message>
    <message>
        <source>chuyển khoản</source>
        <translation>bank transfer</translation>
    </message>
    <message>
        <source>nam</source>
        <translation>male</translation>
    </message>
    <message>
        <source>nữ</source>
        <translation>female</translation>
    </message>
    <message>
        <source>tiền mặt</source>
        <translation>cash</translation>
    </message>
    <message>
        <source>{n} bản chính</source>
        <translation>{n} original</translation>
    </message>
    <message>
        <source>{n} photo</source>
        <translation>{n} copies</translation>
    </message>
    <message>
        <source>{n} sao y</source>
        <translation>{n} certified</translation>
    </message>
    <message>
        <source>ĐT người nộp</source>
        <translation>Filer's phone</translation>
    </message>
    <message>
        <source>Điện thoại</source>
        <translation>Phone</translation>
    </message>
    <message>
        <source>Đại diện</source>
        <translation>Representative</translation>
    </message>
</context>
<context>
    <name>DossierPreview</name>
    <message>
        <source>Chưa chọn hồ sơ</source>
        <translation>No dossier chosen</translation>
    </message>
    <message>
        <source>Chọn một dòng để xem nhanh hồ sơ ở đây.</source>
        <translation>Choose a line for a quick look at the dossier here.</translation>
    </message>
    <message>
        <source>Hiện</source>
        <translation>Show</translation>
    </message>
    <message>
        <source>In lại</source>
        <translation>Reprint</translation>
    </message>
    <message>
        <source>In tem</source>
        <translation>Label</translation>
    </message>
    <message>
        <source>Mở hồ sơ</source>
        <translation>Open dossier</translation>
    </message>
    <message>
        <source>{way} · {name} nộp</source>
        <translation>{way} · filed by {name}</translation>
    </message>
</context>
<context>
    <name>DossierScreen</name>
    <message>
        <source>Chưa ghi gì</source>
        <translation>Nothing written yet</translation>
    </message>
    <message>
        <source>Chưa nhận hồ sơ nên chưa có gì để sửa</source>
        <translation>Not received yet, so nothing to correct</translation>
    </message>
    <message>
        <source>Ghi chú</source>
        <translation>Note</translation>
    </message>
    <message>
        <source>Ghi chú cho hồ sơ này</source>
        <translation>Note on this dossier</translation>
    </message>
    <message>
        <source>Hồ sơ</source>
        <translation>Dossier</translation>
    </message>
    <message>
        <source>Hồ sơ chưa có mã</source>
        <translation>Dossier without a code yet</translation>
    </message>
    <message>
        <source>In lại</source>
        <translation>Reprint</translation>
    </message>
    <message>
        <source>Lưu ghi chú</source>
        <translation>Save note</translation>
    </message>
    <message>
        <source>Nhận hồ sơ</source>
        <translation>Receive dossier</translation>
    </message>
    <message>
        <source>Quay lại</source>
        <translation>Back</translation>
    </message>
    <message>
        <source>Sửa</source>
        <translation>Correct</translation>
    </message>
    <message>
        <source>Tem</source>
        <translation>Label</translation>
    </message>
    <message>
        <source>Thêm ghi chú</source>
        <translation>Add a note</translation>
    </message>
    <message>
        <source>Vì sao hẹn?</source>
        <translation>Why this date?</translation>
    </message>
    <message>
        <source>Xem giấy đã in</source>
        <translation>See printed papers</translation>
    </message>
    <message>
        <source>Xem và chọn</source>
        <translation>Compare and choose</translation>
    </message>
    <message>
        <source>{dossier}
Ghi chú không sửa, không xóa được.</source>
        <translation>{dossier}
A note can't be changed or deleted.</translation>
    </message>
    <message>
        <source>Đã ghi chú</source>
        <translation>Note added</translation>
    </message>
    <message>
        <source>Đính kèm tệp</source>
        <translation>Attach a file</translation>
    </message>
</context>
<context>
    <name>DraftsDialog</name>
    <message>
        <source>Chưa có tên</source>
        <translation>No name yet</translation>
    </message>
    <message>
        <source>Enter mở lại · Delete bỏ nháp</source>
        <translation>Enter opens · Delete drops the draft</translation>
    </message>
    <message>
        <source>Giữ lúc</source>
        <translation>Kept at</translation>
    </message>
    <message>
        <source>Mở lại hồ sơ nào?</source>
        <translation>Open which draft?</translation>
    </message>
    <message>
        <source>Người nộp, thủ tục</source>
        <translation>Filer, procedure</translation>
    </message>
    <message>
        <source>Quay lại</source>
        <translation>Back</translation>
    </message>
</context>
<context>
    <name>DrillPanel</name>
    <message>
        <source>Bản mới nhất bị hỏng; bản {when} dùng được: {count} hồ sơ, thiếu {missing} hồ sơ</source>
        <translation>The newest copy is damaged; the one of {when} is good: {count} dossiers, {missing} missing</translation>
    </message>
    <message>
        <source>Bản sao có {n} việc mà dữ liệu đang dùng không có. Gọi người quản trị.</source>
        <translation>The copy has {n} entries that the data in use lack. Call the administrator.</translation>
    </message>
    <message>
        <source>Bản sao {when} bị hỏng, không mở được.</source>
        <translation>The copy of {when} is damaged and doesn't open.</translation>
    </message>
    <message>
        <source>Bản sao {when} dùng được: {count} hồ sơ, không thiếu hồ sơ nào</source>
        <translation>The copy of {when} is good: {count} dossiers, none missing</translation>
    </message>
    <message>
        <source>Bản sao {when} dùng được: {count} hồ sơ, thiếu {missing} hồ sơ nhận sau đó</source>
        <translation>The copy of {when} is good: {count} dossiers, {missing} received since are missing</translation>
    </message>
    <message>
        <source>Bản sao {when} mở được nhưng nhật ký không nguyên vẹn</source>
        <translation>The copy of {when} opens but its log is not whole</translation>
    </message>
    <message>
        <source>Bấm “Sao lưu ngay” để lập bản mới, rồi diễn tập lại.</source>
        <translation>Press “Back up now” for a new copy, then drill again.</translation>
    </message>
    <message>
        <source>Chưa có bản sao nào</source>
        <translation>No backup yet</translation>
    </message>
    <message>
        <source>Chưa diễn tập lần nào</source>
        <translation>No drill yet</translation>
    </message>
    <message>
        <source>Các danh sách sẽ được lập lại từ nhật ký khi khôi phục.</source>
        <translation>The lists will be made anew from the log when it is restored.</translation>
    </message>
    <message>
        <source>Diễn tập khôi phục</source>
        <translation>Restore drill</translation>
    </message>
    <message>
        <source>Diễn tập {when}.</source>
        <translation>Drilled {when}.</translation>
    </message>
    <message>
        <source>Dừng</source>
        <translation>Stop</translation>
    </message>
    <message>
        <source>Hồ sơ mới nhất trong bản sao: {code}.</source>
        <translation>Newest dossier in the copy: {code}.</translation>
    </message>
    <message>
        <source>Không bản sao nào mở được</source>
        <translation>No copy opens</translation>
    </message>
    <message>
        <source>Một bản sao chưa mở thử thì chưa chắc dùng được. Nên diễn tập mỗi tháng; dữ liệu không đổi.</source>
        <translation>A copy that was never opened may not be good. Drill once a month; the data don't change.</translation>
    </message>
    <message>
        <source>Nhật ký sai ở {n} chỗ. Gọi người quản trị.</source>
        <translation>The log is wrong in {n} places. Call the administrator.</translation>
    </message>
    <message>
        <source>Thiếu {n} việc làm sau đó.</source>
        <translation>{n} later entries are missing.</translation>
    </message>
    <message>
        <source>{time} hôm nay</source>
        <translation>{time} today</translation>
    </message>
    <message>
        <source>Đang diễn tập …</source>
        <translation>Drilling …</translation>
    </message>
    <message>
        <source>Đang dừng</source>
        <translation>Stopping</translation>
    </message>
    <message>
        <source>Đang mở bản sao gần nhất trong một thư mục tạm và kiểm tra. Vẫn làm việc bình thường được.</source>
        <translation>Opening the last copy in a scratch folder and checking it. You can go on working.</translation>
    </message>
    <message>
        <source>Đã hơn 30 ngày: nên diễn tập lại.</source>
        <translation>More than 30 days ago: time for another.</translation>
    </message>
</context>
<context>
    <name>DueExplanation</name>
    <message>
        <source>Căn cứ: {basis}.</source>
        <translation>Legal basis: {basis}.</translation>
    </message>
    <message>
        <source>Vì sao hẹn {when}?</source>
        <translation>Why due {when}?</translation>
    </message>
</context>
<context>
    <name>DuePanel</name>
    <message>
        <source>Có sau khi chọn thủ tục</source>
        <translation>Shown once a procedure is chosen</translation>
    </message>
    <message>
        <source>Danh mục chưa ghi thời hạn; cơ quan giải quyết sẽ báo.</source>
        <translation>The catalogue gives no time limit; the agency will tell the date.</translation>
    </message>
    <message>
        <source>Hẹn trả</source>
        <translation>Due</translation>
    </message>
    <message>
        <source>Vì sao?</source>
        <translation>Why?</translation>
    </message>
</context>
<context>
    <name>ExchangeFiles</name>
    <message>
        <source>Chưa chọn tệp</source>
        <translation>No file chosen</translation>
    </message>
    <message>
        <source>Chọn thư mục</source>
        <translation>Choose folder</translation>
    </message>
    <message>
        <source>Chọn thẻ nhớ hoặc thư mục</source>
        <translation>Choose a stick or folder</translation>
    </message>
    <message>
        <source>Chọn tệp</source>
        <translation>Choose file</translation>
    </message>
    <message>
        <source>Chọn tệp trước</source>
        <translation>Choose a file first</translation>
    </message>
    <message>
        <source>Chọn tệp trả lời</source>
        <translation>Choose the answer</translation>
    </message>
    <message>
        <source>Còn {n} tệp đính kèm chưa vừa: nhập tệp trả lời rồi xuất lần nữa.</source>
        <translation>{n} attached files did not fit: take in the answer, then export again.</translation>
    </message>
    <message>
        <source>Còn {n} việc cho tệp sau.</source>
        <translation>{n} more for the next file.</translation>
    </message>
    <message>
        <source>Có {n} tệp đính kèm.</source>
        <translation>It holds {n} attached files.</translation>
    </message>
    <message>
        <source>Ghi vào thư mục</source>
        <translation>Write into folder</translation>
    </message>
    <message>
        <source>Không có gì mới: máy này đã biết mọi điều trong tệp.</source>
        <translation>Nothing new: this PC knows everything in the file already.</translation>
    </message>
    <message>
        <source>Không việc nào chờ gửi; tệp chỉ để xin dữ liệu mới từ máy chủ.</source>
        <translation>Nothing waits; the file only asks the server for news.</translation>
    </message>
    <message>
        <source>Máy chủ còn dữ liệu chưa vừa một tệp: xuất tệp trao đổi lần nữa để nhận tiếp.</source>
        <translation>The server has more than one file holds: export again to get the rest.</translation>
    </message>
    <message>
        <source>Máy này đã nối máy chủ.</source>
        <translation>This PC has joined the server.</translation>
    </message>
    <message>
        <source>Mở thư mục</source>
        <translation>Open folder</translation>
    </message>
    <message>
        <source>Nhận về {n} tệp đính kèm.</source>
        <translation>{n} attached files received.</translation>
    </message>
    <message>
        <source>Nhận về {n} việc mới.</source>
        <translation>{n} new events received.</translation>
    </message>
    <message>
        <source>Nhập</source>
        <translation>Import</translation>
    </message>
    <message>
        <source>Nhập tệp trả lời</source>
        <translation>Import answer</translation>
    </message>
    <message>
        <source>Tệp</source>
        <translation>File</translation>
    </message>
    <message>
        <source>Tệp cho biết việc nào đã tới máy chủ và mang về hồ sơ của các quầy khác. Nhập lại hay nhập tệp cũ không làm hỏng gì.</source>
        <translation>The file says what has reached the server and brings other counters' dossiers. Importing it again, or an old one, harms nothing.</translation>
    </message>
    <message>
        <source>Tệp trao đổi ({pattern})</source>
        <translation>Exchange files ({pattern})</translation>
    </message>
    <message>
        <source>Tệp trả lời của máy chủ</source>
        <translation>The server's answer</translation>
    </message>
    <message>
        <source>Tệp đã khóa, chỉ máy chủ mở được; ai cầm đi cũng được. Việc vẫn tính là chờ gửi đến khi nhập tệp trả lời.</source>
        <translation>The file is sealed, only the server opens it; anybody may carry it. Events count as waiting until the answer is imported.</translation>
    </message>
    <message>
        <source>Từ nay, quá {n} ngày không trao đổi thì chỉ quản trị đăng nhập được: đổi số ngày ở Cài đặt › Máy chủ, ghi 0 nếu không giới hạn.</source>
        <translation>From now on, after {n} days without an exchange only administrators can sign in: change the number of days in Settings › Server, 0 = no end.</translation>
    </message>
    <message>
        <source>Xuất tệp</source>
        <translation>Export file</translation>
    </message>
    <message>
        <source>Xuất tệp trao đổi</source>
        <translation>Export exchange file</translation>
    </message>
    <message>
        <source>{n} tệp đính kèm chờ gửi.</source>
        <translation>{n} attached files are waiting.</translation>
    </message>
    <message>
        <source>{n} tệp đính kèm của máy này đã tới máy chủ.</source>
        <translation>{n} attached files of this PC have reached the server.</translation>
    </message>
    <message>
        <source>{n} việc chờ gửi từ {since}.</source>
        <translation>{n} events wait since {since}.</translation>
    </message>
    <message>
        <source>{n} việc của máy này đã tới máy chủ.</source>
        <translation>{n} events of this PC have reached the server.</translation>
    </message>
    <message>
        <source>Đang ghi tệp …</source>
        <translation>Writing the file …</translation>
    </message>
    <message>
        <source>Đang nhập …</source>
        <translation>Importing …</translation>
    </message>
    <message>
        <source>Đã ghi tệp xin dữ liệu mới.</source>
        <translation>A file that asks for news was written.</translation>
    </message>
    <message>
        <source>Đã ghi tệp.</source>
        <translation>File written.</translation>
    </message>
    <message>
        <source>Đã ghi {n} việc, từ {since}.</source>
        <translation>{n} events written, since {since}.</translation>
    </message>
    <message>
        <source>Đóng</source>
        <translation>Close</translation>
    </message>
    <message>
        <source>Đưa tệp cho người quản trị máy chủ rồi nhập tệp trả lời ở đây.</source>
        <translation>Give the file to the server's administrator, then import the answer here.</translation>
    </message>
</context>
<context>
    <name>FeeRow</name>
    <message>
        <source>Số tiền của {name}</source>
        <translation>Amount of {name}</translation>
    </message>
    <message>
        <source>Số {unit}</source>
        <translation>Number of {unit}</translation>
    </message>
    <message>
        <source>số tiền</source>
        <translation>amount</translation>
    </message>
</context>
<context>
    <name>FeesPanel</name>
    <message>
        <source>Chuyển khoản</source>
        <translation>Transfer</translation>
    </message>
    <message>
        <source>Cách thu</source>
        <translation>Payment</translation>
    </message>
    <message>
        <source>Có sau khi chọn thủ tục</source>
        <translation>Shown once a procedure is chosen</translation>
    </message>
    <message>
        <source>Không thu</source>
        <translation>No fee</translation>
    </message>
    <message>
        <source>Lý do miễn phí, lệ phí</source>
        <translation>Reason for the exemption</translation>
    </message>
    <message>
        <source>Miễn</source>
        <translation>Exempt</translation>
    </message>
    <message>
        <source>Phí, lệ phí</source>
        <translation>Fees</translation>
    </message>
    <message>
        <source>Tiền mặt</source>
        <translation>Cash</translation>
    </message>
    <message>
        <source>Tổng thu</source>
        <translation>Total</translation>
    </message>
    <message>
        <source>Vì sao được miễn</source>
        <translation>Why exempt</translation>
    </message>
    <message>
        <source>chưa nhập</source>
        <translation>not entered</translation>
    </message>
</context>
<context>
    <name>FileActions</name>
    <message>
        <source>PDF và ảnh</source>
        <translation>PDF and pictures</translation>
    </message>
    <message>
        <source>Tệp ở máy chủ, mà máy này chưa nối máy chủ</source>
        <translation>The file is at the server, and this PC belongs to none</translation>
    </message>
    <message>
        <source>{n} trang</source>
        <translation>{n} pages</translation>
    </message>
    <message>
        <source>Đang lưu tệp…</source>
        <translation>Keeping the file…</translation>
    </message>
    <message>
        <source>Đang đọc tệp…</source>
        <translation>Reading the file…</translation>
    </message>
    <message>
        <source>Đã bỏ tệp khỏi hồ sơ</source>
        <translation>File taken off</translation>
    </message>
    <message>
        <source>Đã đính kèm tệp</source>
        <translation>File attached</translation>
    </message>
    <message>
        <source>Đính kèm tệp</source>
        <translation>Attach a file</translation>
    </message>
</context>
<context>
    <name>FileWindow</name>
    <message>
        <source>Lớn</source>
        <translation>Larger</translation>
    </message>
    <message>
        <source>Nhỏ</source>
        <translation>Smaller</translation>
    </message>
    <message>
        <source>Trang sau</source>
        <translation>Next page</translation>
    </message>
    <message>
        <source>Trang trước</source>
        <translation>Previous page</translation>
    </message>
    <message>
        <source>Trang {n} trên {all}</source>
        <translation>Page {n} of {all}</translation>
    </message>
    <message>
        <source>Đang vừa trang</source>
        <translation>Fits the page already</translation>
    </message>
    <message>
        <source>Đây là trang cuối</source>
        <translation>This is the last page</translation>
    </message>
    <message>
        <source>Đây là trang đầu</source>
        <translation>This is the first page</translation>
    </message>
    <message>
        <source>Đóng</source>
        <translation>Close</translation>
    </message>
</context>
<context>
    <name>Filing</name>
    <message>
        <source>Chương trình gặp lỗi, hồ sơ chưa lưu.</source>
        <translation>The program ran into an error; the dossier is not saved.</translation>
    </message>
    <message>
        <source>Nội dung đã nhập còn nguyên. Thử lại; nếu còn lỗi, báo mã {code}.</source>
        <translation>What was typed is still there. Try again; if it fails again, report code {code}.</translation>
    </message>
</context>
<context>
    <name>Find</name>
    <message>
        <source>Kết quả</source>
        <translation>Results</translation>
    </message>
    <message>
        <source>Lần cuối</source>
        <translation>Last time</translation>
    </message>
    <message>
        <source>Mã</source>
        <translation>Code</translation>
    </message>
    <message>
        <source>Mã này cũng là của một hồ sơ khác. Ctrl+U để cấp mã mới.</source>
        <translation>Another dossier bears this code too. Ctrl+U gives a new one.</translation>
    </message>
    <message>
        <source>Nam</source>
        <translation>Male</translation>
    </message>
    <message>
        <source>Nữ</source>
        <translation>Female</translation>
    </message>
    <message>
        <source>Thủ tục</source>
        <translation>Procedure</translation>
    </message>
    <message>
        <source>Trùng mã</source>
        <translation>Code used twice</translation>
    </message>
    <message>
        <source>Tình trạng</source>
        <translation>State</translation>
    </message>
    <message>
        <source>Tổ chức</source>
        <translation>Organisation</translation>
    </message>
    <message>
        <source>{count} hồ sơ</source>
        <translation>{count} dossiers</translation>
    </message>
    <message>
        <source>{name} nộp · {procedure}</source>
        <translation>filed by {name} · {procedure}</translation>
    </message>
    <message>
        <source>{procedure} · {name} nộp</source>
        <translation>{procedure} · filed by {name}</translation>
    </message>
</context>
<context>
    <name>FindScreen</name>
    <message>
        <source>Chưa chọn hồ sơ</source>
        <translation>No dossier chosen</translation>
    </message>
    <message>
        <source>Chưa tính thời hạn</source>
        <translation>Time not counted yet</translation>
    </message>
    <message>
        <source>Chỉ hồ sơ</source>
        <translation>Dossiers only</translation>
    </message>
    <message>
        <source>Chỉ người</source>
        <translation>People only</translation>
    </message>
    <message>
        <source>Chỉ thủ tục</source>
        <translation>Procedures only</translation>
    </message>
    <message>
        <source>Chọn một dòng để xem nhanh ở đây.</source>
        <translation>Choose a line for a quick look here.</translation>
    </message>
    <message>
        <source>Còn lại</source>
        <translation>Time left</translation>
    </message>
    <message>
        <source>Enter để xem các hồ sơ của người này.</source>
        <translation>Enter shows this person's dossiers.</translation>
    </message>
    <message>
        <source>Enter để xem giấy tờ, phí, thời hạn và in phiếu hướng dẫn.</source>
        <translation>Enter shows papers, fees and time limit, and prints the guide slip.</translation>
    </message>
    <message>
        <source>F2 để nhận hồ sơ đầu tiên.</source>
        <translation>F2 receives the first dossier.</translation>
    </message>
    <message>
        <source>Giải quyết</source>
        <translation>Processing</translation>
    </message>
    <message>
        <source>Hẹn trả</source>
        <translation>Due</translation>
    </message>
    <message>
        <source>Hồ sơ</source>
        <translation>Dossier</translation>
    </message>
    <message>
        <source>Hồ sơ mới nhất</source>
        <translation>Latest dossiers</translation>
    </message>
    <message>
        <source>Không tìm thấy “{query}”</source>
        <translation>“{query}” not found</translation>
    </message>
    <message>
        <source>Kết quả</source>
        <translation>Results</translation>
    </message>
    <message>
        <source>Loại kết quả</source>
        <translation>Kind of result</translation>
    </message>
    <message>
        <source>Máy này chưa có hồ sơ nào</source>
        <translation>No dossier on this PC yet</translation>
    </message>
    <message>
        <source>Mọi kết quả</source>
        <translation>All results</translation>
    </message>
    <message>
        <source>Người</source>
        <translation>People</translation>
    </message>
    <message>
        <source>Người đã đến quầy</source>
        <translation>Was here before</translation>
    </message>
    <message>
        <source>Nơi nhận</source>
        <translation>Received at</translation>
    </message>
    <message>
        <source>Quét mã trên giấy hẹn hay tem ở bất cứ màn hình nào cũng mở được hồ sơ</source>
        <translation>Scan the code on a receipt or label: from any screen it opens the dossier</translation>
    </message>
    <message>
        <source>Quét mã ở màn hình nào cũng mở được hồ sơ</source>
        <translation>Scanning a code opens its dossier from any screen</translation>
    </message>
    <message>
        <source>Thủ tục</source>
        <translation>Procedure</translation>
    </message>
    <message>
        <source>Thủ tục trong danh mục</source>
        <translation>Procedure of the catalogue</translation>
    </message>
    <message>
        <source>Thử vài chữ không dấu của tên, số định danh, điện thoại hoặc 4 số cuối của mã hồ sơ.</source>
        <translation>Try a few letters of the name without accents, the personal number, the phone, or the last 4 digits of the code.</translation>
    </message>
    <message>
        <source>Tra cứu</source>
        <translation>Search</translation>
    </message>
    <message>
        <source>Tên không dấu, số định danh, điện thoại, mã hồ sơ hoặc thủ tục</source>
        <translation>Name without accents, personal number, phone, dossier code or procedure</translation>
    </message>
    <message>
        <source>Tất cả</source>
        <translation>All</translation>
    </message>
    <message>
        <source>Xem hết Alt+2</source>
        <translation>See all Alt+2</translation>
    </message>
    <message>
        <source>Xử lý hồ sơ đang chọn</source>
        <translation>Settle the selected dossier</translation>
    </message>
    <message>
        <source>{found} kết quả trong {known} hồ sơ · {ms} ms</source>
        <translation>{found} results in {known} dossiers · {ms} ms</translation>
    </message>
    <message>
        <source>{found} kết quả · {ms} ms</source>
        <translation>{found} results · {ms} ms</translation>
    </message>
    <message>
        <source>{known} hồ sơ trên máy này</source>
        <translation>{known} dossiers on this PC</translation>
    </message>
    <message>
        <source>Đến lúc</source>
        <translation>Came at</translation>
    </message>
</context>
<context>
    <name>FirstStart</name>
    <message>
        <source>Chưa giống lần đầu</source>
        <translation>Not the same</translation>
    </message>
    <message>
        <source>Chưa nhập</source>
        <translation>Not entered</translation>
    </message>
    <message>
        <source>Chưa nhập lại</source>
        <translation>Type it again</translation>
    </message>
</context>
<context>
    <name>FirstStartWizard</name>
    <message>
        <source>Bước trước</source>
        <translation>Previous</translation>
    </message>
    <message>
        <source>Bước {n} trong {all}</source>
        <translation>Step {n} of {all}</translation>
    </message>
    <message>
        <source>Bỏ qua bước này</source>
        <translation>Skip this step</translation>
    </message>
    <message>
        <source>Chưa nhận được chỗ ở máy chủ</source>
        <translation>The server has not given the place yet</translation>
    </message>
    <message>
        <source>Có thể dừng bất cứ lúc nào. Lần sau mở lại, những gì đã ghi vẫn còn, trừ mã PIN.</source>
        <translation>Stop whenever you like. What you entered will be here next time, except the PIN.</translation>
    </message>
    <message>
        <source>Dùng thử với dữ liệu mẫu</source>
        <translation>Try with sample data</translation>
    </message>
    <message>
        <source>Khôi phục</source>
        <translation>Restore</translation>
    </message>
    <message>
        <source>Nối</source>
        <translation>Join</translation>
    </message>
    <message>
        <source>Nối máy chủ, khôi phục</source>
        <translation>Join server, restore</translation>
    </message>
    <message>
        <source>Quầy Một Cửa</source>
        <translation>Quầy Một Cửa</translation>
    </message>
    <message>
        <source>Tiếp tục</source>
        <translation>Continue</translation>
    </message>
    <message>
        <source>Xong, bắt đầu làm việc</source>
        <translation>Done, start working</translation>
    </message>
    <message>
        <source>{trouble} Dữ liệu đã khôi phục, làm việc được ngay. Khi có mạng, quản trị vào Cài đặt › Máy chủ, quét lại tờ khôi phục để nhận chỗ của máy cũ.</source>
        <translation>{trouble} The data are restored, work can go on. When there is a line, an administrator scans the recovery sheet again in Settings › Server to get the old PC's place.</translation>
    </message>
    <message>
        <source>Đang ghi, chờ một chút</source>
        <translation>Saving, one moment</translation>
    </message>
    <message>
        <source>Đang lập cơ quan và danh mục …</source>
        <translation>Setting up the office and the catalogue …</translation>
    </message>
    <message>
        <source>Để sau, dừng ở đây</source>
        <translation>Later, stop here</translation>
    </message>
</context>
<context>
    <name>Gaps</name>
    <message>
        <source>Chưa chọn thủ tục</source>
        <translation>No procedure chosen</translation>
    </message>
    <message>
        <source>Chưa chọn trường hợp</source>
        <translation>No case chosen</translation>
    </message>
    <message>
        <source>Chưa có nơi ở của {who}; không có thì bấm F10 lần nữa</source>
        <translation>Address of the {who} missing; if there is none, press F10 again</translation>
    </message>
    <message>
        <source>Chưa có số điện thoại; không có thì bấm F10 lần nữa</source>
        <translation>Phone missing; if there is none, press F10 again</translation>
    </message>
    <message>
        <source>Chưa có tên {who}</source>
        <translation>Name of the {who} missing</translation>
    </message>
    <message>
        <source>Chưa có {what} của {who}; không có thì bấm F10 lần nữa</source>
        <translation>No {what} of the {who}; if there is none, press F10 again</translation>
    </message>
    <message>
        <source>Chưa có địa chỉ nhận kết quả qua bưu chính</source>
        <translation>Address for posting the result missing</translation>
    </message>
    <message>
        <source>Chưa ghi lý do miễn phí, lệ phí</source>
        <translation>Reason for the exemption missing</translation>
    </message>
    <message>
        <source>Chưa ghi người nộp là gì của chủ hồ sơ</source>
        <translation>Say what the filer is to the owner</translation>
    </message>
    <message>
        <source>Chưa ghi văn bản ủy quyền; không có số thì bấm F10 lần nữa</source>
        <translation>Authorisation missing; if it has no number, press F10 again</translation>
    </message>
    <message>
        <source>Còn thiếu {n} giấy bắt buộc: {name}</source>
        <translation>{n} required papers missing: {name}</translation>
    </message>
    <message>
        <source>chủ hồ sơ</source>
        <translation>owner</translation>
    </message>
    <message>
        <source>mã số thuế</source>
        <translation>tax code</translation>
    </message>
    <message>
        <source>người nộp</source>
        <translation>filer</translation>
    </message>
    <message>
        <source>số định danh</source>
        <translation>personal number</translation>
    </message>
    <message>
        <source>“{text}” không phải số tiền</source>
        <translation>“{text}” is not an amount</translation>
    </message>
</context>
<context>
    <name>History</name>
    <message>
        <source>Diễn biến</source>
        <translation>History</translation>
    </message>
    <message>
        <source>Ghi chú</source>
        <translation>Note</translation>
    </message>
    <message>
        <source>In</source>
        <translation>Prints</translation>
    </message>
    <message>
        <source>Tất cả</source>
        <translation>All</translation>
    </message>
    <message>
        <source>Việc</source>
        <translation>Events</translation>
    </message>
    <message>
        <source>Xem</source>
        <translation>See</translation>
    </message>
    <message>
        <source>Xem giấy đã in</source>
        <translation>See printed papers</translation>
    </message>
</context>
<context>
    <name>ImportPanel</name>
    <message>
        <source>Bỏ qua {n} lỗi, nhập phần còn lại</source>
        <translation>Skip {n} faulty lines, import the rest</translation>
    </message>
    <message>
        <source>Chọn tệp</source>
        <translation>Choose file</translation>
    </message>
    <message>
        <source>Chọn tệp danh mục</source>
        <translation>Choose a catalogue file</translation>
    </message>
    <message>
        <source>Danh mục (*.xlsx *.jsonl *.jsonl.gz *.gz);;Mọi tệp (*)</source>
        <translation>Catalogue (*.xlsx *.jsonl *.jsonl.gz *.gz);;All files (*)</translation>
    </message>
    <message>
        <source>Danh mục chưa thay đổi gì.</source>
        <translation>The catalogue has not changed.</translation>
    </message>
    <message>
        <source>Dừng</source>
        <translation>Stop</translation>
    </message>
    <message>
        <source>Hồ sơ đã nhận giữ nguyên bản cũ. Hồ sơ mới theo bản vừa nhập.</source>
        <translation>Dossiers already received keep the old version. New ones follow what was imported.</translation>
    </message>
    <message>
        <source>Không có dòng nào ở mục này</source>
        <translation>No lines of this kind</translation>
    </message>
    <message>
        <source>Lưu tệp mẫu</source>
        <translation>Save template</translation>
    </message>
    <message>
        <source>Mẫu danh mục thủ tục.xlsx</source>
        <translation>Catalogue template.xlsx</translation>
    </message>
    <message>
        <source>Nhập danh mục từ tệp Excel hoặc JSON</source>
        <translation>Import the catalogue from an Excel or JSON file</translation>
    </message>
    <message>
        <source>Nhập tệp khác</source>
        <translation>Import another file</translation>
    </message>
    <message>
        <source>Nhập {n} thủ tục</source>
        <translation>Import {n} procedures</translation>
    </message>
    <message>
        <source>Nội dung tệp</source>
        <translation>Contents of the file</translation>
    </message>
    <message>
        <source>Tài khoản này không được sửa danh mục. Nhờ quản trị.</source>
        <translation>This account may not change the catalogue. Ask an administrator.</translation>
    </message>
    <message>
        <source>Tệp Excel theo mẫu của chương trình, hoặc tệp của danh mục quốc gia (.jsonl, .jsonl.gz). Xem trước mọi thay đổi; chưa bấm nhập thì danh mục chưa đổi gì.</source>
        <translation>An Excel file after the program's template, or a file of the national catalogue (.jsonl, .jsonl.gz). You see every change first; until you press import nothing changes.</translation>
    </message>
    <message>
        <source>Tệp còn {n} lỗi: sửa tệp, hoặc đánh dấu bỏ qua các dòng lỗi</source>
        <translation>The file has {n} faults: mend it, or tick that faulty lines are skipped</translation>
    </message>
    <message>
        <source>Tệp khác</source>
        <translation>Another file</translation>
    </message>
    <message>
        <source>Tệp không có gì khác danh mục đang dùng</source>
        <translation>The file does not differ from the catalogue in use</translation>
    </message>
    <message>
        <source>Xem</source>
        <translation>See</translation>
    </message>
    <message>
        <source>{n} dòng</source>
        <translation>{n} lines</translation>
    </message>
    <message>
        <source>Đang nhập {n} thủ tục …</source>
        <translation>Importing {n} procedures …</translation>
    </message>
    <message>
        <source>Đang đọc {name} …</source>
        <translation>Reading {name} …</translation>
    </message>
    <message>
        <source>Đã dừng đọc tệp</source>
        <translation>Reading stopped</translation>
    </message>
    <message>
        <source>Đã lưu tệp mẫu</source>
        <translation>Template saved</translation>
    </message>
    <message>
        <source>Đã nhập {n} thủ tục</source>
        <translation>{n} procedures imported</translation>
    </message>
</context>
<context>
    <name>IntakeBench</name>
    <message>
        <source>Bản nháp vẫn nằm trên máy. Nhập lại hồ sơ này, và báo quản trị.</source>
        <translation>The draft stays on this PC. Enter this dossier again, and tell the administrator.</translation>
    </message>
    <message>
        <source>Chưa giữ được trên máy</source>
        <translation>Could not be kept on this PC</translation>
    </message>
    <message>
        <source>Khôi phục hồ sơ đang nhập dở</source>
        <translation>Bring back the unfinished dossier</translation>
    </message>
    <message>
        <source>Không đọc được bản nháp {title}</source>
        <translation>Cannot read the draft {title}</translation>
    </message>
    <message>
        <source>Mở lại bằng Shift+F9.</source>
        <translation>Open it again with Shift+F9.</translation>
    </message>
    <message>
        <source>Đã để nháp: {title}</source>
        <translation>Draft kept: {title}</translation>
    </message>
</context>
<context>
    <name>IntakeOutcomes</name>
    <message>
        <source>Bổ sung chỗ này rồi bấm lại.</source>
        <translation>Complete this, then press again.</translation>
    </message>
    <message>
        <source>Cơ quan giải quyết sẽ báo ngày trả.</source>
        <translation>The agency will tell the day of return.</translation>
    </message>
    <message>
        <source>Ghi lý do, ví dụ “đã đối chiếu thẻ gốc”</source>
        <translation>Give a reason, such as “compared with the card”</translation>
    </message>
    <message>
        <source>Ghi ngắn gọn, ví dụ “nhập nhầm số bản”</source>
        <translation>Keep it short, such as “wrong number of copies”</translation>
    </message>
    <message>
        <source>Giấy tiếp nhận và hẹn trả</source>
        <translation>Receipt</translation>
    </message>
    <message>
        <source>Hẹn trả {day}, trước {time}.</source>
        <translation>Due {day}, before {time}.</translation>
    </message>
    <message>
        <source>Hồ sơ chưa được tiếp nhận.</source>
        <translation>The dossier is not received yet.</translation>
    </message>
    <message>
        <source>Lý do sửa</source>
        <translation>Reason</translation>
    </message>
    <message>
        <source>Lưu sửa và in lại</source>
        <translation>Save and reissue</translation>
    </message>
    <message>
        <source>Mã hồ sơ giữ nguyên. Giấy hẹn mới ghi là bản thay thế.</source>
        <translation>The dossier code stays. The new receipt says that it replaces the old one.</translation>
    </message>
    <message>
        <source>Mã hồ sơ được cấp khi nhận</source>
        <translation>The code is given on receipt</translation>
    </message>
    <message>
        <source>Số này chưa đúng. Vẫn nhận?</source>
        <translation>This number is not right. Accept anyway?</translation>
    </message>
    <message>
        <source>Sửa số</source>
        <translation>Mend number</translation>
    </message>
    <message>
        <source>Vì sao sửa hồ sơ này?</source>
        <translation>Why correct this dossier?</translation>
    </message>
    <message>
        <source>Vì sao vẫn nhận</source>
        <translation>Why accept it</translation>
    </message>
    <message>
        <source>Vẫn nhận</source>
        <translation>Accept anyway</translation>
    </message>
    <message>
        <source>Đang in phiếu hướng dẫn</source>
        <translation>Printing the guide slip</translation>
    </message>
    <message>
        <source>Đang in phiếu từ chối {code}</source>
        <translation>Printing refusal {code}</translation>
    </message>
    <message>
        <source>Đang in phiếu yêu cầu bổ sung {code}</source>
        <translation>Printing supplement request {code}</translation>
    </message>
    <message>
        <source>Đánh dấu giấy đã có, hoặc bấm Ctrl+B để yêu cầu bổ sung.</source>
        <translation>Tick the papers that are there, or press Ctrl+B to request a supplement.</translation>
    </message>
    <message>
        <source>Đã nhận hồ sơ {code}</source>
        <translation>Dossier {code} received</translation>
    </message>
    <message>
        <source>Đã sửa hồ sơ {code}</source>
        <translation>Dossier {code} corrected</translation>
    </message>
    <message>
        <source>Đúng bản sẽ in</source>
        <translation>Exactly what will be printed</translation>
    </message>
</context>
<context>
    <name>IntakeScreen</name>
    <message>
        <source>Bỏ hết, bắt đầu lại</source>
        <translation>Drop all, start again</translation>
    </message>
    <message>
        <source>Chưa có gì để giữ</source>
        <translation>Nothing to keep yet</translation>
    </message>
    <message>
        <source>Chưa có người nộp</source>
        <translation>No filer yet</translation>
    </message>
    <message>
        <source>Chọn thủ tục trước</source>
        <translation>Choose a procedure first</translation>
    </message>
    <message>
        <source>Ghi chú</source>
        <translation>Note</translation>
    </message>
    <message>
        <source>Ghi chú cho hồ sơ này</source>
        <translation>Note on this dossier</translation>
    </message>
    <message>
        <source>Ghi chú hồ sơ</source>
        <translation>Note on the dossier</translation>
    </message>
    <message>
        <source>Ghi tên giấy</source>
        <translation>Give the paper a name</translation>
    </message>
    <message>
        <source>Giữ ghi chú</source>
        <translation>Keep note</translation>
    </message>
    <message>
        <source>Hồ sơ đã nhận rồi</source>
        <translation>Already received</translation>
    </message>
    <message>
        <source>Hồ sơ để nháp</source>
        <translation>Drafts</translation>
    </message>
    <message>
        <source>Lưu nháp</source>
        <translation>Keep draft</translation>
    </message>
    <message>
        <source>Lưu sửa và in lại</source>
        <translation>Save and reissue</translation>
    </message>
    <message>
        <source>Nháp ({n})</source>
        <translation>Drafts ({n})</translation>
    </message>
    <message>
        <source>Nhận hồ sơ nộp bổ sung</source>
        <translation>Receive the supplemented dossier</translation>
    </message>
    <message>
        <source>Nhận hồ sơ và in</source>
        <translation>Receive and print</translation>
    </message>
    <message>
        <source>Nộp qua bưu chính</source>
        <translation>Filed by post</translation>
    </message>
    <message>
        <source>Nộp trực tiếp</source>
        <translation>Filed in person</translation>
    </message>
    <message>
        <source>Nộp trực tuyến</source>
        <translation>Filed online</translation>
    </message>
    <message>
        <source>Quay lại</source>
        <translation>Back</translation>
    </message>
    <message>
        <source>Quét thẻ</source>
        <translation>Scan card</translation>
    </message>
    <message>
        <source>Sửa hồ sơ đã nhận</source>
        <translation>Correct a received dossier</translation>
    </message>
    <message>
        <source>Thêm giấy</source>
        <translation>Add paper</translation>
    </message>
    <message>
        <source>Thêm giấy nào vào hồ sơ?</source>
        <translation>Add which paper to the dossier?</translation>
    </message>
    <message>
        <source>Tiếp nhận hồ sơ</source>
        <translation>Receive a dossier</translation>
    </message>
    <message>
        <source>Tài khoản này không được từ chối hồ sơ</source>
        <translation>This account may not refuse a dossier</translation>
    </message>
    <message>
        <source>Tên giấy</source>
        <translation>Name of the paper</translation>
    </message>
    <message>
        <source>Từ chối</source>
        <translation>Refuse</translation>
    </message>
    <message>
        <source>Xem bản in</source>
        <translation>See the print</translation>
    </message>
    <message>
        <source>Yêu cầu bổ sung</source>
        <translation>Request supplement</translation>
    </message>
    <message>
        <source>Đang lưu hồ sơ</source>
        <translation>Saving the dossier</translation>
    </message>
    <message>
        <source>Đã giữ trên máy lúc {time}</source>
        <translation>Kept on this PC at {time}</translation>
    </message>
</context>
<context>
    <name>IntakeVisitors</name>
    <message>
        <source>Bỏ thẻ này</source>
        <translation>Ignore this card</translation>
    </message>
    <message>
        <source>Hồ sơ đang nhập là của {now}. Thẻ mới: {name}.</source>
        <translation>The dossier on screen is for {now}. New card: {name}.</translation>
    </message>
    <message>
        <source>Người mới</source>
        <translation>New person</translation>
    </message>
    <message>
        <source>Thêm chủ hồ sơ</source>
        <translation>Add as owner</translation>
    </message>
    <message>
        <source>Thẻ vừa đọc là của ai?</source>
        <translation>Whose card was just read?</translation>
    </message>
</context>
<context>
    <name>Invitation</name>
    <message>
        <source>Luôn chờ thẻ, không cần bấm phím.</source>
        <translation>Always waiting for a card, no key needed.</translation>
    </message>
    <message>
        <source>Người từng đến hiện ra ngay khi gõ. Enter để gõ tay.</source>
        <translation>Earlier visitors appear as you type. Enter to type by hand.</translation>
    </message>
    <message>
        <source>Số định danh, tên hoặc điện thoại</source>
        <translation>Personal number, name or phone</translation>
    </message>
    <message>
        <source>Sửa hồ sơ vừa nhận</source>
        <translation>Correct the last dossier</translation>
    </message>
    <message>
        <source>Thêm hồ sơ cho {name}</source>
        <translation>Another dossier for {name}</translation>
    </message>
    <message>
        <source>Tìm người đã từng đến, hoặc gõ người mới</source>
        <translation>Find an earlier visitor, or type a new one</translation>
    </message>
    <message>
        <source>hoặc gõ</source>
        <translation>or type</translation>
    </message>
    <message>
        <source>Đặt thẻ căn cước vào đầu đọc</source>
        <translation>Put the ID card on the reader</translation>
    </message>
</context>
<context>
    <name>InvitationWindow</name>
    <message>
        <source>Chưa chọn tệp</source>
        <translation>No file chosen</translation>
    </message>
    <message>
        <source>Chưa có mã mời</source>
        <translation>No invitation code yet</translation>
    </message>
    <message>
        <source>Chương trình ghi một tệp xin nối đã khóa vào cùng thẻ nhớ; mang thẻ về nơi giữ máy chủ rồi mang tệp trả lời lại đây.</source>
        <translation>The program writes a sealed request onto the same stick; carry the stick to where the server is, and the answer back here.</translation>
    </message>
    <message>
        <source>Chọn tệp mời</source>
        <translation>Choose invitation</translation>
    </message>
    <message>
        <source>Chọn tệp mời trước</source>
        <translation>Choose the invitation first</translation>
    </message>
    <message>
        <source>Còn {n} việc cho tệp sau.</source>
        <translation>{n} more for the next file.</translation>
    </message>
    <message>
        <source>Ghi tệp xin nối</source>
        <translation>Write the request</translation>
    </message>
    <message>
        <source>Mang thẻ về nơi giữ máy chủ, rồi nhập tệp trả lời ở đây.</source>
        <translation>Carry the stick to where the server is, then import the answer here.</translation>
    </message>
    <message>
        <source>Máy này làm việc được khi nhập tệp trả lời: số máy và dữ liệu là của máy chủ cấp.</source>
        <translation>This PC can work once the answer is imported: its PC number and its data come from the server.</translation>
    </message>
    <message>
        <source>Mã mời, nghe qua điện thoại hoặc trên giấy</source>
        <translation>Invitation code, told by telephone or on paper</translation>
    </message>
    <message>
        <source>Mở thư mục</source>
        <translation>Open folder</translation>
    </message>
    <message>
        <source>Nối máy chủ bằng tệp mời</source>
        <translation>Join the server by an invitation file</translation>
    </message>
    <message>
        <source>Trong khi chờ trả lời, máy này vẫn nhận hồ sơ; không hồ sơ nào phải đổi số.</source>
        <translation>Until the answer comes this PC goes on receiving dossiers; none of them is renumbered.</translation>
    </message>
    <message>
        <source>Tệp mời ({pattern})</source>
        <translation>Invitations ({pattern})</translation>
    </message>
    <message>
        <source>Tệp mời của người quản trị máy chủ</source>
        <translation>Invitation from the server's administrator</translation>
    </message>
    <message>
        <source>Tệp xin nối</source>
        <translation>Request to join</translation>
    </message>
    <message>
        <source>Đang ghi tệp …</source>
        <translation>Writing the file …</translation>
    </message>
    <message>
        <source>Đã ghi tệp xin nối, kèm {n} việc của máy này.</source>
        <translation>Request written, with {n} actions of this PC.</translation>
    </message>
    <message>
        <source>Đã ghi tệp xin nối.</source>
        <translation>Request written.</translation>
    </message>
</context>
<context>
    <name>JoinPage</name>
    <message>
        <source>Báo người quản trị máy chủ: máy đang làm việc của cơ quan phải nối trước.</source>
        <translation>Tell the server's administrator: the PC that already works for the office must join first.</translation>
    </message>
    <message>
        <source>Còn bản sao lưu của máy cũ và có tờ khôi phục: lấy lại cả việc chưa gửi, không cần mạng.</source>
        <translation>With a copy of the old PC and its recovery sheet: unsent work comes back too, without a line.</translation>
    </message>
    <message>
        <source>Cơ quan đã làm việc ở máy khác: hồ sơ, thủ tục, nhân viên, lịch được tải về máy này.</source>
        <translation>The office already works on another PC: dossiers, procedures, staff and calendar are fetched to this one.</translation>
    </message>
    <message>
        <source>Khôi phục từ bản sao</source>
        <translation>Restore from a copy</translation>
    </message>
    <message>
        <source>Máy chủ chưa có dữ liệu của cơ quan.</source>
        <translation>The server has no data of the office yet.</translation>
    </message>
    <message>
        <source>Người quản trị máy chủ đưa tệp mời trên thẻ nhớ và đọc mã riêng.</source>
        <translation>The server's administrator gives an invitation file on a stick and tells its code apart from it.</translation>
    </message>
    <message>
        <source>Nhập tệp trả lời</source>
        <translation>Import answer</translation>
    </message>
    <message>
        <source>Nơi không có mạng</source>
        <translation>Where there is no network</translation>
    </message>
    <message>
        <source>Nối bằng tệp mời</source>
        <translation>Join by invitation file</translation>
    </message>
    <message>
        <source>Nối máy này vào máy chủ</source>
        <translation>Join this PC to a server</translation>
    </message>
    <message>
        <source>Nối máy đang làm việc của cơ quan trước; máy này tự tải khi dữ liệu lên máy chủ.</source>
        <translation>Join the office's working PC first; this one fetches by itself once the data are on the server.</translation>
    </message>
    <message>
        <source>Quét mã QR hoặc dán cả dòng người quản trị máy chủ đưa; mã dùng một lần, trong 24 giờ, quyết định số máy. Thay máy hỏng: quét mã trên tờ khôi phục.</source>
        <translation>Scan the QR or paste the whole line from the server's administrator; the code works once, within 24 hours, and decides the PC's number. For a broken PC scan its recovery sheet.</translation>
    </message>
    <message>
        <source>Thay cho máy đã hỏng hoặc mất</source>
        <translation>In place of a broken or lost PC</translation>
    </message>
    <message>
        <source>Tệp trả lời chưa có dữ liệu của cơ quan.</source>
        <translation>The answer holds no data of the office yet.</translation>
    </message>
    <message>
        <source>Đang nối máy chủ …</source>
        <translation>Connecting to the server …</translation>
    </message>
    <message>
        <source>Đã ghi tệp xin nối lúc {when}. Máy này làm việc được khi nhập tệp trả lời.</source>
        <translation>Request written at {when}. This PC can work once the answer is imported.</translation>
    </message>
    <message>
        <source>Đã nối. Đang tải dữ liệu của cơ quan …</source>
        <translation>Connected. Fetching the office's data …</translation>
    </message>
    <message>
        <source>Đã tải {n} mục</source>
        <translation>{n} items fetched</translation>
    </message>
</context>
<context>
    <name>Joining</name>
    <message>
        <source>Mã đăng ký</source>
        <translation>Enrolment code</translation>
    </message>
    <message>
        <source>Từ mã QR</source>
        <translation>From QR</translation>
    </message>
    <message>
        <source>Địa chỉ máy chủ</source>
        <translation>Server address</translation>
    </message>
</context>
<context>
    <name>KeyButton</name>
    <message>
        <source>Chưa bấm được: {why}</source>
        <translation>Not possible yet: {why}</translation>
    </message>
    <message>
        <source>Phím {key}</source>
        <translation>Key {key}</translation>
    </message>
</context>
<context>
    <name>Labeled</name>
    <message>
        <source> (bắt buộc)</source>
        <translation> (required)</translation>
    </message>
</context>
<context>
    <name>LabeledField</name>
    <message>
        <source>Từ thẻ</source>
        <translation>From the card</translation>
    </message>
    <message>
        <source>Đã sửa, thẻ ghi {value}</source>
        <translation>Changed, the card says {value}</translation>
    </message>
</context>
<context>
    <name>LineDialog</name>
    <message>
        <source>Quay lại</source>
        <translation>Back</translation>
    </message>
</context>
<context>
    <name>LineWords</name>
    <message>
        <source>Chưa nối</source>
        <translation>No server</translation>
    </message>
    <message>
        <source>Chưa nối máy chủ</source>
        <translation>No server yet</translation>
    </message>
    <message>
        <source>Làm việc bình thường; tự gửi khi có mạng.</source>
        <translation>Work goes on as usual; everything is sent when the line is back.</translation>
    </message>
    <message>
        <source>Làm việc trên máy này</source>
        <translation>Working on this PC</translation>
    </message>
    <message>
        <source>Máy chủ chưa trả lời lần nào.</source>
        <translation>The server has not answered yet.</translation>
    </message>
    <message>
        <source>Máy chủ trả lời lúc {0}</source>
        <translation>The server answered at {0}</translation>
    </message>
    <message>
        <source>Máy chủ trả lời lần cuối lúc {0}.</source>
        <translation>The server last answered at {0}.</translation>
    </message>
    <message>
        <source>Máy này làm việc một mình</source>
        <translation>This PC works on its own</translation>
    </message>
    <message>
        <source>Mất mạng</source>
        <translation>Offline</translation>
    </message>
    <message>
        <source>Mất mạng · vẫn làm việc bình thường</source>
        <translation>Offline · work goes on as usual</translation>
    </message>
    <message>
        <source>Mất mạng · {0}</source>
        <translation>Offline · {0}</translation>
    </message>
    <message>
        <source>Mất mạng · {0} việc chờ gửi</source>
        <translation>Offline · {0} entries waiting</translation>
    </message>
    <message>
        <source>Mất mạng · {0} việc chờ gửi từ {1}</source>
        <translation>Offline · {0} entries waiting since {1}</translation>
    </message>
    <message>
        <source>Mất mạng · đã tải {0} % dữ liệu của đơn vị</source>
        <translation>Offline · {0} % of the office's data here</translation>
    </message>
    <message>
        <source>Mất mạng, vẫn làm việc bình thường</source>
        <translation>Offline, work goes on as usual</translation>
    </message>
    <message>
        <source>Ngừng đồng bộ</source>
        <translation>Sync stopped</translation>
    </message>
    <message>
        <source>Nối máy chủ thì các quầy thấy hồ sơ của nhau; số đã cấp giữ nguyên.</source>
        <translation>With a server the counters see each other's dossiers; numbers already given stay.</translation>
    </message>
    <message>
        <source>Tiếp nhận được ngay; tắt máy giữa chừng thì lần sau tải tiếp.</source>
        <translation>Intake works at once; a PC switched off meanwhile goes on next time.</translation>
    </message>
    <message>
        <source>Tải {0} %</source>
        <translation>Loading {0} %</translation>
    </message>
    <message>
        <source>{0} việc chờ gửi</source>
        <translation>{0} entries waiting</translation>
    </message>
    <message>
        <source>{0} việc chờ gửi từ {1}</source>
        <translation>{0} entries waiting since {1}</translation>
    </message>
    <message>
        <source>{0} việc giữ trên máy</source>
        <translation>{0} entries kept on this PC</translation>
    </message>
    <message>
        <source>{0} việc giữ trên máy từ {1}</source>
        <translation>{0} entries kept on this PC since {1}</translation>
    </message>
    <message>
        <source>{0} · chờ máy chủ cấp máy số</source>
        <translation>{0} · waiting for a machine number</translation>
    </message>
    <message>
        <source>{0} · máy số {1}</source>
        <translation>{0} · machine no. {1}</translation>
    </message>
    <message>
        <source>Đang gửi {0} việc</source>
        <translation>Sending {0} entries</translation>
    </message>
    <message>
        <source>Đang nối</source>
        <translation>Connecting</translation>
    </message>
    <message>
        <source>Đang nối máy chủ</source>
        <translation>Connecting to the server</translation>
    </message>
    <message>
        <source>Đang tải dữ liệu của đơn vị: {0} %</source>
        <translation>Loading the office's data: {0} %</translation>
    </message>
    <message>
        <source>Đã gửi hết</source>
        <translation>All sent</translation>
    </message>
    <message>
        <source>Đã nối</source>
        <translation>Connected</translation>
    </message>
    <message>
        <source>Đã nối máy chủ</source>
        <translation>Connected to the server</translation>
    </message>
</context>
<context>
    <name>LookSection</name>
    <message>
        <source>Cỡ chữ</source>
        <translation>Text size</translation>
    </message>
    <message>
        <source>Giao diện</source>
        <translation>Appearance</translation>
    </message>
    <message>
        <source>Giao diện, khóa</source>
        <translation>Appearance, lock</translation>
    </message>
    <message>
        <source>Khi mở khóa, biểu mẫu đang làm dở vẫn còn nguyên.</source>
        <translation>After unlocking, an unfinished form is still there.</translation>
    </message>
    <message>
        <source>Khóa khi không ai chạm máy</source>
        <translation>Lock when nobody touches the PC</translation>
    </message>
    <message>
        <source>Khóa khi không ai chạm máy trong</source>
        <translation>Lock when nobody touches the PC for</translation>
    </message>
    <message>
        <source>Khóa màn hình</source>
        <translation>Screen lock</translation>
    </message>
    <message>
        <source>Màu</source>
        <translation>Colours</translation>
    </message>
    <message>
        <source>Màu (Alt+S đổi nhanh sáng và tối)</source>
        <translation>Colours (Alt+S switches light and dark)</translation>
    </message>
    <message>
        <source>Ngôn ngữ</source>
        <translation>Language</translation>
    </message>
    <message>
        <source>Ngôn ngữ của màn hình; giấy luôn bằng tiếng Việt</source>
        <translation>Language of the screens; papers are always in Vietnamese</translation>
    </message>
    <message>
        <source>Ngôn ngữ mới dùng từ lần mở chương trình sau.</source>
        <translation>The new language is used from the next start of the program.</translation>
    </message>
    <message>
        <source>Sáng</source>
        <translation>Light</translation>
    </message>
    <message>
        <source>Theo hệ điều hành</source>
        <translation>Like the system</translation>
    </message>
    <message>
        <source>Tối</source>
        <translation>Dark</translation>
    </message>
    <message>
        <source>{n} phút</source>
        <translation>{n} minutes</translation>
    </message>
</context>
<context>
    <name>MainShell</name>
    <message>
        <source>Cỡ chữ {scale} %</source>
        <translation>Text size {scale} %</translation>
    </message>
    <message>
        <source>Cửa sổ</source>
        <translation>Window</translation>
    </message>
    <message>
        <source>Quầy Một Cửa</source>
        <translation>Quầy Một Cửa</translation>
    </message>
    <message>
        <source>Sáng / tối</source>
        <translation>Light / dark</translation>
    </message>
    <message>
        <source>Đi tới</source>
        <translation>Go to</translation>
    </message>
    <message>
        <source>Ở đây</source>
        <translation>Here</translation>
    </message>
</context>
<context>
    <name>MatterDeeds</name>
    <message>
        <source>In lại giấy tiếp nhận</source>
        <translation>Issue the receipt anew</translation>
    </message>
    <message>
        <source>{who}. Giấy người dân đang giữ có thể đã khác.</source>
        <translation>{who}. The receipt they hold may say something else.</translation>
    </message>
    <message>
        <source>Đã chuyển trưởng bộ phận</source>
        <translation>Referred to the head</translation>
    </message>
    <message>
        <source>Để sau</source>
        <translation>Later</translation>
    </message>
</context>
<context>
    <name>MatterView</name>
    <message>
        <source>Chọn từng ô: phím số lấy ô có khung từ bản đó, mũi tên để đổi ô.</source>
        <translation>Piece by piece: a digit takes the framed piece from that version, arrows move the frame.</translation>
    </message>
    <message>
        <source>Câu {n} trên {all}</source>
        <translation>Question {n} of {all}</translation>
    </message>
    <message>
        <source>Ghép từng ô</source>
        <translation>Combine piece by piece</translation>
    </message>
    <message>
        <source>Thôi ghép</source>
        <translation>Stop combining</translation>
    </message>
    <message>
        <source>Tài khoản này không được chọn thay: nhờ người có quyền</source>
        <translation>This account may not choose: ask somebody who may</translation>
    </message>
</context>
<context>
    <name>Navigation</name>
    <message>
        <source>Đi tới</source>
        <translation>Go to</translation>
    </message>
</context>
<context>
    <name>Notes</name>
    <message>
        <source>Chưa có ghi chú</source>
        <translation>No notes yet</translation>
    </message>
    <message>
        <source>Ghi chú</source>
        <translation>Note</translation>
    </message>
    <message>
        <source>Thêm</source>
        <translation>Add</translation>
    </message>
</context>
<context>
    <name>NoticeWindow</name>
    <message>
        <source>Mã {0}</source>
        <translation>Code {0}</translation>
    </message>
    <message>
        <source>Quầy Một Cửa</source>
        <translation>Quầy Một Cửa</translation>
    </message>
</context>
<context>
    <name>OfficeFields</name>
    <message>
        <source>Chiều, từ</source>
        <translation>Afternoon, from</translation>
    </message>
    <message>
        <source>Chọn</source>
        <translation>Choose</translation>
    </message>
    <message>
        <source>Chủ quản hệ thống</source>
        <translation>Owner of the system</translation>
    </message>
    <message>
        <source>Chức vụ người ký</source>
        <translation>Signatory's position</translation>
    </message>
    <message>
        <source>Có, kể từ thứ Bảy</source>
        <translation>Yes, from Saturday</translation>
    </message>
    <message>
        <source>Có, kể từ thứ Hai</source>
        <translation>Yes, from Monday</translation>
    </message>
    <message>
        <source>Cấp</source>
        <translation>Level</translation>
    </message>
    <message>
        <source>Cấp hành chính</source>
        <translation>Administrative level</translation>
    </message>
    <message>
        <source>Cấp tỉnh</source>
        <translation>Province</translation>
    </message>
    <message>
        <source>Cấp xã</source>
        <translation>Commune</translation>
    </message>
    <message>
        <source>Dòng dưới của giấy</source>
        <translation>Lower line on papers</translation>
    </message>
    <message>
        <source>Dòng trên của giấy</source>
        <translation>Upper line on papers</translation>
    </message>
    <message>
        <source>Không</source>
        <translation>No</translation>
    </message>
    <message>
        <source>Mã định danh cơ quan</source>
        <translation>Agency code</translation>
    </message>
    <message>
        <source>Người ký từ chối</source>
        <translation>Signs refusals</translation>
    </message>
    <message>
        <source>Nhận hồ sơ thứ Bảy</source>
        <translation>Receives on Saturday</translation>
    </message>
    <message>
        <source>Sáng, từ</source>
        <translation>Morning, from</translation>
    </message>
    <message>
        <source>Thứ Bảy</source>
        <translation>Saturday</translation>
    </message>
    <message>
        <source>Tên cơ quan</source>
        <translation>Name of the office</translation>
    </message>
    <message>
        <source>Tỉnh, thành phố</source>
        <translation>Province, city</translation>
    </message>
    <message>
        <source>Xã, phường, đặc khu</source>
        <translation>Commune, ward, special zone</translation>
    </message>
    <message>
        <source>Điện thoại</source>
        <translation>Phone</translation>
    </message>
    <message>
        <source>Đúng dạng số</source>
        <translation>Right form</translation>
    </message>
    <message>
        <source>Địa chỉ</source>
        <translation>Address</translation>
    </message>
    <message>
        <source>Địa chỉ tra cứu</source>
        <translation>Look-up address</translation>
    </message>
    <message>
        <source>Địa danh</source>
        <translation>Place name</translation>
    </message>
    <message>
        <source>đến</source>
        <translation>to</translation>
    </message>
</context>
<context>
    <name>OfficeForm</name>
    <message>
        <source>Chưa chọn tỉnh</source>
        <translation>No province chosen</translation>
    </message>
    <message>
        <source>Chưa chọn xã</source>
        <translation>No commune chosen</translation>
    </message>
    <message>
        <source>Chưa ghi</source>
        <translation>Missing</translation>
    </message>
    <message>
        <source>Chưa ghi mã</source>
        <translation>Code missing</translation>
    </message>
    <message>
        <source>Chưa ghi tên</source>
        <translation>Name missing</translation>
    </message>
    <message>
        <source>Ghi như 07:00 đến 11:30.</source>
        <translation>Type them like 07:00 to 11:30.</translation>
    </message>
    <message>
        <source>Giờ làm việc buổi chiều phải sau buổi sáng.</source>
        <translation>The afternoon must come after the morning.</translation>
    </message>
    <message>
        <source>Giờ làm việc chưa đúng.</source>
        <translation>These working hours are not right.</translation>
    </message>
    <message>
        <source>Ví dụ H12.10.15 hoặc 000.00.06.H56</source>
        <translation>Such as H12.10.15 or 000.00.06.H56</translation>
    </message>
    <message>
        <source>Đúng dạng cũ</source>
        <translation>Right old form</translation>
    </message>
    <message>
        <source>Đúng dạng mới</source>
        <translation>Right new form</translation>
    </message>
</context>
<context>
    <name>OfficePage</name>
    <message>
        <source>Chọn xã trước: tên và các dòng đầu giấy tự điền, sửa lại được.</source>
        <translation>Choose the commune first: name and head lines fill in by themselves and can be changed.</translation>
    </message>
    <message>
        <source>Cơ quan</source>
        <translation>Office</translation>
    </message>
    <message>
        <source>Quầy này của cơ quan nào?</source>
        <translation>Which office does this counter belong to?</translation>
    </message>
    <message>
        <source>Tên, mã định danh, giờ làm việc</source>
        <translation>Name, agency code, hours</translation>
    </message>
</context>
<context>
    <name>OfficeSection</name>
    <message>
        <source>Bỏ thay đổi</source>
        <translation>Undo changes</translation>
    </message>
    <message>
        <source>Chưa sửa gì</source>
        <translation>Nothing changed yet</translation>
    </message>
    <message>
        <source>Chỉ quản trị sửa được</source>
        <translation>Only an administrator may edit this</translation>
    </message>
    <message>
        <source>Cơ quan</source>
        <translation>Office</translation>
    </message>
    <message>
        <source>Giấy in từ bây giờ theo dữ liệu mới.</source>
        <translation>Papers printed from now on follow the new data.</translation>
    </message>
    <message>
        <source>Giữ thay đổi</source>
        <translation>Keep changes</translation>
    </message>
    <message>
        <source>Đã giữ dữ liệu cơ quan</source>
        <translation>Office data kept</translation>
    </message>
</context>
<context>
    <name>Opening</name>
    <message>
        <source>Bản sao lưu tốt gần nhất có đủ mọi việc đến {0}.</source>
        <translation>The last good backup has everything up to {0}.</translation>
    </message>
    <message>
        <source>Chưa tệp nào bị thay đổi. Xong bước này sẽ hỏi trước khi thay.</source>
        <translation>No file has been changed. You will be asked before one is replaced.</translation>
    </message>
    <message>
        <source>Chương trình đã xem bản sao lưu và phần còn đọc được của tệp hỏng:</source>
        <translation>The program has looked at the backup and at what can still be read of the damaged file:</translation>
    </message>
    <message>
        <source>Chương trình đã xem bản sao lưu:</source>
        <translation>The program has looked at the backup:</translation>
    </message>
    <message>
        <source>Có thể một chương trình khác đang giữ tệp, hoặc dữ liệu đang được nâng cấp.</source>
        <translation>Another program may hold the file, or the data are being upgraded.</translation>
    </message>
    <message>
        <source>Dùng tờ khôi phục</source>
        <translation>Use recovery sheet</translation>
    </message>
    <message>
        <source>Khôi phục</source>
        <translation>Restore</translation>
    </message>
    <message>
        <source>Không biết hết việc nào ghi sau {0} đã mất: đối chiếu với giấy hẹn đã in.</source>
        <translation>What was written after {0} and is lost can't all be known: compare with the printed receipts.</translation>
    </message>
    <message>
        <source>Không có bản sao lưu, nhưng nhật ký trong tệp hỏng còn nguyên: lập lại được tất cả.</source>
        <translation>There is no backup, but the log in the damaged file is whole: everything can be rebuilt.</translation>
    </message>
    <message>
        <source>Không thiếu hồ sơ nào đã cấp mã.</source>
        <translation>No dossier that was given a code is missing.</translation>
    </message>
    <message>
        <source>Không tắt máy. Cửa sổ làm việc hiện ra ngay khi xong.</source>
        <translation>Do not switch off. The window opens as soon as this is done.</translation>
    </message>
    <message>
        <source>Lấy lại được {0} việc mới hơn từ tệp hỏng.</source>
        <translation>{0} newer entries were recovered from the damaged file.</translation>
    </message>
    <message>
        <source>Mã hồ sơ hôm nay đi tiếp bằng số chưa từng cấp; không số nào cấp lại.</source>
        <translation>Today's codes go on with numbers never given; none is given again.</translation>
    </message>
    <message>
        <source>Mở thư mục</source>
        <translation>Open folder</translation>
    </message>
    <message>
        <source>Nếu tệp chỉ bị chuyển đi, bấm Để sau, chép tệp về chỗ cũ rồi mở lại.</source>
        <translation>If the file was only moved, press Later, copy it back to its place and open again.</translation>
    </message>
    <message>
        <source>Thiếu {0} hồ sơ từ {1}; mã cuối: {2}. Nhập lại từ giấy hẹn, ghi mã cũ vào ghi chú.</source>
        <translation>{0} dossiers are missing from {1} on; last codes: {2}. Enter them again from the receipts, with the old code in the note.</translation>
    </message>
    <message>
        <source>Thử lại</source>
        <translation>Try again</translation>
    </message>
    <message>
        <source>Tệp hỏng được cất riêng trong thư mục dữ liệu, không bị xóa.</source>
        <translation>The damaged file is put aside in the data folder, not deleted.</translation>
    </message>
    <message>
        <source>{0} giấy in sau đó không còn trong sổ in; bản PDF sẽ được chép ra một thư mục để nhập lại.</source>
        <translation>{0} papers printed since are no longer in the ledger; their PDFs will be copied to a folder for entering again.</translation>
    </message>
    <message>
        <source>{0} việc trong tệp hỏng không đọc được.</source>
        <translation>{0} entries in the damaged file can't be read.</translation>
    </message>
    <message>
        <source>Đang mở dữ liệu của quầy …</source>
        <translation>Opening the counter's data …</translation>
    </message>
    <message>
        <source>Đang xem bản sao lưu …</source>
        <translation>Looking at the backup …</translation>
    </message>
    <message>
        <source>Đóng</source>
        <translation>Close</translation>
    </message>
    <message>
        <source>Để sau</source>
        <translation>Later</translation>
    </message>
</context>
<context>
    <name>OutboxScreen</name>
    <message>
        <source>Bản này chưa trao đổi bằng tệp được</source>
        <translation>This version cannot exchange by file yet</translation>
    </message>
    <message>
        <source>Chép chi tiết cho kỹ thuật</source>
        <translation>Copy details for support</translation>
    </message>
    <message>
        <source>Chép việc chờ gửi vào một tệp đã khóa, đưa tệp tới máy chủ, rồi nhận tệp trả lời ở đây.</source>
        <translation>Write what waits into a locked file, carry it to the server, then take in its answer here.</translation>
    </message>
    <message>
        <source>Chờ tệp trả lời của máy chủ</source>
        <translation>Waiting for the server's answer file</translation>
    </message>
    <message>
        <source>Của máy này trước khi phục hồi</source>
        <translation>From this PC before it was restored</translation>
    </message>
    <message>
        <source>Gửi lại ngay</source>
        <translation>Send now</translation>
    </message>
    <message>
        <source>Hồ sơ</source>
        <translation>Dossier</translation>
    </message>
    <message>
        <source>Không có tên, mã hồ sơ hay nội dung nào. Dán vào thư gửi người hỗ trợ.</source>
        <translation>No names, dossier codes or contents in it. Paste it into a mail to support.</translation>
    </message>
    <message>
        <source>Không có việc nào chờ gửi</source>
        <translation>Nothing waits to be sent</translation>
    </message>
    <message>
        <source>Lúc</source>
        <translation>At</translation>
    </message>
    <message>
        <source>Máy chủ không nhận từ máy này nữa. Việc chưa gửi vẫn xuất ra tệp được.</source>
        <translation>The server takes nothing more from this PC. What was not sent can still go by file.</translation>
    </message>
    <message>
        <source>Máy chủ đã có mọi việc của máy này.</source>
        <translation>The server has everything from this PC.</translation>
    </message>
    <message>
        <source>Máy này chưa nối máy chủ</source>
        <translation>This PC has not joined a server</translation>
    </message>
    <message>
        <source>Máy đã bị thu hồi: chỉ xuất ra tệp được</source>
        <translation>This PC was revoked: only by file</translation>
    </message>
    <message>
        <source>Mọi việc đã lưu trên máy này; gửi chậm không mất gì</source>
        <translation>Everything is saved on this PC; sending late loses nothing</translation>
    </message>
    <message>
        <source>Người ghi</source>
        <translation>Written by</translation>
    </message>
    <message>
        <source>Nhận từ tệp</source>
        <translation>Take in a file</translation>
    </message>
    <message>
        <source>Nơi không có mạng</source>
        <translation>Where there is no network</translation>
    </message>
    <message>
        <source>Nối máy chủ ở Cài đặt, mục Máy chủ.</source>
        <translation>Join a server in Settings, section Server.</translation>
    </message>
    <message>
        <source>Quay lại</source>
        <translation>Back</translation>
    </message>
    <message>
        <source>Thẻ nhớ mất thì lập lại ở Cài đặt, mục Máy chủ, trước {until}.</source>
        <translation>If the stick is lost, make it again under Settings, Server, before {until}.</translation>
    </message>
    <message>
        <source>Tệp mời đã hết hạn {until}: chưa có trả lời thì xin tệp mời mới.</source>
        <translation>The invitation was good until {until}: without an answer ask for a new one.</translation>
    </message>
    <message>
        <source>Tự thử lại lúc {time}.</source>
        <translation>Tries again by itself at {time}.</translation>
    </message>
    <message>
        <source>Việc</source>
        <translation>Events</translation>
    </message>
    <message>
        <source>Việc chờ gửi</source>
        <translation>Outbox</translation>
    </message>
    <message>
        <source>Việc lâu nhất chờ từ {since}.</source>
        <translation>The oldest has waited since {since}.</translation>
    </message>
    <message>
        <source>Xuất ra tệp</source>
        <translation>Write to a file</translation>
    </message>
    <message>
        <source>và {n} việc nữa</source>
        <translation>and {n} more</translation>
    </message>
    <message>
        <source>{n} việc</source>
        <translation>{n} waiting</translation>
    </message>
    <message>
        <source>Đang chờ</source>
        <translation>Waiting</translation>
    </message>
    <message>
        <source>Đang gửi lại</source>
        <translation>Sending again</translation>
    </message>
    <message>
        <source>Đã chép chi tiết kỹ thuật</source>
        <translation>Details copied</translation>
    </message>
    <message>
        <source>Đã lập tệp xin nối lúc {when}. Đưa tệp ấy tới máy chủ; có tệp trả lời thì bấm “Nhận từ tệp”.</source>
        <translation>The file that asks to join was made at {when}. Carry it to the server; when its answer is here, press “Take in a file”.</translation>
    </message>
</context>
<context>
    <name>OwnerFields</name>
    <message>
        <source>Anh, chị, em ruột</source>
        <translation>Sibling</translation>
    </message>
    <message>
        <source>Cha, mẹ</source>
        <translation>Parent</translation>
    </message>
    <message>
        <source>Con</source>
        <translation>Child</translation>
    </message>
    <message>
        <source>Giấy giới thiệu</source>
        <translation>Letter of introduction</translation>
    </message>
    <message>
        <source>Giấy ủy quyền</source>
        <translation>Power of attorney</translation>
    </message>
    <message>
        <source>Họ và tên chủ hồ sơ</source>
        <translation>Owner's full name</translation>
    </message>
    <message>
        <source>Mã số thuế</source>
        <translation>Tax code</translation>
    </message>
    <message>
        <source>Ngày sinh</source>
        <translation>Date of birth</translation>
    </message>
    <message>
        <source>Người nộp là</source>
        <translation>The filer is the</translation>
    </message>
    <message>
        <source>Người đại diện</source>
        <translation>Representative</translation>
    </message>
    <message>
        <source>Nơi thường trú</source>
        <translation>Permanent address</translation>
    </message>
    <message>
        <source>Số định danh</source>
        <translation>Personal number</translation>
    </message>
    <message>
        <source>Trụ sở</source>
        <translation>Head office</translation>
    </message>
    <message>
        <source>Tên tổ chức</source>
        <translation>Name of the organisation</translation>
    </message>
    <message>
        <source>Vợ, chồng</source>
        <translation>Spouse</translation>
    </message>
    <message>
        <source>chọn</source>
        <translation>choose</translation>
    </message>
    <message>
        <source>ngày tháng năm</source>
        <translation>day month year</translation>
    </message>
    <message>
        <source>số, ngày</source>
        <translation>number, date</translation>
    </message>
    <message>
        <source>Ông, bà</source>
        <translation>Grandparent</translation>
    </message>
    <message>
        <source>Được ủy quyền</source>
        <translation>Authorised person</translation>
    </message>
</context>
<context>
    <name>PaperActions</name>
    <message>
        <source>Hồ sơ này chưa in giấy nào</source>
        <translation>No paper of this dossier was printed yet</translation>
    </message>
    <message>
        <source>Đang in giấy thay thế · đã ghi vào Sổ in</source>
        <translation>Printing the replacement · it is in the print ledger</translation>
    </message>
    <message>
        <source>Đang in lại · đã ghi vào Sổ in</source>
        <translation>Reprinting · noted in the print ledger</translation>
    </message>
    <message>
        <source>Đang in tem {size}</source>
        <translation>Printing label {size}</translation>
    </message>
    <message>
        <source>Đang in {n} lệnh chưa in được</source>
        <translation>Printing {n} waiting jobs</translation>
    </message>
    <message>
        <source>Đã bỏ lệnh in này</source>
        <translation>Print job dropped</translation>
    </message>
</context>
<context>
    <name>Papers</name>
    <message>
        <source>Bỏ tệp</source>
        <translation>Remove file</translation>
    </message>
    <message>
        <source>Giấy tờ</source>
        <translation>Papers</translation>
    </message>
    <message>
        <source>Mở tệp</source>
        <translation>Open file</translation>
    </message>
    <message>
        <source>Số bản</source>
        <translation>Copies</translation>
    </message>
    <message>
        <source>{n} tệp đính kèm</source>
        <translation>{n} files</translation>
    </message>
    <message>
        <source>Đính kèm tệp</source>
        <translation>Attach a file</translation>
    </message>
</context>
<context>
    <name>PapersList</name>
    <message>
        <source>Bắt buộc</source>
        <translation>Required</translation>
    </message>
    <message>
        <source>Chính</source>
        <translation>Orig.</translation>
    </message>
    <message>
        <source>Chỉ xuất trình, không thu</source>
        <translation>Only shown, not kept</translation>
    </message>
    <message>
        <source>Giấy tờ</source>
        <translation>Papers</translation>
    </message>
    <message>
        <source>Photo</source>
        <translation>Copy</translation>
    </message>
    <message>
        <source>Sao y</source>
        <translation>Cert.</translation>
    </message>
    <message>
        <source>Thêm tại quầy · Delete để bỏ</source>
        <translation>Added at the counter · Delete removes it</translation>
    </message>
    <message>
        <source>Trường hợp “{case}”</source>
        <translation>Case “{case}”</translation>
    </message>
    <message>
        <source>Tên giấy tờ</source>
        <translation>Name of the paper</translation>
    </message>
</context>
<context>
    <name>PapersPanel</name>
    <message>
        <source>Chưa chọn thủ tục</source>
        <translation>No procedure chosen</translation>
    </message>
    <message>
        <source>Chọn thủ tục để thấy giấy tờ cần nộp theo từng trường hợp.</source>
        <translation>Choose a procedure to see the papers needed in each case.</translation>
    </message>
    <message>
        <source>Còn thiếu {n}/{all} giấy bắt buộc</source>
        <translation>{n}/{all} required papers missing</translation>
    </message>
    <message>
        <source>Giấy tờ</source>
        <translation>Papers</translation>
    </message>
    <message>
        <source>Space đánh dấu · số để đếm bản · 0 là không thu</source>
        <translation>Space ticks · digits count copies · 0 is none</translation>
    </message>
    <message>
        <source>Số bộ</source>
        <translation>Sets</translation>
    </message>
    <message>
        <source>Số lượng hồ sơ (bộ), in trên giấy hẹn · Alt+B</source>
        <translation>Number of dossier sets, printed on the receipt · Alt+B</translation>
    </message>
    <message>
        <source>Số lượng hồ sơ, bộ</source>
        <translation>Number of dossier sets</translation>
    </message>
    <message>
        <source>Thêm giấy khác</source>
        <translation>Add another paper</translation>
    </message>
    <message>
        <source>Đủ {n}/{all} giấy bắt buộc</source>
        <translation>All {n}/{all} required papers</translation>
    </message>
</context>
<context>
    <name>PartyFields</name>
    <message>
        <source>Nơi thường trú</source>
        <translation>Permanent address</translation>
    </message>
</context>
<context>
    <name>PersonAndProcedure</name>
    <message>
        <source>Hiện đủ số</source>
        <translation>Show full numbers</translation>
    </message>
    <message>
        <source>Người nộp và thủ tục</source>
        <translation>Filer and procedure</translation>
    </message>
    <message>
        <source>Vì sao hẹn?</source>
        <translation>Why this date?</translation>
    </message>
</context>
<context>
    <name>PersonNotes</name>
    <message>
        <source>Alt+H viết hoa chữ đầu</source>
        <translation>Alt+H for capitals</translation>
    </message>
    <message>
        <source>Chưa có</source>
        <translation>Missing</translation>
    </message>
    <message>
        <source>Quét lại thẻ, hoặc gõ tay theo mặt thẻ.</source>
        <translation>Scan the card again, or type what it shows.</translation>
    </message>
    <message>
        <source>Sửa theo mặt thẻ; chữ đã đúng thì bấm Enter.</source>
        <translation>Correct after the card; if it is right, press Enter.</translation>
    </message>
    <message>
        <source>Từ lần trước</source>
        <translation>From last time</translation>
    </message>
    <message>
        <source>Từ thẻ</source>
        <translation>From the card</translation>
    </message>
    <message>
        <source>Từ thẻ, đã khôi phục</source>
        <translation>From the card, restored</translation>
    </message>
    <message>
        <source>Vẫn nhận: {why}</source>
        <translation>Accepted: {why}</translation>
    </message>
    <message>
        <source>Đã sửa, thẻ ghi {value}</source>
        <translation>Changed, the card says {value}</translation>
    </message>
    <message>
        <source>Đúng dạng</source>
        <translation>Right form</translation>
    </message>
    <message>
        <source>Đúng dạng số</source>
        <translation>Right form</translation>
    </message>
    <message>
        <source>Đúng tên xã</source>
        <translation>Right commune</translation>
    </message>
    <message>
        <source>Đầu đọc làm mất dấu tiếng Việt: sửa họ tên và địa chỉ theo thẻ.</source>
        <translation>The reader lost Vietnamese marks: correct name and address after the card.</translation>
    </message>
    <message>
        <source>Đọc từ dòng máy đọc: họ tên không có dấu, gõ lại theo mặt thẻ.</source>
        <translation>Read from the machine lines: the name has no accents, type it as the card shows.</translation>
    </message>
</context>
<context>
    <name>PersonPanel</name>
    <message>
        <source>Chính mình</source>
        <translation>Self</translation>
    </message>
    <message>
        <source>Chủ hồ sơ</source>
        <translation>Owner</translation>
    </message>
    <message>
        <source>Giữ tên đã gõ</source>
        <translation>Keep the name as typed</translation>
    </message>
    <message>
        <source>Gõ tay</source>
        <translation>Type by hand</translation>
    </message>
    <message>
        <source>Gõ tay “{text}”</source>
        <translation>Type “{text}” by hand</translation>
    </message>
    <message>
        <source>Nam</source>
        <translation>Male</translation>
    </message>
    <message>
        <source>Ngày cấp</source>
        <translation>Date of issue</translation>
    </message>
    <message>
        <source>Ngày sinh</source>
        <translation>Date of birth</translation>
    </message>
    <message>
        <source>Người khác</source>
        <translation>Someone else</translation>
    </message>
    <message>
        <source>Người mới</source>
        <translation>New person</translation>
    </message>
    <message>
        <source>Người nộp</source>
        <translation>Filer</translation>
    </message>
    <message>
        <source>Nữ</source>
        <translation>Female</translation>
    </message>
    <message>
        <source>Quét lại</source>
        <translation>Scan again</translation>
    </message>
    <message>
        <source>Số định danh</source>
        <translation>Personal no.</translation>
    </message>
    <message>
        <source>Thư điện tử</source>
        <translation>E-mail</translation>
    </message>
    <message>
        <source>Thẻ cần đối chiếu chữ</source>
        <translation>Check the card's letters</translation>
    </message>
    <message>
        <source>Thẻ đọc không trọn</source>
        <translation>Card not read completely</translation>
    </message>
    <message>
        <source>Tổ chức</source>
        <translation>Organisation</translation>
    </message>
    <message>
        <source>Từ lần trước</source>
        <translation>From last time</translation>
    </message>
    <message>
        <source>chưa có</source>
        <translation>missing</translation>
    </message>
    <message>
        <source>ten@vidu.vn</source>
        <translation>name@example.vn</translation>
    </message>
    <message>
        <source>Điện thoại</source>
        <translation>Phone</translation>
    </message>
    <message>
        <source>Đã nộp {n} hồ sơ trước đây</source>
        <translation>Filed {n} dossiers before</translation>
    </message>
    <message>
        <source>Đọc từ thẻ căn cước</source>
        <translation>Read from the ID card</translation>
    </message>
    <message>
        <source>đến {day}</source>
        <translation>came {day}</translation>
    </message>
</context>
<context>
    <name>PlacesPanel</name>
    <message>
        <source>Bản ở đây: {when}, chưa phải bản mới nhất.</source>
        <translation>The copy here is of {when}, not the newest.</translation>
    </message>
    <message>
        <source>Bỏ</source>
        <translation>Drop</translation>
    </message>
    <message>
        <source>Chưa chọn</source>
        <translation>None chosen</translation>
    </message>
    <message>
        <source>Chưa có bản nào ở đây: chương trình sẽ tự chép bản mới nhất.</source>
        <translation>No copy here yet: the program will bring the newest.</translation>
    </message>
    <message>
        <source>Chưa thấy thư mục này: cắm ổ hoặc nối mạng, chương trình sẽ tự chép.</source>
        <translation>This folder is away: plug the drive in or connect the network, the program will copy.</translation>
    </message>
    <message>
        <source>Chưa xem được nơi thứ hai</source>
        <translation>The second place could not be looked at</translation>
    </message>
    <message>
        <source>Chọn nơi cất bản sao thứ hai</source>
        <translation>Choose the second place for the copies</translation>
    </message>
    <message>
        <source>Chọn nơi thứ hai</source>
        <translation>Choose second place</translation>
    </message>
    <message>
        <source>Máy này</source>
        <translation>This PC</translation>
    </message>
    <message>
        <source>Mở thư mục</source>
        <translation>Open folder</translation>
    </message>
    <message>
        <source>Nơi cất bản sao</source>
        <translation>Where the copies lie</translation>
    </message>
    <message>
        <source>Nơi thứ hai</source>
        <translation>Second place</translation>
    </message>
    <message>
        <source>Thẻ nhớ USB hoặc thư mục chung trên mạng: máy hỏng thì vẫn còn bản sao ở đó.</source>
        <translation>A USB stick or a shared network folder: if this PC fails, the copies there remain.</translation>
    </message>
    <message>
        <source>Đang chép …</source>
        <translation>Copying …</translation>
    </message>
    <message>
        <source>Đang thử thư mục</source>
        <translation>Trying the folder</translation>
    </message>
    <message>
        <source>Đã có bản mới nhất: {when}.</source>
        <translation>The newest copy is here: {when}.</translation>
    </message>
    <message>
        <source>Đã có bản {when}, nhưng cùng một ổ đĩa với dữ liệu.</source>
        <translation>The copy of {when} is here, but on the disk of the data.</translation>
    </message>
</context>
<context>
    <name>PopupList</name>
    <message>
        <source>chọn</source>
        <translation>choose</translation>
    </message>
    <message>
        <source>đóng</source>
        <translation>close</translation>
    </message>
</context>
<context>
    <name>PortsPanel</name>
    <message>
        <source>Chưa thấy cổng COM nào. Cắm đầu đọc, rồi bấm F5.</source>
        <translation>No COM port seen yet. Plug the reader in, then press F5.</translation>
    </message>
    <message>
        <source>Chưa thấy cổng nào</source>
        <translation>No port seen yet</translation>
    </message>
    <message>
        <source>Cổng nối tiếp</source>
        <translation>Serial port</translation>
    </message>
    <message>
        <source>Không dùng</source>
        <translation>Not used</translation>
    </message>
    <message>
        <source>Không được phép mở</source>
        <translation>Not allowed</translation>
    </message>
    <message>
        <source>Mất kết nối</source>
        <translation>Disconnected</translation>
    </message>
    <message>
        <source>Nghe cổng này</source>
        <translation>Listen to this port</translation>
    </message>
    <message>
        <source>Nơi khác đang giữ</source>
        <translation>Held elsewhere</translation>
    </message>
    <message>
        <source>Thôi nghe</source>
        <translation>Stop listening</translation>
    </message>
    <message>
        <source>Tìm lại</source>
        <translation>Search again</translation>
    </message>
    <message>
        <source>Tốc độ cổng</source>
        <translation>Port speed</translation>
    </message>
    <message>
        <source>Đang mở</source>
        <translation>Opening</translation>
    </message>
    <message>
        <source>Đang nghe</source>
        <translation>Listening</translation>
    </message>
    <message>
        <source>Đang tìm cổng</source>
        <translation>Looking for ports</translation>
    </message>
    <message>
        <source>Đang tìm cổng …</source>
        <translation>Looking for ports …</translation>
    </message>
    <message>
        <source>Đầu đọc qua cổng COM (nên dùng)</source>
        <translation>Readers on a COM port (recommended)</translation>
    </message>
</context>
<context>
    <name>PreviewDialog</name>
    <message>
        <source>Đóng</source>
        <translation>Close</translation>
    </message>
</context>
<context>
    <name>PreviewScreen</name>
    <message>
        <source>Bản in này</source>
        <translation>This print</translation>
    </message>
    <message>
        <source>Bản xem này chính là tệp gửi máy in, từng điểm một.</source>
        <translation>What you see is the very file that goes to the printer, dot by dot.</translation>
    </message>
    <message>
        <source>Chưa có giấy nào</source>
        <translation>No paper yet</translation>
    </message>
    <message>
        <source>Chưa lưu được PDF</source>
        <translation>The PDF was not saved</translation>
    </message>
    <message>
        <source>Giấy của hồ sơ</source>
        <translation>Papers of the dossier</translation>
    </message>
    <message>
        <source>In lại</source>
        <translation>Reprint</translation>
    </message>
    <message>
        <source>In tiếp lệnh này</source>
        <translation>Print this job now</translation>
    </message>
    <message>
        <source>Lúc</source>
        <translation>At</translation>
    </message>
    <message>
        <source>Lý do</source>
        <translation>Reason</translation>
    </message>
    <message>
        <source>Lưu PDF</source>
        <translation>Save PDF</translation>
    </message>
    <message>
        <source>Lệnh này đang chờ in</source>
        <translation>This job is waiting to be printed</translation>
    </message>
    <message>
        <source>Lớn</source>
        <translation>Larger</translation>
    </message>
    <message>
        <source>Máy in</source>
        <translation>Printer</translation>
    </message>
    <message>
        <source>Người in</source>
        <translation>Printed by</translation>
    </message>
    <message>
        <source>Nhỏ</source>
        <translation>Smaller</translation>
    </message>
    <message>
        <source>Quay lại</source>
        <translation>Back</translation>
    </message>
    <message>
        <source>Tình trạng</source>
        <translation>State</translation>
    </message>
    <message>
        <source>Xem giấy in</source>
        <translation>See printed paper</translation>
    </message>
    <message>
        <source>Xem thẻ nhớ còn cắm không, ổ đĩa còn chỗ không, rồi lưu lại.</source>
        <translation>See whether the stick is in and the disk has room, then save again.</translation>
    </message>
    <message>
        <source>Đang vừa trang</source>
        <translation>Fits the page already</translation>
    </message>
    <message>
        <source>Đã lưu PDF</source>
        <translation>PDF saved</translation>
    </message>
</context>
<context>
    <name>PrintDetails</name>
    <message>
        <source>Bỏ</source>
        <translation>Drop</translation>
    </message>
    <message>
        <source>Chưa chọn bản in</source>
        <translation>No print chosen</translation>
    </message>
    <message>
        <source>Chọn một dòng để xem giấy ở đây.</source>
        <translation>Choose a line to see the paper here.</translation>
    </message>
    <message>
        <source>In lại</source>
        <translation>Reprint</translation>
    </message>
    <message>
        <source>In tiếp lệnh này</source>
        <translation>Print this job now</translation>
    </message>
    <message>
        <source>Lệnh này đang chờ in</source>
        <translation>This job is waiting to be printed</translation>
    </message>
    <message>
        <source>Xem</source>
        <translation>See</translation>
    </message>
</context>
<context>
    <name>PrintNotes</name>
    <message>
        <source>Hồ sơ đã lưu, nhưng {0} chưa in được</source>
        <translation>Dossier saved, but {0} not printed yet</translation>
    </message>
    <message>
        <source>Mở sổ in</source>
        <translation>Open print ledger</translation>
    </message>
    <message>
        <source>Số đã lấy, nhưng {0} chưa in được</source>
        <translation>The number is given, but the {0} was not printed</translation>
    </message>
    <message>
        <source>{0} chưa in được</source>
        <translation>{0} was not printed</translation>
    </message>
    <message>
        <source>{0} đang chờ máy in</source>
        <translation>{0} is waiting for the printer</translation>
    </message>
</context>
<context>
    <name>PrinterBanner</name>
    <message>
        <source>Chọn máy khác</source>
        <translation>Choose another printer</translation>
    </message>
    <message>
        <source>In tiếp tất cả</source>
        <translation>Print all now</translation>
    </message>
    <message>
        <source>Máy in không nhận lệnh</source>
        <translation>The printer takes no jobs</translation>
    </message>
    <message>
        <source>{n} lệnh đang chờ. Hồ sơ đã lưu, không mất hồ sơ nào.</source>
        <translation>{n} jobs are waiting. The dossiers are saved, none is lost.</translation>
    </message>
</context>
<context>
    <name>PrinterPanel</name>
    <message>
        <source> (mặc định)</source>
        <translation> (default)</translation>
    </message>
    <message>
        <source>Chỉnh máy</source>
        <translation>Adjust printer</translation>
    </message>
    <message>
        <source>Chọn máy in trước</source>
        <translation>Choose a printer first</translation>
    </message>
    <message>
        <source>Cài đặt lần đầu</source>
        <translation>First setup</translation>
    </message>
    <message>
        <source>Giống hệt</source>
        <translation>It matches</translation>
    </message>
    <message>
        <source>Hình của tem thử</source>
        <translation>Picture of the test label</translation>
    </message>
    <message>
        <source>Hình của trang thử</source>
        <translation>Picture of the test page</translation>
    </message>
    <message>
        <source>In lại</source>
        <translation>Reprint</translation>
    </message>
    <message>
        <source>In thử</source>
        <translation>Test print</translation>
    </message>
    <message>
        <source>Không giống</source>
        <translation>It differs</translation>
    </message>
    <message>
        <source>Khổ giấy thử</source>
        <translation>Test paper</translation>
    </message>
    <message>
        <source>Máy in</source>
        <translation>Printer</translation>
    </message>
    <message>
        <source>Thêm máy nối thẳng</source>
        <translation>Add a direct printer</translation>
    </message>
    <message>
        <source>Tìm lại máy in</source>
        <translation>Look for printers again</translation>
    </message>
    <message>
        <source>{name} (chưa thấy)</source>
        <translation>{name} (not found)</translation>
    </message>
    <message>
        <source>{name} (nối thẳng)</source>
        <translation>{name} (direct)</translation>
    </message>
    <message>
        <source>Đang tìm máy in</source>
        <translation>Looking for printers</translation>
    </message>
    <message>
        <source>Để tệp PDF trong thư mục</source>
        <translation>Leave as PDF in the folder</translation>
    </message>
</context>
<context>
    <name>PrinterSetup</name>
    <message>
        <source>Bỏ máy này</source>
        <translation>Remove printer</translation>
    </message>
    <message>
        <source>Chưa ghi</source>
        <translation>Missing</translation>
    </message>
    <message>
        <source>Chưa được</source>
        <translation>That did not work</translation>
    </message>
    <message>
        <source>Chờ máy in trả lời</source>
        <translation>Waiting for the printer</translation>
    </message>
    <message>
        <source>Chữ thập phải ở giữa giấy, vạch cuối của thước không mất, ô 100 % đen đều.</source>
        <translation>The cross must be in the middle of the paper, the ruler’s last tick must be there, the 100 % field evenly black.</translation>
    </message>
    <message>
        <source>Cắt giấy</source>
        <translation>Cut paper</translation>
    </message>
    <message>
        <source>Cổng COM</source>
        <translation>COM port</translation>
    </message>
    <message>
        <source>Giấy cuộn (ESC/POS)</source>
        <translation>Roll (ESC/POS)</translation>
    </message>
    <message>
        <source>Giữ máy in này</source>
        <translation>Keep this printer</translation>
    </message>
    <message>
        <source>Giữ nó, hoặc quay lại mà không giữ.</source>
        <translation>Keep it, or go back without keeping it.</translation>
    </message>
    <message>
        <source>Hàng đợi</source>
        <translation>Worklist</translation>
    </message>
    <message>
        <source>Hình của bản in thử</source>
        <translation>Picture of the test print</translation>
    </message>
    <message>
        <source>In thử</source>
        <translation>Test print</translation>
    </message>
    <message>
        <source>In thử rồi nhìn bằng mắt</source>
        <translation>Print a test and look at it</translation>
    </message>
    <message>
        <source>Khe tem, mm</source>
        <translation>Label gap, mm</translation>
    </message>
    <message>
        <source>Không dùng được</source>
        <translation>Not usable</translation>
    </message>
    <message>
        <source>Không hợp lệ</source>
        <translation>Not valid</translation>
    </message>
    <message>
        <source>Loại máy</source>
        <translation>Kind of printer</translation>
    </message>
    <message>
        <source>Máy báo sắp hết giấy.</source>
        <translation>The printer says that paper is running low.</translation>
    </message>
    <message>
        <source>Máy in mới</source>
        <translation>New printer</translation>
    </message>
    <message>
        <source>Máy in này chưa được giữ</source>
        <translation>This printer is not kept yet</translation>
    </message>
    <message>
        <source>Máy in phiếu quầy 3</source>
        <translation>Ticket printer of counter 3</translation>
    </message>
    <message>
        <source>Máy in sẵn sàng</source>
        <translation>Printer ready</translation>
    </message>
    <message>
        <source>Máy trả lời: có giấy, nắp đóng.</source>
        <translation>The printer answers: paper is there, the cover is closed.</translation>
    </message>
    <message>
        <source>Mạng</source>
        <translation>Network</translation>
    </message>
    <message>
        <source>Như máy</source>
        <translation>As it comes</translation>
    </message>
    <message>
        <source>Nối bằng</source>
        <translation>Connected by</translation>
    </message>
    <message>
        <source>Nối được, nhưng máy không nói gì về giấy và nắp. In thử để chắc chắn.</source>
        <translation>Connected, but the printer says nothing about paper and cover. Print a test to be sure.</translation>
    </message>
    <message>
        <source>Quay lại</source>
        <translation>Back</translation>
    </message>
    <message>
        <source>Sang phải, mm</source>
        <translation>To the right, mm</translation>
    </message>
    <message>
        <source>Tem TSPL</source>
        <translation>Labels, TSPL</translation>
    </message>
    <message>
        <source>Tem ZPL</source>
        <translation>Labels, ZPL</translation>
    </message>
    <message>
        <source>Thấy: {places}</source>
        <translation>Found: {places}</translation>
    </message>
    <message>
        <source>Thử kết nối</source>
        <translation>Test connection</translation>
    </message>
    <message>
        <source>Tâm chữ thập cách mép phải và mép dưới 5 mm. Lệch bao nhiêu thì ghi bấy nhiêu, trái dấu.</source>
        <translation>The cross must be 5 mm from the right and lower edge. Enter how far it is off, with the opposite sign.</translation>
    </message>
    <message>
        <source>Tâm chữ thập cách mép trái và mép trên 15 mm. Lệch bao nhiêu thì ghi bấy nhiêu, trái dấu.</source>
        <translation>The cross must be 15 mm from the left and upper edge. Enter how far it is off, with the opposite sign.</translation>
    </message>
    <message>
        <source>Tên gọi</source>
        <translation>Called</translation>
    </message>
    <message>
        <source>Tên máy in trong hệ thống</source>
        <translation>The printer’s name in the system</translation>
    </message>
    <message>
        <source>Tên đã có</source>
        <translation>Name in use</translation>
    </message>
    <message>
        <source>USB, chia sẻ</source>
        <translation>USB, shared</translation>
    </message>
    <message>
        <source>Xuống, mm</source>
        <translation>Down, mm</translation>
    </message>
    <message>
        <source>{dots} điểm · {dpi} dpi</source>
        <translation>{dots} dots · {dpi} dpi</translation>
    </message>
    <message>
        <source>Đang in thử …</source>
        <translation>Printing the test …</translation>
    </message>
    <message>
        <source>Đang nối …</source>
        <translation>Connecting …</translation>
    </message>
    <message>
        <source>Đã gửi bản in thử</source>
        <translation>Test print sent</translation>
    </message>
    <message>
        <source>Đã nối được</source>
        <translation>Connected</translation>
    </message>
    <message>
        <source>Đã nối được, máy báo: {told}</source>
        <translation>Connected, the printer reports: {told}</translation>
    </message>
    <message>
        <source>Đầu in</source>
        <translation>Print head</translation>
    </message>
    <message>
        <source>Địa chỉ</source>
        <translation>Address</translation>
    </message>
    <message>
        <source>Độ đậm</source>
        <translation>Darkness</translation>
    </message>
</context>
<context>
    <name>PrinterTrial</name>
    <message>
        <source>Bản thử nằm ở {where}</source>
        <translation>The test print is in {where}</translation>
    </message>
    <message>
        <source>Chưa chọn máy in: giấy được ghi thành tệp PDF, in lúc nào cũng được.</source>
        <translation>No printer chosen: papers become PDF files and can be printed at any time.</translation>
    </message>
    <message>
        <source>Chưa in được</source>
        <translation>Not printed yet</translation>
    </message>
    <message>
        <source>Chưa thử</source>
        <translation>Not tested</translation>
    </message>
    <message>
        <source>Chờ bạn xem</source>
        <translation>Please look</translation>
    </message>
    <message>
        <source>In chưa đúng</source>
        <translation>Prints wrong</translation>
    </message>
    <message>
        <source>In thử rồi nhìn bằng mắt</source>
        <translation>Print a test and look at it</translation>
    </message>
    <message>
        <source>In đúng</source>
        <translation>Prints right</translation>
    </message>
    <message>
        <source>Máy này in đúng</source>
        <translation>This printer prints right</translation>
    </message>
    <message>
        <source>Một bản in thử cho biết giấy, khổ và mã có đúng không.</source>
        <translation>One test print shows whether paper, size and codes are right.</translation>
    </message>
    <message>
        <source>Tem vừa in có giống hình này không?</source>
        <translation>Does the printed label match this picture?</translation>
    </message>
    <message>
        <source>Trang vừa in có giống hình này không?</source>
        <translation>Does the printed page match this picture?</translation>
    </message>
    <message>
        <source>Tắt “Vừa trang” (Fit to page) trong trình điều khiển; in lệch thì bấm “Chỉnh máy”.</source>
        <translation>Switch off “Fit to page” in the driver; if the print is off its place, press “Adjust printer”.</translation>
    </message>
    <message>
        <source>Viền không mất, chữ không mờ, mã quét được.</source>
        <translation>No edge lost, no blurred letters, the codes scan.</translation>
    </message>
    <message>
        <source>Xem lại cỡ tem, cân lại cuộn tem; in lệch hoặc nhạt thì bấm “Chỉnh máy”.</source>
        <translation>Check the label size, calibrate the roll; if the print is off its place or pale, press “Adjust printer”.</translation>
    </message>
    <message>
        <source>Đang in</source>
        <translation>Printing</translation>
    </message>
    <message>
        <source>Đang in thử …</source>
        <translation>Printing the test …</translation>
    </message>
    <message>
        <source>Đang tìm máy in …</source>
        <translation>Looking for printers …</translation>
    </message>
    <message>
        <source>Đổi máy in hoặc cỡ tem thì in thử lại.</source>
        <translation>Changed printer or label size? Print a test again.</translation>
    </message>
    <message>
        <source>Đủ bốn góc, chữ rõ dấu, thước đúng từng mm, mã quét được.</source>
        <translation>All four corners, clear accents, rulers true to the millimetre, codes that scan.</translation>
    </message>
</context>
<context>
    <name>PrintersPage</name>
    <message>
        <source>Máy in</source>
        <translation>Printer</translation>
    </message>
    <message>
        <source>Máy in nào in giấy gì?</source>
        <translation>Which printer prints what?</translation>
    </message>
    <message>
        <source>Mỗi máy cần một bản in thử được bạn xem bằng mắt. Chưa có máy in: giấy thành tệp PDF.</source>
        <translation>Each printer needs one test print that you look at. No printer yet: papers become PDF.</translation>
    </message>
    <message>
        <source>Tệp PDF trong thư mục</source>
        <translation>PDF files in the folder</translation>
    </message>
    <message>
        <source>{n} máy in</source>
        <translation>{n} printers</translation>
    </message>
</context>
<context>
    <name>PrintersSection</name>
    <message>
        <source>Hai liên trên một tờ A4 (khi vừa)</source>
        <translation>Two copies on one A4 sheet (if they fit)</translation>
    </message>
    <message>
        <source>Máy in</source>
        <translation>Printer</translation>
    </message>
</context>
<context>
    <name>Prints</name>
    <message>
        <source>1 bản</source>
        <translation>1 copy</translation>
    </message>
    <message>
        <source>Chưa in được</source>
        <translation>Not printed yet</translation>
    </message>
    <message>
        <source>Chờ in</source>
        <translation>To print</translation>
    </message>
    <message>
        <source>Giấy in</source>
        <translation>Paper</translation>
    </message>
    <message>
        <source>Hồ sơ</source>
        <translation>Dossier</translation>
    </message>
    <message>
        <source>In lại lần {n}</source>
        <translation>Reprint no. {n}</translation>
    </message>
    <message>
        <source>Máy in A4</source>
        <translation>A4 printer</translation>
    </message>
    <message>
        <source>Máy in không báo lại, xem giấy đã ra chưa</source>
        <translation>The printer does not report back; check whether the paper came out</translation>
    </message>
    <message>
        <source>Máy in phiếu số</source>
        <translation>Ticket printer</translation>
    </message>
    <message>
        <source>Máy in tem</source>
        <translation>Label printer</translation>
    </message>
    <message>
        <source>Máy in, lúc, người in</source>
        <translation>Printer, time, by</translation>
    </message>
    <message>
        <source>Số bản</source>
        <translation>Copies</translation>
    </message>
    <message>
        <source>Tình trạng</source>
        <translation>State</translation>
    </message>
    <message>
        <source>lần gửi in {n}</source>
        <translation>sending {n}</translation>
    </message>
    <message>
        <source>{n} liên</source>
        <translation>{n} copies</translation>
    </message>
    <message>
        <source>{n} tem</source>
        <translation>Labels: {n}</translation>
    </message>
    <message>
        <source>Đang chờ máy</source>
        <translation>Waiting for printer</translation>
    </message>
    <message>
        <source>Đang in</source>
        <translation>Printing</translation>
    </message>
    <message>
        <source>Đã bỏ</source>
        <translation>Dropped</translation>
    </message>
    <message>
        <source>Đã gửi</source>
        <translation>Sent</translation>
    </message>
    <message>
        <source>Đã in</source>
        <translation>Printed</translation>
    </message>
</context>
<context>
    <name>PrintsScreen</name>
    <message>
        <source>Ai in, lúc nào, lần mấy, vì sao</source>
        <translation>Who, when, how often, why</translation>
    </message>
    <message>
        <source>Chưa có bản in lại nào</source>
        <translation>No reprints yet</translation>
    </message>
    <message>
        <source>Chưa in được</source>
        <translation>Not printed yet</translation>
    </message>
    <message>
        <source>Esc để bỏ lọc.</source>
        <translation>Esc clears the filter.</translation>
    </message>
    <message>
        <source>Giấy hẹn và tem vào đây ngay khi nhận hồ sơ.</source>
        <translation>Receipts and labels come here as soon as a dossier is received.</translation>
    </message>
    <message>
        <source>Hôm nay</source>
        <translation>Today</translation>
    </message>
    <message>
        <source>Hôm nay chưa in giấy nào</source>
        <translation>Nothing printed today yet</translation>
    </message>
    <message>
        <source>In lại</source>
        <translation>Reprint</translation>
    </message>
    <message>
        <source>Không có bản in nào khớp “{text}”</source>
        <translation>No print matches “{text}”</translation>
    </message>
    <message>
        <source>Lọc sổ in</source>
        <translation>Filter the print ledger</translation>
    </message>
    <message>
        <source>Lọc trong sổ in</source>
        <translation>Filter the ledger</translation>
    </message>
    <message>
        <source>Mọi giấy đều đã in</source>
        <translation>All papers are printed</translation>
    </message>
    <message>
        <source>Mỗi bản in là một bản ghi: ai, lúc nào, lần mấy, vì sao</source>
        <translation>Every print is on record: who, when, how often, why</translation>
    </message>
    <message>
        <source>Mở thư mục giấy in</source>
        <translation>Open folder of papers</translation>
    </message>
    <message>
        <source>Sổ in</source>
        <translation>Print ledger</translation>
    </message>
    <message>
        <source>Tất cả</source>
        <translation>All</translation>
    </message>
    <message>
        <source>Đang lấy sổ in</source>
        <translation>Reading the print ledger</translation>
    </message>
</context>
<context>
    <name>ProcedureDetails</name>
    <message>
        <source>Chưa chọn thủ tục</source>
        <translation>No procedure chosen</translation>
    </message>
    <message>
        <source>Giấy tờ cần có</source>
        <translation>Papers needed</translation>
    </message>
    <message>
        <source>Gõ mã, tên tắt hoặc vài chữ.</source>
        <translation>Type a code, a short name or a few letters.</translation>
    </message>
    <message>
        <source>Mọi trường hợp</source>
        <translation>All cases</translation>
    </message>
    <message>
        <source>Trường hợp</source>
        <translation>Case</translation>
    </message>
</context>
<context>
    <name>ProcedurePanel</name>
    <message>
        <source>Chưa kiểm tra</source>
        <translation>Unchecked</translation>
    </message>
    <message>
        <source>Chưa rõ</source>
        <translation>Unknown</translation>
    </message>
    <message>
        <source>Chưa rõ thời hạn</source>
        <translation>Time limit unknown</translation>
    </message>
    <message>
        <source>Chọn trường hợp</source>
        <translation>Choose the case</translation>
    </message>
    <message>
        <source>Hay dùng</source>
        <translation>Often used</translation>
    </message>
    <message>
        <source>Hướng dẫn</source>
        <translation>Guide</translation>
    </message>
    <message>
        <source>Mã, tên tắt hoặc vài chữ không dấu</source>
        <translation>Code, short name or a few letters, no accents needed</translation>
    </message>
    <message>
        <source>Thời hạn, phải thu</source>
        <translation>Time limit, to pay</translation>
    </message>
    <message>
        <source>Thủ tục</source>
        <translation>Procedure</translation>
    </message>
    <message>
        <source>Thủ tục {level}: nhận chuyển tiếp</source>
        <translation>Procedure of {level}: received to be forwarded</translation>
    </message>
    <message>
        <source>Trường hợp</source>
        <translation>Case</translation>
    </message>
    <message>
        <source>Ví dụ: ks, khai sinh, 1.001193</source>
        <translation>For example ks, khai sinh, 1.001193</translation>
    </message>
    <message>
        <source>chưa kiểm tra</source>
        <translation>unchecked</translation>
    </message>
    <message>
        <source>chọn</source>
        <translation>choose</translation>
    </message>
    <message>
        <source>{level} nhận</source>
        <translation>Received by {level}</translation>
    </message>
    <message>
        <source>{n} trong {all} thủ tục</source>
        <translation>{n} of {all} procedures</translation>
    </message>
    <message>
        <source>đóng</source>
        <translation>close</translation>
    </message>
</context>
<context>
    <name>Procedures</name>
    <message>
        <source>, nhận sau {time} tính hôm sau</source>
        <translation>, after {time} counts from the next day</translation>
    </message>
    <message>
        <source>Bản chính</source>
        <translation>Originals</translation>
    </message>
    <message>
        <source>Bắt buộc</source>
        <translation>Required</translation>
    </message>
    <message>
        <source>Chưa kiểm tra</source>
        <translation>Unchecked</translation>
    </message>
    <message>
        <source>Chỉ xuất trình, không thu</source>
        <translation>Only shown, not kept</translation>
    </message>
    <message>
        <source>Căn cứ</source>
        <translation>Legal basis</translation>
    </message>
    <message>
        <source>Danh mục chưa ghi thời hạn</source>
        <translation>The catalogue gives no time limit</translation>
    </message>
    <message>
        <source>Do tỉnh quy định</source>
        <translation>Set by the province</translation>
    </message>
    <message>
        <source>Giải quyết</source>
        <translation>Processing</translation>
    </message>
    <message>
        <source>Giấy tờ</source>
        <translation>Papers</translation>
    </message>
    <message>
        <source>Gõ tắt</source>
        <translation>Short names</translation>
    </message>
    <message>
        <source>Khi cần</source>
        <translation>If needed</translation>
    </message>
    <message>
        <source>Không thu</source>
        <translation>No fee</translation>
    </message>
    <message>
        <source>Photo</source>
        <translation>Copy</translation>
    </message>
    <message>
        <source>Phí, lệ phí</source>
        <translation>Fees</translation>
    </message>
    <message>
        <source>Sao y</source>
        <translation>Cert.</translation>
    </message>
    <message>
        <source>Thời hạn</source>
        <translation>Time limit</translation>
    </message>
    <message>
        <source>Trong ngày</source>
        <translation>Same day</translation>
    </message>
    <message>
        <source>bưu chính</source>
        <translation>by post</translation>
    </message>
    <message>
        <source>cấp bộ</source>
        <translation>ministry</translation>
    </message>
    <message>
        <source>cấp huyện</source>
        <translation>district</translation>
    </message>
    <message>
        <source>cấp tỉnh</source>
        <translation>province</translation>
    </message>
    <message>
        <source>cấp xã</source>
        <translation>commune</translation>
    </message>
    <message>
        <source>theo mức của tỉnh</source>
        <translation>as the province sets</translation>
    </message>
    <message>
        <source>trực tuyến</source>
        <translation>online</translation>
    </message>
    <message>
        <source>tại quầy</source>
        <translation>at the counter</translation>
    </message>
    <message>
        <source>Đã kiểm tra</source>
        <translation>Checked</translation>
    </message>
</context>
<context>
    <name>ProceduresScreen</name>
    <message>
        <source>Chọn thủ tục trước</source>
        <translation>Choose a procedure first</translation>
    </message>
    <message>
        <source>Danh mục không có “{text}”</source>
        <translation>The catalogue has no “{text}”</translation>
    </message>
    <message>
        <source>Danh mục đang trống</source>
        <translation>The catalogue is empty</translation>
    </message>
    <message>
        <source>In phiếu hướng dẫn</source>
        <translation>Print guide slip</translation>
    </message>
    <message>
        <source>Mã, tên tắt hoặc vài chữ không dấu</source>
        <translation>Code, short name or a few letters, no accents needed</translation>
    </message>
    <message>
        <source>Phiếu chữ to</source>
        <translation>Slip in large print</translation>
    </message>
    <message>
        <source>Quản trị nhập danh mục trong mục Cài đặt.</source>
        <translation>An administrator imports the catalogue in Settings.</translation>
    </message>
    <message>
        <source>Thủ tục</source>
        <translation>Procedure</translation>
    </message>
    <message>
        <source>Thử ít chữ hơn, hoặc mã thủ tục.</source>
        <translation>Try fewer letters, or the procedure code.</translation>
    </message>
    <message>
        <source>Tìm thủ tục</source>
        <translation>Find a procedure</translation>
    </message>
    <message>
        <source>{count} thủ tục trong danh mục</source>
        <translation>{count} procedures in the catalogue</translation>
    </message>
    <message>
        <source>Đang in phiếu hướng dẫn</source>
        <translation>Printing the guide slip</translation>
    </message>
</context>
<context>
    <name>Queue</name>
    <message>
        <source>Báo người dân</source>
        <translation>Tell the citizen</translation>
    </message>
    <message>
        <source>Chưa gửi</source>
        <translation>Not sent</translation>
    </message>
    <message>
        <source>Chưa gửi lên máy chủ</source>
        <translation>Not sent to the server yet</translation>
    </message>
    <message>
        <source>Chưa in được: {reason}</source>
        <translation>Not printed yet: {reason}</translation>
    </message>
    <message>
        <source>Chưa tính thời hạn</source>
        <translation>Time not counted yet</translation>
    </message>
    <message>
        <source>Chờ bổ sung</source>
        <translation>To supplement</translation>
    </message>
    <message>
        <source>Còn hạn</source>
        <translation>In time</translation>
    </message>
    <message>
        <source>Cần xử lý: Ctrl+U</source>
        <translation>To settle: Ctrl+U</translation>
    </message>
    <message>
        <source>Gần nhất {due}</source>
        <translation>Nearest {due}</translation>
    </message>
    <message>
        <source>Hôm nay phải xong</source>
        <translation>Due today</translation>
    </message>
    <message>
        <source>Hạn trả</source>
        <translation>Due</translation>
    </message>
    <message>
        <source>Không còn chờ</source>
        <translation>No longer waiting</translation>
    </message>
    <message>
        <source>Không hẹn ngày</source>
        <translation>No due date</translation>
    </message>
    <message>
        <source>Mã hồ sơ</source>
        <translation>Dossier code</translation>
    </message>
    <message>
        <source>Người nộp và thủ tục</source>
        <translation>Filer and procedure</translation>
    </message>
    <message>
        <source>Quá hạn</source>
        <translation>Overdue</translation>
    </message>
    <message>
        <source>Thủ tục không quy định thời hạn</source>
        <translation>The procedure has no time limit</translation>
    </message>
    <message>
        <source>Trùng mã với hồ sơ khác. Ctrl+U để cấp mã mới</source>
        <translation>Another dossier bears this code too. Ctrl+U gives a new one</translation>
    </message>
    <message>
        <source>Trước {time}</source>
        <translation>Before {time}</translation>
    </message>
    <message>
        <source>Việc tiếp theo</source>
        <translation>Next step</translation>
    </message>
    <message>
        <source>{procedure} · {name} nộp</source>
        <translation>{procedure} · filed by {name}</translation>
    </message>
</context>
<context>
    <name>QueueScreen</name>
    <message>
        <source>Bổ sung</source>
        <translation>Supplement</translation>
    </message>
    <message>
        <source>Chưa có hồ sơ nào đang chờ</source>
        <translation>No dossier is waiting</translation>
    </message>
    <message>
        <source>Chờ bổ sung</source>
        <translation>To supplement</translation>
    </message>
    <message>
        <source>Còn hạn</source>
        <translation>In time</translation>
    </message>
    <message>
        <source>Esc để bỏ lọc. F3 để tìm trong mọi hồ sơ.</source>
        <translation>Esc clears the filter. F3 searches all dossiers.</translation>
    </message>
    <message>
        <source>F2 để nhận hồ sơ đầu tiên.</source>
        <translation>F2 receives the first dossier.</translation>
    </message>
    <message>
        <source>Hàng đợi</source>
        <translation>Worklist</translation>
    </message>
    <message>
        <source>Hôm nay</source>
        <translation>Today</translation>
    </message>
    <message>
        <source>Hồ sơ mới</source>
        <translation>New dossier</translation>
    </message>
    <message>
        <source>Hồ sơ đang chờ</source>
        <translation>Waiting dossiers</translation>
    </message>
    <message>
        <source>Không còn hồ sơ nào phải xong hôm nay</source>
        <translation>No dossier is due today any more</translation>
    </message>
    <message>
        <source>Không có hồ sơ nào khớp “{text}”</source>
        <translation>No dossier matches “{text}”</translation>
    </message>
    <message>
        <source>Không có hồ sơ nào quá hạn</source>
        <translation>No dossier is overdue</translation>
    </message>
    <message>
        <source>Không có hồ sơ nào ở nhóm này</source>
        <translation>No dossier in this group</translation>
    </message>
    <message>
        <source>Không hẹn</source>
        <translation>No due date</translation>
    </message>
    <message>
        <source>Lọc</source>
        <translation>Filter</translation>
    </message>
    <message>
        <source>Lọc theo hạn</source>
        <translation>Filter by due date</translation>
    </message>
    <message>
        <source>Lọc trong danh sách</source>
        <translation>Filter the list</translation>
    </message>
    <message>
        <source>Mới nhận {time}</source>
        <translation>Received {time}</translation>
    </message>
    <message>
        <source>Quá hạn</source>
        <translation>Overdue</translation>
    </message>
    <message>
        <source>Tất cả</source>
        <translation>All</translation>
    </message>
    <message>
        <source>Vừa đổi {time}</source>
        <translation>Changed {time}</translation>
    </message>
    <message>
        <source>Xếp lại danh sách</source>
        <translation>Sort the list again</translation>
    </message>
    <message>
        <source>Xử lý hồ sơ đang chọn</source>
        <translation>Settle the selected dossier</translation>
    </message>
    <message>
        <source>Đang lấy danh sách</source>
        <translation>Reading the list</translation>
    </message>
    <message>
        <source>Đánh dấu đã xem hết</source>
        <translation>Mark all as seen</translation>
    </message>
</context>
<context>
    <name>ReferralQuestion</name>
    <message>
        <source>Chuyển</source>
        <translation>Refer</translation>
    </message>
    <message>
        <source>Chuyển trưởng bộ phận quyết?</source>
        <translation>Let the head of the section decide?</translation>
    </message>
    <message>
        <source>Ghi điều chưa rõ. Việc vẫn ở đây cho tới khi có người chọn; trưởng bộ phận thấy trước mọi việc khác.</source>
        <translation>Write what is not clear. The matter stays here until somebody decides; the head sees it before all others.</translation>
    </message>
    <message>
        <source>Quay lại</source>
        <translation>Back</translation>
    </message>
    <message>
        <source>Điều chưa rõ</source>
        <translation>What is not clear</translation>
    </message>
</context>
<context>
    <name>RefusalDialog</name>
    <message>
        <source>Ghi rõ sự việc khiến hồ sơ không nhận được</source>
        <translation>State exactly why the dossier cannot be received</translation>
    </message>
    <message>
        <source>Lý do từ chối phải nêu quy định áp dụng</source>
        <translation>A refusal must name the provision that applies</translation>
    </message>
    <message>
        <source>Phiếu từ chối do người có thẩm quyền ký. Người dân có quyền khiếu nại.</source>
        <translation>The refusal is signed by the person in charge. The citizen may lodge a complaint.</translation>
    </message>
    <message>
        <source>Quay lại</source>
        <translation>Back</translation>
    </message>
    <message>
        <source>Thêm lý do</source>
        <translation>Add a reason</translation>
    </message>
    <message>
        <source>Từ chối và in phiếu</source>
        <translation>Refuse and print</translation>
    </message>
    <message>
        <source>Vì sao từ chối hồ sơ này?</source>
        <translation>Why refuse this dossier?</translation>
    </message>
</context>
<context>
    <name>ReprintQuestion</name>
    <message>
        <source>Bản in lại có dòng “BẢN IN LẠI”, lần thứ mấy, ai in và lý do.</source>
        <translation>A reprint bears “BẢN IN LẠI”, its number, who printed it and why.</translation>
    </message>
    <message>
        <source>Bản in mờ, rách</source>
        <translation>Faint or torn print</translation>
    </message>
    <message>
        <source>Chưa ghi lý do</source>
        <translation>Reason missing</translation>
    </message>
    <message>
        <source>Ghi ngắn gọn</source>
        <translation>Keep it short</translation>
    </message>
    <message>
        <source>Giấy</source>
        <translation>Paper</translation>
    </message>
    <message>
        <source>In lúc {when} · {who}</source>
        <translation>Printed {when} · {who}</translation>
    </message>
    <message>
        <source>In lại</source>
        <translation>Reprint</translation>
    </message>
    <message>
        <source>In lại giấy nào?</source>
        <translation>Reprint which paper?</translation>
    </message>
    <message>
        <source>In lại {paper}?</source>
        <translation>Reprint {paper}?</translation>
    </message>
    <message>
        <source>Lý do</source>
        <translation>Reason</translation>
    </message>
    <message>
        <source>Lý do khác</source>
        <translation>Another reason</translation>
    </message>
    <message>
        <source>Máy in kẹt giấy</source>
        <translation>Paper jam</translation>
    </message>
    <message>
        <source>Người dân làm mất</source>
        <translation>Lost by the citizen</translation>
    </message>
    <message>
        <source>Quay lại</source>
        <translation>Back</translation>
    </message>
</context>
<context>
    <name>RestorePage</name>
    <message>
        <source>Bản sao của Quầy Một Cửa ({pattern})</source>
        <translation>Copies of Quầy Một Cửa ({pattern})</translation>
    </message>
    <message>
        <source>Bản sao lưu</source>
        <translation>Backup copy</translation>
    </message>
    <message>
        <source>Chưa chọn bản sao lưu.</source>
        <translation>No copy chosen.</translation>
    </message>
    <message>
        <source>Chưa có mã trên tờ khôi phục.</source>
        <translation>The code of the recovery sheet is missing.</translation>
    </message>
    <message>
        <source>Chọn bản sao lưu</source>
        <translation>Choose a copy</translation>
    </message>
    <message>
        <source>Chọn tệp</source>
        <translation>Choose file</translation>
    </message>
    <message>
        <source>Khôi phục từ bản sao của máy cũ</source>
        <translation>Restore from the old PC's copy</translation>
    </message>
    <message>
        <source>Máy này làm tiếp việc của máy cũ: cùng hồ sơ, cùng quầy, số mới không trùng số đã cấp.</source>
        <translation>This machine goes on with the old PC's work: same dossiers, same counter, new numbers beside those given.</translation>
    </message>
    <message>
        <source>Mã trên tờ khôi phục</source>
        <translation>Code on the recovery sheet</translation>
    </message>
    <message>
        <source>Quét mã QR trên tờ khôi phục là nhanh nhất; hoặc gõ đủ 8 nhóm, không cần dấu gạch.</source>
        <translation>Scanning the sheet's QR is fastest; or type all 8 groups, dashes not needed.</translation>
    </message>
    <message>
        <source>Từ mã QR</source>
        <translation>From QR</translation>
    </message>
    <message>
        <source>Xong. Đang mở dữ liệu …</source>
        <translation>Done. Opening the data …</translation>
    </message>
    <message>
        <source>quay-….db mới nhất</source>
        <translation>newest quay-….db</translation>
    </message>
    <message>
        <source>Đang mở bản sao và kiểm tra từng trang …</source>
        <translation>Opening the copy and checking each page …</translation>
    </message>
    <message>
        <source>Ở thẻ USB, thư mục mạng hoặc ổ đĩa máy cũ. Chép kèm tệp khoa-khoi-phuc.json nằm cạnh nó.</source>
        <translation>On a USB stick, a network folder or the old PC's disk. Bring khoa-khoi-phuc.json beside it along.</translation>
    </message>
</context>
<context>
    <name>ResultPanel</name>
    <message>
        <source>Bưu chính về nhà</source>
        <translation>Post to home</translation>
    </message>
    <message>
        <source>Bản điện tử</source>
        <translation>Electronic copy</translation>
    </message>
    <message>
        <source>Cách nhận kết quả</source>
        <translation>Way to get the result</translation>
    </message>
    <message>
        <source>Có chữ ký số, gửi qua cổng</source>
        <translation>Digitally signed, sent through the portal</translation>
    </message>
    <message>
        <source>Gửi đến</source>
        <translation>Send to</translation>
    </message>
    <message>
        <source>Mang theo giấy hẹn và căn cước</source>
        <translation>Bring the receipt and the ID card</translation>
    </message>
    <message>
        <source>Thu thêm cước, chọn địa chỉ</source>
        <translation>Postage is added, choose an address</translation>
    </message>
    <message>
        <source>Tại quầy này</source>
        <translation>At this counter</translation>
    </message>
</context>
<context>
    <name>Roles</name>
    <message>
        <source>Công chức một cửa</source>
        <translation>One-stop official</translation>
    </message>
    <message>
        <source>Nhân viên tiếp nhận</source>
        <translation>Receiving staff</translation>
    </message>
    <message>
        <source>Quản trị</source>
        <translation>Administrator</translation>
    </message>
    <message>
        <source>Trưởng bộ phận</source>
        <translation>Head of office</translation>
    </message>
</context>
<context>
    <name>RowList</name>
    <message>
        <source>Mới</source>
        <translation>New</translation>
    </message>
</context>
<context>
    <name>ScanTrial</name>
    <message>
        <source>Bàn phím của Windows khác bàn phím đầu đọc tưởng</source>
        <translation>Windows has another keyboard than the reader thinks</translation>
    </message>
    <message>
        <source>Caps Lock đang bật (chương trình khôi phục được)</source>
        <translation>Caps Lock is on (the program restores it)</translation>
    </message>
    <message>
        <source>Chuyển Unikey sang tiếng Anh (E), tắt kiểu gõ Telex trong đầu đọc.</source>
        <translation>Switch Unikey to English (E), turn Telex off in the reader.</translation>
    </message>
    <message>
        <source>Chuyển Unikey sang tiếng Anh (E), tắt kiểu gõ VNI trong đầu đọc.</source>
        <translation>Switch Unikey to English (E), turn VNI off in the reader.</translation>
    </message>
    <message>
        <source>Chữ tiếng Việt bị mất dấu</source>
        <translation>Vietnamese letters lost their marks</translation>
    </message>
    <message>
        <source>Dấu ngăn “|” đến thành dấu khác (chương trình khôi phục được)</source>
        <translation>The bar “|” arrives as another sign (the program restores it)</translation>
    </message>
    <message>
        <source>Giấy thử</source>
        <translation>Test paper</translation>
    </message>
    <message>
        <source>Hồ sơ {code}</source>
        <translation>Dossier {code}</translation>
    </message>
    <message>
        <source>Lau thẻ rồi quét lại.</source>
        <translation>Wipe the card and scan again.</translation>
    </message>
    <message>
        <source>Mã QR thử: mất chữ {letters}</source>
        <translation>Trial QR code: letters lost: {letters}</translation>
    </message>
    <message>
        <source>Mã QR thử: đúng từng chữ</source>
        <translation>Trial QR code: every letter right</translation>
    </message>
    <message>
        <source>Mã QR thử: đọc thiếu</source>
        <translation>Trial QR code: incomplete</translation>
    </message>
    <message>
        <source>Mã quá dài, đã bỏ qua</source>
        <translation>Code too long, ignored</translation>
    </message>
    <message>
        <source>Mã vạch của hồ sơ</source>
        <translation>Barcode of a dossier</translation>
    </message>
    <message>
        <source>Mã vạch thử cỡ {size}: đúng từng chữ số</source>
        <translation>Trial bar code size {size}: every digit right</translation>
    </message>
    <message>
        <source>Mã vạch thử: đúng từng chữ số</source>
        <translation>Trial bar code: every digit right</translation>
    </message>
    <message>
        <source>Thẻ căn cước: bộ gõ tiếng Việt đã đổi vài chữ</source>
        <translation>ID card: a Vietnamese input method changed some letters</translation>
    </message>
    <message>
        <source>Thẻ căn cước: đọc không trọn</source>
        <translation>ID card: not read completely</translation>
    </message>
    <message>
        <source>Thẻ căn cước: đọc trọn vẹn</source>
        <translation>ID card: read completely</translation>
    </message>
    <message>
        <source>Tắt Caps Lock.</source>
        <translation>Turn Caps Lock off.</translation>
    </message>
    <message>
        <source>kiểu bàn phím</source>
        <translation>as a keyboard</translation>
    </message>
    <message>
        <source>qua cổng {port}</source>
        <translation>by port {port}</translation>
    </message>
    <message>
        <source>trong {ms} ms</source>
        <translation>in {ms} ms</translation>
    </message>
    <message>
        <source>{n} dòng</source>
        <translation>{n} lines</translation>
    </message>
    <message>
        <source>{n} ký tự</source>
        <translation>{n} characters</translation>
    </message>
    <message>
        <source>Đầu đọc gõ chữ theo kiểu Telex (chương trình khôi phục được)</source>
        <translation>The reader types Telex (the program restores it)</translation>
    </message>
    <message>
        <source>Đầu đọc gõ chữ theo kiểu VNI (chương trình khôi phục được)</source>
        <translation>The reader types VNI (the program restores it)</translation>
    </message>
    <message>
        <source>Đầu đọc gửi sai bảng mã (chương trình khôi phục được)</source>
        <translation>The reader sends another code page (the program restores it)</translation>
    </message>
    <message>
        <source>Đặt Windows là bàn phím US English và đầu đọc là Country: US.</source>
        <translation>Set Windows to the US English keyboard and the reader to Country: US.</translation>
    </message>
    <message>
        <source>Đặt bảng mã của đầu đọc là UTF-8.</source>
        <translation>Set the reader's character set to UTF-8.</translation>
    </message>
    <message>
        <source>Đọc được, nhưng chưa nhận ra: {what}</source>
        <translation>Read, but not recognised: {what}</translation>
    </message>
    <message>
        <source>Đổi đầu đọc sang cổng COM (USB-COM), bảng mã UTF-8.</source>
        <translation>Switch the reader to a COM port (USB-COM), UTF-8.</translation>
    </message>
</context>
<context>
    <name>ScannerSection</name>
    <message>
        <source>Ba lần quét khác nhau quá, chưa học được. Giữ đầu đọc yên rồi học lại.</source>
        <translation>The three scans differ too much. Hold the reader still and learn again.</translation>
    </message>
    <message>
        <source>Dùng cách này</source>
        <translation>Use this</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>Enter</translation>
    </message>
    <message>
        <source>Enter hoặc Tab</source>
        <translation>Enter or Tab</translation>
    </message>
    <message>
        <source>Hướng dẫn đầu đọc</source>
        <translation>Reader guide</translation>
    </message>
    <message>
        <source>Học đầu đọc này</source>
        <translation>Learn this reader</translation>
    </message>
    <message>
        <source>In tờ hướng dẫn và mã thử</source>
        <translation>Print the guide and trial codes</translation>
    </message>
    <message>
        <source>Không có</source>
        <translation>None</translation>
    </message>
    <message>
        <source>Không có gì</source>
        <translation>Nothing</translation>
    </message>
    <message>
        <source>Ký tự đứng trước mỗi mã</source>
        <translation>Character before each code</translation>
    </message>
    <message>
        <source>Máy này gõ {pace} ms một phím, trước mã: {prefix}, sau mã: {end}.</source>
        <translation>This reader types {pace} ms per key, before a code: {prefix}, after it: {end}.</translation>
    </message>
    <message>
        <source>Phím kết thúc mỗi mã</source>
        <translation>Key after each code</translation>
    </message>
    <message>
        <source>Quét ba lần, mã nào cũng được: còn {n} lần.</source>
        <translation>Scan three times, any code: {n} to go.</translation>
    </message>
    <message>
        <source>Quét một thẻ căn cước, một giấy hẹn, hoặc mã thử</source>
        <translation>Scan an ID card, a receipt or a trial code</translation>
    </message>
    <message>
        <source>Quét thử</source>
        <translation>Test scan</translation>
    </message>
    <message>
        <source>Tab</source>
        <translation>Tab</translation>
    </message>
    <message>
        <source>Thôi học</source>
        <translation>Stop learning</translation>
    </message>
    <message>
        <source>không có gì</source>
        <translation>nothing</translation>
    </message>
    <message>
        <source>{what} (cùng {n} mã khác dính vào)</source>
        <translation>{what} (with {n} more run together)</translation>
    </message>
    <message>
        <source>Đang in</source>
        <translation>Printing</translation>
    </message>
    <message>
        <source>Đã ghi vào {where}</source>
        <translation>Written to {where}</translation>
    </message>
    <message>
        <source>Đã giữ cách đọc mã</source>
        <translation>Scanner settings kept</translation>
    </message>
    <message>
        <source>Đã gửi tới {printer}</source>
        <translation>Sent to {printer}</translation>
    </message>
    <message>
        <source>Đã học xong. Quét thử một lần nữa.</source>
        <translation>Learned. Try one more scan.</translation>
    </message>
    <message>
        <source>Đầu đọc</source>
        <translation>Scanner</translation>
    </message>
    <message>
        <source>Đầu đọc gõ như bàn phím</source>
        <translation>Readers that type like a keyboard</translation>
    </message>
    <message>
        <source>Đầu đọc này nối qua cổng COM, không cần học.</source>
        <translation>This reader is on a COM port; nothing to learn.</translation>
    </message>
    <message>
        <source>Để nguyên là đọc được hầu hết các máy. Máy gõ chậm hay thêm ký tự lạ thì cho học.</source>
        <translation>Most readers work as it is. Let a slow one, or one that adds signs, be learned.</translation>
    </message>
    <message>
        <source>Ở đây chỉ xem, không mở hồ sơ và không giữ lại gì.</source>
        <translation>Here you only look: no dossier opens, nothing is kept.</translation>
    </message>
</context>
<context>
    <name>Scans</name>
    <message>
        <source>Giấy thử không mở hồ sơ thật.</source>
        <translation>A test paper opens no real dossier.</translation>
    </message>
    <message>
        <source>Hai lần quét dính vào nhau</source>
        <translation>Two scans ran together</translation>
    </message>
    <message>
        <source>Hồ sơ của cơ quan khác</source>
        <translation>A dossier of another office</translation>
    </message>
    <message>
        <source>Kiểm tra lại mã trên giấy.</source>
        <translation>Check the code on the paper.</translation>
    </message>
    <message>
        <source>Máy này chưa có hồ sơ {0}</source>
        <translation>This PC has no dossier {0}</translation>
    </message>
    <message>
        <source>Máy này không giữ hồ sơ đó.</source>
        <translation>This PC does not hold that dossier.</translation>
    </message>
    <message>
        <source>Mã chưa nhận ra: {0}</source>
        <translation>Code not recognised: {0}</translation>
    </message>
    <message>
        <source>Mở khóa rồi quét lại.</source>
        <translation>Unlock, then scan again.</translation>
    </message>
    <message>
        <source>Quét tiếp như thường.</source>
        <translation>Scan on as usual.</translation>
    </message>
    <message>
        <source>Trả lời hoặc đóng cửa sổ đó rồi quét lại.</source>
        <translation>Answer or close it, then scan again.</translation>
    </message>
    <message>
        <source>Đang có cửa sổ mở nên chưa nhận mã vừa quét</source>
        <translation>A window is open, so the code just scanned was not taken</translation>
    </message>
    <message>
        <source>Đang khóa nên chưa nhận mã vừa quét</source>
        <translation>Locked, so the code just scanned was not taken</translation>
    </message>
    <message>
        <source>Đây là giấy của bản thử</source>
        <translation>This paper is a print test</translation>
    </message>
    <message>
        <source>Đã lấy mã đầu. Quét lại mã sau.</source>
        <translation>The first code was taken. Scan the second again.</translation>
    </message>
    <message>
        <source>Đầu đọc đã nối lại</source>
        <translation>The reader is connected again</translation>
    </message>
</context>
<context>
    <name>ServerKeyPanel</name>
    <message>
        <source>Chưa xem</source>
        <translation>Not looked at</translation>
    </message>
    <message>
        <source>Chỉ quản trị đổi được</source>
        <translation>Only an administrator can change this</translation>
    </message>
    <message>
        <source>Do cơ quan chứng thực bảo đảm</source>
        <translation>Vouched for by an authority</translation>
    </message>
    <message>
        <source>Gọi người giữ máy chủ, nhờ đọc dấu vân tay (quay-server certificate). Chỉ chấp nhận khi khớp từng nhóm với dấu mới; không khớp nghĩa là có kẻ đứng giữa.</source>
        <translation>Call the keeper of the server and have the fingerprint read out (quay-server certificate). Accept only if each group is the same as the new one; if not, somebody stands in between.</translation>
    </message>
    <message>
        <source>Khớp, chấp nhận khóa mới</source>
        <translation>Same: accept the new key</translation>
    </message>
    <message>
        <source>Máy chủ đã đổi khóa</source>
        <translation>The server has another key</translation>
    </message>
    <message>
        <source>Xem khóa đang trả lời</source>
        <translation>Look at the key that answers</translation>
    </message>
    <message>
        <source>Xem khóa đang trả lời trước</source>
        <translation>Look at the key that answers first</translation>
    </message>
    <message>
        <source>{name}, đến {day}</source>
        <translation>{name}, until {day}</translation>
    </message>
    <message>
        <source>Đang trả lời</source>
        <translation>Answering</translation>
    </message>
    <message>
        <source>Đang xem</source>
        <translation>Looking</translation>
    </message>
    <message>
        <source>Đã ghim</source>
        <translation>Pinned</translation>
    </message>
</context>
<context>
    <name>ServerSection</name>
    <message>
        <source>Chưa có mã đăng ký</source>
        <translation>No enrolment code yet</translation>
    </message>
    <message>
        <source>Chưa có địa chỉ</source>
        <translation>No address yet</translation>
    </message>
    <message>
        <source>Chương trình đang nối lại máy chủ.</source>
        <translation>The program is joining the server again.</translation>
    </message>
    <message>
        <source>Chỉ quản trị nối được</source>
        <translation>Only an administrator can join</translation>
    </message>
    <message>
        <source>Gửi ngay</source>
        <translation>Send now</translation>
    </message>
    <message>
        <source>Hồ sơ của máy này đang được gửi lên. Lập tờ khôi phục ở dưới rồi cất đi.</source>
        <translation>This PC's dossiers are being sent. Make a recovery sheet below and lock it away.</translation>
    </message>
    <message>
        <source>Máy chủ</source>
        <translation>Server</translation>
    </message>
    <message>
        <source>Máy này chưa nối máy chủ</source>
        <translation>This PC has not joined a server</translation>
    </message>
    <message>
        <source>Mã đăng ký</source>
        <translation>Enrolment code</translation>
    </message>
    <message>
        <source>Mã đăng ký mới</source>
        <translation>New enrolment code</translation>
    </message>
    <message>
        <source>Mọi việc đã lên máy chủ</source>
        <translation>Everything is on the server</translation>
    </message>
    <message>
        <source>Nối</source>
        <translation>Join</translation>
    </message>
    <message>
        <source>Nối lại</source>
        <translation>Join again</translation>
    </message>
    <message>
        <source>Nối máy chủ</source>
        <translation>Join a server</translation>
    </message>
    <message>
        <source>Quét mã QR hoặc dán cả dòng người quản trị máy chủ đưa; mã dùng một lần trong 24 giờ. Hồ sơ đã nhận trên máy này được gửi lên nguyên vẹn, không đổi số nào.</source>
        <translation>Scan the QR or paste the whole line from the server's administrator; the code works once, within 24 hours. Dossiers received here are sent as they are, no number changes.</translation>
    </message>
    <message>
        <source>{count} việc chờ gửi từ {since}</source>
        <translation>{count} entries waiting to be sent since {since}</translation>
    </message>
    <message>
        <source>Đang nối</source>
        <translation>Connecting</translation>
    </message>
    <message>
        <source>Đã chấp nhận khóa mới</source>
        <translation>New key accepted</translation>
    </message>
    <message>
        <source>Đã nối máy chủ</source>
        <translation>Connected to the server</translation>
    </message>
</context>
<context>
    <name>SettingsPage</name>
    <message>
        <source>Chưa ghi được cài đặt.</source>
        <translation>The settings could not be written.</translation>
    </message>
    <message>
        <source>Chỉ xem: tài khoản này không được sửa mục này. Nhờ quản trị đăng nhập.</source>
        <translation>View only: this account may not edit this section. Ask an administrator to sign in.</translation>
    </message>
    <message>
        <source>Kiểm tra ổ đĩa còn chỗ rồi thử lại.</source>
        <translation>Check the free disk space, then try again.</translation>
    </message>
</context>
<context>
    <name>SettingsScreen</name>
    <message>
        <source>Cài đặt</source>
        <translation>Settings</translation>
    </message>
    <message>
        <source>Cài đặt: {section}</source>
        <translation>Settings: {section}</translation>
    </message>
    <message>
        <source>Cơ quan</source>
        <translation>Office</translation>
    </message>
    <message>
        <source>Máy này</source>
        <translation>This PC</translation>
    </message>
    <message>
        <source>Mục cài đặt</source>
        <translation>Sections of the settings</translation>
    </message>
</context>
<context>
    <name>SheetView</name>
    <message>
        <source>Bản xem trước</source>
        <translation>Preview</translation>
    </message>
    <message>
        <source>{n} trang</source>
        <translation>{n} pages</translation>
    </message>
</context>
<context>
    <name>SheetWindow</name>
    <message>
        <source>Gõ đủ 8 nhóm trên tờ khôi phục của máy này, hoặc quét mã QR trên tờ vào ô dưới.</source>
        <translation>Type all 8 groups of this PC's recovery sheet, or scan its QR into the field below.</translation>
    </message>
    <message>
        <source>Mã trên tờ khôi phục</source>
        <translation>Code on the recovery sheet</translation>
    </message>
    <message>
        <source>Mở</source>
        <translation>Open</translation>
    </message>
    <message>
        <source>Mở lại dữ liệu bằng tờ khôi phục</source>
        <translation>Open the data with the recovery sheet</translation>
    </message>
    <message>
        <source>Thôi</source>
        <translation>Cancel</translation>
    </message>
    <message>
        <source>Tờ này không mở được dữ liệu của máy: có thể là tờ của máy khác.</source>
        <translation>This sheet does not open this PC's data: it may be another PC's.</translation>
    </message>
</context>
<context>
    <name>SignInScreen</name>
    <message>
        <source>Ai đang ngồi quầy?</source>
        <translation>Who is at the counter?</translation>
    </message>
    <message>
        <source>Bản dùng thử: mã PIN của mọi người là {pin}.</source>
        <translation>Demo: everybody's PIN is {pin}.</translation>
    </message>
    <message>
        <source>Chỉ còn đăng nhập được đến hết ngày {day}</source>
        <translation>Signing in works only until the end of {day}</translation>
    </message>
    <message>
        <source>Chọn tên trước</source>
        <translation>Choose a name first</translation>
    </message>
    <message>
        <source>Chọn tên ở trên</source>
        <translation>Choose a name above</translation>
    </message>
    <message>
        <source>Cắm mạng, hoặc vào Cài đặt › Máy chủ để nhập tệp trả lời hay gia hạn một lần.</source>
        <translation>Connect, or import an answer or extend once in Settings › Server.</translation>
    </message>
    <message>
        <source>Hai lần nhập không giống nhau. Nhập mã mới lại từ đầu.</source>
        <translation>The two entries differ. Type the new PIN again from the start.</translation>
    </message>
    <message>
        <source>Không cần mạng: mã được kiểm tra ngay trên máy này.</source>
        <translation>No network needed: the PIN is checked on this PC.</translation>
    </message>
    <message>
        <source>Máy này lâu chưa gặp máy chủ: cắm mạng, hoặc báo quản trị nhập tệp trả lời hay gia hạn.</source>
        <translation>This PC has not met its server for long: connect, or ask an administrator to import an answer or extend.</translation>
    </message>
    <message>
        <source>Mã PIN hoặc mật khẩu của {name}</source>
        <translation>PIN or password of {name}</translation>
    </message>
    <message>
        <source>Mở khóa</source>
        <translation>Unlock</translation>
    </message>
    <message>
        <source>Mở khóa để làm tiếp</source>
        <translation>Unlock to go on</translation>
    </message>
    <message>
        <source>Người khác</source>
        <translation>Not me</translation>
    </message>
    <message>
        <source>Người ở quầy này</source>
        <translation>People of this counter</translation>
    </message>
    <message>
        <source>Nhập lại mã mới lần nữa.</source>
        <translation>Type the new PIN once more.</translation>
    </message>
    <message>
        <source>Nhập mã PIN hoặc mật khẩu.</source>
        <translation>Enter the PIN or password.</translation>
    </message>
    <message>
        <source>Nhờ quản trị đặt mã mới: Cài đặt, mục Nhân viên, nút Đặt mã mới.</source>
        <translation>Ask an administrator for a new PIN: Settings, section Staff, button Set new PIN.</translation>
    </message>
    <message>
        <source>Quên PIN</source>
        <translation>Forgot PIN</translation>
    </message>
    <message>
        <source>Quầy Một Cửa</source>
        <translation>Quầy Một Cửa</translation>
    </message>
    <message>
        <source>Sáng / tối</source>
        <translation>Theme</translation>
    </message>
    <message>
        <source>Tìm người</source>
        <translation>Find a person</translation>
    </message>
    <message>
        <source>Tìm theo tên hoặc số hiệu</source>
        <translation>Find by name or number</translation>
    </message>
    <message>
        <source>từ {n} chữ số</source>
        <translation>at least {n} digits</translation>
    </message>
    <message>
        <source>Đang khóa</source>
        <translation>Locked</translation>
    </message>
    <message>
        <source>Đang kiểm tra</source>
        <translation>Checking</translation>
    </message>
    <message>
        <source>Đang kiểm tra …</source>
        <translation>Checking …</translation>
    </message>
    <message>
        <source>Đã quá hạn gặp máy chủ: nhân viên khác chưa đăng nhập được máy này</source>
        <translation>The server was not met in time: other staff can't sign in on this PC</translation>
    </message>
    <message>
        <source>Đăng nhập</source>
        <translation>Sign in</translation>
    </message>
</context>
<context>
    <name>StaffSection</name>
    <message>
        <source>Bưu điện tỉnh …</source>
        <translation>Bưu điện tỉnh …</translation>
    </message>
    <message>
        <source>Chưa ghi tên</source>
        <translation>Name missing</translation>
    </message>
    <message>
        <source>Chỉ quản trị sửa được</source>
        <translation>Only an administrator may edit this</translation>
    </message>
    <message>
        <source>Chọn ít nhất một vai trò</source>
        <translation>Choose at least one role</translation>
    </message>
    <message>
        <source>Giữ</source>
        <translation>Keep</translation>
    </message>
    <message>
        <source>Giữ thay đổi</source>
        <translation>Keep changes</translation>
    </message>
    <message>
        <source>Họ tên và đơn vị</source>
        <translation>Name and unit</translation>
    </message>
    <message>
        <source>Họ và tên</source>
        <translation>Full name</translation>
    </message>
    <message>
        <source>Mã PIN</source>
        <translation>PIN</translation>
    </message>
    <message>
        <source>Mã mới của {name}</source>
        <translation>New PIN of {name}</translation>
    </message>
    <message>
        <source>Người mới</source>
        <translation>New person</translation>
    </message>
    <message>
        <source>Người đó tự đổi được sau.</source>
        <translation>They can change it later themselves.</translation>
    </message>
    <message>
        <source>Nhân viên</source>
        <translation>Staff</translation>
    </message>
    <message>
        <source>Nhập lại mã</source>
        <translation>PIN once more</translation>
    </message>
    <message>
        <source>Số hiệu</source>
        <translation>Number</translation>
    </message>
    <message>
        <source>Thêm</source>
        <translation>Add</translation>
    </message>
    <message>
        <source>Thêm người</source>
        <translation>Add person</translation>
    </message>
    <message>
        <source>Thôi</source>
        <translation>Cancel</translation>
    </message>
    <message>
        <source>Vai trò</source>
        <translation>Roles</translation>
    </message>
    <message>
        <source>{n} người được đăng nhập</source>
        <translation>May sign in: {n}</translation>
    </message>
    <message>
        <source>Đã giữ thay đổi của {name}</source>
        <translation>Changes to {name} kept</translation>
    </message>
    <message>
        <source>Đã ngừng</source>
        <translation>Stopped</translation>
    </message>
    <message>
        <source>Đã thêm {name}</source>
        <translation>{name} added</translation>
    </message>
    <message>
        <source>Đã đặt mã mới cho {name}</source>
        <translation>New PIN set for {name}</translation>
    </message>
    <message>
        <source>Đăng nhập</source>
        <translation>Sign in</translation>
    </message>
    <message>
        <source>Đơn vị</source>
        <translation>Unit</translation>
    </message>
    <message>
        <source>Được</source>
        <translation>May</translation>
    </message>
    <message>
        <source>Được đăng nhập ở máy này</source>
        <translation>May sign in on this PC</translation>
    </message>
    <message>
        <source>Đặt mã mới</source>
        <translation>Set new PIN</translation>
    </message>
    <message>
        <source>Đặt mã này</source>
        <translation>Set this PIN</translation>
    </message>
    <message>
        <source>Đổi mã của tôi</source>
        <translation>Change my PIN</translation>
    </message>
</context>
<context>
    <name>Start</name>
    <message>
        <source>Báo lỗi không chứa tên hay số của người dân. Gửi tệp đó kèm mã cho người hỗ trợ.</source>
        <translation>The report holds no citizen's name or number. Send that file with the code to support.</translation>
    </message>
    <message>
        <source>Báo lỗi: {0}</source>
        <translation>Report: {0}</translation>
    </message>
    <message>
        <source>Bộ cài của chương trình thiếu tệp nên chưa mở được.</source>
        <translation>The installation lacks files, so the program can't open.</translation>
    </message>
    <message>
        <source>Bộ cài thiếu hoặc hỏng phông chữ.</source>
        <translation>Fonts of the installation are missing or damaged.</translation>
    </message>
    <message>
        <source>Chương trình gặp lỗi và phải đóng.</source>
        <translation>The program met an error and must close.</translation>
    </message>
    <message>
        <source>Chương trình gặp lỗi, việc vừa làm có thể chưa xong.</source>
        <translation>The program met an error; what you just did may not be done.</translation>
    </message>
    <message>
        <source>Chờ một phút rồi thử lại. Nếu vẫn vậy, khởi động lại máy: hồ sơ đã nhận không mất.</source>
        <translation>Wait a minute and try again. If that does not help, restart the PC: dossiers received are not lost.</translation>
    </message>
    <message>
        <source>Cửa sổ đang mở có thể đang bận hoặc bị treo. Dữ liệu không thay đổi.</source>
        <translation>The open window may be busy or hanging. The data are unchanged.</translation>
    </message>
    <message>
        <source>Dữ liệu của quầy không bị ảnh hưởng. Cài lại chương trình từ bộ cài rồi mở lại.</source>
        <translation>The counter's data are not affected. Install the program again, then open it.</translation>
    </message>
    <message>
        <source>Làm tiếp</source>
        <translation>Go on</translation>
    </message>
    <message>
        <source>Mọi hồ sơ đã nhận đều nằm trên máy. Nội dung đang nhập được giữ thành nháp.</source>
        <translation>All dossiers received are on this PC. What you are typing is kept as a draft.</translation>
    </message>
    <message>
        <source>Mở thư mục nhật ký</source>
        <translation>Open log folder</translation>
    </message>
    <message>
        <source>Mở tiếp</source>
        <translation>Open anyway</translation>
    </message>
    <message>
        <source>Quầy Một Cửa đang mở trên máy này nhưng chưa trả lời.</source>
        <translation>Quầy Một Cửa is open on this PC but does not answer.</translation>
    </message>
    <message>
        <source>Thử lại</source>
        <translation>Try again</translation>
    </message>
    <message>
        <source>Vẫn nhận được hồ sơ; chữ trên màn hình có thể khác, giấy có thể chưa in được và chờ trong Sổ in.</source>
        <translation>Dossiers can be received; texts may look different, and papers that can't be printed wait in the print ledger.</translation>
    </message>
    <message>
        <source>Đóng</source>
        <translation>Close</translation>
    </message>
</context>
<context>
    <name>StatusStrip</name>
    <message>
        <source>Dải trạng thái</source>
        <translation>Status strip</translation>
    </message>
</context>
<context>
    <name>StepList</name>
    <message>
        <source>Bước {n} trong {all}: {title}</source>
        <translation>Step {n} of {all}: {title}</translation>
    </message>
</context>
<context>
    <name>Steps</name>
    <message>
        <source>Các bước</source>
        <translation>Steps</translation>
    </message>
</context>
<context>
    <name>StewardAsking</name>
    <message>
        <source>Chép dòng nối máy</source>
        <translation>Copy the line</translation>
    </message>
    <message>
        <source>Chưa ghi tên</source>
        <translation>Name missing</translation>
    </message>
    <message>
        <source>Chọn thẻ nhớ hoặc thư mục</source>
        <translation>Choose a stick or folder</translation>
    </message>
    <message>
        <source>Dòng nối máy</source>
        <translation>Line to join by</translation>
    </message>
    <message>
        <source>Không đúng dạng mã</source>
        <translation>Not an agency code</translation>
    </message>
    <message>
        <source>Lưu tệp mời</source>
        <translation>Save invitation</translation>
    </message>
    <message>
        <source>Lưu tệp vào thẻ nhớ đưa tới máy mới. Mã thì đọc qua điện thoại hoặc ghi giấy: ai có cả tệp lẫn mã là có chỗ của máy đó.</source>
        <translation>Save the file onto the stick that goes to the new PC. Tell the code by telephone or on paper: whoever has both has that PC's place.</translation>
    </message>
    <message>
        <source>Máy chủ giữ sẵn số máy còn trống nhỏ nhất. Mã dùng một lần, trong 24 giờ; nơi không có mạng thì tạo tệp mời, mã trong 30 ngày.</source>
        <translation>The server keeps the lowest free PC number. The code is good once, for 24 hours; where there is no network make an invitation, whose code is good for 30 days.</translation>
    </message>
    <message>
        <source>Máy khác thay {counter}?</source>
        <translation>Another machine in place of {counter}?</translation>
    </message>
    <message>
        <source>Máy nào nối bằng mã này sẽ đứng vào chỗ {counter} ({lanes}): máy cũ ngừng đồng bộ ngay lúc đó, tờ khôi phục của nó hết giá trị từ bây giờ. Dùng khi máy hỏng hoặc mất.</source>
        <translation>Whichever machine joins by this code takes the place of {counter} ({lanes}): the old PC stops synchronising at that moment, its recovery sheet is worthless from now on. For a PC that broke or was lost.</translation>
    </message>
    <message>
        <source>Máy này không gửi, không nhận gì nữa và không nối lại được; tờ khôi phục của nó hết giá trị. Quầy trên máy vẫn mở. Việc nó chưa gửi không mất: xuất ra tệp trong Cài đặt › Máy chủ của máy đó, người giữ máy chủ nhập. Muốn máy khác đứng vào chỗ này thì tạo Mã thay máy.</source>
        <translation>This PC sends and receives nothing any more and can't join again; its recovery sheet is worthless. The counter on it still opens. What it has not sent is not lost: export it to a file in Settings › Server of that PC, the keeper of the server imports it. To put another machine in its place make a Code to replace.</translation>
    </message>
    <message>
        <source>Mã</source>
        <translation>Code</translation>
    </message>
    <message>
        <source>Mã QR để nối máy</source>
        <translation>QR code to join by</translation>
    </message>
    <message>
        <source>Mã không hiện lại được. Mất mã thì hủy rồi tạo mã khác.</source>
        <translation>The code can't be shown again. If it is lost, cancel it and make another.</translation>
    </message>
    <message>
        <source>Mã mời</source>
        <translation>Invitation code</translation>
    </message>
    <message>
        <source>Mã đăng ký cho {counter}</source>
        <translation>Enrolment code for {counter}</translation>
    </message>
    <message>
        <source>Mã định danh</source>
        <translation>Agency code</translation>
    </message>
    <message>
        <source>Mã định danh đứng đầu mọi mã hồ sơ của cơ quan và không đổi được về sau.</source>
        <translation>The agency code begins all dossier codes of the office and can't be changed later.</translation>
    </message>
    <message>
        <source>Một máy, đến {until}</source>
        <translation>One PC, until {until}</translation>
    </message>
    <message>
        <source>Thu hồi</source>
        <translation>Revoke</translation>
    </message>
    <message>
        <source>Thu hồi {counter} ({lanes})?</source>
        <translation>Revoke {counter} ({lanes})?</translation>
    </message>
    <message>
        <source>Thêm cơ quan</source>
        <translation>Add office</translation>
    </message>
    <message>
        <source>Thêm cơ quan vào máy chủ?</source>
        <translation>Add an office to the server?</translation>
    </message>
    <message>
        <source>Thêm máy cho {office}?</source>
        <translation>Add a PC for {office}?</translation>
    </message>
    <message>
        <source>Thôi</source>
        <translation>Cancel</translation>
    </message>
    <message>
        <source>Trên máy mới, mở chương trình, chọn nối máy chủ: quét mã QR, dán dòng nối máy, hoặc gõ địa chỉ và mã.</source>
        <translation>On the new PC open the program and choose to join a server: scan the QR code, paste the line, or type address and code.</translation>
    </message>
    <message>
        <source>Tên cơ quan</source>
        <translation>Name of the office</translation>
    </message>
    <message>
        <source>Tên quầy</source>
        <translation>Name of the counter</translation>
    </message>
    <message>
        <source>Tạo mã</source>
        <translation>Make code</translation>
    </message>
    <message>
        <source>Tạo mã thay máy</source>
        <translation>Make code</translation>
    </message>
    <message>
        <source>Tạo tệp mời</source>
        <translation>Make invitation</translation>
    </message>
    <message>
        <source>Tệp mời cho {counter}</source>
        <translation>Invitation for {counter}</translation>
    </message>
    <message>
        <source>Xong</source>
        <translation>Done</translation>
    </message>
    <message>
        <source>Đã chép. Dán vào ô Địa chỉ trên máy mới.</source>
        <translation>Copied. Paste it into the field Address on the new PC.</translation>
    </message>
    <message>
        <source>Đã lưu {name}.</source>
        <translation>Saved {name}.</translation>
    </message>
    <message>
        <source>Địa chỉ máy chủ</source>
        <translation>Server address</translation>
    </message>
    <message>
        <source>để trống: Quầy + số máy</source>
        <translation>empty: its counter name and lane</translation>
    </message>
</context>
<context>
    <name>StewardRows</name>
    <message>
        <source>Bản</source>
        <translation>Version</translation>
    </message>
    <message>
        <source>Cơ quan</source>
        <translation>Office</translation>
    </message>
    <message>
        <source>Im {days} ngày</source>
        <translation>Silent {days} days</translation>
    </message>
    <message>
        <source>Không còn số</source>
        <translation>No lane left</translation>
    </message>
    <message>
        <source>Liên lạc</source>
        <translation>Heard</translation>
    </message>
    <message>
        <source>Liên lạc cuối</source>
        <translation>Last heard</translation>
    </message>
    <message>
        <source>Máy</source>
        <translation>PC</translation>
    </message>
    <message>
        <source>Máy số {lanes}</source>
        <translation>Lane {lanes}</translation>
    </message>
    <message>
        <source>Mã đăng ký đang chờ</source>
        <translation>Enrolment codes waiting</translation>
    </message>
    <message>
        <source>Mới nối</source>
        <translation>Just joined</translation>
    </message>
    <message>
        <source>Thay {counter}</source>
        <translation>Replaces {counter}</translation>
    </message>
    <message>
        <source>Thu hồi {when}</source>
        <translation>Revoked {when}</translation>
    </message>
    <message>
        <source>Trạng thái</source>
        <translation>State</translation>
    </message>
    <message>
        <source>Việc đã lên</source>
        <translation>Events stored</translation>
    </message>
    <message>
        <source>máy này</source>
        <translation>this PC</translation>
    </message>
    <message>
        <source>Đang đồng bộ</source>
        <translation>Synchronising</translation>
    </message>
    <message>
        <source>Đến {until}</source>
        <translation>Until {until}</translation>
    </message>
</context>
<context>
    <name>StewardSection</name>
    <message>
        <source>Chưa làm: đã hết giờ quản trị.</source>
        <translation>Not done: the administrator's session has ended.</translation>
    </message>
    <message>
        <source>Chưa nhập mã</source>
        <translation>No code yet</translation>
    </message>
    <message>
        <source>Chỉ quản trị làm được</source>
        <translation>Only an administrator can do this</translation>
    </message>
    <message>
        <source>Chọn cơ quan</source>
        <translation>Choose an office</translation>
    </message>
    <message>
        <source>Chọn một máy</source>
        <translation>Choose a PC</translation>
    </message>
    <message>
        <source>Cơ quan</source>
        <translation>Office</translation>
    </message>
    <message>
        <source>Hủy mã</source>
        <translation>Cancel code</translation>
    </message>
    <message>
        <source>Máy này chưa nối máy chủ nào</source>
        <translation>This PC has joined no server</translation>
    </message>
    <message>
        <source>Máy này đã thu hồi</source>
        <translation>This PC is revoked already</translation>
    </message>
    <message>
        <source>Máy và mã đăng ký</source>
        <translation>PCs and enrolment codes</translation>
    </message>
    <message>
        <source>Mã không còn dùng được.</source>
        <translation>The code is good no more.</translation>
    </message>
    <message>
        <source>Mã người giữ máy chủ đã trao cho bạn</source>
        <translation>The code that the keeper of the server gave you</translation>
    </message>
    <message>
        <source>Mã quản trị</source>
        <translation>Administrator's code</translation>
    </message>
    <message>
        <source>Mã thay máy</source>
        <translation>Code to replace</translation>
    </message>
    <message>
        <source>Mở</source>
        <translation>Open</translation>
    </message>
    <message>
        <source>Nhập lại mã quản trị rồi làm lại.</source>
        <translation>Enter the administration code again, then repeat.</translation>
    </message>
    <message>
        <source>Quản trị máy chủ</source>
        <translation>Server admin</translation>
    </message>
    <message>
        <source>Thu hồi máy</source>
        <translation>Revoke PC</translation>
    </message>
    <message>
        <source>Thêm cơ quan</source>
        <translation>Add office</translation>
    </message>
    <message>
        <source>Thêm máy</source>
        <translation>Add PC</translation>
    </message>
    <message>
        <source>Tạo mã cho máy đầu tiên bằng Thêm máy.</source>
        <translation>Make a code for its first PC with Add PC.</translation>
    </message>
    <message>
        <source>Tải lại</source>
        <translation>Reload</translation>
    </message>
    <message>
        <source>Từ lần nối sau, máy chủ không nhận máy đó nữa.</source>
        <translation>From its next contact on the server refuses that PC.</translation>
    </message>
    <message>
        <source>Việc này cần đường truyền. Nhân viên, lịch, thủ tục của cơ quan vẫn sửa được; máy mới vẫn làm việc một mình được rồi nối sau.</source>
        <translation>This needs the line. Staff, calendar and procedures of the office can still be changed; a new PC can work alone and join later.</translation>
    </message>
    <message>
        <source>Xem máy của cơ quan, tạo mã cho máy mới, thu hồi máy mất. Mã không lưu trên máy này: quên khi khóa màn hình hoặc sau 10 phút không dùng. Chưa có mã, hoặc mất mã: hỏi người giữ máy chủ.</source>
        <translation>See the PCs of the office, make codes for new ones, revoke lost ones. The code is not kept on this PC: it is forgotten when the screen locks or after 10 minutes without use. No code yet, or lost: ask the keeper of the server.</translation>
    </message>
    <message>
        <source>Đang hỏi máy chủ</source>
        <translation>Asking the server</translation>
    </message>
    <message>
        <source>Đang mất mạng</source>
        <translation>No line</translation>
    </message>
    <message>
        <source>Đang ngồi ở máy này: thu hồi từ máy khác</source>
        <translation>You sit at this PC: revoke it from another</translation>
    </message>
    <message>
        <source>Đã hủy mã</source>
        <translation>Code cancelled</translation>
    </message>
    <message>
        <source>Đã thu hồi máy</source>
        <translation>PC revoked</translation>
    </message>
    <message>
        <source>Đã thêm cơ quan</source>
        <translation>Office added</translation>
    </message>
    <message>
        <source>Đóng</source>
        <translation>Close</translation>
    </message>
</context>
<context>
    <name>StockFields</name>
    <message>
        <source>10–300</source>
        <translation>10–300</translation>
    </message>
    <message>
        <source>Cao, mm</source>
        <translation>Height, mm</translation>
    </message>
    <message>
        <source>Cỡ khác</source>
        <translation>Other size</translation>
    </message>
    <message>
        <source>Cỡ tem</source>
        <translation>Label size</translation>
    </message>
    <message>
        <source>Rộng, mm</source>
        <translation>Width, mm</translation>
    </message>
    <message>
        <source>Độ nét (dpi)</source>
        <translation>Resolution (dpi)</translation>
    </message>
    <message>
        <source>Độ nét, điểm mỗi inch</source>
        <translation>Resolution, dots per inch</translation>
    </message>
</context>
<context>
    <name>SupplementDialog</name>
    <message>
        <source>Chọn ít nhất một giấy còn thiếu hoặc phải sửa</source>
        <translation>Choose at least one paper that is missing or must be mended</translation>
    </message>
    <message>
        <source>Ghi rõ vì sao cần “{name}”</source>
        <translation>State why “{name}” is needed</translation>
    </message>
    <message>
        <source>Ghi đủ một lần, để người dân không phải đi lại. Hồ sơ chưa được tiếp nhận.</source>
        <translation>Ask for everything at once, so that the citizen need not come twice. The dossier is not received yet.</translation>
    </message>
    <message>
        <source>Giấy khác cần bổ sung</source>
        <translation>Another paper to bring</translation>
    </message>
    <message>
        <source>In phiếu yêu cầu bổ sung</source>
        <translation>Print supplement request</translation>
    </message>
    <message>
        <source>Người dân cần bổ sung gì?</source>
        <translation>What must the citizen bring?</translation>
    </message>
    <message>
        <source>Quay lại</source>
        <translation>Back</translation>
    </message>
    <message>
        <source>Vì sao cần</source>
        <translation>Why it is needed</translation>
    </message>
    <message>
        <source>tên giấy, để trống nếu không</source>
        <translation>name of the paper, or leave empty</translation>
    </message>
</context>
<context>
    <name>TestPrint</name>
    <message>
        <source>Chưa có thư mục để ghi tệp PDF.</source>
        <translation>There is no folder for PDF files yet.</translation>
    </message>
    <message>
        <source>Chọn máy in trước.</source>
        <translation>Choose a printer first.</translation>
    </message>
    <message>
        <source>In thử</source>
        <translation>Test print</translation>
    </message>
    <message>
        <source>Không ghi được vào thư mục Giấy in.</source>
        <translation>The folder for papers cannot be written.</translation>
    </message>
    <message>
        <source>Kiểm tra ổ đĩa còn chỗ và quyền ghi.</source>
        <translation>Check free disk space and the right to write.</translation>
    </message>
</context>
<context>
    <name>TicketCalls</name>
    <message>
        <source>Chỉ gọi được số lấy tại máy này.</source>
        <translation>Only numbers given at this PC can be called.</translation>
    </message>
    <message>
        <source>Còn {n} số lấy ở máy khác, có mạng mới gọi được.</source>
        <translation>{n} more taken at other PCs; they can be called once the line is back.</translation>
    </message>
    <message>
        <source>Gọi lại</source>
        <translation>Call again</translation>
    </message>
    <message>
        <source>Gọi lại số {number}</source>
        <translation>Called {number} again</translation>
    </message>
    <message>
        <source>Gọi số tiếp</source>
        <translation>Call next</translation>
    </message>
    <message>
        <source>Không còn ai chờ</source>
        <translation>Nobody is waiting</translation>
    </message>
    <message>
        <source>Mời số {number}</source>
        <translation>Number {number}, please</translation>
    </message>
    <message>
        <source>Số lấy tại máy này đã gọi hết</source>
        <translation>All numbers taken at this PC have been called</translation>
    </message>
    <message>
        <source>Số {number} vào hàng chờ lại</source>
        <translation>{number} is back in the queue</translation>
    </message>
    <message>
        <source>Số {number} vắng mặt</source>
        <translation>{number} is absent</translation>
    </message>
    <message>
        <source>Số {number} · chờ {minutes} phút</source>
        <translation>No. {number} · waited {minutes} min</translation>
    </message>
    <message>
        <source>Số {number} đã xong</source>
        <translation>Number {number} is done</translation>
    </message>
    <message>
        <source>{n} người chờ, lâu nhất {minutes} phút</source>
        <translation>{n} waiting, longest {minutes} min</translation>
    </message>
    <message>
        <source>Đang gọi</source>
        <translation>Calling</translation>
    </message>
    <message>
        <source>Đang mất mạng nên chưa biết máy khác còn ai chờ.</source>
        <translation>The line is down, so nobody knows who waits at other PCs.</translation>
    </message>
    <message>
        <source>Đã lấy số {number}</source>
        <translation>Number {number} given</translation>
    </message>
</context>
<context>
    <name>TicketsScreen</name>
    <message>
        <source>Alt+1 lấy số cho người vừa đến. F6 gọi số tiếp.</source>
        <translation>Alt+1 gives a newcomer a number. F6 calls the next.</translation>
    </message>
    <message>
        <source>Chuyển số {number} sang {service}</source>
        <translation>Send {number} on to {service}</translation>
    </message>
    <message>
        <source>Chưa gọi ai</source>
        <translation>Nobody called yet</translation>
    </message>
    <message>
        <source>Chưa gọi ai. F6 gọi số tiếp.</source>
        <translation>Nobody called yet. F6 calls the next.</translation>
    </message>
    <message>
        <source>Cơ quan chưa dùng số thứ tự</source>
        <translation>This office gives no numbers</translation>
    </message>
    <message>
        <source>Dịch vụ</source>
        <translation>Service</translation>
    </message>
    <message>
        <source>Enter cho vào hàng chờ lại</source>
        <translation>Enter puts back in the queue</translation>
    </message>
    <message>
        <source>Enter kết thúc giúp quầy khác</source>
        <translation>Enter ends one for another counter</translation>
    </message>
    <message>
        <source>Gọi lúc {time}</source>
        <translation>Called at {time}</translation>
    </message>
    <message>
        <source>Gọi lúc {time}, {n} lần</source>
        <translation>Called at {time}, {n} times</translation>
    </message>
    <message>
        <source>Gọi lúc {time}. Chỉ kết thúc giúp khi quầy ấy không tự làm được: máy tắt, hỏng hay đã thay.</source>
        <translation>Called at {time}. End it here only when that counter cannot: its PC is off, broken or replaced.</translation>
    </message>
    <message>
        <source>Gọi lại</source>
        <translation>Call again</translation>
    </message>
    <message>
        <source>Gọi số</source>
        <translation>Call</translation>
    </message>
    <message>
        <source>Không có ai chờ số lấy tại máy này</source>
        <translation>Nobody waits with a number from this PC</translation>
    </message>
    <message>
        <source>Không có ai đang chờ</source>
        <translation>Nobody is waiting</translation>
    </message>
    <message>
        <source>Không ưu tiên</source>
        <translation>No priority</translation>
    </message>
    <message>
        <source>Lấy lúc {time}</source>
        <translation>Taken at {time}</translation>
    </message>
    <message>
        <source>Lấy số cho người mới đến</source>
        <translation>Give a number to a newcomer</translation>
    </message>
    <message>
        <source>Mất mạng: chỉ gọi số lấy tại máy này</source>
        <translation>Offline: only numbers given at this PC</translation>
    </message>
    <message>
        <source>Quản trị mở trong Cài đặt, mục Lấy số.</source>
        <translation>An administrator turns them on in Settings, Numbers.</translation>
    </message>
    <message>
        <source>Quầy này</source>
        <translation>This counter</translation>
    </message>
    <message>
        <source>Số</source>
        <translation>Number</translation>
    </message>
    <message>
        <source>Số thứ tự hôm nay</source>
        <translation>Today's numbers</translation>
    </message>
    <message>
        <source>Số {number} đang ở {counter}</source>
        <translation>Number {number} is at {counter}</translation>
    </message>
    <message>
        <source>Vào hàng chờ lại</source>
        <translation>Back in the queue</translation>
    </message>
    <message>
        <source>Vắng</source>
        <translation>Absent</translation>
    </message>
    <message>
        <source>Vắng mặt</source>
        <translation>Absent</translation>
    </message>
    <message>
        <source>Xong</source>
        <translation>Done</translation>
    </message>
    <message>
        <source>có trẻ nhỏ đi cùng</source>
        <translation>with an infant</translation>
    </message>
    <message>
        <source>người cao tuổi</source>
        <translation>elderly</translation>
    </message>
    <message>
        <source>người có công</source>
        <translation>of merit</translation>
    </message>
    <message>
        <source>người khuyết tật</source>
        <translation>disabled</translation>
    </message>
    <message>
        <source>phụ nữ mang thai</source>
        <translation>pregnant</translation>
    </message>
    <message>
        <source>{n} phút</source>
        <translation>{n} minutes</translation>
    </message>
    <message>
        <source>Đang chờ</source>
        <translation>Waiting</translation>
    </message>
    <message>
        <source>Đang gọi</source>
        <translation>Calling</translation>
    </message>
    <message>
        <source>Đang mất mạng nên chưa biết số lấy ở máy khác. Alt+1 lấy số cho người vừa đến.</source>
        <translation>The line is down, so numbers taken at other PCs are not known. Alt+1 gives a number to whoever has just come.</translation>
    </message>
    <message>
        <source>Đang phục vụ ở quầy này</source>
        <translation>Being served at this counter</translation>
    </message>
    <message>
        <source>Đã chờ</source>
        <translation>Waited</translation>
    </message>
    <message>
        <source>Đã xong</source>
        <translation>Done</translation>
    </message>
    <message>
        <source>Để nguyên</source>
        <translation>Leave it</translation>
    </message>
    <message>
        <source>Ưu tiên</source>
        <translation>Priority</translation>
    </message>
    <message>
        <source>Ưu tiên trước, rồi ai đến trước</source>
        <translation>Priority first, then who came first</translation>
    </message>
    <message>
        <source>Ưu tiên: {who}</source>
        <translation>Priority: {who}</translation>
    </message>
    <message>
        <source>Ở đâu</source>
        <translation>Where</translation>
    </message>
</context>
<context>
    <name>TicketsSection</name>
    <message>
        <source>Chưa sửa gì</source>
        <translation>Nothing changed yet</translation>
    </message>
    <message>
        <source>Chỉ quản trị sửa được</source>
        <translation>Only an administrator may edit this</translation>
    </message>
    <message>
        <source>Cơ quan chưa dùng số thứ tự</source>
        <translation>This office gives no numbers</translation>
    </message>
    <message>
        <source>Ghi tên ít nhất một dịch vụ để bật lấy số và gọi số (F6). Để trống hết thì không dùng.</source>
        <translation>Name at least one service to give and call numbers (F6). Leave all empty to do without.</translation>
    </message>
    <message>
        <source>Giữ thay đổi</source>
        <translation>Keep changes</translation>
    </message>
    <message>
        <source>Hộ tịch, chứng thực</source>
        <translation>Civil status, certification</translation>
    </message>
    <message>
        <source>Lấy số</source>
        <translation>Numbers</translation>
    </message>
    <message>
        <source>Máy in phiếu số của máy này (giấy cuộn 80 mm)</source>
        <translation>Ticket printer of this PC (80 mm roll)</translation>
    </message>
    <message>
        <source>Người dân lấy số để làm gì</source>
        <translation>What people take numbers for</translation>
    </message>
    <message>
        <source>Phiếu số</source>
        <translation>Ticket</translation>
    </message>
    <message>
        <source>Số bắt đầu bằng {letter}</source>
        <translation>Numbers beginning with {letter}</translation>
    </message>
    <message>
        <source>Thêm và in thử máy in trong mục Máy in. Chưa chọn thì phiếu lưu thành PDF.</source>
        <translation>Add and try printers under Printers. Until one is chosen tickets are kept as PDF.</translation>
    </message>
    <message>
        <source>Thư mục Giấy in</source>
        <translation>Folder for papers</translation>
    </message>
    <message>
        <source>Đang dùng số thứ tự</source>
        <translation>Numbers are in use</translation>
    </message>
    <message>
        <source>Đã giữ các dịch vụ lấy số</source>
        <translation>Services kept</translation>
    </message>
    <message>
        <source>Đã đổi máy in phiếu số</source>
        <translation>Ticket printer changed</translation>
    </message>
    <message>
        <source>Đất đai, xây dựng</source>
        <translation>Land, construction</translation>
    </message>
</context>
<context>
    <name>Timeline</name>
    <message>
        <source>Diễn biến</source>
        <translation>History</translation>
    </message>
    <message>
        <source>chưa làm</source>
        <translation>to do</translation>
    </message>
    <message>
        <source>xong</source>
        <translation>done</translation>
    </message>
    <message>
        <source>đang làm</source>
        <translation>in progress</translation>
    </message>
</context>
<context>
    <name>Toast</name>
    <message>
        <source>Đóng</source>
        <translation>Close</translation>
    </message>
</context>
<context>
    <name>TodayAtCounter</name>
    <message>
        <source>Giờ làm việc {hours}</source>
        <translation>Open {hours}</translation>
    </message>
    <message>
        <source>Ngày nghỉ</source>
        <translation>Day off</translation>
    </message>
    <message>
        <source>hồ sơ đang làm</source>
        <translation>open dossiers</translation>
    </message>
    <message>
        <source>làm việc lại {weekday} {day}</source>
        <translation>work goes on {weekday} {day}</translation>
    </message>
    <message>
        <source>phải xong hôm nay</source>
        <translation>due today</translation>
    </message>
    <message>
        <source>quá hạn</source>
        <translation>overdue</translation>
    </message>
    <message>
        <source>{weekday} {day}: {name}</source>
        <translation>{weekday} {day}: {name}</translation>
    </message>
    <message>
        <source>{weekday}, {day} tháng {month} năm {year}</source>
        <translation>{weekday}, {day}/{month}/{year}</translation>
    </message>
    <message>
        <source>Đang chờ ở đây</source>
        <translation>Waiting here</translation>
    </message>
</context>
<context>
    <name>UpdateNotes</name>
    <message>
        <source>Bản mới</source>
        <translation>Update</translation>
    </message>
    <message>
        <source>Bản mới đã tải và kiểm tra, tự cài khi đóng chương trình.</source>
        <translation>A newer version is here and checked; it is installed when the program closes.</translation>
    </message>
    <message>
        <source>Bản {0} cài khi đóng</source>
        <translation>{0} installs on closing</translation>
    </message>
    <message>
        <source>Bản {0} không chạy được trên máy này</source>
        <translation>Version {0} does not run on this PC</translation>
    </message>
    <message>
        <source>Chưa cài được bản {0}</source>
        <translation>Version {0} could not be installed</translation>
    </message>
    <message>
        <source>Cài tay: xem Cài đặt, mục Cập nhật.</source>
        <translation>To be installed by hand: see Settings, Updates.</translation>
    </message>
    <message>
        <source>Có bản {0}</source>
        <translation>Version {0} is here</translation>
    </message>
    <message>
        <source>Hồ sơ và cài đặt vẫn nguyên.</source>
        <translation>Dossiers and settings are as they were.</translation>
    </message>
    <message>
        <source>Vẫn dùng bản hiện nay, dữ liệu vẫn nguyên. Nhờ quản trị cài bằng tay.</source>
        <translation>The version in use stays, data are untouched. Ask the administrator to install it by hand.</translation>
    </message>
    <message>
        <source>Đã cập nhật lên bản {0}</source>
        <translation>Updated to version {0}</translation>
    </message>
    <message>
        <source>Đã quay lại bản đang dùng, dữ liệu vẫn nguyên. Hãy báo quản trị.</source>
        <translation>The version before is in use again, data are untouched. Please tell the administrator.</translation>
    </message>
</context>
<context>
    <name>UpdatesSection</name>
    <message>
        <source>Bản mới (*.json *.exe)</source>
        <translation>Updates (*.json *.exe)</translation>
    </message>
    <message>
        <source>Bản {0} đã kiểm tra, sẽ cài khi đóng chương trình</source>
        <translation>Version {0} is checked and will be installed when the program closes</translation>
    </message>
    <message>
        <source>Bản {0} đã tải và kiểm tra</source>
        <translation>Version {0} is downloaded and checked</translation>
    </message>
    <message>
        <source>Bỏ bản này</source>
        <translation>Drop this version</translation>
    </message>
    <message>
        <source>Chưa có địa chỉ trên mạng</source>
        <translation>No network address yet</translation>
    </message>
    <message>
        <source>Chương trình tự tìm bản mới mỗi ngày</source>
        <translation>The program looks for updates every day</translation>
    </message>
    <message>
        <source>Chọn tệp cập nhật</source>
        <translation>Choose the update's file</translation>
    </message>
    <message>
        <source>Có mạng thì mỗi ngày chương trình tìm một lần, tải dần, kiểm tra chữ ký, rồi cài khi đóng chương trình. Để trống: chỉ cập nhật từ tệp, ví dụ thẻ nhớ USB.</source>
        <translation>When online, the program looks once a day, downloads bit by bit, checks the signature, and installs when it closes. Empty: updates only from files, such as a USB stick.</translation>
    </message>
    <message>
        <source>Cần dạng https://… , không dấu cách, mật khẩu, dấu hỏi</source>
        <translation>As https://… , no spaces, password or question mark</translation>
    </message>
    <message>
        <source>Cập nhật</source>
        <translation>Updates</translation>
    </message>
    <message>
        <source>Cập nhật từ tệp</source>
        <translation>Update from a file</translation>
    </message>
    <message>
        <source>Dừng</source>
        <translation>Stop</translation>
    </message>
    <message>
        <source>Giữ địa chỉ</source>
        <translation>Keep the address</translation>
    </message>
    <message>
        <source>Không tìm trên mạng. Cập nhật từ tệp khi có bản mới.</source>
        <translation>Not looked for on the network. Update from a file when there is a newer version.</translation>
    </message>
    <message>
        <source>Khởi động</source>
        <translation>Start</translation>
    </message>
    <message>
        <source>Máy này không tự cài được; tệp nằm ở {0}</source>
        <translation>This PC can't install by itself; the file lies in {0}</translation>
    </message>
    <message>
        <source>Mở chương trình khi đăng nhập Windows</source>
        <translation>Open the program at sign-in to Windows</translation>
    </message>
    <message>
        <source>Nơi tìm bản mới</source>
        <translation>Where updates come from</translation>
    </message>
    <message>
        <source>Phát hành {0}.</source>
        <translation>Released {0}.</translation>
    </message>
    <message>
        <source>Tìm bản mới</source>
        <translation>Look for updates</translation>
    </message>
    <message>
        <source>Vẫn làm việc bình thường được.</source>
        <translation>Work can go on as usual.</translation>
    </message>
    <message>
        <source>Đang dùng bản {0}</source>
        <translation>Version {0} is in use</translation>
    </message>
    <message>
        <source>Đang dừng</source>
        <translation>Stopping</translation>
    </message>
    <message>
        <source>Đang tìm bản mới …</source>
        <translation>Looking for updates …</translation>
    </message>
    <message>
        <source>Đang tải {done}/{total} MB</source>
        <translation>Downloading {done}/{total} MB</translation>
    </message>
    <message>
        <source>Đây là bản mới nhất</source>
        <translation>This is the newest version</translation>
    </message>
    <message>
        <source>Đã dừng. Phần đã tải được giữ lại, lần sau tải tiếp.</source>
        <translation>Stopped. What came so far is kept and continued next time.</translation>
    </message>
    <message>
        <source>Đã giữ địa chỉ cập nhật</source>
        <translation>Update address kept</translation>
    </message>
    <message>
        <source>Địa chỉ chưa đổi</source>
        <translation>The address has not changed</translation>
    </message>
    <message>
        <source>Địa chỉ trên mạng</source>
        <translation>Network address</translation>
    </message>
</context>
<context>
    <name>Upkeep</name>
    <message>
        <source>Chỉnh lại ngày giờ và múi giờ của máy; mã hồ sơ không bị trùng.</source>
        <translation>Set the date, time and time zone right; dossier codes stay unique.</translation>
    </message>
    <message>
        <source>Giờ máy có thể sai</source>
        <translation>The PC's clock may be wrong</translation>
    </message>
</context>
<context>
    <name>UseTable</name>
    <message>
        <source>Dùng cho</source>
        <translation>Used for</translation>
    </message>
    <message>
        <source>Giấy A4</source>
        <translation>A4 paper</translation>
    </message>
    <message>
        <source>Giấy hẹn, phiếu, danh sách</source>
        <translation>Receipts, slips, lists</translation>
    </message>
    <message>
        <source>Kết quả thử</source>
        <translation>Test result</translation>
    </message>
    <message>
        <source>Máy in</source>
        <translation>Printer</translation>
    </message>
    <message>
        <source>Máy in của hệ thống</source>
        <translation>Printer of the system</translation>
    </message>
    <message>
        <source>Máy in theo việc</source>
        <translation>Printer for each job</translation>
    </message>
    <message>
        <source>Nối thẳng · {address}</source>
        <translation>Direct · {address}</translation>
    </message>
    <message>
        <source>Tem hồ sơ</source>
        <translation>Dossier labels</translation>
    </message>
    <message>
        <source>Thư mục Giấy in</source>
        <translation>Folder for papers</translation>
    </message>
    <message>
        <source>Tệp PDF, in sau</source>
        <translation>PDF file, print later</translation>
    </message>
</context>
<context>
    <name>VersionPanel</name>
    <message>
        <source>Lấy ô này</source>
        <translation>Take this piece</translation>
    </message>
    <message>
        <source>Nếu chọn bản này</source>
        <translation>If you choose this version</translation>
    </message>
</context>
<context>
    <name>VisitorFields</name>
    <message>
        <source>Giới tính</source>
        <translation>Sex</translation>
    </message>
    <message>
        <source>Họ và tên</source>
        <translation>Full name</translation>
    </message>
    <message>
        <source>Mã số thuế</source>
        <translation>Tax code</translation>
    </message>
    <message>
        <source>Nam</source>
        <translation>Male</translation>
    </message>
    <message>
        <source>Ngày cấp</source>
        <translation>Date of issue</translation>
    </message>
    <message>
        <source>Ngày sinh</source>
        <translation>Date of birth</translation>
    </message>
    <message>
        <source>Người đại diện</source>
        <translation>Representative</translation>
    </message>
    <message>
        <source>Nữ</source>
        <translation>Female</translation>
    </message>
    <message>
        <source>Số định danh</source>
        <translation>Personal number</translation>
    </message>
    <message>
        <source>Tên tổ chức</source>
        <translation>Name of the organisation</translation>
    </message>
    <message>
        <source>ngày tháng năm</source>
        <translation>day month year</translation>
    </message>
</context>
<context>
    <name>Weekday</name>
    <message>
        <source>CN</source>
        <translation>Su</translation>
    </message>
    <message>
        <source>Chủ nhật</source>
        <translation>Sunday</translation>
    </message>
    <message>
        <source>T2</source>
        <translation>Mo</translation>
    </message>
    <message>
        <source>T3</source>
        <translation>Tu</translation>
    </message>
    <message>
        <source>T4</source>
        <translation>We</translation>
    </message>
    <message>
        <source>T5</source>
        <translation>Th</translation>
    </message>
    <message>
        <source>T6</source>
        <translation>Fr</translation>
    </message>
    <message>
        <source>T7</source>
        <translation>Sa</translation>
    </message>
    <message>
        <source>thứ Ba</source>
        <translation>Tuesday</translation>
    </message>
    <message>
        <source>thứ Bảy</source>
        <translation>Saturday</translation>
    </message>
    <message>
        <source>thứ Hai</source>
        <translation>Monday</translation>
    </message>
    <message>
        <source>thứ Năm</source>
        <translation>Thursday</translation>
    </message>
    <message>
        <source>thứ Sáu</source>
        <translation>Friday</translation>
    </message>
    <message>
        <source>thứ Tư</source>
        <translation>Wednesday</translation>
    </message>
</context>
<context>
    <name>WhyPanel</name>
    <message>
        <source>Căn cứ: {basis}.</source>
        <translation>Legal basis: {basis}.</translation>
    </message>
    <message>
        <source>Vì sao hẹn {day}?</source>
        <translation>Why due {day}?</translation>
    </message>
</context>
<context>
    <name>_ReasonBlock</name>
    <message>
        <source>Cách giải quyết cho người dân</source>
        <translation>What the citizen can do</translation>
    </message>
    <message>
        <source>Quy định áp dụng</source>
        <translation>Provision that applies</translation>
    </message>
    <message>
        <source>Sự việc</source>
        <translation>Facts</translation>
    </message>
    <message>
        <source>điều, khoản, tên văn bản</source>
        <translation>article, clause, name of the text</translation>
    </message>
</context>
<context>
    <name>_SupplementRow</name>
    <message>
        <source>Vì sao cần</source>
        <translation>Why it is needed</translation>
    </message>
</context>
</TS>
