"""Photos and files of customers: what is taken, what becomes of it, who may have it."""

import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError
from django.test import Client
from django.urls import reverse
from PIL import Image

from hearme.accounts.models import Role
from responses.actions import Owner, delete_response, receive_file, sweep_attachments
from responses.models import Attachment, Response
from responses.rules import (
    LARGEST_FILE,
    AnswerProblem,
    NotAcceptedError,
    clean_name,
    fields_of,
    new_key,
    read_form,
)
from responses.tasks import sweep_unclaimed_attachments
from surveys.actions import edit_draft, publish_survey
from surveys.rules import Kind, break_page, replace_question
from tests import build
from tests.responses.visitors import Visitor

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7\n%some pages\n%%EOF"


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path / "media")
    return tmp_path / "media"


def files_in(media: Path) -> list[Path]:
    return [path for path in media.rglob("*") if path.is_file()]


def made(*, style="", most=None, is_required=False, is_two_pages=False, asks=None):
    """A visitor at a survey of a rating (q1) and an attachment (q2)."""
    survey = build.survey(asks=asks or (Kind.NPS, Kind.ATTACHMENT), is_live=False)

    def change(content):
        asked = replace(content.question("q2"), style=style, most=most, is_required=is_required)
        content = replace_question(build.on_one_page(content), asked)
        return break_page(content, "q2") if is_two_pages else content

    edit_draft(survey, change)
    publish_survey(survey)
    survey.refresh_from_db()
    return Visitor(build.collector(survey))


def upload(data: bytes, name: str = "ảnh.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, "application/octet-stream")


def only():
    [attachment] = Attachment.objects.all()
    return attachment


def drawn(attachment: Attachment) -> Image.Image:
    with attachment.file.open() as file:
        return Image.open(io.BytesIO(file.read()))


def stored():
    [response] = Response.objects.all()
    return response


# ------------------------------------------------------------------ what is taken
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_a_photo_becomes_a_jpeg_that_belongs_to_the_response(media, kind):
    visitor = made()
    visitor.open()
    visitor.send(q1="9", q2=upload(build.picture(kind=kind), "Bàn 5.HEIC"))
    assert visitor.number == 0
    attachment = only()
    assert stored().answers == {"q1": 9, "q2": [str(attachment.key)]}
    assert attachment.response_key == stored().key
    assert (attachment.name, attachment.content_type) == ("Bàn 5.jpg", "image/jpeg")
    [path] = files_in(media)
    assert path.read_bytes()[:3] == b"\xff\xd8\xff"
    assert attachment.size == path.stat().st_size
    assert "Bàn" not in str(path)


def test_what_the_camera_wrote_into_a_photo_is_left_behind(media):
    exif = Image.Exif()
    exif[0x0112] = 6  # lies on its side
    exif[0x010F] = "Máy ảnh của tôi"
    exif.get_ifd(0x8825)[2] = (21.0, 1.0, 42.0)
    visitor = made()
    visitor.open()
    visitor.send(q2=upload(build.picture((3_000, 1_000), "JPEG", exif=exif)))
    picture = drawn(only())
    assert dict(picture.getexif()) == {}
    assert picture.size == (683, 2048)


def test_a_see_through_picture_gets_a_white_ground():
    out = io.BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(out, "PNG")
    visitor = made()
    visitor.open()
    visitor.send(q2=upload(out.getvalue()))
    assert min(drawn(only()).getpixel((5, 5))) > 250


def test_a_file_question_takes_pdf_as_it_is():
    visitor = made(style="file")
    visitor.open()
    visitor.send(q2=upload(PDF, "..\\..\\hoá đơn.exe"))
    with only().file.open() as file:
        assert file.read() == PDF
    assert (only().name, only().content_type) == ("hoá đơn.pdf", "application/pdf")


# ------------------------------------------------------------------ what is refused
def bomb() -> bytes:
    """A small file that says it is a huge picture."""
    return build.picture((9_000, 9_000), "PNG")


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (PDF, AnswerProblem.FILE_TYPE),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", AnswerProblem.FILE_TYPE),
        (b"\x00\x00\x00\x18ftypheic" + b"\0" * 100, AnswerProblem.FILE_TYPE),
        (b"\x89PNG\r\n\x1a\nbroken", AnswerProblem.FILE_TYPE),
        (build.picture()[:60], AnswerProblem.FILE_TYPE),
        (b"\xff\xd8\xff" + b"\0" * LARGEST_FILE, AnswerProblem.FILE_SIZE),
        (bomb(), AnswerProblem.FILE_SIZE),
    ],
    ids=["pdf", "svg", "heic", "broken", "cut off", "large", "bomb"],
)
def test_other_files_are_refused_and_nothing_is_kept(media, data, problem):
    survey = build.survey()
    owner = Owner(survey.organization_id, survey.pk, new_key(datetime.now(UTC)))
    asked = replace(build.question(Kind.ATTACHMENT), key="q1")
    with pytest.raises(NotAcceptedError) as refused:
        receive_file(owner, asked, "ảnh.jpg", io.BytesIO(data))
    assert refused.value.problem is problem
    assert not Attachment.objects.exists()
    assert files_in(media) == []


