"""Integrity without captcha: what is held back, what is not, and how it is counted again."""

import random
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from hearme.accounts.models import Location
from reports.actions import check_counts, count_waiting
from reports.queries.hours import hour_counts
from reports.rules.filters import EVERYTHING
from reports.rules.periods import Period
from responses.actions import (
    change_answers,
    decide,
    distrust,
    is_under_attack,
    release_unproven,
    suspect,
    suspect_bursts,
    tally,
    trust,
)
from responses.models import Collector, Response, Verdict
from responses.queries import held_count, held_groups
from responses.rules import ALARM_AT, MOST_OF_DEVICE, Suspicion
from surveys.rules import Kind
from tests import build
from tests.responses.sending import Sender, forged, forget_redis, reasons, switch_on

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def guard(settings, monkeypatch):
    switch_on(settings, monkeypatch)
    yield
    forget_redis()


@pytest.fixture
def door() -> Collector:
    survey = build.survey(asks=(Kind.NPS, Kind.CHOICE, Kind.TEXT), is_one_page=True)
    return build.collector(survey)


def people(collector: Collector) -> int:
    """How many people the report counts, after making sure that a recount agrees."""
    count_waiting(collector.survey_id)
    found = check_counts()
    assert found.differences == 0, found.listed
    return sum(ratings(collector).values())


def ratings(collector: Collector) -> dict[int, int]:
    """How many people of the report gave each rating."""
    today = datetime.now(UTC).date()
    days = Period(today - timedelta(days=9), today + timedelta(days=1))
    survey = collector.survey
    weeks = hour_counts(collector.organization, survey, "q1", days, EVERYTHING).values()
    return dict(sum((Counter(counts) for counts in weeks), Counter()))


def attack(sender: Sender, many: int = ALARM_AT + 8, **answers: object) -> None:
    """Send the same without cookies until the code is under attack."""
    for _ in range(many):
        sender.forget().send(**(answers or {"q1": 0, "q2": 1}))


# ------------------------------------------------------------------ one sign each
def test_who_reads_and_taps_is_not_suspected(door):
    response = Sender(door).send(q1=9, q2=1, q3="Trà ngon", seconds=12)

    assert (response.suspicions, response.is_excluded) == (None, False)
    assert people(door) == 1


def test_a_filled_trap_holds_an_answer_back(door):
    response = Sender(door).send(q1=9, note="https://spam.example")

    assert (response.suspicions, response.is_excluded) == (["honeypot"], True)
    assert people(door) == 0


def test_the_trap_is_in_the_page_where_neither_eyes_nor_screen_readers_nor_keys_find_it(door):
    page = Sender(door).phone.get(f"/s/{door.code}").content.decode()

    trap = page[: page.index('name="note"')].rpartition("<p")[2]
    assert 'aria-hidden="true"' in trap
    assert 'class="vh"' in trap
    assert 'name="note" tabindex="-1" autocomplete="off"' in page


@pytest.mark.parametrize(
    ("seconds", "answers", "is_held"),
    [
        (1, {"q1": 9, "q2": 1}, True),
        (2, {"q1": 9, "q2": 1}, False),
        (0, {"q1": 9}, True),
        (1, {"q1": 9}, False),  # chosen in an e-mail: one tap
    ],
)
def test_nobody_answers_that_fast(door, seconds, answers, is_held):
    with time_machine.travel(datetime.now(UTC).replace(microsecond=0), tick=False):
        response = Sender(door).send(seconds=seconds, **answers)

    assert response.is_excluded is is_held
    assert (response.suspicions == ["too_fast"]) is is_held


def test_the_sixth_answer_of_a_device_in_ten_minutes_is_held_back(door):
    sender = Sender(door)
    sent = [sender.send(q1=n, q2=1, seconds=10 + n) for n in range(8)]

    assert [each.is_excluded for each in sent] == [False] * 5 + [True] * 3
    assert reasons(sent[5:]) == [["device"]] * 3
    assert people(door) == MOST_OF_DEVICE


def test_a_device_that_sends_one_answer_again_and_again_is_no_suspect(door):
    sender = Sender(door)
    token = sender.token(20)
    for _ in range(12):
        response = sender.send(q1=9, q2=1, token=token)

    assert response.suspicions is None
    assert sender.send(q1=8, q2=2, seconds=33).suspicions is None


