"""`manage.py compile_translations`: turn every .po into a .mo, without gettext programs."""

from typing import Any

from django.core.management.base import BaseCommand

from hearme.common.translations import compile_catalogue, own_apps


class Command(BaseCommand):
    help = "Compile the translations whose source is newer than the compiled file."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        done = [app.label for app in own_apps() if compile_catalogue(app)]
        if done and options["verbosity"]:
            self.stdout.write(f"Translations compiled: {', '.join(done)}.")
