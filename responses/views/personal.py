"""What a signed link opens: the survey at its beginning, where somebody left it, or thanks."""

from datetime import UTC, datetime

from django.http import HttpResponse

from responses.pages import Filled
from responses.queries import find_begun, given_before, published
from responses.rules import FormToken, fields_of
from responses.views.answering import show_first
from responses.views.context import in_context
from responses.views.sending import Form, page_of
from responses.views.visiting import Visit, already
from surveys.rules import walk


def show_linked(visit: Visit) -> HttpResponse:
    """The survey as a signed link opens it; a single-use link goes on where it was left."""
    visit = in_context(visit, datetime.now(UTC))
    key, door = visit.context.key, visit.door
    earlier = given_before(door.organization_id, key) if key else None
    if earlier is None:
        return show_first(visit, published(door.version_id or 0))
    if earlier.is_complete:
        return already(visit, visit.usual_setting())
    return _gone_on_with(visit, earlier.version_id)


def _gone_on_with(visit: Visit, version_id: int) -> HttpResponse:
    """The first page on which something is left open, in the version that was begun."""
    door, key = visit.door, visit.context.key
    assert key is not None  # noqa: S101 - only single-use links come here
    version, begun = published(version_id), find_begun(door.organization_id, key)
    token = FormToken(version.pk, door.collector_id, key, int(datetime.now(UTC).timestamp()))
    form = Form(visit, version, token, 1, visit.setting(version), begun)
    asked = walk(form.content, begun.answers, form.circumstances).asked
    is_told = {question.key for question in form.content.questions if not question.kind.is_asked}
    left = [key for key in asked if key not in begun.answers and key not in is_told] or asked[-1:]
    number = form.number_of(left[0]) if left else 1
    form = Form(visit, version, token, number, form.setting, begun)
    return page_of(form, begun.answers, Filled(fields_of(form.content, begun.answers)))
