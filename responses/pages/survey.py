"""The public pages. A survey page is rendered once per version, language and place, then served."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hearme.common.splice import Spliced
from responses.models import Notice
from responses.pages.kinds import shown
from responses.pages.markdown import marked, plain
from responses.pages.script import CONNECTING, page_script
from responses.pages.setting import Setting, chrome_language
from responses.pages.sheets import Sheet, sheet_of
from responses.pages.shown import NOTHING, Filled, Reader, Shown
from responses.pages.styles import hash_of, is_told, public_css, style_for
from responses.queries import published
from responses.rules import ancestors_of
from surveys.rules import Circumstances, Content, Kind, length_of, pick, piped
from surveys.rules import Page as ContentPage

TOKEN_MARK: Final = "@@token@@"  # noqa: S105 - a place in a page, not a secret
MANY_PIECES: Final = 24
"""Beyond so many pieces the strip on top leaves smaller gaps."""


@dataclass(frozen=True, slots=True)
class Page:
    """A rendered page and the policy that names exactly its own styles and scripts."""

    html: str
    policy: str


@dataclass(frozen=True, slots=True)
class Pattern:
    """A page that waits for its token."""

    spliced: Spliced
    policy: str


@lru_cache(maxsize=2048)
def blank_page(version_id: int, setting: Setting) -> Pattern:
    """The unanswered first page of a published version, rendered once."""
    version = published(version_id)
    page = survey_page(version.content, version.default_language, setting, TOKEN_MARK)
    return Pattern(Spliced.around(page.html, TOKEN_MARK), page.policy)


def survey_page(
    content: Content,
    default_language: str,
    setting: Setting,
    token: str,
    filled: Filled = NOTHING,
    *,
    sheet: Sheet | None = None,
) -> Page:
    """One page of a survey, as it is or with what was sent and what is wrong with it."""
    sheet = sheet or first_sheet(content, setting.language, default_language)
    with translation.override(chrome_language(setting.language)):
        questions = _questions(sheet, Reader(setting.language, default_language, sheet, filled))
        wrong = [question for question in questions if question.errors and question.is_asked]
        context = {
            "title": piped(pick(content.title, setting.language, default_language), {}),
            "heading": _heading(content, sheet, questions, setting.language, default_language),
            "welcome": _welcome(content, sheet, setting, default_language),
            "length": _length(content) if sheet.number == 1 else "",
            "sheet": sheet,
            "is_paged": sheet.count > 1,
            "asked": " ".join(question.key for question in questions if question.is_asked),
            "questions": questions,
            "revealed": [question for question in questions if question.key in sheet.revealed],
            "languages": [
                (code, name, sheet.addresses.get(code, "")) for code, name in setting.language_names
            ],
            "wrong": wrong,
            "notice": filled.notice,
            "token": token,
            "has_files": any(question.template == "files" for question in questions),
            "is_anonymous": _is_anonymous(content),
            **_strip(sheet, questions),
        }
        style = style_for(questions, *_sections(context, is_preview=setting.is_preview))
        return render_page("responses/public/survey.html", setting, context, style, sheet)


def _sections(context: Mapping[str, object], *, is_preview: bool) -> Iterator[str]:
    """The sections of the style that the frame around the questions needs."""
    if context["wrong"] or context["notice"] or context["revealed"]:
        yield "errors"
    if context["heading"] or context["is_crowded"] or context["is_paged"]:
        yield "paged"
    if context["welcome"]:
        yield "prose"
    if not is_preview:
        yield "wait"


def first_sheet(content: Content, language: str, fallback: str) -> Sheet:
    """The first page of a survey for somebody of whom nothing is known."""
    if not content.sheets:
        return Sheet(1, 1, ContentPage("s1"), (), frozenset())
    return sheet_of(content, 1, {}, Circumstances(language=language), language, fallback)


def _questions(sheet: Sheet, reader: Reader) -> list[Shown]:
    """The questions of the sheet; the first that is asked leads."""
    questions = [
        shown(question, place, reader) for place, question in enumerate(sheet.questions, start=1)
    ]
    lead = next((question for question in questions if question.is_asked), None)
    return [replace(q, is_lead=True) if q is lead else q for q in questions]


def _heading(
    content: Content, sheet: Sheet, questions: Sequence[Shown], language: str, fallback: str
) -> SafeString | str:
    """The heading over the cards: the page's title. Without one the first question is it."""
    if title := pick(sheet.page.title, language, fallback):
        return plain(title, sheet.values)
    lead = next((question for question in questions if question.is_lead), None)
    if lead is None or lead.kind is Kind.STATEMENT:
        return piped(pick(content.title, language, fallback), {})
    return ""


