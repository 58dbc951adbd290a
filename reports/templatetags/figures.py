"""Figures as people read them: rounded once, with sign, unit and the reader's own decimal mark."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from itertools import pairwise
from typing import Any, Final

from django import template
from django.utils.formats import date_format, get_format
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy, ngettext, pgettext
from django.utils.translation import gettext as _

from reports.metrics import round_half_away
from reports.rules.outline import Asked
from reports.rules.periods import Grain, Period, Step, grain_of
from reports.rules.scores import LOW_BELOW, Change, groups_of
from reports.rules.summary import Block
from responses.models import Response
from surveys.rules import Kind, Question, pick

register = template.Library()

MINUS: Final = "−"
CLASSES: Final = {"good": "p", "neutral": "a", "bad": "d"}


def write(value: float, digits: int = 0, *, is_signed: bool = False) -> str:
    """A number as the reader writes it: 1.234,5 or 1,234.5; signed with + or −, zero without."""
    return _written(value, digits, is_signed, get_language())


def pen_of(*, is_signed: bool = False) -> Callable[[float], str]:
    """What writes hundreds of whole numbers: the language is looked up once for all of them."""
    language = get_language()
    return lambda value: _written(value, 0, is_signed, language)


# A ranking of 200 places writes the same scores and numbers of answers several times.
@lru_cache(maxsize=8_192)
def _written(value: float, digits: int, is_signed: bool, language: str | None) -> str:
    rounded = round_half_away(value, digits)
    size = f"{abs(rounded):,.{digits}f}".translate(_marks(language))
    sign = MINUS if rounded < 0 else "+" if is_signed and rounded > 0 else ""
    return sign + size


@lru_cache
def _marks(language: str | None) -> dict[int, str]:
    """What stands for the comma and the point of 1,234.5; Django looks it up anew every time."""
    thousands = get_format("THOUSAND_SEPARATOR", language, use_l10n=True)
    decimals = get_format("DECIMAL_SEPARATOR", language, use_l10n=True)
    return str.maketrans({",": thousands, ".": decimals})


@register.filter
def points(value: float, question: Question) -> str:
    """A score: +45 for NPS, 87 for shares."""
    return write(value, is_signed=question.kind is Kind.NPS)


@register.filter
def as_percent(share: float) -> str:
    """A share from 0 to 1: 87%."""
    return f"{write(share * 100)}%"


@register.simple_tag
def channel_name(channel: str) -> str:
    """A channel in words."""
    return str(dict(Response.Channel.choices).get(channel, channel))


@register.filter
def seconds_words(seconds: float) -> str:
    """A time to finish: 45 s, or 2 min 5 s."""
    minutes, rest = divmod(int(round_half_away(seconds, 0)), 60)
    if not minutes:
        return _("%(seconds)d s") % {"seconds": rest}
    return _("%(minutes)d min %(seconds)d s") % {"minutes": minutes, "seconds": rest}


@register.filter
def with_unit(value: float, question: Question) -> str:
    """A score: +45 for NPS, 87% for shares."""
    return points(value, question) + unit(question)


@register.filter
def unit(question: Question) -> str:
    return "" if question.kind is Kind.NPS else "%"


@register.filter
def rounded(value: float, digits: int = 0) -> str:
    return write(value, digits)


@register.filter
def percent(part: float, whole: float) -> str:
    """How much of the whole a part is, such as 14%."""
    return f"{write(100 * part / whole)}%" if whole else ""


@register.filter
def at(mapping: Mapping[Any, Any], key: Any) -> Any:
    return mapping.get(key)


# ------------------------------------------------------------------ words
@register.filter
def kind_name(question: Question) -> str:
    """What a reader calls the kind of a question."""
    return str(KIND_NAMES[question.kind])


KIND_NAMES: Final[Mapping[Kind, str | Promise]] = {
    Kind.NPS: "NPS",
    Kind.CSAT: gettext_lazy("Satisfaction (CSAT)"),
    Kind.CES: gettext_lazy("Ease (CES)"),
    Kind.SCALE: gettext_lazy("Scale"),
    Kind.STARS: gettext_lazy("Criteria"),
    Kind.MATRIX: gettext_lazy("Matrix"),
    Kind.CHOICE: gettext_lazy("One choice"),
    Kind.CHOICES: gettext_lazy("Several choices"),
    Kind.PICTURES: gettext_lazy("Picture choice"),
    Kind.RANKING: gettext_lazy("Ranking"),
    Kind.TEXT: gettext_lazy("In their own words"),
    Kind.NUMBER: gettext_lazy("Number"),
    Kind.DATE: gettext_lazy("Date and time"),
    Kind.CONTACT: gettext_lazy("Contact"),
    Kind.CONSENT: gettext_lazy("Consent"),
    Kind.ATTACHMENT: gettext_lazy("Photo or file"),
    Kind.STATEMENT: gettext_lazy("Statement"),
}


@register.simple_tag
def rating_name(asked: Asked, fallback: str) -> str:
    """What a rating is called where many stand together: a row by its own words."""
    return in_words(asked.question.text, fallback) if asked.whole else kind_name(asked.question)


@register.filter
def level_words(rating: int, question: Question) -> str:
    """A rating with the label that the author gave its level: “1 · Never”."""
    labels = [level.text for level in question.levels]
    at = rating - question.scale[0]
    label = in_words(labels[at], "") if at < len(labels) else ""
    return f"{rating} · {label}" if label else str(rating)


@register.filter
def face_levels(question: Question) -> list[int]:
    """The faces under a CSAT scale: four have no middle."""
    return [1, 2, 4, 5] if len(question.scale) == 4 else [1, 2, 3, 4, 5]


@register.filter
def rule_words(question: Question) -> str:
    """How the score is counted, to stand beside it: “% who chose 4–5”."""
    rule = question.score_rule
    if rule is None:
        return ""
    ranges = {
        "good": _range(rule.good_from, question.scale[-1]),
        "bad": _range(question.scale[0], rule.bad_to),
    }
    if question.kind is Kind.NPS:
        return _("%% who chose %(good)s minus %% who chose %(bad)s") % ranges
    return _("%% who chose %(good)s") % ranges


def _range(first: int, last: int) -> str:
    return f"{first}–{last}" if first != last else str(first)


def group_names(question: Question) -> dict[str, str]:
    """What the people of each class are called."""
    if question.kind is Kind.NPS:
        return {"good": _("Promoters"), "neutral": _("Passives"), "bad": _("Detractors")}
    if question.kind is Kind.CES:
        return {"good": _("Easy"), "neutral": _("So-so"), "bad": _("Not easy")}
    if question.kind is not Kind.CSAT:
        return {"good": _("Good"), "neutral": _("So-so"), "bad": _("Poor")}
    return {"good": _("Satisfied"), "neutral": _("So-so"), "bad": _("Dissatisfied")}


@register.filter
def in_words(texts: Mapping[str, str], fallback: str) -> str:
    """A text of a survey in the reader's language, else in the survey's own."""
    return pick(texts, get_language() or fallback, fallback)


@register.filter
def period_words(period: Period) -> str:
    """The days of a period, such as 24/10 – 22/11/2026."""
    last = day_words(period.last)
    if period.first == period.last:
        return last
    if period.first.year != period.last.year:
        return f"{day_words(period.first)} – {last}"
    return f"{date_format(period.first, 'MONTH_DAY_FORMAT')} – {last}"


def day_words(day: date) -> str:
    """A day with its year, as short as days without."""
    words = {"day": date_format(day, "MONTH_DAY_FORMAT"), "year": day.year}
    return pgettext("a day and its year", "%(day)s %(year)s") % words


def step_label(step: Step) -> str:
    """A point of a trend under its axis: the day, or the first of its days."""
    return _day_label(step.own.first, get_language())


@lru_cache(maxsize=4096)
def _day_label(day: date, language: str | None) -> str:
    return date_format(day, "MONTH_DAY_FORMAT")


@register.filter
def step_words(step: Step) -> str:
    """A point of a trend in a table."""
    if step.own.first == step.own.last:
        return step_label(step)
    return f"{step_label(step)} – {_day_label(step.own.last, get_language())}"


@register.filter
def grain_words(period: Period) -> str:
    """What one point of the period's trend is."""
    return {
        Grain.DAY: _("By day"),
        Grain.POOLED: _("By day, each point pools 7 days"),
        Grain.WEEK: _("By week"),
        Grain.MONTH: _("By month"),
    }[grain_of(period)]


