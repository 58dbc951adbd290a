"""Reading answers, counting what they add, and the form's token."""

import uuid
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responses.rules import (
    ANSWERED,
    AnswerProblem,
    FormToken,
    TokenError,
    fingerprint_of,
    local_hour,
    new_key,
    ratings_of,
    read_form,
    read_token,
    score_of,
    sign_token,
)
from surveys.rules import Kind
from tests import build

CONTENT = build.content(build.SIX_KINDS, required=(Kind.NPS,))
NPS, CSAT, CES, CHOICE, CHOICES, TEXT = (f"q{n}" for n in range(1, 7))
SECRET = b"s" * 32


def read(**fields):
    return read_form(CONTENT, {f"q-{key}": values for key, values in fields.items()})


def test_every_kind_is_read():
    reading = read(q1=["0"], q2=["5"], q3=["7"], q4=["2"], q5=["3", "1"], q6=[" Ngon\r\nlắm "])
    assert reading.answers == {"q1": 0, "q2": 5, "q3": 7, "q4": 2, "q5": [1, 3], "q6": "Ngon\nlắm"}
    assert reading.is_accepted


def test_what_is_left_open_is_no_answer():
    assert read(q1=["9"], q2=[""], q6=["   "]).answers == {"q1": 9}


@pytest.mark.parametrize(
    ("key", "values", "problem"),
    [
        (NPS, [], AnswerProblem.REQUIRED),
        (NPS, ["11"], AnswerProblem.OFF_SCALE),
        (NPS, ["-1"], AnswerProblem.OFF_SCALE),
        (NPS, ["９"], AnswerProblem.OFF_SCALE),
        (NPS, ["9" * 5000], AnswerProblem.OFF_SCALE),
        (NPS, ["9.0"], AnswerProblem.OFF_SCALE),
        (CSAT, ["0"], AnswerProblem.OFF_SCALE),
        (CES, ["8"], AnswerProblem.OFF_SCALE),
        (CSAT, ["1", "5"], AnswerProblem.TOO_MANY),
        (CHOICE, ["4"], AnswerProblem.OFF_SCALE),
        (CHOICES, ["1", "four"], AnswerProblem.OFF_SCALE),
        (TEXT, ["x" * 2001], AnswerProblem.TOO_LONG),
        (TEXT, ["a\x00b"], AnswerProblem.BROKEN_TEXT),
        (TEXT, ["a\ufffdb"], AnswerProblem.BROKEN_TEXT),
        (TEXT, ["two", "texts"], AnswerProblem.TOO_MANY),
    ],
)
def test_an_answer_that_does_not_fit_is_named(key, values, problem):
    reading = read(**({NPS: ["9"]} | {key: values}))
    assert reading.problems == {key: problem}
    assert not reading.is_accepted


def test_a_question_that_was_not_asked_is_noticed():
    assert read(q1=["9"], q99=["1"]).unknown == ("q99",)


def test_people_are_counted_once_per_question_and_once_per_choice():
    answers = {NPS: 0, CHOICE: 2, CHOICES: [1, 3], TEXT: "Ngon"}
    assert ratings_of(CONTENT, answers) == {
        "": [ANSWERED],
        NPS: [0],
        CHOICE: [2],
        CHOICES: [ANSWERED, 1, 3],
        TEXT: [ANSWERED],
    }


def test_the_score_is_the_first_rating_even_when_it_is_zero():
    assert score_of(CONTENT, {NPS: 0, CSAT: 5}) == 0
    assert score_of(CONTENT, {CSAT: 5}) is None


def test_equal_answers_have_equal_fingerprints_in_any_order():
    assert fingerprint_of(1, {NPS: 9, CSAT: 5}) == fingerprint_of(1, {CSAT: 5, NPS: 9})
    assert fingerprint_of(1, {NPS: 9}) != fingerprint_of(2, {NPS: 9}) != fingerprint_of(1, {NPS: 8})


def test_the_day_is_the_one_at_the_place():
    evening_in_london = datetime(2026, 11, 21, 18, 30, tzinfo=UTC)
    assert local_hour(evening_in_london, "Asia/Ho_Chi_Minh") == ("2026-11-22", 1)
    assert local_hour(evening_in_london, "Europe/London") == ("2026-11-21", 18)


@given(st.datetimes(timezones=st.sampled_from([UTC, ZoneInfo("Asia/Ho_Chi_Minh")])))
def test_the_local_hour_is_a_real_one(moment):
    _day, hour = local_hour(moment.replace(year=2025), "America/New_York")
    assert hour in range(24)


@given(st.integers(1, 2**63 - 1), st.integers(1, 2**63 - 1), st.integers(0, 2**40))
def test_a_token_comes_back_as_it_was(version_id, collector_id, seconds):
    token = FormToken(version_id, collector_id, uuid.uuid4(), seconds)
    assert read_token(sign_token(token, SECRET), SECRET) == token


@given(st.integers(0, 74), st.sampled_from("Aa0-_!="))
def test_a_token_with_one_letter_changed_is_refused(at, letter):
    text = sign_token(FormToken(1, 2, uuid.UUID(int=3), 4), SECRET)
    changed = text[:at] + letter + text[at + 1 :]
    if changed != text:
        with pytest.raises(TokenError):
            read_token(changed, SECRET)


@pytest.mark.parametrize("text", ["", "x", "é" * 75, "A" * 75, "A" * 10_000, "\x00"])
def test_what_is_no_token_is_refused(text):
    with pytest.raises(TokenError):
        read_token(text, SECRET)


def test_a_token_of_another_site_is_refused():
    with pytest.raises(TokenError):
        read_token(sign_token(FormToken(1, 2, uuid.uuid4(), 3), SECRET), b"other" * 8)


def test_keys_are_version_7_and_follow_time():
    early, late = (new_key(datetime(2026, 1, day, tzinfo=UTC)) for day in (1, 2))
    assert early.version == late.version == 7
    assert early.variant == uuid.RFC_4122
    assert early < late
