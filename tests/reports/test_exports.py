"""Files to take away: every kind is read back, and holds what the screen counts."""

import csv
import io
import json
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pyreadstat
import pytest
from django.db import connection
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from hearme.accounts.actions import close_location
from hearme.accounts.models import Role
from hearme.common.formulas import harmless
from reports.actions import count_waiting
from reports.queries.exporting import HARMLESS
from responses.actions import record_response
from surveys.actions import edit_draft, publish_survey
from surveys.rules import Kind, add_question, remove_question
from tests import build
from tests.reports.shop import NOON, WEEK, answer, read

pytestmark = pytest.mark.django_db
KINDS = (
    *build.SIX_KINDS,  # q1 … q6
    Kind.STARS,
    Kind.RANKING,
    Kind.NUMBER,
    Kind.DATE,
    Kind.CONTACT,
    Kind.CONSENT,
)
LOCAL_NOON = datetime.fromisoformat("2026-11-18T12:00:00")
FULL = {
    "q1": 9,
    "q2": 4,
    "q3": 6,
    "q4": 2,
    "q5": [1, 3],
    "q6": "Trà “ngon”, phục vụ\nchậm; sẽ quay lại",
    "q7": {"1": 5, "3": 2},
    "q8": [3, 1],
    "q9": 2.5,
    "q10": "2026-11-17",
    "q11": {"name": "Nguyễn Văn Ánh", "phone": "+84912345678"},
    "q11.agreed": "yes",
    "q12": [2],
}


@pytest.fixture
def door(shop):
    return build.collector(build.survey(shop, KINDS), name="Bàn 7")


def take(client, survey, query: dict[str, object] | None = None, **chosen: object) -> bytes:
    """The file as it is sent."""
    return b"".join(_sent(client, survey, query, **chosen).streaming_content)


def _sent(client, survey, query=None, **chosen):
    usual = {"scope": "raw", "format": "csv", "state": "counted", "times": "both"}
    where = reverse("reports:export", args=[survey.organization.slug, survey.code])
    return client.post(
        where, usual | {"separator": ","} | chosen, query_params=WEEK | (query or {})
    )


def lines(data: bytes, separator: str = ",") -> list[dict[str, str]]:
    """The lines by the first word of their heading: the name of the column."""
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig")), delimiter=separator))
    heads = [head.split(" · ")[0] for head in rows[0]]
    assert len(set(heads)) == len(heads)
    return [dict(zip(heads, row, strict=True)) for row in rows[1:]]


def as_manager(client, shop) -> None:
    client.force_login(build.member(shop, Role.MANAGER))


# ------------------------------------------------------------------ every kind is read back
def test_csv_holds_every_kind_of_answer(client, shop, door):
    answer(door, FULL)
    answer(door, {"q1": 0})
    as_manager(client, shop)
    full, bare = lines(take(client, door.survey))

    assert (full["q1"], full["q2"], full["q3"], full["q4"]) == ("9", "4", "6", "Staff")
    assert [full[f"q5.{number}"] for number in (1, 2, 3)] == ["1", "0", "1"]
    assert full["q6"] == FULL["q6"]
    assert [full[f"q7.{number}"] for number in (1, 2, 3)] == ["5", "", "2"]
    assert [full[f"q8.{number}"] for number in (1, 2, 3)] == ["2", "", "1"]
    assert (full["q9"], full["q10"]) == ("2.5", "2026-11-17")
    assert (full["q11.name"], full["q11.phone"]) == ("Nguyễn Văn Ánh", "+84912345678")
    assert (full["q11.agreed"], full["q12.2"], full["q12.1"]) == ("1", "1", "0")
    assert bare["q1"] == "0"
    assert [bare[name] for name in ("q2", "q5.1", "q7.1", "q8.1", "q11.agreed")] == [""] * 5


