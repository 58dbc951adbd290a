"""The demo shows goals, notes on days and a limited manager, beside its answers."""

import pytest
from django.core.management import call_command

from hearme.accounts.models import Location, Membership
from hearme.accounts.queries import reach_of
from reports.models import Annotation, Goal

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(monkeypatch):
    monkeypatch.setenv("HEARME_DEMO_PASSWORD", "trà đá vỉa hè")
    call_command("seed_demo", days=2, verbosity=0)


def test_every_live_survey_has_a_goal_for_its_headline_score(demo):
    goals = Goal.objects.values_list("survey__title", "value")
    assert {title for title, _value in goals} == {"Góp ý tại bàn", "Góp ý nhanh", "Mua mang đi"}
    assert {value for _title, value in goals} == {85, 50}


def test_notes_stand_at_the_places_where_things_happened(demo):
    notes = dict(Annotation.objects.values_list("text", "location__name"))
    assert notes == {
        "Thêm ca tối": "Cầu Giấy",
        "Sơn lại quán, nghỉ ba ngày": "Hải Châu",
        "Đổi sang ly giấy mới": None,
    }


def test_the_regional_manager_sees_only_the_region(demo):
    manager = Membership.objects.get(user__email="manager@hearme.test")
    names = Location.objects.filter(pk__in=reach_of(manager) or ())
    assert {place.name for place in names} == {"Miền Trung", "Hải Châu"}
