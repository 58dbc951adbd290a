"""Folding: late, changed and deleted responses move the counts exactly, and each only once."""

import random
import threading
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connections
from django.db.migrations import Migration

from hearme.common.prepared import Prepared
from reports.actions import (
    OneSurvey,
    check_counts,
    count_waiting,
    count_waiting_everywhere,
    folding,
    recount_sql,
    repair_counts,
)
from reports.listeners import count_anew
from reports.models import (
    DAY_COLUMNS,
    HOUR_COLUMNS,
    HourCount,
    MonthCount,
    RecountChunk,
    Segment,
    SegmentCount,
    TouchpointCount,
)
from reports.queries import channel_counts, tallies_of
from reports.queries.hours import day_by_hour
from reports.rules.filters import EVERYTHING as NO_FILTERS
from reports.rules.filters import Filters, State
from reports.rules.periods import Period
from reports.rules.summary import Span
from responses.actions import (
    change_answers,
    delete_response,
    record_partial,
    record_response,
    set_excluded,
)
from responses.models import SECONDS_COLUMNS, Collector, CountChange, Response, VisitCount
from responses.rules import ratings_of
from surveys.actions import create_survey, publish_survey
from surveys.rules import Kind
from tests import build
from tests.reports.shop import NOON, answer, rate
from tests.reports.test_new_kinds import EVERYTHING, KINDS

pytestmark = pytest.mark.django_db


@pytest.fixture
def door():
    return build.collector(build.survey(asks=(Kind.NPS, Kind.CHOICES, Kind.TEXT)))


def hours(survey_id: int) -> Counter:
    """(day, hour, question, rating) -> people, without what is zero."""
    counted: Counter = Counter()
    for row in HourCount.objects.filter(survey_id=survey_id):
        for hour, column in enumerate(HOUR_COLUMNS):
            if people := getattr(row, column):
                counted[row.day, hour, row.question_key, row.rating] += people
    return counted


def by_day(rows: Iterable[MonthCount | SegmentCount | TouchpointCount]) -> Counter:
    """(day, question, rating) -> people, from rows that hold a whole month."""
    counted: Counter = Counter()
    for row in rows:
        for at, column in enumerate(DAY_COLUMNS):
            if people := getattr(row, column):
                counted[row.month + timedelta(days=at), row.question_key, row.rating] += people
    return counted


def days(survey_id: int) -> Counter:
    """(day, question, rating) -> people who answered a question, without what is zero."""
    rows = MonthCount.objects.filter(survey_id=survey_id).exclude(question_key__startswith="~")
    return by_day(rows)


def visits(survey_id: int) -> dict[str, int]:
    """Column -> people in all hours, without what is zero."""
    columns = ("opened", "started", "finished", "excluded", *SECONDS_COLUMNS)
    rows = VisitCount.objects.filter(survey_id=survey_id).values(*columns)
    sums = {column: sum(row[column] for row in rows) for column in columns}
    return {column: people for column, people in sums.items() if people}


def test_a_response_counts_itself_and_each_of_its_ratings(door):
    answer(door, {"q1": 9, "q2": [1, 3], "q3": "Ngon"})
    day = NOON.date()

    assert hours(door.survey_id) == {
        (day, 12, "", -1): 1,
        (day, 12, "q1", 9): 1,
        (day, 12, "q2", -1): 1,
        (day, 12, "q2", 1): 1,
        (day, 12, "q2", 3): 1,
        (day, 12, "q3", -1): 1,
    }


def test_every_table_holds_the_same_people(door):
    for days_ago in (0, 0, 17, 18, 31):
        rate(door, {9: 2, 0: 1}, days_ago=days_ago)
    from_hours: Counter = Counter()
    for (day, _, key, rating), people in hours(door.survey_id).items():
        from_hours[day, key, rating] += people

    assert days(door.survey_id) == from_hours
    assert by_day(SegmentCount.objects.all()) == by_day(MonthCount.objects.all())
    assert by_day(TouchpointCount.objects.all()) == by_day(MonthCount.objects.all())
    assert sum(from_hours.values()) == 2 * 15


def test_folding_again_adds_nothing(door):
    rate(door, {9: 3})
    before = hours(door.survey_id)

    assert count_waiting(door.survey_id) == 0
    assert count_waiting_everywhere() == 0
    assert hours(door.survey_id) == before
    assert not CountChange.objects.exists()


def test_folding_is_the_same_behind_a_pooler(door, settings):
    settings.BEHIND_PGBOUNCER = True
    answer(door, {"q1": 9, "q2": [1, 3]}, {"q1": 2})

    assert not CountChange.objects.exists()
    assert check_counts().differences == 0


