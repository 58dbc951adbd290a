"""The paper of the page of locations: the ranking, the funnel, and the tree by pooled answers."""

from collections.abc import Mapping, Sequence
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from hearme.accounts.models import Organization
from reports.charts import Size
from reports.pages.papers.parts import NONE, Frame, Page, inked, numbers, score_figure
from reports.pages.papers.ranks import Ends, Ranking, below_words, reading
from reports.rules.paper import (
    Cell,
    Column,
    Drawing,
    Figure,
    Figures,
    Paper,
    Prose,
    Section,
    Table,
    Tone,
)
from reports.rules.places import OF_PLACES, Branch, Funnel, Standing
from reports.rules.scores import Score
from reports.templatetags.figures import in_words, with_unit, write
from reports.templatetags.funnels import funnel_drawing, funnel_title
from reports.templatetags.standings import interval, places_said
from surveys.rules import Question

ROWS: Final = Ends(first=10, last=6, others=4)
BRANCHES: Final = 9
FUNNEL: Final = Size(760, 330)


def places_paper(organization: Organization, page: Page) -> Paper:
    """Who is really better or worse, the ranking, and what chance makes of it."""
    frame = Frame(organization, page, _("Locations"))
    rows: Sequence[Standing] = page.get("rows") or ()
    if not rows:
        return frame.nothing()
    question: Question = page["question"]
    sections = [
        Section("", (_figures(page, rows),)),
        Section(_("Ranking"), _ranking(page, rows).blocks(ROWS), below_words(OF_PLACES.rank)),
        *_funnel(page, rows),
        Section(_("Pooled, region by region"), _tree(page)),
    ]
    asked = in_words(question.text, page["survey"].default_language)
    return frame.paper(places_said(rows, page["names"]), sections, f"{asked} · {reading(question)}")


def _ranking(page: Page, rows: Sequence[Standing]) -> Ranking:
    return Ranking(
        rows,
        page["names"],
        _("Location"),
        page["whole"],
        has_before=bool(page["span"].before),
        few=_("fewer than five"),
        shield=_("shields a smaller one"),
    )


def _figures(page: Page, rows: Sequence[Standing]) -> Figures:
    whole: Score | None = page["whole"]
    if whole is None:
        return Figures((Figure(_("All together"), "–", details=(f"n = {write(page['n'])}",)),))
    ranked = [each for each in rows if each.is_ranked]
    below = len(rows) - len(ranked)
    few = ngettext("%(more)s below the line", "%(more)s below the line", below)
    return Figures(
        (
            score_figure(_("All together"), whole, page["question"], is_few=whole.is_low),
            Figure(_("Ranked locations"), write(len(ranked)), details=(few % {"more": below},)),
            _counted(_("Better than the rest"), sum(each.side > 0 for each in ranked)),
            _counted(_("Worse than the rest"), sum(each.side < 0 for each in ranked)),
        )
    )


def _counted(label: str, many: int) -> Figure:
    return Figure(label, write(many), details=(_("chance ruled out"),))


# ------------------------------------------------------------------ the funnel
def _funnel(page: Page, rows: Sequence[Standing]) -> list[Section]:
    found: Funnel | None = page["funnel"]
    if found is None:
        return []
    svg = funnel_drawing(found, rows, page["names"], FUNNEL, "funnel-paper")
    words = _(
        "With few answers chance throws a score far; the funnel shows how far. Inside it a place"
        " is no news."
    )
    if found.phi > 1:
        wider = _(
            "Places spread more than by chance alone, so the limits allow for %(phi)s times the"
            " variance."
        )
        words += " " + wider % {"phi": write(found.phi, 1)}
    blocks = (Drawing(inked(svg)), Prose(words, is_note=True))
    return [Section(funnel_title(found, rows), blocks, _("inner band 95%, outer band 99.8%"))]


# ------------------------------------------------------------------ the tree
def _tree(page: Page) -> tuple[Table, Prose]:
    branches: Sequence[Branch] = page["branches"]
    question: Question = page["question"]
    names: Mapping[int, tuple[str, str]] = page["names"]
    rows = [_branch(each, names, question) for each in branches[:BRANCHES]]
    whole: Score | None = page["whole"]
    total = Cell(_("All together"), is_bold=True)
    rows.append((total, *_score(whole, question), Cell(write(page["n"]), Tone.DIM)))
    columns = (
        Column(_("Place"), share=4),
        *numbers(_("Score")),
        Column("95%", is_number=True, share=2),
        *numbers("n"),
    )
    left = len(branches) - BRANCHES
    return Table(columns, tuple(rows), _more(left) if left > 0 else ""), _mean(page)


def _branch(
    each: Branch, names: Mapping[int, tuple[str, str]], question: Question
) -> tuple[Cell, ...]:
    name = names.get(each.key, (_("A location that is gone"), ""))[0]
    indent = "   " * each.depth
    return Cell(indent + name), *_score(each.score, question), Cell(write(each.n), Tone.DIM)


def _score(score: Score | None, question: Question) -> tuple[Cell, Cell]:
    if score is None:
        return Cell(pgettext("a score", "Hidden"), Tone.DIM), NONE
    return (
        Cell(with_unit(score.value, question), is_bold=True),
        Cell(interval(score, question), Tone.DIM),
    )


def _more(many: int) -> str:
    words = ngettext(
        "%(more)s more place with places inside", "%(more)s more places with places inside", many
    )
    return words % {"more": write(many)}


def _mean(page: Page) -> Prose:
    words = _("A region's score pools all answers given in it.")
    if page["mean"] is not None:
        mean = {"mean": with_unit(page["mean"], page["question"])}
        words += " " + _(
            "The plain mean of the locations shown is %(mean)s: a mean of places, not of customers."
        ) % (mean)
    return Prose(words, is_note=True)
