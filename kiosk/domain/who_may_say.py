# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may say what of appointments, requests and numbers: one table, for both ends. Pure.

The city applies it to what machines tell; a machine applies it before, so that nobody is offered
a deed that the city would refuse (`kiosk.services.own_word`).

A machine is believed of what it made itself. Of what another machine made, a kiosk (borne) is
believed when it shows a ticket whose signature the city checks; a number typed at a kiosk of the
same centre is believed too, so many times an hour, since that is what residents do. What a
centre decides is said by a post of that centre. What is not believed changes nothing: a person
looks at it, or the event is refused and stays in the tray of the machine.

Source: docs/decisions/0024-qui-peut-dire-quoi.md.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Container

POST: Final = "poste"
NUMBERS_AN_HOUR: Final = 30
"""Promises of other machines that a kiosk may end in one hour by their number alone."""
_HOUR_S: Final = 3600


class Deed(StrEnum):
    """What an event does to something that perhaps another machine made.

    END: the person ends a promise, or moves it, by its number alone. END_SHOWN: the same with a
    ticket whose signature is right. END_FOR_CENTRE: the centre cancels. CHECK_IN: somebody has
    come. MARK: a mediator's word on somebody's coming. KEEP: a displaced appointment stays.
    ANSWER: times offered, a time given or a reason to decline. CHOOSE: one of the times offered.
    GIVE_NUMBER, MOVE_NUMBER, CLAIM_CARD: a number of the walk-in queue given; called,
    received or ended; put first. ABSENCE: a mediator is away, or is not after all. CELLS: cells
    asked of other machines. CALLED: somebody was called. WALK_INS: how many came to a workshop
    without a ticket.
    """

    END = "end"
    END_SHOWN = "end_shown"
    END_FOR_CENTRE = "end_for_centre"
    CHECK_IN = "check_in"
    MARK = "mark"
    KEEP = "keep"
    ANSWER = "answer"
    CHOOSE = "choose"
    GIVE_NUMBER = "give_number"
    MOVE_NUMBER = "move_number"
    CLAIM_CARD = "claim_card"
    ABSENCE = "absence"
    CELLS = "cells"
    CALLED = "called"
    WALK_INS = "walk_ins"


class Relation(StrEnum):
    """What the machine that tells has to do with the thing that it tells about."""

    OWN = "own"
    CENTRE = "centre"
    ELSEWHERE = "elsewhere"


class Word(StrEnum):
    """What the city makes of an event.

    COUNTED: allowed, `NUMBERS_AN_HOUR` times; a case beyond that. CASE: changes nothing, a
    person looks at it. REFUSED: changes nothing, and stays in the tray of the machine.
    """

    ALLOWED = "allowed"
    COUNTED = "counted"
    CASE = "case"
    REFUSED = "refused"


class _Row(NamedTuple):
    """The words for what is a machine's own, of its centre, of elsewhere."""

    own: Word
    centre: Word
    elsewhere: Word


_YES, _COUNT, _CASE, _NO = Word.ALLOWED, Word.COUNTED, Word.CASE, Word.REFUSED

# deed: what a kiosk may, what a post may
_TABLE: Final = {
    Deed.END: (_Row(_YES, _COUNT, _CASE), _Row(_YES, _YES, _CASE)),
    Deed.END_SHOWN: (_Row(_YES, _YES, _YES), _Row(_YES, _YES, _YES)),
    Deed.END_FOR_CENTRE: (_Row(_YES, _NO, _NO), _Row(_YES, _YES, _NO)),
    Deed.CHECK_IN: (_Row(_YES, _YES, _CASE), _Row(_YES, _YES, _CASE)),
    Deed.MARK: (_Row(_NO, _NO, _NO), _Row(_YES, _YES, _NO)),
    Deed.KEEP: (_Row(_NO, _NO, _NO), _Row(_YES, _YES, _NO)),
    Deed.ANSWER: (_Row(_NO, _NO, _NO), _Row(_YES, _YES, _NO)),
    Deed.CHOOSE: (_Row(_YES, _YES, _CASE), _Row(_YES, _YES, _CASE)),
    Deed.GIVE_NUMBER: (_Row(_YES, _NO, _NO), _Row(_YES, _NO, _NO)),
    Deed.MOVE_NUMBER: (_Row(_YES, _NO, _NO), _Row(_YES, _YES, _NO)),
    Deed.CLAIM_CARD: (_Row(_YES, _YES, _NO), _Row(_YES, _YES, _NO)),
    Deed.ABSENCE: (_Row(_NO, _NO, _NO), _Row(_YES, _YES, _NO)),
    Deed.CELLS: (_Row(_NO, _NO, _NO), _Row(_YES, _YES, _NO)),
    Deed.CALLED: (_Row(_NO, _NO, _NO), _Row(_YES, _YES, _NO)),
    Deed.WALK_INS: (_Row(_NO, _NO, _NO), _Row(_YES, _YES, _NO)),
}


def word_on(deed: Deed, role: str, relation: Relation) -> Word:
    """Return what the city makes of a deed.

    Args:
        deed: What is done.
        role: Role of the machine that tells, as it was enrolled; an unknown one is a kiosk.
        relation: What that machine has to do with the thing.
    """
    kiosk, post = _TABLE[deed]
    row = post if role == POST else kiosk
    match relation:
        case Relation.OWN:
            return row.own
        case Relation.CENTRE:
            return row.centre
        case _:
            return row.elsewhere


def may_say(deed: Deed, role: str, relation: Relation) -> bool:
    """Say whether a machine is believed: what it may not say, it neither offers nor stores.

    Args:
        deed: What would be done.
        role: Role of this machine.
        relation: What it has to do with the thing.
    """
    return word_on(deed, role, relation) in (Word.ALLOWED, Word.COUNTED)


def why_refused(deed: Deed, role: str) -> str:
    """Return the stable word of a refusal, told to the machine."""
    by_a_post = word_on(deed, POST, Relation.CENTRE)
    return "not_a_post" if role != POST and by_a_post is Word.ALLOWED else "other_centre"


def relation_of(device: str, centre: str, maker: str, centres: Container[str]) -> Relation:
    """Return what a machine has to do with a thing.

    Args:
        device: The machine that tells.
        centre: Its centre.
        maker: The machine that made the thing; empty where nobody knows.
        centres: The centres that the thing concerns.
    """
    if maker == device:
        return Relation.OWN
    return Relation.CENTRE if centre and centre in centres else Relation.ELSEWHERE


def counted(count: str, now: int) -> tuple[str, bool]:
    """Count one more in the present hour.

    Args:
        count: What this function gave the last time; empty at first.
        now: The instant, in seconds since 1970.

    Returns:
        The count to keep, and whether this one is within the bound.
    """
    hour = now // _HOUR_S
    kept, _, number = count.partition(" ")
    n_before = int(number) if kept == str(hour) and number.isdecimal() else 0
    if n_before >= NUMBERS_AN_HOUR:
        return count, False
    return f"{hour} {n_before + 1}", True
