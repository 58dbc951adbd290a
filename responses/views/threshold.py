"""At the door: whether a visitor may come in, and what is said to one who may not."""

from datetime import UTC, datetime

from django.http import HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _

from responses import pages
from responses.pages import Trouble
from responses.rules import Refusal
from responses.views.visiting import Visit, answered


def stopped(visit: Visit, opened_at: datetime | None = None) -> HttpResponse | None:
    """The page for somebody who may not answer; None for everybody else.

    What counts is when the form was opened: what was begun in time may be sent.
    """
    refusal = visit.door.refusal_at(opened_at or datetime.now(UTC))
    return turned_away(visit, refusal) if refusal else None


def turned_away(visit: Visit, refusal: Refusal) -> HttpResponse:
    """Why no answers are taken here, in the collector's own words if it has any."""
    setting = visit.usual_setting()
    with translation.override(pages.chrome_language(setting.language)):
        trouble = Trouble(
            title=_("This survey has ended"),
            text=_("Thank you for wanting to tell us. Please speak to our staff instead."),
        )
        return answered(pages.trouble_page(trouble, setting), 410, setting.language)