def test_csv_tells_where_when_and_how_it_was_answered(client, shop, door):
    client.force_login(build.member(shop, Role.MANAGER))
    lan = build.subject(shop, "Lan")
    desk = build.touchpoint(shop, "Quầy")
    record_response(build.reply(door, {"q1": 9}, at=NOON, subject_id=lan.pk, touchpoint_id=desk.pk))
    count_waiting(door.survey_id)
    [row] = lines(take(client, door.survey))

    assert row["Answered at, by the clock of the place"] == "2026-11-18 12:00:00"
    assert row["Time zone"] == "Asia/Ho_Chi_Minh"
    assert row["Answered at (UTC)"] == "2026-11-18 05:00:00Z"
    assert (row["Location"], row["Collector"]) == (door.location.name, "Bàn 7")
    assert (row["Code"], row["Touchpoint"]) == (door.code, "Quầy")
    assert (row["Person, product or service"], row["Channel"]) == ("Lan", "Link or QR code")
    assert (row["Language"], row["Version"], row["Seconds taken"]) == ("vi", "1", "20")
    assert (row["Finished"], row["Counted"]) == ("1", "1")


def test_a_place_in_another_zone_tells_its_own_time(client, shop, door):
    far = build.location(shop, "Tokyo", time_zone="Asia/Tokyo")
    answer(build.collector(door.survey, far), {"q1": 9})
    [row] = lines(take(client, door.survey))

    assert row["Answered at, by the clock of the place"] == "2026-11-18 14:00:00"
    assert row["Time zone"] == "Asia/Tokyo"


def test_only_the_wanted_clock_is_told(client, door):
    answer(door, {"q1": 9})

    assert "Answered at (UTC)" not in lines(take(client, door.survey, times="local"))[0]
    assert "Time zone" not in lines(take(client, door.survey, times="utc"))[0]


def test_a_sheet_has_typed_cells_and_a_code_book(client, shop, door):
    answer(door, FULL | {"q6": "=1+1"})
    as_manager(client, shop)
    book = CalamineWorkbook.from_filelike(io.BytesIO(take(client, door.survey, format="xlsx")))
    heads, row = book.get_sheet_by_index(0).to_python()
    cells = dict(zip((head.split(" · ")[0] for head in heads), row, strict=True))

    assert (cells["q1"], cells["q9"], cells["q4"]) == (9, 2.5, "Staff")
    assert cells["Answered at, by the clock of the place"] == LOCAL_NOON
    assert str(cells["q10"]).startswith("2026-11-17")
    assert (cells["q6"], cells["q11.phone"]) == ("=1+1", "+84912345678")
    code_book = book.get_sheet_by_name("Code book").to_python()
    assert ["q4", 2, "Staff"] in [[line[0], *line[3:]] for line in code_book]
    assert ["q2", 5, "Great"] in [[line[0], *line[3:]] for line in code_book]
    assert {line[0] for line in code_book} >= {"q5.1", "q6", "q8.3", "q11.phone"}


def test_json_lines_are_what_the_api_tells(client, shop, door):
    answer(door, FULL)
    as_manager(client, shop)
    [document] = map(json.loads, take(client, door.survey, format="jsonl").splitlines())

    assert document["answers"] == FULL
    assert document["answered_at_utc"] == "2026-11-18T05:00:00Z"
    assert document["answered_at_local"] == "2026-11-18T12:00:00"
    assert (document["version"], document["channel"]) == (1, "link")
    assert (document["complete"], document["counted"]) == (True, True)
    assert (document["hidden"], document["files"]) == ({}, {})


def read_sav(data: bytes, tmp_path):
    (tmp_path / "file.sav").write_bytes(data)
    return pyreadstat.read_sav(tmp_path / "file.sav", output_format="dict")


def test_spss_reads_values_labels_and_what_is_missing(client, shop, door, tmp_path):
    answer(door, FULL | {"q6": "ộ" * 700})
    answer(door, {"q1": 0})
    as_manager(client, shop)
    cells, about = read_sav(take(client, door.survey, format="sav"), tmp_path)
    labels = dict(zip(about.column_names, about.column_labels, strict=True))

    assert list(cells["q1"]) == [9, 0]
    assert (cells["q4"][0], about.variable_value_labels["q4"][2]) == (2, "Staff")
    assert list(cells["q5_1"]) == [1, None]
    assert list(cells["q6"]) == ["ộ" * 700, ""]
    assert (cells["q9"][0], cells["q8_3"][0]) == (2.5, 1)
    assert cells["answered_at_local"][0] == LOCAL_NOON
    assert labels["q7_1"] == "How do you rate each?: Drinks"
    assert about.file_encoding == "UTF-8"
    assert about.number_rows == 2


