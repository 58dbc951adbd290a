"""Questions as the page shows them: every text in one language, every answer where it was."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from django.utils.html import strip_tags
from django.utils.safestring import SafeString

from responses.pages import words
from responses.pages.markdown import marked, plain
from responses.pages.sheets import Sheet
from responses.rules import FIELD, AnswerProblem
from surveys.rules import Kind, Question, Texts, pick, piped


@dataclass(frozen=True, slots=True)
class Filled:
    """What a visitor sent before: shown again, with what is wrong."""

    fields: Mapping[str, Sequence[str]] = field(default_factory=dict)
    problems: Mapping[str, AnswerProblem] = field(default_factory=dict)
    notice: str = ""


NOTHING: Final = Filled()


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to tap. Its value is a text, since templates write numbers with separators."""

    value: str
    label: SafeString | str
    is_chosen: bool = False
    picture: str = ""
    face: int = 0
    is_other: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """A control with a name of its own: a line to fill in, a row of a scale, an item to rank."""

    name: str
    label: SafeString | str = ""
    value: str = ""
    error: str = ""
    options: Sequence[Option] = ()
    type: str = "text"
    mode: str = ""
    complete: str = "off"
    limit: str = ""
    is_required: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """A question as the page shows it."""

    place: int
    key: str
    kind: Kind
    title: SafeString
    words: str
    """The title without marks, for the summary of errors."""
    help: SafeString
    template: str
    """Which file of templates/responses/public/ draws what is to be answered."""
    hint: str = ""
    picture: str = ""
    is_required: bool = False
    is_asked: bool = True
    is_lead: bool = False
    """Whether it is the first on its page."""
    error: str = ""
    options: Sequence[Option] = ()
    parts: Sequence[Part] = ()
    columns: Sequence[SafeString | str] = ()
    ends: Sequence[tuple[str, SafeString | str]] = ()
    """What stands left and right under a scale: the value and its words."""
    layout: str = ""
    other: Part | None = None
    is_multiple: bool = False
    accept: str = ""

    @property
    def name(self) -> str:
        """The form field's name, also the id of its first control."""
        return FIELD + self.key

    @property
    def part(self) -> Part:
        """The only line to fill in."""
        return self.parts[0]

    @property
    def file(self) -> str:
        return f"responses/public/_{self.template}.html"

    @property
    def is_line(self) -> bool:
        """Whether it is answered in one control, which its title names."""
        return self.template in {"text", "line", "files"}

    @property
    def errors(self) -> list[tuple[str, str]]:
        """Where and in which words the summary of errors speaks of it."""
        own = [(self.anchor, self.words)] if self.error else []
        parts = (*self.parts, self.other) if self.other else self.parts
        return own + [
            (part.name, f"{self.words} – {strip_tags(part.label)}" if part.label else self.words)
            for part in parts
            if part.error
        ]

    @property
    def anchor(self) -> str:
        """The id of its first control."""
        return self.parts[0].name if self.parts else self.name

    @property
    def has_hint(self) -> bool:
        """Whether small words under its title explain it: of a statement they are the text."""
        return self.kind is not Kind.STATEMENT and bool(self.help or self.hint)

    @property
    def described_by(self) -> str:
        """The ids of what explains it."""
        about = [f"h-{self.key}"] if self.has_hint else []
        return " ".join([*about, f"e-{self.key}"] if self.error else about)


@dataclass(frozen=True, slots=True)
class Reader:
    """Who looks at a sheet: their language, and what they sent."""

    language: str
    fallback: str
    sheet: Sheet
    filled: Filled

    def text(self, texts: Texts) -> SafeString:
        """A text with its pipes marked."""
        return plain(pick(texts, self.language, self.fallback), self.sheet.values)

    def words(self, texts: Texts) -> str:
        return piped(pick(texts, self.language, self.fallback), self.sheet.values)

    def marked(self, texts: Texts) -> SafeString:
        return marked(pick(texts, self.language, self.fallback), self.sheet.values)

    def sent(self, name: str) -> list[str]:
        values = self.filled.fields.get(name, ())
        return [text for value in values if (text := value.strip().replace("\x00", ""))]

    def value(self, name: str) -> str:
        return next(iter(self.sent(name)), "")

    def error(self, question: Question, part: str = "") -> str:
        problem = self.filled.problems.get(f"{question.key}.{part}" if part else question.key)
        return words.problem_text(question, problem, part) if problem else ""
