"""`manage.py check_translations`: is every text of the interface there in Vietnamese?"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from hearme.common.translations import own_apps, problems, update_catalogue


class Command(BaseCommand):
    help = "List texts without a Vietnamese translation, and translations without a text."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("apps", nargs="*", help="labels of apps; all of them by default")
        parser.add_argument(
            "--write", action="store_true", help="add new texts, empty, and remove old ones first"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        wanted = options["apps"]
        chosen = [app for app in own_apps() if not wanted or app.label in wanted]
        if options["write"]:
            for app in chosen:
                update_catalogue(app)
        found = [line for app in chosen for line in problems(app)]
        if found:
            raise CommandError("\n".join([*found, f"{len(found)} problems in the translations."]))
        self.stdout.write("Every text is translated.")