def test_a_late_answer_counts_on_the_day_it_was_given(door):
    rate(door, {9: 3})
    rate(door, {2: 1}, days_ago=40)

    assert days(door.survey_id)[NOON.date() - timedelta(days=40), "q1", 2] == 1
    assert days(door.survey_id)[NOON.date(), "q1", 9] == 3


def test_a_changed_answer_moves_from_one_rating_to_another(door):
    rate(door, {9: 3})
    change_answers(Response.objects.first(), {"q1": 2, "q2": [3]})
    count_waiting(door.survey_id)
    counted = days(door.survey_id)

    assert (counted[NOON.date(), "q1", 9], counted[NOON.date(), "q1", 2]) == (2, 1)
    assert counted[NOON.date(), "q2", 3] == 1
    assert counted[NOON.date(), "", -1] == 3


def test_a_deleted_response_leaves_no_trace_in_the_counts(door):
    answer(door, {"q1": 9, "q2": [1], "q3": "Ngon"})
    delete_response(Response.objects.get())
    count_waiting(door.survey_id)

    assert not hours(door.survey_id)
    assert not by_day(MonthCount.objects.all())
    assert not by_day(SegmentCount.objects.all())
    assert not by_day(TouchpointCount.objects.all())
    assert not visits(door.survey_id)


def test_a_response_deleted_before_it_was_counted_is_never_counted(door):
    response = build.response(door, {"q1": 9}, at=NOON)
    delete_response(response)
    count_waiting(door.survey_id)

    assert not days(door.survey_id)
    assert check_counts().differences == 0


def test_the_hour_is_that_of_the_location(shop):
    place = build.location(shop, time_zone="America/New_York")
    door = build.collector(build.survey(shop), place)
    rate(door, {9: 1})

    assert (NOON.date(), 0, "q1", 9) in hours(door.survey_id)


@pytest.mark.parametrize(
    "answers",
    [{}, {"q1": 0}, {"q2": [1]}, {"q2": [1, 2, 3]}, {"q3": "x"}, {"q1": 10, "q2": [2], "q3": "y"}],
)
def test_a_recount_of_the_raw_answers_is_what_the_rules_say(door, answers):
    response = build.response(door, answers, at=NOON)
    count_waiting(door.survey_id)
    said = {
        (NOON.date(), key, rating): 1
        for key, ratings in ratings_of(response.version.content, answers).items()
        for rating in ratings
    }

    assert days(door.survey_id) == said
    assert check_counts().differences == 0


# ------------------------------------------------------------------ the whole of a response
def test_a_finished_response_counts_as_started_finished_and_by_its_seconds(door):
    for seconds in (4, 20, 21, 4_000):
        build.response(door, {"q1": 9}, at=NOON, seconds=seconds)
    count_waiting(door.survey_id)

    expected = {"started": 4, "finished": 4, "s0": 1, "s3": 1, "s4": 1, "s12": 1}
    assert visits(door.survey_id) == expected
    assert check_counts().differences == 0


def test_a_partial_response_is_started_and_no_more(door):
    record_partial(build.reply(door, {"q1": 9}, at=NOON))
    count_waiting(door.survey_id)

    assert visits(door.survey_id) == {"started": 1}
    assert days(door.survey_id) == {(NOON.date(), "", -1): 1, (NOON.date(), "q1", 9): 1}
    assert check_counts().differences == 0


def test_a_part_that_is_completed_moves_to_the_finished_ones(door):
    first = build.reply(door, {"q1": 9}, at=NOON)
    record_partial(first)
    count_waiting(door.survey_id)
    record_response(build.reply(door, {"q1": 3}, at=NOON, key=first.key, seconds=90))
    count_waiting(door.survey_id)

    assert visits(door.survey_id) == {"started": 1, "finished": 1, "s7": 1}
    assert check_counts().differences == 0


@pytest.mark.parametrize(("channel", "seconds"), [("import", 20), ("link", None)])
def test_nobody_knows_the_seconds_of_what_was_imported_or_not_timed(door, channel, seconds):
    build.response(door, {"q1": 9}, at=NOON, channel=channel, seconds=seconds)
    count_waiting(door.survey_id)

    assert visits(door.survey_id) == {"started": 1, "finished": 1}
    assert check_counts().differences == 0


def test_an_excluded_response_counts_for_nothing_else(door):
    answer(door, {"q1": 3})
    build.response(door, {"q1": 9}, at=NOON, is_excluded=True)
    count_waiting(door.survey_id)

    assert days(door.survey_id) == {(NOON.date(), "", -1): 1, (NOON.date(), "q1", 3): 1}
    assert visits(door.survey_id) == {"started": 1, "finished": 1, "s3": 1, "excluded": 1}
    assert check_counts().differences == 0


