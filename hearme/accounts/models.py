"""Users, organizations and who belongs to them; places; keys for programs."""

from typing import Any, ClassVar, Self

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hearme.accounts.rules import MAX_ADDRESS, known_time_zones


def check_time_zone(name: str) -> None:
    """Raise ValidationError unless `name` is a time zone of the IANA database."""
    if name not in known_time_zones():
        raise ValidationError(_("Unknown time zone: %(name)s."), params={"name": name})


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: object) -> "User":
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in with an e-mail address."""

    email = models.EmailField(_("E-mail"), unique=True)
    name = models.CharField(_("Your name"), max_length=100, blank=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    date_joined = models.DateTimeField(db_default=Now(), editable=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar = []

    objects = UserManager()

    def __str__(self) -> str:
        return self.name or self.email


class Organization(models.Model):
    """A business: the tenant. Every business row belongs to exactly one."""

    class Field(models.TextChoices):
        FOOD = "food", _("Food and drink")
        RETAIL = "retail", _("Retail")
        HEALTH = "health", _("Health care")
        BANK = "bank", _("Banking, insurance")
        HOTEL = "hotel", _("Hotels, travel")
        PUBLIC = "public", _("Public services")
        EDUCATION = "education", _("Education")
        OTHER = "other", _("Something else")

    name = models.CharField(_("Name your customers use"), max_length=80)
    slug = models.SlugField(max_length=48, unique=True)
    field = models.CharField(_("Business field"), max_length=12, choices=Field, default=Field.OTHER)
    time_zone = models.CharField(
        _("Time zone"), max_length=40, default="Asia/Ho_Chi_Minh", validators=[check_time_zone]
    )
    language = models.CharField(
        _("Language"), max_length=5, default="vi", choices=[("vi", "Tiếng Việt"), ("en", "English")]
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    def __str__(self) -> str:
        return self.name


class Role(models.IntegerChoices):
    """What a member may do; a higher role may do everything a lower one may."""

    VIEWER = 10, _("Viewer")
    SERVICE = 20, _("Service")
    MANAGER = 30, _("Manager")
    EDITOR = 40, _("Editor")
    ADMIN = 50, _("Admin")
    OWNER = 60, _("Owner")


class Membership(models.Model):
    """One user's role in one organization."""

    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="memberships"
    )
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.PositiveSmallIntegerField(_("Role"), choices=Role, default=Role.VIEWER)
    locations: "models.ManyToManyField[Location, Any]" = models.ManyToManyField(
        "Location", related_name="+", blank=True
    )
    """The places that a manager or below is limited to, with all inside them; none: everywhere."""
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "user"], name="one_membership_each"),
            models.CheckConstraint(
                condition=models.Q(role__in=Role.values), name="membership_role_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.organization}"

    @property
    def may_manage(self) -> bool:
        """Whether members, settings and keys are this member's business."""
        return self.role >= Role.ADMIN

    @property
    def may_share(self) -> bool:
        """Whether this member may show reports to people outside: links and screens."""
        return self.role >= Role.MANAGER

    @property
    def may_be_limited(self) -> bool:
        """Whether the places that are named for this member narrow what is seen."""
        return self.role < Role.EDITOR


class LocationQuerySet(models.QuerySet["Location"]):
    def of(self, organization: Organization) -> Self:
        return self.filter(organization=organization)

    def open(self) -> Self:
        return self.filter(closed_at=None)


class Location(models.Model):
    """A place where customers are served, in a tree: brand, region, branch, counter, table."""

    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="locations"
    )
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    name = models.CharField(_("Name"), max_length=80)
    address = models.CharField(_("Address"), max_length=MAX_ADDRESS, blank=True, db_default="")
    manager = models.ForeignKey(
        "Membership",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="places",
        verbose_name=_("Who is in charge"),
    )
    time_zone = models.CharField(_("Time zone"), max_length=40, validators=[check_time_zone])
    """The zone that holds here, its own or that of the place above."""
    has_own_zone = models.BooleanField(db_default=False)
    hours = models.JSONField(null=True, blank=True)
    """Opening hours and days off as `rules.hours_document` writes them; null: as above."""
    position = models.PositiveIntegerField(default=0)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, editable=False, related_name="absorbed"
    )
    """The place that took over when this one was merged away; its answers stay with it."""
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = LocationQuerySet.as_manager()

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "parent", "name"],
                name="one_name_per_place",
                nulls_distinct=False,
                violation_error_message=_("There is already a place with this name here."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ApiKey(models.Model):
    """A program's key. Only its digest is stored; the secret is shown once."""

    class Scope(models.TextChoices):
        READ = "read", _("Read")
        WRITE = "write", _("Read and write")

    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="api_keys"
    )
    name = models.CharField(_("What is it for?"), max_length=80)
    prefix = models.CharField(max_length=8, unique=True)
    digest = models.CharField(max_length=64)
    scope = models.CharField(_("Scope"), max_length=5, choices=Scope, default=Scope.READ)
    created_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    last_used_at = models.DateTimeField(null=True, editable=False)
    revoked_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return f"{self.name} (hm_{self.prefix}…)"


class Invitation(models.Model):
    """An offer to join an organization. Only the digest of the token in its link is stored."""

    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="invitations"
    )
    email = models.EmailField(_("E-mail"))
    role = models.PositiveSmallIntegerField(_("Role"), choices=Role, default=Role.VIEWER)
    locations: "models.ManyToManyField[Location, Any]" = models.ManyToManyField(
        Location, related_name="+", blank=True
    )
    """The places that the member will be limited to; none: everywhere."""
    digest = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "email"],
                condition=models.Q(accepted_at=None),
                name="one_open_invitation_each",
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=Role.values), name="invitation_role_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email} · {self.organization}"

    @property
    def is_expired(self) -> bool:
        return self.expires_at <= timezone.now()
