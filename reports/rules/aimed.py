"""A survey's report with its goals, and with what happened on its days."""

from collections.abc import Collection
from dataclasses import replace

from reports.rules.goals import DayNote, Goals
from reports.rules.summary import QuestionReport, SurveyReport


def with_goals(
    report: SurveyReport,
    goals: Goals,
    notes: tuple[DayNote, ...],
    places: Collection[int] | None,
) -> SurveyReport:
    """The report with the goals that hold at these places, and what happened on its days."""

    def aimed(each: QuestionReport) -> QuestionReport:
        if not each.question.is_rating:
            return each
        return replace(each, goal=goals.over(each.key, places), notes=notes)

    questions = tuple(aimed(each) for each in report.questions)
    ranked = aimed(report.ranked) if report.ranked else None
    rows = tuple(
        row if goal is None else replace(row, goal=goal)
        for row in report.places
        for goal in (goals.at(ranked.key, row.location_id) if ranked else None,)
    )
    return replace(report, questions=questions, ranked=ranked, places=rows)
