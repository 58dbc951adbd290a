"""The settings of a survey: apology, hidden fields, copy, delete; and its tabs."""

import pytest
from django.core.exceptions import ValidationError

from hearme.accounts.models import Role
from surveys.actions import copy_survey, create_survey, delete_draft, edit_draft
from surveys.models import Survey, Theme
from surveys.rules import Action, Condition, Content, Kind, Rule, put_rule
from tests import build

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("editor")]


@pytest.fixture
def survey(shop):
    return build.survey(shop, asks=(Kind.CSAT, Kind.CHOICE), is_live=False)


def fresh(survey):
    return Survey.objects.get(pk=survey.pk)


def test_every_part_opens_on_the_settings_and_leads_back_there(client, survey, url):
    for name, opened in (
        ("texts", "texts"),
        ("languages", "languages"),
        ("hidden_fields", "fields"),
    ):
        page = client.get(url(name, survey.code))
        assert page.context["opened"] == opened
        assert "surveys/settings.html" in [template.name for template in page.templates]
    saved = client.post(url("languages", survey.code), {"revision": 1, "languages": ["zh"]})
    assert saved.url == url("settings", survey.code)


def test_the_apology_is_written_beside_the_thanks(client, survey, url):
    fields = {
        "revision": 1,
        "title_vi": "Góp ý",
        "apology_vi": "Xin lỗi bạn",
        "apology_en": "Sorry",
    }
    client.post(url("texts", survey.code), fields)
    assert fresh(survey).content.apology == {"vi": "Xin lỗi bạn", "en": "Sorry"}
    assert "Xin lỗi bạn" in client.get(url("settings", survey.code)).text


# ------------------------------------------------------------------ hidden fields
@pytest.fixture
def name(client, survey, url):
    return lambda text, revision=1: client.post(
        url("hidden_fields", survey.code), {"revision": revision, "names": text}
    )


def test_names_are_kept_one_on_each_line(name, survey, client, url):
    name(" order\r\n\r\nroom_2\norder\n")
    assert fresh(survey).content.hidden_fields == ("order", "room_2")
    form = client.get(url("hidden_fields", survey.code)).context["form"]
    assert form["names"].value() == "order\nroom_2"
    name("", revision=2)
    assert fresh(survey).content.hidden_fields == ()


@pytest.mark.parametrize(
    "text",
    [
        *("Order", "2nd", "số", "a b", "a" * 41, "<script>", "t", "lang", "frame"),
        "\n".join(f"f{n}" for n in range(21)),
    ],
)
def test_a_wrong_name_is_told_and_kept_in_the_field(name, survey, text):
    response = name(text)
    assert list(response.context["form"].errors) == ["names"]
    assert response.context["form"]["names"].value() == text
    assert fresh(survey).draft_revision == 1


def test_twenty_names_of_forty_letters_fit(name, survey):
    name("\n".join(f"{'a' * 38}{n:02d}" for n in range(20)))
    assert len(fresh(survey).content.hidden_fields) == 20


def test_a_stale_list_of_names_meets_the_other(name):
    name("order")
    response = name("room")
    assert response.status_code == 409
    assert response.context["form"]["names"].value() == "room"


# ------------------------------------------------------------------ what reports are filtered by
def tick(client, url, survey, names, reportable, revision):
    fields = {"revision": revision, "names": "\n".join(names), "reportable": reportable}
    return client.post(url("hidden_fields", survey.code), fields)


def test_a_field_is_ticked_to_filter_reports_by(client, survey, url):
    tick(client, url, survey, ["order", "room"], ["room"], 1)
    assert fresh(survey).content.reportable_fields == ("room",)
    form = client.get(url("hidden_fields", survey.code)).context["form"]
    assert form["reportable"].value() == ["room"]
    assert "Reports can be filtered by: room" in client.get(url("settings", survey.code)).text


