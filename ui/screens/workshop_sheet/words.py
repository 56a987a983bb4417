# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the sheet of a workshop says, from what is known of it. Without Qt."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kiosk.domain.appointment_status import GONE, AppointmentStatus
from kiosk.domain.appointments import ReplyBy
from kiosk.foundation.clock import paris_day
from kiosk.services.workshops import COUNTED_WITHIN
from ui.screens.desk.allowed import NOT_A_POST
from ui.screens.desk.line_shape import LineText
from ui.screens.desk.state import Deed, LineLook
from ui.screens.desk.words import INTENT_WORDS, STATUS_WORDS, action, party_words
from ui.screens.workshop_sheet.state import (
    CountChip,
    PersonKind,
    WalkInCount,
    WorkshopSheetState,
)
from ui.wording import clock_time, day_and_hours, day_in_words

if TYPE_CHECKING:
    from datetime import datetime

    from kiosk.domain.appointment_views import DeskAppointment, DeskRequest, WorkshopSheet
    from kiosk.foundation.translation import Translator
    from ui.navigation.presenter import Stage
    from ui.screens.desk.line_shape import LineShape
    from ui.screens.desk.state import DeskLine

_PRESENT = frozenset({AppointmentStatus.IN_SESSION, AppointmentStatus.ATTENDED})
_EXPECTED = frozenset({AppointmentStatus.CONFIRMED, AppointmentStatus.CANCEL_ASKED})


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """What the page needs, read in one job.

    Attributes:
        sheet: The workshop and its people; nothing while it is read, or when it is unknown.
        leader: First name of who leads it; empty where nobody of the centre does.
        is_noted: Whether this machine has a record of it.
        is_noted_elsewhere: Whether another machine of the centre has the record that counts.
    """

    sheet: WorkshopSheet | None = None
    leader: str = ""
    is_noted: bool = False
    is_noted_elsewhere: bool = False


