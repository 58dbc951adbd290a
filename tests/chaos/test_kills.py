"""Servers and workers are killed while customers answer: nothing is lost, nothing counted twice."""

import base64
import os
import random
import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor

import psycopg2
import pytest

from hearme.launch.processes import wait_until
from responses.rules import TOKEN_FORM
from tests.customers import Customer
from tests.stack import Stack

RESPONSES = int(os.environ.get("HEARME_CHAOS_RESPONSES", "2000"))
CUSTOMERS = 8
COUNTED_WITHIN_SECONDS = 180
LONGEST_SECONDS = 240


@pytest.fixture(scope="module")
def stack(tmp_path_factory):
    with Stack(tmp_path_factory.mktemp("chaos")).running() as running:
        yield running


def scalar(stack, statement):
    with psycopg2.connect(stack.database_url) as connection, connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0]


class Killer(threading.Thread):
    """Kills one part after another, so many times; a part that dies often is restarted late."""

    def __init__(self, stack, parts, pause, most):
        super().__init__(daemon=True)
        self.stack, self.parts, self.pause, self.most = stack, parts, pause, most
        self.kills, self.is_over = 0, threading.Event()

    def run(self):
        while self.kills < self.most and not self.is_over.wait(
            self.pause * random.uniform(0.7, 1.3)
        ):
            self.stack.kill(self.parts[self.kills % len(self.parts)])
            self.kills += 1


def everybody_answers(stack, responses, killer):
    """Let several customers answer until each part has died; return them with their ledgers."""
    customers = [Customer(stack.port) for _ in range(CUSTOMERS)]
    end = time.monotonic() + LONGEST_SECONDS

    def work(customer):
        while len(customer.acknowledged) < responses // CUSTOMERS or (
            killer.kills < len(killer.parts) and time.monotonic() < end
        ):
            answers = {"q1": random.randint(1, 5), "q2": random.randint(0, 10)}
            customer.answer(customer.open_page(), answers)
        customer.leave()

    with ThreadPoolExecutor(CUSTOMERS) as pool:
        list(pool.map(work, customers))
    return customers


@pytest.mark.parametrize(
    ("parts", "pause", "most"),
    [(("worker", "valkey"), 1.5, 20), (("worker", "web", "valkey", "postgres"), 3.0, 8)],
    ids=["worker and Valkey", "everything"],
)
def test_every_acknowledged_answer_is_stored_once_and_counted_once(stack, parts, pause, most):
    before = scalar(stack, "SELECT count(*) FROM responses_response")
    killer = Killer(stack, parts, pause, most)
    killer.start()
    started = time.monotonic()
    customers = everybody_answers(stack, RESPONSES, killer)
    killer.is_over.set()
    killer.join()
    acknowledged = [token for customer in customers for token in customer.acknowledged]
    print(
        f"{len(acknowledged)} acknowledged in {time.monotonic() - started:.0f} s, "
        f"{killer.kills} kills, {sum(customer.retries for customer in customers)} retries"
    )
    assert wait_until(stack.is_ready, 60, 0.5)
    assert killer.kills >= len(parts)
    assert scalar(stack, "SELECT count(*) FROM responses_response") - before == len(acknowledged)
    assert keys_of(acknowledged) <= stored_keys(stack)
    assert wait_until(
        lambda: not scalar(stack, "SELECT count(*) FROM responses_countchange"),
        COUNTED_WITHIN_SECONDS,
        1.0,
    )
    check = stack.manage("recount", "--check")
    assert check.returncode == 0, check.stdout + check.stderr
    assert "0 differences" in check.stdout


def keys_of(tokens):
    """The response keys inside form tokens, which only the server can sign but anybody can read."""
    bodies = (base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)) for token in tokens)
    return {uuid.UUID(bytes=TOKEN_FORM.unpack(body[: TOKEN_FORM.size])[2]) for body in bodies}


def stored_keys(stack):
    with psycopg2.connect(stack.database_url) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT key::text FROM responses_response")
        return {uuid.UUID(key) for (key,) in cursor.fetchall()}
