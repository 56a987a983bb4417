# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the page of the fleet shows, as plain values in French words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from kiosk.content.packs.faults import PackFault, sentence_of_fault
from kiosk.domain.lease_ledger import CellState
from kiosk.domain.periods import french_day, french_time
from kiosk.foundation.clock import PARIS, paris_day
from sync.server.console.whereabouts import centre_of_case
from sync.server.freeze import awaited_machines, is_frozen
from sync.server.storage.cases import CaseKind
from sync.server.storage.fleet import ACTIVE
from sync.signing import shown_fingerprint
from sync.translation import instant

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sync.server.city import City
    from sync.server.storage.cases import CaseFile
    from sync.server.storage.fleet import Machine
    from sync.wire_down import WireCentre

_LATE_EXCHANGES: Final = 4

_CASE_WORDS: Final = {
    CaseKind.OTHER_BYTES: "deux contenus portent le même numéro. Les deux sont gardés.",
    CaseKind.REQUEST_CONFLICT: "deux machines parlent avec la même clé.",
    CaseKind.OLD_LIFE: "la machine parle avec une identité qu’elle avait quittée.",
    CaseKind.SERVER_LOSS: "ce serveur a été rétabli d’une sauvegarde trop ancienne. "
    "Aucun nouveau créneau n’est donné aux bornes tant que ce cas est ouvert "
    "et que chaque machine n’a pas redit ses droits.",
    CaseKind.FLOOR_UNPROVED: "la machine dit avoir envoyé plus que son reçu ne prouve.",
    CaseKind.EVENTS_LOST: "des enregistrements ne sont plus ni ici ni sur la machine.",
    CaseKind.BATCH_CHECK: "un envoi est arrivé différent de ce qui avait été signé.",
    CaseKind.BOOKING_CONFLICT: "un rendez-vous est vendu deux fois, ou sans droit. "
    "Les deux tiennent : appelez une des personnes.",
    CaseKind.INCOMPLETE_SALE: "un rendez-vous est arrivé incomplet.",
    CaseKind.CANCEL_UNPROVED: "une annulation que rien ne prouve. Rien n’a été annulé.",
    CaseKind.ATTENDED_UNKNOWN: "une présence notée pour un rendez-vous inconnu ici.",
    CaseKind.SCHOOL_CALENDAR: "le calendrier scolaire à venir n’est pas connu. "
    "Les plages de vacances suivent la période scolaire. Mettez le programme à jour.",
    CaseKind.REFUSED_EVENT: "des enregistrements illisibles sont gardés, sans compter.",
    CaseKind.NOT_ALLOWED: "une machine a dit ce qu’elle n’a pas à dire. Rien n’a changé : "
    "voyez avec son centre.",
    CaseKind.RIGHTS_UNREADABLE: "droits illisibles. Rien n’a été rendu ni donné à cette machine ; "
    "ses ventes arrivent. Mettez-la à jour, ou donnez-la pour perdue.",
    CaseKind.QUEUE_LETTERS: "deux machines de ce centre donnent les mêmes numéros. "
    "Donnez une lettre à chacune (réglage machine.letter).",
    CaseKind.DOUBLE_RECORD: "deux fiches pour une seule aide : laquelle compte ? Une seule est "
    "dans les chiffres, l’autre est gardée.",
    CaseKind.DAY_AHEAD: "des fiches sont datées d’un jour à venir : son horloge avance. Rien n’est "
    "perdu : réglez la date là-bas, puis corrigez ces fiches dans « Notés ».",
    CaseKind.SESSIONS_AHEAD: "des passages sont datés d’un jour à venir : son horloge avance. Ils "
    "sont gardés, sans compter. Réglez la date là-bas.",
    CaseKind.SERVER_CLOCK: "plusieurs machines notent des jours à venir : l’horloge de ce serveur "
    "retarde peut-être. Vérifiez sa date ; ces fiches comptent dès qu’elle est juste.",
    CaseKind.CLOCK_LEAP: "la date de ce serveur a sauté, ou il est resté longtemps éteint. Rien "
    "n’est effacé, aucun rappel ne part. Vérifiez sa date. Si elle est juste, fermez ce cas : tout "
    "reprend. Sinon réglez-la : le cas se ferme seul.",
    CaseKind.PERSON_TO_CALL: "un rendez-vous a changé sans la personne. Appelez-la.",
}
_AHEAD: Final = {
    CaseKind.DAY_AHEAD: "Reçues le {received}, datées jusqu’au {day}.",
    CaseKind.SESSIONS_AHEAD: "Reçus le {received}, datés jusqu’au {day}.",
}


