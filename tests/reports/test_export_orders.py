"""Large files: ordered, written in the background, downloaded in parts, and swept away."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.urls import reverse

from hearme.accounts.models import Role
from reports.actions import (
    export_files,
    exporting,
    make_export,
    order_export,
    revive_exports,
    sweep_exports,
    waiting_exports,
)
from reports.models import ExportOrder
from reports.queries import written_so_far
from reports.rules.codebook import Times
from reports.rules.exporting import Format, Scope, Wanted, document_of, wanted_from
from reports.rules.filters import Filters, State
from reports.rules.periods import Period
from reports.views import exports
from tests import build
from tests.reports.shop import WEEK, answer

pytestmark = pytest.mark.django_db
DAYS = Period(date(2026, 11, 12), date(2026, 11, 18))


@pytest.fixture(autouse=True)
def kept_apart(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def survey(shop):
    door = build.collector(build.survey(shop))
    answer(door, *[{"q1": rating} for rating in (9, 7, 0)])
    return door.survey


def place(survey, total: int = 3, **kwargs: object) -> ExportOrder:
    wanted = Wanted(DAYS, **({"format": Format.CSV, "language": "en"} | kwargs))
    return order_export(survey.organization, survey, wanted, total, build.user())


def page_of(client, order: ExportOrder):
    where = reverse("reports:export_order", args=[order.organization.slug, order.key])
    return client.get(where)


def file_of(client, order: ExportOrder, **headers: str):
    where = reverse("reports:export_file", args=[order.organization.slug, order.key])
    return client.get(where, headers=headers)


def body(response) -> bytes:
    """All that was sent; the file is closed once it is."""
    return b"".join(response)


def status_of(response) -> int:
    body(response)
    return response.status_code


def test_a_large_file_is_ordered_written_and_downloaded(client, survey, monkeypatch):
    monkeypatch.setattr(exports, "AT_ONCE", 3)
    where = reverse("reports:export", args=[survey.organization.slug, survey.code])
    chosen = {"scope": "raw", "format": "csv", "state": "counted", "times": "both"}
    sent = client.post(where, chosen | {"separator": ","}, query_params=WEEK)
    order = ExportOrder.objects.get()

    assert sent.status_code == 302
    assert sent.url.endswith(f"/reports/exports/{order.key}/")
    assert "It is written in a moment" in page_of(client, order).content.decode()
    assert status_of(file_of(client, order)) == 404
    assert make_export(order.pk) == 3
    assert "The file is ready" in page_of(client, order).content.decode()
    assert body(file_of(client, order)).count(b"\n") == 4
    assert order.key.hex[:8] in client.get(where, WEEK).content.decode().replace("-", "")


def test_a_summary_is_never_ordered(client, survey, monkeypatch):
    monkeypatch.setattr(exports, "AT_ONCE", 1)
    where = reverse("reports:export", args=[survey.organization.slug, survey.code])
    chosen = {"scope": "summary", "format": "csv", "state": "counted", "times": "both"}

    assert client.post(where, chosen | {"separator": ","}, query_params=WEEK).status_code == 200
    assert not ExportOrder.objects.exists()


def test_progress_is_seen_while_the_file_is_written(client, survey, monkeypatch):
    seen = []
    monkeypatch.setattr(export_files, "STEP", 2)
    note = exporting.note_progress

    def look(order_id: int, done: int) -> None:
        note(order_id, done)
        seen.append(written_so_far(ExportOrder(pk=order_id, state="writing")))

    monkeypatch.setattr(exporting, "note_progress", look)
    make_export(place(survey).pk)

    assert seen == [0, 2]


def test_the_page_of_an_order_tells_how_far_it_is(client, survey):
    order = place(survey, total=50_000)
    ExportOrder.objects.update(state="writing")
    exporting.note_progress(order.pk, 20_000)
    page = page_of(client, order).content.decode()

    assert "20,000 of 50,000 responses are written." in page
    assert '<progress class="bar-p" max="50000" value="20000"' in page


def test_a_broken_download_goes_on_where_it_stopped(client, survey):
    order = place(survey)
    make_export(order.pk)
    whole = file_of(client, order)
    data = body(whole)
    rest = file_of(client, order, range="bytes=10-")

    assert (whole["Accept-Ranges"], int(whole["Content-Length"])) == ("bytes", len(data))
    assert (rest.status_code, body(rest)) == (206, data[10:])
    assert rest["Content-Range"] == f"bytes 10-{len(data) - 1}/{len(data)}"
    assert body(file_of(client, order, range="bytes=-5")) == data[-5:]
    assert body(file_of(client, order, range="bytes=0-0")) == data[:1]
    assert status_of(file_of(client, order, range=f"bytes={len(data)}-")) == 416


def test_what_is_no_range_of_this_file_brings_the_whole(client, survey):
    order = place(survey)
    make_export(order.pk)
    whole = file_of(client, order)
    tag = whole["ETag"]
    assert body(whole)

    for odd in ("bytes=5-2", "bytes=a-b", "lines=1-2", "bytes=0-1,3-4", "bytes=-"):
        assert status_of(file_of(client, order, range=odd)) == 200
    stale = {"range": "bytes=1-", "if-range": '"another"'}
    assert status_of(file_of(client, order, **stale)) == 200
    assert status_of(file_of(client, order, **(stale | {"if-range": tag}))) == 206


def test_a_file_with_contacts_is_only_for_managers(client, shop, survey):
    order = place(survey, has_contacts=True)
    make_export(order.pk)

    assert status_of(file_of(client, order)) == 403
    assert "only managers may download it" in page_of(client, order).content.decode()
    client.force_login(build.member(shop, Role.MANAGER))
    assert status_of(file_of(client, order)) == 200


def test_another_organizations_file_is_not_there(client, shop):
    order = build.export_order(build.survey())
    for name in ("export_order", "export_file"):
        where = reverse(f"reports:{name}", args=[shop.slug, order.key])
        assert client.get(where).status_code == 404


def test_one_file_is_written_at_a_time(survey):
    first, second = place(survey), place(survey)
    ExportOrder.objects.filter(pk=first.pk).update(state="writing")
    exporting.note_progress(first.pk, 1)

    assert make_export(second.pk) == 0
    assert waiting_exports() == [second.pk]
    ExportOrder.objects.filter(pk=first.pk).update(state="ready")
    assert make_export(second.pk) == 3


def test_a_file_is_written_once_however_often_it_is_asked_for(survey):
    order = place(survey)

    assert make_export(order.pk) == 3
    assert make_export(order.pk) == 0


def test_an_order_whose_worker_died_is_written_again_but_not_for_ever(survey):
    order = place(survey)
    ExportOrder.objects.update(state="writing", tries=1)
    exporting.note_progress(order.pk, 1)
    assert revive_exports() == []
    cache.delete(f"export-{order.pk}")
    assert revive_exports() == [order.pk]
    ExportOrder.objects.update(state="writing", tries=3)
    assert revive_exports() == []
    order.refresh_from_db()
    assert order.state == "failed"


def test_a_file_that_cannot_be_written_says_so(client, survey, monkeypatch):
    def break_down(*_args: object) -> int:
        raise OSError("no room")

    order = place(survey)
    monkeypatch.setattr(exporting, "write_export", break_down)
    with pytest.raises(OSError, match="no room"):
        make_export(order.pk)

    assert "Something went wrong" in page_of(client, order).content.decode()


def test_old_files_are_swept_away(survey):
    old, new = place(survey), place(survey)
    make_export(old.pk)
    make_export(new.pk)
    ExportOrder.objects.filter(pk=old.pk).update(
        created_at=datetime.now(UTC) - timedelta(days=7, minutes=1)
    )
    old.refresh_from_db()
    new.refresh_from_db()

    assert sweep_exports() == 1
    assert not old.file.storage.exists(old.file.name)
    assert new.file.storage.exists(new.file.name)


def test_a_file_that_is_gone_is_not_found(client, survey):
    order = place(survey)
    make_export(order.pk)
    order.refresh_from_db()
    order.file.storage.delete(order.file.name)

    assert status_of(file_of(client, order)) == 404


def test_too_many_lines_for_excel_and_too_many_files_are_refused(survey):
    with pytest.raises(ValidationError, match="Excel holds a million lines"):
        place(survey, total=1_000_001, format=Format.XLSX)
    for _ in range(3):
        place(survey)
    with pytest.raises(ValidationError, match="Three files"):
        place(survey)


def test_what_is_wanted_survives_being_written_down():
    filters = Filters(
        places=frozenset({3, 1}),
        reach=frozenset({1, 2, 3}),
        channels=frozenset({"email"}),
        is_complete=False,
        hidden=frozenset({("room", "12"), ("room", "14")}),
        state=State.ALL,
    )
    wanted = Wanted(DAYS, filters, Scope.RAW, Format.SAV, ";", False, Times.UTC, True, "en")

    assert wanted_from(json.loads(json.dumps(document_of(wanted)))) == wanted
    assert wanted_from(document_of(Wanted(DAYS))) == Wanted(DAYS)


def test_an_order_from_before_filters_knew_the_state_is_still_read():
    written = document_of(Wanted(DAYS, Filters(channels=frozenset({"email"}))))
    del written["filters"]["state"], written["filters"]["reach"], written["filters"]["hidden"]
    old = wanted_from({**written, "state": "held"})

    assert old.filters == Filters(channels=frozenset({"email"}), state=State.HELD)
