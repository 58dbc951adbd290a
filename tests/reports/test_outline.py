"""Which questions a report shows when a survey was published again and again."""

from dataclasses import replace

from reports.rules.outline import asked_in, main_of
from surveys.rules import Choice, Kind, remove_question, replace_question
from tests import build


def test_the_newest_words_of_every_question_ever_asked():
    old = build.content((Kind.NPS, Kind.CSAT))
    new = replace_question(
        remove_question(old, "q1"), replace(old.question("q2"), text={"vi": "Mới"})
    )
    asked = asked_in([new, old])

    assert [(each.key, each.place) for each in asked] == [("q2", 1), ("q1", 0)]
    assert asked[0].question.text == {"vi": "Mới"}


def test_a_choice_that_is_no_longer_offered_keeps_its_words():
    old = build.content((Kind.CHOICE,))
    kept = old.question("q1").choices[:2]
    new = replace_question(old, replace(old.question("q1"), choices=kept))
    [asked] = asked_in([new, old])

    assert [choice.number for choice in asked.question.choices] == [1, 2, 3]
    assert asked.question.choices[2] == Choice(3, build.CHOICES[2].text)


def test_the_first_rating_stands_for_the_survey():
    assert main_of(asked_in([build.content((Kind.TEXT, Kind.CSAT, Kind.NPS))])).key == "q2"
    assert main_of(asked_in([build.content((Kind.TEXT,))])) is None
    assert asked_in([]) == []
