"""The figures of a survey's report as a table, for a file."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from reports.actions.export_words import Wording
from reports.metrics import round_half_away
from reports.rules.scores import Score, share_of
from reports.rules.summary import QuestionReport, SurveyReport
from responses.rules import ANSWERED
from surveys.rules import Kind


class Figure(NamedTuple):
    """One line: a figure with its interval, or only how many there are."""

    key: str
    question: str
    figure: str
    n: int
    people: int | None = None
    value: float | None = None
    low: float | None = None
    high: float | None = None
    unit: str = ""
    is_hidden: int = 0


def headings() -> dict[str, str]:
    """Name of a column -> its heading."""
    return {
        "key": _("Key"),
        "question": _("Question"),
        "figure": _("Figure"),
        "n": _("Answers (n)"),
        "people": _("People"),
        "value": _("Value"),
        "low": _("95 % interval from"),
        "high": _("95 % interval to"),
        "unit": _("Unit"),
        "is_hidden": _("Hidden: fewer than 5 answers"),
    }


def figures_in(report: SurveyReport, wording: Wording) -> Iterator[Figure]:
    """All figures in the order of the questions; of fewer than five answers only their number."""
    yield Figure("", "", _("Responses"), report.volume.n, unit=_("responses"))
    for each in report.questions:
        for figure in _figures(each, wording):
            yield figure._replace(key=each.key, question=_asked(each, wording))


def _asked(each: QuestionReport, wording: Wording) -> str:
    words = wording.of(each.question.text)
    return f"{wording.of(each.asked.whole.text)}: {words}" if each.asked.whole else words


def _figures(each: QuestionReport, wording: Wording) -> Iterator[Figure]:
    if each.is_hidden:
        yield Figure("", "", _("Answers"), each.n, is_hidden=int(each.n > 0))
    elif each.question.is_rating:
        yield from _rating(each, wording)
    elif each.ranks:
        for rank in each.ranks:
            words = {"item": wording.of(rank.choice.text)}
            firsts = _("%(item)s: put first") % words
            yield _scored(Figure("", "", firsts, each.n, rank.firsts, unit="%"), rank.score)
            mean = _rounded(rank.mean)
            yield Figure("", "", _("%(item)s: mean rank") % words, rank.n, value=mean)
    elif each.shares:
        for share in each.shares:
            figure = Figure("", "", wording.of(share.choice.text), each.n, share.people, unit="%")
            yield _scored(figure, share.score)
    else:
        yield Figure("", "", _("Answers"), each.n)


def _rating(each: QuestionReport, wording: Wording) -> Iterator[Figure]:
    question = each.question
    if each.score:
        is_nps = question.kind is Kind.NPS
        name, unit = ("NPS", _("points")) if is_nps else (_("Good ratings"), "%")
        yield _scored(Figure("", "", name, each.n, unit=unit), each.score)
        yield Figure("", "", _("Mean"), each.n, value=_rounded(each.mean))
    labels = wording.levels(question)
    for rating in sorted({*question.scale, *each.counts} - {ANSWERED}):
        name = f"{rating} · {labels[rating]}" if rating in labels else str(rating)
        people = each.counts.get(rating, 0)
        figure = Figure("", "", name, each.n, people, unit="%")
        yield _scored(figure, share_of(people, each.n))


def _scored(figure: Figure, score: Score | None) -> Figure:
    if score is None:
        return figure
    return figure._replace(
        value=_rounded(score.value), low=_rounded(score.low), high=_rounded(score.high)
    )


def _rounded(value: float | None) -> float | None:
    """Four digits: what lies behind them is noise, and reads badly."""
    return None if value is None else round_half_away(value, 4)


def as_document(figure: Figure) -> dict[str, Any]:
    """One line for programs."""
    return {**figure._asdict(), "is_hidden": bool(figure.is_hidden)}
