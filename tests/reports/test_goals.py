"""Goals: which holds where, what a score says about it, who may set it, and where it is shown."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from hearme.accounts.models import Membership, Role
from reports.actions import Metric, change_goal, set_goals
from reports.models import Goal
from reports.pages.papers.survey import survey_paper
from reports.queries import goal_for, goals_by_place, goals_of
from reports.rules.goals import Verdict, goal_at, goal_over, verdict_of
from reports.rules.scores import Score
from surveys.actions import edit_draft, publish_survey
from surveys.rules import Kind, remove_question
from tests import build
from tests.reports.shop import address, rate, read

pytestmark = pytest.mark.django_db

TREE = {1: None, 2: 1, 3: 2, 4: 1, 5: None}
"""1 holds 2 and 4, and 2 holds 3."""


# ------------------------------------------------------------------ the rules
@pytest.mark.parametrize(("place", "goal"), [(3, 60), (2, 60), (4, 50), (5, 40), (None, 40)])
def test_a_place_has_its_own_goal_else_that_of_the_nearest_around_it(place, goal):
    assert goal_at({None: 40, 1: 50, 2: 60}, TREE, place) == goal


def test_zero_is_a_goal_and_hides_the_one_around_it():
    assert goal_at({None: 40, 3: 0}, TREE, 3) == 0


@pytest.mark.parametrize(
    ("places", "goal"),
    [(None, 40), ({3}, 60), ({2, 3}, 50), ({1, 2, 3, 4}, 50), ({3, 4}, None), ({4, 1}, 50)],
)
def test_several_places_have_the_goal_that_holds_for_all_of_them(places, goal):
    """A place speaks for all inside it."""
    assert goal_over({None: 40, 1: 50, 3: 60}, TREE, places) == goal


@pytest.mark.parametrize(
    ("score", "verdict"),
    [
        (Score(60, 50, 70, 100), Verdict.REACHED),
        (Score(60, 49.9, 70, 100), Verdict.UNSURE),
        (Score(45, 40, 50, 100), Verdict.UNSURE),
        (Score(45, 40, 49.9, 100), Verdict.MISSED),
        (Score(90, 80, 95, 29), Verdict.FEW),
        (None, Verdict.FEW),
    ],
)
def test_a_goal_is_reached_or_missed_only_by_the_whole_interval(score, verdict):
    assert verdict_of(50, score) == verdict


# ------------------------------------------------------------------ setting
@pytest.fixture
def door(shop):
    return build.collector(
        build.survey(shop, (Kind.NPS, Kind.CSAT)), build.location(shop, "Lê Lợi")
    )


@pytest.fixture
def manager(client, shop):
    user = build.member(shop, Role.MANAGER)
    client.force_login(user)
    return user


def metric_of(survey, key="q1") -> Metric:
    question = next(each for each in survey.live_version.content.questions if each.key == key)
    return Metric(survey, question)


def set_goal(survey, value, *places, key="q1"):
    user = build.user()
    return set_goals(survey.organization, metric_of(survey, key), value, places or [None], user)


def test_a_second_goal_for_the_same_is_a_change(door):
    set_goal(door.survey, 40)

    assert set_goal(door.survey, 50) == 1
    assert [goal.value for goal in goals_of(door.organization)] == [50]
    assert set_goal(door.survey, 50) == 0


@pytest.mark.parametrize(("key", "value"), [("q1", -100), ("q1", 0), ("q2", 0), ("q2", 100)])
def test_a_goal_may_lie_anywhere_on_its_scale(door, key, value):
    set_goal(door.survey, value, key=key)

    assert goal_for(door.organization, door.survey, key, None) == value


@pytest.mark.parametrize(("key", "value"), [("q1", -101), ("q1", 101), ("q2", -1), ("q2", 101)])
def test_a_goal_off_its_scale_is_refused(door, key, value):
    with pytest.raises(ValidationError) as refused:
        set_goal(door.survey, value, key=key)

    assert "value" in refused.value.message_dict


def test_a_closed_place_and_another_organizations_get_no_goal(door):
    closed = build.location(door.organization)
    closed.closed_at = "2026-01-01T00:00Z"
    closed.save()

    for place in (closed, build.location(build.organization())):
        with pytest.raises(ValidationError):
            set_goal(door.survey, 40, place)
    assert not goals_of(door.organization)


def test_a_question_that_left_the_survey_can_get_no_goal(door):
    metric = metric_of(door.survey, "q2")
    edit_draft(door.survey, lambda content: remove_question(content, "q2"))
    publish_survey(door.survey)
    door.survey.refresh_from_db()

    with pytest.raises(ValidationError):
        set_goals(door.organization, metric, 40, [None], build.user())


def test_places_inherit_down_the_tree(door):
    shop = door.organization
    region = build.location(shop, "Miền Nam")
    branch = build.location(shop, "Quận 1", parent=region)
    set_goal(door.survey, 30)
    set_goal(door.survey, 60, region)

    found = goals_by_place(shop, door.survey, "q1", [region.pk, branch.pk, door.location_id])
    assert found == {region.pk: 60, branch.pk: 60, door.location_id: 30}
    assert goal_for(shop, door.survey, "q1", {region.pk, branch.pk}) == 60
    assert goal_for(shop, door.survey, "q1", {branch.pk, door.location_id}) is None
    assert goal_for(shop, door.survey, "q2", None) is None


# ------------------------------------------------------------------ the pages
def url(name, organization, *args):
    return reverse(f"reports:{name}", args=[organization.slug, *args])


def send(client: Client, door, **changed):
    sent = {"metric": f"{door.survey.code}:q1", "value": "+50", "places": ["all"]} | changed
    return client.post(url("goal_set", door.organization), sent)


def test_a_goal_is_set_for_many_places_in_one_go(client, manager, door):
    other = build.location(door.organization)
    answer = send(client, door, places=["all", str(door.location_id), str(other.pk)])

    assert answer.status_code == 302
    assert {goal.location_id for goal in Goal.objects.all()} == {None, door.location_id, other.pk}


@pytest.mark.parametrize("typed", ["50", "+50", "50%", " 50 "])
def test_a_goal_is_read_as_people_write_it(client, manager, door, typed):
    send(client, door, value=typed)

    assert Goal.objects.get().value == 50


def test_a_minus_sign_from_a_phone_is_a_minus(client, manager, door):
    send(client, door, value="−20")

    assert Goal.objects.get().value == -20


@pytest.mark.parametrize("typed", ["", "good", "4.5", "1e9", "999999999999", "٥٠", "\x00", "101"])
def test_a_goal_that_is_no_number_keeps_what_was_typed(client, manager, door, typed):
    page = send(client, door, value=typed)

    assert page.status_code == 200
    assert page.context["form"].errors["value"]
    assert page.context["form"]["places"].value() == ["all"]
    assert not Goal.objects.exists()


@pytest.mark.parametrize(
    "wrong", [{"places": []}, {"places": ["999999"]}, {"places": ["x"]}, {"metric": "AAAAAA:q1"}]
)
def test_an_unknown_place_or_question_is_said(client, manager, door, wrong):
    page = send(client, door, **wrong)

    assert page.status_code == 200
    assert page.context["form"].errors.keys() == wrong.keys()


def test_a_goal_is_changed_removed_and_brought_back(client, manager, door):
    set_goal(door.survey, 40)
    goal = Goal.objects.get()
    client.post(url("goal_edit", door.organization, goal.pk), {"value": "55"})
    goal.refresh_from_db()
    assert goal.value == 55

    page = client.post(url("goal_remove", door.organization, goal.pk), follow=True)
    assert not Goal.objects.exists()
    undo = page.context["undo"]
    client.post(url("goal_set", door.organization), undo)
    assert Goal.objects.get().value == 55


def test_a_forged_undo_offers_nothing(client, shop):
    assert client.get(url("goals", shop), {"undo": "x:y:z"}).context["undo"] is None


def test_a_viewer_reads_the_goals_and_sets_none(client, shop, door):
    set_goal(door.survey, 40)
    goal = Goal.objects.get()
    page = client.get(url("goals", shop))

    assert page.status_code == 200
    assert url("goal_edit", shop, goal.pk) not in page.content.decode()
    assert send(client, door).status_code == 403
    assert client.post(url("goal_remove", shop, goal.pk)).status_code == 403


def test_another_organizations_goal_is_not_found(client, manager, shop):
    theirs = build.collector(build.survey(build.organization()))
    set_goal(theirs.survey, 40)
    goal = Goal.objects.get()

    assert client.get(url("goal_edit", shop, goal.pk)).status_code == 404
    assert client.post(url("goal_remove", shop, goal.pk)).status_code == 404
    assert not list(client.get(url("goals", shop)).context["board"].lines)


def limit(user, *places):
    Membership.objects.get(user=user).locations.set(places)


def test_a_manager_of_one_place_sets_goals_there_alone(client, manager, door):
    shop, other = door.organization, build.location(door.organization, "Chỗ khác")
    limit(manager, door.location)
    set_goal(door.survey, 40)
    everywhere = Goal.objects.get()
    set_goal(door.survey, 45, other)
    theirs = Goal.objects.get(location=other)

    assert send(client, door, places=["all"]).status_code == 200
    assert send(client, door, places=[str(other.pk)]).status_code == 200
    assert client.get(url("goal_edit", shop, everywhere.pk)).status_code == 404
    assert client.post(url("goal_remove", shop, theirs.pk)).status_code == 404
    assert send(client, door, places=[str(door.location_id)]).status_code == 302
    page = client.get(url("goals", shop))
    assert "Chỗ khác" not in page.content.decode()
    assert [line.goal.value for line in page.context["board"].lines] == [40, 50]
    assert next(page.context["board"].lines).now is None


def test_the_list_says_where_each_score_stands(client, shop, door):
    set_goal(door.survey, 40)
    set_goal(door.survey, 0, door.location)
    rate(door, {10: 40, 0: 10})
    everywhere, own = client.get(url("goals", shop)).context["board"].lines

    assert (everywhere.now.n, everywhere.now.score.value) == (50, 60)
    assert everywhere.verdict == Verdict.UNSURE
    assert own.verdict == Verdict.REACHED


def test_a_place_with_few_answers_shows_only_how_many(client, shop, door):
    other = build.collector(door.survey, build.location(shop))
    set_goal(door.survey, 40, door.location)
    rate(door, {10: 3})
    rate(other, {10: 30})
    (line,) = client.get(url("goals", shop)).context["board"].lines

    assert line.now.score is None
    assert line.verdict == Verdict.FEW


def test_a_goal_of_a_question_that_is_gone_can_only_be_removed(client, manager, door):
    set_goal(door.survey, 40, key="q2")
    edit_draft(door.survey, lambda content: remove_question(content, "q2"))
    publish_survey(door.survey)
    goal = Goal.objects.get()

    assert "no longer asked" in client.get(url("goals", door.organization)).content.decode()
    page = client.post(url("goal_edit", door.organization, goal.pk), {"value": "50"})
    assert page.context["form"].errors
    client.post(url("goal_remove", door.organization, goal.pk))
    assert not Goal.objects.exists()


def test_two_hundred_places_are_listed_and_set(client, manager, door):
    places = [build.location(door.organization, f"Quán {n}") for n in range(200)]
    send(client, door, places=[str(place.pk) for place in places])
    page = client.get(url("goals", door.organization))

    assert len(list(page.context["board"].lines)) == 200
    assert client.get(url("goal_set", door.organization)).status_code == 200


def test_coming_back_leads_only_to_pages_of_the_organization(client, manager, door):
    report = address(door.survey)
    assert send(client, door, next=report).url == report
    for bad in ("https://evil.test/", "//evil.test/", f"/{door.organization.slug}/\\evil", "/x/"):
        assert send(client, door, next=bad).url == url("goals", door.organization)


# ------------------------------------------------------------------ where it is shown
def test_the_report_shows_the_goal_of_the_chosen_place(client, door):
    set_goal(door.survey, 70)
    set_goal(door.survey, 20, door.location)
    rate(door, {10: 40, 0: 10})

    page = read(client, door.survey)
    assert page.context["report"].main.goal == 70
    assert page.context["report"].main.verdict == Verdict.UNSURE
    assert "Goal +70" in page.content.decode()
    page = read(client, door.survey, location=door.location_id)
    assert page.context["report"].main.goal == 20
    assert page.context["report"].main.verdict == Verdict.REACHED
    assert [row.goal for row in page.context["report"].places] == [20]


def test_a_report_without_goals_says_nothing_of_goals(client, door):
    rate(door, {10: 40})

    assert "Goal +" not in read(client, door.survey).content.decode()


def test_the_overview_shows_a_goal_that_all_surveys_share(client, shop, door):
    other = build.collector(build.survey(shop))
    rate(door, {10: 40, 0: 10})
    set_goal(door.survey, 20)
    page = client.get(reverse("reports:overview", args=[shop.slug]))
    assert [card.goal for card in page.context["headlines"].overview.cards] == [20, None]
    assert "Goal reached" in page.content.decode()

    rate(other, {10: 10})
    page = client.get(reverse("reports:overview", args=[shop.slug]))
    assert page.context["headlines"].overview.cards[0].goal is None


def test_the_ranking_of_places_shows_each_goal(client, shop, door):
    set_goal(door.survey, 20)
    rate(door, {10: 40, 0: 10})
    page = client.get(reverse("reports:places", args=[shop.slug]))

    assert [(row.goal, row.verdict) for row in page.context["rows"]] == [(20, Verdict.REACHED)]
    assert 'class="aim"' in page.content.decode()


def test_a_change_to_the_same_value_is_no_change(door):
    set_goal(door.survey, 40)
    goal = Goal.objects.get()

    assert not change_goal(goal, metric_of(door.survey).question, 40, build.user())


def test_the_paper_of_the_report_says_the_goal_and_lists_its_notes(client, shop, door):
    set_goal(door.survey, 20)
    rate(door, {10: 40, 0: 10})
    for at in range(7):
        build.annotation(shop, f"Chuyện {at}")
    page = read(client, door.survey).context
    blocks = [block for section in survey_paper(shop, page).sections for block in section.blocks]

    assert "Goal +20: reached" in str(blocks)
    assert "7: 14 Nov · Chuyện 6" in str(blocks) or "7: Nov 14 · Chuyện 6" in str(blocks)
