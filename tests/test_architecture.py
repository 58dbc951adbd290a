"""House rules that no linter knows: the map is true, doors are few, functions are short."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
APPS = ("hearme", "surveys", "responses", "reports")
MAY_USE_OBJECTS = {"models", "queries", "actions", "access", "middleware", "launch"}
LONGEST_FUNCTION = 40
LONGEST_FILE = 400


def sources() -> Iterator[Path]:
    for app in APPS:
        for file in (ROOT / app).rglob("*.py"):
            if "migrations" not in file.parts:
                yield file.relative_to(ROOT)


def functions(file: Path) -> Iterator[ast.FunctionDef]:
    tree = ast.parse((ROOT / file).read_text())
    yield from (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def shelf(file: Path) -> str:
    """The shelf that a file of an app stands on: `actions` for surveys/actions/drafts.py."""
    parts = file.with_suffix("").parts
    return parts[2] if parts[:2] == ("hearme", "accounts") else parts[1]


def test_every_path_on_the_readme_s_map_exists():
    linked = re.findall(r"""(?:\]\(|src=")([^)"#]+)""", (ROOT / "README.md").read_text())
    assert len(linked) > 20
    assert [path for path in linked if not (ROOT / path).exists()] == []


def test_rows_are_fetched_only_where_reads_and_writes_live():
    strays = [
        str(file)
        for file in sources()
        if ".objects" in (ROOT / file).read_text() and shelf(file) not in MAY_USE_OBJECTS
    ]
    assert strays == []


def test_functions_are_short():
    long = [
        f"{file}: {function.name}"
        for file in sources()
        for function in functions(file)
        if function.end_lineno - function.lineno >= LONGEST_FUNCTION
    ]
    assert long == []


def test_files_are_short():
    lengths = {file: len((ROOT / file).read_text().splitlines()) for file in sources()}
    assert [str(file) for file, lines in lengths.items() if lines > LONGEST_FILE] == []


@pytest.mark.parametrize("word", ["utils", "helpers", "misc"])
def test_no_file_is_called_by_what_it_is_not(word):
    assert [str(file) for file in sources() if file.stem == word] == []
