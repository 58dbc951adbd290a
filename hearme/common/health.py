"""Is this process up, and can it serve? `/healthz` and `/readyz`."""

import time

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import Error as DatabaseError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from redis.exceptions import RedisError

HEARTBEAT = "worker-heartbeat"
SILENT_AFTER_SECONDS = 60


def note_worker_alive() -> None:
    """Remember that a worker ran a task just now."""
    cache.set(HEARTBEAT, time.time(), timeout=None)


@login_not_required
def healthz(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when database, Redis, migrations and a worker are there, else 503 naming the missing."""
    problems = [*_database_problems(), *_redis_problems()]
    return JsonResponse(
        {"ready": not problems, "problems": problems}, status=503 if problems else 200
    )


def _database_problems() -> list[str]:
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        connection.close()
        return ["database does not answer"]
    return [f"{len(waiting)} migrations wait"] if waiting else []


def _redis_problems() -> list[str]:
    try:
        heard = cache.get(HEARTBEAT)
    except RedisError:
        return ["redis does not answer"]
    if heard is None or time.time() - heard > SILENT_AFTER_SECONDS:
        return ["no worker heard from"]
    return []
