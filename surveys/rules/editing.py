"""Edits of a draft: each takes a content and returns another. None ever reuses a key or a number.

A key or a choice number that answers may carry means the same for ever, so what is removed leaves
its number behind unused.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import count

from surveys.rules.content import SCORE_RULES, Choice, Content, Question, Texts


def overlay(old: Texts, new: Texts) -> Texts:
    """Put the texts of `new` over those of `old`; an empty text takes its language out."""
    return {language: text for language, text in {**old, **new}.items() if text}


def add_question(content: Content, question: Question, *, after: str = "") -> Content:
    """Add a question under a key that none of this survey ever had: last, or after another."""
    fresh = _fitting(replace(question, key=f"q{content.next_number}"))
    fresh = replace(fresh, choices=number_choices(fresh.choices, fresh.choices))
    at = content.place(after) or len(content.questions)
    questions = (*content.questions[:at], fresh, *content.questions[at:])
    return _counted(
        replace(content, questions=questions, next_number=content.next_number + 1), fresh.key
    )


def replace_question(content: Content, question: Question) -> Content:
    """Put an edited question in the place of the one with its key.

    Another kind is another scale: it gets a new key, and its trend starts anew. Choices with a
    number that the old question knows are the same choices reworded; all others are new.
    """
    old = content.question(question.key)
    if old is None:
        return content
    if old.kind is not question.kind:
        newcomer = replace(question, choices=_unnumbered(question.choices), score_rule=None)
        return remove_question(add_question(content, newcomer, after=old.key), old.key)
    choices = number_choices(question.choices, old.choices, first=content.next_choice(old.key))
    edited = _fitting(replace(question, choices=choices))
    questions = tuple(edited if q.key == old.key else q for q in content.questions)
    return _counted(replace(content, questions=questions), old.key)


def put_question(content: Content, question: Question) -> Content:
    """Save an edited question, as a new one if somebody has removed it meanwhile."""
    if content.question(question.key) is None:
        return add_question(content, replace(question, choices=_unnumbered(question.choices)))
    return replace_question(content, question)


def duplicate_question(content: Content, key: str) -> Content:
    """Ask the same once more right after; the copy is counted for itself."""
    question = content.question(key)
    if question is None:
        return content
    copy = replace(question, choices=_unnumbered(question.choices))
    return add_question(content, copy, after=key)


def remove_question(content: Content, key: str) -> Content:
    """Leave a question out."""
    return replace(content, questions=tuple(q for q in content.questions if q.key != key))


def move_question(content: Content, key: str, by: int) -> Content:
    """Move a question `by` places down (negative: up), as far as the list goes."""
    questions = list(content.questions)
    at = content.place(key) - 1
    if at < 0:
        return content
    question = questions.pop(at)
    questions.insert(max(0, min(len(questions), at + by)), question)
    return replace(content, questions=tuple(questions))


def restore(draft: Content, earlier: Content) -> Content:
    """Go back to an earlier content; keys and numbers used since then stay used."""
    keys = draft.next_choices.keys() | earlier.next_choices.keys()
    return replace(
        earlier,
        next_number=max(draft.next_number, earlier.next_number),
        next_choices={key: max(draft.next_choice(key), earlier.next_choice(key)) for key in keys},
    )


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
    rule = question.score_rule
    is_kept = rule is not None and question.kind.is_rating and rule.fits(question.scale)
    return replace(
        question,
        choices=question.choices if question.kind.has_choices else (),
        score_rule=rule if is_kept else SCORE_RULES.get(question.kind),
    )


def _counted(content: Content, key: str) -> Content:
    """Remember up to which number the choices of a question are used."""
    question = content.question(key)
    if question is None or not question.kind.has_choices:
        return content
    return replace(content, next_choices={**content.next_choices, key: content.next_choice(key)})
