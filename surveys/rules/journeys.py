"""Usual touchpoints to begin with, for each business field."""

from collections.abc import Sequence
from dataclasses import dataclass

from surveys.rules.texts import Texts


@dataclass(frozen=True, slots=True)
class UsualTouchpoint:
    """A contact point that most businesses of a field have."""

    stage: str
    about: str
    name: Texts


def usual_touchpoints(field: str) -> Sequence[UsualTouchpoint]:
    """The contact points to begin with in a business field, in the order of the journey."""
    rows = _ROWS.get(field, _ROWS["other"])
    return [UsualTouchpoint(stage, about, {"vi": vi, "en": en}) for stage, about, vi, en in rows]


_ROWS: dict[str, tuple[tuple[str, str, str, str], ...]] = {
    "food": (
        ("search", "service", "Chỉ đường, giờ mở cửa", "Directions and opening hours"),
        ("search", "product", "Trang của quán", "Our page"),
        ("hear", "product", "Ảnh món trên mạng", "Pictures of dishes online"),
        ("hear", "service", "Khuyến mãi", "Offers"),
        ("contact", "service", "Đặt bàn, gọi điện", "Booking and calls"),
        ("contact", "staff", "Người trả lời tin nhắn", "Whoever answers messages"),
        ("consider", "product", "Thực đơn", "Menu"),
        ("consider", "service", "Xếp hàng chờ", "Waiting in line"),
        ("consider", "staff", "Nhân viên tư vấn món", "Advice on dishes"),
        ("buy", "product", "Món ăn, đồ uống", "Food and drinks"),
        ("buy", "service", "Gọi món, trả tiền", "Ordering and paying"),
        ("buy", "staff", "Phục vụ, thu ngân", "Waiters and cashiers"),
        ("after", "service", "Giao hàng, đổi món", "Delivery and exchanges"),
        ("again", "service", "Thẻ thành viên, đổi điểm", "Loyalty card and points"),
    ),
    "retail": (
        ("search", "service", "Tìm cửa hàng, giờ mở cửa", "Finding the shop and its hours"),
        ("hear", "service", "Quảng cáo, khuyến mãi", "Advertisements and offers"),
        ("contact", "service", "Nhắn tin, gọi tổng đài", "Messages and hotline"),
        ("contact", "staff", "Người trả lời tin nhắn", "Whoever answers messages"),
        ("consider", "product", "Hàng trưng bày, thử hàng", "Display and fitting"),
        ("consider", "staff", "Nhân viên tư vấn", "Sales advisers"),
        ("buy", "product", "Hàng đã mua", "Goods bought"),
        ("buy", "service", "Thanh toán tại quầy", "Check-out"),
        ("buy", "staff", "Thu ngân", "Cashiers"),
        ("after", "service", "Giao hàng", "Delivery"),
        ("after", "service", "Đổi trả, bảo hành", "Returns and warranty"),
        ("again", "service", "Ưu đãi khách quen", "Offers for regulars"),
    ),
    "health": (
        ("search", "service", "Tìm thông tin khám", "Finding information"),
        ("hear", "service", "Giới thiệu từ người quen", "Recommendation by others"),
        ("contact", "service", "Đặt lịch khám", "Making an appointment"),
        ("contact", "staff", "Nhân viên tổng đài", "Hotline staff"),
        ("consider", "service", "Chờ khám, thủ tục", "Waiting and paperwork"),
        ("consider", "staff", "Nhân viên tiếp đón", "Reception staff"),
        ("buy", "service", "Khám và xét nghiệm", "Examination and tests"),
        ("buy", "staff", "Bác sĩ", "Doctors"),
        ("buy", "staff", "Điều dưỡng", "Nurses"),
        ("buy", "product", "Phòng bệnh, trang thiết bị", "Rooms and equipment"),
        ("after", "service", "Trả kết quả, cấp thuốc", "Results and medicine"),
        ("after", "service", "Viện phí, bảo hiểm", "Fees and insurance"),
        ("again", "service", "Nhắc tái khám", "Reminders to come back"),
    ),
    "bank": (
        ("search", "service", "Tìm chi nhánh, cây ATM", "Finding branches and ATMs"),
        ("hear", "product", "Giới thiệu sản phẩm", "Hearing of products"),
        ("contact", "service", "Tổng đài", "Hotline"),
        ("contact", "staff", "Nhân viên tổng đài", "Hotline staff"),
        ("consider", "product", "Lãi suất, biểu phí", "Rates and fees"),
        ("consider", "service", "Lấy số, chờ tại quầy", "Waiting at the counter"),
        ("consider", "staff", "Chuyên viên tư vấn", "Advisers"),
        ("buy", "service", "Giao dịch tại quầy", "Counter service"),
        ("buy", "product", "Ứng dụng ngân hàng", "Banking app"),
        ("buy", "staff", "Giao dịch viên", "Tellers"),
        ("after", "service", "Tra soát, khiếu nại", "Claims and complaints"),
        ("again", "service", "Gia hạn, chăm sóc khách quen", "Renewals and care"),
    ),
    "hotel": (
        ("search", "product", "Trang web, ảnh phòng", "Website and room pictures"),
        ("hear", "service", "Đánh giá trên mạng", "Online reviews"),
        ("contact", "service", "Đặt phòng", "Booking"),
        ("contact", "staff", "Nhân viên đặt phòng", "Booking staff"),
        ("consider", "service", "Nhận phòng", "Check-in"),
        ("consider", "staff", "Lễ tân", "Reception"),
        ("buy", "product", "Phòng ở", "Room"),
        ("buy", "product", "Bữa sáng, nhà hàng", "Breakfast and restaurant"),
        ("buy", "service", "Hồ bơi, tiện ích", "Pool and amenities"),
        ("buy", "staff", "Buồng phòng", "Housekeeping"),
        ("after", "service", "Trả phòng, hoá đơn", "Check-out and invoice"),
        ("again", "service", "Ưu đãi lần sau", "Offer for the next stay"),
    ),
    "public": (
        ("search", "service", "Tra cứu thủ tục", "Looking up procedures"),
        ("hear", "service", "Thông báo, hướng dẫn", "Notices and guides"),
        ("contact", "service", "Đường dây nóng", "Hotline"),
        ("consider", "product", "Biểu mẫu, giấy tờ mẫu", "Forms and samples"),
        ("consider", "service", "Lấy số, chờ đến lượt", "Waiting for one's turn"),
        ("consider", "staff", "Cán bộ hướng dẫn", "Officers who guide"),
        ("buy", "service", "Nộp hồ sơ tại quầy", "Filing at the counter"),
        ("buy", "service", "Nộp hồ sơ trực tuyến", "Filing online"),
        ("buy", "staff", "Cán bộ tiếp nhận", "Officers at the counter"),
        ("after", "service", "Trả kết quả", "Handing over results"),
        ("after", "service", "Giải quyết kiến nghị", "Handling of complaints"),
        ("again", "service", "Thủ tục lần sau", "The next procedure"),
    ),
    "education": (
        ("search", "service", "Tìm khoá học", "Finding a course"),
        ("hear", "service", "Giới thiệu, ngày hội", "Open days"),
        ("contact", "staff", "Tư vấn tuyển sinh", "Admission advisers"),
        ("consider", "product", "Học thử", "Trial lesson"),
        ("consider", "service", "Học phí, ghi danh", "Fees and enrolment"),
        ("buy", "product", "Chương trình, bài giảng", "Programme and lessons"),
        ("buy", "service", "Phòng học, trang thiết bị", "Rooms and equipment"),
        ("buy", "staff", "Giáo viên", "Teachers"),
        ("after", "service", "Hỗ trợ học viên", "Support for learners"),
        ("after", "product", "Thi, chứng chỉ", "Exams and certificates"),
        ("again", "service", "Đăng ký khoá tiếp theo", "Signing up for the next course"),
    ),
    "other": (
        ("search", "service", "Tìm thông tin về chúng tôi", "Finding information about us"),
        ("hear", "service", "Quảng cáo, giới thiệu", "Advertisements and recommendations"),
        ("contact", "service", "Gọi điện, nhắn tin", "Calls and messages"),
        ("contact", "staff", "Người trả lời", "Whoever answers"),
        ("consider", "product", "Bảng giá, xem thử", "Prices and samples"),
        ("consider", "staff", "Nhân viên tư vấn", "Advisers"),
        ("buy", "product", "Sản phẩm", "The product"),
        ("buy", "service", "Mua và thanh toán", "Buying and paying"),
        ("buy", "staff", "Nhân viên phục vụ", "Service staff"),
        ("after", "service", "Giao hàng, hỗ trợ", "Delivery and support"),
        ("again", "service", "Ưu đãi khách quen", "Offers for regulars"),
    ),
}
