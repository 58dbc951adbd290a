"""Goals and notes in pages: their words, and what a time line shows of them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from django import template
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reports.charts import Aim, Event, Extras
from reports.rules.goals import DayNote, Verdict, notes_at_steps, verdict_of
from reports.rules.periods import Step
from reports.rules.scores import Score
from reports.templatetags.figures import with_unit
from surveys.rules import Question

register = template.Library()

TONES: Final = {
    Verdict.REACHED: " good",
    Verdict.MISSED: " bad",
    Verdict.UNSURE: "",
    Verdict.FEW: " line",
}


# ------------------------------------------------------------------ goals
@register.filter
def goal_words(goal: int, question: Question) -> str:
    """A goal as it stands in a chart: “Goal +50”."""
    return _("Goal %(goal)s") % {"goal": with_unit(goal, question)}


@register.filter
def verdict_words(verdict: Verdict) -> str:
    """How a score stands to its goal, in words short enough for a table."""
    return {
        Verdict.REACHED: _("Goal reached"),
        Verdict.MISSED: _("Goal not reached"),
        Verdict.UNSURE: _("Not sure yet"),
        Verdict.FEW: _("Too few to say"),
    }[verdict]


@register.filter
def verdict_short(verdict: Verdict) -> str:
    """The same under a goal, where the word “goal” stands already."""
    return {
        Verdict.REACHED: _("reached"),
        Verdict.MISSED: _("not reached"),
        Verdict.UNSURE: _("not sure yet"),
        Verdict.FEW: _("too few to say"),
    }[verdict]


@register.filter
def verdict_tone(verdict: Verdict) -> str:
    """The colour class of a badge."""
    return TONES[verdict]


@register.simple_tag
def goal_state(goal: int | None, score: Score | None, question: Question) -> SafeString | str:
    """A goal with what the score says about it; nothing without a goal."""
    if goal is None:
        return ""
    return format_html(
        '<span class="goal-state"><span class="nowrap">{}</span> '
        '<span class="badge{}" title="{}">{}</span></span>',
        goal_words(goal, question),
        TONES[verdict_of(goal, score)],
        verdict_reason(verdict_of(goal, score)),
        verdict_words(verdict_of(goal, score)),
    )


@register.filter
def verdict_reason(verdict: Verdict) -> str:
    """Why a verdict is what it is."""
    return {
        Verdict.REACHED: _("The whole 95% interval lies at or above the goal."),
        Verdict.MISSED: _("The whole 95% interval lies below the goal."),
        Verdict.UNSURE: _("The goal lies inside the 95% interval, so chance may decide."),
        Verdict.FEW: _("Fewer than 30 answers say nothing firm about a goal."),
    }[verdict]


def aim_of(goal: int | None, question: Question | None) -> Aim | None:
    """The goal as a chart takes it."""
    if goal is None or question is None:
        return None
    return Aim(goal, goal_words(goal, question))


# ------------------------------------------------------------------ notes
def note_words(note: DayNote) -> str:
    """A note with its day: “14/11 · Added an evening shift”."""
    return f"{date_format(note.day, 'MONTH_DAY_FORMAT')} · {note.text}"


def letter(number: int) -> str:
    """The letter of a note where numbers stand for something else: A, B, … Z, AA."""
    before, at = divmod(number - 1, 26)
    return (letter(before) if before else "") + chr(ord("A") + at)


def events_of(
    notes: Iterable[DayNote], steps: Sequence[Step], badge: Callable[[int], str] = str
) -> tuple[Event, ...]:
    """The notes at their points, numbered from 1."""
    return tuple(
        Event(at, note_words(note), badge(number))
        for number, (at, note) in enumerate(notes_at_steps(notes, steps), start=1)
    )


def extras_said(extras: Extras) -> str:
    """Goal and notes in words, for who does not see the chart."""
    words = [f"{extras.aim.words}."] if extras.aim else []
    if extras.events:
        many = len(extras.events)
        said = "; ".join(event.words for event in extras.events)
        words.append(ngettext("%d note:", "%d notes:", many) % many + f" {said}.")
    return " ".join(words)


NOTE: Final = '<li><b aria-hidden="true">{}</b><span>{}{}</span></li>'


def note_list(
    extras: Extras,
    notes: Sequence[DayNote],
    names: Mapping[int, tuple[str, str]],
    *,
    is_numbered: bool,
) -> SafeString | str:
    """The notes below a chart; on a desk only where the chart shows their numbers alone."""
    if not extras.events:
        return ""
    listed = format_html_join(
        "",
        NOTE,
        (
            (event.badge, event.words, _at(note, names))
            for event, note in zip(extras.events, notes, strict=True)
        ),
    )
    css = "notes" if is_numbered else "notes at-narrow"
    return format_html('<ol class="{}" aria-label="{}">{}</ol>', css, _("Notes on days"), listed)


def _at(note: DayNote, names: Mapping[int, tuple[str, str]]) -> SafeString | str:
    known = names.get(note.location_id or 0)
    return format_html(" <small>{}</small>", known[0]) if known else ""


# ------------------------------------------------------------------ forms
BOX: Final = (
    '<label class="check in{}"><input type="checkbox" name="places" value="{}"{}>'
    "<span>{}</span></label>"
)


@register.simple_tag
def goal_boxes(boxes: Iterable[tuple[str, str, int, bool]]) -> SafeString:
    """A box to tick for every place, set in by its depth in the tree."""
    checked = mark_safe(" checked")
    return format_html_join(
        "\n",
        BOX,
        ((level, key, checked if is_ticked else "", name) for key, name, level, is_ticked in boxes),
    )
