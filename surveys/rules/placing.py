"""An imported survey in its new organization: touchpoints and locations are found by name."""

from collections.abc import Mapping
from dataclasses import replace

from surveys.rules.content import Content
from surveys.rules.flow import Fact, Rule, Test
from surveys.rules.imported import Imported, Note, NoteKind


def placed(
    found: Imported, touchpoints: Mapping[str, int], locations: Mapping[str, int]
) -> Imported:
    """Refer to what this organization has (name -> id); what it lacks is left out and noted."""
    notes: list[Note] = list(found.notes)
    known = {
        Fact.TOUCHPOINT: _moved(found.touchpoints, touchpoints),
        Fact.LOCATION: _moved(found.locations, locations),
    }
    content = _with_touchpoints(found, known[Fact.TOUCHPOINT], notes)
    rules = []
    for place, rule in enumerate(content.rules, start=1):
        if moved := _rule_here(rule, known):
            rules.append(moved)
        else:
            notes.append(Note(NoteKind.RULE_DROPPED, str(place), _names(rule, found)))
    return replace(found, content=replace(content, rules=tuple(rules)), notes=tuple(notes))


def _moved(names: Mapping[int, str], ids: Mapping[str, int]) -> dict[int, int]:
    return {pk: ids[name] for pk, name in names.items() if name in ids}


def _with_touchpoints(found: Imported, known: Mapping[int, int], notes: list[Note]) -> Content:
    questions = []
    for place, question in enumerate(found.content.questions, start=1):
        here = known.get(question.touchpoint, 0)
        if question.touchpoint and not here:
            name = found.touchpoints.get(question.touchpoint, "?")
            notes.append(Note(NoteKind.TOUCHPOINT_DROPPED, str(place), name))
        questions.append(replace(question, touchpoint=here))
    return replace(found.content, questions=tuple(questions))


def _rule_here(rule: Rule, known: Mapping[Fact, Mapping[int, int]]) -> Rule | None:
    """The rule with ids of this organization; None if one of its tests would look at nothing."""
    tests = []
    for test in rule.condition.tests:
        fact = next((fact for fact in known if fact == test.source), None)
        values = _values_here(test, known[fact]) if fact else test.values
        if test.values and not values:
            return None
        tests.append(replace(test, values=values))
    return replace(rule, condition=replace(rule.condition, tests=tuple(tests)))


def _values_here(test: Test, ids: Mapping[int, int]) -> tuple[int | str, ...]:
    return tuple(ids[value] for value in test.values if isinstance(value, int) and value in ids)


def _names(rule: Rule, found: Imported) -> str:
    """The names behind the ids that a rule looks at."""
    known = {Fact.TOUCHPOINT.value: found.touchpoints, Fact.LOCATION.value: found.locations}
    names = [
        known[test.source].get(value, str(value)) if isinstance(value, int) else value
        for test in rule.condition.tests
        if test.source in known
        for value in test.values
    ]
    return ", ".join(names)
