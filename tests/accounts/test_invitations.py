"""Invitations: a link that makes whoever opens it a member, once and not for ever."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from hearme.accounts.actions import accept_invitation, invite, withdraw_invitation
from hearme.accounts.models import Invitation, Membership, Role
from hearme.accounts.rules import OPEN_INVITATIONS, digest_of
from tests import build
from tests.accounts.test_members import member, owner_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def organization():
    return build.organization()


@pytest.fixture
def sent(organization):
    return invite(owner_of(organization), "lanchi@tralame.vn", Role.EDITOR)


def address(sent):
    return reverse("accounts:invitation", args=[sent.token])


def test_only_the_fingerprint_of_the_link_is_stored(sent):
    stored = Invitation.objects.values().get()

    assert stored["digest"] == digest_of(sent.token)
    assert sent.token not in str(stored)


def test_accepting_gives_the_role_that_was_offered(sent, client):
    person = build.user()
    client.force_login(person)
    answer = client.post(address(sent))

    assert answer.headers["Location"] == reverse(
        "accounts:organization", args=[sent.invitation.organization.slug]
    )
    assert Membership.objects.get(user=person).role == Role.EDITOR


def test_opening_the_link_alone_changes_nothing(sent, client):
    person = build.user()
    client.force_login(person)

    assert client.get(address(sent)).status_code == 200
    assert not Membership.objects.filter(user=person).exists()


def test_a_new_person_is_led_through_signing_up_and_back(sent, client):
    page = client.get(address(sent)).content.decode()
    assert f"{reverse('account_signup')}?next=%2Faccounts%2Finvitation%2F" in page

    data = {"name": "Lan Chi", "email": "lanchi@tralame.vn", "password1": build.PASSWORD}
    answer = client.post(reverse("account_signup"), data | {"next": address(sent)})
    assert answer.headers["Location"] == address(sent)
    client.post(address(sent))
    assert Membership.objects.get(user__email="lanchi@tralame.vn").role == Role.EDITOR


def test_who_is_not_signed_in_is_sent_to_the_login_first(sent, client):
    answer = client.post(address(sent))

    assert answer.headers["Location"].startswith(reverse("account_login"))
    assert Invitation.objects.get().accepted_at is None


def test_a_link_works_once(sent, client):
    accept_invitation(sent.invitation, build.user())

    with pytest.raises(ValidationError, match="no longer valid"):
        accept_invitation(sent.invitation, build.user())
    assert client.get(address(sent)).status_code == 410


def test_a_link_ends_after_a_week(sent, client):
    assert sent.invitation.expires_at - timezone.now() > timedelta(days=6, hours=23)
    Invitation.objects.update(expires_at=timezone.now())

    with pytest.raises(ValidationError, match="no longer valid"):
        accept_invitation(sent.invitation, build.user())
    assert client.get(address(sent)).status_code == 410


def test_an_unknown_link_is_not_found(client):
    assert client.get(reverse("accounts:invitation", args=["guessed"])).status_code == 404


def test_a_withdrawn_link_is_not_found(sent, organization, client):
    withdraw_invitation(sent.invitation, by=owner_of(organization))

    assert client.get(address(sent)).status_code == 404


def test_a_new_invitation_of_the_same_address_replaces_the_old(sent, organization, client):
    again = invite(owner_of(organization), "LanChi@tralame.vn", Role.VIEWER)

    assert client.get(address(sent)).status_code == 404
    assert client.get(address(again)).status_code == 200
    assert Invitation.objects.get().email == "lanchi@tralame.vn"


def test_a_member_is_not_invited_again(organization):
    with pytest.raises(ValidationError, match="already a member"):
        invite(owner_of(organization), build.member(organization).email.upper(), Role.VIEWER)


def test_a_member_who_opens_the_link_uses_nothing_up(sent, organization):
    with pytest.raises(ValidationError, match="already a member"):
        accept_invitation(sent.invitation, build.member(organization))
    assert Invitation.objects.get().accepted_at is None


@pytest.mark.parametrize("role", [Role.ADMIN, Role.OWNER])
def test_an_admin_does_not_invite_above_or_beside(organization, role):
    with pytest.raises(PermissionDenied):
        invite(member(organization, Role.ADMIN), "lanchi@tralame.vn", role)


def test_an_admin_does_not_touch_an_owners_invitation_of_an_admin(organization):
    admin = member(organization, Role.ADMIN)
    sent = invite(owner_of(organization), "lanchi@tralame.vn", Role.ADMIN)

    with pytest.raises(ValidationError, match="An owner has already invited"):
        invite(admin, "lanchi@tralame.vn", Role.VIEWER)
    with pytest.raises(PermissionDenied):
        withdraw_invitation(sent.invitation, by=admin)


def test_not_too_many_invitations_wait(organization):
    owner = owner_of(organization)
    for number in range(OPEN_INVITATIONS):
        invite(owner, f"ban{number}@tralame.vn", Role.VIEWER)

    with pytest.raises(ValidationError, match="Too many invitations"):
        invite(owner, "lanchi@tralame.vn", Role.VIEWER)
    invite(owner, "ban0@tralame.vn", Role.EDITOR)


def test_one_may_be_invited_by_two_organizations(sent):
    invite(owner_of(build.organization("Phở Thìn")), "lanchi@tralame.vn", Role.VIEWER)

    assert Invitation.objects.count() == 2


def test_the_page_mails_the_link_in_both_languages_and_shows_it_once(
    organization, client, mailoutbox
):
    client.force_login(owner_of(organization).user)
    url = reverse("accounts:member_invite", args=[organization.slug])
    answer = client.post(url, {"email": "lanchi@tralame.vn", "role": Role.EDITOR.value})

    link = answer.context["link"]
    (mail,) = mailoutbox
    assert mail.to == ["lanchi@tralame.vn"]
    assert mail.body.count(link) == 2
    assert "vai trò: Biên tập" in mail.body
    assert "as: Editor" in mail.body
    assert "no-store" in answer.headers["Cache-Control"]
    again = client.get(reverse("accounts:members", args=[organization.slug]))
    assert link not in again.content.decode()


def test_marks_in_names_are_not_turned_into_html_in_the_letter(client, mailoutbox):
    organization = build.organization("Trà & Bánh <Hà Nội>")
    client.force_login(owner_of(organization).user)
    url = reverse("accounts:member_invite", args=[organization.slug])
    client.post(url, {"email": "lanchi@tralame.vn", "role": Role.VIEWER.value})

    assert "Trà & Bánh <Hà Nội>" in mailoutbox[0].body
    assert "Trà & Bánh <Hà Nội>" in mailoutbox[0].subject