def _welcome(content: Content, sheet: Sheet, setting: Setting, fallback: str) -> SafeString:
    """What is said before the first answer: the survey's words, or else the theme's."""
    if sheet.number > 1:
        return SafeString("")
    texts = content.intro if any(content.intro.values()) else setting.look.welcome
    return marked(pick(texts, setting.language, fallback), sheet.values)


def _length(content: Content) -> str:
    """How many questions a happy customer is asked, and how long they take."""
    length = length_of(content)
    n, seconds = length.questions, max(10, round(length.seconds, -1))
    if seconds < 120:
        return ngettext(
            "%(n)d question, about %(seconds)d seconds. No login.",
            "%(n)d questions, about %(seconds)d seconds. No login.",
            n,
        ) % {"n": n, "seconds": seconds}
    return ngettext(
        "%(n)d question, about %(minutes)d minutes. No login.",
        "%(n)d questions, about %(minutes)d minutes. No login.",
        n,
    ) % {"n": n, "minutes": round(seconds / 60)}


def _is_anonymous(content: Content) -> bool:
    """Whether nothing in the survey can tell who answered."""
    telling = {Kind.CONTACT, Kind.ATTACHMENT}
    return not content.hidden_fields and not any(q.kind in telling for q in content.questions)


def _strip(sheet: Sheet, questions: Sequence[Shown]) -> dict[str, object]:
    """The strip on top: a piece for each other page, and for each question of this one."""
    pieces = [question for question in questions if is_told(question)]
    return {
        "before": range(sheet.number - 1),
        "pieces": pieces,
        "after": range(sheet.count - sheet.number + (not pieces)),
        "is_crowded": sheet.count + len(pieces) > MANY_PIECES,
    }


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that keeps a visitor from answering, said in their language."""

    title: str
    text: str
    retry: Mapping[str, Sequence[str]] = field(default_factory=dict)
    back: str = ""
    button: str = ""
    """The words on its button; empty for the usual ones."""


def trouble_page(trouble: Trouble, setting: Setting) -> Page:
    """A friendly page instead of the survey; `retry` carries what was sent, for one more try."""
    style = style_for((), "message", "prose")
    return render_page("responses/public/trouble.html", setting, {"trouble": trouble}, style)


def privacy_page(setting: Setting, notice: Notice | None = None) -> Page:
    """What is kept of an answer, in plain words, and what the organization says beside it."""
    with translation.override(chrome_language(setting.language)):
        style = style_for((), "message", "prose")
        own = marked(pick(notice.texts, setting.language, "vi"), {}) if notice else ""
        context = {"notice": notice, "own": own}
        return render_page("responses/public/privacy.html", setting, context, style)


@dataclass(frozen=True, slots=True)
class Ways:
    """Where a page of thanks leads; empty for nowhere."""

    back: str = ""
    """The collector's own page."""
    delete: str = ""
    """Where the answers that were just sent can be deleted."""


NO_WAYS: Final = Ways()


def thanks_page(
    content: Content,
    default_language: str,
    setting: Setting,
    *,
    outcome: str = "",
    turn: int = 0,
    ways: Ways = NO_WAYS,
) -> Page:
    """What a customer sees who sent the form; `turn` chooses among several texts of the theme.

    The button is the same for everybody, whatever the rating; the collector's own page comes first.
    """
    look, language = setting.look, setting.language
    with translation.override(chrome_language(language)):
        text = _farewell(content, setting, default_language, outcome, turn)
        context = {
            "text": marked(text, {}),
            "title": _("We are sorry") if outcome == "bad" else _("Thank you!"),
            "is_sorry": outcome == "bad",
            "closing_url": look.closing_url,
            "closing_label": pick(look.closing_label, language, default_language)
            or _("Go to our page"),
            **_way_back(ways.back),
            "delete_url": ways.delete,
        }
        style = style_for((), "message", "prose", *(["own"] if ways.delete else []))
        return render_page("responses/public/thanks.html", setting, context, style)


