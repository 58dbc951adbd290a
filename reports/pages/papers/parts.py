"""What papers of single pages share: their frame, their cells, what stands where nothing is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from html import unescape
from typing import Any, Final, TypeAlias

from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from hearme.accounts.models import Organization
from reports.pages.papers.heads import days_words, filter_words, head_of, place_words
from reports.rules.paper import Cell, Column, Figure, Paper, Prose, Section, Tone
from reports.rules.periods import Period
from reports.rules.scores import Change, Score
from reports.rules.summary import Span
from reports.templatetags.figures import (
    ABOUT,
    UP,
    period_words,
    points,
    signed_change,
    unit,
    write,
)
from surveys.rules import Question

Page: TypeAlias = Mapping[str, Any]
"""What the view worked out: the context of the page's template."""

NONE: Final = Cell("–", Tone.DIM)


@dataclass(frozen=True, slots=True)
class Frame:
    """What is around the sections of a page's paper."""

    organization: Organization
    page: Page
    heading: str
    """What the page is called."""
    is_compared: bool = True

    def paper(self, title: str, sections: Sequence[Section], foot: str = "") -> Paper:
        """The paper with its finding as the title; empty sections are left out."""
        form, survey = self.page["form"], self.page.get("survey")
        return replace(
            head_of(self.organization, form, title=title or self.heading, survey=survey),
            subtitle=self._subtitle(has_finding=bool(title)),
            sections=(*_problem(self.page), *(each for each in sections if each.blocks)),
            foot=foot,
        )

    def told(self, title: str, text: str) -> Paper:
        """A paper that says why there is nothing."""
        if self.page.get("is_withheld"):
            title, text = withheld()
        return self.paper(title, [Section("", (Prose(text),))])

    def nothing(self) -> Paper:
        """The same where a page about one question has no figures."""
        return self.told(*_nothing(self.page))

    def _subtitle(self, *, has_finding: bool) -> str:
        form, survey = self.page["form"], self.page.get("survey")
        span = form.span if self.is_compared else Span(form.span.period, None)
        words = [
            self.heading if has_finding else "",
            self.organization.name,
            survey.title if survey else "",
            days_words(span),
            place_words(form),
            *filter_words(form),
        ]
        return " · ".join(filter(None, words))


def _problem(page: Page) -> tuple[Section, ...]:
    """What of the address was not understood, as the page says it."""
    scope = page.get("scope")
    form = page["form"]
    words = page.get("problem") or (scope.problem if scope else form.problem)
    said = filter(None, (words, getattr(form, "held_words", "")))
    return tuple(Section("", (Prose(each),)) for each in said)


# ------------------------------------------------------------------ nothing to show
def _nothing(page: Page) -> tuple[str, str]:
    """Why a page about one question shows nothing, in the words of the page: title and text."""
    survey = page.get("survey")
    if survey is None:
        return no_reports()
    if survey.live_version_id and not page.get("asked") and not page.get("measure"):
        title = _("This survey asks for no rating")
        return title, _(
            "Rankings, hours and control charts need a question with a scale: faces, stars,"
            " 0 to 10."
        )
    return no_answers(page)


def no_answers(page: Page) -> tuple[str, str]:
    """Why a survey has no figures: title and text."""
    survey, counted = page["survey"], page.get("counted")
    if survey.live_version_id is None:
        title = _("This survey is still a draft")
        return title, _(
            "Publish it and put up its code: the first figures appear here seconds after the"
            " first answers."
        )
    if counted:
        return _("Nobody answered in these days"), answers_elsewhere(counted)
    return _("No answers yet"), _(
        "Put the code where customers see it: on the table, at the till, on the receipt. Scores"
        " appear from five answers on."
    )


def withheld() -> tuple[str, str]:
    """What is said where the figures would give few people away."""
    text = _(
        "With these filters the figures would differ from others by fewer than five people."
        " Choose more values, or one filter less."
    )
    return _("Hidden so that a smaller group cannot be worked out"), text


def no_reports() -> tuple[str, str]:
    """What is said before the first survey is published."""
    text = _("A report begins with a published survey. Ask your first question.")
    return _("No reports yet"), text


def answers_elsewhere(counted: Period) -> str:
    """Between which days there are answers instead."""
    words = {"days": period_words(counted)}
    return _("There are answers between %(days)s. Choose other days or locations.") % words


# ------------------------------------------------------------------ words and cells
def plain(html: str) -> str:
    """Words of a page without their marks."""
    return unescape(strip_tags(html))


def interval_words(score: Score, question: Question) -> str:
    """The 95 % interval as pages write it."""
    ends = {"low": points(score.low, question), "high": points(score.high, question)}
    return _("95%%: %(low)s to %(high)s") % ends


def count_words(n: int) -> str:
    """How many answers something rests on."""
    return f"n = {write(n)}"


def score_figure(label: str, score: Score, question: Question, *, is_few: bool = False) -> Figure:
    """A score as a large number, with its interval and what it rests on."""
    details = [interval_words(score, question), count_words(score.n)]
    if is_few:
        details[-1] += f" · {_('few answers')}"
    return Figure(label, points(score.value, question), unit(question), details=tuple(details))


def change_cell(moved: Change | None, question: Question | None, *, is_real: bool) -> Cell:
    """A change: with an arrow if it beats chance, else behind ≈."""
    if moved is None:
        return NONE
    sign, size = signed_change(moved, question, is_real)
    return Cell(f"{sign} {size}", Tone.DIM if sign == ABOUT else side_tone(1 if sign == UP else -1))


def side_tone(side: int) -> Tone:
    """Good above the middle, bad below it."""
    return Tone.PLAIN if not side else Tone.GOOD if side > 0 else Tone.BAD


def line_of(cells: Sequence[Cell], many: int) -> tuple[Cell, ...]:
    """A row that is filled up to so many cells."""
    return (*cells, *(Cell() for _each in range(many - len(cells))))


def inked(svg: str) -> str:
    """A drawing without the arrows of its axes, which the font of papers lacks."""
    return svg.replace(" →", "").replace("↑ ", "")


def numbers(*names: str) -> tuple[Column, ...]:
    """Columns of numbers."""
    return tuple(Column(name, is_number=True) for name in names)
