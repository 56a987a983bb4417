# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whether a machine, the city and an export hold the same records, and what is on its way.

A record is counted once wherever it stands: on the machine that made it, at the city when it has
come, in a file as one line. Where two of these differ, what waits to be sent and what the city
refused must say why; anything else is a fault to look into.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from kiosk.domain.periods import french_day, french_month, french_time
from kiosk.foundation.clock import paris_day

if TYPE_CHECKING:
    from datetime import datetime

    from kiosk.domain.periods import Period
    from kiosk.domain.record_digests import UnlikeMonth


class Verdict(StrEnum):
    """What the totals say together."""

    AGREES = "agrees"
    NOT_HEARD = "not_heard"
    UNLIKE = "unlike"
    ON_ITS_WAY = "on_its_way"
    REFUSED = "refused"
    DIFFERS = "differs"


@dataclass(frozen=True, slots=True)
class RefusedRecord:
    """A record that the city did not take; a person looks at it.

    Attributes:
        name: Its place: incarnation and number.
        reason: Stable word of the refusal.
    """

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class MachineAccount:
    """The records of a period that one machine made.

    Attributes:
        name: Public name of the machine.
        n_here: Records that stand on the machine; nothing at the city, which knows only what came.
        n_city: Records that stand at the city; nothing on a machine without a city.
        n_counted: Records in the figures.
        n_exported: Lines of an export of one line a record.
        n_waiting: Events it holds that are not yet sent, of whatever day; nothing if never told.
        last_sent_utc: When the city last answered it; nothing if never.
        refused: Its records that the city refused, of whatever day.
        is_quiet: Whether the city has not heard of it since the end of the period, or of the
            day that is past in one that still lasts: what it holds is then unknown. On a machine,
            whether the city has not answered its present life: what stands there is unknown.
        unlike: Months of the period of which the machine and the city hold other records, as
            they found when it last sent: it was put back to a copy, or lost some.
        n_doubles: Its records that count nowhere, another one telling of the same thing. They
            are in none of the other numbers.
        n_ahead: Its records that count nowhere yet, of a day that had not come. Nor are they.
        centre: Code of its centre, which two of one name do not share; empty where a machine
            speaks of itself alone.
    """

    name: str
    n_here: int | None
    n_city: int | None
    n_counted: int
    n_exported: int
    n_waiting: int | None
    last_sent_utc: datetime | None
    refused: tuple[RefusedRecord, ...] = ()
    is_quiet: bool = False
    n_doubles: int = 0
    n_ahead: int = 0
    centre: str = ""
    unlike: tuple[UnlikeMonth, ...] = ()

    @property
    def n_aside(self) -> int:
        """Its records set aside, that count nowhere."""
        return self.n_doubles + self.n_ahead

    @property
    def verdict(self) -> Verdict:
        """What the totals of this machine say together."""
        own = [n for n in (self.n_here, self.n_city) if n is not None]
        # figures and files are made where they are asked for: of the machine's, or the city's
        base = self.n_here if self.n_here is not None else self.n_city
        if not self.n_counted == self.n_exported == base:
            return Verdict.DIFFERS
        if self.unlike:
            return Verdict.UNLIKE
        if self.refused:
            return Verdict.REFUSED
        if self.n_waiting:
            return Verdict.ON_ITS_WAY
        if self.is_quiet:
            return Verdict.NOT_HEARD
        return Verdict.AGREES if len(set(own)) == 1 else Verdict.DIFFERS

    def sentence(self) -> str:
        """Return the verdict in words."""
        sent = self._sent()
        if self.n_aside:
            sent += f" {self._set_aside()}"
        match self.verdict:
            case Verdict.AGREES:
                total = _counted(self.n_counted, "fiche", "fiches")
                return f"{self.name} : tout concorde, {total}. {sent}"
            case Verdict.NOT_HEARD:
                total = _counted(self.n_counted, "fiche reçue", "fiches reçues")
                return f"{self.name} : {total}, d’autres attendent peut-être là-bas. {sent}"
            case Verdict.ON_ITS_WAY:
                waiting = _counted(self.n_waiting or 0, "envoi attend", "envois attendent")
                return f"{self.name} : {waiting} encore sur la machine. {sent}"
            case Verdict.REFUSED:
                refused = _counted(len(self.refused), "fiche refusée", "fiches refusées")
                return f"{self.name} : {refused} par la ville, à regarder. {sent}"
            case Verdict.UNLIKE:
                return f"{self.name} : {self._unlike()} {sent}"
            case Verdict.DIFFERS:
                return f"{self.name} : les totaux diffèrent. {self._totals()}. {sent}"

    def _set_aside(self) -> str:
        why = ((self.n_doubles, "en double"), (self.n_ahead, "d’une date à venir"))
        told = ", ".join(f"{n} {words}" for n, words in why if n)
        return f"À part, sans compter : {told}."

    def _unlike(self) -> str:
        months = "".join(
            f" {french_month(date.fromisoformat(f'{one.month}-01')).capitalize()} :"
            f" machine {one.n_machine}, ville {one.n_city}."
            for one in self.unlike
        )
        return (
            f"ses fiches diffèrent de celles de la ville.{months} Celles de la ville comptent. "
            "Corrigée ou supprimée sur la machine, une fiche l’est aussi à la ville."
        )

    def _totals(self) -> str:
        parts = (
            ("machine", self.n_here),
            ("ville", self.n_city),
            ("chiffres", self.n_counted),
            ("export", self.n_exported),
        )
        return ", ".join(f"{name} {n}" for name, n in parts if n is not None)

    def _sent(self) -> str:
        if self.n_city is None:
            return "Cette machine n’a pas de ville."
        if self.last_sent_utc is None:
            return "Aucun envoi encore."
        day = french_day(paris_day(self.last_sent_utc))
        return f"Dernier envoi : {day} à {french_time(self.last_sent_utc)}."


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """The totals of a period, machine by machine.

    Attributes:
        period: The days.
        machines: One account a machine, revoked ones too as long as they have records.
        n_counted: Records in the figures of the period.
        n_exported: Lines of an export of the period.
    """

    period: Period
    machines: tuple[MachineAccount, ...]
    n_counted: int
    n_exported: int

    @property
    def verdict(self) -> Verdict:
        """The gravest verdict of all; a sum that differs from its parts differs."""
        verdicts = {machine.verdict for machine in self.machines}
        sums = (
            sum(machine.n_counted for machine in self.machines),
            sum(machine.n_exported for machine in self.machines),
        )
        if Verdict.DIFFERS in verdicts or sums != (self.n_counted, self.n_exported):
            return Verdict.DIFFERS
        for grave in (Verdict.UNLIKE, Verdict.REFUSED, Verdict.ON_ITS_WAY, Verdict.NOT_HEARD):
            if grave in verdicts:
                return grave
        return Verdict.AGREES

    def sentence(self) -> str:
        """Return the verdict in words."""
        total = _counted(self.n_counted, "fiche", "fiches")
        match self.verdict:
            case Verdict.AGREES:
                return f"Tout concorde : {total} dans les chiffres, à la ville et dans l’export."
            case Verdict.NOT_HEARD:
                n = sum(machine.is_quiet for machine in self.machines)
                quiet = _counted(n, "machine n’a pas", "machines n’ont pas")
                return f"Les totaux concordent : {total}. {quiet} donné de nouvelles."
            case Verdict.ON_ITS_WAY:
                n = sum(machine.n_waiting or 0 for machine in self.machines)
                waiting = _counted(n, "envoi encore en route", "envois encore en route")
                return f"Les totaux concordent : {total}. {waiting}."
            case Verdict.REFUSED:
                n = sum(len(machine.refused) for machine in self.machines)
                refused = _counted(n, "fiche refusée, à regarder", "fiches refusées, à regarder")
                return f"Les totaux concordent : {total}. {refused}."
            case Verdict.UNLIKE:
                n = sum(bool(machine.unlike) for machine in self.machines)
                machines = _counted(n, "machine n’a pas", "machines n’ont pas")
                return f"{total} à la ville. {machines} les mêmes fiches qu’elle."
            case Verdict.DIFFERS:
                return (
                    f"Les totaux diffèrent : {self.n_counted} dans les chiffres, "
                    f"{self.n_exported} dans l’export. Prévenez le service informatique."
                )


def _counted(n: int, one: str, several: str) -> str:
    return f"{n} {several if n > 1 else one}"
