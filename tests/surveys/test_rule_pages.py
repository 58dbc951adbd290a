"""The rules tab: every rule can be written and read back, and what is wrong is named."""

import pytest

from hearme.accounts.models import Role
from responses.models import Response
from surveys.actions import edit_draft
from surveys.models import Survey, Touchpoint
from surveys.pages import NO_NAMES, Names, rule_words
from surveys.pages.flow import CHANNELS
from surveys.rules import (
    Action,
    Condition,
    Kind,
    Match,
    Operator,
    Rule,
    Test,
    break_page,
    move_question,
    put_rule,
    remove_rule,
)
from tests import build

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("editor")]

ASKS = (Kind.CSAT, Kind.NPS, Kind.CHOICE, Kind.CHOICES, Kind.STARS, Kind.NUMBER, Kind.TEXT)


@pytest.fixture
def survey(shop):
    return build.survey(shop, asks=ASKS)


def content_of(survey):
    return Survey.objects.get(pk=survey.pk).content


def sentence(**fields):
    """The fields of the editor: if question 1 is bad, ask question 2."""
    return {
        "revision": 1,
        "rows": ["0"],
        "t0-source": "q1",
        "t0-for": "q1",
        "t0-operator": "class:bad",
        "match": "all",
        "action": "show",
        "target": "q2",
        "do": "save",
    } | fields


@pytest.fixture
def save(client, survey, url):
    """Save a new rule, or rule `number`."""

    def saved(number=0, **fields):
        name = ("rule_edit", survey.code, number) if number else ("rule_add", survey.code)
        return client.post(url(*name), sentence(**fields))

    return saved


@pytest.fixture
def reopened(client, survey, url):
    """The editor of a saved rule: `reopened(1)`."""
    return lambda number: client.get(url("rule_edit", survey.code, number)).context["form"]


def ruled(survey, *rules):
    for rule in rules:
        edit_draft(survey, lambda content, rule=rule: put_rule(content, rule))


def bad(source="q1", **kwargs):
    return Condition((Test(source, Operator.CLASS, ("bad",)),), **kwargs)


# ------------------------------------------------------------------ written and read back
@pytest.mark.parametrize(
    ("fields", "test"),
    [
        ({"t0-operator": "class:bad"}, Test("q1", Operator.CLASS, ("bad",))),
        ({"t0-operator": "class:good", "t0-not": "1"}, Test("q1", Operator.CLASS, ("good",), True)),
        ({"t0-operator": "is", "t0-values": ["1", "5"]}, Test("q1", Operator.IS, (1, 5))),
        (
            {"t0-operator": "between", "t0-low": "2", "t0-high": "3"},
            Test("q1", Operator.BETWEEN, (2, 3)),
        ),
        ({"t0-operator": "answered"}, Test("q1", Operator.ANSWERED)),
        (
            {"t0-source": "q4", "t0-for": "q4", "t0-operator": "contains", "t0-values": ["2"]},
            Test("q4", Operator.CONTAINS, (2,)),
        ),
        (
            {"t0-source": "q5.2", "t0-for": "q5.2", "t0-operator": "class:neutral"},
            Test("q5.2", Operator.ANSWERED),
        ),
        (
            {"t0-source": "q6", "t0-for": "q6", "t0-operator": "is", "t0-text": "2, 4"},
            Test("q6", Operator.IS, (2, 4)),
        ),
        (
            {"t0-source": "q7", "t0-for": "q7", "t0-operator": "contains", "t0-text": "chậm, lâu"},
            Test("q7", Operator.CONTAINS, ("chậm", "lâu")),
        ),
        (
            {
                "t0-source": "language",
                "t0-for": "language",
                "t0-operator": "is",
                "t0-values": ["en"],
            },
            Test("language", Operator.IS, ("en",)),
        ),
        (
            {
                "t0-source": "channel",
                "t0-for": "channel",
                "t0-operator": "is",
                "t0-values": ["api", "link"],
            },
            Test("channel", Operator.IS, ("link", "api")),
        ),
    ],
)
def test_every_condition_is_written_and_read_back(save, survey, reopened, fields, test):
    if fields.get("t0-operator") == "class:neutral":  # stars have no neutral level: the first fits
        test = Test("q5.2", Operator.CLASS, ("bad",))
    assert save(**{"target": "q7"} | fields).status_code == 302
    (rule,) = content_of(survey).rules
    assert rule.condition.tests == (test,)
    form = reopened(rule.number)
    assert [row.test(form.parts) for row in form.rows] == [test]


