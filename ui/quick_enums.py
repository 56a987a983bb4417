# SPDX-License-Identifier: AGPL-3.0-or-later
"""Builds Qt's enumerations as Python does, for a sixth of what Python takes.

At the first use of a class PySide names its enumerations by Python's own
``IntEnum("Key", [("Key_Escape", 16777216), …])``: 185 of them with 3,000 names before the first
page is painted. For each name Python 3.11 asks whether it is private, reserved, a descriptor or a
class, then has an object take its own place in the new class. Here names and numbers are asked
once whether they are no more than that, and put straight where Python leaves them.

Whatever is less plain goes Python's own way, and so does everything on another Python.
`tests/unit/ui/test_quick_enums.py` builds every enumeration of the toolkit in both ways.

Source: CPython 3.11, ``Lib/enum.py``: ``EnumType._create_``, ``EnumType.__new__``,
``_proto_member.__set_name__``.
"""

from __future__ import annotations

import sys
from contextlib import contextmanager
from enum import Enum, EnumType, Flag, IntEnum, IntFlag
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

_own_way: Any = vars(EnumType)["_create_"]
_KINDS = (Enum, IntEnum, Flag, IntFlag)
# What an enumeration does not share with an empty one of its kind.
_LISTS, _MAPS = ("_member_names_", "_unhashable_values_"), ("_member_map_", "_value2member_map_")
_OF_ITS_OWN = {"__new__", "__dict__", "__weakref__", "__module__", "__qualname__", *_LISTS, *_MAPS}


class _Kind(NamedTuple):
    """What the enumerations of a kind share.

    Attributes:
        body: Their attributes.
        taken: Names that mean something in them already.
        new: What makes a member.
        takes_value: Whether it does so from the number.
        is_flag: Whether numbers are sums of bits.
    """

    body: dict[str, Any]
    taken: frozenset[str]
    new: Any
    takes_value: bool
    is_flag: bool


@contextmanager
def quick_enums() -> Iterator[None]:
    """Build enumerations quickly inside the block, on Python 3.11."""
    if sys.version_info[:2] == (3, 11):
        EnumType._create_ = _create  # type: ignore[attr-defined]
    try:
        yield
    finally:
        EnumType._create_ = _own_way  # type: ignore[attr-defined]


def _create(base: Any, name: str, names: Any, **how: Any) -> Any:
    """Return what ``base(name, names)`` makes; `how` as Python's."""
    # As Python does: the module of whoever calls, two frames up.
    how["module"] = how["module"] or sys._getframe(2).f_globals.get("__name__")  # noqa: SLF001
    if base not in _KINDS or how["type"] or not isinstance(names, list | tuple):
        return _own_way(base, name, names, **how)
    kind = _kind(base, how["boundary"])
    if not _are_plain(names, kind.taken):
        return _own_way(base, name, names, **how)
    body = kind.body | {"__module__": how["module"], "__qualname__": how["qualname"] or name}
    body |= {each: [] for each in _LISTS} | {each: {} for each in _MAPS}
    made = type.__new__(EnumType, name, (base,), body)
    type.__setattr__(made, "__new__", Enum.__new__)
    _fill(made, names, kind)
    return made


@lru_cache(maxsize=16)
def _kind(base: Any, boundary: Any) -> _Kind:
    made = _own_way(base, "Empty", (), module=__name__, boundary=boundary)
    body = {name: value for name, value in vars(made).items() if name not in _OF_ITS_OWN}
    taken = frozenset(name for one in made.__mro__ for name in vars(one)) | {"mro", ""}
    return _Kind(body, taken, made._member_type_.__new__, made._use_args_, issubclass(made, Flag))


def _are_plain(names: list[Any] | tuple[Any, ...], taken: frozenset[str]) -> bool:
    """Say whether `names` are pairs of a public name, each once, and a whole number."""
    known = set(taken)
    for pair in names:
        if type(pair) is not tuple or len(pair) != 2:  # noqa: PLR2004 - a pair
            return False
        name, value = pair
        if type(name) is not str or name[:1] == "_" or name in known or type(value) is not int:
            return False
        known.add(name)
    return True


def _fill(made: Any, names: list[Any] | tuple[Any, ...], kind: _Kind) -> None:
    """Put the members of an empty enumeration in."""
    order, by_name, by_value = made._member_names_, made._member_map_, made._value2member_map_
    put, new, takes_value, is_flag = type.__setattr__, kind.new, kind.takes_value, kind.is_flag
    mask = single_bits = 0
    for name, value in names:
        member = by_value.get(value)
        if member is None:
            member = by_value[value] = new(made, value) if takes_value else new(made)
            vars(member).update(
                _value_=value, _name_=name, __objclass__=made, _sort_order_=len(order)
            )
            is_single_bit = value > 0 and not value & (value - 1)
            if is_single_bit or not is_flag:
                order.append(name)
            if is_single_bit:
                single_bits |= value
            mask |= value
        by_name[name] = member
        put(made, name, member)
    if is_flag:
        put(made, "_flag_mask_", mask)
        put(made, "_singles_mask_", single_bits)
        put(made, "_all_bits_", 2 ** mask.bit_length() - 1)
        values = [by_name[name]._value_ for name in order]
        if values != sorted(values):
            put(made, "_iter_member_", made._iter_member_by_def_)
