"""What is different between two contents, in the terms in which their author thinks."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from enum import StrEnum

from surveys.rules.content import Choice, Content, Question
from surveys.rules.texts import Texts, pick


class ChangeKind(StrEnum):
    """One way in which a survey may differ from what it was."""

    TITLE = "title"
    INTRO = "intro"
    THANKS = "thanks"
    APOLOGY = "apology"
    PAGES = "pages"
    RULE_ADDED = "rule_added"
    RULE_REMOVED = "rule_removed"
    RULE_CHANGED = "rule_changed"
    RULES_MOVED = "rules_moved"
    HIDDEN_FIELDS = "hidden_fields"
    REPORTABLE_FIELDS = "reportable_fields"
    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"
    OTHER_KIND = "other_kind"
    TEXT = "text"
    HELP = "help"
    REQUIRED = "required"
    OPTIONAL = "optional"
    SCORE_RULE = "score_rule"
    LABELS = "labels"
    PICTURE = "picture"
    SETTINGS = "settings"
    TAGS = "tags"
    ALERT_ON = "alert_on"
    ALERT_OFF = "alert_off"
    TOUCHPOINT = "touchpoint"
    CHOICE_ADDED = "choice_added"
    CHOICE_REMOVED = "choice_removed"
    CHOICE_TEXT = "choice_text"
    CHOICE_SETTINGS = "choice_settings"
    CHOICES_MOVED = "choices_moved"
    LANGUAGE_ADDED = "language_added"
    LANGUAGE_REMOVED = "language_removed"


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. `place` is the question's from 1, as it now is, or as it was if removed."""

    kind: ChangeKind
    language: str = ""
    before: str = ""
    after: str = ""
    place: int = 0
    question: Question | None = None
    earlier: Question | None = None


def changes_between(old: Content, new: Content, main: str = "") -> list[Change]:
    """Every difference that a reader of the survey or of its report could notice.

    `main` is the language that is told first.
    """
    exchanged = _exchanged(old, new)
    return [
        *_text_changes(ChangeKind.TITLE, old.title, new.title, main),
        *_text_changes(ChangeKind.INTRO, old.intro, new.intro, main),
        *(
            change
            for question in new.questions
            for change in _asked(old, new, question, exchanged, main)
        ),
        *_removed(old, new, exchanged),
        *_moved(old, new),
        *_page_changes(old, new, exchanged, main),
        *_rule_changes(old, new),
        *_text_changes(ChangeKind.THANKS, old.thanks, new.thanks, main),
        *_text_changes(ChangeKind.APOLOGY, old.apology, new.apology, main),
    ]


def language_changes(old: Sequence[str], new: Sequence[str]) -> list[Change]:
    """Languages that came and languages that went."""
    came = [Change(ChangeKind.LANGUAGE_ADDED, code) for code in new if code not in old]
    return came + [Change(ChangeKind.LANGUAGE_REMOVED, code) for code in old if code not in new]


def is_same(old: Content, new: Content) -> bool:
    """Whether both say and ask the same, whatever was added and removed on the way."""
    return _visible(old) == _visible(new)


def continuing_ratings(old: Content, new: Content) -> list[Question]:
    """The ratings of `new` whose trend goes on: the same key, so the same meaning and scale."""
    rated = (q for q in new.questions if q.kind.is_rating or q.kind.has_rows)
    return [question for question in rated if old.question(question.key)]


def restarting_ratings(old: Content, new: Content) -> list[Question]:
    """The ratings of `new` that take the place of one of `old` and are counted from the start."""
    exchanged = _exchanged(old, new)
    rated = (q for q in new.questions if q.kind.is_rating or q.kind.has_rows)
    return [question for question in rated if question.key in exchanged]


def _visible(content: Content) -> Content:
    return replace(content, next_number=1, next_choices={}, next_page=1, next_rule=1)


# ------------------------------------------------------------------ pages and rules
def _page_changes(
    old: Content, new: Content, exchanged: Mapping[str, Question], main: str
) -> Iterator[Change]:
    for page in new.pages:
        if earlier := old.page(page.key):
            yield from _text_changes(ChangeKind.PAGES, earlier.title, page.title, main)
    same = {q.key: q.key for q in new.questions if old.question(q.key)}
    same |= {key: twin.key for key, twin in exchanged.items()}
    if _layout(old, {key: key for key in same.values()}) != _layout(new, same):
        yield Change(ChangeKind.PAGES)
    for kind, of_old, of_new in (
        (ChangeKind.HIDDEN_FIELDS, old.hidden_fields, new.hidden_fields),
        (ChangeKind.REPORTABLE_FIELDS, old.reportable_fields, new.reportable_fields),
    ):
        if of_old != of_new:
            yield Change(kind, before=", ".join(of_old), after=", ".join(of_new))


def _layout(content: Content, names: Mapping[str, str]) -> list[set[str]]:
    """Which of the questions that both contents ask stand together, where the author divided them.

    `names` is what they were called before.
    """
    pages = [{q.key for q in content.questions_on(page.key)} for page in content.pages]
    return [{names[key] for key in page if key in names} for page in pages]


