"""Changes in words: what, from what to what, and what it means for the figures."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, ngettext

from surveys.models import Survey, SurveyVersion
from surveys.pages.looks import LOOKS, language_name, score_words
from surveys.rules import (
    Change,
    ChangeKind,
    Question,
    changes_between,
    language_changes,
    pick,
)

NO_RULES: Mapping[int, str] = MappingProxyType({})
RULES_NOW = frozenset({ChangeKind.RULE_ADDED, ChangeKind.RULE_CHANGED})


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One change in words: what, from what to what, and what it means for the figures."""

    icon: str
    words: str
    before: str = ""
    after: str = ""
    note: str | Promise = ""
    language: str = ""


def changes_to_publish(survey: Survey) -> list[Change]:
    """What customers would see differently once the draft is published; nothing at first."""
    live = survey.live_version
    if live is None:
        return []
    return [
        *changes_between(live.content, survey.content, survey.default_language),
        *language_changes(live.languages, survey.languages),
    ]


def version_changes(earlier: SurveyVersion, version: SurveyVersion, main: str) -> list[Change]:
    """What a version changed against the one before it, in the language `main` first."""
    return [
        *changes_between(earlier.content, version.content, main),
        *language_changes(earlier.languages, version.languages),
    ]


def change_lines(
    changes: Sequence[Change], default_language: str, rules: Mapping[int, str] = NO_RULES
) -> list[ChangeLine]:
    """Changes in words, in their order; `rules` has the sentence of each rule by its place."""
    lines = [_change_line(change, default_language) for change in changes]
    return [
        replace(line, after=rules.get(change.place, "")) if change.kind in RULES_NOW else line
        for change, line in zip(changes, lines, strict=True)
    ]


def _change_line(change: Change, default_language: str) -> ChangeLine:
    before, after = _before_and_after(change, default_language)
    language = change.language if change.language != default_language else ""
    words = SCALE_WORDS if _is_resized(change) else CHANGE_WORDS[change.kind]
    words = str(words) % {"place": change.place, "before": change.before}
    if language and change.kind not in LANGUAGE_CHANGES:
        words = f"{words} ({language_name(language)})"
    return ChangeLine(
        icon=LOOKS[change.question.kind].icon if change.question else CHANGE_ICONS[change.kind],
        words=words,
        before=before,
        after=after,
        note=_note(change),
        language=change.language if change.kind not in LANGUAGE_CHANGES else "",
    )


def change_summary(changes: Sequence[Change]) -> str:
    """What changes in one line, for example "2 texts, 1 new question"."""
    counted: dict[str, int] = {}
    for change in changes:
        group = GROUP_OF.get(change.kind, "settings")
        counted[group] = counted.get(group, 0) + 1
    return ", ".join(
        GROUP_WORDS[group](counted[group]) for group in GROUP_WORDS if group in counted
    )


GROUP_WORDS: Mapping[str, Callable[[int], str]] = {
    "text": lambda n: ngettext("%d text", "%d texts", n) % n,
    "new": lambda n: ngettext("%d new question", "%d new questions", n) % n,
    "exchanged": lambda n: (
        ngettext("%d question on another scale", "%d questions on other scales", n) % n
    ),
    "removed": lambda n: ngettext("%d question removed", "%d questions removed", n) % n,
    "moved": lambda n: ngettext("%d question moved", "%d questions moved", n) % n,
    "choice": lambda n: ngettext("%d choice", "%d choices", n) % n,
    "rule": lambda n: ngettext("%d rule", "%d rules", n) % n,
    "page": lambda n: ngettext("%d change of pages", "%d changes of pages", n) % n,
    "language": lambda n: ngettext("%d language", "%d languages", n) % n,
    "settings": lambda n: ngettext("%d setting", "%d settings", n) % n,
}
GROUP_OF: Mapping[ChangeKind, str] = {
    ChangeKind.TITLE: "text",
    ChangeKind.INTRO: "text",
    ChangeKind.THANKS: "text",
    ChangeKind.APOLOGY: "text",
    ChangeKind.TEXT: "text",
    ChangeKind.HELP: "text",
    ChangeKind.LABELS: "text",
    ChangeKind.CHOICE_TEXT: "text",
    ChangeKind.ADDED: "new",
    ChangeKind.REMOVED: "removed",
    ChangeKind.MOVED: "moved",
    ChangeKind.OTHER_KIND: "exchanged",
    ChangeKind.CHOICE_ADDED: "choice",
    ChangeKind.CHOICE_REMOVED: "choice",
    ChangeKind.CHOICES_MOVED: "choice",
    ChangeKind.RULE_ADDED: "rule",
    ChangeKind.RULE_REMOVED: "rule",
    ChangeKind.RULE_CHANGED: "rule",
    ChangeKind.RULES_MOVED: "rule",
    ChangeKind.PAGES: "page",
    ChangeKind.LANGUAGE_ADDED: "language",
    ChangeKind.LANGUAGE_REMOVED: "language",
}


