"""Opening, finding, changing and closing the doors that answers come through."""

import io
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import zxingcpp
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from hearme.accounts.models import Role
from responses.actions import set_collector_state
from responses.charts import Steps
from responses.models import Collector
from responses.views import collectors
from surveys.actions import close_survey
from tests import build

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(client):
    """An organization whose editor is signed in; texts in English."""
    organization = build.organization(language="en")
    client.force_login(build.member(organization, Role.EDITOR))
    client.cookies["django_language"] = "en"
    return organization


def url(organization, name, *args):
    return reverse(f"responses:{name}", args=[organization.slug, *args])


def local_now(door):
    return datetime.now(ZoneInfo(door.location.time_zone))


def listed(client, organization, **query):
    page = client.get(url(organization, "collectors"), query)
    return [row.collector.code for row in page.context["rows"]]


# ------------------------------------------------------------------ the list
def test_a_new_organization_is_led_to_its_first_collector(client, shop):
    page = client.get(url(shop, "collectors"))
    assert url(shop, "collector_open") in page.text
    assert "No QR code yet" in page.text


def test_collectors_stand_under_their_place_in_natural_order(client, shop):
    survey = build.survey(shop)
    north = build.location(shop, "North")
    branch = build.location(shop, "Branch", parent=north)
    other = build.location(shop, "Other")
    codes = [
        build.collector(survey, place, name=name).code
        for place, name in ((other, ""), (branch, "Table 12"), (branch, "Table 2"), (north, ""))
    ]
    assert listed(client, shop) == [codes[3], codes[2], codes[1], codes[0]]
    assert "North · Branch" in client.get(url(shop, "collectors")).text


def test_the_list_shows_the_funnel_of_thirty_days_and_the_last_scan(client, shop):
    door = build.collector(build.survey(shop))
    now = local_now(door)
    build.visits(door, now, opened=9, started=6, finished=4)
    build.visits(door, now - timedelta(days=40), opened=50)
    row = client.get(url(shop, "collectors")).context["rows"][0]
    assert row.steps == Steps(9, 6, 4)
    assert row.latest == "in the last hour"
    build.visits(door, now - timedelta(hours=1), started=10)
    row = client.get(url(shop, "collectors")).context["rows"][0]
    assert row.steps == Steps(16, 16, 4), "who began has opened it, too"


def test_a_code_without_visits_says_so(client, shop):
    build.collector(build.survey(shop))
    text = client.get(url(shop, "collectors")).text
    assert "Nothing yet" in text
    assert "never" in text


def test_a_code_that_fell_silent_is_marked_and_found_by_its_state(client, shop):
    survey, terrace = build.survey(shop), build.location(shop, "Terrace")
    silent = [build.collector(survey, terrace, name=f"Table {n}") for n in (1, 2)]
    busy, elsewhere = build.collector(survey, terrace), build.collector(survey)
    for door in (*silent, elsewhere):
        build.visits(door, local_now(door) - timedelta(days=9), opened=60)
    build.visits(busy, local_now(busy), opened=60)
    page = client.get(url(shop, "collectors"))
    assert "Silent for 9 days" in page.text
    assert "3 codes have been silent for more than 7 days" in page.text
    assert ", 2 of them at Terrace" in page.text
    assert listed(client, shop, state="silent", location=terrace.pk) == [
        door.code for door in silent
    ]


def test_retired_codes_are_hidden_until_they_are_asked_for(client, shop):
    survey = build.survey(shop)
    gone, there = build.collector(survey), build.collector(survey)
    set_collector_state(gone, Collector.State.RETIRED)
    assert listed(client, shop) == [there.code]
    assert listed(client, shop, state="retired") == [gone.code]


def test_the_tree_counts_the_codes_in_a_place_and_inside_it(client, shop):
    survey = build.survey(shop)
    north = build.location(shop, "North")
    branch, empty = build.location(shop, "Branch", parent=north), build.location(shop, "Empty")
    build.collector(survey, north)
    build.collector(survey, branch)
    page = client.get(url(shop, "collectors"), {"location": branch.pk})
    tree = {each.place.location.name: each.codes for each in page.context["tree"]}
    assert tree == {"North": 2, "Branch": 1}
    assert empty.name not in tree
    chosen = [each.place.location for each in page.context["tree"] if each.is_chosen]
    assert chosen == [branch]


