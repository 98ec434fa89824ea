"""Who may see what of a person. Each right is a permission of its own, asked for each person.

| sight   | who has it                                                       | what it shows      |
|---------|------------------------------------------------------------------|--------------------|
| ALL     | `get_personal_data`; one's own record with `get_own_record`      | everything         |
| CONTACT | `get_work_contacts`, for people of the units that one heads      | name, work contact |
| NAME    | `get_employee_names`                                             | name               |
| NUMBER  | everybody else who may see the employee at all                   | the number         |
"""

from enum import IntEnum

PERSONAL_DATA = "erp.people.get_personal_data"
WORK_CONTACTS = "erp.people.get_work_contacts"
NAMES = "erp.people.get_employee_names"
OWN_RECORD = "erp.people.get_own_record"
LEAVE_OF_ALL = "erp.people.decide_leave_of_all"
"""Who has it sees and decides everybody's leave; others that of people in units they head, for a
kind of leave may tell of an illness."""

NAME_COLUMNS = ("name",)
CONTACT_COLUMNS = ("work_email", "work_phone")
PRIVATE_COLUMNS = (
    "birth_date",
    "private_email",
    "private_phone",
    "home_address",
    "id_number",
    "bank_name",
    "bank_account",
    "emergency_contact",
    "badge_number",
)
PERSONAL_COLUMNS = NAME_COLUMNS + CONTACT_COLUMNS + PRIVATE_COLUMNS


class Sight(IntEnum):
    NUMBER = 0
    NAME = 1
    CONTACT = 2
    ALL = 3


_SHOWN = {
    Sight.NUMBER: (),
    Sight.NAME: NAME_COLUMNS,
    Sight.CONTACT: NAME_COLUMNS + CONTACT_COLUMNS,
    Sight.ALL: PERSONAL_COLUMNS,
}


def columns_of(sight: Sight) -> tuple[str, ...]:
    """The personal columns that a sight shows."""
    return _SHOWN[sight]


def sight_of(
    *, may_all: bool, may_own: bool, is_own: bool, may_contact: bool, heads: bool, may_name: bool
) -> Sight:
    """What somebody sees of one person, by rights and by how they stand to each other."""
    if may_all or (may_own and is_own):
        return Sight.ALL
    if may_contact and heads:
        return Sight.CONTACT
    return Sight.NAME if may_name else Sight.NUMBER