@pytest.mark.parametrize(
    ("action", "target", "kept"),
    [
        (Action.SHOW, "q2", "q2"),
        (Action.SKIP, "p2", "p2"),
        (Action.JUMP, "q7", "q7"),
        (Action.END, "q7", ""),
        (Action.REWORD, "q7", "q7"),
    ],
)
def test_every_action_is_written_and_read_back(save, survey, reopened, action, target, kept):
    edit_draft(survey, lambda content: break_page(content, "q4"))
    save(action=action.value, target=target, text_vi="Rất tiếc!", text_en="Sorry!", revision=2)
    (rule,) = content_of(survey).rules
    assert (rule.action, rule.target) == (action, kept)
    assert rule.text == ({"vi": "Rất tiếc!", "en": "Sorry!"} if action is Action.REWORD else {})
    form = reopened(rule.number)
    assert (form["action"].value(), form["target"].value()) == (action.value, kept)


def test_places_touchpoints_and_hidden_fields_are_looked_at_by_their_names(
    client, save, shop, survey, url
):
    place = build.location(shop, "Mua mang đi")
    counter = Touchpoint.objects.create(organization=shop, stage="buy", about="staff", name="Quầy")
    client.post(url("hidden_fields", survey.code), {"revision": 1, "names": "order"})
    save(**{
        "revision": 2, "rows": ["0", "1", "2"], "match": "any",
        "t0-source": "location", "t0-operator": "is", "t0-values": [str(place.pk)],
        "t0-for": "location",
        "t1-source": "touchpoint", "t1-operator": "is", "t1-values": [str(counter.pk)],
        "t2-source": "field:order", "t2-operator": "contains", "t2-text": "VIP",
    })  # fmt: skip
    (line,) = client.get(url("rules", survey.code)).context["rules"].lines
    assert line.rule.condition.match is Match.ANY
    assert line.words == (
        "If the location is Mua mang đi or the touchpoint is Quầy"
        " or the hidden field “order” contains “VIP” → ask question 2"
    )


def test_an_edited_rule_keeps_its_place_and_number(save, survey):
    ruled(survey, Rule(0, Action.SHOW, bad(), "q2"), Rule(0, Action.END, bad()))
    save(1, revision=3, action="skip", target="q3")
    assert [(rule.number, rule.action) for rule in content_of(survey).rules] == [
        (1, Action.SKIP), (2, Action.END),
    ]  # fmt: skip


def test_channels_are_those_by_which_answers_come():
    assert list(CHANNELS) == Response.Channel.values


# ------------------------------------------------------------------ in words
@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (
            Rule(1, Action.SHOW, bad(), "q3"),
            "If question 1 is rated bad → ask question 3",
        ),
        (
            Rule(1, Action.END, Condition((Test("q2", Operator.BETWEEN, (0, 3)),))),
            "If question 2 is from 0 to 3 → end",
        ),
        (Rule(1, Action.SKIP, Condition(), "q2"), "Always → leave out question 2"),
        (
            Rule(1, Action.JUMP, Condition((Test("q3", Operator.IS, (1, 3), True),)), "q7"),
            "If question 3 is not “Đồ uống” or “Thời gian chờ” → go on at question 7",
        ),
        (
            Rule(1, Action.REWORD, bad("q5.1"), "q7", {"vi": "Vì sao?"}),
            "If question 5 “Đồ uống” is rated bad → ask question 7 in other words: “Vì sao?”",
        ),
        (
            Rule(1, Action.SHOW, Condition((Test("q99", Operator.ANSWERED),)), "q98"),
            "If an answer that is gone is answered → ask something that is gone",
        ),
    ],
)
def test_a_rule_reads_as_a_sentence(rule, words):
    assert rule_words(rule, build.content(ASKS), "vi") == words