def test_a_large_tree_opens_only_the_way_to_the_chosen_place(client, shop, monkeypatch):
    monkeypatch.setattr(collectors, "SMALL_TREE", 3)
    survey = build.survey(shop)
    north, south = build.location(shop, "North"), build.location(shop, "South")
    inside = [build.location(shop, parent=north), build.location(shop, parent=south)]
    for place in inside:
        build.collector(survey, place)
    page = client.get(url(shop, "collectors"), {"location": inside[0].pk})
    shown = [each.place.location for each in page.context["tree"]]
    assert shown == [north, inside[0], south]


def test_rows_can_be_ticked_and_sent_to_the_printer_without_a_script(client, shop):
    door = build.collector(build.survey(shop))
    text = client.get(url(shop, "collectors")).text
    assert f'name="collector" value="{door.pk}"' in text
    assert url(shop, "fleet_edit") in text


def test_filters_narrow_the_list_and_stay_in_the_url(client, shop):
    survey, draft = build.survey(shop), build.survey(shop, is_live=False)
    region = build.location(shop, "Region")
    inside, outside = build.location(shop, parent=region), build.location(shop)
    a, b, c = (
        build.collector(survey, inside),
        build.collector(draft, inside),
        build.collector(survey, outside),
    )
    set_collector_state(c, Collector.State.PAUSED)
    assert listed(client, shop, survey=draft.code) == [b.code]
    assert listed(client, shop, location=region.pk) == [a.code, b.code]
    assert listed(client, shop, state="paused") == [c.code]
    assert listed(client, shop, state="waiting") == [b.code]
    assert listed(client, shop, state="open", location=region.pk) == [a.code]


@pytest.mark.parametrize(
    "words", ["quay da", "Quầy Đá", "QUẦY đá", "góp quầy", "{code}", "ben thanh"]
)
def test_search_finds_names_with_and_without_marks(client, shop, words):
    survey = build.survey(shop)
    wanted = build.collector(survey, build.location(shop, "Bến Thành"), name="Quầy Đá")
    build.collector(survey, build.location(shop, "Thảo Điền"), name="Bàn 1")
    assert listed(client, shop, q=words.format(code=wanted.code.lower())) == [wanted.code]


def test_a_closed_survey_shows_in_the_state_of_its_collectors(client, shop):
    survey = build.survey(shop)
    build.collector(survey)
    close_survey(survey)
    assert "Survey closed" in client.get(url(shop, "collectors")).text


@pytest.mark.parametrize(
    "query",
    [
        {"survey": "NOSUCH"},
        {"location": "999999"},
        {"location": "x" * 200},
        {"state": "half-open"},
        {"q": "a\x00b"},
        {"q": "x" * 500},
    ],
)
def test_filters_that_make_no_sense_are_left_out_and_said(client, shop, query):
    door = build.collector(build.survey(shop))
    page = client.get(url(shop, "collectors"), query)
    assert page.status_code == 200
    assert page.context["form"].problems
    assert [row.collector.code for row in page.context["rows"]] == [door.code]


def test_a_filter_by_another_organizations_survey_is_unknown(client, shop):
    build.collector(build.survey(shop))
    page = client.get(url(shop, "collectors"), {"survey": build.survey().code})
    assert "no such choice" in page.text


def test_nothing_found_offers_to_clear_the_filters(client, shop):
    build.collector(build.survey(shop))
    page = client.get(url(shop, "collectors"), {"q": "zzz"})
    assert "Nothing fits these filters" in page.text


def test_the_number_of_queries_does_not_grow_with_the_list(client, shop):
    survey, place = build.survey(shop), build.location(shop)
    counts = []
    for many in (1, 12):
        for n in range(many):
            build.collector(survey, place, name=f"{many}-{n}")
        with CaptureQueriesContext(
            connection,
        ) as seen:
            client.get(url(shop, "collectors"))
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 16


def test_long_lists_come_in_pages(client, shop):
    survey, place = build.survey(shop), build.location(shop)
    for n in range(51):
        build.collector(survey, place, name=f"Table {n}")
    assert len(listed(client, shop)) == 50
    assert len(listed(client, shop, page=2)) == 1
    assert len(listed(client, shop, page="x")) == 50


