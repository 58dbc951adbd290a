"""The public pages. A survey page is rendered once per version, language and place, then served."""

import base64
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from hearme.common.splice import Spliced
from responses.queries import Door, published
from responses.rules import FIELD, AnswerProblem
from surveys.models import SurveyVersion
from surveys.rules import MAX_ANSWER_TEXT, Content, Kind, Question, pick

TOKEN_MARK = "@@token@@"  # noqa: S105 - a place in a page, not a secret


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to tap. Its value is a text, since templates write numbers with separators."""

    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """A question as the page shows it."""

    place: int
    key: str
    kind: Kind
    text: str
    help: str
    is_required: bool
    options: Sequence[Option] = ()
    value: str = ""
    error: str = ""

    @property
    def name(self) -> str:
        """The form field's name, also the id of its first control."""
        return FIELD + self.key

    @property
    def template(self) -> str:
        return f"responses/public/_{self.kind}.html"


@dataclass(frozen=True, slots=True)
class Filled:
    """What a visitor sent before: shown again, with what is wrong."""

    fields: Mapping[str, Sequence[str]] = field(default_factory=dict)
    problems: Mapping[str, AnswerProblem] = field(default_factory=dict)
    notice: str = ""


NOTHING = Filled()


@dataclass(frozen=True, slots=True)
class Page:
    """A rendered page and the policy that names exactly its own styles."""

    html: str
    policy: str


@dataclass(frozen=True, slots=True)
class Pattern:
    """A page that waits for its token."""

    spliced: Spliced
    policy: str


@dataclass(frozen=True, slots=True)
class Setting:
    """Who asks, where, and in which language: what stands around the questions."""

    organization: str
    label: str
    code: str
    language: str
    languages: tuple[str, ...]
    is_preview: bool = False

    @property
    def initials(self) -> str:
        """One or two letters that stand for the organization's logo."""
        return "".join(word[0] for word in self.organization.split()[:2]).upper()

    @property
    def action(self) -> str:
        """Where the form goes: the same page in the same language."""
        return f"{reverse('public:answer', args=[self.code])}?lang={self.language}"

    @property
    def privacy(self) -> str:
        return f"{reverse('public:privacy', args=[self.code])}?lang={self.language}"

    @property
    def language_names(self) -> list[tuple[str, str]]:
        return [(code, settings.SURVEY_LANGUAGES[code]) for code in self.languages]


def setting_of(door: Door, version: SurveyVersion, language: str) -> Setting:
    """The surroundings of a survey behind a door."""
    return Setting(
        door.organization, door.label, door.code, language, languages=tuple(version.languages)
    )


@lru_cache(maxsize=2048)
def blank_page(version_id: int, setting: Setting) -> Pattern:
    """The unanswered page of a published version, rendered once."""
    version = published(version_id)
    page = survey_page(version.content, version.default_language, setting, TOKEN_MARK)
    return Pattern(Spliced.around(page.html, TOKEN_MARK), page.policy)


def survey_page(
    content: Content, default_language: str, setting: Setting, token: str, filled: Filled = NOTHING
) -> Page:
    """The page with all questions, as it is or with what was sent and what is wrong with it."""
    with translation.override(chrome_language(setting.language)):
        questions = [
            _shown(question, place, setting.language, default_language, filled)
            for place, question in enumerate(content.questions, start=1)
        ]
        return _render(
            "responses/public/survey.html",
            setting,
            {
                "content": content,
                "title": pick(content.title, setting.language, default_language),
                "intro": pick(content.intro, setting.language, default_language),
                "questions": questions,
                "wrong": [question for question in questions if question.error],
                "notice": filled.notice,
                "token": token,
                "max_text": str(MAX_ANSWER_TEXT),
                "seconds": max(10, round(content.seconds, -1)),
            },
        )