# ------------------------------------------------------------------ classes and changes
@register.filter
def css_of(rating: int | None, question: Question | None) -> str:
    """The colour class of a rating: p good, a neutral, d bad."""
    if rating is None or question is None or question.score_rule is None:
        return ""
    return CLASSES[question.score_rule.class_of(rating)]


@register.filter
def groups(question: Question, counts: Mapping[int, int]) -> list[dict[str, Any]]:
    """The classes of ratings that a question has, worst first: colour, name, ratings, people."""
    rule = question.score_rule
    if rule is None:
        return []
    found, names = groups_of(rule, counts), group_names(question)
    ends = {
        "bad": (question.scale[0], rule.bad_to),
        "neutral": (rule.bad_to + 1, rule.good_from - 1),
        "good": (rule.good_from, question.scale[-1]),
    }
    return [
        {
            "css": CLASSES[name],
            "name": names[name],
            "ratings": _range(first, last),
            "people": getattr(found, name),
        }
        for name, (first, last) in ends.items()
        if first <= last
    ]


UP, DOWN, ABOUT = "▲", "▼", "≈"
UNSURE: Final = (
    '<span class="flat"><span aria-hidden="true">≈</span><span class="vh">{}</span> {}</span>'
)
SURE: Final = (
    '<span class="{}"><span aria-hidden="true">{}</span><span class="vh">{}</span> {}</span>'
)


