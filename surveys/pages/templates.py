"""The library of ready surveys: its sectors, one card for each template, and one in full."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from surveys.models import About, Stage
from surveys.pages.looks import LOOKS
from surveys.rules import (
    Action,
    Kind,
    PlannedTouchpoint,
    Question,
    Sector,
    Template,
    Texts,
    fitting_templates,
    library,
    pick,
    piped,
    without_marks,
)

SECTORS: Mapping[Sector, str | Promise] = {
    Sector.FOOD: gettext_lazy("Food and drink"),
    Sector.RETAIL: gettext_lazy("Retail"),
    Sector.HEALTH: gettext_lazy("Health care"),
    Sector.BANK: gettext_lazy("Banking, insurance"),
    Sector.HOTEL: gettext_lazy("Hotels"),
    Sector.PUBLIC: gettext_lazy("Public services"),
    Sector.DELIVERY: gettext_lazy("Delivery, online shops"),
    Sector.EDUCATION: gettext_lazy("Education"),
    Sector.CALLS: gettext_lazy("Customer support"),
    Sector.SERVICES: gettext_lazy("Services, events"),
    Sector.BASICS: gettext_lazy("Basic measures"),
}
SUGGESTED = 6
"""How many templates the page of a new survey shows."""


@dataclass(frozen=True, slots=True)
class SectorChip:
    """A sector to filter by and how many templates it has; "" for all."""

    value: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class TemplateCard:
    """A template as the gallery shows it."""

    slug: str
    title: str
    text: str
    sector: str
    questions: int
    seconds: str
    faces: Sequence[int] = ()
    marks: Sequence[str] = ()


def template_card(template: Template) -> TemplateCard:
    """The card of one template in the language of the page."""
    main = template.content.main_question
    return TemplateCard(
        slug=template.slug,
        title=_said(template.name),
        text=_said(template.description),
        sector=str(SECTORS[template.sector]),
        questions=len(template.content.questions),
        seconds=str(_rounded(template.seconds)),
        faces=_faces(main) if main else (),
        marks=_marks(main) if main else (),
    )


def _faces(question: Question) -> Sequence[int]:
    if question.kind is not Kind.CSAT:
        return ()
    return (1, 2, 4, 5) if question.size == 4 else (1, 2, 3, 4, 5)


def _marks(question: Question) -> Sequence[str]:
    """The last few levels of a scale of numbers."""
    if question.kind is Kind.CSAT:
        return ()
    most = 5 if question.kind is Kind.NPS else 7
    return [str(number) for number in question.scale][-most:]


def _rounded(seconds: int) -> int:
    """To the nearest five, since nobody answers to the second."""
    return max(5, 5 * round(seconds / 5))


def _said(texts: Texts) -> str:
    return pick(texts, get_language() or "vi", "vi")


# ------------------------------------------------------------------ finding
def find_templates(words: str = "", sector: str = "") -> list[Template]:
    """Those of a sector (or all) that have each of these words, marks and capitals aside."""
    return [
        template
        for template in library().values()
        if sector in {"", template.sector} and _has(template, words)
    ]


def _has(template: Template, words: str) -> bool:
    texts = [*template.name.values(), *template.description.values()]
    texts.append(str(SECTORS[template.sector]))
    for question in template.content.questions:
        texts += question.text.values()
    everything = without_marks(" ".join(texts))
    return all(word in everything for word in without_marks(words).split())


def sector_chips(words: str = "") -> list[SectorChip]:
    """All sectors with the number of their templates that have these words."""
    found = find_templates(words)
    counts = [
        SectorChip(sector.value, str(name), sum(one.sector is sector for one in found))
        for sector, name in SECTORS.items()
    ]
    return [SectorChip("", _("All"), len(found)), *counts]


def suggested_templates(field: str) -> list[TemplateCard]:
    """The templates that fit a business field best."""
    return [template_card(template) for template in fitting_templates(field)[:SUGGESTED]]


# ------------------------------------------------------------------ one in full
@dataclass(frozen=True, slots=True)
class OutlineRow:
    """A question of a template in one line."""

    icon: str
    text: str
    facts: str
    is_first_of_page: bool = False


@dataclass(frozen=True, slots=True)
class TouchpointLine:
    """A touchpoint that comes with a template."""

    name: str
    stage: str
    about: str


@dataclass(frozen=True, slots=True)
class TemplateDetail:
    """All there is to know of a template before it is used."""

    card: TemplateCard
    rows: Sequence[OutlineRow]
    touchpoints: Sequence[TouchpointLine]
    alerts: str
    seconds: str
    seconds_when_bad: str


def template_detail(template: Template) -> TemplateDetail:
    """One template with its questions, touchpoints and alerts."""
    return TemplateDetail(
        card=template_card(template),
        rows=list(_outline(template)),
        touchpoints=[
            TouchpointLine(
                _said(planned.name),
                str(Stage(planned.stage).label),
                str(About(planned.about).label),
            )
            for planned in template.touchpoints
        ],
        alerts=", ".join(_alert_words(question) for question in template.alerts),
        seconds=str(_rounded(template.seconds)),
        seconds_when_bad=str(_rounded(template.seconds_when_bad)),
    )


def _touchpoint_line(planned: PlannedTouchpoint) -> TouchpointLine:
    stage, about = Stage(planned.stage), About(planned.about)
    return TouchpointLine(_said(planned.name), str(stage.label), str(about.label))


def _outline(template: Template) -> Iterator[OutlineRow]:
    for place, (_page, questions) in enumerate(template.content.sheets):
        for question in questions:
            yield OutlineRow(
                icon=LOOKS[question.kind].icon,
                text=piped(_said(question.text), {}),
                facts=" · ".join(_facts(template, question)),
                is_first_of_page=bool(place) and question is questions[0],
            )


def _facts(template: Template, question: Question) -> Iterator[str]:
    look = LOOKS[question.kind]
    yield look.measure or str(look.name)
    if question.is_required:
        yield _("required")
    if question.kind.has_rows:
        number = len(question.choices)
        yield ngettext("%d row", "%d rows", number) % number
    elif question.kind.has_choices and question.kind is not Kind.CONSENT:
        number = len(question.choices)
        yield ngettext("%d choice", "%d choices", number) % number
    actions = {rule.action for rule in template.content.rules if rule.target == question.key}
    if Action.SHOW in actions:
        yield _("only after certain answers")
    if Action.REWORD in actions:
        yield _("worded by the score")


def _alert_words(question: Question) -> str:
    look = LOOKS[question.kind]
    name = look.measure or str(look.name)
    return f"{name} ≤ {question.score_rule.bad_to}" if question.score_rule else name