def thanks_page(content: Content, default_language: str, setting: Setting) -> Page:
    """What everybody sees who sent the form, however often."""
    with translation.override(chrome_language(setting.language)):
        thanks = pick(content.thanks, setting.language, default_language)
        return _render("responses/public/thanks.html", setting, {"thanks": thanks})


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that keeps a visitor from answering, said in their language."""

    title: str
    text: str
    retry: Mapping[str, Sequence[str]] = field(default_factory=dict)
    back: str = ""


def trouble_page(trouble: Trouble, setting: Setting) -> Page:
    """A friendly page instead of the survey; `retry` carries what was sent, for one more try."""
    return _render("responses/public/trouble.html", setting, {"trouble": trouble})


def privacy_page(setting: Setting) -> Page:
    """What is kept of an answer, in plain words."""
    with translation.override(chrome_language(setting.language)):
        return _render("responses/public/privacy.html", setting, {})


def chrome_language(language: str) -> str:
    """The interface language beside a survey's language: the same, or English."""
    return language if language in dict(settings.LANGUAGES) else "en"


def _shown(
    question: Question, place: int, language: str, default_language: str, filled: Filled
) -> Shown:
    sent = [value.strip() for value in filled.fields.get(FIELD + question.key, ())]
    problem = filled.problems.get(question.key)
    return Shown(
        place=place,
        key=question.key,
        kind=question.kind,
        text=pick(question.text, language, default_language),
        help=pick(question.help, language, default_language),
        is_required=question.is_required,
        options=_options(question, sent, language, default_language),
        value=sent[0].replace("\x00", "") if sent and question.kind is Kind.TEXT else "",
        error=_problem_text(question.kind, problem) if problem else "",
    )


def _options(
    question: Question, sent: Sequence[str], language: str, default_language: str
) -> list[Option]:
    if question.kind.has_choices:
        pairs = [(c.number, pick(c.text, language, default_language)) for c in question.choices]
    elif question.kind is Kind.CSAT:
        labels = (_("Very bad"), _("Not good"), _("Okay"), _("Satisfied"), _("Great"))
        pairs = list(enumerate(labels, start=1))
    else:
        pairs = [(number, str(number)) for number in question.scale]
    return [Option(str(number), label, str(number) in sent) for number, label in pairs]


def _problem_text(kind: Kind, problem: AnswerProblem) -> str:
    if problem is AnswerProblem.REQUIRED:
        return {
            Kind.CSAT: _("Choose a face to go on"),
            Kind.TEXT: _("Write a few words to go on"),
        }.get(kind, _("Choose an answer to go on"))
    return {
        AnswerProblem.OFF_SCALE: _("This answer is not one of the choices"),
        AnswerProblem.TOO_MANY: _("Choose only one answer"),
        AnswerProblem.TOO_LONG: _("Please shorten this to %d characters") % MAX_ANSWER_TEXT,
        AnswerProblem.BROKEN_TEXT: _("This text contains characters that cannot be stored"),
    }[problem]


# ------------------------------------------------------------------ styles and their hashes
def _render(template: str, setting: Setting, context: Mapping[str, object]) -> Page:
    styles = [public_css()]
    if questions := context.get("questions"):
        styles.append(_strip_css(questions))  # type: ignore[arg-type]
    html = render_to_string(template, {**context, "setting": setting, "styles": styles})
    hashes = " ".join(f"'sha256-{_sha256(style)}'" for style in styles)
    ancestors = "'self'" if setting.is_preview else "'none'"
    return Page(
        html,
        f"default-src 'none'; style-src {hashes}; img-src data:; form-action 'self'; "
        f"base-uri 'none'; frame-ancestors {ancestors}",
    )


def _sha256(style: str) -> str:
    return base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()


@cache
def public_css() -> str:
    """The style of every public page, without comments and line breaks."""
    css = Path(settings.BASE_DIR, "static", "css", "public.css").read_text(encoding="utf-8")
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    return re.sub(r"\s*([{};])\s*", r"\1", css).replace(";}", "}").strip()


def _strip_css(questions: Sequence[Shown]) -> str:
    """Fill one piece of the strip on top for each answered question, without a script."""
    done = [
        f"body:has(#{q.name}:not(:placeholder-shown)) .b{q.place}"
        if q.kind is Kind.TEXT
        else f"body:has([name={q.name}]:checked) .b{q.place}"
        for q in questions
    ]
    return ",".join(done) + "{background:#ffd166}"
