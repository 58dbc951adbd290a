"""Every kind of question on the public page: its markup, what was typed, what went wrong."""

import gzip
import re
from dataclasses import replace

import pytest

from responses import pages
from responses.pages import Filled, Setting, Sheet
from responses.pages.script import page_script
from responses.pages.shown import NOTHING
from responses.rules import AnswerProblem
from surveys.rules import (
    Action,
    Choice,
    Circumstances,
    Condition,
    Content,
    Kind,
    Level,
    Operator,
    Question,
    Rule,
    Test,
    add_question,
)
from tests import build

SETTING = Setting("Trà Lá Me", "Hai Bà Trưng", "ABCDE", "vi", ("vi", "en"))
SCRIPT = "<script>alert('1')</script>"
BUDGET = 14_000


def asking(*questions: Question, **kwargs) -> Content:
    content = Content(title={"vi": "Góp ý", "en": "Feedback"})
    for question in questions:
        content = add_question(content, question)
    return replace(build.on_one_page(content), **kwargs)


def question(kind: Kind, **kwargs) -> Question:
    return replace(build.question(kind), **kwargs)


def html_of(content: Content, *, filled=NOTHING, sheet=None, setting=SETTING) -> str:
    return pages.survey_page(content, "vi", setting, "token", filled, sheet=sheet).html


def sheet(content: Content, number=1, answers=None, **kwargs) -> Sheet:
    made = pages.sheet_of(content, number, answers or {}, Circumstances("vi"), "vi", "vi")
    return replace(made, **kwargs)


def labels(*texts: str) -> tuple[Level, ...]:
    return tuple(Level({"vi": text}) for text in texts)


def controls(html: str, name: str) -> list[str]:
    return re.findall(rf'<(?:input|select|textarea)[^>]* name="{re.escape(name)}"[^>]*>', html)


def values(html: str, name: str) -> list[str]:
    return [re.search('value="([^"]*)"', control)[1] for control in controls(html, name)]


# ------------------------------------------------------------------ the kinds
def test_four_faces_leave_out_the_middle_one():
    html = html_of(asking(question(Kind.CSAT, size=4)))
    assert values(html, "q-q1") == ["1", "2", "3", "4"]
    assert "var(--f3)" not in html.split("</style>")[1]
    assert "Tạm ổn" not in html


def test_faces_say_the_author_s_words_and_show_the_author_s_pictures():
    levels = tuple(Level({"vi": f"Mức {n}"}, f"PICTURE{n}") for n in range(1, 6))
    html = html_of(asking(question(Kind.CSAT, levels=levels)))
    assert "Mức 5" in html
    assert 'src="/s/pictures/PICTURE5"' in html
    assert "<circle" not in html


def test_a_reversed_scale_shows_the_highest_level_first_and_sends_the_same_values():
    ends = {"low": {"vi": "Nhạt"}, "high": {"vi": "Đậm"}}
    html = html_of(asking(question(Kind.SCALE, size=3, is_reversed=True, **ends)))
    assert values(html, "q-q1") == ["3", "2", "1"]
    assert html.index("Đậm") < html.index("Nhạt")


def test_a_scale_with_words_only_at_its_ends_keeps_its_numbers():
    html = html_of(asking(question(Kind.SCALE, size=4, levels=labels("Nhạt", "", "", "Đậm"))))
    assert 'class="scale' in html
    assert "<b>1</b> · Nhạt" in html


def test_a_scale_with_words_for_its_levels_lists_them():
    html = html_of(asking(question(Kind.SCALE, size=3, levels=labels("Dở", "Được", "Ngon"))))
    assert "<span>Được</span>" in html
    assert 'class="scale' not in html


def test_the_author_s_ends_replace_the_usual_ones():
    assert "Chắc chắn không" in html_of(asking(question(Kind.NPS)))
    html = html_of(asking(question(Kind.NPS, low={"vi": "Chẳng đời nào"})))
    assert "Chẳng đời nào" in html
    assert "Chắc chắn không" not in html


def test_each_criterion_has_five_stars_with_words():
    html = html_of(asking(question(Kind.STARS)))
    for row in ("q-q1.1", "q-q1.2", "q-q1.3"):
        assert values(html, row) == ["1", "2", "3", "4", "5"]
    assert "3 trên 5" in html


def test_each_cell_of_a_matrix_is_named_by_its_row_and_its_column():
    html = html_of(asking(question(Kind.MATRIX, size=2, levels=labels("Không", "Có"))))
    assert 'aria-label="Đồ uống: Có"' in html
    assert '<th scope="col">Có</th>' in html


