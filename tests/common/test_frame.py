"""What every dashboard page rests on: nothing inline, little weight, a language switch."""

import gzip
import hashlib
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

ROOT = Path(settings.BASE_DIR)
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
INLINE = re.compile(r"""<style|\sstyle\s*=|\son[a-z]+\s*=\s*["']|<script(?![^>]*\bsrc=)""")
PUBLIC = ROOT / "templates/responses/public"
VENDOR = ROOT / "static/VENDOR.md"


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_template_has_inline_style_or_script(path: Path) -> None:
    # Programs that read mail know no style sheets: what goes into a mail has its style inline.
    is_mail = path.name.startswith("email_snippet")
    if not path.is_relative_to(PUBLIC) and not is_mail:
        html = re.sub(r"{%.*?%}", "", path.read_text())
        assert INLINE.findall(html) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_template_asks_another_site_for_anything(path: Path) -> None:
    assert re.findall(r"""(?:src|href)=["'](?:https?:)?//""", path.read_text()) == []


@pytest.mark.urls("tests.e2e.urls")
@pytest.mark.django_db
def test_the_first_view_is_light(client: Client) -> None:
    html = client.get("/styleguide/").content.decode()
    files = {ROOT / path for path in re.findall(r'(?:src|href)="/(static/[^"]+)"', html)}
    weight = {path: len(gzip.compress(path.read_bytes())) for path in files}
    assert sum(weight.values()) <= 150_000
    assert sum(size for path, size in weight.items() if path.suffix == ".js") <= 20_000


@pytest.mark.urls("tests.e2e.urls")
@pytest.mark.django_db
def test_the_style_guide_answers_without_signing_in(client: Client) -> None:
    assert client.get("/styleguide/").status_code == 200


def test_the_style_guide_is_not_on_the_real_site(client: Client) -> None:
    assert not settings.DEBUG
    assert client.get("/styleguide/").status_code == 302


@pytest.mark.django_db
def test_a_visitor_may_choose_the_language(client: Client) -> None:
    answer = client.post("/language/", {"language": "en", "next": "/accounts/login/"})
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/login/")
    assert client.cookies[settings.LANGUAGE_COOKIE_NAME].value == "en"


def test_the_vendored_files_are_the_ones_listed() -> None:
    rows = re.findall(r"^\| `([^`]+)`.*`([0-9a-f]{64})` \|$", VENDOR.read_text(), re.MULTILINE)
    assert len(rows) == 5
    for path, digest in rows:
        assert hashlib.sha256((VENDOR.parent / path).read_bytes()).hexdigest() == digest, path
