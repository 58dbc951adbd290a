"""What answers count for."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from responses.rules.answers import ANSWERED, WHOLE_RESPONSE, Answer, Answers, Ratings
from responses.rules.spans import span_of
from surveys.rules import Content, Kind, Question

FINISHED: Final = "~finished"
"""The question key under which responses are counted that came to the end."""

TIME_TAKEN: Final = "~seconds"
"""The key under which they are counted by the span of seconds that it took them."""

EXCLUDED: Final = "~excluded"
"""The key under which responses are counted that are held back from all that is reported."""

ASIDE: Final = "~"
"""What these three keys, which are no questions, start with."""

UNTIMED: Final = "import"
"""The channel whose answers were not given to us, so that nobody knows how long it took."""


def counted(
    ratings: Ratings, *, is_complete: bool, is_excluded: bool, seconds: int | None, channel: str
) -> Ratings:
    """The counts that one response adds to: its answers' ratings, and those of the whole of it.

    Those of an excluded one are kept where only its segment, which is held, leads; EXCLUDED
    counts everywhere.
    """
    whole: Ratings = {EXCLUDED: [ANSWERED]} if is_excluded else {}
    if is_complete:
        whole[FINISHED] = [ANSWERED]
        if seconds is not None and channel != UNTIMED:
            whole[TIME_TAKEN] = [span_of(seconds)]
    return ratings | whole


MOST_REPORTED: Final = 40
"""So many letters of a hidden field's value tell responses apart."""


def reported(hidden: Mapping[str, str] | None, fields: Iterable[str]) -> dict[str, str]:
    """What a report can filter by of a response's hidden fields: only those with a value."""
    given = hidden or {}
    return {name: given[name][:MOST_REPORTED] for name in fields if given.get(name)}


def ratings_of(content: Content, answers: Answers) -> Ratings:
    """The counts that one person's answers add to.

    A rating or a single choice is counted under itself; several choices under ANSWERED and each
    choice; a row of criteria under its own key; a ranked item under its own key and its rank;
    everything else under ANSWERED.
    """
    ratings: Ratings = {WHOLE_RESPONSE: [ANSWERED]}
    for question in content.questions:
        answer = answers.get(question.key)
        if answer is not None:
            ratings |= dict(_counted(question, answer))
    return ratings


def _counted(question: Question, answer: Answer) -> Iterator[tuple[str, list[int]]]:
    if question.kind.is_rating or question.kind.picks_one:
        yield question.key, [int(answer)]  # type: ignore[arg-type]
    elif question.kind.picks_many:
        yield question.key, [ANSWERED, *answer]  # type: ignore[misc]
    else:
        yield question.key, [ANSWERED]
    if question.kind.has_rows and isinstance(answer, dict):
        yield from ((f"{question.key}.{row}", [int(rating)]) for row, rating in answer.items())
    if question.kind is Kind.RANKING and isinstance(answer, list):
        for rank, number in enumerate(answer, start=1):
            yield f"{question.key}.{number}", [rank]


def score_of(content: Content, answers: Answers) -> int | None:
    """The main rating: the answer to the first rating question."""
    question = content.main_question
    answer = answers.get(question.key) if question else None
    return answer if isinstance(answer, int) else None


def outcome_of(content: Content, answers: Answers) -> str:
    """How the customer feels by the main rating: good, neutral or bad; empty if nothing says so.

    Without a main rating the worst row of criteria decides.
    """
    main = content.main_question
    rating = score_of(content, answers)
    if main and main.score_rule and rating is not None:
        return main.score_rule.class_of(rating)
    classes = {
        question.score_rule.class_of(int(row))
        for question in content.questions
        if question.score_rule and isinstance(given := answers.get(question.key), dict)
        for row in given.values()
    }
    return next((outcome for outcome in ("bad", "neutral", "good") if outcome in classes), "")