def test_an_other_choice_brings_a_line_for_the_customer_s_own_words():
    choices = (*build.CHOICES, Choice(4, {"vi": "Khác"}, is_other=True))
    filled = Filled({"q-q1": ["4"], "q-q1.other": ["Bãi xe"]})
    html = html_of(asking(question(Kind.CHOICE, choices=choices)), filled=filled)
    assert values(html, "q-q1.other") == ["Bãi xe"]
    assert 'class="o" checked' in html


@pytest.mark.parametrize(
    ("limits", "hint"),
    [
        ({}, "Chọn bao nhiêu mục cũng được"),
        ({"most": 2}, "Chọn tối đa 2 mục"),
        ({"least": 2}, "Chọn ít nhất 2 mục"),
        ({"least": 2, "most": 2}, "Chọn 2 mục"),
        ({"least": 1, "most": 2}, "Chọn tối đa 2 mục"),
    ],
)
def test_how_many_may_be_chosen_is_said_before(limits, hint):
    assert f"<p>{hint}</p>" in html_of(asking(question(Kind.CHOICES, **limits)))


@pytest.mark.parametrize(("most", "kind"), [(1, "radio"), (2, "checkbox"), (None, "checkbox")])
def test_pictures_are_chosen_once_or_several_times_and_named_by_their_labels(most, kind):
    choices = tuple(replace(choice, picture="KEY") for choice in build.CHOICES)
    html = html_of(asking(question(Kind.PICTURES, choices=choices, most=most)))
    assert all(f'type="{kind}"' in control for control in controls(html, "q-q1"))
    assert 'alt="Nhân viên"' in html


def test_a_rank_is_selected_for_each_item_and_typed_where_there_are_many():
    html = html_of(asking(question(Kind.RANKING, most=2)), filled=Filled({"q-q1.2": ["1"]}))
    assert controls(html, "q-q1.2")[0].startswith("<select")
    assert html.count("<option selected>1</option>") == 1
    assert "<option>3</option>" not in html
    many = tuple(Choice(n, {"vi": f"Mục {n}"}) for n in range(1, 21))
    html = html_of(asking(question(Kind.RANKING, choices=many)))
    assert 'inputmode="numeric"' in controls(html, "q-q1.20")[0]


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        (question(Kind.TEXT), ["<textarea", 'maxlength="2000"']),
        (question(Kind.TEXT, style="short", most=30), ['type="text"', 'maxlength="30"']),
        (question(Kind.NUMBER), ['inputmode="decimal"']),
        (question(Kind.NUMBER, least=-5), ['inputmode="text"']),
        (question(Kind.DATE), ['type="date"']),
        (question(Kind.DATE, style="time"), ['type="time"']),
        (question(Kind.DATE, style="both"), ['type="datetime-local"']),
        (question(Kind.ATTACHMENT), ['type="file"', 'accept="image/*"', "multiple"]),
        (question(Kind.ATTACHMENT, style="file"), ['accept="image/*,application/pdf"']),
    ],
)
def test_lines_bring_up_the_right_keyboard_and_limits(asked, wanted):
    [control] = controls(html_of(asking(asked)), "q-q1")
    assert [piece for piece in wanted if piece not in control] == []


def test_contact_fields_may_be_filled_in_by_the_browser_and_hidden_ones_are_absent():
    fields = {"name": "shown", "phone": "required", "extra": "shown"}
    html = html_of(asking(question(Kind.CONTACT, fields=fields, extra={"vi": "Số phòng"})))
    assert 'autocomplete="name"' in controls(html, "q-q1.name")[0]
    assert 'type="tel" inputmode="tel"' in controls(html, "q-q1.phone")[0]
    assert "Số phòng</label>" in html
    assert controls(html, "q-q1.email") == []
    assert html.count("(bắt buộc)") == 1


def test_consent_is_asked_purpose_by_purpose_and_never_ticked_before():
    html = html_of(asking(question(Kind.CONSENT)))
    assert values(html, "q-q1") == ["1", "2", "3"]
    assert "checked" not in html.split("</style>")[1].split("<script>")[0]


def test_received_files_stay_with_the_form_and_only_such_forms_carry_files():
    content = asking(question(Kind.ATTACHMENT))
    shown = sheet(content, files={"abc": "hoá đơn.jpg"})
    html = html_of(content, filled=Filled({"q-q1": ["abc"]}), sheet=shown)
    assert 'value="abc" checked><span>hoá đơn.jpg' in html
    assert "multipart/form-data" in html
    assert "multipart/form-data" not in html_of(asking(question(Kind.NPS)))


