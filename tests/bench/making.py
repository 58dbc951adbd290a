"""Adding a large organization to a database of the product."""

import argparse
import os
import time
from datetime import timedelta

from django.core.management import call_command
from django.core.management.base import CommandError
from django.db.models import F

from hearme.accounts.models import User
from reports.queries.surveys import today_of
from responses.models import Collector, Pointing
from surveys.models import Survey, SurveyVersion
from tests.bench.chain import Chain, build_chain
from tests.bench.generate import DAYS, Plan, fill_quickly


def chain_of(email: str, name: str, branches: int, days: int = DAYS) -> Chain:
    """A new chain of somebody who has an account, as old as its first response."""
    owner = User.objects.filter(email=email).first()
    if owner is None:
        raise CommandError(f"Nobody here has the address {email}; name somebody with --owner.")
    chain = build_chain(owner, name, branches)
    older = timedelta(days=days + 1)
    Collector.objects.of(chain.organization).update(created_at=F("created_at") - older)
    Pointing.objects.of(chain.organization).update(pointed_at=F("pointed_at") - older)
    Survey.objects.filter(pk=chain.survey.pk).update(created_at=F("created_at") - older)
    SurveyVersion.objects.filter(pk=chain.version.pk).update(published_at=F("published_at") - older)
    return chain


def plan_of(chain: Chain, responses: int, *, days: int = DAYS, seed: int = 1) -> Plan:
    """Responses of the days until yesterday."""
    first = today_of(chain.organization) - timedelta(days=days)
    return Plan(
        chain.organization.pk,
        chain.survey.pk,
        chain.version.pk,
        responses,
        first.isoformat(),
        chain.organization.time_zone,
        days,
        seed,
    )


def add(arguments: argparse.Namespace) -> None:
    """Build the chain, store its responses, count them."""
    started = time.monotonic()
    chain = chain_of(arguments.owner, arguments.name, arguments.locations, arguments.days)
    plan = plan_of(chain, arguments.responses, days=arguments.days, seed=arguments.seed)
    fill_quickly(os.environ["DATABASE_URL"], plan)
    seconds = time.monotonic() - started
    print(f"/{chain.organization.slug}/reports/{chain.survey.code}/")
    print(f"{arguments.responses:,} responses in {seconds:.0f} s")
    if not arguments.uncounted:
        call_command("recount", fix=True, survey=chain.survey.code)
