"""What the API says about itself is true, complete and local."""

import json
from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import pytest
import yaml
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema

from tests.api.callers import Caller

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    return json.loads(Caller().get("/schema").content)


def operations(schema: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            yield f"{method} {path}", operation


def test_the_schema_is_openapi_and_nothing_in_it_was_guessed(schema):
    GENERATOR_STATS.reset()
    SchemaGenerator().get_schema(request=None, public=True)

    assert not GENERATOR_STATS
    assert schema["openapi"] == "3.1.0"
    validate_schema(schema)


def test_yaml_says_the_same(schema):
    by_address, by_wish = (
        Caller().get("/schema.yaml"),
        Caller().get("/schema", Accept="application/yaml"),
    )

    assert by_address["Content-Type"] == by_wish["Content-Type"] == "application/yaml"
    assert yaml.safe_load(by_address.content) == yaml.safe_load(by_wish.content) == schema


def test_every_operation_asks_for_a_key_and_tells_its_problems(schema):
    for name, operation in operations(schema):
        assert operation["security"] == [{"organizationKey": []}], name
        assert operation["responses"].keys() >= {"400", "401", "403", "404", "406", "503"}, name
        assert operation["summary"], name


def examples(content: dict[str, Any]) -> Iterator[tuple[dict[str, Any], Any]]:
    for form in content.values():
        for example in form.get("examples", {}).values():
            yield form["schema"], example["value"]


def test_every_operation_has_examples_that_its_schema_allows(schema):
    for name, operation in operations(schema):
        told = list(examples(operation["responses"]["200"]["content"]))
        sent = list(examples(operation.get("requestBody", {}).get("content", {})))
        assert told, name
        assert len(sent) == ("requestBody" in operation), name
        for form, example in told + sent:
            whole = {**form, "components": schema["components"]}
            jsonschema_rs.Draft202012Validator(whole, validate_formats=True).validate(example)


# ------------------------------------------------------------------ the pages
def test_the_pages_load_files_of_our_own_only(client):
    html = client.get("/api/v1/docs/").content.decode()

    files = [word.split('"')[0] for word in html.split("/static/")[1:]]
    assert len(files) == 4
    assert all(finders.find(file) for file in files)
    assert "://" not in html


def test_the_pages_need_no_database_and_no_inline_script():
    html = render_to_string("api_docs.html")

    assert "<style" not in html
    assert html.count("<script ") == html.count("<script src=") == 2
