"""The doors of planning and promising."""

from decimal import Decimal

import pytest

from sanye.scm.planning import queries
from sanye.stem.identity.models import User
from tests.factories import masterdata as make
from tests.factories.scm import day, report, sales_line, sales_order