def _rule_changes(old: Content, new: Content) -> Iterator[Change]:
    before = {rule.number: rule for rule in old.rules}
    after = {rule.number: rule for rule in new.rules}
    for place, rule in enumerate(new.rules, start=1):
        if rule.number not in before:
            yield Change(ChangeKind.RULE_ADDED, place=place)
        elif rule != before[rule.number]:
            yield Change(ChangeKind.RULE_CHANGED, place=place)
    for place, rule in enumerate(old.rules, start=1):
        if rule.number not in after:
            yield Change(ChangeKind.RULE_REMOVED, place=place)
    if [n for n in before if n in after] != [n for n in after if n in before]:
        yield Change(ChangeKind.RULES_MOVED)


# ------------------------------------------------------------------ the list of questions
def _exchanged(old: Content, new: Content) -> Mapping[str, Question]:
    """New key -> the question it took the place of: worded alike, but counted from the start."""
    gone = [question for question in old.questions if not new.question(question.key)]
    pairs = {}
    for question in new.questions:
        if old.question(question.key):
            continue
        twin = next((q for q in gone if _is_worded_alike(q.text, question.text)), None)
        if twin:
            gone.remove(twin)
            pairs[question.key] = twin
    return pairs


def _is_worded_alike(one: Texts, other: Texts) -> bool:
    return any(text and other.get(language) == text for language, text in one.items())


def _asked(
    old: Content, new: Content, question: Question, exchanged: Mapping[str, Question], main: str
) -> Iterator[Change]:
    place = new.place(question.key)
    before = old.question(question.key)
    if before:
        for change in _question_changes(before, question, main):
            yield replace(change, place=place, question=question, earlier=before)
    elif twin := exchanged.get(question.key):
        yield Change(ChangeKind.OTHER_KIND, place=place, question=question, earlier=twin)
    else:
        yield Change(ChangeKind.ADDED, place=place, question=question)


def _removed(old: Content, new: Content, exchanged: Mapping[str, Question]) -> Iterator[Change]:
    replaced = {question.key for question in exchanged.values()}
    for place, question in enumerate(old.questions, start=1):
        if not new.question(question.key) and question.key not in replaced:
            yield Change(ChangeKind.REMOVED, place=place, question=question)


def _moved(old: Content, new: Content) -> Iterator[Change]:
    before = [question.key for question in old.questions if new.question(question.key)]
    after = [question.key for question in new.questions if old.question(question.key)]
    for key in _out_of_order(before, after):
        yield Change(
            ChangeKind.MOVED,
            before=str(old.place(key)),
            after=str(new.place(key)),
            place=new.place(key),
            question=new.question(key),
        )


def _out_of_order(before: Sequence[str], after: Sequence[str]) -> list[str]:
    """What has to be moved so that `before` becomes `after`, in the order of `after`."""
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    kept = {
        key
        for block in matcher.get_matching_blocks()
        for key in after[block.b : block.b + block.size]
    }
    return [key for key in after if key not in kept]


# ------------------------------------------------------------------ inside one question
def _question_changes(old: Question, new: Question, main: str) -> Iterator[Change]:
    yield from _text_changes(ChangeKind.TEXT, old.text, new.text, main)
    yield from _text_changes(ChangeKind.HELP, old.help, new.help, main)
    if old.is_required != new.is_required:
        yield Change(ChangeKind.REQUIRED if new.is_required else ChangeKind.OPTIONAL)
    if old.score_rule != new.score_rule:
        yield Change(ChangeKind.SCORE_RULE)
    if old.raises_alert != new.raises_alert:
        yield Change(ChangeKind.ALERT_ON if new.raises_alert else ChangeKind.ALERT_OFF)
    yield from (Change(kind) for kind, names in _FACETS if _facet(old, names) != _facet(new, names))
    yield from _choice_changes(old.choices, new.choices, main)


_FACETS = (
    (ChangeKind.LABELS, ("levels", "low", "high", "extra")),
    (ChangeKind.PICTURE, ("picture",)),
    (ChangeKind.SETTINGS, ("is_reversed", "least", "most", "style", "fields")),
    (ChangeKind.TAGS, ("tags",)),
    (ChangeKind.TOUCHPOINT, ("touchpoint",)),
)
"""What of a question is told in one line however much of it changed."""


def _facet(question: Question, names: Sequence[str]) -> list[object]:
    return [getattr(question, name) for name in names]


def _choice_changes(old: Sequence[Choice], new: Sequence[Choice], main: str) -> Iterator[Change]:
    known = {choice.number: choice for choice in old}
    kept = {choice.number for choice in new} & known.keys()
    for choice in new:
        if before := known.get(choice.number):
            yield from _text_changes(ChangeKind.CHOICE_TEXT, before.text, choice.text, main)
            if replace(before, text=choice.text) != choice:
                yield Change(ChangeKind.CHOICE_SETTINGS, after=pick(choice.text, main, ""))
        else:
            yield Change(ChangeKind.CHOICE_ADDED, after=pick(choice.text, main, ""))
    for choice in old:
        if choice.number not in kept:
            yield Change(ChangeKind.CHOICE_REMOVED, before=pick(choice.text, main, ""))
    if [c.number for c in old if c.number in kept] != [c.number for c in new if c.number in kept]:
        yield Change(ChangeKind.CHOICES_MOVED)


def _text_changes(kind: ChangeKind, old: Texts, new: Texts, main: str) -> Iterator[Change]:
    for language in sorted({*old, *new}, key=lambda code: (code != main, code)):
        before, after = old.get(language, ""), new.get(language, "")
        if before != after:
            yield Change(kind, language, before, after)
