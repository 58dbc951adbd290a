"""Subjects: the people, products and services that customers rate."""

import io
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from hearme.accounts.actions import close_location
from hearme.accounts.models import Role
from responses.actions import edit_collector, open_collector
from responses.forms import CollectorForm
from surveys.actions import (
    add_subject,
    close_touchpoint,
    delete_subject,
    edit_subject,
    end_subject,
    reactivate_subject,
    store_picture,
)
from surveys.models import Picture, Subject
from surveys.pages import today_of
from tests import build

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("editor")]
DAY = timedelta(days=1)


def png():
    file = io.BytesIO()
    Image.new("RGB", (64, 64), "#884422").save(file, "PNG")
    return file.getvalue()


def sent(**changes):
    return {"do": "save", "about": "staff", "name": "Ngọc Anh"} | changes


@pytest.fixture
def today(shop):
    return today_of(shop)


@pytest.fixture
def listed(client, url):
    def names(**query):
        page = client.get(url("subjects"), query)
        assert page.status_code == 200
        return [row.subject.name for row in page.context["rows"]]

    return names


# ------------------------------------------------------------------ the list
def test_an_empty_list_leads_to_the_first_subject(client, shop, url):
    assert url("subject_add") in client.get(url("subjects")).text
    client.force_login(build.member(shop, Role.VIEWER))
    assert url("subject_add") not in client.get(url("subjects")).text


def test_a_viewer_reads_the_list_and_is_offered_no_change(client, shop, url):
    subject = build.subject(shop, "Ngọc Anh")
    client.force_login(build.member(shop, Role.VIEWER))
    page = client.get(url("subjects"))
    assert "Ngọc Anh" in page.text
    assert url("subject_edit", subject.pk) not in page.text


def test_subjects_are_found_by_words_of_name_and_unit_without_marks(shop, listed):
    build.subject(shop, "Nguyễn Ngọc Ánh", unit="Pha chế")
    build.subject(shop, "Trần Văn Đức")
    assert listed(q="anh ngoc") == ["Nguyễn Ngọc Ánh"]
    assert listed(q="DUC") == ["Trần Văn Đức"]
    assert listed(q="pha che") == ["Nguyễn Ngọc Ánh"]
    assert listed(q="ngoc duc") == []


def test_subjects_are_filtered_by_kind_and_by_today(shop, listed, today):
    build.subject(shop, "Anh", ends_on=today)
    build.subject(shop, "Bình", ends_on=today - DAY)
    build.subject(shop, "Chi", starts_on=today + DAY)
    build.subject(shop, "Trà", about="product")
    assert listed(about="staff") == ["Anh", "Bình", "Chi"]
    assert set(listed(state="active")) == {"Anh", "Trà"}
    assert listed(state="ended") == ["Bình", "Chi"]
    assert listed(state="active", about="product") == ["Trà"]


@pytest.mark.parametrize("query", [{"about": "x"}, {"state": "x"}, {"page": "x"}, {"q": "\x00"}])
def test_a_filter_that_is_not_understood_filters_nothing(shop, listed, query):
    build.subject(shop, "Anh")
    assert listed(**query) == ["Anh"]


def test_a_row_says_whether_its_subject_is_active_today(client, shop, url, today):
    build.subject(shop, "Anh")
    build.subject(shop, "Bình", ends_on=today - DAY)
    build.subject(shop, "Chi", starts_on=today + DAY)
    rows = client.get(url("subjects")).context["rows"]
    assert [row.state for row in rows] == ["active", "ended", "later"]


def test_the_photo_is_shown_by_its_secret_key(client, shop, url):
    photo = store_picture(shop, io.BytesIO(png()))
    build.subject(shop, photo=photo)
    assert f"/s/pictures/{photo.key}" in client.get(url("subjects")).text


def test_nobody_sees_the_subjects_of_another_organization(listed):
    build.subject(build.organization(), "Của người khác")
    assert listed() == []


