"""Our own words for what other tools leave to their programs: yes, no, other, none."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from surveys.rules.texts import Texts


def _frozen(vi: str, en: str, zh: str, ru: str, ko: str) -> Mapping[str, str]:
    return MappingProxyType({"vi": vi, "en": en, "zh": zh, "ru": ru, "ko": ko})


YES: Final = _frozen("Có", "Yes", "是", "Да", "예")
NO: Final = _frozen("Không", "No", "否", "Нет", "아니요")
UNSURE: Final = _frozen("Không chắc", "Not sure", "不确定", "Не уверен", "잘 모름")
FEMALE: Final = _frozen("Nữ", "Female", "女", "Женский", "여성")
MALE: Final = _frozen("Nam", "Male", "男", "Мужской", "남성")
LESS: Final = _frozen("Giảm", "Decrease", "减少", "Меньше", "감소")
SAME: Final = _frozen("Như cũ", "Same", "不变", "Так же", "동일")
MORE: Final = _frozen("Tăng", "Increase", "增加", "Больше", "증가")
OTHER: Final = _frozen("Khác", "Other", "其他", "Другое", "기타")
NONE: Final = _frozen(
    "Không có điều nào", "None of these", "都没有", "Ничего из этого", "해당 없음"
)


def in_languages(words: Texts, languages: Sequence[str]) -> Texts:
    """Our words in those of these languages that we speak."""
    return {code: words[code] for code in languages if code in words}