def test_the_cookie_is_set_when_something_is_sent_and_says_nothing_about_the_device(door):
    first, second = Sender(door), Sender(door)
    assert not first.phone.get(f"/s/{door.code}").cookies
    first.send(q1=9)
    second.send(q1=9, seconds=40)

    cookie = first.phone.cookies["device"]
    assert (cookie["path"], cookie["samesite"], cookie["httponly"]) == ("/s/", "Lax", True)
    assert cookie["max-age"] == 48 * 3600
    assert cookie.value != second.phone.cookies["device"].value


@pytest.mark.parametrize("cookie", ["", "x", "%00", "Å" * 9, "A" * 32, "A" * 5_000])
def test_a_cookie_of_somebody_else_s_making_is_no_device(door, cookie):
    sender = Sender(door)
    sender.phone.cookies["device"] = cookie

    assert sender.send(q1=9).suspicions is None


def test_redis_holds_no_device_and_forgets_what_it_holds(door):
    sender = Sender(door)
    sender.send(q1=9)
    name = sender.phone.cookies["device"].value

    keys = list(tally._redis().scan_iter("guard:*"))
    assert keys
    for key in keys:
        assert name.encode() not in key
        assert 0 < tally._redis().ttl(key) <= 7_500 or key == b"guard:attacks"


def test_equal_answers_after_equal_seconds_are_a_burst_and_its_beginning_is_found_later(door):
    with time_machine.travel(datetime.now(UTC).replace(second=2), tick=False):
        attack(Sender(door), 12)
        honest = Sender(door).send(q1=9, q2=1, seconds=31)
    found = list(Response.objects.order_by("id")[:12])
    assert [each.is_excluded for each in found] == [False] * 7 + [True] * 5
    assert people(door) == 8

    assert suspect_bursts() == 7
    assert suspect_bursts() == 0

    assert Response.objects.filter(suspicions=["burst"], is_excluded=True).count() == 12
    honest.refresh_from_db()
    assert honest.suspicions is None
    assert people(door) == 1
    assert Verdict.objects.filter(is_excluded=True, decided_by=None).count() == 7


def test_an_answer_an_hour_outside_the_opening_hours_is_marked_and_counted(door):
    hours = {"week": [["08:00", "18:00"]] * 7, "holidays": []}
    Location.objects.filter(pk=door.location_id).update(hours=hours)
    with time_machine.travel(datetime(2026, 11, 20, 15, 0, tzinfo=UTC), tick=False):  # 22:00
        late = Sender(door).send(q1=9)
    with time_machine.travel(datetime(2026, 11, 20, 11, 40, tzinfo=UTC), tick=False):  # 18:40
        just_closed = Sender(door).send(q1=9, seconds=41)

    assert (late.suspicions, late.is_excluded) == (["out_of_hours"], False)
    assert just_closed.suspicions is None
    assert people(door) == 2


def test_answers_that_grow_page_by_page_are_judged_at_their_end(door):
    sender = Sender(door)
    with time_machine.travel(datetime.now(UTC), tick=False):
        token = sender.token(0)
        sender.phone.post(f"{sender.address}?beacon=1", {"t": token, "s": "1", "q-q1": "9"})
        part = Response.objects.get()
        assert (part.is_complete, part.suspicions) == (False, None)
        assert people(door) == 1
        sender.send(q1=9, q2=1, q3="ngon", token=token, s="1")

    part.refresh_from_db()
    assert (part.is_complete, part.suspicions) == (True, ["too_fast"])
    assert people(door) == 0


# ------------------------------------------------------------------ a busy shop
def test_300_people_on_one_wi_fi_in_five_minutes_are_neither_refused_nor_suspected(door):
    chance = random.Random(4)
    start = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
    for number in range(300):
        with time_machine.travel(start + timedelta(seconds=number), tick=False):
            rating = chance.choices(range(11), [1, 1, 1, 1, 1, 2, 2, 5, 9, 14, 20])[0]
            Sender(door).send(q1=rating, q2=chance.randint(1, 3), seconds=chance.randint(20, 60))

    assert Response.objects.count() == 300
    assert not Response.objects.exclude(suspicions=None).exists()
    assert not is_under_attack(door.pk)
    assert suspect_bursts() == 0
    assert people(door) == 300


