"""Members: who decides about whom, and that an organization always has an owner."""

from threading import Barrier, Thread

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.urls import reverse

from hearme.accounts.access import may_rule_over, roles_to_give
from hearme.accounts.actions import change_role, remove_member
from hearme.accounts.models import Membership, Organization, Role
from tests import build


def member(organization: Organization, role: Role) -> Membership:
    return Membership.objects.get(user=build.member(organization, role))


def owner_of(organization: Organization) -> Membership:
    return Membership.objects.get(organization=organization, role=Role.OWNER)


@pytest.mark.parametrize(
    ("mine", "theirs", "may"),
    [
        (Role.OWNER, Role.OWNER, True),
        (Role.ADMIN, Role.EDITOR, True),
        (Role.ADMIN, Role.ADMIN, False),
        (Role.ADMIN, Role.OWNER, False),
        (0, Role.VIEWER, False),
    ],
)
def test_owners_decide_about_everybody_others_only_below_themselves(mine, theirs, may):
    assert may_rule_over(mine, theirs) is may


def test_nobody_gives_away_more_than_one_has():
    assert roles_to_give(Role.ADMIN) == [Role.VIEWER, Role.SERVICE, Role.MANAGER, Role.EDITOR]
    assert roles_to_give(Role.OWNER) == list(Role)


@pytest.mark.django_db
def test_an_admin_changes_a_role_below_their_own():
    organization = build.organization()
    admin, viewer = member(organization, Role.ADMIN), member(organization, Role.VIEWER)
    change_role(viewer, Role.EDITOR, by=admin)

    viewer.refresh_from_db()
    assert viewer.role == Role.EDITOR


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("theirs", "wanted"),
    [(Role.ADMIN, Role.VIEWER), (Role.OWNER, Role.VIEWER), (Role.VIEWER, Role.ADMIN)],
)
def test_an_admin_does_not_reach_up(theirs, wanted):
    organization = build.organization()
    other = member(organization, theirs)

    with pytest.raises(PermissionDenied):
        change_role(other, wanted, by=member(organization, Role.ADMIN))


@pytest.mark.django_db
def test_an_admin_does_not_remove_another_admin():
    organization = build.organization()

    with pytest.raises(PermissionDenied):
        remove_member(member(organization, Role.ADMIN), by=member(organization, Role.ADMIN))


@pytest.mark.django_db
def test_the_last_owner_is_neither_lowered_nor_removed():
    owner = owner_of(build.organization())

    with pytest.raises(ValidationError, match="at least one owner"):
        change_role(owner, Role.ADMIN, by=owner)
    with pytest.raises(ValidationError, match="at least one owner"):
        remove_member(owner, by=owner)


@pytest.mark.django_db
def test_one_of_two_owners_may_go():
    organization = build.organization()
    first, second = owner_of(organization), member(organization, Role.OWNER)
    remove_member(first, by=second)

    assert owner_of(organization) == second


@pytest.mark.django_db(transaction=True)
def test_two_owners_who_remove_each_other_at_once_leave_one():
    organization = build.organization()
    owners = [owner_of(organization), member(organization, Role.OWNER)]
    barrier, refused = Barrier(2), []

    def remove(other, by):
        barrier.wait()
        try:
            remove_member(other, by=by)
        except (PermissionDenied, ValidationError) as problem:
            refused.append(problem)
        connection.close()

    threads = [Thread(target=remove, args=pair) for pair in (owners, owners[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert Membership.objects.filter(organization=organization, role=Role.OWNER).count() == 1
    assert len(refused) == 1


@pytest.mark.django_db
def test_somebody_removed_in_the_meantime_decides_nothing_any_more():
    organization = build.organization()
    admin, viewer = member(organization, Role.ADMIN), member(organization, Role.VIEWER)
    remove_member(admin, by=owner_of(organization))

    with pytest.raises(PermissionDenied):
        remove_member(viewer, by=admin)


@pytest.mark.django_db
def test_a_removed_member_no_longer_finds_the_organization(client):
    organization = build.organization()
    viewer = member(organization, Role.VIEWER)
    client.force_login(owner_of(organization).user)
    client.post(reverse("accounts:member_remove", args=[organization.slug, viewer.pk]))

    client.force_login(viewer.user)
    assert client.get(reverse("surveys:list", args=[organization.slug])).status_code == 404


@pytest.mark.django_db
def test_an_admin_sees_a_form_only_beside_those_below(client):
    organization = build.organization()
    admin, viewer = member(organization, Role.ADMIN), member(organization, Role.VIEWER)
    client.force_login(admin.user)
    page = client.get(reverse("accounts:members", args=[organization.slug]))

    assert [m for m, form in page.context["rows"] if form] == [viewer]


@pytest.mark.django_db
def test_a_forged_role_changes_nothing(client):
    organization = build.organization()
    viewer = member(organization, Role.VIEWER)
    client.force_login(member(organization, Role.ADMIN).user)
    url = reverse("accounts:member_role", args=[organization.slug, viewer.pk])
    client.post(url, {"role": Role.OWNER.value})

    viewer.refresh_from_db()
    assert viewer.role == Role.VIEWER


@pytest.mark.django_db
def test_a_role_is_changed_on_the_page(client):
    organization = build.organization()
    viewer = member(organization, Role.VIEWER)
    client.force_login(owner_of(organization).user)
    url = reverse("accounts:member_role", args=[organization.slug, viewer.pk])
    page = client.post(url, {"role": Role.ADMIN.value}, follow=True)

    viewer.refresh_from_db()
    assert viewer.role == Role.ADMIN
    assert "is now: Admin." in page.content.decode()