@register.simple_tag
def change(
    moved: Change, question: Question | None = None, is_real: bool | None = None
) -> SafeString:
    """A change: coloured with an arrow if it beats chance, else grey behind ≈."""
    sign, size = signed_change(moved, question, is_real)
    if sign == UP:
        return format_html(SURE, "up", sign, pgettext("a score", "up"), size)
    if sign == DOWN:
        return format_html(SURE, "down", sign, pgettext("a score", "down"), size)
    return format_html(UNSURE, _("perhaps only chance:"), size)


def signed_change(
    moved: Change, question: Question | None = None, is_real: bool | None = None
) -> tuple[str, str]:
    """A change as its sign and its size: ▲ 14, ▼ 3,1, or ≈ +4 if it may be chance."""
    digits = 0 if question is None or question.kind is Kind.NPS else 1
    if not (moved.is_real if is_real is None else is_real):
        return ABOUT, write(moved.value, digits, is_signed=True)
    return (UP if moved.value > 0 else DOWN), write(abs(moved.value), digits)


@register.simple_tag
def insight(moved: Change | None, question: Question) -> str:
    """What a real change says as a title; nothing if it may be chance."""
    if moved is None or not moved.is_real:
        return ""
    size = write(abs(moved.value), 0 if question.kind is Kind.NPS else 1)
    words = {"name": _short_name(question), "size": size}
    if moved.value > 0:
        return _("%(name)s rose by %(size)s points") % words
    return _("%(name)s fell by %(size)s points") % words


def _short_name(question: Question) -> str:
    names = {Kind.NPS: "NPS", Kind.CSAT: _("Satisfaction"), Kind.CES: _("Ease")}
    return names.get(question.kind) or _("The score")


@register.simple_tag
def places_insight(rows: list[Any]) -> str:
    """How many locations changed beyond chance, as a title; nothing if none did."""
    real = sum(row.is_real for row in rows)
    if not real:
        return ""
    words = ngettext("%d location really changed", "%d locations really changed", real)
    return str(words % real)


@register.simple_tag
def low_limit() -> int:
    """Below so many answers a score is greyed and not ranked."""
    return LOW_BELOW


@register.simple_tag
def halves(blocks: Sequence[Block]) -> set[str]:
    """The keys of choice questions that share a line with the one beside them."""
    paired: set[str] = set()
    for before, after in pairwise(blocks):
        both = before.has_shares and after.has_shares
        if both and before.key not in paired:
            paired |= {before.key, after.key}
    return paired
