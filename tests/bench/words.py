"""Parts of what customers write, of which a generator makes many different comments."""

OPENINGS = (
    "Hôm nay ghé cùng bạn", "Mình đến lúc trưa", "Cuối tuần đưa cả nhà tới", "Lần đầu ghé quán",
    "Khách quen hai năm nay", "Đi làm về tạt qua", "Gọi mang về", "Ngồi học cả buổi chiều",
    "Trời mưa nên vào trú", "Sinh nhật con gái", "Họp nhóm ở tầng hai", "Đặt qua điện thoại",
    "Chờ bạn nên gọi trước", "Sáng sớm quán vừa mở", "Tối muộn gần giờ đóng cửa",
    "Ghé vội mười phút",
)  # fmt: skip
SUBJECTS = (
    "bạn thu ngân", "anh bảo vệ", "chị quản lý", "nhân viên phục vụ", "ly trà sen", "trà vải",
    "cà phê sữa đá", "bánh bông lan", "trân châu", "chỗ ngồi", "nhà vệ sinh", "máy lạnh",
    "bãi giữ xe", "thực đơn", "món bán mang đi", "ban công", "bàn ghế", "âm nhạc", "hóa đơn",
    "ứng dụng tích điểm", "mạng không dây", "quầy pha chế", "đá viên", "ống hút",
)  # fmt: skip
GOOD = (
    "rất dễ thương", "nhanh hơn mọi lần", "thơm và vừa miệng", "sạch sẽ, gọn gàng", "đúng như ảnh",
    "làm mình muốn quay lại", "tốt ngoài mong đợi", "tư vấn rất kỹ", "mát và yên tĩnh",
    "ngon, không quá ngọt",
)  # fmt: skip
BAD = (
    "hơi chậm, đợi hai mươi phút", "bẩn, chưa ai lau", "nhạt hơn lần trước", "quá ngọt", "ồn quá",
    "trả lời cụt lủn", "hết món mà không báo", "tính nhầm tiền", "nóng, quạt không đủ",
    "đắt so với phần nhỏ xíu",
)  # fmt: skip
ENDINGS = (
    "Mong quán giữ được như vậy.", "Lần sau mình sẽ ghé lại.", "Nhờ quán xem lại giúp.",
    "Cảm ơn cả nhà!", "Bạn bè mình cũng nói thế.", "Sẽ giới thiệu cho đồng nghiệp.",
    "Mình chưa hài lòng lắm.", "Thêm món mới thì tuyệt.", "Giá vậy là hợp lý.",
    "Cho mình xin lại hóa đơn với.", "Bé nhà mình thích lắm.", "Nhớ nhắc các bạn cười nhiều hơn.",
)  # fmt: skip
RARE = (
    "Có con mèo nằm ngủ cạnh cửa sổ.", "Hộp khoai lang tím bị móp.",
    "Chiếc ô màu lục bỏ quên ở bàn 7.",    "Bình phong gỗ mun che mất lối ra.",
)  # fmt: skip
"""What one comment in a few thousand ends with."""
