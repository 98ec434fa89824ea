"""Companies, users, what they may do and see."""

from typing import Any

import pghistory
import pgtrigger
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models

from sanye.kernel.ids import new_id
from sanye.stem.rows.fields import code_field, currency_field
from sanye.stem.rows.models import Row


@pgtrigger.register(pgtrigger.ReadOnly(name="fixed", fields=["functional_currency", "time_zone"]))
@pghistory.track()
class Company(Row):
    """A legal entity: its own books, currency, numbers and time zone.

    Currency and time zone stay what they were: see `fixed.py`.
    """

    code = code_field(unique=True)
    name = models.CharField(max_length=200)
    name_zh = models.CharField(max_length=200, blank=True)
    country = models.CharField(max_length=2)
    tax_id = models.CharField(max_length=40, blank=True)
    functional_currency = currency_field()
    time_zone = models.CharField(max_length=40, default="UTC")
    fiscal_year_starts_month = models.PositiveSmallIntegerField(default=1)
    chart = models.CharField(max_length=24, default="IFRS")
    tax_rounding = models.CharField(max_length=16, default="PER_LINE")
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "stem_company"


@pghistory.track()
class Role(Row):
    """A set of permission patterns under a code: `SALES` may `erp.sales_orders.*`."""

    code = code_field(unique=True)
    name = models.CharField(max_length=100)
    name_zh = models.CharField(max_length=100, blank=True)
    permissions = ArrayField(models.CharField(max_length=100), default=list)
    is_portal = models.BooleanField(default=False)

    class Meta:
        db_table = "stem_role"


class UserManager(BaseUserManager["User"]):
    def create_user(self, login: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(login=login, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


@pghistory.track(fields=["id", "language", "is_service", "is_active"])
class User(AbstractBaseUser):
    """A person or a service that signs in. Personal data stands here and nowhere in the log."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    login = models.CharField(max_length=150, unique=True)
    email = models.EmailField(blank=True)
    name = models.CharField(max_length=150, blank=True)
    language = models.CharField(max_length=8, default="en")
    is_service = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "login"
    EMAIL_FIELD = "email"

    objects = UserManager()

    class Meta:
        db_table = "stem_user"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Membership(Row):
    """What a user is in one company: a role, and the rows it reaches."""

    user = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="memberships", db_index=False
    )
    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="memberships")
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="+")
    site_ids = ArrayField(models.UUIDField(), null=True, blank=True)
    party_ids = ArrayField(models.UUIDField(), null=True, blank=True)
    own_only = models.BooleanField(default=False)
    is_default = models.BooleanField(default=False)

    class Meta:
        db_table = "stem_membership"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "company", "role"], name="stem_membership_unique"
            )
        ]


@pghistory.track(exclude=["secret_sha256", "last_used_at"])
class ApiKey(Row):
    """A secret for programs: only its SHA-256 is kept; scopes narrow what its owner may do."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_keys")
    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=100)
    prefix = models.CharField(max_length=12, db_index=True)
    secret_sha256 = models.CharField(max_length=64, unique=True)
    scopes = ArrayField(models.CharField(max_length=100), default=list)
    expires_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "stem_api_key"
