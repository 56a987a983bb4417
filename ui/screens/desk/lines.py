# SPDX-License-Identifier: AGPL-3.0-or-later
"""The lists on the left of the post, in words."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from kiosk.domain.appointment_requests import HalfDay
from kiosk.domain.appointment_status import AppointmentStatus
from kiosk.domain.vocabulary import national_vocabulary
from kiosk.domain.waiting_queue import QueueReason, QueueState
from kiosk.domain.walkthrough_texts import isolated
from ui.screens.desk.state import DeskLine, DeskTab, LineLook
from ui.wording import clock_time, date_in_words, day_in_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kiosk.domain.appointment_requests import Wish
    from kiosk.domain.appointment_views import DeskAppointment, DeskRequest
    from kiosk.domain.attendance import Visit
    from kiosk.domain.waiting_queue import QueueTicket
    from kiosk.domain.walkthrough_screen import LateReview
    from ui.navigation.presenter import Stage
    from ui.screens.desk.state import DeskFacts

HIDDEN = "• • •"
MOST_NAMED = 3
_STATUS_WORDS = {
    AppointmentStatus.CANCEL_ASKED: ("Annulation demandée", LineLook.ALERT),
    AppointmentStatus.CANCELLED: ("Annulé", LineLook.ALERT),
    AppointmentStatus.CANCELLED_BY_CENTRE: ("Annulé par le centre", LineLook.ALERT),
    AppointmentStatus.MOVED: ("Déplacé", LineLook.PLAIN),
    AppointmentStatus.DISPLACED: ("À replacer", LineLook.ALERT),
    AppointmentStatus.ARRIVED: ("Arrivée notée", LineLook.GOOD),
    AppointmentStatus.IN_SESSION: ("En cours", LineLook.GOOD),
    AppointmentStatus.ATTENDED: ("Honoré", LineLook.GOOD),
    AppointmentStatus.ABSENT: ("Absence", LineLook.ALERT),
}
_REASON_WORDS = {
    QueueReason.HELP: "Aide à la borne",
    QueueReason.APPOINTMENT: "Sans rendez-vous",
    QueueReason.URGENT: "Urgent",
    QueueReason.OTHER: "Autre",
}
_HALF_WORDS = {
    HalfDay.MORNING: "le matin",
    HalfDay.AFTERNOON: "l’après-midi",
    HalfDay.ANY: "toute la journée",
}


class DeskLines:
    """Makes the lines of the lists."""

    def __init__(self, stage: Stage, *, sees_names: bool) -> None:
        """Speak with the translator of `stage`; without `sees_names` no name has dots."""
        self._stage = stage
        self._sees_names = sees_names

    def _t(self, french: str, **values: object) -> str:
        return self._stage.translator.text(french, **values)

    def title(self, tab: DeskTab) -> str:
        """Return the title of a list."""
        match tab:
            case DeskTab.DAY:
                return self._t("Aujourd’hui")
            case DeskTab.QUEUE:
                return self._t("File d’attente")
            case DeskTab.REQUESTS:
                return self._t("Demandes")
            case DeskTab.RECENT:
                return self._t("Derniers notés")

    def late(self, found: tuple[LateReview, ...]) -> tuple[str, str, str]:
        """Return how many guides residents do not see, which and since when, and what to do."""
        if not found:
            return "", "", ""
        translator = self._stage.translator
        named = []
        for one in found[:MOST_NAMED]:
            since = one.due_on + timedelta(days=1)
            day = f"{date_in_words(since, translator)} {since.year}"
            title = isolated(one.card.title, translator.language.code)
            named.append(self._t("« {title} » depuis le {day}", title=title, day=day))
        guides = ", ".join(named)
        told = self._t(
            "{guides}. Relisez-les, puis demandez à la ville une mise à jour.",
            guides=f"{guides}…" if len(found) > MOST_NAMED else guides,
        )
        return (
            self._t("Guides cachés aux habitants, faute de relecture : {n}.", n=len(found)),
            told.replace("….", "…"),
            self._t("Les relire"),
        )

    def tabs(self, facts: DeskFacts) -> tuple[tuple[str, str], ...]:
        """Return the keys and words of the lists, with how many wait."""
        return (
            (DeskTab.DAY.value, self._t("Jour")),
            (DeskTab.QUEUE.value, self._t("File : {n}", n=len(facts.queue))),
            (DeskTab.REQUESTS.value, self._t("Demandes : {n}", n=len(facts.requests))),
            (DeskTab.RECENT.value, self._t("Notés")),
        )

    def empty(self, tab: DeskTab) -> str:
        """Return the words of a list without lines."""
        match tab:
            case DeskTab.DAY:
                return self._t("Aucun rendez-vous aujourd’hui.")
            case DeskTab.QUEUE:
                return self._t("Personne n’attend.")
            case DeskTab.REQUESTS:
                return self._t("Aucune demande à traiter.")
            case DeskTab.RECENT:
                return self._t("Rien de noté pour le moment.")

    def lines(
        self, tab: DeskTab, facts: DeskFacts, names: Mapping[str, str]
    ) -> tuple[DeskLine, ...]:
        """Return the lines of a list; `names` holds those that were touched."""
        match tab:
            case DeskTab.DAY:
                return tuple(self._appointment(one, names) for one in facts.day)
            case DeskTab.QUEUE:
                return tuple(self._waiting(one) for one in facts.queue)
            case DeskTab.REQUESTS:
                return tuple(self._request(one, names) for one in facts.requests)
            case DeskTab.RECENT:
                return tuple(self._visit(one) for one in facts.recent)

    def _name(self, key: str, sealed: bytes | None, names: Mapping[str, str]) -> tuple[str, bool]:
        if not self._sees_names:
            return self._t("Rendez-vous {number}", number=key), False
        if sealed is None:
            return self._t("Sans nom"), False
        return names.get(key, HIDDEN), True

    def _appointment(self, one: DeskAppointment, names: Mapping[str, str]) -> DeskLine:
        name, can_reveal = self._name(one.number, one.label_sealed, names)
        is_open = one.status is AppointmentStatus.CONFIRMED
        words, look = _STATUS_WORDS.get(one.status, ("", LineLook.PLAIN))
        time = clock_time(one.start_utc, self._stage.translator)
        chip = self._t(words) if words else ""
        return DeskLine(
            key=one.number,
            time=time,
            name=name,
            can_reveal=can_reveal,
            detail=one.motif_label,
            chip=chip,
            look=look,
            main=self._t("Commencer") if is_open else "",
            other=self._t("Absence") if is_open else "",
            spoken=" ".join(filter(None, (time, one.motif_label, chip))),
        )

    def _waiting(self, one: QueueTicket) -> DeskLine:
        reason = self._t(_REASON_WORDS[one.reason])
        since = self._t("depuis {time}", time=clock_time(one.taken_utc, self._stage.translator))
        is_urgent = one.reason is QueueReason.URGENT
        return DeskLine(
            key=one.number,
            time=one.number,
            name=reason,
            can_reveal=False,
            detail=since,
            chip=self._t("Appelé") if one.state is QueueState.CALLED else "",
            look=LineLook.ALERT if is_urgent else LineLook.WAITING,
            main=self._t("Recevoir"),
            main_icon="user-check",
            other=self._t("Pas là"),
            spoken=f"{one.number} {reason} {since}",
        )

    def _request(self, one: DeskRequest, names: Mapping[str, str]) -> DeskLine:
        name, can_reveal = self._name(one.number, one.label_sealed, names)
        wish = self._wish(one.wish)
        # A volunteer reads the number in the place of the name.
        parts = (one.number if self._sees_names else "", one.motif_label, wish)
        return DeskLine(
            key=one.number,
            time="",
            name=name,
            can_reveal=can_reveal,
            detail=" · ".join(filter(None, parts)),
            chip=self._t("À décider"),
            look=LineLook.WAITING,
            main="",
            other="",
            spoken=f"{one.motif_label} {wish}",
        )

    def _wish(self, wish: Wish) -> str:
        if not wish.times:
            return self._t("n’importe quand")
        return ", ".join(
            f"{day_in_words(time.day, self._stage.translator)} {self._t(_HALF_WORDS[time.half])}"
            for time in wish.times
        )

    def _visit(self, one: Visit) -> DeskLine:
        label = national_vocabulary().theme_label
        content = one.content
        themes = ", ".join(label(code) for code in content.themes)
        day = f"{content.day.day:02d}/{content.day.month:02d}"
        minutes = self._t("{n} min", n=content.duration_min)
        marks = [
            self._t("Corrigé") if one.is_corrected else "",
            self._t("Date passée") if one.is_back_dated else "",
        ]
        return DeskLine(
            key=one.visit_id,
            time=day,
            name=minutes,
            can_reveal=False,
            detail=themes,
            chip=" · ".join(filter(None, marks)),
            look=LineLook.PLAIN,
            main=self._t("Corriger"),
            main_icon="pencil",
            other="",
            spoken=f"{day} {minutes} {themes}",
        )
