"""The paper of one survey: its figures, and each question by its kind."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Final

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from hearme.accounts.models import Organization
from reports import charts
from reports.charts import Rail, Size, Whisker
from reports.pages.papers.overview import finished_figure, moved_figure
from reports.pages.papers.parts import (
    NONE,
    Frame,
    Page,
    change_cell,
    count_words,
    line_of,
    no_answers,
    numbers,
    score_figure,
)
from reports.pages.papers.questions import (
    HALF,
    WIDE,
    aimed,
    comment_quotes,
    ranks_table,
    rows_table,
    shares_table,
    spread_blocks,
    trend_blocks,
)
from reports.queries.comments import Comment
from reports.rules.paper import (
    Block,
    Cell,
    Column,
    Figure,
    Figures,
    Paper,
    Prose,
    Section,
    Table,
    Tone,
)
from reports.rules.scores import Score
from reports.rules.summary import Block as Answered
from reports.rules.summary import PlaceRow, QuestionReport, SurveyReport
from reports.templatetags.drawings import NPS, SHARES
from reports.templatetags.figures import (
    grain_words,
    in_words,
    insight,
    kind_name,
    rating_name,
    rule_words,
    signed_change,
    with_unit,
    write,
)
from surveys.rules import Kind, Question

WHISKER: Final = Size(240, 18)
AXIS: Final = Size(240, 16)
BEST: Final = 6
WORST: Final = 4
FEW: Final = 3
MOST_TEXTS: Final = 3
MOST_WORDS: Final = 90


def survey_paper(organization: Organization, page: Page) -> Paper:
    """The figures, the main question in full, places, then every other question in small."""
    frame = Frame(organization, page, _("Report"))
    report: SurveyReport = page["report"]
    if report.is_empty:
        return frame.told(*no_answers(page))
    main = report.main
    title = insight(main.change, main.question) if main else ""
    sections = [
        Section("", (_figures(page, report),)),
        *(_main(page, main) if main and main.score else ()),
        *_places(page, report),
        *_others(page, report),
    ]
    return frame.paper(title or page["survey"].title, sections, _reading(report))


def _reading(report: SurveyReport) -> str:
    rules = [
        f"{kind_name(each.question)}: {rule_words(each.question)}" for each in report.headlines
    ]
    few = _("Below five answers only their number is shown.")
    return ". ".join([*dict.fromkeys(rules), few])


# ------------------------------------------------------------------ figures
def _figures(page: Page, report: SurveyReport) -> Figures:
    language = page["survey"].default_language
    cards = [_card(each, language) for each in report.headlines]
    return Figures((*cards, _responses(page, report)))


def _card(each: QuestionReport, language: str) -> Figure:
    label = rating_name(each.asked, language)
    if each.score is None:
        few = _("The score appears from five answers on.")
        return Figure(label, "–", details=(count_words(each.n), few))
    plain = score_figure(label, each.score, each.question, is_few=each.is_low)
    plain = aimed(plain, each.goal, each.score, each.question)
    if each.change is None:
        return plain
    return moved_figure(plain, *signed_change(each.change, each.question))


def _responses(page: Page, report: SurveyReport) -> Figure:
    volume = report.volume
    words = [_("%(pace)s a day") % {"pace": write(volume.pace, 1)}]
    if finished := page["finished"]:
        told = finished_figure(finished)
        words.append(_("%(share)s of those who opened it finished") % {"share": told.value + "%"})
    plain = Figure(_("Responses"), write(volume.n), details=tuple(words))
    return moved_figure(plain, *signed_change(volume.change)) if volume.change else plain


# ------------------------------------------------------------------ questions
def _main(page: Page, main: QuestionReport) -> Iterator[Section]:
    """The rating that stands for the survey: its trend over the whole width, and its spread."""
    has_before = page["report"].span.before is not None
    title = f"{_name(page, main)} · {grain_words(page['report'].span.period)}"
    yield Section(title, trend_blocks(main, WIDE, has_before=has_before))


def _others(page: Page, report: SurveyReport) -> Iterator[Section]:
    """Each question by its kind; those that are only counted share a line."""
    told: list[str] = []
    for block in report.blocks:
        if not block.n:
            continue
        if block.is_hidden or block.question.kind in ONLY_COUNTED:
            told.append(f"{_short(page, block.question)} ({count_words(block.n)})")
            continue
        yield from _one(page, report, block)
    if told:
        yield Section(_("Also asked"), (Prose("; ".join(told), is_note=True),))


ONLY_COUNTED: Final = frozenset(
    {Kind.NUMBER, Kind.DATE, Kind.CONTACT, Kind.CONSENT, Kind.ATTACHMENT}
)
"""What was answered stands with each response: it is private, or makes no sense together."""


def _one(page: Page, report: SurveyReport, block: Answered) -> Iterator[Section]:
    language, each = page["survey"].default_language, block.report
    title, note = _short(page, block.question), count_words(block.n)
    has_before = report.span.before is not None
    if block.question.kind.has_rows:
        blocks: tuple[Block, ...] = (rows_table(block.reports, language, has_before=has_before),)
        yield Section(title, blocks, note)
    elif block.question.kind.is_rating:
        yield Section(title, _rating(each, report), note, is_half=True)
    elif block.has_shares:
        yield Section(title, (shares_table(each, language),), note, is_half=True)
    elif block.question.kind is Kind.RANKING:
        yield Section(title, (ranks_table(each, language),), note, is_half=True)
    elif said := page["comments"].get(block.key):
        yield _texts(report, said, title, note)


def _rating(each: QuestionReport, report: SurveyReport) -> tuple[Block, ...]:
    """Its spread; the trend too, unless it already stands above as that of the main question."""
    if report.main and each.key == report.main.key:
        return spread_blocks(each)
    trend = trend_blocks(each, HALF, has_before=report.span.before is not None)
    return (*spread_blocks(each)[:2], *trend)


def _texts(report: SurveyReport, said: Sequence[Comment], title: str, note: str) -> Section:
    main = report.main.question if report.main else None
    return Section(title, (comment_quotes(said[:MOST_TEXTS], main),), note, is_half=True)


def _name(page: Page, each: QuestionReport) -> str:
    return str(rating_name(each.asked, page["survey"].default_language))


def _short(page: Page, question: Question) -> str:
    words = in_words(question.text, page["survey"].default_language) or kind_name(question)
    return str(Truncator(words).chars(MOST_WORDS))


# ------------------------------------------------------------------ places
def _places(page: Page, report: SurveyReport) -> Iterator[Section]:
    """Both ends of the ranking, where there is more than one place."""
    ranked = report.ranked
    if ranked is None or len(report.places) < 2:
        return
    firm = [row for row in report.places if row.is_ranked]
    others = [row for row in report.places if not row.is_ranked]
    cut = len(firm) > BEST + WORST
    first, last = (firm[:BEST], firm[-WORST:]) if cut else (firm, [])
    numbered = [*enumerate(first, 1), *enumerate(last, len(firm) - len(last) + 1)]
    table = _Places(page["names"], ranked, report.span.before is not None)
    left = len(report.places) - len(numbered) - len(others[:FEW])
    more = ngettext("%d more location", "%d more locations", left) % left if left else ""
    lines = [(str(rank), row) for rank, row in numbered] + [("–", row) for row in others[:FEW]]
    title = _("Locations by %(name)s") % {"name": _name(page, ranked)}
    yield Section(title, (table.of(lines, more),))


class _Places:
    """The rows of a ranking by one question."""

    def __init__(
        self, names: Mapping[int, tuple[str, str]], ranked: QuestionReport, has_before: bool
    ) -> None:
        self.names, self.ranked, self.has_before = names, ranked, has_before
        self.everywhere = ranked.score.value if ranked.score else None

    def of(self, lines: Sequence[tuple[str, PlaceRow]], more: str) -> Table:
        scores = [row.score for _rank, row in lines if row.score]
        ends = [end for score in scores for end in (score.low, score.high)]
        rail = Rail.around(ends, *(NPS if self.ranked.question.kind is Kind.NPS else SHARES))
        change = numbers(pgettext("of a score", "Change")) if self.has_before else ()
        columns = (
            Column(""),
            Column(_("Location"), share=6),
            Column("", share=6),
            Column(_("Score"), is_number=True, share=2),
            Column("n", is_number=True, share=2),
            *(Column(each.name, is_number=True, share=2) for each in change),
        )
        axis = (line_of([Cell(), Cell(), self._axis(rail)], len(columns)),) if ends else ()
        rows = (self._row(rank, row, rail) for rank, row in lines)
        return Table(columns, (*axis, *rows), more)

    def _axis(self, rail: Rail) -> Cell:
        is_nps = self.ranked.question.kind is Kind.NPS
        return Cell(svg=charts.whisker_axis(rail, partial(write, is_signed=is_nps), AXIS))

    def _row(self, rank: str, row: PlaceRow, rail: Rail) -> tuple[Cell, ...]:
        name, _above = self.names.get(row.location_id, (_("A location that is gone"), ""))
        tone = Tone.PLAIN if row.is_ranked else Tone.DIM
        change = change_cell(row.change, self.ranked.question, is_real=row.is_real)
        return (
            Cell(rank, Tone.DIM),
            Cell(name, tone),
            self._picture(row, row.score, rail),
            NONE
            if row.score is None
            else Cell(with_unit(row.score.value, row.question), tone, is_bold=row.is_ranked),
            Cell(write(row.n), Tone.DIM),
            *((change,) if self.has_before else ()),
        )

    def _picture(self, row: PlaceRow, score: Score | None, rail: Rail) -> Cell:
        if score is None:
            return Cell(_("Fewer than five answers: only their number"), Tone.DIM)
        mark = Whisker(score.value, score.low, score.high, row.before, self.everywhere)
        moved = row.change.value if row.is_real and row.change else 0.0
        tone = Tone.GOOD if moved > 0 else Tone.BAD if moved < 0 else Tone.PLAIN
        return Cell(svg=charts.whisker(mark, rail, WHISKER), tone=tone)