def test_a_refused_file_is_said_beside_its_question_and_the_rest_is_kept():
    visitor = made()
    visitor.open()
    reply = visitor.send(q1="9", q2=upload(b"MZ\x90 a program"))
    assert reply.status_code == 422
    assert 'href="#q-q2"' in visitor.html
    assert not Response.objects.exists()
    assert not Attachment.objects.exists()


def test_too_many_files_are_refused_before_any_is_stored():
    visitor = made(most=1)
    visitor.open()
    reply = visitor.send(q2=[upload(build.picture((n, n))) for n in (20, 30)])
    assert reply.status_code == 422
    assert not Attachment.objects.exists()


def test_a_body_that_is_too_large_is_refused_unread(monkeypatch):
    visitor = made()
    visitor.open()
    monkeypatch.setattr("responses.views.sending.LARGEST_BODY", 1_000)
    reply = visitor.send(q2=upload(b"x" * 2_000))
    assert reply.status_code == 413
    assert "<h1>" in visitor.html


def test_a_survey_without_attachments_lets_no_file_reach_the_disk(media):
    visitor = made(asks=(Kind.NPS, Kind.TEXT))
    visitor.open()
    visitor.send(q1="9", q2=upload(build.picture()))
    assert stored().answers == {"q1": 9}
    assert not Attachment.objects.exists()
    assert files_in(media) == []


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("../../etc/passwd", "passwd.jpg"),
        ("C:\\ảnh\\bàn.png", "bàn.jpg"),
        ("a\x00b\r\nc\u202egpj.exe", "abcgpj.jpg"),
        ("", "file.jpg"),
        ("....", "file.jpg"),
        ("a" * 500 + ".png", "a" * 116 + ".jpg"),
        ('"><script>.png', "script.jpg"),
    ],
)
def test_names_are_cleaned(name, clean):
    assert clean_name(name, "image/png") == clean


# ------------------------------------------------------------------ files that were received stay
def test_a_file_stays_while_something_else_has_to_be_mended():
    visitor = made()
    visitor.open()
    visitor.send(q1="99", q2=upload(build.picture()))
    key = str(only().key)
    assert f'value="{key}"' in visitor.html
    visitor.send(q1="9", q2=[key])
    assert stored().answers == {"q1": 9, "q2": [key]}
    assert Attachment.objects.count() == 1


def test_a_file_stays_when_the_language_is_changed():
    visitor = made()
    visitor.open()
    visitor.send(q2=upload(build.picture()), changed={"lang": "en"})
    assert f'value="{only().key}"' in visitor.html


def test_files_are_there_when_their_page_is_opened_again():
    visitor = made(is_two_pages=True, asks=(Kind.NPS, Kind.ATTACHMENT, Kind.TEXT))
    visitor.open()
    visitor.send(q1="9")
    second = visitor.address
    visitor.send(q2=upload(build.picture()), q3="x" * 3_000)
    assert f'value="{only().key}"' in visitor.html
    visitor.send(q2=[str(only().key)])
    assert stored().answers == {"q1": 9, "q2": [str(only().key)]}
    assert second


def test_a_file_that_was_required_counts_when_it_was_received_before():
    visitor = made(is_required=True)
    visitor.open()
    assert visitor.send(q1="9").status_code == 422
    visitor.send(q1="99", q2=upload(build.picture()))
    visitor.send(q1="9", q2=[str(only().key)])
    assert visitor.number == 0


def test_files_of_others_are_ignored():
    mine, other = made(), made()
    other.open()
    other.send(q1="9", q2=upload(build.picture()))
    foreign = str(only().key)
    mine.open()
    mine.send(q1="3", q2=[foreign, "nonsense", str(new_key(datetime.now(UTC)))])
    assert Response.objects.get(survey=mine.collector.survey).answers == {"q1": 3}


def test_a_file_of_another_form_of_the_same_survey_is_ignored():
    visitor = made()
    visitor.open()
    visitor.send(q1="9", q2=upload(build.picture()))
    visitor.open()
    visitor.send(q1="3", q2=[str(only().key)])
    assert Response.objects.order_by("id").last().answers == {"q1": 3}


