"""What an answer of each kind counts for, and how the customer feels."""

from dataclasses import replace

import pytest

from responses.rules import ANSWERED, WHOLE_RESPONSE, outcome_of, ratings_of, score_of
from surveys.rules import Kind, Level, add_question
from tests import build

ONE = {WHOLE_RESPONSE: [ANSWERED]}


@pytest.mark.parametrize(
    ("kind", "answer", "counts"),
    [
        (Kind.NPS, 0, {"q1": [0]}),
        (Kind.CSAT, 5, {"q1": [5]}),
        (Kind.CES, 7, {"q1": [7]}),
        (Kind.SCALE, 2, {"q1": [2]}),
        (Kind.STARS, {"1": 5, "3": 1}, {"q1": [ANSWERED], "q1.1": [5], "q1.3": [1]}),
        (Kind.MATRIX, {"2": 4}, {"q1": [ANSWERED], "q1.2": [4]}),
        (Kind.CHOICE, 2, {"q1": [2]}),
        (Kind.CHOICES, [1, 3], {"q1": [ANSWERED, 1, 3]}),
        (Kind.PICTURES, [2], {"q1": [ANSWERED, 2]}),
        (Kind.CONSENT, [1, 2], {"q1": [ANSWERED, 1, 2]}),
        (Kind.RANKING, [3, 1], {"q1": [ANSWERED], "q1.3": [1], "q1.1": [2]}),
        (Kind.TEXT, "Ngon", {"q1": [ANSWERED]}),
        (Kind.NUMBER, 1_500_000, {"q1": [ANSWERED]}),
        (Kind.DATE, "2026-11-20", {"q1": [ANSWERED]}),
        (Kind.CONTACT, {"name": "Lan"}, {"q1": [ANSWERED]}),
        (Kind.ATTACHMENT, ["f"], {"q1": [ANSWERED]}),
    ],
)
def test_what_an_answer_counts_for(kind, answer, counts):
    assert ratings_of(build.content((kind,)), {"q1": answer}) == ONE | counts


def test_what_was_left_open_counts_for_nothing():
    assert ratings_of(build.content(build.EVERY_KIND), {}) == ONE


def test_words_beside_other_and_unknown_keys_count_for_nothing():
    answers = {"q1": 2, "q1.other": "Xe", "q9": 4}
    assert ratings_of(build.content((Kind.CHOICE,)), answers) == ONE | {"q1": [2]}


# ------------------------------------------------------------------ score and outcome
def test_the_score_is_the_first_rating_and_no_row():
    content = build.content((Kind.STARS, Kind.SCALE, Kind.NPS))

    assert score_of(content, {"q1": {"1": 1}, "q2": 4, "q3": 9}) == 4
    assert score_of(content, {"q1": {"1": 1}, "q3": 9}) is None


@pytest.mark.parametrize(("rating", "outcome"), [(6, "bad"), (7, "neutral"), (9, "good")])
def test_the_main_rating_says_how_the_customer_feels(rating, outcome):
    content = build.content((Kind.NPS, Kind.STARS))

    assert outcome_of(content, {"q1": rating, "q2": {"1": 1}}) == outcome


@pytest.mark.parametrize(
    ("rows", "outcome"),
    [({"1": 5, "2": 4}, "good"), ({"1": 5, "2": 3}, "bad"), ({"1": 5}, "good")],
)
def test_without_a_main_rating_the_worst_row_does(rows, outcome):
    content = build.content((Kind.STARS, Kind.TEXT))
    assert outcome_of(content, {"q1": rows, "q2": "Ngon"}) == outcome


def test_nothing_rated_says_nothing():
    assert outcome_of(build.content((Kind.TEXT, Kind.CHOICE)), {"q1": "tệ", "q2": 1}) == ""
    assert outcome_of(build.content((Kind.NPS,)), {}) == ""


def test_the_size_of_a_scale_moves_its_classes():
    asked = replace(build.question(Kind.SCALE), size=10, levels=(Level({"vi": "Nhạt"}),))
    content = add_question(build.content(()), asked)

    assert [outcome_of(content, {"q1": rating}) for rating in (5, 6, 8, 9, 10)] == [
        "bad",
        "neutral",
        "neutral",
        "good",
        "good",
    ]
