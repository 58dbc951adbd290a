"""A large invented chain: its places, what customers meet there, its survey, and its codes."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db import transaction

from hearme.accounts.actions import add_location, found_organization
from hearme.accounts.models import Location, Organization, User
from responses.actions import open_collector
from surveys.actions import add_subject, add_touchpoint, create_survey, publish_survey
from surveys.models import About, Stage, Survey, SurveyVersion, Touchpoint
from surveys.rules import Choice, Content, Kind, Question, add_question

BRANCHES_IN_REGION = 20
WITHOUT_TOUCHPOINT = 10
"""One code in so many stands at no touchpoint."""
WITH_SUBJECT = 2
"""One code in so many is about a person."""
ASKED: Sequence[tuple[Kind, str, str, Sequence[str]]] = (
    (Kind.NPS, "Bạn có sẵn lòng giới thiệu quán?", "Would you recommend us?", ()),
    (Kind.CSAT, "Hôm nay bạn thấy thế nào?", "How was it today?", ()),
    (Kind.CES, "Gọi món ở quán dễ dàng.", "Ordering was easy.", ()),
    (
        Kind.CHOICES,
        "Điều gì ảnh hưởng nhất?",
        "What mattered most?",
        ("Đồ uống", "Nhân viên", "Thời gian chờ", "Không gian", "Vệ sinh", "Giá cả"),
    ),
    (
        Kind.STARS,
        "Bạn chấm từng điều thế nào?",
        "How do you rate each?",
        ("Hương vị", "Phục vụ", "Sạch sẽ", "Tốc độ"),
    ),
    (
        Kind.CHOICE,
        "Bạn đến cùng ai?",
        "Who did you come with?",
        ("Một mình", "Bạn bè", "Gia đình", "Đồng nghiệp"),
    ),
    (Kind.TEXT, "Bạn muốn nhắn gì thêm?", "Anything else?", ()),
)
OWN = {Kind.CES: ("consider", "service"), Kind.STARS: ("buy", "product")}
"""The questions that ask about a touchpoint of their own, whichever code led to them."""


@dataclass(frozen=True, slots=True)
class Chain:
    """An organization that waits for responses."""

    organization: Organization
    survey: Survey
    version: SurveyVersion


@transaction.atomic
def build_chain(owner: User, name: str, branches: int = 200) -> Chain:
    """An organization with regions and branches, and a code of one survey in each branch."""
    organization = found_organization(owner, name)
    touchpoints = {
        (stage, about): add_touchpoint(
            organization,
            stage=stage.value,
            about=about.value,
            name=f"{stage.label} · {about.label}",
        )
        for stage in Stage
        for about in About
    }
    survey = create_survey(organization, _content(touchpoints), languages=("vi", "en"))
    version = publish_survey(survey)
    places = _places(organization, branches)
    _open_codes(organization, survey, places, list(touchpoints.values()))
    return Chain(organization, survey, version)


def _content(touchpoints: dict[tuple[Stage, About], Touchpoint]) -> Content:
    content = Content(title={"vi": "Góp ý tại quán", "en": "Your visit"})
    for kind, vietnamese, english, choices in ASKED:
        own = touchpoints.get(OWN.get(kind, ("", "")))  # type: ignore[call-overload]
        asked = Question(
            key="",
            kind=kind,
            text={"vi": vietnamese, "en": english},
            choices=tuple(Choice(0, {"vi": words, "en": words}) for words in choices),
        )
        content = add_question(content, replace(asked, touchpoint=own.pk if own else 0))
    return content


def _places(organization: Organization, branches: int) -> list[Location]:
    regions = [
        add_location(organization, f"Vùng {number + 1}")
        for number in range(-(-branches // BRANCHES_IN_REGION))
    ]
    return [
        add_location(organization, f"Quán số {number + 1}", parent=regions[number % len(regions)])
        for number in range(branches)
    ]


def _open_codes(
    organization: Organization,
    survey: Survey,
    places: Sequence[Location],
    touchpoints: Sequence[Touchpoint],
) -> None:
    for number, place in enumerate(places):
        has_touchpoint = number % WITHOUT_TOUCHPOINT < WITHOUT_TOUCHPOINT - 1
        person = None
        if number % WITH_SUBJECT == 0:
            person = add_subject(
                organization, about=About.STAFF, name=f"Nhân viên {number + 1}", location=place
            )
        open_collector(
            organization,
            survey,
            place,
            name="Quầy",
            touchpoint=touchpoints[number % len(touchpoints)] if has_touchpoint else None,
            subject=person,
        )
