# SPDX-License-Identifier: AGPL-3.0-or-later
"""What must survive the restoration of an older database: an append-only file.

One JSON line a fact: a spent code and the machine that it took in, a revoked machine, an erased
annex or contact, a life of a machine declared lost, the numbers given to machines, what the city
itself sold, ended or cancelled, a word said to a person (its name, never its text), a calendar feed
ended, how many of what was erased, the months of which tables were given out, by the city or by a
machine before it was the city's, how far the journal of the console went. The file is not part of
the database's backup; it is replayed over whatever database is there before serving.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from kiosk.domain.lease_ledger import declare_lost
from kiosk.foundation.errors import ConfigInvalid
from kiosk.foundation.platform import open_private
from sync.server.city_promises import cancel_again, end_again, sales_that_came_true, sell_again
from sync.server.storage.erasures import ErasureLine
from sync.server.storage.fleet import ACTIVE, Invitation, Machine
from sync.server.storage.numbers import NUMBERS_KEPT
from sync.server.storage.publications import LOST
from sync.server.storage.records import LaneKey
from sync.server.storage.words import Message, MessageKind, MessageState

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from pathlib import Path
    from typing import Any

    from sync.server.storage.unit import CityUnit

FILE_NAME = "ledger.jsonl"
MONTHS_SEPARATOR = " "
_LONGEST_LINE = 4096
_NUMBERS_A_LINE = 200


class LedgerKind(StrEnum):
    """A fact that is never taken back."""

    CODE_SPENT = "code_spent"
    DEVICE_REVOKED = "device_revoked"
    ANNEX_ERASED = "annex_erased"
    LIFE_LOST = "life_lost"
    CONTACT_ERASED = "contact_erased"
    CITY_SOLD = "city_sold"
    CITY_ENDED = "city_ended"
    WORKSHOP_CANCELLED = "workshop_cancelled"
    WORD_SAID = "word_said"
    ERASED = "erased"
    FEED_REVOKED = "feed_revoked"
    NUMBERS_ISSUED = "numbers_issued"
    PUBLISHED_ALONE = "published_alone"
    GIVEN_OUT = "given_out"
    JOURNAL_AT = "journal_at"


_BY_THE_CITY = frozenset(
    {
        LedgerKind.CITY_SOLD.value,
        LedgerKind.CITY_ENDED.value,
        LedgerKind.WORKSHOP_CANCELLED.value,
    }
)
_APART = frozenset({LedgerKind.CODE_SPENT.value, LedgerKind.JOURNAL_AT.value})
_GIVEN = frozenset({LedgerKind.PUBLISHED_ALONE.value, LedgerKind.GIVEN_OUT.value})


@dataclass(frozen=True, slots=True)
class Ledger:
    """The ledger of a data folder."""

    folder: Path

    def append(self, kind: LedgerKind, **values: str | int) -> None:
        """Write a fact durably; called before the transaction that makes it true commits.

        Months given out are the exception (`note_given_out`).

        Raises:
            OSError: If the disk does not take it; nothing of it is left in the file.
        """
        line = json.dumps({"kind": kind.value, **values}, sort_keys=True) + "\n"
        path = self.folder / FILE_NAME
        if not path.exists():
            os.close(open_private(path))
        _cut_torn_line(path)
        try:
            with path.open("ab") as file:
                file.write(line.encode("utf-8"))
                file.flush()
                os.fsync(file.fileno())
        except OSError:
            _cut_torn_line(path)
            raise

    def note_numbers(self, numbers: Sequence[str], device: str, incarnation: str, now: int) -> None:
        """Write the numbers given to a life of a machine: no restoration gives them again.

        Raises:
            OSError: See `append`.
        """
        for first in range(0, len(numbers), _NUMBERS_A_LINE):
            self.append(
                LedgerKind.NUMBERS_ISSUED,
                device=device,
                incarnation=incarnation,
                issued=now,
                numbers=" ".join(numbers[first : first + _NUMBERS_A_LINE]),
            )

    def note_given_out(self, months: Collection[str]) -> None:
        """Write the months that the database keeps as given out, those that no line has yet.

        Called after their transaction, before anything of them leaves. A month that a cut of
        power kept from the file was given to nobody; whoever asks for it again writes it then.

        Raises:
            OSError: See `append`.
        """
        lines = (fact for fact in self.facts() if fact["kind"] == LedgerKind.GIVEN_OUT.value)
        known = {month for line in lines for month in line["months"].split(MONTHS_SEPARATOR)}
        if fresh := sorted(set(months) - known):
            self.append(LedgerKind.GIVEN_OUT, months=MONTHS_SEPARATOR.join(fresh))

    def facts(self) -> list[dict[str, str]]:
        """Return the facts in order; a line cut by a power failure at the end is left out.

        Raises:
            ConfigInvalid: If another line is unreadable.
        """
        path = self.folder / FILE_NAME
        if not path.exists():
            return []
        whole = path.read_bytes()
        lines = whole.split(b"\n")
        found = []
        for number, line in enumerate(lines[:-1], start=1):
            try:
                found.append(json.loads(line))
            except ValueError as error:
                raise ConfigInvalid(f"{FILE_NAME}, ligne {number} : illisible") from error
        return found

    def replay(self, unit: CityUnit, now: int) -> None:
        """Make every fact true in a database that may be older than the ledger."""
        facts = sales_that_came_true(self.facts())
        # A line is written before its transaction commits: of two for one code, the last came true.
        spent = {fact["code_hash"]: fact for fact in facts if fact["kind"] == LedgerKind.CODE_SPENT}
        for fact in spent.values():
            _spend_again(unit, fact, now)
        for fact in facts:
            if fact["kind"] in _GIVEN:
                _give_again(unit, fact)
            elif fact["kind"] not in _APART:
                _come_true_again(unit, fact, now)


def _come_true_again(unit: CityUnit, fact: dict[str, Any], now: int) -> None:
    match fact["kind"]:
        case LedgerKind.DEVICE_REVOKED.value:
            unit.fleet.revoke(fact["device"], int(fact.get("at", now)))
        case LedgerKind.ANNEX_ERASED.value:
            key = LaneKey(fact["device"], fact["incarnation"], fact["lane"])
            unit.records.erase_annex(key, int(fact["sequence"]))
        case LedgerKind.LIFE_LOST.value:
            _lose_again(unit, fact)
        case LedgerKind.CONTACT_ERASED.value:
            unit.contacts.bury(fact["subject"], now)
        case kind if kind in _BY_THE_CITY:
            _decide_again(unit, fact, now)
        case LedgerKind.WORD_SAID.value:
            _said_again(unit, fact, now)
        case LedgerKind.ERASED.value:
            _note_again(unit, fact)
        case LedgerKind.NUMBERS_ISSUED.value:
            _issue_again(unit, fact, now)
        case LedgerKind.FEED_REVOKED.value:
            unit.feeds.revoke_hash(fact["token_hash"], now)
        case _:
            raise ConfigInvalid(f"{FILE_NAME} : fait d’une sorte inconnue")


def _give_again(unit: CityUnit, fact: dict[str, Any]) -> None:
    months, given = set(fact["months"].split(MONTHS_SEPARATOR)), unit.publications
    if fact["kind"] == LedgerKind.PUBLISHED_ALONE.value:
        given.add_alone(fact["device"], months - given.months_alone(fact["device"]))
    else:
        known = {period for month in months for period in given.of_year(month[:4])}
        given.add_alone(LOST, months - known - given.months_alone(LOST))


def _decide_again(unit: CityUnit, fact: dict[str, Any], now: int) -> None:
    match fact["kind"]:
        case LedgerKind.CITY_SOLD.value:
            sell_again(unit, fact, now)
        case LedgerKind.CITY_ENDED.value:
            end_again(unit, fact)
        case _:
            cancel_again(unit, fact, now)


def _cut_torn_line(path: Path) -> None:
    """Cut what a power failure or a full disk left of a line, before another one follows it."""
    with path.open("r+b") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - _LONGEST_LINE))
        tail = file.read()
        if tail and not tail.endswith(b"\n"):
            file.truncate(size - len(tail) + tail.rfind(b"\n") + 1)


def _lose_again(unit: CityUnit, fact: dict[str, Any]) -> None:
    """Free again what a life declared lost had kept in the older database."""
    rows = unit.leases.leased_to(fact["device"])
    unit.leases.store(declare_lost(rows, fact["device"], {fact["incarnation"]}))


def _said_again(unit: CityUnit, fact: dict[str, Any], now: int) -> None:
    """Remember that a word was said: nobody hears it twice because of a restoration."""
    known = unit.messages.get(fact["message"])
    if known is not None:
        unit.messages.put(replace(known, state=MessageState.SENT))
        return
    start = int(fact["start"])
    unit.messages.put(
        Message(
            message_id=fact["message"],
            booking=fact["booking"],
            kind=MessageKind(fact["word"]),
            state=MessageState.SENT,
            start=start,
            due=now,
            last=start,
            channel=fact["channel"],
            changed=now,
        )
    )


def _issue_again(unit: CityUnit, fact: dict[str, Any], now: int) -> None:
    """Hold again numbers that a machine has, unless they were given so long ago that they end."""
    if int(fact["issued"]) < now - int(NUMBERS_KEPT.total_seconds()):
        return
    numbers = str(fact["numbers"]).split()
    known = unit.numbers.among(numbers)
    forgotten = [one for one in numbers if one not in known]
    unit.numbers.issue(forgotten, fact["device"], fact["incarnation"], int(fact["issued"]))


def _note_again(unit: CityUnit, fact: dict[str, Any]) -> None:
    hour, kind, n = int(fact["hour"]), str(fact["what"]), int(fact["n"])
    if unit.erasures.at(hour, kind) < n:
        unit.erasures.put(ErasureLine(hour, kind, n))


def _spend_again(unit: CityUnit, fact: dict[str, Any], now: int) -> None:
    """Spend a code again, and take its machine in again: it knows nothing of the restoration."""
    known = unit.fleet.invitation(fact["code_hash"])
    if known is None:
        if unit.fleet.centre(fact["centre"]) is None:
            return
        unit.fleet.add_invitation(
            Invitation(fact["code_hash"], fact["centre"], fact["role"], fact["name"], now, now)
        )
    if known is None or not known.device:
        unit.fleet.spend(fact["code_hash"], fact["device"], now)
    public_key = fact.get("public_key", "")
    is_known = unit.fleet.machine(fact["device"]) or unit.fleet.machine_of_key(public_key)
    if public_key and not is_known:
        unit.fleet.add_machine(
            Machine(
                device=fact["device"],
                centre=fact["centre"],
                role=fact["role"],
                name=fact["name"],
                public_key=public_key,
                desk_key=fact["desk_key"],
                status=ACTIVE,
                enrolled=fact["enrolled"],
                last_exchange=None,
                incarnation="",
                health={},
            )
        )
