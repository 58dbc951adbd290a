"""Builders: each makes one thing that a test needs, with plain defaults that can be seen here."""

import io
import itertools
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from PIL import Image

from hearme.accounts.actions import PlaceDetails, add_location, found_organization
from hearme.accounts.models import Location, Membership, Organization, Role, User
from reports.actions import (
    DayText,
    Metric,
    make_export,
    order_export,
    set_goals,
    write_note,
)
from reports.actions.mails import Plan, schedule_report
from reports.actions.sharing import BoardPlan, SharedPage, add_board, share
from reports.models import Annotation, ExportOrder, Goal, ReportSchedule, ShareLink, Wallboard
from reports.rules.exporting import Format, Wanted
from reports.rules.periods import Period
from reports.rules.wallboard import USUAL_TILES
from responses.actions import (
    Owner,
    make_posters,
    open_collector,
    order_posters,
    receive_file,
    record_response,
)
from responses.models import (
    Attachment,
    Collector,
    ConsentProof,
    PosterOrder,
    Response,
    VisitCount,
)
from responses.rules import Answers, Reply, local_hour, new_key, ratings_of, score_of
from surveys.actions import (
    add_subject,
    add_theme,
    add_touchpoint,
    create_survey,
    publish_survey,
    store_picture,
)
from surveys.models import Picture, Subject, Survey, Theme, Touchpoint
from surveys.rules import Choice, Content, Kind, Page, Question, add_question

PASSWORD = "trà sen thơm mát"
numbers = itertools.count(1)

TEXTS = {
    Kind.NPS: {"vi": "Bạn có sẵn lòng giới thiệu quán?", "en": "Would you recommend us?"},
    Kind.CSAT: {"vi": "Hôm nay bạn thấy thế nào?", "en": "How was it today?"},
    Kind.CES: {"vi": "Quán giúp bạn gọi món dễ dàng.", "en": "Ordering was made easy."},
    Kind.CHOICE: {"vi": "Bạn đến cùng ai?", "en": "Who did you come with?"},
    Kind.CHOICES: {"vi": "Điều gì ảnh hưởng nhất?", "en": "What mattered most?"},
    Kind.TEXT: {"vi": "Bạn muốn nhắn gì thêm?", "en": "Anything else?"},
    Kind.SCALE: {"vi": "Món ngon ở mức nào?", "en": "How tasty was it?"},
    Kind.STARS: {"vi": "Bạn chấm từng điều thế nào?", "en": "How do you rate each?"},
    Kind.MATRIX: {"vi": "Bạn đồng ý đến đâu?", "en": "How far do you agree?"},
    Kind.PICTURES: {"vi": "Bạn thích món nào?", "en": "Which one do you like?"},
    Kind.RANKING: {"vi": "Điều gì quan trọng hơn?", "en": "What matters more?"},
    Kind.NUMBER: {"vi": "Bạn đi mấy người?", "en": "How many of you came?"},
    Kind.DATE: {"vi": "Bạn ghé hôm nào?", "en": "When were you here?"},
    Kind.CONTACT: {"vi": "Quán gọi lại cho bạn nhé?", "en": "May we call you back?"},
    Kind.CONSENT: {"vi": "Bạn đồng ý cho quán", "en": "You allow us to"},
    Kind.ATTACHMENT: {"vi": "Gửi quán một tấm ảnh?", "en": "A photo for us?"},
    Kind.STATEMENT: {"vi": "Cảm ơn bạn đã ghé.", "en": "Thank you for coming."},
}
CHOICES = (
    Choice(1, {"vi": "Đồ uống", "en": "Drinks"}),
    Choice(2, {"vi": "Nhân viên", "en": "Staff"}),
    Choice(3, {"vi": "Thời gian chờ", "en": "Waiting"}),
)
SIX_KINDS = (Kind.NPS, Kind.CSAT, Kind.CES, Kind.CHOICE, Kind.CHOICES, Kind.TEXT)
EVERY_KIND = tuple(Kind)


def user(name: str = "Ngọc Anh") -> User:
    return User.objects.create_user(f"user{next(numbers)}@hearme.test", PASSWORD, name=name)


