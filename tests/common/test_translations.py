"""Vietnamese is complete, in every app; and the tool that says so can tell."""

import gettext
from pathlib import Path

import pytest
from django.test import override_settings

from hearme.common.translations import (
    App,
    compile_catalogue,
    own_apps,
    problems,
    update_catalogue,
)

HEAD = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n'
HEAD += '"Plural-Forms: nplurals=1; plural=0;\\n"\n\n'


@pytest.fixture
def app(tmp_path: Path) -> App:
    """An app of one Python file and one template, in a project of its own."""
    (tmp_path / "tea").mkdir()
    (tmp_path / "templates/tea").mkdir(parents=True)
    (tmp_path / "tea/views.py").write_text('from x import _\n\nGREETING = _("Hello %(name)s")\n')
    (tmp_path / "templates/tea/list.html").write_text(
        '<ul>\n    <li>{% translate "Cups" %}</li>\n  {% blocktranslate count n=n trimmed %}\n'
        "      One cup\n  {% plural %}\n      {{ n }} cups\n{% endblocktranslate %}\n</ul>\n"
    )
    return App("tea", tmp_path / "tea")


@pytest.fixture(autouse=True)
def _project(app: App, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    if "own_project" in request.fixturenames:
        monkeypatch.setattr("hearme.common.translations.own_apps", lambda: [app])


@pytest.fixture
def own_project(app: App) -> object:
    with override_settings(BASE_DIR=app.path.parent):
        yield


def write(app: App, entries: dict[str, str], *, flags: str = "") -> None:
    app.catalogue.parent.mkdir(parents=True, exist_ok=True)
    text = "".join(f'{flags}msgid "{of}"\nmsgstr "{to}"\n\n' for of, to in entries.items())
    cups = 'msgid "One cup"\nmsgid_plural "%(n)s cups"\nmsgstr[0] "%(n)s tách"\n'
    app.catalogue.write_text(HEAD + text + cups)


DONE = {"Hello %(name)s": "Chào %(name)s", "Cups": "Tách"}


@pytest.mark.parametrize("app", own_apps(), ids=lambda app: app.label)
def test_every_text_of_an_app_is_translated(app: App) -> None:
    assert problems(app) == []


def test_a_complete_catalogue_has_no_problems(app: App, own_project: None) -> None:
    write(app, DONE)
    assert problems(app) == []


@pytest.mark.parametrize(
    ("entries", "fault"),
    [
        ({"Cups": "Tách"}, "not translated: “Hello %(name)s” (tea/views.py)"),
        (DONE | {"Cups": ""}, "not translated: “Cups” (templates/tea/list.html)"),
        (DONE | {"Hello %(name)s": "Chào %(ten)s"}, "other placeholders: “Hello %(name)s”"),
        (DONE | {"Hello %(name)s": "Chào bạn"}, "other placeholders: “Hello %(name)s”"),
        (DONE | {"Saucers": "Đĩa"}, "not used any more: “Saucers”"),
    ],
)
def test_a_fault_in_a_catalogue_is_named(
    app: App, own_project: None, entries: dict[str, str], fault: str
) -> None:
    write(app, entries)
    (line,) = problems(app)
    assert fault in line


def test_a_fuzzy_translation_does_not_count(app: App, own_project: None) -> None:
    write(app, DONE, flags="#, fuzzy\n")
    assert [line for line in problems(app) if "fuzzy: “Cups”" in line]


def test_updating_adds_new_texts_and_drops_old_ones(app: App, own_project: None) -> None:
    write(app, {"Cups": "Tách", "Saucers": "Đĩa"})
    update_catalogue(app)
    first = app.catalogue.read_text()
    update_catalogue(app)
    assert app.catalogue.read_text() == first
    assert 'msgid "Hello %(name)s"\nmsgstr ""' in first
    assert 'msgid "Cups"\nmsgstr "Tách"' in first
    assert "Saucers" not in first


def test_a_catalogue_is_compiled_once(app: App, own_project: None) -> None:
    write(app, DONE)
    assert [compile_catalogue(app), compile_catalogue(app)] == [True, False]
    with app.catalogue.with_suffix(".mo").open("rb") as file:
        words = gettext.GNUTranslations(file)
    assert words.gettext("Cups") == "Tách"
    assert words.ngettext("One cup", "%(n)s cups", 3) == "%(n)s tách"


def test_an_app_without_a_catalogue_needs_no_compiling(app: App, own_project: None) -> None:
    assert not compile_catalogue(app)
