"""`manage.py import_responses FILE.csv --survey CODE --map MAP.json`: answers given elsewhere."""

import codecs
import csv
import sys
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any, TextIO

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, no_translations
from django.utils import timezone

from responses.actions.imports import ImportTally, import_responses
from responses.rules.import_maps import ImportMap, MapError, load_map, read_map
from responses.rules.imports import Table, TableError
from surveys.models import Survey, SurveyVersion
from surveys.queries import find_survey

SHOWN = 20
"""How many rejected rows are printed; --rejected names all of them."""
BLOCK = 1 << 20
STOPPED = 130
"""The exit code of a program that Ctrl-C ended."""
BAR = 30


class Command(BaseCommand):
    help = "Import answers from a CSV file as a map says; docs/import.md describes the map."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.csv")
        parser.add_argument("--survey", required=True, metavar="CODE")
        parser.add_argument("--map", required=True, type=Path, metavar="MAP.json")
        parser.add_argument("--rejected", type=Path, metavar="FILE.csv", help="list them here")
        parser.add_argument("--dry-run", action="store_true", help="do all of it, keep nothing")

    @no_translations
    def handle(self, *args: Any, **options: Any) -> None:
        try:
            survey, version = _published(options["survey"])
            recipe = _recipe(options["map"], version)
            tally = self._import(survey, recipe, options)
        except KeyboardInterrupt:
            raise CommandError("Stopped: nothing was imported.", returncode=STOPPED) from None
        except (TableError, UnicodeError, ValidationError) as error:
            words = " ".join(getattr(error, "messages", [str(error)]))
            raise CommandError(f"{options['file']}: {words}\nNothing was imported.") from error
        except OSError as error:
            raise CommandError(f"{error.filename}: {error.strerror}.") from error
        self.stdout.write(
            f"imported {tally.imported}, already there {tally.already_there}, "
            f"rejected {tally.rejected}, empty {tally.empty}"
        )
        if options["dry_run"]:
            self.stdout.write("Dry run: nothing was kept.")

    def _import(self, survey: Survey, recipe: ImportMap, options: dict[str, Any]) -> ImportTally:
        path: Path = options["file"]
        if options["rejected"] and options["rejected"].resolve() == path.resolve():
            raise CommandError("--rejected would overwrite the file itself.")
        encoding = _encoding_of(path, recipe.encoding)
        # Line breaks inside quotation marks belong to the cell, so they are left as they are.
        with (
            _listing(options["rejected"]) as listing,
            path.open(encoding=encoding, newline="") as text,
        ):
            rejected = Rejected(listing)
            lines = progress(text, _lines_in(path))
            table = Table(lines, recipe.columns, recipe.delimiter)
            tally = import_responses(
                survey,
                recipe,
                table,
                latest=timezone.now(),
                reject=rejected,
                keep=not options["dry_run"],
            )
        for line in rejected.lines:
            self.stderr.write(line)
        if tally.rejected > SHOWN:
            self.stderr.write(f"… and {tally.rejected - SHOWN} more; --rejected lists them all")
        return tally


def _published(code: str) -> tuple[Survey, SurveyVersion]:
    survey = find_survey(code)
    if survey is None:
        raise CommandError(f"There is no survey {code}.")
    if survey.live_version is None:
        raise CommandError(f"Survey {survey.code} was never published.")
    return survey, survey.live_version


def _recipe(path: Path, version: SurveyVersion) -> ImportMap:
    try:
        raw = load_map(path.read_text(encoding="utf-8-sig"))
        return read_map(raw, version.content, version.languages)
    except UnicodeError as error:
        raise CommandError(f"{path} is not UTF-8.") from error
    except MapError as error:
        raise CommandError("\n".join([f"{path} cannot be used:", *error.problems])) from error


# ------------------------------------------------------------------ the file
def _encoding_of(path: Path, fallback: str) -> str:
    """UTF-8, or what the map names. Raises CommandError if it has to name something."""
    with path.open("rb") as file:
        if file.read(2) in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE}:
            return "utf-16"
    try:
        for _text in codecs.iterdecode(_blocks(path), "utf-8"):
            pass
    except UnicodeDecodeError as error:
        if not fallback:
            words = f'{path} is not UTF-8. Name its encoding in the map, as "encoding": "cp1258".'
            raise CommandError(words) from error
        return fallback
    return "utf-8-sig"


def _lines_in(path: Path) -> int:
    return 1 + sum(block.count(b"\n") for block in _blocks(path))


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            yield block


# ------------------------------------------------------------------ what the terminal shows
class Rejected:
    """The rejected rows: the first ones in words, all of them in the listing if there is one."""

    def __init__(self, listing: TextIO | None) -> None:
        self.lines: list[str] = []
        self._writer = csv.writer(listing) if listing else None
        if self._writer:
            self._writer.writerow(["line", "reason"])

    def __call__(self, line: int, reason: str) -> None:
        if len(self.lines) < SHOWN:
            self.lines.append(f"line {line}: {reason}")
        if self._writer:
            self._writer.writerow([line, reason])


def _listing(path: Path | None) -> Any:
    return path.open("w", encoding="utf-8-sig", newline="") if path else nullcontext()


def progress(lines: Iterable[str], total: int) -> Iterator[str]:
    """Hand the lines on; on a terminal, show how many of all have passed."""
    step = max(1, total // 100) if sys.stderr.isatty() else 0
    for number, line in enumerate(lines, start=1):
        if step and number % step == 0:
            done = round(BAR * number / total)
            bar = "█" * done + "░" * (BAR - done)
            print(f"\r{bar} {number}/{total}", end="", file=sys.stderr, flush=True)
        yield line
    if step:
        print(f"\r{' ' * (BAR + 30)}\r", end="", file=sys.stderr, flush=True)