def test_counting_a_response_out_and_in_again_leaves_all_as_it_was(door):
    answer(door, {"q1": 3, "q2": [1], "q3": "Ngon"})
    before = hours(door.survey_id), visits(door.survey_id)
    response = Response.objects.get()
    for is_excluded in (True, True, False):
        set_excluded(response, is_excluded)
        count_waiting(door.survey_id)
        assert check_counts().differences == 0
        assert Response.objects.get().is_excluded == is_excluded

    assert (hours(door.survey_id), visits(door.survey_id)) == before


def test_what_was_suspicious_when_begun_stays_so_when_it_is_completed(door):
    first = build.reply(door, {"q1": 9}, at=NOON, suspicions=("burst",), is_excluded=True)
    record_partial(first)
    record_response(build.reply(door, {"q1": 3}, key=first.key, suspicions=("fast", "burst")))
    count_waiting(door.survey_id)
    response = Response.objects.get()

    assert (response.suspicions, response.is_excluded) == (["burst", "fast"], True)
    assert visits(door.survey_id) == {"excluded": 1}
    assert check_counts().differences == 0


# ------------------------------------------------------------------ segments
def test_responses_are_kept_apart_by_all_that_reports_filter_by(door):
    other = build.collector(door.survey)
    touchpoint = build.touchpoint(door.organization)
    staff = build.subject(door.organization)
    replies = [
        build.reply(door, {"q1": 9}, at=NOON),
        build.reply(door, {"q1": 9}, at=NOON),
        build.reply(other, {"q1": 9}, at=NOON),
        build.reply(door, {"q1": 9}, at=NOON, channel="email"),
        build.reply(door, {"q1": 9}, at=NOON, language="en"),
        build.reply(door, {"q1": 9}, at=NOON, touchpoint_id=touchpoint.pk),
        build.reply(door, {"q1": 9}, at=NOON, subject_id=staff.pk),
        build.reply(door, {"q1": 9}, at=NOON, is_complete=False),
    ]
    for each in replies:
        record_response(each)
    count_waiting(door.survey_id)
    rows = SegmentCount.objects.filter(question_key="q1").values_list("d18", flat=True)

    assert sorted(rows) == [1, 1, 1, 1, 1, 1, 2]
    assert Segment.objects.count() == 6
    assert check_counts().differences == 0


# ------------------------------------------------------------------ what is held back
HELD = Filters(state=State.HELD)
BOTH = Filters(state=State.ALL)


def seen(survey, filters: Filters = NO_FILTERS) -> dict[str, dict[int, int]]:
    """Question -> rating -> people, as a report with these filters reads them."""
    week = Period(NOON.date() - timedelta(days=6), NOON.date())
    tallies = tallies_of(survey.organization, survey, Span(week), filters)
    return {key: dict(tallies.during(key, week)) for key in tallies.days}


def test_what_is_held_back_is_in_no_report_unless_it_is_asked_for(door):
    answer(door, {"q1": 3})
    build.response(door, {"q1": 9}, at=NOON, is_excluded=True)
    count_waiting(door.survey_id)
    counted = {"": {-1: 1}, "q1": {3: 1}, "~finished": {-1: 1}}
    held = {"": {-1: 1}, "q1": {9: 1}, "~finished": {-1: 1}, "~excluded": {-1: 1}}

    assert seen(door.survey) == counted | {"~excluded": {-1: 1}}
    assert seen(door.survey, Filters(channels=frozenset({"link"}))) == seen(door.survey)
    assert seen(door.survey, HELD) == held
    assert seen(door.survey, BOTH)["q1"] == {3: 1, 9: 1}
    assert check_counts().differences == 0


def test_the_hours_and_the_channels_leave_out_what_is_held_back(door):
    answer(door, {"q1": 3})
    build.response(door, {"q1": 9}, at=NOON, is_excluded=True)
    count_waiting(door.survey_id)
    place, survey = door.organization, door.survey
    day = Period(NOON.date(), NOON.date())

    assert day_by_hour(place, survey, "q1", NOON.date(), NO_FILTERS) == {12: {3: 1}}
    assert day_by_hour(place, survey, "q1", NOON.date(), HELD) == {12: {9: 1}}
    assert channel_counts(place, Span(day))[0] == {"link": 1}