# ------------------------------------------------------------------ opening
def test_an_editor_opens_a_collector(client, shop):
    survey, place = build.survey(shop), build.location(shop)
    sent = {"survey": survey.code, "location": place.pk, "name": " Table 7 "}
    answer = client.post(url(shop, "collector_open"), sent)
    made = Collector.objects.get()
    assert answer["Location"] == url(shop, "collector", made.code)
    assert (made.survey, made.location, made.name) == (survey, place, "Table 7")


def test_a_new_collector_may_be_for_a_website(client, shop):
    survey, place = build.survey(shop), build.location(shop)
    page = client.get(url(shop, "collector_open"), {"kind": "embed"})
    assert page.context["form"]["kind"].value() == "embed"
    sent = {"survey": survey.code, "location": place.pk, "kind": "embed"}
    client.post(url(shop, "collector_open"), sent)
    assert Collector.objects.get().kind == "embed"


def test_live_surveys_are_offered_first_and_closed_ones_not_at_all(client, shop):
    draft = build.survey(shop, is_live=False)
    closed = build.survey(shop)
    close_survey(closed)
    live = build.survey(shop)
    build.location(shop)
    field = client.get(url(shop, "collector_open")).context["form"].fields["survey"]
    codes = [code for _, group in field.choices for code, _ in group]
    assert codes == [live.code, draft.code]


def test_a_draft_may_be_chosen_and_the_page_says_what_that_means(client, shop):
    survey, place = build.survey(shop, is_live=False), build.location(shop)
    page = client.post(
        url(shop, "collector_open"), {"survey": survey.code, "location": place.pk}, follow=True
    )
    assert "Until it is published" in page.text


@pytest.mark.parametrize("field", ["survey", "location"])
def test_another_organizations_survey_or_place_cannot_be_chosen(client, shop, field):
    own = {"survey": build.survey(shop).code, "location": build.location(shop).pk}
    foreign = {"survey": build.survey().code, "location": build.location(build.organization()).pk}
    page = client.post(url(shop, "collector_open"), own | {field: foreign[field]})
    assert field in page.context["form"].errors
    assert not Collector.objects.exists()


def test_a_name_that_is_too_long_is_kept_and_explained(client, shop):
    build.location(shop)
    sent = {"survey": build.survey(shop).code, "name": "x" * 81}
    page = client.post(url(shop, "collector_open"), sent)
    assert page.context["form"].errors.keys() == {"name", "location"}
    assert "x" * 81 in page.text


def test_without_survey_or_place_the_page_leads_there(client, shop):
    assert "First a survey" in client.get(url(shop, "collector_open")).text
    build.survey(shop)
    assert "First a place" in client.get(url(shop, "collector_open")).text


def test_one_button_opens_a_collector_for_each_place_without(client, shop):
    survey = build.survey(shop)
    region = build.location(shop, "Region")
    branches = [build.location(shop, parent=region) for _ in range(3)]
    build.collector(survey, branches[0])
    client.post(url(shop, "collector_open_everywhere"), {"survey": survey.code})
    client.post(url(shop, "collector_open_everywhere"), {"survey": survey.code})
    places = sorted(door.location_id for door in Collector.objects.all())
    assert places == [branch.pk for branch in branches], "leaves only, each once"


def test_one_for_each_place_needs_a_survey(client, shop):
    build.location(shop)
    page = client.post(url(shop, "collector_open_everywhere"), {"survey": "x"}, follow=True)
    assert "Choose a survey first" in page.text
    assert not Collector.objects.exists()


# ------------------------------------------------------------------ one collector
def test_the_page_shows_code_address_survey_and_contrast(client, shop):
    door = build.collector(build.survey(shop), build.location(shop, "Branch"), name="Counter")
    text = client.get(url(shop, "collector", door.code.lower())).text
    for said in (door.code, f"127.0.0.1:8000/s/{door.code}", "version 1", "12.6 : 1", "Counter"):
        assert said in text


def test_the_page_shows_the_funnel_beside_that_of_all_codes(client, shop):
    survey = build.survey(shop)
    door, other = build.collector(survey), build.collector(survey)
    build.visits(door, local_now(door), opened=214, started=171, finished=139, s4=139)
    build.visits(other, local_now(other), opened=100, started=20, finished=10)
    text = client.get(url(shop, "collector", door.code)).text
    for said in (
        "139 responses from 214 openings, 30 days",
        "65% finished",
        "median 25 seconds",
        "43 people opened it and left",
        "Of all your visitors 61% give a first answer, here 80%.",
        "Funnel: 214 opened, 171 began, 139 finished",
    ):
        assert said in text


