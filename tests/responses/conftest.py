"""A survey of every kind, and a way to import answers to it."""

import json

import pytest

from tests import build
from tests.responses.importing import run, small_map


@pytest.fixture
def survey():
    return build.survey(asks=build.SIX_KINDS)


@pytest.fixture
def write(tmp_path):
    """Write a file beside the others of the test."""

    def write(name, content, encoding="utf-8"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    return write


@pytest.fixture
def load(survey, write):
    """Import a text with a map; return what was printed and what was complained of."""

    def load(text, recipe=None, encoding="utf-8", **options):
        file = write("answers.csv", text, encoding)
        return run(survey, file, write("map.json", json.dumps(recipe or small_map())), **options)

    return load
