"""A pasted list of questions."""

import pytest

from surveys.rules import Kind, problems_before_publishing
from surveys.rules.imported import FileError, FileProblem
from surveys.rules.pasted import from_pasted

LIST = """# Góp ý tại bàn

1. Bạn hài lòng thế nào? (1-5) *
2) Bạn giới thiệu quán chứ? (0–10)
Câu 3: Gọi món có dễ không (1 đến 7)
4. Bạn thích gì?
[ ] Trà
[ ] Bánh
[ ] Khác: ___
Bạn đến cùng ai?*
- Một mình
- Gia đình
Bạn đi chuyến nào?
\t( ) Sáng
\t( ) Chiều
Chấm từng điều (1-5)
  Nhân viên
  Món
Bạn thấy sao (1-10)
Bạn muốn nhắn gì …
"""


@pytest.fixture
def questions():
    return from_pasted(LIST, "vi").content.questions


def test_marks_choose_the_kind(questions):
    assert [q.kind for q in questions] == [
        Kind.CSAT,
        Kind.NPS,
        Kind.CES,
        Kind.CHOICES,
        Kind.CHOICE,
        Kind.CHOICE,
        Kind.STARS,
        Kind.SCALE,
        Kind.TEXT,
    ]
    assert questions[7].size == 10


def test_marks_and_numbers_are_no_part_of_the_words(questions):
    assert [q.text["vi"] for q in questions] == [
        "Bạn hài lòng thế nào?",
        "Bạn giới thiệu quán chứ?",
        "Gọi món có dễ không",
        "Bạn thích gì?",
        "Bạn đến cùng ai?",
        "Bạn đi chuyến nào?",
        "Chấm từng điều",
        "Bạn thấy sao",
        "Bạn muốn nhắn gì",
    ]


def test_a_star_makes_a_question_required(questions):
    assert [q.is_required for q in questions] == [True, False, False, False, True] + [False] * 4


def test_choices_stand_below_their_question(questions):
    assert [c.text["vi"] for c in questions[3].choices] == ["Trà", "Bánh", "Khác"]
    assert questions[3].choices[2].is_other
    assert [c.text["vi"] for c in questions[6].choices] == ["Nhân viên", "Món"]


def test_the_list_is_ready_to_be_published():
    content = from_pasted(LIST, "vi").content
    assert content.title == {"vi": "Góp ý tại bàn"}
    assert problems_before_publishing(content, "vi") == []


def test_a_number_inside_a_question_stays():
    (question,) = from_pasted("Bạn mua 2-3 món chứ? (giá 10-20 nghìn)", "vi").content.questions
    assert question.text == {"vi": "Bạn mua 2-3 món chứ? (giá 10-20 nghìn)"}


def test_bullets_without_a_question_above_are_questions():
    questions = from_pasted("- Bạn khỏe không?\n", "vi").content.questions
    assert [q.text["vi"] for q in questions] == ["Bạn khỏe không?"]


def test_markup_stays_plain_text():
    (question,) = from_pasted("<script>alert(1)</script>?", "vi").content.questions
    assert question.text == {"vi": "<script>alert(1)</script>?"}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("# Chỉ có tiêu đề", FileProblem.NO_QUESTIONS),
        ("  \n ", FileProblem.EMPTY),
        ("\n".join(f"{n}. Câu?" for n in range(1, 301)), FileProblem.TOO_MANY_QUESTIONS),
        ("a\x00b", FileProblem.BINARY),
    ],
)
def test_lists_that_ask_nothing_or_too_much_are_refused(text, problem):
    with pytest.raises(FileError) as refused:
        from_pasted(text, "vi")
    assert refused.value.problem is problem
