"""A survey's report without what gives few people away, and its figures for programs."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from reports import metrics
from reports.rules.places import Branch
from reports.rules.scores import is_hidden, score_of
from reports.rules.summary import PlaceRow, QuestionReport, SurveyReport, by_score
from reports.rules.veils import Veil


def veiled(report: SurveyReport, veil: Veil) -> SurveyReport:
    """The report; of what the veil names only how many people answered."""
    questions = tuple(_question(each, veil) for each in report.questions)
    places = sorted((_place(row, veil) for row in report.places), key=by_score)
    key = report.ranked.key if report.ranked else ""
    ranked = next((each for each in questions if each.key == key), None)
    return replace(report, questions=questions, ranked=ranked, places=tuple(places))


def _question(each: QuestionReport, veil: Veil) -> QuestionReport:
    if each.key in veil.now:
        bare = QuestionReport(each.asked, each.n, each.n_before, {})
        return replace(bare, is_withheld=not is_hidden(each.n))
    ranks = tuple(
        replace(rank, mean=None) if f"{each.key}.{rank.choice.number}" in veil.now else rank
        for rank in each.ranks
    )
    if each.key not in veil.before:
        return replace(each, ranks=ranks)
    trend = tuple(replace(point, before=None) for point in each.trend)
    return replace(each, ranks=ranks, change=None, trend=trend, detectable=None)


def _place(row: PlaceRow, veil: Veil) -> PlaceRow:
    now, before = (row.location_id in units for units in veil.units)
    if now:
        bare = PlaceRow(row.location_id, row.question, {}, row.n, None, None, None)
        return replace(bare, is_withheld=not is_hidden(row.n))
    return replace(row, before=None, change=None) if before else row


def without_veiled(
    branches: Sequence[Branch], veiled: frozenset[int], parents: Mapping[int, int | None]
) -> tuple[Branch, ...]:
    """The branches; those with a place that is hidden for the sake of other selections hide too."""
    above = {key for place in veiled for key in _line_of(place, parents)}
    return tuple(replace(each, is_hidden=True) if each.key in above else each for each in branches)


def _line_of(place: int, parents: Mapping[int, int | None]) -> Iterator[int]:
    at: int | None = place
    while at is not None:
        yield at
        at = parents.get(at)


# ------------------------------------------------------------------ for programs
def figures_of(report: SurveyReport) -> dict[str, list[dict[str, Any]]]:
    """The figures as numbers for programs: unrounded, however few people answered."""
    return {"questions": [_figures(each) for each in report.questions]}


def _figures(each: QuestionReport) -> dict[str, Any]:
    score = score_of(each.question, each.counts)
    return {
        "key": each.key,
        "kind": each.question.kind.value,
        "n": each.n,
        "counts": {str(rating): each.counts[rating] for rating in sorted(each.counts)},
        "score": score.value if score else None,
        "interval": [score.low, score.high] if score else None,
        "mean": metrics.mean(each.counts) if each.question.is_rating else None,
    }
