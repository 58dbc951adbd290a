"""What every door for people who are no members has in common: headers, language, and an end."""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import get_language_from_request
from django.utils.translation import gettext as _

LANGUAGES: Final = ("vi", "en")
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; "
    "img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)


def language_of(request: HttpRequest) -> str:
    """The language that is asked for in the address, else that of the browser."""
    asked = request.GET.get("lang", "")
    return asked if asked in LANGUAGES else get_language_from_request(request)


def guarded(response: HttpResponse) -> HttpResponse:
    """Nothing of it is kept, indexed, framed, or told to anybody by following a link."""
    response["Content-Security-Policy"] = POLICY
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response["X-Content-Type-Options"] = "nosniff"
    response["X-Frame-Options"] = "DENY"
    return response


def over(request: HttpRequest, title: str, text: str, status: int = 410) -> HttpResponse:
    """A page that says kindly why there is nothing to see."""
    context = {
        "title": title,
        "text": text,
        "language": translation.get_language(),
        "again": 20 if status == 503 else 0,
    }
    page = render_to_string("reports/shared_over.html", context)
    return guarded(HttpResponse(page, status=status))


def unknown(request: HttpRequest) -> HttpResponse:
    """The same for every address behind which there is nothing, whatever the reason."""
    with translation.override(language_of(request)):
        return over(
            request,
            _("There is nothing at this address"),
            _("It may be mistyped, or has been replaced. Ask the person who gave it to you."),
            404,
        )


def away(request: HttpRequest) -> HttpResponse:
    """The page while the database does not answer; it looks again by itself."""
    with translation.override(language_of(request)):
        return over(
            request,
            _("We cannot show this just now"),
            _("The page looks again by itself in a moment."),
            503,
        )
