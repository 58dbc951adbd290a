"""The paper of the causes: what goes with satisfaction, and how well it is done."""

from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from hearme.accounts.models import Organization
from reports.charts import Size
from reports.charts.quadrants import tug
from reports.pages.papers.parts import Frame, Page, answers_elsewhere, inked, no_reports
from reports.rules.drivers import Corner, Driver, Drivers, Nature
from reports.rules.paper import (
    Block,
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
from reports.templatetags.figures import in_words, write
from reports.templatetags.voices import (
    corner_words,
    driver_name,
    drivers_title,
    gap,
    interval,
    nature_words,
    quadrant_svg,
)

PICTURE: Final = Size(640, 330)
TUG: Final = Size(150, 14)
CORNERS: Final = {Corner.FIX: Tone.BAD, Corner.KEEP: Tone.GOOD}
NATURES: Final = {Nature.BASIC: Tone.BAD, Nature.DELIGHT: Tone.GOOD}


def drivers_paper(organization: Organization, page: Page) -> Paper:
    """What to look at first, importance × performance, and what is lost and won."""
    frame = Frame(organization, page, _("Causes"), is_compared=False)
    if page.get("survey") is None:
        return frame.told(*no_reports())
    found: Drivers = page["drivers"]
    if not found.found:
        return frame.told(*_why_none(page, found))
    language = page["survey"].default_language
    picture = Drawing(inked(quadrant_svg(found, language, PICTURE, "quad-paper")))
    sections = [
        Section("", (_figures(found, language),)),
        Section(_("Importance and performance"), (picture, _numbers(found, language))),
        Section(
            _("What annoys when missing, what delights when excellent"),
            (_contrast(found, language), Prose(_contrast_words(), is_note=True)),
        ),
        Section(_("How to read this"), _reading(page, found, language)),
    ]
    return frame.paper(drivers_title(found, language), sections)


def _why_none(page: Page, found: Drivers) -> tuple[str, str]:
    candidates = len(page["candidates"])
    if not candidates:
        return _("This survey has nothing to compare"), _(
            "Causes need a main rating and at least two more ratings beside it, such as criteria:"
            " speed, taste, staff. Add them to the survey or choose another one."
        )
    if not page["read"]:
        return _("Nobody answered in these days"), (
            answers_elsewhere(page["counted"])
            if page.get("counted")
            else _(
                "Put up the code of this survey: causes appear when enough people have rated"
                " everything."
            )
        )
    if found.has_no_spread:
        return _("Everybody gave the same main rating"), _(
            "Where nobody differs, nothing can explain a difference. Choose more days or locations."
        )
    return _("Not enough answers yet"), _enough_words(candidates, found)


def _enough_words(candidates: int, found: Drivers) -> str:
    words = ngettext(
        "%(k)s factor needs at least %(needed)s people who rated it and the main question; there"
        " are %(n)s. Choose more days or locations.",
        "%(k)s factors need at least %(needed)s people who rated them all and the main question;"
        " there are %(n)s. Choose more days or locations.",
        candidates,
    )
    return words % {"k": candidates, "needed": write(found.needed), "n": write(found.n)}


def _figures(found: Drivers, language: str) -> Figures:
    first = found.first
    main = in_words(found.main.question.text, language) if found.main else ""
    items = [
        Figure(_("Who rated all"), write(found.n), details=(_("people"),)),
        Figure(_("Explained together"), write(found.explained), "%", details=(main,)),
    ]
    if first:
        items.append(
            Figure(
                corner_words(first.corner),
                write(first.importance.value),
                "%",
                details=(
                    driver_name(first, language),
                    _("importance, 95%%: %(interval)s") % {"interval": interval(first.importance)},
                ),
            )
        )
    return Figures(tuple(items))


def _numbers(found: Drivers, language: str) -> Table:
    columns = (
        Column(_("Factor"), share=4),
        Column(_("Importance"), is_number=True),
        Column("95%", is_number=True),
        Column(pgettext("ratings", "Good"), is_number=True),
        Column("95%", is_number=True),
        Column(_("What to do"), share=2),
    )
    return Table(columns, tuple(_number(each, language) for each in found.found))


def _number(each: Driver, language: str) -> tuple[Cell, ...]:
    return (
        Cell(driver_name(each, language), is_bold=True),
        Cell(f"{write(each.importance.value)}%", is_bold=True),
        Cell(interval(each.importance), Tone.DIM),
        Cell(f"{write(each.performance.value)}%"),
        Cell(interval(each.performance), Tone.DIM),
        Cell(corner_words(each.corner), CORNERS.get(each.corner, Tone.DIM)),
    )


def _contrast(found: Drivers, language: str) -> Table:
    columns = (
        Column(_("Factor"), share=4),
        Column(_("When bad"), is_number=True, share=2),
        Column("", share=4),
        Column(_("When excellent"), share=2),
        Column(_("Kind"), share=2),
    )
    gaps = [abs(each) for one in found.found for each in (one.penalty, one.reward) if each]
    most = max(gaps, default=0)
    rows = tuple(_tug(each, language, most) for each in found.found)
    return Table(columns, rows)


def _tug(each: Driver, language: str, most: float) -> tuple[Cell, ...]:
    lost, won = each.penalty, each.reward
    kind = nature_words(each.nature) if each.nature else _("too few answers")
    tone = NATURES.get(each.nature, Tone.DIM) if each.nature else Tone.DIM
    return (
        Cell(driver_name(each, language), is_bold=True),
        Cell(gap(lost), Tone.BAD if lost and lost < 0 else Tone.PLAIN),
        Cell(svg=tug(lost or 0, won or 0, most, TUG)),
        Cell(gap(won), Tone.GOOD if won and won > 0 else Tone.PLAIN),
        Cell(kind, tone),
    )


def _contrast_words() -> str:
    return _(
        "How far the main rating lies, on its own scale, from that of people who found the factor"
        " middling. “Basic”: nobody praises it, but its lack drives people away. “Delights”:"
        " nobody misses it, but excellence wins hearts."
    )


def _reading(page: Page, found: Drivers, language: str) -> tuple[Block, ...]:
    how = _(
        "The higher a factor stands, the more closely it goes with the main rating. The further"
        " right, the better it is done. The lines through each point are its 95%% interval."
    )
    notes = [_caution(page["samples"])]
    if page["is_cut"]:
        cut = _(
            "Worked out from the newest %(n)s people who gave the main rating. More would change"
            " nothing you can see."
        )
        notes.append(cut % {"n": write(page["read"])})
    if found.left_out:
        names = ", ".join(in_words(each.question.text, language) for each in found.left_out)
        notes.append(f"{_('Left out, because too few people rated it:')} {names}")
    return Prose(how % {}), *(Prose(each, is_note=True) for each in notes)


def _caution(samples: int) -> str:
    words = _(
        "These go together; that one causes the other is not said. Try a change at one place and"
        " watch it before you change them all. Importance is each factor’s part of R² (LMG), its"
        " interval from %(samples)s draws."
    )
    return words % {"samples": write(samples)}
