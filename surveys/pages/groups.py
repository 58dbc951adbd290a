"""The questions of a draft as its pages divide them."""

from collections.abc import Sequence
from dataclasses import dataclass

from surveys.models import Survey
from surveys.pages.cards import Card
from surveys.pages.looks import language_name
from surveys.rules import Content, Page, pick


@dataclass(frozen=True, slots=True)
class CardRow:
    """A card and where it stands."""

    card: Card
    begins: bool
    """Whether it is the first of its page."""
    is_last: bool


@dataclass(frozen=True, slots=True)
class PageGroup:
    """A page and its questions."""

    key: str
    place: int
    title: str
    titles: Sequence[tuple[str, str, str]]
    """Language code, its name, the title."""
    rows: Sequence[CardRow]
    is_own: bool
    """Whether the author made it; pages that come by themselves have nothing to edit."""


def page_groups(survey: Survey, content: Content, cards: Sequence[Card]) -> list[PageGroup]:
    """The cards page by page; pages without questions too, if the author made them."""
    by_key = {card.question.key: card for card in cards}
    pages = [(page, content.questions_on(page.key)) for page in content.pages]
    groups = []
    for place, (page, questions) in enumerate(pages or content.sheets, start=1):
        rows = [
            CardRow(by_key[question.key], begins=not at, is_last=question is content.questions[-1])
            for at, question in enumerate(questions)
            if question.key in by_key
        ]
        groups.append(_group(survey, page, place, rows, is_own=bool(pages)))
    return groups


def _group(
    survey: Survey, page: Page, place: int, rows: Sequence[CardRow], *, is_own: bool
) -> PageGroup:
    return PageGroup(
        key=page.key,
        place=place,
        title=pick(page.title, survey.default_language, ""),
        titles=[(code, language_name(code), page.title.get(code, "")) for code in survey.languages],
        rows=rows,
        is_own=is_own,
    )
