"""One page of a survey that a customer was sent or sends: what is known, asked and received."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from urllib.parse import urlencode

from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from responses import pages
from responses.actions import Owner, receive_file
from responses.models import Attachment
from responses.pages import Filled, Setting
from responses.queries import Begun, files_received, places_above, published
from responses.rules import (
    BROKEN,
    FIELD,
    AnswerProblem,
    Answers,
    FormToken,
    NotAcceptedError,
    Reading,
    read_form,
    sign_token,
    wants_agreement,
)
from responses.views.visiting import HIDDEN, Fields, Visit, answered, token_secret
from surveys.models import SurveyVersion
from surveys.rules import MAX_FILES, Circumstances, Content, Fact, Kind, Question

LARGEST_BODY = 30 * 1024 * 1024
LONGEST_HIDDEN = 200
UPLOAD = "multipart/form-data"


@dataclass(frozen=True)
class Form:
    """An opened survey at one of its pages."""

    visit: Visit
    version: SurveyVersion
    token: FormToken
    number: int
    setting: Setting
    begun: Begun = field(default_factory=Begun)
    fields: Fields = field(default_factory=dict)
    is_whole: bool = False
    """Whether all pages were sent at once, as simple programs and older pages do."""

    @property
    def content(self) -> Content:
        return self.version.content

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """The questions that were sent, asked or not."""
        if self.is_whole:
            return self.content.questions
        return self.content.sheets[self.number - 1][1]

    @cached_property
    def keys(self) -> tuple[str, ...]:
        return tuple(question.key for question in self.questions)

    @cached_property
    def shown(self) -> frozenset[str]:
        """The questions that the customer could see; a form that does not tell showed all."""
        if "shown" not in self.fields:
            return frozenset(self.keys)
        return frozenset(" ".join(self.fields["shown"]).split())

    @cached_property
    def hidden(self) -> dict[str, str]:
        """What the link carried in the survey's hidden fields."""
        given = {
            name: value
            for name in self.content.hidden_fields
            if (value := self._carried(name)) and not any(odd in value for odd in BROKEN)
        }
        return given or dict(self.begun.hidden)

    def _carried(self, name: str) -> str:
        if name in self.visit.context.hidden:
            return self.visit.context.hidden[name]
        sent = self.fields.get(HIDDEN + name) or self.visit.request.GET.getlist(name)
        value = sent[0].strip() if sent else ""
        return value if len(value) <= LONGEST_HIDDEN else ""

    @cached_property
    def circumstances(self) -> Circumstances:
        door, context = self.visit.door, self.visit.context
        place = context.location_id or door.location_id
        is_placed = any(
            test.source == Fact.LOCATION
            for rule in self.content.rules
            for test in rule.condition.tests
        )
        return Circumstances(
            language=self.setting.language,
            channel=self.visit.channel,
            locations=places_above(door.organization_id, place) if is_placed else (),
            touchpoint=context.touchpoint_id or door.touchpoint_id or 0,
            hidden=self.hidden,
        )

    def reading(self) -> Reading:
        """What was sent on this page, together with what is known from the others."""
        return read_form(
            self.content,
            self.fields,
            on=self.keys,
            earlier=self.begun.answers,
            circumstances=self.circumstances,
            must_agree=wants_agreement(self.content),
        )

    def unanswered(self, reading: Reading) -> Reading:
        """What is still missing on other pages: somebody may have gone past them."""
        return read_form(
            self.content,
            {},
            on=[key for key in reading.asked if key not in reading.answers],
            earlier=reading.answers,
            circumstances=self.circumstances,
        )

    def number_of(self, key: str) -> int:
        """The page on which a question, or a part of it, is."""
        question = key.partition(".")[0]
        return next(
            number
            for number, (_page, questions) in enumerate(self.content.sheets, start=1)
            if question in {each.key for each in questions}
        )

    def address(self, number: int, *, is_stored: bool) -> str:
        """Where a page of this form is; what is not stored yet travels along."""
        path = reverse(
            "public:sheet",
            args=[self.visit.door.code, sign_token(self.token, token_secret()), number],
        )
        query = {**({} if is_stored else self.hidden), **self.setting.query}
        return f"{path}?{urlencode(query)}"


