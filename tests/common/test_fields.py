"""How form fields are written: labels, hints and errors that readers of screens hear too."""

import re
from collections.abc import Iterator

import pytest
from django.utils import translation

from hearme.common.styleguide import SampleForm


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def test_a_hint_and_an_error_belong_to_their_input() -> None:
    html = SampleForm({"email": "x"})["name"].as_field_group()
    assert re.search(r'<label for="id_name">Tên khách vẫn gọi\s*</label>', html)
    assert 'class="input"' in html
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_name_helptext"' in html
    assert re.search(r'id="id_name_error">.*This field is required', html)


def test_only_fields_that_may_be_left_empty_say_so() -> None:
    form = SampleForm()
    assert "(optional)" in form["note"].as_field_group()
    assert "(optional)" not in form["name"].as_field_group()


def test_a_long_text_is_kept_to_the_letter() -> None:
    html = str(SampleForm(initial={"note": " trà\n  sen"})["note"])
    assert html.endswith(">&#10; trà\n  sen</textarea>")
    assert 'class="input"' in html


def test_a_choice_of_several_is_a_fieldset_with_a_legend() -> None:
    html = SampleForm({})["language"].as_field_group()
    assert re.search(r'<fieldset class="field" aria-describedby="id_language_error">', html)
    assert re.search(r"<legend>Ngôn ngữ\s*</legend>", html)
    assert html.count('type="radio"') == 2
    assert 'class="input"' not in html


def test_a_checkbox_stands_inside_its_label() -> None:
    html = SampleForm()["is_required"].as_field_group()
    assert re.search(r'<label class="toggle" for="id_is_required"><input type="checkbox"', html)
    assert 'role="switch"' in html


def test_a_password_has_a_button_to_show_it() -> None:
    html = SampleForm()["password"].as_field_group()
    assert 'data-reveal hidden aria-pressed="false" aria-controls="id_password"' in html


def test_errors_of_the_whole_form_come_first() -> None:
    form = SampleForm({})
    form.add_error(None, "Hai người cùng sửa.")
    assert form.as_div().index("Hai người cùng sửa.") < form.as_div().index('class="field"')
    assert 'role="alert"' in form.as_div()