class SheetWords:
    """Says the sheet in the language of the moment."""

    def __init__(self, stage: Stage, shape: LineShape, *, sees_names: bool) -> None:
        """Speak with the translator of `stage`; without `sees_names`, only what a volunteer may."""
        self._stage, self._shape, self._sees_names = stage, shape, sees_names

    def _t(self, french: str, **values: object) -> str:
        return self._stage.translator.text(french, **values)

    def _now(self) -> datetime:
        return self._stage.clock.now_utc()

    def state(self, facts: SheetFacts, told: str) -> WorkshopSheetState:
        """Return everything to show."""
        sheet = facts.sheet
        is_known = sheet is not None
        is_printable = sheet is not None and sheet.workshop.is_planned
        lines = tuple(self._enrolled(one, sheet) for one in sheet.lines) if sheet else ()
        waiting = sheet.waiting if sheet else ()
        return WorkshopSheetState(
            title=sheet.workshop.title() if sheet else self._t("Atelier"),
            when=when_words(sheet, facts.leader, self._stage.translator) if sheet else "",
            counts=self._chips(sheet) if sheet else (),
            counted=counted_words(sheet, self._stage.translator) if sheet else "",
            notice=self._notice(sheet, facts) if sheet else ("", ""),
            told=told,
            enrolled=self._t("Inscriptions") if is_known else "",
            lines=lines,
            no_line="" if lines or not is_known else self._t("Personne n’est inscrit."),
            walk_ins=self._walk_ins(sheet) if sheet else None,
            waiting=self._t("Liste d’attente") if is_known else "",
            waiting_lines=tuple(self._waiting(one) for one in waiting),
            no_waiting="" if waiting or not is_known else self._t("Personne n’attend de place."),
            note=self._note(facts),
            reveal=self._t("Voir le nom"),
            back=self._t("Précédent"),
            sheet=self._t("Feuille d’émargement") if is_printable else "",
            advice=self._t("Sur le papier : les numéros, jamais les noms.") if is_printable else "",
        )

    def _note(self, facts: SheetFacts) -> str:
        """Return the word that leads to the record, from the day of the workshop on."""
        sheet = facts.sheet
        if facts.is_noted:
            return self._t("Déjà noté · Corriger")
        if sheet is None or not sheet.workshop.is_planned:
            return ""
        if facts.is_noted_elsewhere:
            return ""
        is_day = paris_day(sheet.workshop.start_utc) <= paris_day(self._now())
        return self._t("Noter cet atelier") if is_day else ""

    def _chips(self, sheet: WorkshopSheet) -> tuple[CountChip, ...]:
        parts = _counts(sheet, self._stage.translator)
        looks = (
            ("users", LineLook.PLAIN),
            ("user-check", LineLook.GOOD),
            ("armchair", LineLook.PLAIN),
            ("hourglass", LineLook.WAITING),
        )
        return tuple(
            CountChip(words, icon, look) for words, (icon, look) in zip(parts, looks, strict=True)
        )

    def _notice(self, sheet: WorkshopSheet, facts: SheetFacts) -> tuple[str, str]:
        if facts.is_noted_elsewhere:
            told = "L’autre fiche compte. Gardez la bonne, supprimez la fausse."
            if not facts.is_noted:
                told = "Un autre poste a noté l’atelier. La fiche se corrige là-bas."
            return self._t("Atelier déjà noté."), self._t(told)
        workshop = sheet.workshop
        if not workshop.is_planned:
            return (
                self._t("Atelier annulé."),
                self._t("Les personnes à prévenir sont dans la liste à appeler du poste."),
            )
        least = workshop.min_participants
        if self._now() < workshop.start_utc and sheet.n_enrolled < least:
            n = sheet.n_enrolled
            return (
                self._t("Il manque des personnes : {n} sur {least}.", n=n, least=least),
                self._t("L’atelier peut être annulé. C’est la ville qui décide."),
            )
        return "", "" if self._shape.allowed.is_post else self._t(NOT_A_POST)

    # ---- lines -----------------------------------------------------------------------------

    def _enrolled(self, one: DeskAppointment, sheet: WorkshopSheet | None) -> DeskLine:
        name, can_reveal = self._shape.name(one.number, one.label_sealed)
        words, look = STATUS_WORDS.get(one.status, ("", LineLook.PLAIN))
        if one.status in _PRESENT:
            words, look = "Présence", LineLook.GOOD
        if one.intent is not None:
            words, look = INTENT_WORDS[one.intent], LineLook.WAITING
        main, second, others = self._deeds(one, sheet)
        line = self._shape.line(
            f"{PersonKind.ENROLLED}:{one.number}",
            LineText(
                time="",
                name=name,
                detail=self._detail(one),
                chip=self._t(words) if words else "",
                look=look,
                is_ours=one.is_ours,
            ),
            main=main,
            deeds=others,
        )
        if not self._shape.allowed.may(line.key, second, is_ours=one.is_ours):
            second = None
        beside = action(second, self._stage.translator) if second else None
        return replace(line, can_reveal=can_reveal, second=beside)

    def _deeds(
        self, one: DeskAppointment, sheet: WorkshopSheet | None
    ) -> tuple[Deed | None, Deed | None, tuple[Deed, ...]]:
        """Return the main action, the one beside it, and the others."""
        is_planned = sheet is not None and sheet.workshop.is_planned
        if one.status in GONE or not is_planned:
            return None, None, ()
        own: tuple[Deed, ...] = (Deed.CANCEL,) if self._sees_names and one.intent is None else ()
        if one.status is AppointmentStatus.DISPLACED:
            return (Deed.NEW_TIME if self._sees_names else None), None, own
        main, second = self._presence(one)
        return main, second, own if one.status in _EXPECTED else ()

    def _presence(self, one: DeskAppointment) -> tuple[Deed | None, Deed | None]:
        """Return what may be said of somebody's coming, on the day and a week after."""
        now_utc = self._now()
        today, day = paris_day(now_utc), paris_day(one.start_utc)
        if day > today or now_utc > one.start_utc + COUNTED_WITHIN:
            return None, None
        if one.status in _PRESENT:
            return None, Deed.ABSENT
        if one.status is AppointmentStatus.ABSENT:
            return None, Deed.UNDO_ABSENT if day == today else Deed.PRESENT
        return Deed.PRESENT, Deed.ABSENT

    def _detail(self, one: DeskAppointment | DeskRequest) -> str:
        people = ""
        if one.party_size > 1:
            people = self._stage.translator.plural("{n} personne", "{n} personnes", one.party_size)
        number = self._t("n° {number}", number=one.number) if self._sees_names else ""
        parts = (number, *party_words(self._t, people, one.needs, one.language or "fr"))
        return " · ".join(part for part in parts if part)

    def _waiting(self, one: DeskRequest) -> DeskLine:
        """Return somebody who waits; without a rank, which the city alone knows."""
        name, can_reveal = self._shape.name(one.number, one.label_sealed)
        chip, look = "", LineLook.PLAIN
        is_offered = bool(one.proposals) and one.chosen is None
        if one.chosen is not None:
            chip, look = self._t("A dit oui : la ville répond"), LineLook.GOOD
        elif is_offered:
            chip, look = self._until(one.offer_until_utc), LineLook.WAITING
        to_call = self._t("à appeler") if one.reply_by is ReplyBy.PHONE and is_offered else ""
        line = self._shape.line(
            f"{PersonKind.WAITING}:{one.number}",
            LineText(
                time="",
                name=name,
                detail=" · ".join(filter(None, (self._detail(one), to_call))),
                chip=chip,
                look=look,
            ),
            main=Deed.ACCEPT if is_offered and self._sees_names else None,
            deeds=(Deed.RENOUNCE,) if self._sees_names and one.chosen is None else (),
        )
        return replace(line, can_reveal=can_reveal)

    def _until(self, until_utc: datetime | None) -> str:
        if until_utc is None:
            return self._t("Place proposée")
        translator = self._stage.translator
        time = clock_time(until_utc, translator)
        if paris_day(until_utc) == paris_day(self._now()):
            return self._t("Place proposée jusqu’à {time}", time=time)
        day = day_in_words(paris_day(until_utc), translator)
        return self._t("Place proposée jusqu’au {day} à {time}", day=day, time=time)

    def _walk_ins(self, sheet: WorkshopSheet) -> WalkInCount | None:
        """Return the count of those who came without a ticket, on the day and a week after."""
        workshop, now_utc = sheet.workshop, self._now()
        is_day = paris_day(workshop.start_utc) <= paris_day(now_utc)
        is_post = self._shape.allowed.is_post
        if (
            not is_post
            or not workshop.is_planned
            or not is_day
            or now_utc > workshop.start_utc + COUNTED_WITHIN
        ):
            return None
        explained = self._t("Un compte, sans nom.")
        if sheet.n_seats_left == 0:
            explained = self._t("Plus de place. Une absence en libère une.")
        return WalkInCount(
            caption=self._t("Personnes venues sans inscription"),
            count=str(sheet.n_walk_ins),
            steps=(self._t("Une de moins"), self._t("Une de plus")),
            can=(sheet.n_walk_ins > 0, sheet.n_seats_left > 0),
            explained=explained,
        )


def _counts(sheet: WorkshopSheet, translator: Translator) -> tuple[str, str, str, str]:
    plural = translator.plural
    n_waiting = sum(one.party_size for one in sheet.waiting)
    return (
        plural("{n} inscrit", "{n} inscrits", sheet.n_enrolled),
        plural("{n} présent", "{n} présents", sheet.n_present + sheet.n_walk_ins),
        plural("{n} place libre", "{n} places libres", sheet.n_seats_left),
        plural("{n} en attente", "{n} en attente", n_waiting),
    )


def counted_words(sheet: WorkshopSheet, translator: Translator) -> str:
    """Return « 7 inscrits, 2 présents, 3 places libres, 4 en attente »."""
    return ", ".join(_counts(sheet, translator))


def when_words(sheet: WorkshopSheet, leader: str, translator: Translator) -> str:
    """Return « Mardi 24 novembre, de 10 h à 12 h · avec Nadia »; `leader` may be empty."""
    workshop = sheet.workshop
    when = day_and_hours(workshop.start_utc, workshop.duration_min, translator)
    led = translator.text("avec {name}", name=leader) if leader else ""
    return " · ".join(filter(None, (when, led)))