def organization(name: str = "Trà Lá Me", **kwargs: str) -> Organization:
    return found_organization(user(), name, **kwargs)


def member(organization: Organization, role: Role = Role.VIEWER) -> User:
    person = user(role.name.title())
    Membership.objects.create(organization=organization, user=person, role=role)
    return person


def location(organization: Organization, name: str = "", **kwargs: object) -> Location:
    return add_location(organization, name or f"Chi nhánh {next(numbers)}", **kwargs)


def details(**kwargs: object) -> PlaceDetails:
    return PlaceDetails(**kwargs)


def question(kind: Kind, *, is_required: bool = False) -> Question:
    choices = CHOICES if kind.has_choices else ()
    return Question(key="", kind=kind, text=TEXTS[kind], is_required=is_required, choices=choices)


def content(asks: Sequence[Kind] = (Kind.NPS,), *, required: Sequence[Kind] = ()) -> Content:
    built = Content(title={"vi": "Góp ý tại bàn", "en": "Table feedback"})
    for kind in asks:
        built = add_question(built, question(kind, is_required=kind in required))
    return built


def on_one_page(content: Content) -> Content:
    """The same questions, however many, on one page of the author's."""
    questions = tuple(replace(question, page="p1") for question in content.questions)
    return replace(content, pages=(Page("p1"),), next_page=2, questions=questions)


def survey(
    organization: Organization | None = None,
    asks: Sequence[Kind] = (Kind.NPS,),
    *,
    required: Sequence[Kind] = (),
    is_live: bool = True,
    is_one_page: bool = False,
) -> Survey:
    """A survey with keys q1, q2, … in the order of `asks`; published unless told otherwise."""
    built = content(asks, required=required)
    made = create_survey(
        organization or globals()["organization"](), on_one_page(built) if is_one_page else built
    )
    if is_live:
        publish_survey(made)
        made.refresh_from_db()
    return made


def collector(survey: Survey, location: Location | None = None, **kwargs: str) -> Collector:
    place = location or globals()["location"](survey.organization)
    return open_collector(survey.organization, survey, place, **kwargs)


def reply(
    collector: Collector, answers: Answers, *, at: datetime | None = None, **kwargs: object
) -> Reply:
    version = collector.survey.live_version
    moment = at or datetime.now(UTC)
    day, hour = local_hour(moment, collector.location.time_zone)
    fields = {
        "organization_id": collector.organization_id,
        "survey_id": collector.survey_id,
        "version_id": version.pk,
        "location_id": collector.location_id,
        "collector_id": collector.pk,
        "key": new_key(moment),
        "answered_at": moment,
        "day": day,
        "hour": hour,
        "language": "vi",
        "channel": "link",
        "seconds": 20,
        "score": score_of(version.content, answers),
        "answers": answers,
        "ratings": ratings_of(version.content, answers),
    }
    return Reply(**(fields | kwargs))


def response(
    collector: Collector, answers: Answers, *, at: datetime | None = None, **kwargs: object
) -> Response:
    recorded = record_response(reply(collector, answers, at=at, **kwargs))
    return Response.objects.get(pk=recorded.response_id)


def visits(collector: Collector, local: datetime, **counts: int) -> VisitCount:
    """What happened at a collector in that hour of its own clock: opened, started, finished…"""
    return VisitCount.objects.create(
        organization_id=collector.organization_id,
        collector_id=collector.pk,
        survey_id=collector.survey_id,
        day=local.date(),
        hour=local.hour,
        **counts,
    )


def theme(organization: Organization, name: str = "", **kwargs: object) -> Theme:
    return add_theme(organization, name=name or f"Giao diện {next(numbers)}", **kwargs)


def touchpoint(
    organization: Organization, name: str = "", *, stage: str = "buy", about: str = "service"
) -> Touchpoint:
    name = name or f"Điểm chạm {next(numbers)}"
    return add_touchpoint(organization, stage=stage, about=about, name=name)


def subject(organization: Organization, name: str = "", **kwargs: object) -> Subject:
    name = name or f"Nhân viên {next(numbers)}"
    return add_subject(organization, **({"about": "staff", "name": name} | kwargs))