def page_of(
    form: Form,
    answers: Answers,
    filled: Filled,
    status: int = 200,
    revealed: tuple[str, ...] = (),
) -> HttpResponse:
    """The form's page as these answers make it."""
    language, fallback = form.setting.language, form.version.default_language
    sheet = pages.sheet_of(
        form.content, form.number, answers, form.circumstances, language, fallback
    )
    earlier = [n for n in map(form.number_of, sheet.asked) if n < form.number]
    is_stored = form.begun.is_stored
    sheet = replace(
        sheet,
        back=form.address(max(earlier), is_stored=is_stored) if earlier else "",
        action=form.address(form.number, is_stored=is_stored) if form.number > 1 else "",
        hidden=form.hidden,
        files=_names_of_files(form),
        revealed=revealed,
    )
    token = sign_token(form.token, token_secret())
    page = pages.survey_page(form.content, fallback, form.setting, token, filled, sheet=sheet)
    return answered(page, status, language)


# ------------------------------------------------------------------ files
def is_too_large(request: HttpRequest) -> bool:
    """Whether more is announced than all files of a form together may have."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    return not length.isdecimal() or int(length) > LARGEST_BODY


def refuse_files_unless_asked(visit: Visit) -> None:
    """Let no file reach the disk for a survey that asks for none."""
    content = published(visit.door.version_id or 0).content
    if not any(question.kind is Kind.ATTACHMENT for question in content.questions):
        visit.request.upload_handlers = [NoFiles(visit.request)]


class NoFiles(FileUploadHandler):
    """Reads past every file."""

    def new_file(self, *args: object, **kwargs: object) -> None:
        raise SkipFile

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Never reached: the file is skipped when it begins."""

    def file_complete(self, file_size: int) -> None:
        """Never reached either."""


def with_files(form: Form) -> tuple[Form, dict[str, AnswerProblem]]:
    """The form with the keys of its files: those it kept and those that came now."""
    asked = [question for question in form.questions if question.kind is Kind.ATTACHMENT]
    if not asked:
        return form, {}
    fields: dict[str, list[str]] = dict(form.fields)
    problems: dict[str, AnswerProblem] = {}
    known = _received(form)
    for question in asked:
        name = FIELD + question.key
        keys = [
            key
            for key in dict.fromkeys(fields.get(name, ()))
            if key in known and known[key].question_key == question.key
        ]
        try:
            # One after another: what came before a refused file is kept.
            keys.extend(_new_files(form, question, tuple(keys)))
        except NotAcceptedError as refused:
            problems[question.key] = refused.problem
        fields[name] = list(dict.fromkeys(keys))
    return replace(form, fields=fields), problems


def _new_files(form: Form, question: Question, kept: Sequence[str]) -> Iterator[str]:
    sent = [file for file in form.visit.request.FILES.getlist(FIELD + question.key) if file.size]
    if len(kept) + len(sent) > (question.most or MAX_FILES):
        raise NotAcceptedError(AnswerProblem.TOO_MANY)
    owner = Owner(form.visit.door.organization_id, form.version.survey_id, form.token.key)
    for file in sent:
        # It was read before if the database went away meanwhile.
        file.seek(0)
        yield str(receive_file(owner, question, file.name or "", file).key)


def _received(form: Form) -> Mapping[str, Attachment]:
    return files_received(form.visit.door.organization_id, form.version.survey_id, form.token.key)


def _names_of_files(form: Form) -> dict[str, str]:
    if not any(question.kind is Kind.ATTACHMENT for question in form.questions):
        return {}
    return {key: file.name for key, file in _received(form).items()}