def test_a_place_without_a_name_is_gone():
    rule = Rule(1, Action.SKIP, Condition((Test("location", Operator.IS, (7,)),)), "q2")
    named = Names(locations={7: "Hai Bà Trưng"})
    assert "Hai Bà Trưng" in rule_words(rule, build.content(ASKS), "vi", named)
    assert "something that is gone" in rule_words(rule, build.content(ASKS), "vi", NO_NAMES)


# ------------------------------------------------------------------ without script
def test_another_source_brings_its_own_operators_and_values(save, survey):
    response = save(**{"do": "refresh", "t0-source": "q4"})
    (row,) = response.context["form"].rows
    assert [value for value, _label in row.operators] == ["contains", "answered"]
    assert [label for _value, label, _chosen in row.options] == [
        "Đồ uống", "Nhân viên", "Thời gian chờ",
    ]  # fmt: skip
    assert content_of(survey).rules == ()


def test_buttons_add_and_remove_conditions_and_keep_what_was_typed(save):
    typed = {"t0-operator": "between", "t0-low": "1", "t0-high": "3", "text_vi": "Vì sao?"}
    added = save(**typed, do="add", action="reword").context["form"]
    assert [(row.source, row.low, row.high) for row in added.rows] == [
        ("q1", "1", "3"), ("q1", "", ""),
    ]  # fmt: skip
    assert (added["text_vi"].value(), added["action"].value()) == ("Vì sao?", "reword")
    assert save(**typed, do="remove:0").context["form"].rows == []


def test_no_more_than_ten_conditions_fit(save):
    rows = {"rows": [str(n) for n in range(10)], "do": "add"}
    rows |= {f"t{n}-source": "q1" for n in range(10)}
    form = save(**rows).context["form"]
    assert (len(form.rows), form.may_add) == (10, False)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"t0-operator": "is"}, "Choose at least one."),
        ({"t0-operator": "is", "t0-values": ["99"]}, "Choose at least one."),
        ({"t0-operator": "between", "t0-low": "x", "t0-high": "3"}, "Write two whole numbers."),
        (
            {"t0-operator": "between", "t0-low": "4", "t0-high": "3"},
            "The first number must not be above the second.",
        ),
        ({"t0-source": "q99"}, "Choose what this condition looks at."),
        ({"t0-source": "'; DROP"}, "Choose what this condition looks at."),
        (
            {"t0-source": "q7", "t0-for": "q7", "t0-operator": "contains", "t0-text": " , "},
            "Write what to compare with.",
        ),
        (
            {"t0-source": "q7", "t0-for": "q7", "t0-operator": "is", "t0-text": "a" * 201},
            "Shorten this to 200 characters; now there are 201.",
        ),
        (
            {"t0-source": "q7", "t0-for": "q7", "t0-operator": "is", "t0-text": "\x00"},
            "This has a character that cannot be stored.",
        ),
    ],
)
def test_what_is_wrong_with_a_condition_stands_beside_it(save, survey, fields, said):
    response = save(**fields)
    assert [row.error for row in response.context["form"].rows] == [said]
    assert content_of(survey).rules == ()


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"target": ""}, "target"),
        ({"target": "q99"}, "target"),
        ({"action": "explode"}, "action"),
        ({"match": "some"}, "match"),
        ({"action": "reword"}, "text_vi"),
        ({"action": "reword", "text_vi": "a" * 501}, "text_vi"),
    ],
)
def test_what_is_wrong_with_an_action_stands_beside_it(save, survey, fields, field):
    assert field in save(**fields).context["form"].errors
    assert content_of(survey).rules == ()


def test_a_survey_takes_no_more_than_a_hundred_rules(save, survey):
    def many(content):
        for _n in range(100):
            content = put_rule(content, Rule(0, Action.END, Condition()))
        return content

    edit_draft(survey, many)
    response = save(revision=2)
    assert "too many rules" in str(response.context["form"].non_field_errors())


# ------------------------------------------------------------------ what cannot work is named
def named(client, survey, url):
    found = client.get(url("rules", survey.code)).context["rules"]
    return [line.problems for line in found.lines], [lost.words for lost in found.lost]


def test_a_rule_on_a_later_answer_is_named(client, survey, url):
    ruled(survey, Rule(0, Action.SHOW, bad("q5"), "q2"))
    (problems,), _lost = named(client, survey, url)
    assert problems == ["Rule 1 looks at an answer that is given only later."]