# ------------------------------------------------------------------ attacks
def test_500_answers_of_one_device_are_kept_and_move_no_figure(door):
    attacker = Sender(door)
    honest = []
    for number in range(500):
        attacker.send(q1=number % 2, q2=1, seconds=20 + number % 30)
        if number % 50 == 0:
            honest.append(Sender(door).send(q1=10, q2=2, seconds=30 + number // 50))

    assert Response.objects.count() == 510
    held = Response.objects.filter(is_excluded=True)
    assert held.count() == 495
    assert all("device" in each for each in reasons(held))
    assert reasons(honest) == [[]] * 10
    assert people(door) == 15
    assert ratings(door) == {0: 3, 1: 2, 10: 10}


def test_without_cookies_an_attack_is_asked_for_work_and_customers_go_on(door):
    start = datetime.now(UTC).replace(second=2)
    attacker, customer = Sender(door), Sender(door)
    with time_machine.travel(start, tick=False):
        attack(attacker)
        assert is_under_attack(door.pk)
        page = customer.phone.get(customer.address)
        assert "/proof?f=" in page.content.decode()
        assert "connect-src 'self'" in page["Content-Security-Policy"]

        different = attacker.forget().send(q1=3, q2=3, seconds=44)
        assert (different.suspicions, different.is_excluded) == (["no_proof"], True)

        token = customer.token(30)
        response = customer.send(q1=10, q2=2, token=token, proof=customer.prove(token))
        assert (response.suspicions, response.is_excluded) == (None, False)


def test_a_flood_of_different_answers_is_held_back_for_good(door):
    start = datetime.now(UTC).replace(second=2)
    with time_machine.travel(start, tick=False):
        for number in range(170):
            Sender(door).send(q1=number % 11, q2=1 + number % 3, seconds=20 + number % 37)
        assert is_under_attack(door.pk)
    tally._redis().zrem(tally.ATTACKS, str(door.pk))
    assert release_unproven() == 0

    held = Response.objects.filter(is_excluded=True)
    assert reasons(held) == [["no_proof", "velocity"]] * held.count()
    assert held.count() == 30


def test_people_without_scripts_are_heard_and_counted_when_the_attack_is_over(door):
    with time_machine.travel(datetime.now(UTC).replace(second=2), tick=False):
        attack(Sender(door))
    without = Sender(door).send(q1=10, q2=2, seconds=30)
    assert without.is_excluded
    assert release_unproven() == 0

    tally._redis().zrem(tally.ATTACKS, str(door.pk))
    before = people(door)
    assert release_unproven() == 1

    without.refresh_from_db()
    assert not without.is_excluded
    assert people(door) == before + 1
    assert Verdict.objects.get(response=without).decided_by is None


def test_a_proof_is_good_for_one_form_for_five_minutes_and_as_it_was_made(door):
    with time_machine.travel(datetime.now(UTC).replace(second=2), tick=False) as clock:
        attack(Sender(door))
        customer = Sender(door)
        mine, other = customer.token(30), customer.token(31)
        proof = customer.prove(mine)
        wrong = {
            "of another form": customer.send(q1=9, q2=2, token=other, proof=proof),
            "changed": customer.send(q1=9, q2=2, proof=forged(proof, data={"f": other[-22:]})),
            "cheaper": customer.send(q1=9, q2=2, proof=forged(proof, cost=1)),
            "no proof": customer.send(q1=9, q2=2, proof="eyJhIjogMX0="),
            "huge": Sender(door).send(q1=9, q2=2, proof="A" * 100_000),
        }
        for why, response in wrong.items():
            assert "proof_failed" in response.suspicions, why
        clock.shift(301)
        late = Sender(door).send(q1=9, q2=2, token=mine, proof=proof)
        assert late.suspicions == ["no_proof"]


def test_a_part_that_came_without_proof_counts_when_the_whole_has_one(door):
    with time_machine.travel(datetime.now(UTC).replace(second=2), tick=False):
        attack(Sender(door))
        customer = Sender(door)
        token = customer.token(30)
        customer.phone.post(f"{customer.address}?beacon=1", {"t": token, "s": "1", "q-q1": "9"})
        part = Response.objects.latest("id")
        assert (part.suspicions, part.is_excluded) == (["no_proof"], True)
        customer.send(q1=9, q2=2, token=token, s="1", proof=customer.prove(token))
        part.refresh_from_db()
        assert (part.is_complete, part.suspicions, part.is_excluded) == (True, None, False)


def test_while_nothing_is_wrong_no_work_is_asked_for(door):
    sender = Sender(door)

    assert "/proof?f=" not in sender.phone.get(sender.address).content.decode()
    assert sender.phone.get(f"{sender.address}/proof", {"f": "x" * 22}).status_code == 204
    assert sender.phone.get("/s/NOWHERE/proof", {"f": "x" * 22}).status_code == 204


def test_while_redis_is_away_answers_are_stored_and_nobody_is_suspected(door, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    forget_redis()
    sent = [Sender(door).send(q1=9, q2=1) for _ in range(10)]
    assert Sender(door).phone.get(f"/s/{door.code}").status_code == 200

    assert reasons(sent) == [[]] * 10


# ------------------------------------------------------------------ deciding
@pytest.fixture
def manager(door):
    return build.member(door.organization)


def held(door: Collector, *suspicions: str, **kwargs: object) -> Response:
    return build.response(
        door, {"q1": 0}, suspicions=suspicions, is_excluded=True, seconds=3, **kwargs
    )


def test_a_person_counts_answers_again_and_out_again_and_all_is_logged(door, manager):
    response = held(door, "device")
    assert (people(door), held_count(door.organization)) == (0, 1)

    assert decide(door.organization, [response.pk], is_excluded=False, by=manager) == 1
    assert (people(door), held_count(door.organization)) == (1, 0)
    assert decide(door.organization, [response.pk], is_excluded=False, by=manager) == 0
    decide(door.organization, [response.pk], is_excluded=True, by=manager)

    assert people(door) == 0
    log = Verdict.objects.filter(response=response)
    assert [(each.is_excluded, each.decided_by) for each in log] == [
        (True, manager), (False, manager),
    ]  # fmt: skip


def test_honest_answers_and_those_of_others_are_not_decided_about(door, manager):
    other = build.collector(build.survey())
    theirs, honest = held(other, "device"), build.response(door, {"q1": 9})

    ids = [theirs.pk, honest.pk]
    assert decide(door.organization, ids, is_excluded=False, by=manager) == 0
    assert decide(door.organization, ids, is_excluded=True, by=manager) == 0
    assert people(door) == 1


def test_trust_counts_what_only_this_reason_held_back_and_can_be_taken_back(door, manager):
    elsewhere = build.collector(door.survey)
    one, two = held(door, "device"), held(door, "device", "burst")
    far = held(elsewhere, "device")
    organization = door.organization

    rule = trust(organization, Suspicion.DEVICE, door, manager)
    assert excluded(one, two, far) == [False, True, True]
    assert people(door) == 1
    sender = Sender(door)
    sent = [sender.send(q1=n, q2=1, seconds=10 + n) for n in range(7)]
    assert excluded(*sent) == [False] * 7
    assert reasons(sent[5:]) == [["device"], ["device"]]

    distrust(rule)
    assert excluded(one, two, far) == [True, True, True]
    assert excluded(*sent) == [False] * 5 + [True] * 2
    assert people(door) == 5

    trust(organization, Suspicion.DEVICE, None, manager)
    assert excluded(one, two, far) == [False, True, False]


def test_what_a_person_decided_no_rule_takes_back(door, manager):
    bad, good = held(door, "device"), held(door, "device")
    organization = door.organization
    rule = trust(organization, Suspicion.DEVICE, door, manager)
    decide(organization, [bad.pk], is_excluded=True, by=manager)
    decide(organization, [good.pk], is_excluded=True, by=manager)
    decide(organization, [good.pk], is_excluded=False, by=manager)
    distrust(rule)
    trust(organization, Suspicion.DEVICE, None, manager)
    suspect([good.pk], Suspicion.BURST)

    assert excluded(bad, good) == [True, False]
    assert people(door) == 1


def test_changed_answers_of_one_who_is_held_back_stay_out_of_the_counts(door, manager):
    response = held(door, "device")
    change_answers(response, {"q1": 7})
    assert people(door) == 0
    decide(door.organization, [response.pk], is_excluded=False, by=manager)
    assert people(door) == 1


def test_what_is_held_back_is_grouped_by_reason_and_collector(door):
    held(door, "device"), held(door, "device", "burst")
    groups = {
        (each.suspicion, each.collector.pk): each.count for each in held_groups(door.organization)
    }

    assert groups == {("device", door.pk): 2, ("burst", door.pk): 1}


def excluded(*responses: Response) -> list[bool]:
    found = Response.objects.in_bulk([each.pk for each in responses])
    return [found[each.pk].is_excluded for each in responses]
