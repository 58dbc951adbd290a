"""Everything that the database and the checkout need before the first request, in one process."""

import os
from pathlib import Path

import django
from django.contrib.auth import get_user_model
from django.core.management import call_command, get_commands
from django.utils.translation.reloader import translation_file_changed

from hearme.launch import local
from hearme.launch.console import step

DEMO_LOGIN = "demo@hearme.test"


def main() -> None:
    """Compile translations, apply migrations and, in an empty database, load the demo."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hearme.settings")
    django.setup()
    known = get_commands()
    if "compile_translations" in known:
        with step("translations"):
            call_command("compile_translations", verbosity=0)
            # Django read the catalogues while it started, perhaps before they were compiled.
            translation_file_changed(None, Path("django.mo"))
    with step("database up to date"):
        call_command("migrate", verbosity=0, interactive=False)
    if "seed_demo" in known:
        with step("demo data"):
            call_command("seed_demo", verbosity=0)
    keep_demo_login(os.environ["HEARME_DEMO_PASSWORD"])


def keep_demo_login(password: str) -> None:
    """Note the demo login for every later start, if it works in this database."""
    demo = get_user_model().objects.filter(email=DEMO_LOGIN).first()
    folder = local.data_folder(os.environ)
    if demo is not None and demo.check_password(password):
        folder.keep_secret("demo-login", f"{DEMO_LOGIN}  password: {password}")
    else:
        folder.forget_secret("demo-login")


if __name__ == "__main__":
    main()
