"""The paper of staff, products and services: no name that its reader may not see."""

from collections.abc import Mapping, Sequence
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from hearme.accounts.models import Organization
from reports.pages.papers.parts import Frame, Page, score_figure
from reports.pages.papers.ranks import Ends, Ranking, below_words, reading
from reports.rules.paper import Figure, Figures, Paper, Prose, Section
from reports.rules.places import OF_PEOPLE, Standing
from reports.rules.scores import Score
from reports.templatetags.figures import in_words, write
from reports.templatetags.standings import people_found
from surveys.models import Subject
from surveys.rules import Question

ROWS: Final = Ends(first=14, last=8, others=6)


def people_paper(organization: Organization, page: Page) -> Paper:
    """The ranking of those whom the reader is in charge of."""
    frame = Frame(
        organization, page, f"{_('Staff, products and services')} · {page['about'].label}"
    )
    rows: Sequence[Standing] = page.get("rows") or ()
    if page.get("is_barred"):
        return frame.told(
            _("Only a person's managers see this page."),
            _("Ask your manager if you need these figures."),
        )
    if not rows:
        return _nobody(frame, page)
    question: Question = page["question"]
    sections = [
        Section("", (*_privacy(page), _figures(page, rows))),
        Section(_("Ranking"), _ranking(page, rows).blocks(ROWS), below_words(OF_PEOPLE.rank)),
        Section(_("Why there are two numbers"), (Prose(_two_numbers()),)),
    ]
    asked = in_words(question.text, page["survey"].default_language)
    title = people_found(rows, page["subjects"], page["about"])
    return frame.paper(title, sections, f"{asked} · {reading(question)}")


def _nobody(frame: Frame, page: Page) -> Paper:
    survey = page.get("survey")
    if survey is None or not page.get("asked") or not survey.live_version_id:
        return frame.nothing()
    return frame.told(
        _("Nobody was rated by name in these days"),
        _("Make a code for each person, product or service: then answers say whom they are about."),
    )


def _privacy(page: Page) -> tuple[Prose, ...]:
    """Who may read this, before anything else."""
    if not page["is_private"]:
        return ()
    who = (
        _("You see the people of the places that you are in charge of.")
        if page["is_part"]
        else _("Only managers see this page.")
    )
    use = _(
        "Customers rate one visit, not a human being: use it to coach, never alone to reward or"
        " punish."
    )
    return (Prose(f"{who} {use}"),)


def _figures(page: Page, rows: Sequence[Standing]) -> Figures:
    whole: Score | None = page["whole"]
    ranked = sum(each.is_ranked for each in rows)
    return Figures(
        (
            score_figure(_("All together"), whole, page["question"])
            if whole
            else Figure(
                _("All together"),
                "–",
                details=(f"n = {write(page['n'])}", _hidden_words(page["n"])),
            ),
            Figure(_("Ranked"), write(ranked)),
            Figure(_("Better than the rest"), write(sum(each.side > 0 for each in rows))),
            Figure(_("Worse than the rest"), write(sum(each.side < 0 for each in rows))),
        )
    )


def _hidden_words(n: int) -> str:
    if n < OF_PEOPLE.show:
        return _("The score appears from ten answers on.")
    return _("Hidden so that a smaller group cannot be worked out")


def _ranking(page: Page, rows: Sequence[Standing]) -> Ranking:
    subjects: Mapping[int, Subject] = page["subjects"]
    gone = {each.key: (_("Not known any more"), "") for each in rows}
    known = {key: (each.name, each.unit) for key, each in subjects.items()}
    return Ranking(
        rows,
        gone | known,
        pgettext("of a person, product or service", "Name"),
        page["whole"],
        has_before=bool(page["span"].before),
        few=_("fewer than ten"),
        shield=_("shields a smaller one"),
    )


def _two_numbers() -> str:
    return _(
        "With few answers anybody can come first or last by mere luck. The adjusted value is drawn"
        " towards all together, the more the fewer the answers. The raw value is just what"
        " customers said."
    )