def test_a_statement_tells_in_markdown_and_asks_nothing():
    text, more = {"vi": "Chào *bạn*"}, {"vi": "- một\n- hai\n\n[menu](https://lame.vn)"}
    html = html_of(asking(question(Kind.STATEMENT, text=text, help=more), question(Kind.NPS)))
    assert "<em>bạn</em>" in html
    assert "<li>một</li>" in html
    assert '<a href="https://lame.vn" target="_blank" rel="nofollow noopener">menu</a>' in html
    assert controls(html, "q-q1") == []


def test_a_required_question_is_marked_for_eyes_and_ears():
    required = html_of(asking(question(Kind.NPS, is_required=True)))
    assert 'aria-hidden="true"> *</span><span class="vh"> (bắt buộc)' in required
    assert "bắt buộc)" not in html_of(asking(question(Kind.NPS)))


# ------------------------------------------------------------------ errors
EVERY_PROBLEM = [
    (question(Kind.CSAT), "q1", AnswerProblem.REQUIRED),
    (question(Kind.NPS), "q1", AnswerProblem.OFF_SCALE),
    (question(Kind.CHOICE), "q1", AnswerProblem.TOO_MANY),
    (question(Kind.CHOICES, most=2), "q1", AnswerProblem.TOO_MANY),
    (question(Kind.CHOICES, least=2), "q1", AnswerProblem.TOO_FEW),
    (question(Kind.CHOICES), "q1", AnswerProblem.EXCLUSIVE),
    (question(Kind.RANKING), "q1", AnswerProblem.NOT_DISTINCT),
    (question(Kind.RANKING), "q1.2", AnswerProblem.OFF_SCALE),
    (question(Kind.STARS), "q1.2", AnswerProblem.REQUIRED),
    (question(Kind.MATRIX), "q1.3", AnswerProblem.REQUIRED),
    (question(Kind.TEXT), "q1", AnswerProblem.TOO_LONG),
    (question(Kind.TEXT, style="short"), "q1", AnswerProblem.BROKEN_TEXT),
    (question(Kind.NUMBER), "q1", AnswerProblem.NOT_A_NUMBER),
    (question(Kind.NUMBER, least=1, most=9), "q1", AnswerProblem.OUT_OF_RANGE),
    (question(Kind.DATE), "q1", AnswerProblem.NOT_A_DATE),
    (question(Kind.CONTACT, fields={"phone": "shown"}), "q1.phone", AnswerProblem.NOT_A_PHONE),
    (question(Kind.CONTACT, fields={"email": "shown"}), "q1.email", AnswerProblem.NOT_AN_EMAIL),
    (question(Kind.CONSENT), "q1", AnswerProblem.REQUIRED),
    (question(Kind.ATTACHMENT), "q1", AnswerProblem.FILE_TYPE),
    (question(Kind.ATTACHMENT), "q1", AnswerProblem.FILE_SIZE),
    (question(Kind.PICTURES), "q1", AnswerProblem.REQUIRED),
]


@pytest.mark.parametrize(("asked", "name", "problem"), EVERY_PROBLEM)
def test_a_mistake_is_explained_beside_its_field_and_the_summary_leads_there(asked, name, problem):
    html = html_of(asking(asked), filled=Filled(problems={name: problem}))
    [said] = re.findall(r'class="err" id="(e-[^"]+)">([^<]+)<', html)
    assert said[1]
    assert f'aria-describedby="{said[0]}"' in html or f' {said[0]}"' in html
    target = re.search(r'<li><a href="#([^"]+)">', html)[1]
    assert f'id="{target}"' in html
    assert "<title>Lỗi:" in html


@pytest.mark.parametrize("problem", AnswerProblem)
@pytest.mark.parametrize("kind", [kind for kind in Kind if kind.is_asked])
def test_every_problem_of_every_kind_has_words(kind, problem):
    html = html_of(asking(question(kind)), filled=Filled(problems={"q1": problem}))
    assert re.search(r'id="e-q1">[^<]{8,}<', html)