def test_files_are_named_and_hidden_fields_have_columns(client, shop):
    survey = build.survey(shop, (Kind.NPS, Kind.ATTACHMENT), is_live=False)
    edit_draft(survey, lambda content: _with_hidden(content, "room"))
    publish_survey(survey)
    survey.refresh_from_db()
    door = build.collector(survey)
    given = build.response(door, {"q1": 9}, at=NOON, hidden={"room": "@SUM(1)"})
    build.attachment(given, "q2")
    count_waiting(survey.pk)
    [row] = lines(take(client, survey))

    assert (row["q2"], row["Hidden field: room"]) == ("ảnh.jpg", "'@SUM(1)")
    [document] = map(json.loads, take(client, survey, format="jsonl").splitlines())
    assert (document["files"], document["hidden"]) == ({"q2": ["ảnh.jpg"]}, {"room": "@SUM(1)"})


def _with_hidden(content, name: str):
    return replace(content, hidden_fields=(name,))


# ------------------------------------------------------------------ safe and sound
@pytest.mark.parametrize("text", ["=1+1", "+SUM(A1)", "-2+3+cmd|x", "@now", "\tx", "=HYPERLINK()"])
def test_nothing_a_customer_wrote_runs_in_a_spreadsheet(client, door, text):
    answer(door, {"q1": 9, "q6": text})

    assert lines(take(client, door.survey))[0]["q6"] == f"'{text}"


@pytest.mark.parametrize("text", ["+84 912 345 678", "-5", "0912 345 678", "(028) 3822-1234"])
def test_phone_numbers_stay_as_they_were_written(client, door, text):
    answer(door, {"q1": 9, "q6": text})

    assert lines(take(client, door.survey))[0]["q6"] == text


@given(st.text(alphabet="=+-@\t\r\n 0129.,()abẢ'", max_size=8))
@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_database_neutralises_exactly_what_python_does(text):
    with connection.cursor() as cursor:
        cursor.execute("SELECT regexp_replace(%s, %s, '''')", [text, HARMLESS])
        assert cursor.fetchone()[0] == harmless(text)


def test_a_name_that_is_a_formula_is_harmless_too(client, shop):
    door = build.collector(build.survey(shop), build.location(shop, "=Quán"), name="@1+x")
    answer(door, {"q1": 9})
    [row] = lines(take(client, door.survey))

    assert (row["Location"], row["Collector"]) == ("'=Quán", "'@1+x")


def test_semicolons_part_cells_and_bring_decimal_commas(client, door):
    answer(door, FULL)
    [row] = lines(take(client, door.survey, separator=";"), ";")

    assert (row["q9"], row["q6"]) == ("2,5", FULL["q6"])


def test_the_mark_for_excel_is_there_only_if_it_is_wanted(client, door):
    answer(door, {"q1": 9})

    assert take(client, door.survey, has_mark="on").startswith("\ufeff".encode())
    assert not take(client, door.survey).startswith("\ufeff".encode())


def test_contact_details_are_only_for_managers(client, shop, door, tmp_path):
    answer(door, FULL)
    for kind in ("csv", "jsonl"):
        data = take(client, door.survey, format=kind)
        assert b"912345678" not in data
        assert "Ánh".encode() not in data
    cells, _about = read_sav(take(client, door.survey, format="sav"), tmp_path)
    assert not [name for name in cells if name.startswith("q11")]
    as_manager(client, shop)
    assert b"+84912345678" in take(client, door.survey)


def test_a_question_keeps_its_column_over_versions(client, door):
    answer(door, {"q1": 9, "q2": 5})
    edit_draft(door.survey, lambda content: remove_question(content, "q2"))
    edit_draft(door.survey, lambda content: add_question(content, build.question(Kind.CSAT)))
    publish_survey(door.survey)
    door.survey.refresh_from_db()
    answer(door, {"q1": 7, "q13": 3})
    old, new = lines(take(client, door.survey))

    assert (old["q1"], old["q2"], old["q13"], old["Version"]) == ("9", "5", "", "1")
    assert (new["q1"], new["q2"], new["q13"], new["Version"]) == ("7", "", "3", "2")