def test_a_jump_back_is_named(client, survey, url):
    ruled(survey, Rule(0, Action.SHOW, bad(), "q2"), Rule(0, Action.JUMP, bad("q5"), "q2"))
    (fine, problems), _lost = named(client, survey, url)
    assert not fine
    assert problems == ["Rule 2 leads back: customers would go in circles."]


def test_a_question_nobody_reaches_is_named_and_linked(client, survey, url):
    ruled(survey, Rule(0, Action.SKIP, Condition(), "q3"))
    _problems, lost = named(client, survey, url)
    assert lost == ["No customer ever gets to question 3: the rules always leave it out."]
    page = client.get(url("rules", survey.code)).text
    assert url("question_edit", survey.code, "q3") in page
    assert "no rule leads back" not in page


def test_publishing_links_the_rule_that_has_to_be_mended(client, survey, url):
    ruled(survey, Rule(0, Action.END, bad()), Rule(0, Action.JUMP, bad("q5"), "q2"))
    edit_draft(survey, lambda content: remove_rule(content, 1))
    page = client.get(url("publish", survey.code))
    (problem,) = page.context["publication"].problems
    assert (problem.words, problem.rule) == (
        "Rule 1 leads back: customers would go in circles.", 2,
    )  # fmt: skip
    assert url("rule_edit", survey.code, 2) in page.text


# ------------------------------------------------------------------ buttons
@pytest.fixture
def press(client, survey, url):
    """Press a button of a rule: `press("rule_move", 1, by=1)`."""
    ruled(survey, Rule(0, Action.SHOW, bad(), "q2"), Rule(0, Action.END, bad()))

    def pressed(name, number, **fields):
        return client.post(url(name, survey.code, number), {"revision": 3} | fields)

    return pressed


def numbers(survey):
    return [rule.number for rule in content_of(survey).rules]


def test_buttons_move_duplicate_and_remove(press, survey, client, url):
    press("rule_move", 1, by=1)
    assert numbers(survey) == [2, 1]
    press("rule_duplicate", 1, revision=4)
    assert numbers(survey) == [2, 1, 3]
    press("rule_remove", 2, revision=5)
    assert numbers(survey) == [1, 3]
    back = client.post(url("undo", survey.code), {"revision": 6, "back": "rules"})
    assert back.url == url("rules", survey.code)
    assert numbers(survey) == [2, 1, 3]


@pytest.mark.parametrize("name", ["rule_move", "rule_duplicate", "rule_remove", "rule_edit"])
def test_a_rule_that_never_was_is_not_found(press, survey, name):
    for number in (3, 0, 10**30):
        assert press(name, number, by=1).status_code == 404
    assert numbers(survey) == [1, 2]


@pytest.mark.parametrize("name", ["rule_move", "rule_duplicate", "rule_remove"])
def test_a_button_of_an_old_page_does_nothing_and_says_why(press, survey, client, url, name):
    assert press(name, 1, by=1, revision=1).status_code in {302, 404}
    edit_draft(survey, lambda content: move_question(content, "q1", 1))
    press(name, 1, by=1)
    assert numbers(survey) == [1, 2]
    assert list(client.get(url("rules", survey.code)).context["messages"])


# ------------------------------------------------------------------ two editors
def test_the_later_of_two_saves_is_told_and_loses_nothing(save, survey):
    save()
    response = save(**{"t0-operator": "class:good"})
    form = response.context["form"]
    assert response.status_code == 409
    assert form["revision"].value() == "2"
    assert [row.operator for row in form.rows] == ["class:good"]
    assert len(content_of(survey).rules) == 1


def test_a_rule_that_somebody_removed_can_be_saved_again(save, survey):
    save()
    edit_draft(survey, lambda content: remove_rule(content, 1))
    refused = save(1, revision=2)
    assert refused.status_code == 409
    assert "Removed meanwhile" in refused.text
    save(1, revision=3)
    assert numbers(survey) == [2]