def test_what_was_typed_stays():
    content = asking(
        question(Kind.STARS),
        question(Kind.MATRIX),
        question(Kind.DATE),
        question(Kind.NUMBER),
        question(Kind.CONTACT, fields={"phone": "shown"}),
        question(Kind.CONSENT),
    )
    fields = {
        "q-q1.2": ["4"],
        "q-q2.3": ["5"],
        "q-q3": ["2026-11-22"],
        "q-q4": ["hai"],
        "q-q5.phone": ["12"],
        "q-q6": ["1", "3"],
    }
    html = html_of(content, filled=Filled(fields))
    assert len(re.findall(r'name="q-q1\.2" value="4"[^>]* checked', html)) == 1
    assert len(re.findall(r'name="q-q2\.3" value="5"[^>]* checked', html)) == 1
    assert values(html, "q-q3") == ["2026-11-22"]
    assert values(html, "q-q4") == ["hai"]
    assert values(html, "q-q5.phone") == ["12"]
    assert [v for v, c in zip(values(html, "q-q6"), controls(html, "q-q6"), strict=True)
            if "checked" in c] == ["1", "3"]  # fmt: skip


# ------------------------------------------------------------------ sheets
def test_only_the_first_page_welcomes_and_only_the_last_one_sends():
    content = replace(build.content([Kind.NPS] * 11), intro={"vi": "Chào bạn"})
    first, middle, last = (
        html_of(content, sheet=sheet(content, n, back="/zurück")) for n in (1, 2, 3)
    )
    assert "Chào bạn" in first
    assert "Chào bạn" not in middle
    assert "11 câu, khoảng" in first
    assert ">Tiếp tục</button>" in middle
    assert ">Gửi góp ý</button>" in last
    assert 'name="s" value="2"' in middle
    assert "Trang 2/3" in middle
    assert 'href="/zurück">Quay lại</a>' in middle
    for html in (first, middle, last):
        assert len(re.findall("<h1", html)) == 1


def test_a_page_s_title_is_its_heading():
    content = asking(question(Kind.NPS))
    content = replace(content, pages=(replace(content.pages[0], title={"vi": "Về món ăn"}),))
    assert "<h1>Về món ăn</h1>" in html_of(content)


def rule(action: Action, target: str, *tests: Test, text=None) -> Rule:
    return Rule(1, action, Condition(tests), target, text or {})


def test_what_is_not_asked_is_hidden_and_its_controls_are_off():
    low = Test("q1", Operator.BETWEEN, (0, 6))
    content = asking(question(Kind.NPS), question(Kind.TEXT), rules=(rule(Action.SHOW, "q2", low),))
    html = html_of(content)
    assert re.search(r'data-key="q2"[^>]* hidden disabled>', html)
    assert 'name="shown" value="q1"' in html
    assert '<script type="application/json" id="plan">' in html
    html = html_of(content, sheet=sheet(content, answers={"q1": 3}))
    assert 'name="shown" value="q1 q2"' in html
    assert "hidden disabled" not in html


def test_a_page_without_rules_has_only_the_script_that_saves_and_a_preview_none():
    content = asking(question(Kind.NPS))
    page = pages.survey_page(content, "vi", SETTING, "token")
    assert page.html.count("<script") == 1
    assert page_script(frozenset({"save"})) in page.html
    page = pages.survey_page(content, "vi", replace(SETTING, is_preview=True), "token")
    assert "<script" not in page.html
    assert "script-src" not in page.policy
    assert "connect-src" not in page.policy


def test_the_script_that_saves_is_small():
    assert len(gzip.compress(page_script(frozenset({"save"})).encode(), 9)) <= 1_100


def test_a_plan_cannot_end_its_script_and_the_policy_names_the_other_one():
    words = {"vi": "</script><script>alert(1)</script>"}
    low = Test("q1", Operator.BETWEEN, (0, 6))
    rules = (rule(Action.REWORD, "q2", low, text=words),)
    content = asking(question(Kind.NPS), question(Kind.TEXT), rules=rules)
    page = pages.survey_page(content, "vi", SETTING, "token")
    assert "<script>alert(1)" not in page.html
    assert "\\u003c/script>" in page.html
    assert "script-src 'sha256-" in page.policy


def test_a_rule_s_words_replace_the_question_s():
    low = Test("q1", Operator.BETWEEN, (0, 6))
    rules = (rule(Action.REWORD, "q2", low, text={"vi": "Tiếc quá! Vì sao?"}),)
    content = asking(question(Kind.NPS), question(Kind.TEXT), rules=rules)
    html = html_of(content, sheet=sheet(content, answers={"q1": 2}))
    assert "<span data-text>Tiếc quá! Vì sao?</span>" in html


