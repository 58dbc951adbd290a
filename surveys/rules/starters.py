"""Contents to start from, with words of our own in Vietnamese and English."""

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from surveys.rules.content import Choice, Content, Level, Question
from surveys.rules.editing import add_question
from surveys.rules.kinds import USUAL_CONTACT, Kind
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
        Kind.SCALE: {
            "vi": "Bạn thấy chất lượng ở mức nào?",
            "en": "How do you rate the quality?",
        },
        Kind.STARS: {"vi": "Bạn chấm từng điều mấy sao?", "en": "How many stars for each?"},
        Kind.MATRIX: {
            "vi": "Bạn đồng ý với từng điều đến đâu?",
            "en": "How far do you agree with each?",
        },
        Kind.CHOICE: {"vi": "Điều gì đúng với bạn nhất?", "en": "Which one fits you best?"},
        Kind.CHOICES: {"vi": "Những điều nào đúng với bạn?", "en": "Which of these fit you?"},
        Kind.PICTURES: {"vi": "Bạn thích hình nào?", "en": "Which picture do you like?"},
        Kind.RANKING: {
            "vi": "Bạn xếp những điều này theo thứ tự nào?",
            "en": "In which order would you put these?",
        },
        Kind.TEXT: COMMENT_WORDS,
        Kind.NUMBER: {"vi": "Hôm nay bạn đi mấy người?", "en": "How many of you came today?"},
        Kind.DATE: {"vi": "Bạn ghé chúng tôi khi nào?", "en": "When did you visit us?"},
        Kind.CONTACT: {
            "vi": "Bạn để lại liên hệ để chúng tôi gọi lại nhé?",
            "en": "How may we get back to you?",
        },
        Kind.CONSENT: {"vi": "Bạn đồng ý cho chúng tôi", "en": "You allow us to"},
        Kind.ATTACHMENT: {
            "vi": "Bạn gửi chúng tôi một tấm ảnh nhé?",
            "en": "Would you like to send us a photo?",
        },
        Kind.STATEMENT: {"vi": "Cảm ơn bạn đã ghé.", "en": "Thank you for your visit."},
    }
)
"""What a question of this kind says until its author words it. Choices depend on the business."""
CRITERIA: Final = (
    {"vi": "Chất lượng", "en": "Quality"},
    {"vi": "Phục vụ", "en": "Service"},
    {"vi": "Giá cả", "en": "Price"},
)
AGREEMENT: Final = (
    {"vi": "Hoàn toàn không đồng ý", "en": "Strongly disagree"},
    {"vi": "Không đồng ý", "en": "Disagree"},
    {"vi": "Bình thường", "en": "Neither"},
    {"vi": "Đồng ý", "en": "Agree"},
    {"vi": "Hoàn toàn đồng ý", "en": "Strongly agree"},
)
STATEMENTS: Final = (
    {"vi": "Nhân viên hiểu điều tôi cần", "en": "Staff understood what I needed"},
    {"vi": "Tôi được phục vụ nhanh", "en": "I was served quickly"},
)
PURPOSES: Final = (
    {
        "vi": "gọi hoặc nhắn tin cho bạn về góp ý này",
        "en": "call or message you about this feedback",
    },
)
FIRST_CHOICES: Final[Mapping[Kind, tuple[Texts, ...]]] = MappingProxyType(
    {Kind.STARS: CRITERIA, Kind.MATRIX: STATEMENTS, Kind.CONSENT: PURPOSES}
)


def first_question(kind: Kind) -> Question:
    """A new question of a kind, with words of our own to begin with; ratings raise alerts."""
    has_ends = kind is Kind.SCALE
    return Question(
        key="",
        kind=kind,
        text=FIRST_WORDS[kind],
        raises_alert=kind.is_rating or kind.has_rows,
        choices=tuple(Choice(0, text) for text in FIRST_CHOICES.get(kind, ())),
        levels=tuple(map(Level, AGREEMENT)) if kind is Kind.MATRIX else (),
        low={"vi": "Kém", "en": "Poor"} if has_ends else {},
        high={"vi": "Tốt", "en": "Excellent"} if has_ends else {},
        most=1 if kind is Kind.ATTACHMENT else None,
        fields=USUAL_CONTACT if kind is Kind.CONTACT else {},
    )


READY: Final = (
    *FIRST_WORDS.values(),
    *(text for texts in FIRST_CHOICES.values() for text in texts),
    REASON_WORDS,
    *REASONS,
)


def is_ready_made(text: Texts, main: str) -> bool:
    """Whether a text still says in its main language what we wrote."""
    return _ready(text, main) is not None


def _ready(text: Texts, main: str) -> Texts | None:
    words = text.get(main)
    return next((ready for ready in READY if words and ready.get(main) == words), None)


def without_stale_words(old: Question, new: Question, main: str) -> Question:
    """Leave out our translations of what the author has just worded anew.

    Else customers who read another language would be asked something else.
    """
    known = {choice.number: choice.text for choice in old.choices}
    choices = tuple(
        replace(choice, text=_without_stale(known.get(choice.number, {}), choice.text, main))
        for choice in new.choices
    )
    return replace(new, text=_without_stale(old.text, new.text, main), choices=choices)


def _without_stale(old: Texts, new: Texts, main: str) -> Texts:
    ready = _ready(old, main)
    if ready is None or new.get(main) == old.get(main):
        return new
    return {code: text for code, text in new.items() if code == main or text != ready.get(code)}


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