def test_a_closed_place_keeps_its_name(client, door):
    answer(door, {"q1": 9})
    close_location(door.location)

    assert lines(take(client, door.survey))[0]["Location"] == door.location.name


@pytest.mark.parametrize("kind", ["csv", "xlsx", "jsonl", "sav"])
def test_a_survey_without_answers_makes_an_empty_file(client, door, kind, tmp_path):
    data = take(client, door.survey, format=kind)
    if kind == "csv":
        assert lines(data) == []
    elif kind == "jsonl":
        assert data == b""
    elif kind == "sav":
        assert read_sav(data, tmp_path)[1].number_rows == 0
    else:
        assert CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).height == 1


def test_the_file_is_named_and_kept_by_nobody(client, door):
    answer(door, {"q1": 9})
    sent = _sent(client, door.survey)

    name = f"{door.survey.code}-20261112-20261118-raw.csv"
    assert sent["Content-Disposition"] == f'attachment; filename="{name}"'
    assert sent["Cache-Control"] == "private, no-store"


# ------------------------------------------------------------------ the screen's filters
@pytest.fixture
def crowd(shop, door):
    """Responses that differ in all that a report is filtered by."""
    desk, lan = build.touchpoint(shop, stage="buy"), build.subject(shop, "Lan")
    other = build.collector(door.survey)
    sets = [
        {},
        {"channel": "email"},
        {"language": "en"},
        {"is_complete": False},
        {"touchpoint_id": desk.pk},
        {"subject_id": lan.pk},
    ]
    for at, more in enumerate(sets, start=1):
        for _ in range(at):
            record_response(build.reply(door, {"q1": 9}, at=NOON, **more))
    for _ in range(7):
        record_response(build.reply(other, {"q1": 2}, at=NOON))
    record_response(build.reply(other, {"q1": 2}, at=NOON.replace(day=13)))
    record_response(build.reply(other, {"q1": 2}, at=NOON, is_excluded=True))
    count_waiting(door.survey_id)
    return {"desk": desk, "lan": lan, "other": other}


@pytest.mark.parametrize(
    "name",
    ["all", "period", "place", "touchpoint", "stage", "subject", "collector", "channel",
     "language", "version", "complete", "partial", "together", "nobody"],
)  # fmt: skip
def test_the_file_holds_as_many_as_the_screen_counts(client, door, crowd, name):
    query = {
        "all": {},
        "period": {"since": "2026-11-13", "until": "2026-11-13"},
        "place": {"location": crowd["other"].location_id},
        "touchpoint": {"touchpoint": crowd["desk"].pk},
        "stage": {"stage": "buy"},
        "subject": {"subject": crowd["lan"].pk},
        "collector": {"collector": crowd["other"].code},
        "channel": {"channel": ["email", "embed"]},
        "language": {"language": "en"},
        "version": {"version": "1"},
        "complete": {"complete": "yes"},
        "partial": {"complete": "no"},
        "together": {"channel": "link", "language": "vi", "location": door.location_id},
        "nobody": {"channel": "email", "language": "en"},
    }[name]
    query = {key: value if isinstance(value, list) else str(value) for key, value in query.items()}
    counted = read(client, door.survey, **(WEEK | query)).context["report"].volume.n

    assert (name == "nobody") == (counted == 0)
    assert len(lines(take(client, door.survey, query))) == counted


def test_responses_held_back_come_only_if_they_are_wanted(client, door, crowd):
    assert len(lines(take(client, door.survey))) == 29
    assert len(lines(take(client, door.survey, state="all"))) == 30
    [held] = lines(take(client, door.survey, state="held"))
    assert held["Counted"] == "0"


