"""Schemathesis calls every operation in all its ways: examples, limits, chance and sequences."""

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import schemathesis
from pytest_django.live_server_helper import LiveServer
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema

from hearme.accounts.models import Organization
from reports.actions import count_waiting
from surveys.rules import Kind
from tests import build
from tests.api.callers import ROOT, WRITE, Caller

EXAMPLES = 12
"""How many calls are made up for each operation; the limits come on top."""
PHASES = {"examples", "coverage", "fuzzing", "stateful"}
OPERATIONS = 10

# 422 is for what has the right form and yet does not fit the survey, which no schema can say.
ACCEPTED = ["2xx", "401", "403", "404", "409", "422"]


def settings(callers: Path) -> SchemathesisConfig:
    """All checks in all phases, and the same calls in every run."""
    return SchemathesisConfig.from_dict(
        {
            "seed": 1,
            "auth": {"wfc": {"path": str(callers), "peers": ["ours", "theirs"]}},
            "checks": {"positive_data_acceptance": {"expected-statuses": ACCEPTED}},
            # Kept connections wait 40 ms for each answer, and keep the database open behind us.
            "headers": {"Connection": "close"},
            "generation": {"max-examples": EXAMPLES, "deterministic": True, "database": "none"},
            "continue-on-failure": True,
        }
    )


def organization() -> Organization:
    """An organization with something of everything; its answers fit the schema's example."""
    asks = (Kind.NPS, Kind.CHOICES, Kind.TEXT, Kind.STARS, Kind.CONTACT, Kind.DATE, Kind.NUMBER)
    survey = build.survey(asks=asks)
    build.survey(survey.organization, is_live=False)
    collector = build.collector(survey)
    for rating in range(11):
        build.response(collector, {"q1": rating, "q2": [1, 3], "q3": "Trà ngon"})
    count_waiting(survey.pk)
    return survey.organization


@pytest.fixture
def callers(live_server: LiveServer, tmp_path: Path) -> Path:
    """A file with keys of two organizations that must not see each other's objects."""
    keys = {name: Caller(organization(), WRITE).headers for name in ("ours", "theirs")}
    people = [
        {"name": name, "fixedHeaders": [{"name": "Authorization", "value": key["Authorization"]}]}
        for name, key in keys.items()
    ]
    path = tmp_path / "callers.json"
    path.write_text(json.dumps({"auth": people}))
    return path


@dataclass
class Findings:
    """What Schemathesis did, and what it holds against us."""

    phases: set[str] = field(default_factory=set)
    statuses: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    faults: list[str] = field(default_factory=list)

    def add(self, event: events.EngineEvent) -> None:
        """Take down one event of a run."""
        if isinstance(event, events.NonFatalError | events.FatalError):
            self.faults.append(repr(event))
        if isinstance(event, events.ScenarioFinished) and event.recorder.interactions:
            self.phases.add(event.phase.value)
            self.faults += faults_of(event)
            for case, interaction in event.recorder.interactions.items():
                operation = event.recorder.cases[case].value.operation.label
                self.statuses[operation].add(interaction.response.status_code)


def faults_of(event: events.ScenarioFinished) -> Iterator[str]:
    for check in (check for checks in event.recorder.checks.values() for check in checks):
        if found := check.failure_info:
            yield f"{check.name}: {found.failure.message}\n    {found.code_sample}"


def run(url: str, callers: Path) -> Findings:
    findings = Findings()
    schema = schemathesis.openapi.from_url(f"{url}{ROOT}/schema", config=settings(callers))
    for event in from_schema(schema).execute():
        findings.add(event)
    return findings


@pytest.mark.django_db(transaction=True)
def test_nothing_that_schemathesis_can_think_of_finds_a_fault(
    live_server: LiveServer, callers: Path
) -> None:
    findings = run(live_server.url, callers)

    assert not findings.faults, "\n\n".join(findings.faults[:20])
    assert findings.phases == PHASES
    never = [name for name, met in findings.statuses.items() if not met & {200, 201}]
    assert (len(findings.statuses), never) == (OPERATIONS, []), "operations that never succeeded"
