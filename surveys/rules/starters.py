"""Contents to start from, with words of our own in Vietnamese and English."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from surveys.rules.content import Choice, Content, Question
from surveys.rules.editing import add_question
from surveys.rules.kinds import Kind
from surveys.rules.texts import Texts

NPS_WORDS: Final = {
    "vi": "Bạn có sẵn lòng giới thiệu chúng tôi cho bạn bè, người thân không?",
    "en": "How likely are you to recommend us to a friend or relative?",
}
CSAT_WORDS: Final = {
    "vi": "Bạn hài lòng thế nào với lần ghé này?",
    "en": "How satisfied are you with this visit?",
}
CES_WORDS: Final = {
    "vi": "Chúng tôi giúp bạn xong việc một cách dễ dàng.",
    "en": "We made it easy for you to get things done.",
}
REASON_WORDS: Final = {
    "vi": "Điều gì khiến bạn đánh giá như vậy?",
    "en": "What made you feel this way?",
}
REASON_HELP: Final = {
    "vi": "Bạn có thể chọn nhiều điều.",
    "en": "You can choose more than one.",
}
REASONS: Final = (
    {"vi": "Chất lượng món, sản phẩm", "en": "Quality of what I bought"},
    {"vi": "Nhân viên phục vụ", "en": "Staff"},
    {"vi": "Thời gian chờ", "en": "Waiting time"},
    {"vi": "Không gian, vệ sinh", "en": "Space and cleanliness"},
    {"vi": "Giá cả", "en": "Price"},
    {"vi": "Điều khác", "en": "Something else"},
)
COMMENT_WORDS: Final = {
    "vi": "Bạn muốn nhắn thêm gì cho chúng tôi?",
    "en": "Is there anything else you would like to tell us?",
}
INTRO: Final = {
    "vi": "Vài chạm thôi, ý kiến của bạn giúp chúng tôi phục vụ tốt hơn.",
    "en": "A few taps from you help us serve you better.",
}
THANKS: Final = {
    "vi": "Cảm ơn bạn! Chúng tôi đọc từng phản hồi và sẽ làm tốt hơn từ hôm nay.",
    "en": "Thank you! We read every answer and start doing better today.",
}

FIRST_WORDS: Final[Mapping[Kind, Texts]] = MappingProxyType(
    {
        Kind.NPS: NPS_WORDS,
        Kind.CSAT: CSAT_WORDS,
        Kind.CES: CES_WORDS,
        Kind.TEXT: COMMENT_WORDS,
    }
)
"""What a question of this kind says until its author words it. Choices depend on the business."""


class Starter(StrEnum):
    """What a new survey begins with."""

    NPS = "nps"
    FULL = "full"
    BLANK = "blank"


def _one_nps() -> Content:
    return add_question(
        Content(title={}, intro=INTRO, thanks=THANKS),
        Question("", Kind.NPS, NPS_WORDS, is_required=True),
    )


def _full() -> Content:
    content = Content(title={}, intro=INTRO, thanks=THANKS)
    reasons = tuple(Choice(0, text) for text in REASONS)
    for question in (
        Question("", Kind.CSAT, CSAT_WORDS, is_required=True),
        Question("", Kind.NPS, NPS_WORDS),
        Question("", Kind.CHOICES, REASON_WORDS, help=REASON_HELP, choices=reasons),
        Question("", Kind.TEXT, COMMENT_WORDS),
    ):
        content = add_question(content, question)
    return content


STARTERS: Final[Mapping[Starter, Content]] = MappingProxyType(
    {Starter.FULL: _full(), Starter.NPS: _one_nps(), Starter.BLANK: Content(title={})}
)
"""Contents without a title, ready to be published once they have one; only blank asks nothing."""