def picture(size: tuple[int, int] = (40, 30), kind: str = "PNG", **options: object) -> bytes:
    """A picture as a phone would send it."""
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, kind, **options)
    return out.getvalue()


def attachment(response: Response, key: str, data: bytes = b"") -> Attachment:
    """A file of a stored response, named in its answers."""
    asked = replace(question(Kind.ATTACHMENT), key=key)
    owner = Owner(response.organization_id, response.survey_id, response.key)
    kept = receive_file(owner, asked, "ảnh.png", io.BytesIO(data or picture()))
    Response.objects.filter(pk=response.pk).update(
        answers={**response.answers, key: [str(kept.key)]}
    )
    return kept


def stored_picture(organization: Organization, colour: str = "teal") -> Picture:
    """A picture of an author's, as surveys and themes show it."""
    drawn = io.BytesIO()
    Image.new("RGB", (64, 48), colour).save(drawn, "PNG")
    drawn.seek(0)
    return store_picture(organization, drawn)


def poster_order(collector: Collector) -> PosterOrder:
    """An order of one poster that is made."""
    design = {"size": "a5", "format": "pdf", "language": "vi", "title": "", "brand": "#0d5c4a"}
    switches = dict.fromkeys(("has_faces", "has_logo", "has_place", "has_code"), False)
    organization = collector.organization
    order = order_posters(organization, [collector.pk], design | switches, user())
    make_posters(order.pk)
    return order


def export_order(survey: Survey, wanted: Wanted | None = None) -> ExportOrder:
    """An order of a file that is written."""
    today = datetime.now(UTC).date()
    wanted = wanted or Wanted(Period(today - timedelta(days=29), today), format=Format.CSV)
    order = order_export(survey.organization, survey, wanted, 0, user())
    make_export(order.pk)
    return order


def mail_plan(**kwargs: object) -> Plan:
    """A weekly report by e-mail, on Mondays at seven, in English."""
    plan = {"rhythm": "weekly", "weekday": 1, "day_of_month": 1, "hour": 7}
    return Plan(**plan | {"language": "en", "locations": ()} | kwargs)


def report_schedule(member: Membership, **kwargs: object) -> ReportSchedule:
    """A member's schedule of such a report."""
    return schedule_report(member, mail_plan(**kwargs))


def wallboard(survey: Survey, location: Location | None = None, **kwargs: object) -> Wallboard:
    """A screen on the wall of the organization's owner."""
    owner = Membership.objects.get(organization=survey.organization, role=Role.OWNER)
    usual = {"name": "Quầy pha chế", "tiles": list(USUAL_TILES), "language": "en"}
    return add_board(
        owner, owner.user, BoardPlan(survey=survey, location=location, **usual | kwargs)
    )


def share_link(maker: Membership, page: str = "overview", **kwargs: object) -> ShareLink:
    """A link for a report page, good for ten days."""
    shown = SharedPage(page, kwargs.pop("survey", None), kwargs.pop("query", ""))
    until = kwargs.pop("until", datetime.now(UTC) + timedelta(days=10))
    return share(maker, shown, kwargs.pop("name", ""), until, **kwargs)


def consent(response: Response, *purposes: str) -> ConsentProof:
    return ConsentProof.objects.create(
        organization_id=response.organization_id,
        response_key=response.key,
        collector_id=response.collector_id,
        version_id=response.version_id,
        question_key="q1",
        purposes=list(purposes) or ["Gọi lại cho tôi"],
        language="vi",
        given_at=response.answered_at,
    )


def goal(survey: Survey, value: int = 50, place: Location | None = None, key: str = "q1") -> Goal:
    """A goal for one rating of the published survey."""
    questions = survey.live_version.content.questions
    metric = Metric(survey, next(each for each in questions if each.key == key))
    set_goals(survey.organization, metric, value, [place], user())
    return Goal.objects.get(survey=survey, question_key=key, location=place)


def annotation(
    organization: Organization, text: str = "Thêm ca tối", day: date = date(2026, 11, 14)
) -> Annotation:
    """A note on a day, for everywhere."""
    return write_note(organization, DayText(day, text), day, user())