def test_a_removed_name_takes_its_tick_along(client, survey, url):
    tick(client, url, survey, ["order", "room"], ["room"], 1)
    tick(client, url, survey, ["order"], ["room"], 2)
    content = fresh(survey).content
    assert (content.hidden_fields, content.reportable_fields) == (("order",), ())


def test_reports_are_filtered_by_three_fields_at_most(client, survey, url):
    names = ["order", "room", "shift", "till"]
    refused = tick(client, url, survey, names, names, 1)
    assert list(refused.context["form"].errors) == ["reportable"]
    assert refused.context["form"]["reportable"].value() == names
    tick(client, url, survey, names, names[1:], 1)
    assert fresh(survey).content.reportable_fields == ("room", "shift", "till")


# ------------------------------------------------------------------ copy and delete
def test_a_copy_asks_the_same_under_another_title(client, shop, survey, url, editor):
    edit_draft(survey, lambda content: put_rule(content, Rule(0, Action.END, Condition())))
    Survey.objects.filter(pk=survey.pk).update(
        theme=Theme.objects.create(organization=shop, name="Tết")
    )
    response = client.post(url("copy", survey.code))
    copy = Survey.objects.exclude(pk=survey.pk).get()
    assert response.url == url("detail", copy.code)
    assert copy.content.title == {
        "vi": "Góp ý tại bàn (bản sao)", "en": "Table feedback (copy)",
    }  # fmt: skip
    assert copy.content.questions == survey.content.questions
    assert len(copy.content.rules) == 1
    assert (copy.state, copy.theme.name, copy.languages) == ("draft", "Tết", ["vi", "en"])
    assert copy.revisions.get().saved_by == editor


def test_a_copy_of_a_long_title_still_fits(shop):
    survey = create_survey(
        shop, Content(title={"vi": "a" * 200, "zh": "b" * 200}), languages=["zh"]
    )
    copied = copy_survey(survey)
    assert {len(text) for text in copied.content.title.values()} == {200}


def test_a_draft_that_was_never_published_is_deleted(client, shop, survey, url):
    assert client.post(url("delete", survey.code)).url == url("list")
    assert not Survey.objects.of(shop).exists()


def test_a_survey_that_customers_could_answer_stays(client, shop, survey, url):
    live = build.survey(shop)
    build.collector(survey)
    for kept in (live, survey):
        assert client.post(url("delete", kept.code)).url == url("settings", kept.code)
        with pytest.raises(ValidationError):
            delete_draft(kept)
    assert Survey.objects.of(shop).count() == 2
    assert "Delete the survey" not in client.get(url("settings", live.code)).text


def test_a_viewer_sees_the_settings_and_changes_nothing(client, shop, survey, url):
    client.force_login(build.member(shop, Role.VIEWER))
    page = client.get(url("settings", survey.code)).text
    assert url("hidden_fields", survey.code) not in page
    assert url("delete", survey.code) not in page
    assert client.post(url("delete", survey.code)).status_code == 403
    assert client.post(url("copy", survey.code)).status_code == 403


def test_another_organization_s_survey_is_not_copied_and_not_deleted(client, url):
    theirs = build.survey(build.organization(), is_live=False)
    for name in ("copy", "delete", "settings", "hidden_fields"):
        assert client.post(url(name, theirs.code)).status_code in {404, 405}
    assert Survey.objects.count() == 1


# ------------------------------------------------------------------ tabs
def test_the_tabs_count_what_is_behind_them(client, survey, url):
    edit_draft(survey, lambda content: put_rule(content, Rule(0, Action.END, Condition())))
    client.post(url("languages", survey.code), {"revision": 2, "languages": ["en", "zh"]})
    build.collector(survey)
    for name in ("detail", "rules", "settings", "versions"):
        page = client.get(url(name, survey.code)).text
        assert f'href="{url("rules", survey.code)}"' in page
        figures = page[page.index('<nav class="tabs"') :].split("</nav>")[0]
        for figure in ("<small>2</small>", "<small>1</small>"):
            assert figure in figures, name
