"""Letters: through a real mail server, and when there is none."""

import email.policy
import socket
from email import message_from_bytes

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message
from django.urls import reverse

from hearme.accounts.models import Invitation, Role
from tests import build
from tests.accounts.test_members import owner_of

pytestmark = pytest.mark.django_db
SMTP = "django.core.mail.backends.smtp.EmailBackend"


class Letterbox(Message):
    """Keeps every letter that arrives."""

    def __init__(self):
        super().__init__()
        self.letters = []

    def prepare_message(self, session, envelope):
        return message_from_bytes(envelope.original_content, policy=email.policy.default)

    def handle_message(self, message):
        self.letters.append(message)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def letterbox(settings):
    box, port = Letterbox(), free_port()
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = SMTP, "127.0.0.1", port
    yield box
    server.stop()


def send_an_invitation(client):
    organization = build.organization()
    client.force_login(owner_of(organization).user)
    url = reverse("accounts:member_invite", args=[organization.slug])
    return client.post(url, {"email": "lanchi@tralame.vn", "role": Role.VIEWER.value})


def test_an_invitation_travels_through_a_mail_server_unharmed(letterbox, client):
    link = send_an_invitation(client).context["link"]

    (letter,) = letterbox.letters
    assert letter["To"] == "lanchi@tralame.vn"
    assert (
        letter["Subject"].strip()
        == "Mời bạn tham gia Trà Lá Me trên Hearme / Join Trà Lá Me at Hearme"
    )
    assert link in letter.get_content()


def test_without_a_mail_server_the_link_is_there_to_be_passed_on(client, settings):
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = SMTP, "127.0.0.1", 1
    page = send_an_invitation(client)

    assert page.status_code == 200
    assert Invitation.objects.exists()
    assert page.context["link"] in page.content.decode()
    assert "could not be sent" in page.content.decode()


def test_without_a_mail_server_one_can_still_sign_up(client, settings):
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = SMTP, "127.0.0.1", 1
    data = {"name": "Ngọc Anh", "email": "a@tralame.vn", "password1": build.PASSWORD}
    page = client.post(reverse("account_signup"), data, follow=True)

    assert page.request["PATH_INFO"] == reverse("accounts:start")
    assert "could not be sent" in page.content.decode()
