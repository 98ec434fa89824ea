"""States of a customer account."""

from enum import StrEnum


class AccountStatus(StrEnum):
    """PROSPECT has not bought yet, DORMANT no longer buys, LOST said so."""

    PROSPECT = "PROSPECT"
    ACTIVE = "ACTIVE"
    DORMANT = "DORMANT"
    LOST = "LOST"


STEPS: dict[AccountStatus, set[AccountStatus]] = {
    AccountStatus.PROSPECT: {AccountStatus.ACTIVE, AccountStatus.LOST},
    AccountStatus.ACTIVE: {AccountStatus.DORMANT, AccountStatus.LOST},
    AccountStatus.DORMANT: {AccountStatus.ACTIVE, AccountStatus.LOST},
    AccountStatus.LOST: {AccountStatus.PROSPECT, AccountStatus.ACTIVE},
}
