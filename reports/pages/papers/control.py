"""The paper of the control chart: what is more than the usual ups and downs, and by which rule."""

from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hearme.accounts.models import Organization
from reports.charts import Size
from reports.pages.papers.parts import Frame, Page, numbers
from reports.rules.control import Control, Measure
from reports.rules.control import Finding as Broken
from reports.rules.paper import (
    Block,
    Cell,
    Column,
    Drawing,
    Figure,
    Figures,
    Finding,
    Findings,
    Paper,
    Prose,
    Section,
    Table,
    Tone,
)
from reports.templatetags.control import (
    control_extras,
    control_lines,
    control_svg,
    control_title,
    control_value,
    finding_more,
    finding_words,
    rule_name,
    rule_numbers,
)
from reports.templatetags.figures import DOWN, UP, in_words, rule_words, write
from reports.templatetags.goals import goal_words
from surveys.rules import Question

CHART: Final = Size(760, 250)
MOST_FINDINGS: Final = 8
MOST_POINTS: Final = 16


def control_paper(organization: Organization, page: Page) -> Paper:
    """The finding, the chart with its limits, the rules that are broken, the newest points."""
    frame = Frame(organization, page, _("Control chart"), is_compared=False)
    chart: Control | None = page.get("chart")
    if chart is None and page.get("n"):
        return frame.told(
            _("Too few days with answers"),
            _(
                "A control chart needs at least two points with five answers. Choose a longer"
                " period, or one point a week."
            ),
        )
    if chart is None:
        return frame.nothing()
    question: Question | None = page["question"]
    drawing = Drawing(control_svg(chart, question, CHART, "control-paper"))
    sections = [
        Section("", (_figures(chart, question),)),
        Section(
            _metric_words(page, chart),
            (drawing, *_notes(chart, question)),
            _("grey: no answers, or too few"),
        ),
        _broken(chart, question),
        Section(
            _("Every day differs; not every day is news"),
            (
                Prose(f"{_band_words(chart)} {_level_words(chart)}"),
                Prose(_rules(chart), is_note=True),
            ),
        ),
        Section(_("The newest points"), (_table(chart, question),)),
    ]
    return frame.paper(control_title(chart, question), sections)


def _metric_words(page: Page, chart: Control) -> str:
    question: Question | None = page["question"]
    if question is None:
        return _("Number of responses")
    asked = in_words(question.text, page["survey"].default_language)
    rule = rule_words(question) if chart.measure is Measure.SCORE else _("mean")
    return f"{asked} · {rule}"


def _notes(chart: Control, question: Question | None) -> tuple[Prose, ...]:
    """What happened on days, by the letters of the chart."""
    events = control_extras(chart, question).events
    words = "; ".join(f"{event.badge}: {event.words}" for event in events)
    return (Prose(words, is_note=True),) if words else ()


def _figures(chart: Control, question: Question | None) -> Figures:
    known = [point for point in chart.points if point.value is not None]
    newest = known[-1]
    centre = control_value(chart.centre, chart, question)
    gaps = len(chart.points) - len(known)
    empty = ngettext("%(n)s point without a value", "%(n)s points without a value", gaps)
    said = (empty % {"n": write(gaps)},)
    details = [f"n = {write(chart.n)}"]
    if chart.goal is not None and question is not None:
        details.append(goal_words(chart.goal, question))
    return Figures(
        (
            Figure(_("Mean"), centre, details=tuple(details)),
            Figure(_("Newest point"), control_value(newest.value or 0.0, chart, question)),
            Figure(_("Points"), write(len(chart.points)), details=said if gaps else ()),
            Figure(_("Rules broken"), write(len(chart.findings))),
        )
    )


def _broken(chart: Control, question: Question | None) -> Section:
    if not chart.findings:
        words = _(
            "Every point lies where chance puts it. Asking what happened on a single day would"
            " find only stories."
        )
        return Section(_("No rule broken"), (Prose(words),))
    many = len(chart.findings)
    title = ngettext("%(many)s rule broken", "%(many)s rules broken", many) % {"many": many}
    shown = tuple(_finding(each, chart, question) for each in chart.findings[:MOST_FINDINGS])
    more = many - MOST_FINDINGS
    left = ngettext("%d older one is left out.", "%d older ones are left out.", more)
    blocks: tuple[Block, ...] = (Findings(shown),)
    return Section(title, (*blocks, Prose(left % more, is_note=True)) if more > 0 else blocks)


def _finding(each: Broken, chart: Control, question: Question | None) -> Finding:
    is_high = each.side > 0
    return Finding(
        UP if is_high else DOWN,
        _("Rule %(number)s") % {"number": each.number},
        f"{finding_words(each)}.",
        finding_more(each, chart, question),
        Tone.GOOD if is_high else Tone.BAD,
    )


def _band_words(chart: Control) -> str:
    if chart.is_smoothed:
        return _(
            "Each point carries the ones before it on, so that a small change shows if it lasts."
            " The band is how far this line moves by chance."
        )
    if chart.is_share:
        return _("The band is how far chance alone moves a point: with fewer answers it is wider.")
    return _("The band is how far points usually move from one to the next.")


def _level_words(chart: Control) -> str:
    if not chart.baseline:
        return _(
            "There are too few answers before the period, so its level comes from the points"
            " shown here."
        )
    words = ngettext(
        "Its level comes from the %(many)s point before the period and stays as it is.",
        "Its level comes from the %(many)s points before the period and stays as it is.",
        chart.baseline,
    )
    return words % {"many": chart.baseline}


def _rules(chart: Control) -> str:
    names = ((number, rule_name(number, chart.is_smoothed)) for number in rule_numbers(chart))
    return " · ".join(f"{number}. {name}" for number, name in names)


def _table(chart: Control, question: Question | None) -> Table:
    smoothed = numbers(_("Smoothed"), _("Measured"))
    columns = (
        Column(_("Days"), share=2),
        *(smoothed if chart.is_smoothed else numbers(_("Value"))),
        *numbers("n"),
        Column(_("Limits"), is_number=True, share=2),
        Column(_("Rule"), share=4),
        *([Column(_("Notes"), share=4)] if chart.notes else []),
    )
    newest = control_lines(chart, question)[::-1][:MOST_POINTS]
    left = len(chart.points) - len(newest)
    words = ngettext("%d earlier point", "%d earlier points", left) % left
    return Table(columns, tuple(tuple(map(Cell, row)) for row in newest), words if left else "")
