"""What the pages share: try an action and say how it went."""

from collections.abc import Callable
from typing import TypeVar

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import HttpRequest
from django.views.decorators.http import require_http_methods

from hearme.accounts.forms import (
    add_problem,
)

T = TypeVar("T")
page_with_form = require_http_methods(["GET", "HEAD", "POST"])


def attempt(request: HttpRequest, done: str, action: Callable[[], object]) -> bool:
    """Run an action, tell how it went in a message, and return whether it worked."""
    try:
        action()
    except ValidationError as problem:
        for text in problem.messages:
            messages.error(request, text)
        return False
    messages.success(request, done)
    return True


def accepted(form: BaseForm, action: Callable[..., T], field: str) -> T | None:
    """Give a form's values to an action; None, with the problem said in the form, if refused."""
    if not form.is_valid():
        return None
    try:
        return action(**form.cleaned_data)
    except ValidationError as problem:
        add_problem(form, problem, field)
        return None