def test_pipes_are_marked_filled_and_escaped():
    asked = question(Kind.TEXT, text={"vi": "Vì sao {q1|vậy}?"}, help={"vi": "**Này** {q1}"})
    content = asking(question(Kind.TEXT), asked)
    assert '<span data-pipe="q1" data-else="vậy">vậy</span>?' in html_of(content)
    html = html_of(content, sheet=sheet(content, answers={"q1": "[x](http://e.vn) <b>"}))
    assert 'data-else="vậy">[x](http://e.vn) &lt;b&gt;</span>' in html
    assert "<strong>Này</strong>" in html
    assert "<b>" not in html.split("<form")[1]


def test_what_the_link_carried_is_sent_along():
    content = asking(question(Kind.NPS))
    assert 'name="h-order" value="A&amp;1"' in html_of(
        content, sheet=sheet(content, hidden={"order": "A&1"})
    )


def test_only_surveys_that_ask_for_nobody_promise_to_be_anonymous():
    promise = "Góp ý của bạn là ẩn danh."
    assert promise in html_of(asking(question(Kind.NPS)))
    assert promise not in html_of(asking(question(Kind.CONTACT)))
    assert promise not in html_of(asking(question(Kind.NPS), hidden_fields=("order",)))


# ------------------------------------------------------------------ hostile and huge
def everything(text: dict[str, str]) -> Content:
    choices = tuple(Choice(n, text, "KEY", is_other=n == 2) for n in (1, 2))
    asked = [
        Question(
            "", kind, text, text, choices=choices if kind.has_choices else (), picture="KEY",
            levels=(Level(text),) * 5 if kind.has_levels else (), low=text, high=text, extra=text,
            fields={"extra": "required"} if kind is Kind.CONTACT else {},
        )
        for kind in Kind
    ]  # fmt: skip
    content = asking(*asked, intro=text, thanks=text, apology=text)
    return replace(content, title=text, pages=(replace(content.pages[0], title=text),))


@pytest.mark.parametrize("text", [SCRIPT, '"><img src=x onerror=alert(1)>', "[a](javascript:x)"])
def test_nothing_that_anybody_writes_becomes_markup(text):
    content = everything({"vi": text})
    names = [f"q-q{n}" for n in range(1, 18)] + ["q-q14.extra", "q-q7.other"]
    filled = Filled({name: [text] for name in names})
    setting = replace(SETTING, organization=text, label=text)
    for html in (
        html_of(content, filled=filled, setting=setting),
        pages.thanks_page(content, "vi", setting, outcome="bad").html,
        pages.thanks_page(content, "vi", setting).html,
    ):
        assert "<script>alert" not in html
        assert "<img src=x" not in html
        assert 'href="javascript' not in html
        assert "&lt;script" in html or "javascript:x" in html or "&lt;img" in html


def test_headings_tables_and_pictures_are_not_markdown_here():
    html = html_of(asking(question(Kind.NPS, help={"vi": "# A\n\n![x](https://e.vn/x.png)\n`c`"})))
    assert "# A" in html
    assert 'e.vn/x.png"' not in re.sub('<a href="[^"]*"', "", html)


def packed(content: Content) -> int:
    page = pages.survey_page(content, "vi", SETTING, "x" * 75)
    return len(gzip.compress(page.html.encode(), 9))


def test_a_page_with_every_kind_fits_into_one_round_trip():
    content = asking(*(build.question(kind) for kind in Kind))
    assert packed(content) <= BUDGET


def test_the_six_usual_kinds_take_less_than_half_of_it():
    assert packed(asking(*(build.question(kind) for kind in build.SIX_KINDS))) <= 5_800


@pytest.mark.parametrize("kind", [Kind.CHOICE, Kind.CHOICES, Kind.RANKING, Kind.STARS])
def test_five_questions_of_fifty_choices_fit_into_one_round_trip(kind):
    words = [
        "trà",
        "sen",
        "vàng",
        "cà",
        "phê",
        "sữa",
        "đá",
        "bánh",
        "mì",
        "nhân",
        "viên",
        "phục",
        "vụ",
        "chờ",
        "lâu",
        "sạch",
        "đẹp",
    ]
    fifty = tuple(
        Choice(n, {"vi": f"{words[n % 13]} {words[n * 5 % 13]} {words[n * 3 % 11]} {n}"})
        for n in range(1, 51)
    )
    assert packed(asking(*[question(kind, choices=fifty)] * 5)) <= BUDGET


def test_only_the_styles_of_the_kinds_on_the_page_are_in_it():
    html = html_of(asking(question(Kind.NPS)))
    assert ".scale" in html
    for name in (".faces", ".grid", ".ranks", ".stars", ".ticks"):
        assert name not in html
