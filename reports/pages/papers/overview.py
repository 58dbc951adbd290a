"""The paper of the overview: how customers feel, what changed, where to look."""

from collections.abc import Iterator, Sequence
from typing import Final
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hearme.accounts.models import Organization
from reports.pages.chosen import Chosen
from reports.pages.overview import Low
from reports.pages.papers.board import board_section
from reports.pages.papers.parts import Frame, Page, count_words, score_figure
from reports.pages.papers.questions import WIDE, aimed, score_words, trend_blocks
from reports.pages.papers.ranks import Ends, Ranking
from reports.queries import Silence
from reports.queries.places import place_counts
from reports.queries.scope import answered_surveys, ratings_of_survey
from reports.rules.collection import Finished
from reports.rules.outline import Asked, main_of
from reports.rules.overview import Figure as Headline
from reports.rules.paper import (
    Cell,
    Column,
    Figure,
    Figures,
    Finding,
    Findings,
    Paper,
    Prose,
    Quote,
    Quotes,
    Section,
    Table,
    Tone,
)
from reports.rules.places import roll_up, standings
from reports.rules.scores import Change, add_up, people_in, shown_score
from reports.rules.summary import QuestionReport
from reports.templatetags.figures import (
    ABOUT,
    UP,
    as_percent,
    grain_words,
    kind_name,
    rating_name,
    signed_change,
    write,
)
from reports.templatetags.overviews import (
    changes_title,
    figure_name,
    moved_interval,
    overview_title,
    signed,
)

MOST_REAL: Final = 5
MOST_UNSURE: Final = 4
MOST_LOW: Final = 3
PLACES: Final = Ends(first=7, last=3, others=2)


def overview_paper(organization: Organization, page: Page) -> Paper:
    """The figures, what of them really changed, the way along the journey, places, low voices."""
    frame = Frame(organization, page, _("Overview"))
    headlines = page["headlines"]
    if not headlines.people:
        return frame.told(
            _("No answers in these days"), _("Choose a longer period or other locations.")
        )
    title = overview_title(headlines)
    return frame.paper(
        "" if title == _("Overview") else title,
        [
            Section("", (_figures(page),)),
            Section(changes_title(headlines.overview), (_findings(page),)),
            *_trend(page),
            *_voices(page),
            *board_section(page["journey"]),
            *_places(organization, page),
        ],
        _reading(),
    )


def _reading() -> str:
    return " ".join(
        [
            _(
                "Intervals: measured again many times in the same way, 95 of 100 of them"
                " would hold the true value."
            ),
            _(
                "Real: chance alone would hardly bring it, all figures judged at once"
                " (Benjamini–Hochberg, 5%)."
            ),
            _("Below five answers only their number is shown."),
        ]
    )


# ------------------------------------------------------------------ figures
def _figures(page: Page) -> Figures:
    cards = [_card(each) for each in page["headlines"].overview.cards]
    return Figures((*cards, *_counted(page))[:5])


def _card(each: Headline) -> Figure:
    label = kind_name(each.question)
    if each.score is None:
        few = _("The score appears from five answers on.")
        return Figure(label, "–", details=(count_words(each.n), few))
    plain = score_figure(label, each.score, each.question, is_few=each.is_low)
    plain = aimed(plain, each.goal, each.score, each.question)
    if each.moved is None:
        return plain
    return moved_figure(
        plain, *signed_change(Change(each.moved.value, each.moved.p), each.question, each.is_real)
    )


def moved_figure(figure: Figure, sign: str, size: str) -> Figure:
    """A figure with how it moved."""
    tone = Tone.DIM if sign == ABOUT else Tone.GOOD if sign == UP else Tone.BAD
    return Figure(figure.label, figure.value, figure.unit, f"{sign} {size}", tone, figure.details)


def _counted(page: Page) -> Iterator[Figure]:
    headlines, finished = page["headlines"], page["finished"]
    responses = Figure(_("Responses"), write(headlines.people))
    if headlines.change:
        responses = moved_figure(responses, *signed_change(headlines.change))
    yield responses
    if finished:
        yield finished_figure(finished)


def finished_figure(finished: Finished) -> Figure:
    """How many of those who opened the page came to its end."""
    words = [_("of those who opened the page")]
    if ends := finished.interval:
        interval = {"low": as_percent(ends.low), "high": as_percent(ends.high)}
        words.append(_("95%%: %(low)s to %(high)s") % interval)
    share = as_percent(finished.share)
    label = _("Finished")
    return Figure(label, share.removesuffix("%"), "%", details=tuple(words))


