"""Cards in the list of questions, what may be inserted into a text, and first words."""

from dataclasses import replace

import pytest

from surveys.actions import edit_draft, publish_survey
from surveys.pages import faces_of, pipes_for, question_cards
from surveys.rules import (
    Action,
    Condition,
    Content,
    Kind,
    Operator,
    Rule,
    ScoreRule,
    Test,
    add_question,
    first_question,
    problems_before_saving,
    put_rule,
    replace_question,
    without_stale_words,
)
from tests import build

pytestmark = pytest.mark.django_db


@pytest.fixture
def card(shop):
    """The card of a question: `card(Kind.NPS, raises_alert=True)`."""

    def made(kind, rules=0, **settings):
        survey = build.survey(shop, asks=(kind, Kind.TEXT), is_live=False)
        content = survey.content
        content = replace_question(content, replace(content.question("q1"), **settings))
        bad = Condition((Test("q1", Operator.ANSWERED),))
        for _rule in range(rules):
            content = put_rule(content, Rule(0, Action.SHOW, bad, "q2"))
        return question_cards(survey, content)[0]

    return made


def test_an_alert_is_marked_with_the_ratings_that_raise_it(card):
    assert card(Kind.CSAT, raises_alert=True, score_rule=ScoreRule(4, 3)).alert == "Alert at ≤ 3"
    assert card(Kind.CSAT).alert == ""


def test_satisfaction_is_shown_as_faces_without_the_middle_one_of_four():
    question = build.question(Kind.CSAT)
    assert faces_of(question) == (1, 2, 3, 4, 5)
    assert faces_of(replace(question, size=4)) == (1, 2, 4, 5)


def test_a_reversed_scale_is_shown_from_its_highest_level(card):
    shown = card(Kind.SCALE, is_reversed=True)
    assert shown.pills == ["5", "4", "3", "2", "1"]
    assert "Highest level first" in shown.facts


@pytest.mark.parametrize(
    ("kind", "how", "fact"),
    [
        (Kind.CHOICES, {"least": 1, "most": 2}, "At most 2"),
        (Kind.TEXT, {"style": "short", "most": 50}, "One line"),
        (Kind.TEXT, {"most": 50}, "At most 50 characters"),
        (Kind.NUMBER, {"least": -5}, "At least -5"),
        (Kind.DATE, {"style": "both"}, "Date and time"),
        (Kind.CONTACT, {"fields": {"phone": "shown", "email": "required"}}, "Phone, E-mail"),
        (Kind.ATTACHMENT, {"most": 1}, "1 photo"),
        (Kind.CONSENT, {}, "3 purposes"),
        (Kind.MATRIX, {}, "3 rows"),
    ],
)
def test_a_card_says_how_much_may_be_answered(card, kind, how, fact):
    assert fact in card(kind, **how).facts


def test_nobody_says_whether_a_statement_is_required(card):
    assert card(Kind.STATEMENT).facts == []


def test_the_rules_that_look_at_a_question_stand_on_its_card_up_to_three(card):
    assert card(Kind.NPS).rules == []
    (chip,) = card(Kind.NPS, rules=1).rules
    assert chip.endswith("→ ask question 2")
    assert card(Kind.NPS, rules=5).rules[3:] == ["2 more rules"]


# ------------------------------------------------------------------ what may be inserted
def test_only_what_comes_before_may_be_inserted():
    content = build.content((Kind.NPS, Kind.STARS, Kind.CONTACT, Kind.TEXT, Kind.TEXT))
    content = replace(content, hidden_fields=("order",))
    codes = [pipe.code for pipe in pipes_for(content, content.question("q4"), "vi")]
    assert codes == ["{name|bạn}", "{q1}", "{q2.1}", "{q2.2}", "{q2.3}", "{field:order}"]
    assert [p.code for p in pipes_for(content, content.question("q1"), "vi")] == ["{field:order}"]


# ------------------------------------------------------------------ first words
@pytest.mark.parametrize("kind", Kind)
def test_a_new_question_has_words_in_both_languages(kind):
    question = first_question(kind)
    texts = [text for text in question.texts if text]
    assert all(set(text) == {"vi", "en"} for text in texts)
    assert question.text
    assert question.raises_alert == (kind.is_rating or kind.has_rows)


def test_new_questions_keep_the_limits_and_most_can_be_published_at_once(shop):
    content = Content(title={"vi": "Góp ý"})
    listed = {Kind.CHOICE, Kind.CHOICES, Kind.PICTURES, Kind.RANKING}
    for kind in Kind:
        if kind not in listed:
            content = add_question(content, first_question(kind))
    assert problems_before_saving(content) == []
    survey = build.survey(shop, is_live=False)
    edit_draft(survey, lambda _old: content)
    assert publish_survey(survey).number == 1


def test_our_translation_goes_once_the_author_words_a_question_anew():
    ours = first_question(Kind.STARS)
    first, *others = (replace(each, number=at) for at, each in enumerate(ours.choices, start=1))
    old = replace(ours, choices=(first, *others))
    mine = replace(first, text={**first.text, "vi": "Đồ uống"})
    new = replace(old, text={**old.text, "vi": "Bạn chấm quán?"}, choices=(mine, *others))

    saved = without_stale_words(old, new, "vi")

    assert saved.text == {"vi": "Bạn chấm quán?"}
    assert saved.choices == (replace(mine, text={"vi": "Đồ uống"}), *others)


def test_a_translation_stays_if_it_is_the_author_s_or_was_written_afterwards():
    old = first_question(Kind.CSAT)
    both = replace(old, text={"vi": "Sao?", "en": "How?"})
    assert without_stale_words(old, both, "vi") == both
    mine = replace(old, text={"vi": "Sao?"})
    ours_again = replace(old, text={"vi": "Sao?", "en": old.text["en"]})
    assert without_stale_words(mine, ours_again, "vi") == ours_again
    assert without_stale_words(old, old, "vi") == old
