"""What every trigger of ours asks first: whether it is to be passed over this time.

The function that django-pgtrigger installs for this asks for a setting that is hardly ever there
and catches the error. So a subtransaction is rolled back for each row written, and PostgreSQL goes
through all checks of foreign keys that wait for the end of the transaction each time: a quarter of
a millisecond a row where many were written before. Ours gives the same answer without an error.
"""

from django.db.migrations import RunSQL

_ASK = """
CREATE OR REPLACE FUNCTION public._pgtrigger_should_ignore(trigger_name name) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT coalesce(
        trigger_name = ANY (nullif(current_setting('pgtrigger.ignore', true), '')::text[]), false
    )
$$
"""


def lighten_triggers() -> RunSQL:
    """For the end of each migration that adds triggers: they bring the library's function back."""
    return RunSQL(_ASK, RunSQL.noop)
