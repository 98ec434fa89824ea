"""Events: declared once, under their leaf, with a key they carry."""

import dataclasses
import re

from sanye.kernel.events import event_types

TYPE = re.compile(r"sanye\.(crm|erp|scm|stem)\.[a-z_]+\.[a-z_]+\.v[1-9]\d*")
PERSONAL = {"email", "phone", "login", "first_name", "last_name", "full_name", "address"}

EVENTS = {
    name: cls
    for name, cls in event_types().items()
    if cls.__module__.startswith("sanye.contracts.")
}


def test_types_tell_leaf_noun_participle_and_version():
    assert not [name for name in EVENTS if TYPE.fullmatch(name) is None]


def test_each_is_published_by_its_leaf():
    assert not [
        name for name, cls in EVENTS.items() if cls.__module__.split(".")[2] != name.split(".")[1]
    ]


def test_each_carries_its_key():
    assert not [
        name
        for name, cls in EVENTS.items()
        if cls.event_key not in {field.name for field in dataclasses.fields(cls)}
    ]


def test_none_carries_personal_data():
    assert not [
        name
        for name, cls in EVENTS.items()
        if PERSONAL & {field.name for field in dataclasses.fields(cls)}
    ]
