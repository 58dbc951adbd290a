"""`make check`, `make fix` and `make upgrade`: the tools, each step named and timed."""

import os
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from hearme.launch.console import LaunchError, say
from hearme.launch.folders import CHECKOUT
from hearme.launch.local import NOWHERE

MANAGE = ("manage.py",)
DJADE = str(Path(sys.executable).with_name("djade"))
"""Written in Rust, so it is no Python module."""
PRODUCTION = {
    "DEBUG": "0",
    "HTTPS": "1",
    "ALLOWED_HOSTS": "hearme.example",
    "SITE_URL": "https://hearme.example",
}


@dataclass(frozen=True)
class Step:
    """One tool with its arguments, run by this Python unless it is a program of its own."""

    name: str
    words: tuple[str, ...]
    environment: dict[str, str] = field(default_factory=dict)
    program: str = sys.executable


@dataclass(frozen=True)
class Result:
    """How one step went."""

    step: Step
    code: int
    output: str
    seconds: float


def check(*names: str) -> None:
    """Run all checks, or those named, side by side. Raises LaunchError when one fails."""
    chosen = [step for step in checks() if not names or step.name in names]
    if not chosen:
        raise LaunchError(
            f"There is no check named {' '.join(names)}.",
            "choose from: " + ", ".join(step.name for step in checks()),
        )
    started = time.monotonic()
    with ThreadPoolExecutor(max_workers=os.cpu_count() or 2) as pool:
        failed = [result.step.name for result in pool.map(_timed, chosen) if report(result)]
    if failed:
        raise LaunchError(
            f"{len(failed)} of {len(chosen)} checks: {', '.join(failed)}.",
            "read their messages above; 'make fix' puts formatting right by itself",
        )
    say(f"All {len(chosen)} checks passed ({time.monotonic() - started:.0f} s).")


def checks() -> list[Step]:
    """Return the steps, slowest first, so that they fill the cores well."""
    templates = template_files()
    return [
        Step("types", ("-m", "mypy")),
        Step("templates", ("-m", "djlint", "templates", "--lint", "--quiet")),
        Step("migrations", (*MANAGE, "makemigrations", "--check", "--dry-run"), _quiet()),
        Step("deploy", (*MANAGE, "check", "--deploy", "--fail-level", "WARNING"), PRODUCTION),
        *_translation_checks(),
        Step("layers", ("-c", "from importlinter.cli import lint_imports_command as run; run()")),
        Step("style", ("-m", "ruff", "check")),
        Step("format", ("-m", "ruff", "format", "--check")),
        Step("template tags", ("--target-version", "5.2", "--check", *templates), program=DJADE),
        Step("template indents", ("-m", "djhtml", "--tabwidth", "2", "--check", *templates)),
    ]


def _quiet() -> dict[str, str]:
    # It would like to compare with a database, which this check has no need of.
    return {"PYTHONWARNINGS": "ignore::RuntimeWarning"}


def _translation_checks() -> Iterator[Step]:
    command = "check_translations"
    if any(CHECKOUT.glob(f"**/management/commands/{command}.py")):
        yield Step("translations", (*MANAGE, command))


def template_files() -> list[str]:
    return [
        str(file.relative_to(CHECKOUT)) for file in sorted(CHECKOUT.glob("templates/**/*.html"))
    ]


def _timed(step: Step) -> Result:
    started = time.monotonic()
    done = subprocess.run(
        [step.program, *step.words],
        cwd=CHECKOUT,
        env=environment(step),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    output = done.stdout.decode(errors="replace")
    return Result(step, done.returncode, output, time.monotonic() - started)


def environment(step: Step) -> dict[str, str]:
    """Return settings that reach no server; a check must not depend on what runs here."""
    own = {"SECRET_KEY": secrets.token_urlsafe(50), "DEBUG": "1", **NOWHERE}
    return {**os.environ, **own, **step.environment}


def report(result: Result) -> bool:
    """Print how a step went, with its output when it failed; return whether it failed."""
    word = "FAILED" if result.code else "ok"
    say(f"  {result.step.name:<20} {word:<8} {result.seconds:5.1f} s")
    if result.code:
        say("\n".join(f"    {line}" for line in result.output.splitlines()))
    return bool(result.code)


def fix() -> None:
    """Let the tools put right what they can; one by one, since they write the same files."""
    templates = template_files()
    sources = [str(file) for file in _python_files()]
    target = ("--target-version", "5.2")
    _each(
        Step(
            "upgraded", ("-m", "django_upgrade", *target, "--exit-zero-even-if-changed", *sources)
        ),
        Step("style", ("-m", "ruff", "check", "--fix", "--exit-zero", "--quiet")),
        Step("format", ("-m", "ruff", "format", "--quiet")),
        Step("template tags", (*target, *templates), program=DJADE),
        Step("template indents", ("-m", "djhtml", "--tabwidth", "2", *templates)),
        # These two say that they changed something by their exit code.
        accept=(0, 1),
    )


def _python_files() -> Iterator[Path]:
    for folder in ("hearme", "surveys", "responses", "reports", "tests"):
        files = sorted((CHECKOUT / folder).rglob("*.py"))
        yield from (file for file in files if "migrations" not in file.parts)


def upgrade() -> None:
    """Compile the newest versions into the constraints file, with hashes and no addresses."""
    words = ["-m", "uv", "pip", "compile", "pyproject.toml", "--group", "dev", "--upgrade"]
    words += ["--universal", "--python-version", "3.11", "--generate-hashes", "--quiet"]
    words += ["--no-header", "--no-annotate", "-o", "constraints.txt"]
    _each(Step("constraints.txt", tuple(words)))


def _each(*steps: Step, accept: tuple[int, ...] = (0,)) -> None:
    for step in steps:
        result = _timed(step)
        code = 0 if result.code in accept else result.code
        if report(Result(step, code, result.output, result.seconds)):
            raise LaunchError(f"The step '{step.name}' failed.", "read its message above")
