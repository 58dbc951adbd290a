"""Reading what was sent, kind by kind: what is taken, and what is wrong with the rest."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from responses.rules import (
    AnswerProblem,
    NotAcceptedError,
    fields_of,
    number_words,
    parse_number,
    read_answer,
    read_form,
)
from surveys.rules import Action, Choice, Kind, Operator, add_question
from tests import build
from tests.surveys.contents import ruled, when

P = AnswerProblem


def ask(kind, **changed):
    """One question under the key q1, with these settings."""
    content = add_question(build.content(()), replace(build.question(kind), **changed))
    return content.question("q1")


def taken(question, values=(), **parts):
    """The answer that is read from plain values, or from parts such as `r2="5"`."""
    fields = {"": [values] if isinstance(values, str) else values}
    fields |= {name.removeprefix("r"): [value] for name, value in parts.items()}
    return read_answer(question, fields).get("q1")


def refused(question, values=(), **parts):
    with pytest.raises(NotAcceptedError) as wrong:
        taken(question, values, **parts)
    return wrong.value.problem, wrong.value.part


# ------------------------------------------------------------------ one number
@pytest.mark.parametrize(
    ("kind", "low", "high"),
    [
        (Kind.NPS, 0, 10),
        (Kind.CSAT, 1, 5),
        (Kind.CES, 1, 7),
        (Kind.SCALE, 1, 5),
        (Kind.CHOICE, 1, 3),
    ],
)
def test_a_rating_on_the_scale_is_taken_and_one_beside_it_is_not(kind, low, high):
    question = ask(kind)

    assert [taken(question, str(number)) for number in (low, high)] == [low, high]
    assert refused(question, str(high + 1)) == (P.OFF_SCALE, "")
    for wrong in ("-1", "x", "1.0", "٣", "²", "1e0", "99999", "0x1"):
        assert refused(question, wrong) == (P.OFF_SCALE, "")
    assert refused(question, ["1", "2"]) == (P.TOO_MANY, "")
    assert taken(question, " ") is None


def test_four_faces_take_no_fifth():
    assert taken(ask(Kind.CSAT, size=4), "4") == 4
    assert refused(ask(Kind.CSAT, size=4), "5") == (P.OFF_SCALE, "")


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind.is_asked])
def test_a_question_left_open_is_no_answer_unless_it_is_required(kind):
    assert taken(ask(kind)) is None
    fields = {"fields": {"name": "shown"}} if kind is Kind.CONTACT else {}
    problem, _part = refused(ask(kind, is_required=True, **fields))
    assert problem is P.REQUIRED


def test_a_statement_takes_nothing():
    assert taken(ask(Kind.STATEMENT), "gì cũng được") is None


# ------------------------------------------------------------------ several
NONE = Choice(0, {"vi": "Không điều nào"}, is_exclusive=True)


def test_several_choices_are_sorted_and_named_once():
    assert taken(ask(Kind.CHOICES), ["3", "1", "3"]) == [1, 3]


def test_none_of_these_goes_with_nothing_else_and_needs_no_minimum():
    question = ask(Kind.CHOICES, choices=(*build.CHOICES, NONE), least=2)

    assert taken(question, "4") == [4]
    assert refused(question, ["1", "2", "4"]) == (P.EXCLUSIVE, "")


@pytest.mark.parametrize("kind", [Kind.CHOICES, Kind.PICTURES, Kind.RANKING])
def test_there_are_as_many_choices_as_the_author_wants(kind):
    question = ask(kind, least=2, most=2)

    assert refused(question, "1") == (P.TOO_FEW, "")
    assert taken(question, ["1", "2"]) == [1, 2]
    assert refused(question, ["1", "2", "3"]) == (P.TOO_MANY, "")


def test_words_beside_other_are_kept_only_with_that_choice():
    other = Choice(0, {"vi": "Khác"}, is_other=True)
    question = ask(Kind.CHOICE, choices=(*build.CHOICES, other))

    assert read_answer(question, {"": ["4"], "other": [" Chỗ  đậu xe "]}) == {
        "q1": 4,
        "q1.other": "Chỗ đậu xe",
    }
    assert read_answer(question, {"": ["1"], "other": ["Chỗ đậu xe"]}) == {"q1": 1}
    assert refused(question, "4", other="x" * 201) == (P.TOO_LONG, "other")


# ------------------------------------------------------------------ ranks
def test_ranks_are_read_item_by_item_or_as_a_list():
    assert taken(ask(Kind.RANKING), r1="2", r2="3", r3="1") == [3, 1, 2]
    assert taken(ask(Kind.RANKING), ["3", "1", "2"]) == [3, 1, 2]


def test_some_items_may_stay_without_a_rank():
    assert taken(ask(Kind.RANKING), r2="1", r3="3") == [2, 3]


def test_no_two_items_share_a_rank():
    assert refused(ask(Kind.RANKING), r1="1", r2="1") == (P.NOT_DISTINCT, "")
    assert refused(ask(Kind.RANKING), ["1", "1"]) == (P.NOT_DISTINCT, "")


def test_a_rank_beyond_the_items_is_none():
    assert refused(ask(Kind.RANKING), r1="4") == (P.OFF_SCALE, "")
    assert refused(ask(Kind.RANKING), r1="0") == (P.OFF_SCALE, "")


# ------------------------------------------------------------------ rows
@pytest.mark.parametrize("kind", [Kind.STARS, Kind.MATRIX])
def test_each_row_is_rated_by_itself(kind):
    question = ask(kind)

    assert taken(question, r1="5", r3="2") == {"1": 5, "3": 2}
    assert refused(question, r2="6") == (P.OFF_SCALE, "2")
    assert refused(question, r9="1") == (P.OFF_SCALE, "")
    assert refused(ask(kind, is_required=True), r1="5", r2="4") == (P.REQUIRED, "3")


def test_a_row_takes_one_rating():
    with pytest.raises(NotAcceptedError) as wrong:
        read_answer(ask(Kind.STARS), {"2": ["1", "2"]})
    assert (wrong.value.problem, wrong.value.part) == (P.TOO_MANY, "2")


# ------------------------------------------------------------------ words
def test_words_are_composed_and_keep_their_lines():
    assert taken(ask(Kind.TEXT), " Tra\u0300\r\nngon ") == "Trà\nngon"


@pytest.mark.parametrize("text", ["a\x00b", "a\ufffdb"])
def test_letters_of_broken_senders_are_refused(text):
    assert refused(ask(Kind.TEXT), text) == (P.BROKEN_TEXT, "")


def test_words_are_as_long_as_the_author_wants_and_2000_letters_at_most():
    assert refused(ask(Kind.TEXT), "x" * 10_000) == (P.TOO_LONG, "")
    assert len(taken(ask(Kind.TEXT), "x" * 2_000)) == 2_000
    assert refused(ask(Kind.TEXT, most=10), "x" * 11) == (P.TOO_LONG, "")
    assert taken(ask(Kind.TEXT, style="short"), "a\n b") == "a b"


# ------------------------------------------------------------------ numbers
@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("0", 0), ("+5", 5), ("-5", -5), ("2,5", 2.5), ("2.5", 2.5),
        ("1.500", 1500), ("007", 7),
        ("1,500", 1500), ("1.500.000", 1_500_000), ("1,500,000", 1_500_000),
        ("1 500 000", 1_500_000),
        ("1.500.000,5", 1_500_000.5), ("1,500,000.5", 1_500_000.5), ("0,500", 0.5), ("0.125",
        0.125),
        ("12345.678", 12345.678), ("1234,567", 1234.567), ("2,0", 2), ("1.2345", 1.2345),
    ],
)  # fmt: skip
def test_a_number_is_read_as_it_is_meant(typed, number):
    assert taken(ask(Kind.NUMBER), typed) == number


@pytest.mark.parametrize(
    "typed",
    ["1e9", "٣", "mười", "--5", "+-5", "1..5", ",5", "5,", "1.50.000", "1.500,000.5", "-", "NaN",
     "inf", "1_000", "9" * 30],
)  # fmt: skip
def test_what_is_no_number_is_refused(typed):
    assert refused(ask(Kind.NUMBER), typed) == (P.NOT_A_NUMBER, "")


def test_a_number_lies_between_the_ends_that_the_author_set():
    question = ask(Kind.NUMBER, least=0, most=10)

    assert [taken(question, "0"), taken(question, "10")] == [0, 10]
    assert refused(question, "-1") == (P.OUT_OF_RANGE, "")
    assert refused(question, "10,1") == (P.OUT_OF_RANGE, "")


@pytest.mark.parametrize("number", [1.5, 1.75, 1.125, -2.375, 0.125, 1234.5678])
def test_no_count_of_decimals_turns_a_number_into_thousands(number):
    assert parse_number(number_words(number)) == number


@given(st.integers(-(10**12), 10**12) | st.floats(-1e6, 1e6).map(lambda x: round(x, 4)))
def test_a_number_written_by_us_is_read_as_the_same(number):
    assert parse_number(number_words(number)) == number


# ------------------------------------------------------------------ dates
def test_dates_and_times_are_stored_in_iso_form_without_a_zone():
    assert taken(ask(Kind.DATE), "2026-11-20") == "2026-11-20"
    assert taken(ask(Kind.DATE, style="time"), "09:30") == "09:30"
    assert taken(ask(Kind.DATE, style="time"), "09:30:59+07:00") == "09:30"
    assert taken(ask(Kind.DATE, style="both"), "2026-11-20T09:30") == "2026-11-20T09:30"
    assert taken(ask(Kind.DATE, style="both"), "2026-11-20T09:30:00Z") == "2026-11-20T09:30"


@pytest.mark.parametrize("typed", ["20/11/2026", "2026-02-30", "09:30", "hôm qua", "0000-01-01"])
def test_what_is_no_day_is_refused(typed):
    assert refused(ask(Kind.DATE), typed) == (P.NOT_A_DATE, "")


# ------------------------------------------------------------------ contacts
CONTACT = {"name": "required", "phone": "shown", "email": "shown", "extra": "shown"}


def test_a_contact_is_stored_field_by_field():
    given = {"name": " Ngọc  Anh ", "phone": "0162 912 3456", "email": "A@Tra.VN", "extra": "302"}

    assert taken(ask(Kind.CONTACT, fields=CONTACT), **given) == {
        "name": "Ngọc Anh",
        "phone": "+84329123456",
        "email": "A@tra.vn",
        "extra": "302",
    }


def test_a_field_that_is_hidden_is_not_read():
    assert taken(ask(Kind.CONTACT, fields=CONTACT), name="Lan", address="12 Lý") == {"name": "Lan"}


def test_what_is_wrong_with_a_contact_names_the_field():
    question = ask(Kind.CONTACT, fields=CONTACT)

    assert refused(question, phone="0912345678") == (P.REQUIRED, "name")
    assert refused(question, name="Lan", phone="12") == (P.NOT_A_PHONE, "phone")
    assert refused(question, name="Lan", email="lan@") == (P.NOT_AN_EMAIL, "email")
    assert refused(question, name="x" * 101) == (P.TOO_LONG, "name")
    assert refused(question, name="a\x00") == (P.BROKEN_TEXT, "name")


# ------------------------------------------------------------------ files
def test_files_are_named_once_and_three_at_most():
    assert taken(ask(Kind.ATTACHMENT), ["a", "b", "a"]) == ["a", "b"]
    assert refused(ask(Kind.ATTACHMENT), ["a", "b", "c", "d"]) == (P.TOO_MANY, "")
    assert refused(ask(Kind.ATTACHMENT, most=1), ["a", "b"]) == (P.TOO_MANY, "")


# ------------------------------------------------------------------ a whole form
def test_keys_that_no_question_has_are_told():
    reading = read_form(build.content((Kind.NPS,)), {"q-q1": ["9"], "q-q7": ["1"], "lang": ["vi"]})

    assert (reading.unknown, reading.is_accepted) == (("q7",), False)


def branching():
    content = build.content((Kind.NPS, Kind.TEXT, Kind.CSAT), required=(Kind.TEXT,))
    return ruled(content, Action.SHOW, "q2", when("q1", Operator.CLASS, "bad"))


def test_answers_of_a_branch_that_was_left_are_dropped():
    reading = read_form(branching(), {"q-q1": ["10"], "q-q2": ["Vì ồn"]})

    assert (reading.answers, reading.asked) == ({"q1": 10}, ("q1", "q3"))


def test_what_is_wrong_with_a_question_that_is_not_asked_does_not_matter():
    fine = read_form(branching(), {"q-q1": ["10"], "q-q2": ["x" * 9_000]})
    missed = read_form(branching(), {"q-q1": ["3"]})

    assert fine.is_accepted
    assert missed.problems == {"q2": P.REQUIRED}


def test_a_page_is_read_with_what_is_known_from_the_others():
    reading = read_form(branching(), {"q-q3": ["5"]}, on={"q3"}, earlier={"q1": 2, "q2": "Ồn"})

    assert reading.answers == {"q1": 2, "q2": "Ồn", "q3": 5}


def test_a_page_sent_again_takes_back_what_is_no_longer_ticked():
    reading = read_form(branching(), {}, on={"q3"}, earlier={"q1": 9, "q3": 5})

    assert reading.answers == {"q1": 9}


EVERYTHING = {
    "q1": 9, "q2": 4, "q3": 7, "q4": 2, "q5": {"1": 5, "2": 3}, "q6": {"3": 1},
    "q7": 2,
    "q8": [1, 3], "q9": [2], "q10": [3, 1, 2], "q11": "Trà\nngon", "q12": 1.125,
    "q13": "2026-11-20",
    "q14": {"name": "Lan", "phone": "+84912345678"}, "q15": [1], "q16": ["f"],
}  # fmt: skip
KINDS = (Kind.NPS, Kind.CSAT, Kind.CES, *[kind for kind in Kind if kind not in build.SIX_KINDS[:3]])


def test_stored_answers_of_every_kind_are_read_again_as_they_are():
    content = build.content(KINDS)

    assert read_form(content, fields_of(content, EVERYTHING)).answers == EVERYTHING


@settings(suppress_health_check=list(HealthCheck), deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(
            [f"q-q{n}{part}" for n in range(1, 18) for part in ("", ".1", ".name", ".")]
        ),
        st.lists(st.text(max_size=6) | st.sampled_from(["1", "5", "0", "-1", "1.5"]), max_size=3),
    )
)
def test_nothing_that_is_sent_breaks_the_reading(fields):
    content = build.content(KINDS)
    reading = read_form(content, fields)

    assert read_form(content, fields_of(content, reading.answers)).answers == reading.answers
