"""The JSON form of a content, for storage and for files. Schema 2; schema 1 is still read."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from surveys.rules.content import Choice, Content, Level, Page, Question
from surveys.rules.flow import Action, Condition, Match, Operator, Rule, Test
from surveys.rules.kinds import SCALES, Kind, ScoreRule, usual_rule
from surveys.rules.texts import Texts

SCHEMA: Final = 2


# ------------------------------------------------------------------ from storage
def content_from(document: Mapping[str, Any]) -> Content:
    """Read a stored document. Raises KeyError or ValueError if it is not one of ours."""
    return Content(
        title=_texts(document["title"]),
        intro=_texts(document.get("intro", {})),
        thanks=_texts(document.get("thanks", {})),
        apology=_texts(document.get("apology", {})),
        questions=tuple(_question_from(raw) for raw in document.get("questions", [])),
        pages=tuple(
            Page(raw["key"], _texts(raw.get("title", {}))) for raw in document.get("pages", [])
        ),
        rules=tuple(_rule_from(raw) for raw in document.get("rules", [])),
        hidden_fields=tuple(document.get("hidden_fields", ())),
        reportable_fields=tuple(document.get("reportable_fields", ())),
        next_number=int(document.get("next_number", 1)),
        next_choices=MappingProxyType(document.get("next_choices", {})),
        next_page=int(document.get("next_page", 1)),
        next_rule=int(document.get("next_rule", 1)),
    )


def _texts(raw: Mapping[str, str]) -> Texts:
    return MappingProxyType({language: text for language, text in raw.items() if text})


def _question_from(raw: Mapping[str, Any]) -> Question:
    return Question(
        key=raw["key"],
        kind=Kind(raw["kind"]),
        text=_texts(raw.get("text", {})),
        help=_texts(raw.get("help", {})),
        is_required=bool(raw.get("required", False)),
        choices=tuple(_choice_from(choice) for choice in raw.get("choices", [])),
        page=raw.get("page", ""),
        picture=raw.get("picture", ""),
        tags=tuple(raw.get("tags", ())),
        raises_alert=bool(raw.get("alert", False)),
        touchpoint=int(raw.get("touchpoint", 0)),
        size=int(raw.get("size", 0)),
        levels=tuple(
            Level(_texts(level.get("text", {})), level.get("picture", ""))
            for level in raw.get("levels", [])
        ),
        low=_texts(raw.get("low", {})),
        high=_texts(raw.get("high", {})),
        is_reversed=bool(raw.get("reversed", False)),
        least=raw.get("least"),
        most=raw.get("most"),
        style=raw.get("style", ""),
        fields=MappingProxyType(dict(raw.get("fields", {}))),
        extra=_texts(raw.get("extra", {})),
        score_rule=_score_rule_from(raw),
    )


def _choice_from(raw: Mapping[str, Any]) -> Choice:
    return Choice(
        number=int(raw["number"]),
        text=_texts(raw.get("text", {})),
        picture=raw.get("picture", ""),
        is_exclusive=bool(raw.get("exclusive", False)),
        is_other=bool(raw.get("other", False)),
    )


def _score_rule_from(raw: Mapping[str, Any]) -> ScoreRule | None:
    if rule := raw.get("score_rule"):
        return ScoreRule(int(rule["good_from"]), int(rule["bad_to"]))
    kind = Kind(raw["kind"])
    usual = SCALES.get(kind)
    if usual is None:
        return None
    size = int(raw.get("size", 0)) or len(usual)
    return usual_rule(kind, range(usual.start, usual.start + size))


def _rule_from(raw: Mapping[str, Any]) -> Rule:
    return Rule(
        number=int(raw["number"]),
        action=Action(raw["action"]),
        target=raw.get("target", ""),
        text=_texts(raw.get("text", {})),
        condition=Condition(
            tests=tuple(_test_from(test) for test in raw.get("tests", [])),
            match=Match(raw.get("match", "all")),
        ),
    )


def _test_from(raw: Mapping[str, Any]) -> Test:
    return Test(
        source=raw["source"],
        operator=Operator(raw["operator"]),
        values=tuple(raw.get("values", ())),
        is_not=bool(raw.get("not", False)),
    )


# ------------------------------------------------------------------ to storage
def document_of(content: Content) -> dict[str, Any]:
    """The JSON form of a content, the same for the same content. What is usual is left out."""
    counted = {question.key for question in content.questions if question.kind.has_choices}
    return {
        "schema": SCHEMA,
        "title": _filled(content.title),
        "intro": _filled(content.intro),
        "thanks": _filled(content.thanks),
        "apology": _filled(content.apology),
        "next_number": content.next_number,
        "next_page": content.next_page,
        "next_rule": content.next_rule,
        "next_choices": {
            key: content.next_choice(key) for key in sorted(counted | content.next_choices.keys())
        },
        "hidden_fields": list(content.hidden_fields),
        **_without_usual({"reportable_fields": list(content.reportable_fields)}),
        "pages": [{"key": page.key, "title": _filled(page.title)} for page in content.pages],
        "questions": [_question_document(question) for question in content.questions],
        "rules": [_rule_document(rule) for rule in content.rules],
    }


def _question_document(question: Question) -> dict[str, Any]:
    rule = question.score_rule
    always = {
        "key": question.key,
        "kind": question.kind.value,
        "text": _filled(question.text),
        "help": _filled(question.help),
        "required": question.is_required,
    }
    return (
        always
        | _without_usual(
            {
                "page": question.page,
                "picture": question.picture,
                "tags": list(question.tags),
                "alert": question.raises_alert,
                "touchpoint": question.touchpoint,
                "choices": [_choice_document(choice) for choice in question.choices],
                "size": question.size,
                "levels": [_level_document(level) for level in question.levels],
                "low": _filled(question.low),
                "high": _filled(question.high),
                "reversed": question.is_reversed,
                "style": question.style,
                "fields": dict(question.fields),
                "extra": _filled(question.extra),
                "score_rule": {"good_from": rule.good_from, "bad_to": rule.bad_to}
                if rule
                else None,
            }
        )
        | {
            name: number
            for name, number in (("least", question.least), ("most", question.most))
            if number is not None
        }
    )


def _choice_document(choice: Choice) -> dict[str, Any]:
    extras = _without_usual(
        {
            "picture": choice.picture,
            "exclusive": choice.is_exclusive,
            "other": choice.is_other,
        }
    )
    return {"number": choice.number, "text": _filled(choice.text)} | extras


def _level_document(level: Level) -> dict[str, Any]:
    return _without_usual({"text": _filled(level.text), "picture": level.picture})


def _rule_document(rule: Rule) -> dict[str, Any]:
    always = {
        "number": rule.number,
        "action": rule.action.value,
        "match": rule.condition.match.value,
        "tests": [_test_document(test) for test in rule.condition.tests],
    }
    return always | _without_usual({"target": rule.target, "text": _filled(rule.text)})


def _test_document(test: Test) -> dict[str, Any]:
    always = {"source": test.source, "operator": test.operator.value}
    return always | _without_usual({"values": list(test.values), "not": test.is_not})


def _without_usual(document: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in document.items() if value}


def _filled(texts: Texts) -> dict[str, str]:
    return {language: text for language, text in texts.items() if text}