def test_the_same_photo_sent_twice_is_stored_once_and_repeated(media):
    visitor = made()
    visitor.open()
    photo = build.picture()
    visitor.send(q1="9", q2=upload(photo))
    visitor.open()
    token = {"t": [visitor.fields["t"][0]]}
    for _ in range(2):
        visitor.open()
        visitor.send(q1="8", q2=upload(photo), changed=token)
        assert visitor.number == 0
    assert Response.objects.count() == Attachment.objects.count() == len(files_in(media)) == 2


def test_stored_answers_fill_a_form_that_gives_the_same_answers():
    content = build.content(tuple(Kind))
    answers = {
        "q1": 4, "q2": 0, "q3": 7, "q4": 2, "q5": {"1": 5, "3": 2}, "q6": {"2": 4}, "q7": 1,
        "q8": [1, 3], "q9": [2], "q10": [3, 1, 2], "q11": "Trà\nngon", "q12": 2.5,
        "q13": "2026-11-22", "q14": {"name": "Lan", "phone": "+84912345678"}, "q15": [1],
        "q16": ["a-key"],
    }  # fmt: skip
    content = replace_question(
        content, replace(content.question("q14"), fields={"name": "shown", "phone": "shown"})
    )
    reading = read_form(content, fields_of(content, answers))
    assert (reading.answers, reading.problems) == (answers, {})


# ------------------------------------------------------------------ nothing is left lying about
def test_a_file_whose_row_cannot_be_stored_is_taken_away(media, monkeypatch):
    survey = build.survey()
    owner = Owner(survey.organization_id, survey.pk, new_key(datetime.now(UTC)))

    def fail(*args, **kwargs):
        raise DatabaseError("no room")

    monkeypatch.setattr(Attachment, "save", fail)
    with pytest.raises(DatabaseError):
        receive_file(
            owner,
            replace(build.question(Kind.ATTACHMENT), key="q1"),
            "a",
            io.BytesIO(build.picture()),
        )
    assert files_in(media) == []


def test_deleting_a_response_deletes_its_files(media, django_capture_on_commit_callbacks):
    response = build.response(build.collector(build.survey()), {"q1": 9})
    build.attachment(response, "q2")
    with django_capture_on_commit_callbacks(execute=True):
        delete_response(response)
    assert not Attachment.objects.exists()
    assert files_in(media) == []


def age(attachment: Attachment, hours: float) -> None:
    Attachment.objects.filter(pk=attachment.pk).update(
        created_at=datetime.now(UTC) - timedelta(hours=hours)
    )


def test_a_file_that_no_response_names_is_swept_after_a_day(media):
    visitor = made()
    visitor.open()
    visitor.send(q1="99", q2=upload(build.picture()))
    age(only(), 24.5)
    assert sweep_attachments() == 0
    age(only(), 25.5)
    assert sweep_unclaimed_attachments() == 1
    assert files_in(media) == []
    visitor.send(q1="9")
    assert stored().answers == {"q1": 9}


def test_a_file_that_a_response_names_is_never_swept(media):
    response = build.response(build.collector(build.survey()), {"q1": 9})
    age(build.attachment(response, "q2"), 1_000)
    assert sweep_attachments() == 0
    Response.objects.filter(pk=response.pk).update(answers={"q1": 9, "q2": ["another"]})
    assert sweep_attachments() == 1
    assert files_in(media) == []


def test_a_file_that_is_gone_already_stops_no_sweep():
    response = build.response(build.collector(build.survey()), {"q1": 9})
    attachment = build.attachment(response, "q2")
    age(attachment, 26)
    default_storage.delete(attachment.file.name)
    response.delete()
    assert sweep_attachments() == 1


# ------------------------------------------------------------------ who may have it
def address(attachment: Attachment) -> str:
    return reverse("responses:attachment", args=[attachment.organization.slug, attachment.key])


def as_member(attachment: Attachment) -> Client:
    client = Client()
    client.force_login(build.member(attachment.organization, Role.VIEWER))
    return client


def test_members_download_a_file_and_browsers_do_not_show_it():
    response = build.response(build.collector(build.survey()), {"q1": 9})
    attachment = build.attachment(response, "q2")
    reply = as_member(attachment).get(address(attachment))
    assert reply.content[:3] == b"\xff\xd8\xff"
    assert reply["Content-Disposition"].startswith("attachment;")
    assert "%E1%BA%A3nh.jpg" in reply["Content-Disposition"]
    assert reply["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in reply["Content-Security-Policy"]


def test_a_file_that_waits_for_its_response_is_nobody_s_yet():
    visitor = made()
    visitor.open()
    visitor.send(q1="99", q2=upload(build.picture()))
    assert as_member(only()).get(address(only())).status_code == 404


def test_a_file_that_is_gone_is_a_404():
    response = build.response(build.collector(build.survey()), {"q1": 9})
    attachment = build.attachment(response, "q2")
    default_storage.delete(attachment.file.name)
    assert as_member(attachment).get(address(attachment)).status_code == 404
