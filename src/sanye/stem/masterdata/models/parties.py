"""Parties: customers, suppliers, carriers, employees. One row each, whatever they are to us."""

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from sanye.stem.masterdata.models.columns import Archived, Named, Postal, not_negative
from sanye.stem.rows.fields import amount_field, choice_field, code_field, currency_field
from sanye.stem.rows.models import CompanyRow, Row


class PartyKind(models.TextChoices):
    ORGANISATION = "ORGANISATION"
    PERSON = "PERSON"


class PartyRole(models.TextChoices):
    CUSTOMER = "CUSTOMER"
    SUPPLIER = "SUPPLIER"
    CARRIER = "CARRIER"
    EMPLOYEE = "EMPLOYEE"
    CONTACT = "CONTACT"
    BANK = "BANK"
    COMPANY = "COMPANY"


class AddressUse(models.TextChoices):
    BILLING = "BILLING"
    SHIPPING = "SHIPPING"
    MAIN = "MAIN"
    HOME = "HOME"
    ARCHIVE = "ARCHIVE"


class CreditPolicy(models.TextChoices):
    BLOCK = "BLOCK"
    WARN = "WARN"
    NONE = "NONE"


@pghistory.track(exclude=["name", "sort_key", "initials"])
class Party(Row, Named, Archived):
    """Somebody we deal with. Its name may be personal and stays out of history and events."""

    code = code_field(unique=True)
    kind = choice_field(PartyKind, default=PartyKind.ORGANISATION)
    roles = ArrayField(choice_field(PartyRole), default=list)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    language = models.CharField(max_length=8, default="en")
    country = models.CharField(max_length=2, blank=True)
    gln = code_field(blank=True)
    website = models.CharField(max_length=300, blank=True)
    user = models.OneToOneField(
        "stem.User", on_delete=models.PROTECT, null=True, blank=True, related_name="party"
    )

    class Meta:
        db_table = "stem_party"
        indexes = [GinIndex(fields=["roles"], name="stem_party_roles")]


class PartyContact(Row, Archived):
    """A person, mailbox or telephone at a party. Personal: erasable, without history."""

    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="contacts")
    name = models.CharField(max_length=200, blank=True)
    job_title = models.CharField(max_length=100, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    language = models.CharField(max_length=8, blank=True)
    is_primary = models.BooleanField(default=False)

    class Meta:
        db_table = "stem_party_contact"

    @property
    def is_erased(self) -> bool:
        """Whether the person was forgotten: nothing is left that names him."""
        return self.archived_at is not None and not (self.name or self.email or self.phone)


class PartyAddress(Row, Archived, Postal):
    """Where a party gets letters, goods or bills. Personal: erasable, without history."""

    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="addresses")
    use = choice_field(AddressUse, default=AddressUse.MAIN)
    code = code_field(blank=True)
    recipient = models.CharField(max_length=200, blank=True)
    gln = code_field(blank=True)
    calendar = models.ForeignKey(
        "stem.Calendar", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    is_default = models.BooleanField(default=False)

    class Meta:
        db_table = "stem_party_address"


class PartyTaxId(Row):
    """A tax number with the kind that says how it is checked: CN_USCC, EU_VAT, US_EIN."""

    party = models.ForeignKey(
        Party, on_delete=models.CASCADE, related_name="tax_ids", db_index=False
    )
    kind = models.CharField(max_length=16)
    number = models.CharField(max_length=40)

    class Meta:
        db_table = "stem_party_tax_id"
        constraints = [
            models.UniqueConstraint(
                fields=["party", "kind", "number"], name="stem_party_tax_id_unique"
            )
        ]
        indexes = [models.Index(fields=["number"], name="stem_party_tax_id_number")]


@pghistory.track()
class PartyCompany(CompanyRow):
    """What a party is to one of our companies. `credit_limit` empty = no limit."""

    scope_party = "party_id"
    scope_own = "owner_id"

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="companies")
    currency = currency_field()
    customer_group = code_field(blank=True)
    credit_limit = amount_field(null=True, blank=True)
    credit_policy = choice_field(CreditPolicy, default=CreditPolicy.BLOCK)
    receivable_term = models.ForeignKey(
        "stem.PaymentTerm", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    payable_term = models.ForeignKey(
        "stem.PaymentTerm", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    price_list = models.ForeignKey(
        "stem.PriceList", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    sales_tax = models.ForeignKey(
        "stem.Tax", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    purchase_tax = models.ForeignKey(
        "stem.Tax", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    site = models.ForeignKey(
        "stem.Site", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    owner = models.ForeignKey(
        "stem.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    incoterm = models.CharField(max_length=3, blank=True)
    transit_days = models.PositiveSmallIntegerField(default=0)
    blocked_at = models.DateTimeField(null=True, blank=True)

    class Meta(CompanyRow.Meta):
        db_table = "stem_party_company"
        constraints = [
            models.UniqueConstraint(fields=["company", "party"], name="stem_party_company_unique"),
            not_negative("stem_party_company_limit", "credit_limit"),
        ]
