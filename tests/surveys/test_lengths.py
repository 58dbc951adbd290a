"""How long a survey is: what a customer is really asked."""

from surveys.rules import Action, Condition, Kind, Operator, Rule, Test, length_of, put_rule
from tests import build

UNHAPPY = Condition((Test("q1", Operator.CLASS, ("bad",)),))


def test_questions_for_the_unhappy_count_only_on_their_way():
    asked = build.content((Kind.CSAT, Kind.TEXT, Kind.STATEMENT))
    content = put_rule(asked, Rule(0, Action.SHOW, UNHAPPY, "q2"))

    happy, unhappy = length_of(content), length_of(content, is_happy=False)

    assert (happy.questions, unhappy.questions) == (1, 2)
    assert unhappy.seconds - happy.seconds == 30


def test_without_rules_everything_counts():
    content = build.content((Kind.NPS, Kind.CHOICE))

    assert length_of(content) == length_of(content, is_happy=False)
    assert length_of(content).seconds == content.seconds == 20
