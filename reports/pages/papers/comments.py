"""The paper of the comments: how those feel who wrote, their tags, and the newest words."""

from collections.abc import Sequence
from typing import Final
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hearme.accounts.models import Organization
from reports.charts import Size
from reports.charts.quadrants import tug
from reports.pages.papers.parts import Frame, Page
from reports.queries.voices import Feelings, TagLine, Voice, Wanted
from reports.rules.paper import (
    Block,
    Cell,
    Column,
    Figure,
    Figures,
    Key,
    Paper,
    Prose,
    Quote,
    Quotes,
    Section,
    Table,
    Tone,
)
from reports.templatetags.figures import percent, write
from reports.templatetags.voices import tag_scale, voices_title

LONGEST: Final = 280
"""So many letters of a comment fit; the rest stands on the page."""
MOST_TAGS: Final = 10
ENOUGH: Final = 5
TUG: Final = Size(150, 12)
TONES: Final = {"good": Tone.GOOD, "bad": Tone.BAD}


def comments_paper(organization: Organization, page: Page) -> Paper:
    """What was found, how those feel who wrote it, what they wrote."""
    frame = Frame(organization, page, _("Comments"), is_compared=False)
    feelings: Feelings = page["feelings"]
    wanted: Wanted = page["wanted"]
    voices: Sequence[Voice] = page["page"].voices
    if not voices:
        return frame.told(*_nothing_found(page, wanted))
    tags: Sequence[TagLine] = page["tags"]
    sections = [
        Section("", (_figures(feelings),)),
        *([_tags(tags)] if tags else []),
        Section(_title(page), _quotes(voices, feelings, wanted), _chosen(page, wanted)),
    ]
    return frame.paper(voices_title(feelings, wanted, page["typed"]), sections)


def _title(page: Page) -> str:
    return _("Comments") if page["page"].has_newer else _("Newest comments")


def _nothing_found(page: Page, wanted: Wanted) -> tuple[str, str]:
    form = page["form"]
    if page["typed"]:
        title = _("No comment with “%(typed)s”") % {"typed": page["typed"]}
        return title, _(
            "Try fewer words, other days, or type without marks: then every spelling is found."
        )
    if wanted.tag or wanted.feeling or wanted.question or form.narrowing or form.chosen:
        return _("No comment fits these filters"), _("Leave a filter out, or choose other days.")
    return _("Nobody wrote anything in these days"), _(
        "Choose other days, or let a survey end with “Anything else?”: what customers write"
        " appears here within seconds."
    )


def _chosen(page: Page, wanted: Wanted) -> str:
    """What the comments were narrowed by, beside the filters that all pages know."""
    names = {"bad": _("Low scores"), "neutral": _("In between"), "good": _("High scores")}
    words = [
        page["questions"].get(wanted.question, ""),
        names.get(wanted.feeling, ""),
        _("tag “%(tag)s”") % {"tag": wanted.tag} if wanted.tag else "",
    ]
    return " · ".join(filter(None, words))


def _figures(feelings: Feelings) -> Figures:
    every = write(feelings.shown) + ("+" if feelings.is_cut else "")
    rated = (f"n = {write(feelings.rated)}",)
    items = [Figure(_("Comments"), every)]
    named = (
        (_("Low scores"), feelings.bad),
        (_("In between"), feelings.neutral),
        (_("High scores"), feelings.good),
    )
    if feelings.rated >= ENOUGH:
        items += [
            Figure(name, write(many), details=(percent(many, feelings.rated), *rated))
            for name, many in named
        ]
    return Figures(tuple(items))


def _tags(tags: Sequence[TagLine]) -> Section:
    most = tag_scale(tags)
    rows = tuple(_tag(line, most) for line in tags[:MOST_TAGS])
    columns = (
        Column(_("Tag"), share=3),
        Column(_("Low scores"), is_number=True),
        Column("", share=4),
        Column(_("High scores")),
        Column("n", is_number=True),
    )
    left = len(tags) - MOST_TAGS
    more = ngettext("%d more tag", "%d more tags", left) % left if left > 0 else ""
    key = Key((("d", _("Low score")), ("p", _("High score"))))
    return Section(_("Tags by how people feel"), (key, Table(columns, rows, more)))


def _tag(line: TagLine, most: int) -> tuple[Cell, ...]:
    return (
        Cell(line.word, is_bold=True),
        Cell(write(line.bad), Tone.BAD if line.bad else Tone.DIM),
        Cell(svg=tug(-line.bad, line.good, most, TUG)),
        Cell(write(line.good), Tone.GOOD if line.good else Tone.DIM),
        Cell(write(line.n), Tone.DIM),
    )


# ------------------------------------------------------------------ what they wrote
def _quotes(voices: Sequence[Voice], feelings: Feelings, wanted: Wanted) -> tuple[Block, ...]:
    every = getattr(feelings, wanted.feeling) if wanted.feeling else feelings.n
    quotes = Quotes(tuple(_quote(voice) for voice in voices))
    left = every - len(voices)
    if left <= 0:
        return (quotes,)
    words = ngettext(
        "%(n)s more comment stands on the page.", "%(n)s more comments stand on the page.", left
    )
    more = write(min(left, feelings.shown)) + ("+" if feelings.is_cut else "")
    return quotes, Prose(words % {"n": more}, is_note=True)


def _quote(voice: Voice) -> Quote:
    text = voice.text if len(voice.text) <= LONGEST else f"{voice.text[:LONGEST].rstrip()}…"
    day = date_format(
        voice.answered_at.astimezone(ZoneInfo(voice.time_zone)), "SHORT_DATETIME_FORMAT"
    )
    places = filter(None, [voice.location, voice.touchpoint, voice.collector])
    source = [_rated(voice), " · ".join(places), day, *voice.tags]
    return Quote(
        f"“{text}”", " · ".join(filter(None, source)), TONES.get(voice.feeling, Tone.PLAIN)
    )


def _rated(voice: Voice) -> str:
    """The score that the same person gave, out of how many."""
    if voice.score is None or voice.main is None:
        return ""
    return f"{voice.score}/{voice.main.scale[-1]}"
