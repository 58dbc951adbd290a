"""The demo: content on day one that looks like a real chain's, on an empty site only."""

import json
import re
import stat
from collections import Counter
from datetime import datetime, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command

from hearme.accounts.models import Location, Organization, User
from reports import metrics
from responses.actions.demo import DEMO_EMAIL, TEXTS
from responses.models import Collector, CountChange, Response
from responses.rules import read_form
from responses.rules.demo import FIRST_HOUR, TABLE, Customers, branches_from
from surveys.models import Survey
from surveys.rules import content_from
from tests import build

NOW = datetime(2026, 11, 22, 10, 30, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))


def texts(name):
    return json.loads((TEXTS / f"{name}.json").read_text())


def all_visits(days=90):
    return Customers(branches_from(texts("branches")), texts("comments")).visits(NOW, days)


@pytest.fixture(scope="module")
def visits():
    return all_visits()


def share_satisfied(visits):
    ratings = [visit.answers["q1"] for visit in visits]
    return 100 * sum(rating >= 4 for rating in ratings) / len(ratings)


def nps(visits):
    ratings = [visit.answers["q2"] for visit in visits if "q2" in visit.answers]
    good, bad = (sum(map(test, ratings)) for test in (lambda r: r >= 9, lambda r: r <= 6))
    return 100 * metrics.nps(good, len(ratings) - good - bad, bad)


def days_ago(visit):
    return (NOW.date() - visit.moment.date()).days


# ------------------------------------------------------------------ the people
def test_the_same_people_come_at_every_run(visits):
    assert all_visits() == visits
    assert 6_000 < len(visits) < 9_000


def test_nobody_comes_at_night_or_tomorrow(visits):
    assert max(visit.moment for visit in visits) <= NOW
    assert min(visit.moment for visit in visits) > NOW - timedelta(days=91)
    assert {visit.moment.hour for visit in visits} == set(range(FIRST_HOUR, 22))


def test_the_chain_is_good_one_branch_is_weak_and_one_gets_better(visits):
    tables = [visit for visit in visits if visit.survey == TABLE]
    assert 82 < share_satisfied(tables) < 88
    assert 40 < nps(tables) < 50
    weak = [visit for visit in tables if visit.branch == "Hải Châu"]
    assert share_satisfied(weak) < share_satisfied(tables) - 15
    better = [visit for visit in tables if visit.branch == "Cầu Giấy"]
    before = [visit for visit in better if days_ago(visit) > 41]
    after = [visit for visit in better if days_ago(visit) <= 41]
    assert nps(after) > nps(before) + 30


def test_rush_hours_are_worse(visits):
    tables = [visit for visit in visits if visit.survey == TABLE]
    rush = [visit for visit in tables if visit.moment.hour in {17, 18, 19}]
    calm = [visit for visit in tables if visit.moment.hour in {8, 9, 10}]
    assert share_satisfied(rush) < share_satisfied(calm) - 8


def test_a_new_branch_has_few_answers_and_closing_days_have_none(visits):
    new = [visit for visit in visits if visit.branch == "Ninh Kiều" and visit.survey == TABLE]
    assert 5 <= len(new) < 30
    assert 52 not in {days_ago(visit) for visit in visits}
    assert {31, 32, 33}.isdisjoint(days_ago(v) for v in visits if v.branch == "Hải Châu")


def test_comments_are_many_and_hardly_ever_the_same(visits):
    comments = [text for v in visits for text in v.answers.values() if isinstance(text, str)]
    assert 0.2 < len(comments) / len(visits) < 0.3
    assert len(set(comments)) > 800
    assert max(Counter(comments).values()) < 20
    assert not any(re.search(r"[{}]", comment) for comment in comments)


def test_every_answer_fits_its_survey(visits):
    contents = {name: content_from(each["content"]) for name, each in texts("surveys").items()}
    for visit in visits:
        fields = {
            f"q-{key}": [str(value) for value in (answer if isinstance(answer, list) else [answer])]
            for key, answer in visit.answers.items()
        }
        reading = read_form(contents[visit.survey], fields)
        assert reading.is_accepted
        assert reading.answers == visit.answers


# ------------------------------------------------------------------ the command
@pytest.fixture
def seed(monkeypatch):
    monkeypatch.delenv("HEARME_DEMO_PASSWORD", raising=False)

    def seed(**options):
        out = StringIO()
        call_command("seed_demo", days=options.pop("days", 2), stdout=out, **options)
        return out.getvalue()

    return seed


@pytest.mark.django_db
def test_an_empty_site_gets_a_chain_with_answers(seed):
    said = seed()
    organization = Organization.objects.get()
    assert (organization.name, organization.field) == ("Trà Lá Me", "food")
    assert said.startswith(f"Trà Lá Me: {Response.objects.count()} responses in 2 days.")
    assert CountChange.objects.count() == Response.objects.count() > 50
    assert Location.objects.filter(parent=None).count() == 3
    assert Location.objects.exclude(parent=None).count() == 6
    states = {survey.title: survey.state.value for survey in Survey.objects.all()}
    assert states == {
        "Góp ý tại bàn": "live",
        "Mua mang đi": "live",
        "Nếm thử trà mới": "closed",
        "Góp ý nhanh": "live",
        "Khách lâu chưa quay lại": "draft",
    }


@pytest.mark.django_db
def test_the_first_collector_answers_at_s_demo(seed, client):
    seed()
    first = Collector.objects.order_by("id").first()
    assert (first.code, str(first), str(first.survey)) == (
        "DEMO", "Hai Bà Trưng · Bàn 12", "Góp ý tại bàn",
    )  # fmt: skip
    assert client.get("/s/demo").status_code == 200


@pytest.mark.django_db
def test_the_printed_password_signs_in_and_is_kept_for_its_owner_alone(seed, tmp_path):
    file = tmp_path / "password"
    file.write_text("old")
    file.chmod(0o644)
    said = seed(password_file=file)
    password = file.read_text().strip()
    assert f"Sign in as {DEMO_EMAIL} with the password {password}" in said
    assert User.objects.get(email=DEMO_EMAIL).check_password(password)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.django_db
def test_the_launcher_may_choose_the_password(seed, monkeypatch):
    monkeypatch.setenv("HEARME_DEMO_PASSWORD", "trà đá vỉa hè")
    assert seed(verbosity=0) == ""
    assert User.objects.get(email=DEMO_EMAIL).check_password("trà đá vỉa hè")


@pytest.mark.django_db
def test_a_second_run_adds_nothing(seed, tmp_path):
    seed()
    before = Response.objects.count()
    said = seed(password_file=tmp_path / "password")
    assert "Nothing was added." in said
    assert DEMO_EMAIL in said
    assert Response.objects.count() == before
    assert not (tmp_path / "password").exists()


@pytest.mark.django_db
def test_a_site_with_an_organization_is_left_alone(seed):
    build.organization()
    assert seed().startswith("There is an organization here already. Nothing was added.")
    assert not User.objects.filter(email=DEMO_EMAIL).exists()


@pytest.mark.django_db
def test_a_password_that_cannot_be_kept_seeds_nothing(seed, tmp_path):
    with pytest.raises(CommandError, match="No such file"):
        seed(password_file=tmp_path / "nowhere" / "password")
    assert not Organization.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("days", [0, 400])
def test_days_out_of_reason_are_refused(seed, days):
    with pytest.raises(CommandError, match="--days must be from 1 to 366"):
        seed(days=days)
