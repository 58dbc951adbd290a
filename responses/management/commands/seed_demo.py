"""`manage.py seed_demo`: a tea-shop chain with 90 days of answers, for an empty site."""

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, no_translations
from django.db import transaction
from django.utils import timezone

from responses.actions.demo import DEMO_CODE, DEMO_EMAIL, seed_demo
from surveys.rules import new_code

MOST_DAYS = 366
GIVEN_PASSWORD = "HEARME_DEMO_PASSWORD"  # noqa: S105 - the name of a variable


class Command(BaseCommand):
    help = "Load the demo organization into a site without any organization."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--password-file", type=Path, metavar="PATH", help="keep it here too")
        parser.add_argument("--days", type=int, default=90, help="days of answers (default 90)")

    @no_translations
    def handle(self, *args: Any, **options: Any) -> None:
        if not 1 <= options["days"] <= MOST_DAYS:
            raise CommandError(f"--days must be from 1 to {MOST_DAYS}.")
        self._talks = options["verbosity"] > 0
        password = os.environ.get(GIVEN_PASSWORD) or new_password()
        try:
            with transaction.atomic():
                demo = seed_demo(password, days=options["days"], now=timezone.now())
                if options["password_file"]:
                    keep(options["password_file"], password)
        except OSError as error:
            raise CommandError(f"{error.filename}: {error.strerror}.") from error
        except ValidationError as error:
            self._say(f"{' '.join(error.messages)} Nothing was added.")
            self._say(f"If it is the demo, sign in as {DEMO_EMAIL}.")
            return
        self._say(f"{demo.organization}: {demo.responses} responses in {options['days']} days.")
        self._say(f"Sign in as {DEMO_EMAIL} with the password {password}")
        self._say(f"Customers answer at /s/{DEMO_CODE.lower()}")

    def _say(self, line: str) -> None:
        if self._talks:
            self.stdout.write(line)


def new_password() -> str:
    """Twelve letters and digits in groups, none mistaken for another: 59 bits."""
    return "-".join(new_code(4) for _ in range(3)).lower()


def keep(file: Path, password: str) -> None:
    """Write the password where only its owner may read it."""
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as stream:
        os.fchmod(descriptor, 0o600)
        stream.write(f"{password}\n")