CHANGE_WORDS: Mapping[ChangeKind, str | Promise] = {
    ChangeKind.TITLE: gettext_lazy("Title"),
    ChangeKind.INTRO: gettext_lazy("Introduction"),
    ChangeKind.THANKS: gettext_lazy("Thanks"),
    ChangeKind.ADDED: gettext_lazy("Question %(place)d is new"),
    ChangeKind.REMOVED: gettext_lazy("Question %(place)d is no longer asked"),
    ChangeKind.MOVED: gettext_lazy("Question %(place)d was question %(before)s"),
    ChangeKind.OTHER_KIND: gettext_lazy("Question %(place)d is asked in another way"),
    ChangeKind.TEXT: gettext_lazy("Question %(place)d, wording"),
    ChangeKind.HELP: gettext_lazy("Question %(place)d, explanation"),
    ChangeKind.REQUIRED: gettext_lazy("Question %(place)d is now required"),
    ChangeKind.OPTIONAL: gettext_lazy("Question %(place)d is no longer required"),
    ChangeKind.SCORE_RULE: gettext_lazy("Question %(place)d, score"),
    ChangeKind.CHOICE_ADDED: gettext_lazy("Question %(place)d, new choice"),
    ChangeKind.CHOICE_REMOVED: gettext_lazy("Question %(place)d, choice removed"),
    ChangeKind.CHOICE_TEXT: gettext_lazy("Question %(place)d, choice reworded"),
    ChangeKind.CHOICES_MOVED: gettext_lazy("Question %(place)d, choices in another order"),
    ChangeKind.CHOICE_SETTINGS: gettext_lazy("Question %(place)d, settings of a choice"),
    ChangeKind.LABELS: gettext_lazy("Question %(place)d, labels of the scale"),
    ChangeKind.PICTURE: gettext_lazy("Question %(place)d, picture"),
    ChangeKind.SETTINGS: gettext_lazy("Question %(place)d, settings"),
    ChangeKind.TAGS: gettext_lazy("Question %(place)d, tags"),
    ChangeKind.ALERT_ON: gettext_lazy("Question %(place)d now raises alerts"),
    ChangeKind.ALERT_OFF: gettext_lazy("Question %(place)d no longer raises alerts"),
    ChangeKind.TOUCHPOINT: gettext_lazy("Question %(place)d, touchpoint"),
    ChangeKind.APOLOGY: gettext_lazy("Apology"),
    ChangeKind.PAGES: gettext_lazy("Pages"),
    ChangeKind.RULE_ADDED: gettext_lazy("Rule %(place)d is new"),
    ChangeKind.RULE_REMOVED: gettext_lazy("Rule %(place)d is gone"),
    ChangeKind.RULE_CHANGED: gettext_lazy("Rule %(place)d works in another way"),
    ChangeKind.RULES_MOVED: gettext_lazy("Rules in another order"),
    ChangeKind.HIDDEN_FIELDS: gettext_lazy("Hidden fields"),
    ChangeKind.REPORTABLE_FIELDS: gettext_lazy("Hidden fields that filter reports"),
    ChangeKind.LANGUAGE_ADDED: gettext_lazy("New language"),
    ChangeKind.LANGUAGE_REMOVED: gettext_lazy("Language removed"),
}
SCALE_WORDS = gettext_lazy("Question %(place)d is asked on another scale")
LANGUAGE_CHANGES = frozenset({ChangeKind.LANGUAGE_ADDED, ChangeKind.LANGUAGE_REMOVED})
CHANGE_ICONS: Mapping[ChangeKind, str] = {
    ChangeKind.TITLE: "survey",
    ChangeKind.INTRO: "msg",
    ChangeKind.THANKS: "heart",
    ChangeKind.APOLOGY: "heart",
    ChangeKind.PAGES: "survey",
    ChangeKind.RULE_ADDED: "branch",
    ChangeKind.RULE_REMOVED: "branch",
    ChangeKind.RULE_CHANGED: "branch",
    ChangeKind.RULES_MOVED: "branch",
    ChangeKind.HIDDEN_FIELDS: "tag",
    ChangeKind.REPORTABLE_FIELDS: "filter",
    ChangeKind.LANGUAGE_ADDED: "globe",
    ChangeKind.LANGUAGE_REMOVED: "globe",
}


