"""What a survey says and asks: the frozen classes. `documents` has their form for storage."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from surveys.rules.flow import Rule
from surveys.rules.kinds import (
    QUESTIONS_ON_A_PAGE,
    SCALES,
    SECONDS,
    SECONDS_CLOSED,
    STYLES,
    Kind,
    ScoreRule,
)
from surveys.rules.texts import Texts


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to pick, one criterion or row to rate, one item to rank, one purpose to allow.

    Its number stays with its meaning in every version; 0 has none yet.
    """

    number: int
    text: Texts
    picture: str = ""
    """The key of a picture; empty for none."""
    is_exclusive: bool = False
    """Whether nothing else may be chosen with it ("none of these")."""
    is_other: bool = False
    """Whether a text of the customer's own goes with it."""


@dataclass(frozen=True, slots=True)
class Level:
    """The label and the picture of one level of a scale; both may be empty."""

    text: Texts = field(default_factory=dict)
    picture: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """One thing asked. Its key stays the same in every version while meaning and scale stay."""

    key: str
    kind: Kind
    text: Texts
    help: Texts = field(default_factory=dict)
    is_required: bool = False
    choices: tuple[Choice, ...] = ()
    score_rule: ScoreRule | None = None
    page: str = ""
    """The key of its page; empty while the survey is divided into pages by itself."""
    picture: str = ""
    tags: tuple[str, ...] = ()
    raises_alert: bool = False
    touchpoint: int = 0
    """The id of the contact point it asks about; 0 for that of the collector."""
    size: int = 0
    """How many levels its scale has; 0 for the kind's usual number."""
    levels: tuple[Level, ...] = ()
    """Labels of the levels from the lowest; empty for the kind's own labels."""
    low: Texts = field(default_factory=dict)
    high: Texts = field(default_factory=dict)
    """What stands at the two ends of a scale; empty for the kind's own words."""
    is_reversed: bool = False
    """Whether the highest level is shown first. What is stored does not change."""
    least: int | None = None
    most: int | None = None
    """Fewest and most choices, ranks or files; lowest and highest number; most letters."""
    style: str = ""
    """One of STYLES of its kind; empty for the usual one."""
    fields: Mapping[str, str] = field(default_factory=dict)
    """Contact field -> `shown` or `required`; one that is absent is hidden."""
    extra: Texts = field(default_factory=dict)
    """What the free contact field is called, for example the room number."""

    @property
    def is_rating(self) -> bool:
        """Whether it is rated on a scale: a question of its own, or a row of one."""
        return self.kind.is_rating or "." in self.key

    @property
    def scale(self) -> range:
        """Ratings that may be given; for choices their numbers; empty for all else."""
        if usual := SCALES.get(self.kind):
            return range(usual.start, usual.start + (self.size or len(usual)))
        return range(1, max((choice.number for choice in self.choices), default=0) + 1)

    @property
    def numbers(self) -> frozenset[int]:
        """Ratings or choice numbers that are valid answers."""
        if self.kind in SCALES:
            return frozenset(self.scale)
        return frozenset(choice.number for choice in self.choices)

    @property
    def parts(self) -> tuple["Question", ...]:
        """Its rows, each a rating of its own under the key `q3.2`; empty for other kinds."""
        if not self.kind.has_rows or "." in self.key:
            return ()
        return tuple(
            replace(self, key=f"{self.key}.{choice.number}", text=choice.text, choices=())
            for choice in self.choices
        )

    @property
    def manner(self) -> str:
        """Its style, or the usual one of its kind."""
        return self.style or STYLES.get(self.kind, ("",))[0]

    @property
    def other(self) -> Choice | None:
        """The choice with which a text of the customer's own goes."""
        return next((choice for choice in self.choices if choice.is_other), None)

    @property
    def pictures(self) -> Iterator[str]:
        """The keys of all pictures it shows."""
        of_choices = (choice.picture for choice in self.choices)
        of_levels = (level.picture for level in self.levels)
        return (key for key in (self.picture, *of_choices, *of_levels) if key)

    @property
    def seconds(self) -> int:
        """How long answering takes: 10 s for a closed question or row, 30 s for an open one."""
        each = SECONDS.get(self.kind, SECONDS_CLOSED)
        return each + 3 * (len(self.choices) - 1) if self.kind.has_rows else each

    @property
    def texts(self) -> Iterator[Texts]:
        """All that a translator has to write."""
        yield from (self.text, self.help)
        yield from (choice.text for choice in self.choices)
        yield from (level.text for level in self.levels)
        yield from (self.low, self.high, self.extra)


