"""Where collectors lead, who pointed them there, and what was answered in which time."""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from hearme.accounts.actions import merge_location
from hearme.accounts.models import Role
from responses.actions import edit_collector, open_collectors, point_collectors
from responses.models import Collector, Pointing, Response
from responses.queries import history_of
from surveys.actions import close_survey
from surveys.rules import Kind
from tests import build

pytestmark = pytest.mark.django_db
MANY = 3


def aims(door):
    """What a collector led to, oldest first."""
    found = Pointing.objects.filter(collector=door).order_by("pk")
    return [
        (each.survey_id, each.location_id, each.touchpoint_id, each.subject_id) for each in found
    ]


@pytest.fixture
def shop(client):
    """An organization whose editor is signed in; texts in English."""
    organization = build.organization(language="en")
    organization.editor = build.member(organization, Role.EDITOR)
    client.force_login(organization.editor)
    client.cookies["django_language"] = "en"
    return organization


def url(organization, name, *args):
    return reverse(f"responses:{name}", args=[organization.slug, *args])


# ------------------------------------------------------------------ every way writes it down
def test_a_new_collector_knows_who_opened_it_and_what_it_leads_to():
    survey, by = build.survey(), build.user()
    spot = build.touchpoint(survey.organization)
    door = build.collector(survey, by=by, touchpoint=spot)
    told = Pointing.objects.get()
    assert told.pointed_by == by
    assert aims(door) == [(survey.pk, door.location_id, spot.pk, None)]


def test_one_for_each_place_is_written_down_for_each():
    survey, by = build.survey(), build.user()
    places = [build.location(survey.organization) for _ in range(MANY)]
    open_collectors(survey.organization, survey, places, by=by)
    assert Pointing.objects.filter(pointed_by=by).count() == MANY


def test_pointing_changes_only_what_is_named_and_tells_who_did_it():
    door = build.collector(build.survey())
    organization, by = door.organization, build.user()
    staff, survey = build.subject(organization), build.survey(organization)
    assert point_collectors(organization, [door], by=by, subject=staff) == 1
    assert point_collectors(organization, [door], by=by, survey=survey) == 1
    after = Collector.objects.get()
    assert (after.survey, after.subject, after.location_id) == (survey, staff, door.location_id)
    assert aims(door)[1:] == [
        (door.survey_id, door.location_id, None, staff.pk),
        (survey.pk, door.location_id, None, staff.pk),
    ]


def test_only_those_that_lead_elsewhere_get_a_new_chapter():
    old = build.survey()
    new = build.survey(old.organization)
    there, moved = build.collector(new), build.collector(old)
    assert point_collectors(old.organization, [there, moved], by=None, survey=new) == 1
    assert (len(aims(there)), len(aims(moved))) == (1, 2)


def test_many_collectors_are_pointed_in_a_few_queries(django_assert_max_num_queries):
    survey = build.survey()
    doors = [build.collector(survey) for _ in range(12)]
    other = build.survey(survey.organization)
    with django_assert_max_num_queries(6):
        assert point_collectors(survey.organization, doors, by=None, survey=other) == len(doors)


@pytest.mark.parametrize("part", ["survey", "location", "touchpoint", "subject"])
def test_no_code_ever_leads_to_another_organization(part):
    door, foreign = build.collector(build.survey()), build.organization()
    thing = getattr(build, part)(foreign)
    with pytest.raises(ValidationError, match=r"another organization|tổ chức khác"):
        point_collectors(door.organization, [door], by=None, **{part: thing})
    assert len(aims(door)) == 1


def test_another_organizations_code_cannot_be_pointed():
    own, foreign = build.survey(), build.collector(build.survey())
    with pytest.raises(ValidationError):
        point_collectors(own.organization, [foreign], by=None, survey=own)
    assert Collector.objects.get().survey_id == foreign.survey_id


