"""Edits of a draft: each takes a content and returns another. None ever reuses a key or a number.

A key or a choice number that answers may carry means the same for ever, so what is removed leaves
its number behind unused.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import count
from typing import Final

from surveys.rules.content import Choice, Content, Page, Question
from surveys.rules.flow import Operator, Rule, Test
from surveys.rules.kinds import (
    CONTACT_FIELDS,
    SCALES,
    SIZES,
    STYLES,
    USUAL_CONTACT,
    Kind,
    usual_rule,
)
from surveys.rules.texts import Texts

LIMITED: Final = frozenset(
    {Kind.CHOICES, Kind.PICTURES, Kind.RANKING, Kind.NUMBER, Kind.TEXT, Kind.ATTACHMENT}
)
"""Kinds that have a least or a most."""


def add_question(content: Content, question: Question, *, after: str = "") -> Content:
    """Add a question under a key that none of this survey ever had: last, or after another.

    It comes onto the page of the question before it.
    """
    at = content.place(after) or len(content.questions)
    fresh = _fitting(replace(question, key=f"q{content.next_number}"))
    if content.page(fresh.page) is None:
        first = content.pages[0].key if content.pages else ""
        fresh = replace(fresh, page=content.questions[at - 1].page if at else first)
    fresh = replace(fresh, choices=number_choices(fresh.choices, fresh.choices))
    at = _place_on_page(content, fresh.page, at)
    questions = (*content.questions[:at], fresh, *content.questions[at:])
    return _counted(
        replace(content, questions=questions, next_number=content.next_number + 1), fresh.key
    )


def replace_question(content: Content, question: Question) -> Content:
    """Put an edited question in the place of the one with its key.

    Another kind or another size is another scale: it gets a new key, and its trend starts anew.
    Choices with a number that the old question knows are the same choices reworded; all others
    are new.
    """
    old = content.question(question.key)
    if old is None:
        return content
    question = replace(question, page=old.page)
    if old.kind is not question.kind or (
        len(old.scale) != len(_fitting(question).scale) and (old.kind in SIZES)
    ):
        return _exchange(content, old, _newcomer(old, question))
    choices = number_choices(question.choices, old.choices, first=content.next_choice(old.key))
    edited = _fitting(replace(question, choices=choices))
    questions = tuple(edited if q.key == old.key else q for q in content.questions)
    return _counted(replace(content, questions=questions), old.key)


def put_question(content: Content, question: Question) -> Content:
    """Save an edited question, as a new one if somebody has removed it meanwhile."""
    if content.question(question.key) is None:
        return add_question(content, replace(question, choices=_unnumbered(question.choices)))
    return replace_question(content, question)


def _newcomer(old: Question, question: Question) -> Question:
    """The edited question without what belonged to the old scale."""
    fresh = replace(question, choices=_unnumbered(question.choices), score_rule=None)
    return fresh if old.kind is question.kind else replace(fresh, least=None, most=None)


def _exchange(content: Content, old: Question, newcomer: Question) -> Content:
    """Put a new question in the place of an old one; rules follow it as far as they still fit."""
    added = add_question(content, newcomer, after=old.key)
    fresh = added.part(added.newest_key) or newcomer
    rules = tuple(_following(rule, old, fresh) for rule in added.rules)
    return remove_question(replace(added, rules=rules), old.key)


def _following(rule: Rule, old: Question, fresh: Question) -> Rule:
    """The rule about the new question. Tests that name old ratings stay, to be found and mended."""
    tests = tuple(
        replace(test, source=fresh.key)
        if test.source == old.key and _means_the_same(test, fresh)
        else test
        for test in rule.condition.tests
    )
    return replace(
        rule,
        target=fresh.key if rule.target == old.key else rule.target,
        condition=replace(rule.condition, tests=tests),
    )


def _means_the_same(test: Test, fresh: Question) -> bool:
    """Good and bad, answered or not: that can be said of every scale."""
    if test.operator is Operator.CLASS:
        return fresh.score_rule is not None
    return test.operator is Operator.ANSWERED and fresh.kind.is_asked


def duplicate_question(content: Content, key: str) -> Content:
    """Ask the same once more right after; the copy is counted for itself."""
    question = content.question(key)
    if question is None:
        return content
    copy = replace(question, choices=_unnumbered(question.choices))
    return add_question(content, copy, after=key)


def remove_question(content: Content, key: str) -> Content:
    """Leave a question out, and the rules that would act on it."""
    return replace(
        content,
        questions=tuple(q for q in content.questions if q.key != key),
        rules=tuple(rule for rule in content.rules if rule.target != key),
    )


def move_question(content: Content, key: str, by: int) -> Content:
    """Move a question `by` places down (negative: up), as far as the list goes.

    At the end of its page it goes onto the neighbouring page first.
    """
    for _step in range(abs(by)):
        content = _moved_one(content, key, 1 if by > 0 else -1)
    return content


def _moved_one(content: Content, key: str, by: int) -> Content:
    questions = list(content.questions)
    at = content.place(key) - 1
    if at < 0:
        return content
    question = questions[at]
    neighbour = questions[at + by] if 0 <= at + by < len(questions) else None
    if neighbour is None or neighbour.page != question.page:
        return _to_next_page(content, question, by)
    questions[at], questions[at + by] = neighbour, question
    return replace(content, questions=tuple(questions))


def _to_next_page(content: Content, question: Question, by: int) -> Content:
    keys = [page.key for page in content.pages]
    if question.page not in keys or not 0 <= keys.index(question.page) + by < len(keys):
        return content
    return put_on_page(content, question.key, keys[keys.index(question.page) + by], last=by < 0)


def restore(draft: Content, earlier: Content) -> Content:
    """Go back to an earlier content; keys and numbers used since then stay used."""
    keys = {question.key for each in (draft, earlier) for question in each.questions
            if question.kind.has_choices}  # fmt: skip
    keys |= draft.next_choices.keys() | earlier.next_choices.keys()
    return replace(
        earlier,
        next_number=max(draft.next_number, earlier.next_number),
        next_page=max(draft.next_page, earlier.next_page),
        next_rule=max(draft.next_rule, earlier.next_rule),
        next_choices={key: max(draft.next_choice(key), earlier.next_choice(key)) for key in keys},
    )


# ------------------------------------------------------------------ pages
def break_page(content: Content, key: str) -> Content:
    """Let a new page begin with this question.

    The first break makes two pages of what was divided by itself.
    """
    at = content.place(key)
    if at == 0 or at == _first_on_page(content, key):
        return content
    if not content.pages:
        first = Page(f"p{content.next_page}")
        questions = tuple(replace(q, page=first.key) for q in content.questions)
        content = replace(
            content, pages=(first,), questions=questions, next_page=content.next_page + 1
        )
    fresh = Page(f"p{content.next_page}")
    old = content.questions[at - 1].page
    questions = tuple(
        replace(q, page=fresh.key) if q.page == old and place >= at else q
        for place, q in enumerate(content.questions, start=1)
    )
    index = [page.key for page in content.pages].index(old) + 1
    pages = (*content.pages[:index], fresh, *content.pages[index:])
    return replace(content, pages=pages, questions=questions, next_page=content.next_page + 1)


def _first_on_page(content: Content, key: str) -> int:
    """The place of the first question that stands on the page of this one."""
    question = content.question(key)
    together = content.questions_on(question.page) if question else ()
    return content.place(together[0].key) if together else 0


def join_page(content: Content, key: str) -> Content:
    """Put the questions of a page onto the one before it; with one page left there are none."""
    keys = [page.key for page in content.pages]
    if key not in keys or keys.index(key) == 0:
        return content
    before = keys[keys.index(key) - 1]
    pages = tuple(page for page in content.pages if page.key != key)
    questions = tuple(replace(q, page=before) if q.page == key else q for q in content.questions)
    if len(pages) == 1:
        pages, questions = (), tuple(replace(q, page="") for q in questions)
    known = {page.key for page in pages}
    rules = tuple(r for r in content.rules if not r.target.startswith("p") or r.target in known)
    return replace(content, pages=pages, questions=questions, rules=rules)


def title_page(content: Content, key: str, title: Texts) -> Content:
    """Say what a page is about."""
    pages = tuple(replace(page, title=title) if page.key == key else page for page in content.pages)
    return replace(content, pages=pages)


def put_on_page(content: Content, key: str, page: str, *, last: bool = True) -> Content:
    """Move a question onto a page, last or first there."""
    question = content.question(key)
    if question is None or content.page(page) is None:
        return content
    moved = replace(question, page=page)
    others = [q for q in content.questions if q.key != key]
    pages = [each.key for each in content.pages]
    rank = pages.index(page)
    ahead = [q for q in others if pages.index(q.page) < rank + last]
    return replace(content, questions=(*ahead, moved, *others[len(ahead) :]))


def _place_on_page(content: Content, page: str, at: int) -> int:
    """The place nearest to `at` that lies on a page."""
    if not content.pages:
        return at
    keys = [each.key for each in content.pages]
    ahead = sum(keys.index(q.page) < keys.index(page) for q in content.questions)
    return max(ahead, min(at, ahead + len(content.questions_on(page))))


# ------------------------------------------------------------------ rules
def put_rule(content: Content, rule: Rule) -> Content:
    """Add a rule (number 0), or put an edited one in the place of the one with its number."""
    if any(known.number == rule.number for known in content.rules):
        rules = tuple(rule if known.number == rule.number else known for known in content.rules)
        return replace(content, rules=rules)
    fresh = replace(rule, number=content.next_rule)
    return replace(content, rules=(*content.rules, fresh), next_rule=content.next_rule + 1)


def remove_rule(content: Content, number: int) -> Content:
    """Take a rule out."""
    return replace(content, rules=tuple(r for r in content.rules if r.number != number))


def move_rule(content: Content, number: int, by: int) -> Content:
    """Move a rule `by` places down; of jumps at one place the first that holds counts."""
    rules = list(content.rules)
    at = next((place for place, rule in enumerate(rules) if rule.number == number), -1)
    if at < 0:
        return content
    rule = rules.pop(at)
    rules.insert(max(0, min(len(rules), at + by)), rule)
    return replace(content, rules=tuple(rules))


def duplicate_rule(content: Content, number: int) -> Content:
    """Add the same rule once more, last."""
    rule = next((rule for rule in content.rules if rule.number == number), None)
    return content if rule is None else put_rule(content, replace(rule, number=0))


# ------------------------------------------------------------------ choices
def number_choices(
    choices: Sequence[Choice], known: Sequence[Choice], *, first: int = 1
) -> tuple[Choice, ...]:
    """Let choices whose number is known keep it; give the others numbers from `first` on.

    A number that comes twice stays with the first that has it.
    """
    given = {choice.number for choice in known if choice.number > 0}
    free = (number for number in count(first) if number not in given)
    return tuple(_numbered(choices, set(given), free))


def _numbered(choices: Sequence[Choice], given: set[int], free: Iterator[int]) -> Iterator[Choice]:
    for choice in choices:
        if choice.number in given:
            given.remove(choice.number)
            yield choice
        else:
            yield replace(choice, number=next(free))


def _unnumbered(choices: Sequence[Choice]) -> tuple[Choice, ...]:
    return tuple(replace(choice, number=0) for choice in choices)


def _fitting(question: Question) -> Question:
    """Take away what the question's kind has no use for; use its usual score rule for a bad one."""
    kind = question.kind
    sized = replace(question, size=question.size if question.size in SIZES.get(kind, ()) else 0)
    rule = sized.score_rule
    is_kept = rule is not None and rule.fits(sized.scale) and (kind.is_rating or kind.has_rows)
    usual = USUAL_CONTACT if kind is Kind.CONTACT else {}
    fields = {name: how for name, how in sized.fields.items() if name in CONTACT_FIELDS}
    return replace(
        sized,
        choices=tuple(_fitting_choice(kind, choice) for choice in sized.choices)
        if kind.has_choices
        else (),
        levels=sized.levels[: len(sized.scale)] if kind.has_levels else (),
        low=sized.low if kind in SCALES else {},
        high=sized.high if kind in SCALES else {},
        is_reversed=sized.is_reversed and kind in SCALES,
        style=sized.style if sized.style in STYLES.get(kind, ()) else "",
        least=sized.least if kind in LIMITED else None,
        most=sized.most if kind in LIMITED else None,
        fields=(fields or usual) if kind is Kind.CONTACT else {},
        extra=sized.extra if kind is Kind.CONTACT else {},
        raises_alert=sized.raises_alert and (kind.is_rating or kind.has_rows),
        is_required=sized.is_required and kind.is_asked,
        score_rule=rule if is_kept else usual_rule(kind, sized.scale),
    )


def _fitting_choice(kind: Kind, choice: Choice) -> Choice:
    """Only lists from which one picks have "other" and "none of these"."""
    return replace(
        choice,
        is_other=choice.is_other and kind in {Kind.CHOICE, Kind.CHOICES},
        is_exclusive=choice.is_exclusive and kind in {Kind.CHOICES, Kind.PICTURES},
    )


def _counted(content: Content, key: str) -> Content:
    """Remember up to which number the choices of a question are used."""
    question = content.question(key)
    if question is None or not question.kind.has_choices:
        return content
    return replace(content, next_choices={**content.next_choices, key: content.next_choice(key)})
