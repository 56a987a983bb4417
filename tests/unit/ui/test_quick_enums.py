# SPDX-License-Identifier: AGPL-3.0-or-later
"""An enumeration built quickly cannot be told from one that Python built."""

from __future__ import annotations

import copy
import enum
import pickle
from enum import Enum, EnumType, Flag, IntEnum, IntFlag
from functools import partial
from itertools import product

import PySide6.QtCore
import PySide6.QtGui
import PySide6.QtSvg
import PySide6.QtWidgets
import pytest

from ui.quick_enums import quick_enums

MODULES = (PySide6.QtCore, PySide6.QtGui, PySide6.QtSvg, PySide6.QtWidgets)
KINDS = (Enum, IntEnum, Flag, IntFlag)


def _toolkit() -> list[EnumType]:
    """Return every enumeration of the toolkit."""
    found: dict[int, EnumType] = {}
    for module in MODULES:
        for name in dir(module):
            holder = getattr(module, name)
            inside = vars(holder).values() if isinstance(holder, type) else ()
            for one in (holder, *inside):
                if isinstance(one, EnumType):
                    found[id(one)] = one
    return list(found.values())


def _pairs(one: EnumType) -> list[tuple[str, int]]:
    return [(name, member.value) for name, member in one.__members__.items()]


def _both(base, name, pairs, **how):
    """Build twice: as Python does, and quickly."""
    usual = base(name, pairs, **how)
    with quick_enums():
        quick = base(name, pairs, **how)
    return usual, quick


def _tried(call):
    try:
        return call()
    except (TypeError, ValueError) as error:
        return type(error).__name__, str(error)


def _plain(value, one):
    """Return what can be compared of something that belongs to `one`."""
    if type(value) is one:
        return "member", value._name_, value._value_
    if isinstance(value, dict):
        return [(key, _plain(item, one)) for key, item in value.items()]
    if isinstance(value, enum.property):
        return "property", value.name, value.fget, _plain(value.member, one)
    if isinstance(value, classmethod | staticmethod):
        return type(value), value.__func__
    return getattr(value, "__func__", value) if value is not one else "itself"


def _told(one):
    """Return everything that the program could learn of an enumeration."""
    fields = {name: _plain(value, one) for name, value in vars(one).items()}
    fields = {name: value for name, value in fields.items() if not name.startswith("__weak")}
    members = [
        (_plain(member, one), _plain(vars(member), one), repr(member), str(member), f"{member}")
        for member in one.__members__.values()
    ]
    values = [member.value for member in one.__members__.values()]
    asked = [*values[:40], -7, 2**40 + 3]
    looked_up = [_tried(lambda value=value: repr(one(value))) for value in asked]
    return fields, members, looked_up, repr(list(one)), len(one), repr(one), one.__mro__[1:]


def test_every_enumeration_of_the_toolkit_is_the_same_in_both_ways():
    toolkit = _toolkit()
    assert len(toolkit) > 400
    for one in toolkit:
        base = one.__mro__[1]
        assert base in KINDS, one
        how = {"module": __name__, "boundary": enum.KEEP}
        usual, quick = _both(base, one.__name__, _pairs(one), **how)
        assert _told(quick) == _told(usual), one


def _of_bits(one, left: int, right: int) -> str:
    """Return what comes of two sums of bits."""
    first, second = one(left), one(right)
    joined = (first | second, first & second, first ^ second, ~first)
    return repr((joined, list(first), first in second))


@pytest.mark.parametrize("base", [Flag, IntFlag])
@pytest.mark.parametrize("boundary", [None, enum.STRICT, enum.CONFORM, enum.KEEP])
def test_bits_are_joined_and_parted_in_the_same_way(base, boundary):
    pairs = [("NONE", 0), ("HIGH", 4), ("LOW", 1), ("BOTH", 5), ("ALSO", 4), ("FAR", 64)]
    usual, quick = _both(base, "Bits", pairs, module=__name__, boundary=boundary)

    for left, right in product(range(8), repeat=2):
        answers = [_tried(partial(_of_bits, one, left, right)) for one in (usual, quick)]
        assert answers[0] == answers[1], (left, right)


@pytest.mark.parametrize(
    "names",
    [
        "A B C",
        ["A", "B"],
        {"A": 1, "B": 2},
        [("A", "text")],
        [("A", True)],
        [("_private", 1)],
        [("name", 1), ("value", 2)],
        [("A", 1), ("A", 2)],
        [("mro", 1)],
        [("A", (1, 2))],
        [],
    ],
)
def test_what_is_less_plain_goes_pythons_own_way(names):
    def built(base):
        one = base("Other", names)
        return one.__module__, one.__qualname__, _told(one)

    for base in KINDS:
        usual = _tried(lambda base=base: built(base))
        with quick_enums():
            quick = _tried(lambda base=base: built(base))
        assert quick == usual


class Colour(IntEnum):
    """Stands for one that is kept in a file."""


def test_a_member_is_copied_and_kept_in_a_file(monkeypatch):
    with quick_enums():
        made = IntEnum("Colour", [("RED", 1), ("BLUE", 2)])
    monkeypatch.setitem(globals(), "Colour", made)

    assert made.__module__ == __name__
    assert pickle.loads(pickle.dumps(made.RED)) is made.RED
    assert copy.deepcopy(made.BLUE) is made.BLUE
    with pytest.raises(AttributeError):
        made.RED = 3


def test_python_builds_as_ever_after_the_block():
    before = vars(EnumType)["_create_"]
    with quick_enums():
        assert vars(EnumType)["_create_"] is not before
    assert vars(EnumType)["_create_"] is before