def test_changing_only_the_name_writes_no_history():
    door = build.collector(build.survey())
    edit_collector(door, door.survey, door.location, name=" Table 3 ", by=build.user())
    assert Collector.objects.get().name == "Table 3"
    assert len(aims(door)) == 1


def test_codes_of_a_merged_place_move_with_their_history():
    survey = build.survey()
    old, new = build.location(survey.organization), build.location(survey.organization)
    door = build.collector(survey, old)
    merge_location(old, new)
    assert aims(door) == [(survey.pk, old.pk, None, None), (survey.pk, new.pk, None, None)]


# ------------------------------------------------------------------ the history
def test_the_history_tells_from_when_to_when_and_how_many_finished():
    first = build.survey()
    second = build.survey(first.organization)
    door = build.collector(first)
    point_collectors(door.organization, [door], by=None, survey=second)
    point_collectors(door.organization, [door], by=None, survey=first)
    times = [datetime(2026, 3, day, 5, 30, tzinfo=UTC) for day in (1, 10, 20)]
    for each, at in zip(Pointing.objects.order_by("pk"), times, strict=True):
        Pointing.objects.filter(pk=each.pk).update(pointed_at=at)
    build.visits(door, datetime(2026, 3, 2, 9), finished=3)  # noqa: DTZ001 - a local hour
    build.visits(door, datetime(2026, 3, 10, 12), finished=1)  # noqa: DTZ001
    build.visits(door, datetime(2026, 3, 20, 12), finished=4)  # noqa: DTZ001
    door.survey_id = second.pk
    build.visits(door, datetime(2026, 3, 12, 9), finished=7)  # noqa: DTZ001
    build.visits(door, datetime(2026, 3, 20, 13), finished=2)  # noqa: DTZ001
    history = history_of(door.organization, door)
    told = [(each.pointing.survey_id, each.until, each.finished) for each in history]
    assert told == [
        (first.pk, None, 4),
        (second.pk, times[2], 9),  # two of them had begun before it was pointed away
        (first.pk, times[1], 4),
    ]


def test_the_page_shows_the_history_and_what_changed(client, shop):
    survey = build.survey(shop)
    door = build.collector(survey, build.location(shop, "Old place"), by=shop.editor)
    point_collectors(shop, [door], by=None, location=build.location(shop, "New place"))
    text = client.get(url(shop, "collector", door.code)).text
    for said in ("Where it led", "Old place", "New place", "Editor", "Since ", "0 responses"):
        assert said in text


# ------------------------------------------------------------------ the page
def test_an_editor_points_a_printed_code_elsewhere(client, shop):
    door = build.collector(build.survey(shop), name="Old")
    given = build.response(door, {"q1": 9})
    survey, place = build.survey(shop, (Kind.CSAT,)), build.location(shop)
    sent = {"survey": survey.code, "location": place.pk, "name": "New"}
    client.post(url(shop, "collector_point", door.code), sent)
    after = Collector.objects.get(pk=door.pk)
    assert (after.code, after.survey, after.location, after.name) == (
        door.code, survey, place, "New",
    )  # fmt: skip
    kept = Response.objects.get(pk=given.pk)
    assert (kept.survey_id, kept.location_id) == (door.survey_id, door.location_id)
    assert Pointing.objects.latest("pk").pointed_by == shop.editor


def test_renaming_works_while_the_survey_is_closed(client, shop):
    door = build.collector(build.survey(shop))
    close_survey(door.survey)
    sent = {"survey": door.survey.code, "location": door.location_id, "name": "New"}
    client.post(url(shop, "collector_point", door.code), sent)
    assert Collector.objects.get().name == "New"


def test_a_choice_that_is_gone_is_explained_and_the_rest_is_kept(client, shop):
    door = build.collector(build.survey(shop))
    sent = {"survey": "NOSUCH", "location": door.location_id, "name": "Table 5"}
    page = client.post(url(shop, "collector_point", door.code), sent)
    assert "survey" in page.context["form"].errors
    assert 'value="Table 5"' in page.text
    assert len(aims(door)) == 1