@dataclass(frozen=True, slots=True)
class MachineLine:
    """A machine in the table."""

    device: str
    name: str
    state: str
    tone: str
    last_exchange: str
    n_pending: str
    version: str
    fingerprint: str
    n_leased: int
    is_active: bool
    content: str
    content_problem: str


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A case to look at; of records set aside, they are shown on the page of reconciliation."""

    case_id: int
    title: str
    text: str
    detail: str
    is_aside: bool = False


@dataclass(frozen=True, slots=True)
class FleetPage:
    """Everything on the page."""

    title: str
    is_frozen: bool
    awaited: tuple[str, ...]
    machines: tuple[MachineLine, ...]
    cases: tuple[CaseLine, ...]
    centres: tuple[WireCentre, ...]


def fleet_page(city: City, sees: Callable[[str], bool]) -> FleetPage:
    """Return the page, with the machines of the centres that somebody sees.

    A case of no machine is the server's own: who sees every centre sees it.
    """
    now_utc = city.clock.now_utc()
    with city.database.transaction() as unit:
        centres = tuple(card for card in unit.fleet.centres() if sees(card.code))
        machines = tuple(one for one in unit.fleet.machines() if sees(one.centre))
        cases = tuple(case for case in unit.cases.all_open() if sees(centre_of_case(unit, case)))
        counts = unit.leases.counts()
        is_frozen_now = is_frozen(unit)
        awaited = {machine.device for machine in awaited_machines(unit)} if is_frozen_now else set()
    names = {card.code: card.name for card in centres}
    late_s = _LATE_EXCHANGES * city.settings.next_sync_s
    lines = tuple(
        _machine_line(
            machine,
            names.get(machine.centre, machine.centre),
            now_utc=now_utc,
            late_s=late_s,
            n_leased=counts.get((machine.device, CellState.LEASED.value), 0),
        )
        for machine in machines
    )
    shown = {machine.device: line.name for machine, line in zip(machines, lines, strict=True)}
    return FleetPage(
        title=_title(lines, len(cases)),
        is_frozen=is_frozen_now,
        awaited=tuple(line.name for line in lines if line.device in awaited),
        machines=lines,
        cases=tuple(_case_line(case, shown) for case in cases),
        centres=centres,
    )


def shown_instant(seconds_utc: int, now_utc: datetime) -> str:
    """Return an instant as people say it: the time today, "hier" and the time, else the day."""
    at = instant(seconds_utc)
    day, today = paris_day(at), paris_day(now_utc)
    time = french_time(at)
    if day == today:
        return time
    if (today - day).days == 1:
        return f"hier {time}"
    return f"{at.astimezone(PARIS):%d/%m/%Y} {time}"


def _title(lines: tuple[MachineLine, ...], n_cases: int) -> str:
    n_machines = len(lines)
    n_late = sum(line.tone != "ok" for line in lines if line.is_active)
    n_to_see = n_late + n_cases
    machines = f"{n_machines} machine{'s' if n_machines > 1 else ''}"
    return f"Parc : {machines}, {n_to_see} à regarder" if n_to_see else f"Parc : {machines}"


def _machine_line(
    machine: Machine, centre: str, *, now_utc: datetime, late_s: int, n_leased: int
) -> MachineLine:
    state, tone = "à jour", "ok"
    if machine.status != ACTIVE:
        state, tone = "révoquée", "alert"
    elif machine.last_exchange is None:
        state, tone = "jamais venue", "wait"
    elif now_utc.timestamp() - machine.last_exchange > late_s:
        state, tone = "hors ligne", "wait"
    last = machine.last_exchange
    return MachineLine(
        device=machine.device,
        name=f"{centre} · {machine.name}",
        state=state,
        tone=tone,
        last_exchange="jamais" if last is None else shown_instant(last, now_utc),
        n_pending=str(machine.health.get("n_pending", 0)),
        version=str(machine.health.get("version", "")),
        fingerprint=shown_fingerprint(bytes.fromhex(machine.public_key)),
        n_leased=n_leased,
        is_active=machine.status == ACTIVE,
        content=str(machine.health.get("content", "")),
        content_problem=_content_problem(machine),
    )


def _content_problem(machine: Machine) -> str:
    """Return why the machine refused a pack or a recall, in words; empty for nothing."""
    word, _, version = str(machine.health.get("content_problem", "")).partition(" ")
    if not word:
        return ""
    try:
        return sentence_of_fault(PackFault(word), version)
    except ValueError:  # a newer machine knows a word more
        return f"Contenu refusé ({word} {version})."


def _case_line(case: CaseFile, names: dict[str, str]) -> CaseLine:
    if case.kind is CaseKind.DOUBLE_RECORD:
        return CaseLine(case.case_id, "Ville", _CASE_WORDS[case.kind], "", is_aside=True)
    if case.kind in _AHEAD:
        received, day = (
            french_day(date.fromisoformat(told)) for told in (case.subject, str(case.detail["day"]))
        )
        detail = _AHEAD[case.kind].format(received=received, day=day)
        shown, is_aside = names.get(case.device, case.device), case.kind is CaseKind.DAY_AHEAD
        return CaseLine(case.case_id, shown, _CASE_WORDS[case.kind], detail, is_aside)
    if case.kind is CaseKind.CLOCK_LEAP:
        expected, told_day = (
            french_day(date.fromisoformat(str(case.detail[name]))) for name in ("expected", "told")
        )
        detail = f"Date attendue : {expected}. Date de ce serveur : {told_day}."
        return CaseLine(case.case_id, "Serveur", _CASE_WORDS[case.kind], detail)
    detail = ", ".join(f"{name} : {value}" for name, value in sorted(case.detail.items()))
    return CaseLine(
        case_id=case.case_id,
        title=names.get(case.device, case.device or "Serveur"),
        text=_CASE_WORDS[case.kind],
        detail=f"{case.subject} {detail}".strip(),
    )