def test_a_page_that_nobody_opened_says_what_to_do(client, shop):
    door = build.collector(build.survey(shop))
    text = client.get(url(shop, "collector", door.code)).text
    assert "Nobody opened it in 30 days" in text
    assert "not scanned yet" in text


def test_print_leads_to_the_studio_with_this_code_alone(client, shop):
    survey = build.survey(shop)
    door, _other = build.collector(survey), build.collector(survey)
    studio = url(shop, "posters") + f"?collector={door.pk}"
    assert studio in client.get(url(shop, "collector", door.code)).text
    assert client.get(studio).context["total"] == 1


@pytest.mark.parametrize("kind", ["svg", "png"])
def test_the_downloads_say_the_address_exactly(client, shop, kind):
    door = build.collector(build.survey(shop))
    answer = client.get(url(shop, "qr", door.code, kind))
    assert answer["Content-Disposition"] == f'attachment; filename="{shop.slug}-{door.code}.{kind}"'
    if kind == "png":
        found = zxingcpp.read_barcodes(Image.open(io.BytesIO(answer.content)).convert("RGB"))
        assert [code.text for code in found] == [f"http://127.0.0.1:8000/s/{door.code}"]
    else:
        assert answer["Content-Type"] == "image/svg+xml"
        assert answer.text.startswith("<svg xmlns=")


def test_pages_of_another_organizations_collector_do_not_exist(client, shop):
    foreign = build.collector(build.survey()).code
    for name in ("collector", "collector_point"):
        assert client.get(url(shop, name, foreign)).status_code == 404
    assert client.post(url(shop, "collector_point", foreign)).status_code == 404
    assert client.post(url(shop, "collector_options", foreign)).status_code == 404
    assert client.post(url(shop, "collector_state", foreign, "paused")).status_code == 404
    assert client.get(url(shop, "qr", foreign, "svg")).status_code == 404


def test_an_unknown_kind_of_picture_does_not_exist(client, shop):
    door = build.collector(build.survey(shop))
    assert client.get(url(shop, "qr", door.code, "gif")).status_code == 404


@pytest.mark.parametrize("state", ["paused", "lost", "retired"])
def test_a_state_asks_before_it_changes(client, shop, state):
    door = build.collector(build.survey(shop))
    asked = client.get(url(shop, "collector_state", door.code, state))
    assert "?</h1>" in asked.text
    door.refresh_from_db()
    assert door.state == "active"
    said = client.post(url(shop, "collector_state", door.code, state), follow=True)
    door.refresh_from_db()
    assert door.state == state
    assert url(shop, "collector_state", door.code, "active") in said.text


def test_an_unknown_state_does_not_exist(client, shop):
    door = build.collector(build.survey(shop))
    assert client.post(url(shop, "collector_state", door.code, "open")).status_code == 404


def test_a_collector_is_paused_and_opened_again(client, shop):
    door = build.collector(build.survey(shop))
    client.post(url(shop, "collector_state", door.code, "paused"))
    door.refresh_from_db()
    assert door.closed_at
    again = client.post(url(shop, "collector_state", door.code, "paused"), follow=True)
    assert "in that state already" in again.text
    client.post(url(shop, "collector_state", door.code, "active"))
    door.refresh_from_db()
    assert door.closed_at is None


def test_a_viewer_sees_no_buttons_that_he_may_not_press(client, shop):
    door = build.collector(build.survey(shop))
    client.force_login(build.member(shop, Role.VIEWER))
    text = client.get(url(shop, "collector", door.code)).text
    assert url(shop, "collector_state", door.code, "paused") not in text
    assert url(shop, "collector_point", door.code) not in text
    assert url(shop, "collector_options", door.code) not in text
    assert url(shop, "collector_open") not in client.get(url(shop, "collectors")).text


def test_a_link_may_choose_the_survey_beforehand(client, shop):
    build.survey(shop)
    chosen = build.survey(shop, is_live=False)
    page = client.get(url(shop, "collector_open"), {"survey": chosen.code, "location": "x\x00"})
    assert page.context["form"]["survey"].value() == chosen.code