def test_a_local_day_is_that_of_the_place(client, door):
    late = datetime(2026, 11, 18, 23, 30, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
    answer(door, {"q1": 9}, at=late.astimezone(UTC))
    answer(door, {"q1": 1}, at=late.replace(day=19, hour=0).astimezone(UTC))

    assert [row["q1"] for row in lines(take(client, door.survey))] == ["9"]


# ------------------------------------------------------------------ the report's figures
def test_the_summary_tells_the_figures_of_the_report(client, door):
    answer(door, *[{"q1": 10, "q5": [1]}] * 6, *[{"q1": 0, "q5": [2]}] * 4, *[{"q2": 5}] * 3)
    rows = list(csv.reader(io.StringIO(take(client, door.survey, scope="summary").decode())))
    of = {(row[0], row[2]): row for row in rows[1:]}
    score = read(client, door.survey).context["report"].main.score

    assert of["", "Responses"][3] == "13"
    nps = of["q1", "NPS"]
    assert (nps[3], float(nps[5])) == ("10", 20)
    assert (float(nps[6]), float(nps[7])) == pytest.approx((score.low, score.high), abs=1e-4)
    assert of["q1", "10 · Extremely likely"][4:6] == ["6", "60.0"]
    assert of["q5", "Drinks"][3:6] == ["10", "6", "60.0"]


def test_of_fewer_than_five_answers_the_summary_tells_only_their_number(client, door):
    answer(door, *[{"q2": 5}] * 3, *[{"q1": 9}] * 6)
    rows = list(csv.reader(io.StringIO(take(client, door.survey, scope="summary").decode())))

    [hidden] = [row for row in rows if row[0] == "q2"]
    assert hidden[3:] == ["3", "", "", "", "", "", "1"]


def test_the_summary_comes_as_a_sheet_and_as_json(client, door):
    answer(door, *[{"q1": 10}] * 6)
    book = CalamineWorkbook.from_filelike(
        io.BytesIO(take(client, door.survey, scope="summary", format="xlsx"))
    )
    documents = map(
        json.loads, take(client, door.survey, scope="summary", format="jsonl").splitlines()
    )

    assert ["q1", "NPS", 6, 100] in [
        [row[0], row[2], row[3], row[5]] for row in book.get_sheet_by_index(0).to_python()
    ]
    assert ("NPS", 100) in [(each["figure"], each["value"]) for each in documents]


def test_spss_takes_no_summary(client, door):
    page = _sent(client, door.survey, scope="summary", format="sav")

    assert page.status_code == 422
    assert "SPSS takes responses only" in page.content.decode()


# ------------------------------------------------------------------ the page
def test_the_report_leads_to_its_file_with_all_filters(client, door):
    answer(door, {"q1": 9})
    page = read(client, door.survey, channel="link").content.decode()

    assert f"/reports/{door.survey.code}/export/?since=2026-11-12" in page
    assert "channel=link" in page.split("/export/?")[1].split('"')[0]


def test_the_page_says_what_the_file_will_hold(client, door, crowd):
    where = reverse("reports:export", args=[door.organization.slug, door.survey.code])
    page = client.get(where, WEEK | {"language": "en"})

    assert (page.context["counted"], page.context["held"]) == (3, 0)
    assert "English" in page.content.decode()
    assert "only managers may take them away" in page.content.decode()


def test_contact_details_are_mentioned_only_where_they_are_asked_for(client, shop):
    survey = build.survey(shop)
    where = reverse("reports:export", args=[shop.slug, survey.code])

    assert "Contact details" not in client.get(where).content.decode()


def test_an_odd_choice_is_refused_beside_its_field(client, door):
    page = _sent(client, door.survey, format="exe", separator="|")

    assert page.status_code == 422
    assert set(page.context["chosen"].errors) == {"format", "separator"}


def test_a_period_that_makes_no_sense_is_said(client, door):
    where = reverse("reports:export", args=[door.organization.slug, door.survey.code])
    page = client.get(where, {"since": "2026-11-18", "until": "2026-11-12"})

    assert page.status_code == 200
    assert "The period ends before it starts." in page.content.decode()


def test_another_organizations_survey_is_not_there(client, shop):
    stranger = build.survey()
    where = reverse("reports:export", args=[shop.slug, stranger.code])

    assert client.get(where).status_code == 404
    assert client.post(where, {}).status_code == 404