# ------------------------------------------------------------------ who may
def test_a_viewer_reads_the_rules_and_can_press_nothing(client, shop, survey, url, save):
    save()
    client.force_login(build.member(shop, Role.VIEWER))
    page = client.get(url("rules", survey.code)).text
    assert "question 1 is rated bad" in page
    assert url("rule_add", survey.code) not in page
    assert url("rule_edit", survey.code, 1) not in page
    assert client.get(url("rule_edit", survey.code, 1)).status_code == 403


def test_another_organization_s_rules_are_not_found(client, url, survey):
    stranger = build.survey(build.organization())
    ruled(stranger, Rule(0, Action.END, Condition()))
    for name, args in (("rules", []), ("rule_add", []), ("rule_edit", [1])):
        assert client.get(url(name, stranger.code, *args)).status_code == 404


# ------------------------------------------------------------------ trying the flow
def route(client, survey, url, **picked):
    fields = {f"try-{source}": value for source, value in picked.items()}
    return client.get(url("rules", survey.code), fields).context["route"]


def test_the_way_follows_the_answers_and_ends_in_thanks_or_apology(client, survey, url):
    ruled(
        survey,
        Rule(0, Action.SHOW, bad(), "q7"),
        Rule(0, Action.REWORD, bad(), "q7", {"vi": "Rất tiếc!"}),
        Rule(0, Action.JUMP, bad("q2"), "q6"),
    )
    happy = route(client, survey, url, q1="5", q2="10")
    sad = route(client, survey, url, q1="2", q2="3")
    assert [step.key for step in happy.steps] == ["q1", "q2", "q3", "q4", "q5", "q6"]
    assert [step.key for step in sad.steps] == ["q1", "q2", "q6", "q7"]
    assert sad.steps[-1].label == "Question 7 · “Rất tiếc!”"
    assert (happy.is_bad, sad.is_bad, sad.left_out) == (False, True, 3)


def test_a_place_below_the_named_one_counts(client, shop, survey, url):
    city = build.location(shop, "Cần Thơ")
    branch = build.location(shop, "Ninh Kiều", parent=city)
    other = build.location(shop, "Huế")
    test = Test("location", Operator.IS, (city.pk,))
    ruled(survey, Rule(0, Action.SKIP, Condition((test,)), "q2"))
    assert route(client, survey, url, location=branch.pk).left_out == 1
    assert route(client, survey, url, location=other.pk).left_out == 0


@pytest.mark.parametrize("value", ["", "99", "-1", "x", "\x00", "9" * 50])
def test_an_answer_that_does_not_fit_counts_as_none(client, survey, url, value):
    ruled(survey, Rule(0, Action.SHOW, Condition((Test("q1", Operator.ANSWERED),)), "q2"))
    assert route(client, survey, url, q1=value).left_out == 1


def test_every_kind_of_source_can_be_tried(client, survey, url):
    client.post(url("hidden_fields", survey.code), {"revision": 1, "names": "order"})
    tests = [
        Test("q3", Operator.IS, (2,)),
        Test("q4", Operator.CONTAINS, (1,)),
        Test("q5.2", Operator.CLASS, ("bad",)),
        Test("q6", Operator.BETWEEN, (3, 9)),
        Test("field:order", Operator.IS, ("VIP",)),
        Test("language", Operator.IS, ("en",)),
    ]
    ruled(survey, Rule(0, Action.SHOW, Condition(tuple(tests)), "q7"))
    answers = {"q3": "2", "q4": ["1", "3"], "q5.2": "1", "q6": "4", "language": "en"}
    assert route(client, survey, url, **answers, **{"field:order": "VIP"}).left_out == 0
    assert route(client, survey, url, **answers).left_out == 1


def test_the_outline_tells_each_turn_at_its_question(client, survey, url):
    ruled(
        survey,
        Rule(0, Action.SHOW, bad(), "q7"),
        Rule(0, Action.SKIP, Condition((Test("language", Operator.IS, ("en",)),)), "q3"),
    )
    nodes = client.get(url("rules", survey.code)).context["outline"]
    told = {node.key: [(b.when, b.then) for b in node.branches] for node in nodes if node.branches}
    assert told["q1"] == [("Is rated bad", "Question 7")]
    assert [then for _when, then in told["q3"]] == ["Leave out question 3"]
    assert [node.key for node in nodes if node.is_target] == ["q3", "q7"]