def test_a_response_that_is_let_go_leaves_its_held_segment(door):
    response = build.response(door, {"q1": 9}, at=NOON, is_excluded=True)
    set_excluded(response, False)
    count_waiting(door.survey_id)

    assert not any(seen(door.survey, HELD).values())
    assert seen(door.survey)["q1"] == {9: 1}
    assert check_counts().differences == 0


# ------------------------------------------------------------------ hidden fields
def with_fields(*reportable: str, asks=(Kind.NPS,)):
    """A door whose survey has the hidden fields room and order."""
    content = replace(
        build.content(asks), hidden_fields=("room", "order"), reportable_fields=reportable
    )
    survey = create_survey(build.organization(), content)
    publish_survey(survey)
    survey.refresh_from_db()
    return build.collector(survey)


def fields_met() -> list:
    return sorted(str(each.facets.get("hidden")) for each in Segment.objects.all())


def test_only_reportable_fields_with_a_value_keep_responses_apart():
    door = with_fields("room")
    for hidden in ({"room": "7", "order": "A1"}, {"room": "7", "order": "B2"}, {"room": ""}, {}):
        build.response(door, {"q1": 9}, at=NOON, hidden=hidden)
    count_waiting(door.survey_id)

    assert fields_met() == ["None", "{'room': '7'}"]
    wanted = Filters(hidden=frozenset({("room", "7")}))
    assert seen(door.survey, wanted)["q1"] == {9: 2}
    assert check_counts().differences == 0


def test_a_long_value_is_cut_the_same_way_by_a_recount():
    door = with_fields("room", "order")
    build.response(door, {"q1": 9}, at=NOON, hidden={"room": "phòng số 7 " * 9, "order": "%'\"\\"})
    count_waiting(door.survey_id)
    [segment] = Segment.objects.all()

    assert segment.facets["hidden"]["room"] == ("phòng số 7 " * 9)[:40]
    assert check_counts().differences == 0


def test_a_value_moves_with_what_becomes_of_its_response():
    door = with_fields("room")
    first = build.reply(door, {"q1": 9}, at=NOON, hidden={"room": "7"})
    record_partial(first)
    record_response(build.reply(door, {"q1": 3}, key=first.key, hidden={"room": "8"}))
    set_excluded(Response.objects.get(), True)
    count_waiting(door.survey_id)

    assert seen(door.survey, replace(HELD, hidden=frozenset({("room", "8")})))["q1"] == {3: 1}
    assert check_counts().differences == 0
    delete_response(Response.objects.get())
    count_waiting(door.survey_id)
    assert not any(seen(door.survey, BOTH).values())
    assert check_counts().differences == 0


@pytest.fixture
def room_for_three(monkeypatch, settings):
    """Surveys may have three segments, as the statements say it."""
    # So nothing stays prepared on the connection that all tests share.
    settings.BEHIND_PGBOUNCER = True

    def fewer(statement: str) -> str:
        assert "SELECT 1000 - count(*)" in statement
        return statement.replace("SELECT 1000 - count(*)", "SELECT 3 - count(*)")

    small = Prepared("fold_few", fewer(folding.FOLD.sql), parameters=2)
    monkeypatch.setattr(folding, "FOLD", small)
    for name in ("SEGMENTS", "KEEP_SEGMENTS"):
        monkeypatch.setattr(recount_sql, name, fewer(getattr(recount_sql, name)))


def test_a_field_with_a_value_for_everybody_makes_no_segment_for_everybody(room_for_three):
    door = with_fields("room")
    for number in range(6):
        build.response(door, {"q1": 9}, at=NOON, hidden={"room": str(number)})
        count_waiting(door.survey_id)
    build.response(door, {"q1": 9}, at=NOON, hidden={"room": "9"})
    assert check_counts().differences == 0
    delete_response(Response.objects.get(hidden={"room": "5"}))
    count_waiting(door.survey_id)

    assert fields_met() == ["None", "{'room': '0'}", "{'room': '1'}", "{'room': '2'}"]
    assert seen(door.survey)["q1"] == {9: 6}
    assert seen(door.survey, Filters(channels=frozenset({"link"})))["q1"] == {9: 6}
    assert check_counts().differences == 0


def test_a_repair_keeps_to_the_same_bound(room_for_three):
    door = with_fields("room")
    for number in range(6):
        build.response(door, {"q1": 9}, at=NOON, hidden={"room": str(number)})
    count_waiting(door.survey_id)
    Segment.objects.all().delete()
    SegmentCount.objects.all().delete()
    repair_counts(OneSurvey(door.organization_id, door.survey_id))

    assert Segment.objects.count() == 4
    assert check_counts().differences == 0


def test_a_segment_that_is_met_again_gets_no_second_row(door):
    answer(door, {"q1": 9})
    answer(door, {"q1": 9})

    assert Segment.objects.count() == 1