# ------------------------------------------------------------------ adding and changing
def test_everything_that_is_typed_is_stored(client, shop, url):
    place = build.location(shop)
    client.post(
        url("subject_add"),
        sent(
            unit="Pha chế",
            location=str(place.pk),
            starts_on="2026-01-05",
            ends_on="2026-12-31",
            photo=SimpleUploadedFile("anh.png", png()),
        ),
    )
    subject = Subject.objects.get()
    assert (subject.name, subject.unit, subject.location) == ("Ngọc Anh", "Pha chế", place)
    assert (subject.starts_on, subject.ends_on) == (date(2026, 1, 5), date(2026, 12, 31))
    assert subject.photo == Picture.objects.get()


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("name", ""),
        ("name", "T" * 81),
        ("unit", "T" * 81),
        ("about", "robot"),
        ("location", "999999"),
        ("starts_on", "tomorrow"),
        ("starts_on", "1066-01-01"),
        ("ends_on", "9999-01-01"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field_and_kept(client, url, field, wrong):
    page = client.post(url("subject_add"), sent(**{field: wrong}))
    assert list(page.context["form"].errors) == [field]
    assert page.context["form"][field].value() == wrong
    assert not Subject.objects.exists()


def test_the_last_day_does_not_lie_before_the_first(client, url):
    page = client.post(url("subject_add"), sent(starts_on="2026-05-02", ends_on="2026-05-01"))
    assert list(page.context["form"].errors) == ["ends_on"]


def test_a_place_of_another_organization_cannot_be_chosen(client, shop, url):
    theirs = build.location(build.organization())
    page = client.post(url("subject_add"), sent(location=str(theirs.pk)))
    assert list(page.context["form"].errors) == ["location"]
    with pytest.raises(ValidationError):
        add_subject(shop, about="staff", name="Anh", location=theirs)


def test_a_closed_place_is_offered_only_to_who_is_there(client, shop, url):
    place = build.location(shop)
    subject = build.subject(shop, location=place)
    close_location(place)
    assert str(place.pk) not in client.get(url("subject_add")).context["form"].locations
    page = client.get(url("subject_edit", subject.pk))
    assert str(place.pk) in page.context["form"].locations


def test_a_photo_that_came_with_a_mistake_is_not_lost(client, url):
    photo = SimpleUploadedFile("anh.png", png())
    page = client.post(url("subject_add"), sent(name="", photo=photo))
    key = page.context["form"]["photo_key"].value()
    client.post(url("subject_add"), sent(photo_key=key))
    assert Subject.objects.get().photo.key == key


def test_a_wrong_photo_is_said_beside_it(client, url):
    page = client.post(url("subject_add"), sent(photo=SimpleUploadedFile("a.png", b"hello")))
    assert page.context["photo_problem"]
    assert 'value="Ngọc Anh"' in page.text
    assert not Subject.objects.exists()


def test_a_photo_of_another_organization_is_not_taken(client, shop, url):
    theirs = store_picture(build.organization(), io.BytesIO(png()))
    client.post(url("subject_add"), sent(photo_key=theirs.key))
    assert Subject.objects.get().photo is None
    with pytest.raises(ValidationError):
        edit_subject(Subject.objects.get(), photo=theirs)


def test_a_photo_is_taken_out_once_the_form_is_saved(client, shop, url):
    subject = build.subject(shop, photo=store_picture(shop, io.BytesIO(png())))
    page = client.post(
        url("subject_edit", subject.pk), sent(do="drop", photo_key=subject.photo.key)
    )
    assert page.context["form"].photo is None
    assert Subject.objects.get().photo is not None
    client.post(url("subject_edit", subject.pk), sent(photo_key=""))
    assert Subject.objects.get().photo is None


# ------------------------------------------------------------------ ending and deleting
def test_a_subject_ends_and_comes_back(client, shop, url, listed):
    subject = build.subject(shop, "Anh")
    client.post(url("subject_end", subject.pk))
    assert listed(state="active") == []
    client.post(url("subject_reactivate", subject.pk))
    assert listed(state="active") == ["Anh"]


def test_a_subject_that_began_today_or_later_can_end_today(shop, today):
    for first in (today, today + DAY):
        subject = build.subject(shop, starts_on=first)
        end_subject(subject, today)
        subject.refresh_from_db()
        assert subject.ends_on == today - DAY


def test_ending_twice_and_reactivating_what_is_active_is_refused(shop, today):
    subject = build.subject(shop)
    with pytest.raises(ValidationError):
        reactivate_subject(subject, today)
    end_subject(subject, today)
    subject.refresh_from_db()
    with pytest.raises(ValidationError):
        end_subject(subject, today)


def test_only_a_subject_that_nothing_used_can_be_deleted(client, shop, url):
    free, of_a_code, answered = (build.subject(shop) for _each in range(3))
    survey, place = build.survey(shop), build.location(shop)
    door = open_collector(shop, survey, place, subject=of_a_code)
    build.response(door, {"q1": 9}, subject_id=answered.pk)
    client.post(url("subject_delete", free.pk))
    for subject in (of_a_code, answered):
        with pytest.raises(ValidationError):
            delete_subject(subject)
    assert set(Subject.objects.of(shop)) == {of_a_code, answered}


# ------------------------------------------------------------------ on collectors
def test_a_code_is_opened_for_a_touchpoint_and_a_subject(client, shop):
    spot, subject = build.touchpoint(shop, "Gọi món"), build.subject(shop, "Ngọc Anh")
    survey, place = build.survey(shop), build.location(shop)
    values = {
        "survey": survey.code,
        "location": place.pk,
        "touchpoint": spot.pk,
        "subject": subject.pk,
    }
    client.post(f"/{shop.slug}/collectors/open/", values)
    (door,) = survey.collectors.all()
    assert (door.touchpoint, door.subject) == (spot, subject)
    page = client.get(f"/{shop.slug}/collectors/{door.code}/")
    assert "Gọi món" in page.text
    assert "Ngọc Anh" in page.text


def test_a_code_that_is_changed_keeps_what_its_form_shows(client, shop):
    spot, subject = build.touchpoint(shop), build.subject(shop)
    door = open_collector(
        shop, build.survey(shop), build.location(shop), touchpoint=spot, subject=subject
    )
    form = client.get(f"/{shop.slug}/collectors/{door.code}/point/").context["form"]
    assert (form["touchpoint"].value(), form["subject"].value()) == (str(spot.pk), str(subject.pk))
    edit_collector(door, door.survey, door.location, name="Bàn 1")
    door.refresh_from_db()
    assert (door.touchpoint, door.subject) == (None, None)


def test_a_code_is_offered_open_touchpoints_and_active_subjects_and_its_own(shop, today):
    closed, spot = build.touchpoint(shop, "a"), build.touchpoint(shop, "b")
    over = build.subject(shop, "Anh", ends_on=today - DAY)
    active = build.subject(shop, "Bình")
    door = open_collector(
        shop, build.survey(shop), build.location(shop), touchpoint=closed, subject=over
    )
    close_touchpoint(closed)
    new, own = CollectorForm(shop), CollectorForm(shop, collector=door)

    def offered(form, name):
        groups = [group for key, group in form.fields[name].choices if key]
        return {key for group in groups for key, _label in group}

    assert offered(new, "touchpoint") == {str(spot.pk)}
    assert offered(new, "subject") == {str(active.pk)}
    assert offered(own, "touchpoint") == {str(spot.pk), str(closed.pk)}
    assert offered(own, "subject") == {str(active.pk), str(over.pk)}


def test_a_code_does_not_take_what_belongs_to_another_organization(client, shop):
    theirs = build.organization()
    survey, place = build.survey(shop), build.location(shop)
    for about in (
        {"touchpoint": build.touchpoint(theirs)},
        {"subject": build.subject(theirs)},
    ):
        with pytest.raises(ValidationError):
            open_collector(shop, survey, place, **about)
        door = open_collector(shop, survey, place)
        with pytest.raises(ValidationError):
            edit_collector(door, survey, place, name="", **about)
        values = {name: thing.pk for name, thing in about.items()}
        page = client.post(
            f"/{shop.slug}/collectors/open/", {"survey": survey.code, "location": place.pk} | values
        )
        assert list(page.context["form"].errors) == list(about)
