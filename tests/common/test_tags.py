"""Icons, faces, initials, page numbers."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.paginator import Paginator
from django.template import engines
from django.test import RequestFactory

from hearme.common.icons import ICONS
from hearme.common.templatetags.hearme import face, icon, initials

TEMPLATES = sorted((Path(settings.BASE_DIR) / "templates").rglob("*.html"))


def test_every_icon_that_a_template_names_exists() -> None:
    text = "".join(path.read_text() for path in TEMPLATES)
    named = set(re.findall(r'{% icon "([^"]*)"', text)) | set(re.findall(r'\bicon="(\w+)"', text))
    assert named - ICONS.keys() == set()


def test_an_icon_is_hidden_from_readers_and_has_its_size() -> None:
    assert icon("more", "s").startswith('<svg class="i s dots" viewBox="0 0 24 24" aria-hidden')


def test_an_unknown_icon_is_an_error() -> None:
    with pytest.raises(KeyError):
        icon("unicorn")


def test_faces_go_from_one_to_five() -> None:
    assert len({face(level) for level in range(1, 6)}) == 5
    with pytest.raises(KeyError):
        face(6)


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Trà Lá Me", "TM"), ("đà nẵng", "ĐN"), ("Hearme", "H"), ("", "")],
)
def test_initials_are_of_the_first_and_the_last_word(name: str, letters: str) -> None:
    assert initials(name) == letters


def test_links_to_pages_keep_the_filter() -> None:
    request = RequestFactory().get("/", {"q": "trà", "page": "5"})
    page = Paginator(range(124), 10).page(5)
    html = engines["django"].get_template("components/pages.html").render({"page": page}, request)
    assert 'href="?q=tr%C3%A0&amp;page=6" aria-label' in html
    assert re.findall(r">([\d…]+)</", html) == ["1", "…", "4", "5", "6", "…", "13"]


def test_a_single_page_needs_no_links() -> None:
    page = Paginator(range(3), 10).page(1)
    html = engines["django"].get_template("components/pages.html").render({"page": page})
    assert html.strip() == ""