@dataclass(frozen=True, slots=True)
class Page:
    """Questions that are shown together, under a title if there is one."""

    key: str
    title: Texts = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Content:
    """Everything a survey says and asks."""

    title: Texts
    questions: tuple[Question, ...] = ()
    intro: Texts = field(default_factory=dict)
    thanks: Texts = field(default_factory=dict)
    apology: Texts = field(default_factory=dict)
    """What is said instead of thanks after a bad rating; empty for the theme's words."""
    pages: tuple[Page, ...] = ()
    """The author's own pages in order; empty: five questions on each."""
    rules: tuple[Rule, ...] = ()
    hidden_fields: tuple[str, ...] = ()
    """Names of what a link may carry into a response beside the answers."""
    reportable_fields: tuple[str, ...] = ()
    """Those of the hidden fields whose values reports are filtered by."""
    next_number: int = 1
    """The number of the next question's key: no question of this survey ever had it."""
    next_choices: Mapping[str, int] = field(default_factory=dict)
    """Question key -> the next choice number: no choice of that question ever had it."""
    next_page: int = 1
    next_rule: int = 1

    def question(self, key: str) -> Question | None:
        return next((question for question in self.questions if question.key == key), None)

    def part(self, key: str) -> Question | None:
        """The question with this key, or the row of one: `q3.2`."""
        question = self.question(key.partition(".")[0])
        if question is None or "." not in key:
            return question
        return next((part for part in question.parts if part.key == key), None)

    def page(self, key: str) -> Page | None:
        return next((page for page in self.pages if page.key == key), None)

    def place(self, key: str) -> int:
        """The question's place from 1; 0 if it is not asked."""
        keys = [question.key for question in self.questions]
        return keys.index(key) + 1 if key in keys else 0

    @property
    def newest_key(self) -> str:
        """The key that was given last."""
        return f"q{self.next_number - 1}"

    def next_choice(self, key: str) -> int:
        """The first choice number that is free and that no removed choice ever had."""
        question = self.question(key)
        numbers = [choice.number for choice in question.choices] if question else []
        return max(self.next_choices.get(key, 1), max(numbers, default=0) + 1)

    @property
    def sheets(self) -> tuple[tuple[Page, tuple[Question, ...]], ...]:
        """The pages with their questions, empty ones left out: the author's, or five on each."""
        if self.pages:
            every = [(page, self.questions_on(page.key)) for page in self.pages]
            return tuple((page, questions) for page, questions in every if questions)
        starts = range(0, len(self.questions), QUESTIONS_ON_A_PAGE)
        return tuple(
            (Page(f"s{number}"), self.questions[start : start + QUESTIONS_ON_A_PAGE])
            for number, start in enumerate(starts, start=1)
        )

    def questions_on(self, page: str) -> tuple[Question, ...]:
        return tuple(question for question in self.questions if question.page == page)

    @property
    def main_question(self) -> Question | None:
        """The first rating: the one whose value is the response's score."""
        return next((question for question in self.questions if question.is_rating), None)

    @property
    def texts(self) -> Iterator[Texts]:
        """All that a translator has to write."""
        yield from (self.title, self.intro, self.thanks, self.apology)
        yield from (page.title for page in self.pages)
        for question in self.questions:
            yield from question.texts
        yield from (rule.text for rule in self.rules)

    @property
    def pictures(self) -> frozenset[str]:
        """The keys of all pictures its questions show."""
        return frozenset(key for question in self.questions for key in question.pictures)

    @property
    def seconds(self) -> int:
        """How long answering everything takes."""
        return sum(question.seconds for question in self.questions)
