"""Pages and keys under any order of edits: nothing is lost, mixed up, or numbered twice."""

from dataclasses import replace
from itertools import pairwise

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from surveys.rules import (
    Choice,
    Kind,
    Level,
    add_question,
    break_page,
    duplicate_question,
    join_page,
    move_question,
    put_on_page,
    remove_question,
    replace_question,
    restore,
    title_page,
)
from tests import build
from tests.surveys.contents import questions

STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            ["add", "copy", "remove", "move", "break", "join", "put", "resize", "rekind", "undo"]
        ),
        st.integers(0, 9),
        st.integers(-3, 3),
    ),
    max_size=14,
)


def step(content, what, at, by, past):  # noqa: C901, PLR0911 - one line for each edit
    """One random edit of a question or page of the content."""
    keys = [question.key for question in content.questions]
    pages = [page.key for page in content.pages]
    key = keys[at % len(keys)] if keys else "q0"
    page = pages[at % len(pages)] if pages else "p0"
    question = content.question(key)
    match what:
        case "add":
            return add_question(content, build.question(tuple(Kind)[at]), after=key)
        case "copy":
            return duplicate_question(content, key)
        case "remove":
            return remove_question(content, key)
        case "move":
            return move_question(content, key, by)
        case "break":
            return break_page(content, key)
        case "join":
            return join_page(content, page)
        case "put":
            return put_on_page(content, key, page, last=by > 0)
        case "undo":
            return restore(content, past[at % len(past)])
    if question is None:
        return content
    changed = {"size": 4 + abs(by)} if what == "resize" else {"kind": tuple(Kind)[at]}
    return replace_question(content, replace(question, **changed))


def walked(steps):
    """All contents on the way, the first one first."""
    past = [build.content((Kind.NPS, Kind.CHOICES, Kind.TEXT, Kind.SCALE))]
    for what, at, by in steps:
        past.append(step(past[-1], what, at, by, past))
    return past


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(STEPS)
def test_questions_always_stand_in_the_order_of_their_pages(steps):
    for content in walked(steps):
        pages = [page.key for page in content.pages]
        places = [pages.index(q.page) for q in content.questions] if pages else []

        assert places == sorted(places)
        assert pages or not any(question.page for question in content.questions)
        assert len(set(pages)) == len(pages)
        assert len(pages) != 1


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(STEPS)
def test_every_question_is_on_exactly_one_sheet_in_order(steps):
    for content in walked(steps):
        shown = [q.key for _page, asked in content.sheets for q in asked]

        assert shown == [q.key for q in content.questions]


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(STEPS)
def test_a_key_means_one_kind_and_one_scale_for_ever(steps):
    meant = {}
    for content in walked(steps):
        for question in content.questions:
            meaning = question.kind, question.scale if question.kind.is_rating else None
            assert meant.setdefault(question.key, meaning) == meaning


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(STEPS)
def test_no_key_and_no_page_key_is_given_twice(steps):
    past = walked([each for each in steps if each[0] != "undo"])
    used = set()
    for before, after in pairwise(past):
        used |= keys_in(before)

        assert not (keys_in(after) - keys_in(before)) & used


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(STEPS)
def test_going_back_frees_no_key(steps):
    past = walked(steps)
    fresh = add_question(past[-1], build.question(Kind.TEXT)).newest_key

    assert not any(content.question(fresh) for content in past)


def keys_in(content):
    return {q.key for q in content.questions} | {page.key for page in content.pages}


@given(questions(), questions())
def test_a_copy_is_counted_for_itself(first, second):
    content = add_question(add_question(build.content(()), first), second)
    copied = duplicate_question(content, "q1")

    assert [q.key for q in copied.questions] == ["q1", "q3", "q2"]
    assert copied.question("q3").text == content.question("q1").text


# ------------------------------------------------------------------ by hand
def test_the_first_break_makes_two_pages():
    content = break_page(build.content((Kind.NPS, Kind.TEXT, Kind.CSAT)), "q2")

    assert [(page.key, len(asked)) for page, asked in content.sheets] == [("p1", 1), ("p2", 2)]


def test_a_break_where_a_page_begins_already_changes_nothing():
    content = build.content((Kind.NPS, Kind.TEXT))
    broken = break_page(content, "q2")

    assert break_page(content, "q1") == content
    assert break_page(broken, "q2") == broken


def test_joining_the_last_two_pages_leaves_none_but_never_their_keys():
    broken = break_page(build.content((Kind.NPS, Kind.TEXT)), "q2")
    joined = join_page(broken, "p2")

    assert joined.pages == ()
    assert [page.key for page in break_page(joined, "q2").pages] == ["p3", "p4"]


def test_the_first_page_joins_nothing():
    broken = break_page(build.content((Kind.NPS, Kind.TEXT)), "q2")
    assert join_page(broken, "p1") == broken


def test_a_page_keeps_its_title_while_questions_move():
    content = break_page(build.content((Kind.NPS, Kind.TEXT)), "q2")
    content = title_page(content, "p2", {"vi": "Về bạn"})

    assert move_question(content, "q1", 1).page("p2").title == {"vi": "Về bạn"}


def test_a_question_moves_over_the_end_of_its_page_and_back():
    content = break_page(build.content((Kind.NPS, Kind.TEXT, Kind.CSAT)), "q2")
    moved = move_question(content, "q1", 1)

    assert moved.question("q1").page == "p2"
    assert [q.key for q in moved.questions] == ["q1", "q2", "q3"]
    assert move_question(moved, "q1", -1) == content


def test_questions_without_pages_carry_none():
    strange = replace(build.question(Kind.NPS), page="p7")

    assert add_question(build.content(), strange).question("q2").page == ""


# ------------------------------------------------------------------ another kind or size
def test_another_size_is_another_key_but_the_usual_size_written_out_is_not():
    content = build.content((Kind.SCALE,))
    scale = content.question("q1")

    assert replace_question(content, replace(scale, size=5)).question("q1")
    assert [q.key for q in replace_question(content, replace(scale, size=7)).questions] == ["q2"]


def test_another_kind_takes_nothing_of_the_old_scale_along():
    content = build.content((Kind.SCALE,))
    asked = replace(
        content.question("q1"), levels=(Level({"vi": "Nhạt"}),), low={"vi": "Dở"}, is_reversed=True
    )
    changed = replace_question(replace_question(content, asked), replace(asked, kind=Kind.TEXT))
    (text,) = changed.questions

    assert (text.levels, text.low, text.is_reversed, text.score_rule) == ((), {}, False, None)


def test_limits_of_choices_are_no_limits_of_numbers():
    content = build.content((Kind.CHOICES,))
    asked = replace(content.question("q1"), least=1, most=2, kind=Kind.NUMBER)
    (number,) = replace_question(content, asked).questions

    assert (number.least, number.most) == (None, None)


def test_a_removed_choice_leaves_its_number_unused_even_after_restoring():
    content = build.content((Kind.CHOICES,))
    asked = content.question("q1")
    two = replace_question(content, replace(asked, choices=asked.choices[:2]))
    more = replace(two.question("q1"), choices=(*asked.choices[:2], Choice(0, {"vi": "Nhạc"})))
    three = replace_question(two, more)

    assert [choice.number for choice in three.question("q1").choices] == [1, 2, 4]
    back = restore(three, content)
    assert [choice.number for choice in back.question("q1").choices] == [1, 2, 3]
    grown = replace(back.question("q1"), choices=(*asked.choices, Choice(0, {"vi": "Ghế"})))
    assert replace_question(back, grown).question("q1").choices[-1].number == 5
