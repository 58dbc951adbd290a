"""The files at the root: few commands, no secret, and one way to say each thing."""

import os
import re
import subprocess
from typing import Any

import pytest
import yaml

from hearme.launch.folders import CHECKOUT
from hearme.launch.services import web_command

TARGET = re.compile(r"^([a-z0-9]+):(.*)$", re.MULTILINE)
SECRETS = re.compile(r"SECRET|PASSWORD|AUTH|URL")


def text_of(name: str) -> str:
    return (CHECKOUT / name).read_text()


@pytest.fixture
def services() -> dict[str, dict[str, Any]]:
    compose: dict[str, dict[str, Any]] = yaml.safe_load(text_of("docker-compose.yml"))
    return compose["services"]


def test_make_has_at_most_twelve_commands_each_described_and_one_line_long() -> None:
    targets = TARGET.findall(text_of("Makefile"))
    recipes = [line for line in text_of("Makefile").splitlines() if line.startswith("\t")]
    assert len(targets) == len(recipes) <= 12
    assert all(" ## " in rest for _, rest in targets)


def test_make_alone_lists_every_command() -> None:
    clean = {name: value for name, value in os.environ.items() if name != "MAKELEVEL"}
    listed = subprocess.run(
        ["make", "--no-print-directory"], cwd=CHECKOUT, env=clean, capture_output=True, check=True
    ).stdout.decode()
    for name, rest in TARGET.findall(text_of("Makefile")):
        assert re.search(rf"make {name} +{re.escape(rest.split(' ## ')[1])}", listed)


def test_no_secret_stands_in_the_compose_file(services: dict[str, dict[str, Any]]) -> None:
    for service in services.values():
        for name, value in service.get("environment", {}).items():
            if SECRETS.search(name):
                assert "${" in value, name
                rest = re.sub(r"\$\{[^}]*\}", "", value)
                assert not re.search(r"://\w*:\w+@", rest), name


def test_every_service_that_stays_has_a_health_check(services: dict[str, dict[str, Any]]) -> None:
    assert services.keys() == {"postgres", "redis", "migrate", "web", "worker", "beat"}
    for name, service in services.items():
        if name != "migrate":
            assert service["healthcheck"]["test"], name


def test_what_the_compose_file_asks_for_is_in_the_example() -> None:
    asked = set(re.findall(r"\$\{([A-Z_]+)", text_of("docker-compose.yml")))
    given = re.findall(r"^([A-Z_]+)=", text_of(".env.example"), re.MULTILINE)
    assert asked == set(given)


def test_every_variable_of_the_settings_is_explained_in_the_example() -> None:
    read = re.findall(r"env\.\w+\(\s*\"([A-Z_]+)\"", text_of("hearme/settings.py"))
    example = text_of(".env.example")
    assert [name for name in read if not re.search(rf"^(# )?{name}=", example, re.MULTILINE)] == []


def test_the_example_holds_no_secret() -> None:
    for name in ("SECRET_KEY", "POSTGRES_PASSWORD", "REDIS_PASSWORD"):
        assert re.search(rf"^{name}=$", text_of(".env.example"), re.MULTILINE)


def test_the_image_does_not_run_as_root_and_serves_like_make_run() -> None:
    dockerfile = text_of("Dockerfile")
    assert "USER hearme" in dockerfile
    served = re.findall(r'"([^"]+)"', dockerfile[dockerfile.rindex("CMD [") :])
    local = [word for word in web_command(8000) if word != "-m"]
    local[local.index("127.0.0.1")] = "0.0.0.0"  # noqa: S104 inside a container
    assert served == local


def test_ci_is_a_script_that_bash_can_read() -> None:
    assert os.access(CHECKOUT / ".ci" / "run", os.X_OK)
    subprocess.run(["bash", "-n", ".ci/run"], cwd=CHECKOUT, check=True)
