"""The way back: stored answers as the fields of a form that would send them."""

from responses.rules.answers import FIELD, OTHER, Answers
from responses.rules.consents import AGREED
from responses.rules.reading import number_words
from surveys.rules import Content, Kind


def fields_of(content: Content, answers: Answers) -> dict[str, list[str]]:
    """Form field -> the values that `read_form` would read these answers from."""
    fields: dict[str, list[str]] = {}
    for question in content.questions:
        name, answer = FIELD + question.key, answers.get(question.key)
        if isinstance(answer, dict):
            fields |= {f"{name}.{part}": [str(value)] for part, value in answer.items()}
        elif question.kind is Kind.RANKING and isinstance(answer, list):
            fields |= {f"{name}.{item}": [str(rank)] for rank, item in enumerate(answer, start=1)}
        elif isinstance(answer, float):
            fields[name] = [number_words(answer)]
        elif answer is not None:
            fields[name] = [
                str(each) for each in (answer if isinstance(answer, list) else [answer])
            ]
        if ticked := answers.get(f"{question.key}.{AGREED}"):
            fields[f"{name}.{AGREED}"] = [str(ticked)]
        if words := answers.get(f"{question.key}.{OTHER}"):
            fields[f"{name}.{OTHER}"] = [str(words)]
    return fields
