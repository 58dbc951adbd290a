"""What allauth asks us: words for its errors, addresses for its letters, and how to send them."""

from smtplib import SMTPException
from typing import Any
from urllib.parse import urlsplit

import structlog
from allauth.account.adapter import DefaultAccountAdapter, get_adapter
from allauth.core import context
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hearme.accounts.actions import SentInvitation
from hearme.accounts.models import User

log = structlog.get_logger("hearme.mail")

PASSWORD_PROBLEMS = {
    "password_too_short": _("Still too short: it takes at least %(min_length)d characters."),
    "password_too_common": _("Too many people use this password. Please think of another one."),
    "password_too_similar": _("Too close to your e-mail address. Please think of another one."),
}


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """allauth in our words."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("This account is switched off."),
        "cannot_remove_primary_email": _("The address that you sign in with cannot be removed."),
        "duplicate_email": _("This is already your address."),
        "email_password_mismatch": _("E-mail or password is not right. Please try again."),
        "email_taken": _("There is already an account with this address. Sign in instead?"),
        "enter_current_password": _("This is not your current password."),
        "incorrect_password": _("This is not your password."),
        "invalid_password_reset": _("This link is no longer valid."),
        "rate_limited": _("That was too often. Please wait a little."),
        "too_many_login_attempts": _("Too many wrong attempts. Please wait five minutes."),
    }

    def clean_password(self, password: str, user: User | None = None) -> str:
        """Check a new password. Raises ValidationError with the first thing to mend."""
        try:
            checked: str = super().clean_password(password, user)
        except ValidationError as error:
            first = error.error_list[0]
            words = PASSWORD_PROBLEMS.get(first.code or "") or first.message
            raise ValidationError(words, code=first.code, params=first.params) from error
        return checked

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a letter; when the mail server fails, say so instead of failing the page."""
        self.deliver(template_prefix, email, context)

    def deliver(self, template_prefix: str, email: str, details: dict[str, Any]) -> bool:
        """Send a letter and return whether the mail server took it."""
        try:
            super().send_mail(template_prefix, email, details | {"site_url": settings.SITE_URL})
        except (SMTPException, OSError) as error:
            log.exception("mail not sent", letter=template_prefix, error=type(error).__name__)
            messages.error(
                context.request,
                _("The e-mail could not be sent. Please try again in a few minutes."),
            )
            return False
        return True

    def get_reset_password_from_key_url(self, key: str) -> str:
        return _at_home(super().get_reset_password_from_key_url(key))

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: Any) -> str:
        return _at_home(super().get_email_confirmation_url(request, emailconfirmation))

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("home")


def _at_home(url: str) -> str:
    """The same page at our own address, whatever host name the request carried."""
    return f"{settings.SITE_URL}{urlsplit(url).path}"


def send_invitation(request: HttpRequest, sent: SentInvitation) -> tuple[str, bool]:
    """Mail an invitation in both languages; return its link, and whether the mail was taken."""
    link = settings.SITE_URL + reverse("accounts:invitation", args=[sent.token])
    details = {"invitation": sent.invitation, "link": link}
    adapter = get_adapter(request)
    return link, adapter.deliver("accounts/email/invitation", sent.invitation.email, details)