def _before_and_after(change: Change, language: str) -> tuple[str, str]:
    question, earlier = change.question, change.earlier
    if change.kind in LANGUAGE_CHANGES:
        name = language_name(change.language)
        return ("", name) if change.kind is ChangeKind.LANGUAGE_ADDED else (name, "")
    if question and change.kind in WHOLE_QUESTIONS:
        text = pick(question.text, language, "")
        return (text, "") if change.kind is ChangeKind.REMOVED else ("", text)
    if question and earlier and _is_resized(change):
        return _levels(earlier), _levels(question)
    if question and earlier and (words := COMPARED.get(change.kind)):
        return words(earlier), words(question)
    return change.before, change.after


def _is_resized(change: Change) -> bool:
    """Whether a question is of the same kind on a longer or shorter scale."""
    question, earlier = change.question, change.earlier
    if change.kind is not ChangeKind.OTHER_KIND or not question or not earlier:
        return False
    return question.kind is earlier.kind and len(question.scale) != len(earlier.scale)


def _levels(question: Question) -> str:
    size = len(question.scale)
    return ngettext("%d level", "%d levels", size) % size


def _note(change: Change) -> str | Promise:
    question, earlier = change.question, change.earlier
    if change.kind is ChangeKind.OTHER_KIND and question and earlier:
        is_copy = question.kind is earlier.kind and not _is_resized(change)
        return COUNTED_ANEW if is_copy else SCALE_CHANGED
    if change.kind is ChangeKind.TEXT and question and question.score_rule:
        return TREND_GOES_ON
    return NOTES.get(change.kind, "")


WHOLE_QUESTIONS = frozenset({ChangeKind.ADDED, ChangeKind.REMOVED, ChangeKind.MOVED})
COMPARED: Mapping[ChangeKind, Callable[[Question], str]] = {
    ChangeKind.OTHER_KIND: lambda question: LOOKS[question.kind].title,
    ChangeKind.SCORE_RULE: score_words,
}
COUNTED_ANEW = gettext_lazy("It is counted anew, beside the old one.")
SCALE_CHANGED = gettext_lazy("Its trend starts anew, because its scale changed.")
TREND_GOES_ON = gettext_lazy("The scale stays, so its trend goes on.")
NOTES: Mapping[ChangeKind, Promise] = {
    ChangeKind.ADDED: gettext_lazy("Its figures start with this version."),
    ChangeKind.REMOVED: gettext_lazy("The answers so far stay in the reports."),
    ChangeKind.CHOICE_ADDED: gettext_lazy("It is counted from this version on."),
    ChangeKind.CHOICE_REMOVED: gettext_lazy("The answers so far stay in the reports."),
    ChangeKind.CHOICE_TEXT: gettext_lazy("It counts as the same choice as before."),
    ChangeKind.LANGUAGE_REMOVED: gettext_lazy("Its texts are kept in case you need them again."),
}