# ------------------------------------------------------------------ what changed
def _findings(page: Page) -> Findings | Prose:
    changes = [each for each in page["headlines"].overview.changes if each.moved]
    real = [each for each in changes if each.is_real][:MOST_REAL]
    unsure = [each for each in changes if not each.is_real and not each.is_low][:MOST_UNSURE]
    if not changes:
        return Prose(_("Nothing to compare with in these days."))
    items = [_real(page, each) for each in real]
    if unsure:
        said = "; ".join(f"{_name(page, each)} {signed(each.moved.value)}" for each in unsure)
        items.append(Finding(ABOUT, _("Not sure"), "", said, Tone.DIM))
    return Findings(tuple(items)) if items else Prose(_("Too few answers to judge a change."))


def _real(page: Page, each: Headline) -> Finding:
    if each.moved is None:
        raise ValueError("Only what moved can be real.")
    is_up = each.moved.value > 0
    title = f"{_name(page, each)} {signed(each.moved.value)}"
    text = f"(95%: {moved_interval(each.moved)}) · {count_words(each.n)}"
    if is_up:
        return Finding("▲", _("Real rise"), title, text, Tone.GOOD)
    return Finding("▼", _("Real fall"), title, text, Tone.BAD)


def _name(page: Page, each: Headline) -> str:
    return str(figure_name(each, page["headlines"].surveys, page["names"]))


# ------------------------------------------------------------------ sections
def _trend(page: Page) -> Iterator[Section]:
    """The trend of the first figure that has one."""
    cards = page["headlines"].overview.cards
    card = next((each for each in cards if any(point.score for point in each.trend)), None)
    if card is None:
        return
    report = QuestionReport(
        Asked(card.question, 1),
        card.n,
        0,
        {},
        score=card.score,
        trend=card.trend,
        goal=card.goal,
    )
    title = f"{kind_name(card.question)} · {grain_words(page['span'].period)}"
    yield Section(title, trend_blocks(report, WIDE, has_before=False))


def _voices(page: Page) -> Iterator[Section]:
    lows, silences = page["lows"], page["silences"]
    if lows:
        quotes = Quotes(tuple(_low(low) for low in lows[:MOST_LOW]))
        yield Section(_("Newest low ratings"), (quotes,), is_half=bool(silences))
    if silences:
        many = len(silences)
        title = ngettext("%d code fell silent", "%d codes fell silent", many) % many
        yield Section(title, (_silent(silences),), is_half=bool(lows))


def _low(low: Low) -> Quote:
    response = low.response
    at = localtime(response.answered_at, ZoneInfo(response.location.time_zone))
    words = [
        response.location.name,
        response.collector.name,
        "" if response.score is None else score_words(response.score),
        date_format(at, "SHORT_DATETIME_FORMAT"),
    ]
    return Quote(f"“{low.comment}”", " · ".join(filter(None, words)), Tone.BAD)


def _silent(silences: Sequence[Silence]) -> Table:
    columns = (Column(_("Code"), share=3), Column(_("Last opened"), share=2, is_number=True))
    rows = tuple(
        (
            Cell(each.collector.name or each.collector.code, detail=each.collector.location.name),
            Cell(date_format(each.code.last_day, "SHORT_DATE_FORMAT")),
        )
        for each in silences
    )
    return Table(columns, rows)


# ------------------------------------------------------------------ places
def _places(organization: Organization, page: Page) -> Iterator[Section]:
    """The ranking by the main rating of the survey that most people answered."""
    form: Chosen = page["form"]
    surveys = answered_surveys(organization, form.span.period)
    asked = main_of(ratings_of_survey(organization, surveys[0].survey)) if surveys else None
    if asked is None:
        return
    survey, question = surveys[0].survey, asked.question
    units = place_counts(organization, survey, question.key, form.span, form.filters)
    own, earlier = (
        {key: sides[at] for key, sides in units.items() if people_in(sides[at])} for at in (0, 1)
    )
    if len(own) < 2:
        return
    parents = _parents(form)
    hidden = roll_up(question, own, parents).hidden, roll_up(question, earlier, parents).hidden
    ranking = Ranking(
        standings(question, units, hidden),
        page["names"],
        _("Location"),
        shown_score(question, add_up(own.values())),
        has_before=form.span.before is not None,
        few=_("Fewer than five answers: only their number"),
        shield=_("Hidden so that a smaller one cannot be worked out"),
    )
    title = _("Locations by %(name)s") % {"name": rating_name(asked, survey.default_language)}
    yield Section(title, ranking.blocks(PLACES), survey.title)


def _parents(form: Chosen) -> dict[int, int | None]:
    """Place -> the place that it is in, in tree order; only what the filter lets through."""
    inside = form.place_ids
    kept = {
        place.location.pk: place.location.parent_id
        for place in form.places
        if inside is None or place.location.pk in inside
    }
    return {key: parent if parent in kept else None for key, parent in kept.items()}