# ------------------------------------------------------------------ everything together
class Life:
    """What may happen to responses, one thing after another by chance."""

    def __init__(self, seed: int, doors: list[Collector]) -> None:
        self.chance = random.Random(seed)
        self.doors = doors
        self.begun: list = []

    def some(self) -> dict:
        keys = [key for key in EVERYTHING if self.chance.random() < 0.5]
        return {key: EVERYTHING[key] for key in keys}

    def reply(self, **kwargs: object):
        chance = self.chance
        return build.reply(
            chance.choice(self.doors),
            self.some(),
            at=NOON - timedelta(days=chance.randrange(40), hours=chance.randrange(24)),
            seconds=chance.choice([None, 3, 5, 6, 700]),
            channel=chance.choice(["link", "embed", "import"]),
            language=chance.choice(["vi", "en"]),
            hidden=chance.choice([{}, {"room": "7"}, {"room": "8", "order": "A1"}]),
            is_excluded=chance.random() < 0.2,
            **kwargs,
        )

    def begin(self) -> None:
        self.begun.append(self.reply())
        record_partial(self.begun[-1])

    def go_on(self) -> None:
        if self.begun:
            first = self.chance.choice(self.begun)
            record_response(self.reply(key=first.key, is_complete=self.chance.random() < 0.5))

    def finish(self) -> None:
        record_response(self.reply())

    def edit(self) -> None:
        change_answers(self.any(), self.some())

    def exclude(self) -> None:
        set_excluded(self.any(), self.chance.random() < 0.5)

    def delete(self) -> None:
        delete_response(self.any())

    def any(self) -> Response:
        return self.chance.choice(list(Response.objects.order_by("id")))

    def step(self) -> None:
        deeds = [self.begin, self.go_on, self.finish]
        if Response.objects.exists():
            deeds += [self.edit, self.exclude, self.delete]
        self.chance.choice(deeds)()


@pytest.mark.parametrize("seed", range(4))
def test_whatever_happens_to_responses_the_counts_are_those_of_a_recount(seed):
    survey = with_fields("room", asks=KINDS).survey
    life = Life(seed, [build.collector(survey), build.collector(survey)])
    for _ in range(4):
        for _ in range(12):
            life.step()
        assert check_counts().differences == 0
        count_waiting(survey.pk)
        assert check_counts().differences == 0


@pytest.mark.django_db(transaction=True)
def test_many_hands_on_one_response_move_it_exactly(door):
    response = build.response(door, {"q1": 9}, at=NOON)
    deeds = [
        lambda: set_excluded(response, True),
        lambda: set_excluded(response, False),
        lambda: change_answers(response, {"q1": 2}),
        lambda: count_waiting(door.survey_id),
        lambda: count_waiting(door.survey_id),
        lambda: set_excluded(response, True),
    ]

    def run(deed) -> None:
        try:
            deed()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[deed]) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    count_waiting(door.survey_id)

    assert check_counts().differences == 0
    assert sum(visits(door.survey_id).get(name, 0) for name in ("started", "excluded")) == 1


# ------------------------------------------------------------------ counted before the upgrade
def arrived(name: str, app: str = "reports", *, is_undone: bool = False) -> None:
    """What Django says once it has migrated."""
    step = Migration(name, app)
    count_anew(sender=apps.get_app_config("reports"), plan=[(step, is_undone)])


def test_after_the_upgrade_all_is_counted_anew(door):
    answer(door, {"q1": 9}, {"q1": 3})
    SegmentCount.objects.all().delete()
    Segment.objects.all().delete()
    VisitCount.objects.all().delete()
    MonthCount.objects.filter(question_key__startswith="~").delete()
    build.response(door, {"q1": 5}, at=NOON)
    HourCount.objects.all().delete()
    CountChange.objects.update(segment={}, ratings={"": [-1], "q1": [5]})
    TouchpointCount.objects.all().delete()
    arrived("0013_touchpoint_counts")

    assert not CountChange.objects.exists()
    assert not RecountChunk.objects.exists()
    assert check_counts().differences == 0
    assert by_day(SegmentCount.objects.all()) == by_day(MonthCount.objects.all())


@pytest.mark.parametrize(
    ("name", "kwargs"),
    [("0009_report_mails", {}), ("0013_touchpoint_counts", {"is_undone": True})],
)
def test_other_migrations_count_nothing_anew(door, name, kwargs):
    answer(door, {"q1": 9})
    SegmentCount.objects.all().delete()
    arrived(name, **kwargs)

    assert not SegmentCount.objects.exists()
