"""Servers, settings and the browser for all tests.

The settings are filled in while this file is imported, since Django reads them before the first
test; the throw-away servers start with the session and are gone with it, however it ends.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import django
import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import override_settings
from django.utils.translation.reloader import translation_file_changed

from hearme.launch.folders import DataFolder
from hearme.launch.local import Servers

PREFIX = "hearme-test-"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
NO_BROWSER = (
    "browser tests need Chromium, and none was found: install it (Debian: apt install chromium), "
    "or name it with CHROMIUM=/path/to/chromium"
)


def throw_away_folder() -> DataFolder:
    """Return an empty data folder, and remove those of test runs that were killed."""
    temporary = Path(tempfile.gettempdir())
    for left in temporary.glob(f"{PREFIX}*"):
        pid = left.name.removeprefix(PREFIX).split("-")[0]
        if pid.isdecimal() and not Path(f"/proc/{pid}").exists() and os.access(left, os.W_OK):
            remove(DataFolder(left))
    folder = DataFolder(Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-")))
    folder.create()
    return folder


def remove(folder: DataFolder) -> None:
    for path in (folder.path, folder.sockets):
        shutil.rmtree(path, ignore_errors=True)


FOLDER = throw_away_folder()
SERVERS = Servers(FOLDER, os.environ, careless=True)
os.environ.update(SERVERS.urls)
os.environ.update(
    {
        "DJANGO_SETTINGS_MODULE": "hearme.settings",
        "DEBUG": "1",
        "HTTPS": "0",
        "SECRET_KEY": FOLDER.secret("secret-key", 50),
        "SITE_URL": "http://127.0.0.1:8000",
        "HEARME_VAR": str(FOLDER.path),
        # A test sees at once what it changed behind a code.
        "DOOR_SECONDS": "0",
        # Openings are stored when a test asks for it, not by a thread of their own.
        "OPENING_SECONDS": "0",
        # Tests send faster than people and more from one phone; those of the guard switch it on.
        "GUARD": "0",
    }
)
# WhiteNoise warns when there is nothing collected, and a warning is an error here.
(FOLDER.path / "static").mkdir()
django.setup()
# Tests see the real site; only the storage of static files stays that of development.
settings.DEBUG = False
# The live server finds static files by itself; looking for them costs each client 0.1 s.
settings.WHITENOISE_USE_FINDERS = False
call_command("compile_translations", verbosity=0)
# Django read the catalogues while it started, perhaps before they were compiled.
translation_file_changed(None, Path("django.mo"))


def pytest_sessionstart(session: pytest.Session) -> None:
    if not session.config.option.collectonly:
        SERVERS.start()


def pytest_unconfigure(config: pytest.Config) -> None:
    SERVERS.stop()
    remove(FOLDER)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave the chaos suite to `make chaos`: it takes minutes."""
    asked = any("chaos" in word for word in config.args)
    return True if collection_path == Path(__file__).parent / "chaos" and not asked else None


def find_chromium() -> str | None:
    """Return the path of a Chromium, or None."""
    names = [os.environ["CHROMIUM"]] if os.environ.get("CHROMIUM") else BROWSERS
    return next((path for path in map(shutil.which, names) if path), None)


def browser_is_required() -> bool:
    return os.environ.get("HEARME_REQUIRE_BROWSER") == "1"


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("browser") and not find_chromium():
        if browser_is_required():
            pytest.fail(NO_BROWSER, pytrace=False)
        pytest.skip(NO_BROWSER)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Iterator[pytest.TestReport]:
    """Turn a skipped browser test into a failure where the browser is required."""
    report: pytest.TestReport = yield  # type: ignore[assignment, misc]
    if report.skipped and item.get_closest_marker("browser") and browser_is_required():
        report.outcome = "failed"
        report.longrepr = f"a browser test was skipped: {report.longrepr}"
    return report  # type: ignore[return-value]


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[None]:
    """Hash passwords quickly: Argon2 costs seconds of each test and is Django's to test."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture(scope="session")
def chromium() -> str:
    """Return the path of the browser, for tests marked `browser`."""
    path = find_chromium()
    assert path, NO_BROWSER
    return path
