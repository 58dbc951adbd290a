"""One rule: its conditions one below the other, and what it does."""

from dataclasses import replace
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from surveys.forms.conditions import TestRow, blank_row, rows_of, sent_rows
from surveys.forms.draft import DraftForm
from surveys.models import Survey
from surveys.pages import Parts
from surveys.rules import (
    MAX_TESTS,
    MAX_TEXT,
    Action,
    Condition,
    Content,
    Match,
    Rule,
    overlay,
    put_rule,
)


class RuleForm(DraftForm):
    """A rule as a sentence with gaps. Its conditions are read by hand: each has its own fields."""

    match = forms.ChoiceField(
        label=gettext_lazy("How many conditions must hold"),
        choices=[
            (Match.ALL.value, gettext_lazy("all of these hold")),
            (Match.ANY.value, gettext_lazy("one of these holds")),
        ],
        required=False,
    )
    action = forms.ChoiceField(
        label=gettext_lazy("What happens"),
        choices=[
            (Action.SHOW.value, gettext_lazy("ask only then")),
            (Action.SKIP.value, gettext_lazy("leave out")),
            (Action.JUMP.value, gettext_lazy("go on at")),
            (Action.END.value, gettext_lazy("end the survey")),
            (Action.REWORD.value, gettext_lazy("ask in other words")),
        ],
    )
    target = forms.ChoiceField(
        label=gettext_lazy("Question or page"),
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Choose a question or a page.")},
    )

    def __init__(
        self, data: QueryDict | None = None, *, survey: Survey, rule: Rule, parts: Parts
    ) -> None:
        initial = {
            "match": rule.condition.match.value,
            "action": rule.action.value,
            "target": rule.target,
        }
        super().__init__(data, survey=survey, initial=initial)
        self.rule, self.parts = rule, parts
        menu = self.fields["target"]
        menu.choices = [("", _("Choose…")), *parts.target_groups]  # type: ignore[attr-defined]
        self.add_texts("text", rule.text, max_length=MAX_TEXT, rows=2)
        tests = rule.condition.tests
        self.rows = rows_of(tests, parts) if data is None else sent_rows(data, parts)

    @property
    def text_fields(self) -> list[forms.BoundField]:
        return self.fields_of("text")

    @property
    def may_add(self) -> bool:
        """Whether one more condition fits."""
        return len(self.rows) < MAX_TESTS

    def rearranged(self) -> "RuleForm | None":
        """The form as one of its buttons asks, nothing judged yet; None if it is to be saved."""
        order, _colon, at = str(self.data.get("do", "")).partition(":")
        rows = self._rows_after(order, int(at) if at.isascii() and at.isdigit() else -1)
        if rows is None:
            return None
        form = RuleForm(survey=self.survey, rule=self.rule, parts=self.parts)
        form.initial = {name: self[name].value() for name in self.fields}
        form.rows = rows
        return form

    def _rows_after(self, order: str, index: int) -> list[TestRow] | None:
        if order == "refresh":
            return self.rows
        if order == "add":
            return [*self.rows, blank_row(self.parts)][:MAX_TESTS]
        if order == "remove" and 0 <= index < len(self.rows):
            return [row for at, row in enumerate(self.rows) if at != index]
        return None

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        action = Action(cleaned["action"]) if "action" in cleaned else None
        if action and action.has_target and not cleaned.get("target") and "target" in cleaned:
            self.add_error("target", _("Choose a question or a page."))
        main = f"text_{self.survey.default_language}"
        if action is Action.REWORD and not cleaned.get(main) and main in cleaned:
            self.add_error(main, _("Write the words in the main language."))
        for row in self.rows:
            row.judge(self.parts)
        if any(row.error for row in self.rows):
            # What is wrong stands beside the condition; this keeps the form from being saved.
            self.add_error(None, _("Look at the conditions once more."))
        return cleaned

    def edited(self, content: Content) -> Content:
        """The draft with this rule as it was typed; added if it is new or was removed since."""
        cleaned = self.cleaned_data
        action = Action(cleaned["action"])
        tests = tuple(row.test(self.parts) for row in self.rows)
        rule = replace(
            self.rule,
            action=action,
            condition=Condition(tests, Match(cleaned["match"] or Match.ALL)),
            target=cleaned["target"] if action.has_target else "",
            text=overlay(self.rule.text, self.texts_of("text")) if action is Action.REWORD else {},
        )
        return put_rule(content, rule)
