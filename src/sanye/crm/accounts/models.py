"""Tables of customer accounts."""

import pghistory
from django.db import models

from sanye.crm.accounts.domain.states import STEPS, AccountStatus
from sanye.stem.rows.constraints import one_of, steps
from sanye.stem.rows.fields import choice_field, code_field
from sanye.stem.rows.models import CompanyRow


@pghistory.track()
class Account(CompanyRow):
    """What sales knows of a customer beyond the master row: who cares for it, how it is seen."""

    scope_party = "party_id"
    scope_own = "owner_id"

    party = models.ForeignKey("stem.Party", on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(
        "stem.User", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    segment = code_field(blank=True)
    status = choice_field(AccountStatus, default=AccountStatus.PROSPECT)

    class Meta(CompanyRow.Meta):
        db_table = "crm_account"
        triggers = [steps("steps", "status", STEPS)]
        constraints = [
            models.UniqueConstraint(fields=["company", "party"], name="crm_account_party"),
            one_of("crm_account_status", "status", AccountStatus),
        ]


class AccountNote(CompanyRow):
    """What somebody wrote down about a customer. May be personal: erasable, without history."""

    scope_own = "account__owner_id"

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="notes")
    text = models.TextField()
    noted_at = models.DateTimeField()
    noted_by_id = models.UUIDField(null=True)

    class Meta(CompanyRow.Meta):
        db_table = "crm_account_note"
        indexes = [models.Index(fields=["account", "noted_at"], name="crm_account_note_time")]