def _way_back(return_url: str) -> dict[str, str]:
    """The button to the collector's own page, named by its site; nothing if it has none."""
    try:
        parts = urlsplit(return_url)
    except ValueError:
        return {}
    if parts.scheme not in {"https", "http"} or not parts.hostname:
        return {}
    site = parts.hostname.removeprefix("www.")
    return {"closing_url": return_url, "closing_label": _("Back to %(site)s") % {"site": site}}


def _farewell(content: Content, setting: Setting, fallback: str, outcome: str, turn: int) -> str:
    """The survey's words, else the theme's for this outcome, else those for everybody, else ours.

    An apology comes first after a bad rating, the survey's or the theme's: thanks would be cold.
    """
    look, own = setting.look, [content.thanks] if any(content.thanks.values()) else []
    of_outcome = look.messages_for(outcome) if outcome else []
    if outcome == "bad":
        apology = [content.apology] if any(content.apology.values()) else []
        choices = apology or of_outcome or own or look.messages_for("")
    else:
        choices = own or of_outcome or look.messages_for("")
    if choices:
        return pick(choices[turn % len(choices)], setting.language, fallback)
    return _usual_farewell(outcome) % {"organization": setting.name}


def _usual_farewell(outcome: str) -> str:
    return {
        "good": _("It makes us happy that you were happy. See you again!"),
        "bad": _("This should have gone better. %(organization)s will work on what you wrote."),
    }.get(outcome, _("%(organization)s reads every answer and takes it to heart."))


# ------------------------------------------------------------------ the frame of every page
def render_page(
    template: str,
    setting: Setting,
    context: Mapping[str, object],
    style: str,
    sheet: Sheet | None = None,
) -> Page:
    if setting.look.logo:
        style += public_css(frozenset({"logo"}))
    style += setting.look.css
    plan, parts = sheet.plan if sheet else None, _parts(setting, sheet)
    script = page_script(parts)
    frame = {
        "setting": setting,
        "style": mark_safe(style),  # noqa: S308 - our own files, and colours that were checked
        "plan": _in_script(plan) if plan is not None else "",
        "script": mark_safe(script),  # noqa: S308 - our own file
    }
    policy = _policy(setting, style, script, is_connecting=bool(parts & CONNECTING))
    return Page(render_to_string(template, {**context, **frame}), policy)


def _parts(setting: Setting, sheet: Sheet | None) -> frozenset[str]:
    """The parts of the script that a page needs; a page without questions needs the frame's."""
    wanted = {
        "flow": sheet is not None and sheet.plan is not None,
        "save": sheet is not None and not setting.is_preview,
        "proof": sheet is not None and setting.needs_proof,
        "framed": setting.is_framed,
    }
    return frozenset(part for part, is_wanted in wanted.items() if is_wanted)


def _in_script(plan: Mapping[str, object]) -> SafeString:
    """JSON that cannot end the script element around it, whatever is in it."""
    text = json.dumps(plan, ensure_ascii=False, separators=(",", ":"))
    return mark_safe(text.replace("<", "\\u003c"))  # noqa: S308


def _policy(setting: Setting, style: str, script: str, *, is_connecting: bool) -> str:
    scripts = f"script-src {hash_of(script)}; " if script else ""
    if is_connecting:
        scripts += "connect-src 'self'; "
    return (
        f"default-src 'none'; style-src {hash_of(style)}; {scripts}img-src 'self' data:; "
        f"form-action 'self'; base-uri 'none'; frame-ancestors {_ancestors(setting)}"
    )


def _ancestors(setting: Setting) -> str:
    """Which sites may show the page inside their own: none but those that somebody named."""
    if setting.is_framed or setting.is_preview:
        return ancestors_of(setting.frame_sites)
    return "'none'"
