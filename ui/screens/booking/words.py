# SPDX-License-Identifier: AGPL-3.0-or-later
"""The sentences of the booking page, in the language of the moment."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kiosk.domain.appointment_requests import HalfDay
from kiosk.domain.slots import DayState
from kiosk.foundation.clock import paris_day
from ui.screens.booking.state import (
    BookingStage,
    BookingState,
    DayChoice,
    HourChoice,
    NeedCard,
    SummaryLine,
)
from ui.wording import (
    clock_time,
    day_and_time,
    day_in_words,
    duration_in_words,
    left_to_right,
    moment_in_words,
    sentence_case,
    short_weekday,
    weekday_name,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from kiosk.domain.appointment_views import Need
    from kiosk.domain.slots import DayOffer, Slot
    from kiosk.foundation.errors import Refused
    from ui.navigation.presenter import Stage
    from ui.screens.booking.state import Offer

_SUNDAY = 6


class BookingWords:
    """Makes the states of the page from what is known."""

    def __init__(self, stage: Stage) -> None:
        """Speak with the translator of `stage`."""
        self._stage = stage

    def _t(self, french: str, **values: object) -> str:
        return self._stage.translator.text(french, **values)

    def frame(
        self,
        at: BookingStage,
        offer: Offer | None,
        notice: tuple[str, str],
    ) -> BookingState:
        """Return what each question shows."""
        return BookingState(
            stage=at,
            title="",
            today=self._today(offer),
            go_back=self._t("Précédent"),
            help=self._t("Aide"),
            notice=notice,
            data_age=self._age(offer),
        )

    def _today(self, offer: Offer | None) -> tuple[str, str]:
        if offer is None:
            return ("", "")
        n = offer.n_waiting
        if n == 0:
            line = self._t("Prenez un numéro : personne avant vous.")
        else:
            line = self._stage.translator.plural(
                "Prenez un numéro : {n} personne avant vous.",
                "Prenez un numéro : {n} personnes avant vous.",
                n,
            )
        return (self._t("Aujourd’hui ?"), line)

    def _age(self, offer: Offer | None) -> str:
        if offer is None or offer.age_utc is None:
            return ""
        when = moment_in_words(offer.age_utc, self._stage.clock.now_utc(), self._stage.translator)
        return self._t("heures reçues {when}", when=when)

    def need_state(
        self, frame: BookingState, offer: Offer | None, *, has_booked: bool
    ) -> BookingState:
        """Return the first question."""
        needs = offer.needs if offer is not None and not has_booked else ()
        cards = tuple(
            NeedCard(
                need.motif_id,
                need.icon,
                need.label,
                need.label_fr if need.label_fr != need.label else "",
                duration_in_words(need.duration_min, self._stage.translator),
            )
            for need in needs
        )
        notice = frame.notice
        if offer is not None and not offer.needs:
            notice = (
                self._t("Pas de rendez-vous ici pour le moment."),
                self._t("Prenez un numéro, ou demandez à une personne."),
            )
        return replace(
            frame,
            title=self._t("Pour quoi avez-vous besoin d’une personne ?"),
            needs=cards,
            notice=notice,
            waiting="" if offer is not None else self._t("Un instant…"),
        )

    def _days(
        self, days: Sequence[DayOffer], chosen: date | None, *, asking: bool
    ) -> tuple[DayChoice, ...]:
        translator = self._stage.translator
        choices = []
        for offer in days:
            if offer.day.weekday() == _SUNDAY and offer.state is DayState.CLOSED:
                continue
            if offer.state is DayState.CLOSED:
                note = self._t("fermé")
            elif asking:
                note = self._t("à demander")
            elif offer.state is DayState.FULL:
                note = self._t("complet")
            else:
                note = translator.plural("{n} libre", "{n} libres", offer.n_free)
            can_choose = offer.state is DayState.FREE or (asking and offer.state is DayState.FULL)
            choices.append(
                DayChoice(
                    offer.day.isoformat(),
                    short_weekday(offer.day, translator),
                    str(offer.day.day),
                    note,
                    sentence_case(day_in_words(offer.day, translator)),
                    can_choose,
                    offer.day == chosen,
                )
            )
        return tuple(choices)

    def hours(self, slots: Sequence[Slot], chosen: Slot | None) -> tuple[HourChoice, ...]:
        """Return the hours of a day."""
        return tuple(
            HourChoice(
                slot.start_utc.isoformat(),
                clock_time(slot.start_utc, self._stage.translator),
                self._t("choisi") if slot == chosen else self._t("libre"),
                slot == chosen,
            )
            for slot in slots
        )

    def _summary(self, need: Need) -> tuple[SummaryLine, ...]:
        quarter = self._stage.centre.card.quarter
        place = self._stage.centre.name
        here = self._t("Ici, quartier {quarter}", quarter=quarter) if quarter else place
        french = ""
        if need.label_fr != need.label:
            french = left_to_right(need.label_fr, self._stage.translator)
        duration = duration_in_words(need.duration_min, self._stage.translator)
        return (
            SummaryLine("map-pin", here),
            SummaryLine("user-heart", self._t("Avec la première personne libre")),
            SummaryLine("list-check", need.label, " · ".join(filter(None, (french, duration)))),
        )

    def _beside(self, frame: BookingState, need: Need) -> BookingState:
        return replace(
            frame,
            summary_title=self._t("Votre rendez-vous"),
            summary=self._summary(need),
            change=self._t("Modifier"),
        )

    def time_state(
        self,
        frame: BookingState,
        need: Need,
        days: tuple[Sequence[DayOffer], date | None],
        hours: tuple[HourChoice, ...],
        slot: Slot | None,
    ) -> BookingState:
        """Return the question of the hour."""
        translator = self._stage.translator
        day = days[1]
        go_on = self._t("Choisissez une heure")
        if slot is not None:
            go_on = self._t(
                "Réserver {day} à {time}",
                day=weekday_name(paris_day(slot.start_utc), translator),
                time=clock_time(slot.start_utc, translator),
            )
        return replace(
            self._beside(frame, need),
            title=self._t("Choisissez une heure"),
            days=self._days(*days, asking=False),
            day_title=sentence_case(day_in_words(day, translator)) if day else "",
            hours=hours,
            ask=(self._t("Autre heure ?"), self._t("réponse plus tard")),
            go_on=go_on,
            can_go_on=slot is not None,
        )

    def ask_state(
        self,
        frame: BookingState,
        need: Need,
        days: tuple[Sequence[DayOffer], date | None],
        half: HalfDay,
    ) -> BookingState:
        """Return the question of a request: a day and a part of it."""
        day = days[1]
        title = sentence_case(day_in_words(day, self._stage.translator)) if day else ""
        return replace(
            self._beside(frame, need),
            title=self._t("Demandez une autre heure"),
            lead=self._t("Une personne vous répond plus tard. Gardez votre numéro."),
            days=self._days(*days, asking=True),
            day_title=title,
            data_age="",
            halves=self._halves(),
            half=half.value,
            go_on=self._t("Demander") if day else self._t("Choisissez un jour"),
            can_go_on=day is not None,
        )

    def _halves(self) -> tuple[tuple[str, str], ...]:
        return (
            (HalfDay.MORNING.value, self._t("Le matin")),
            (HalfDay.AFTERNOON.value, self._t("L’après-midi")),
            (HalfDay.ANY.value, self._t("Les deux me vont")),
        )

    def half_name(self, half: HalfDay) -> str:
        """Return the words of a part of the day."""
        return dict(self._halves())[half.value]

    def name_state(
        self,
        frame: BookingState,
        need: Need,
        when: tuple[Slot | None, date | None, HalfDay],
    ) -> BookingState:
        """Return the last question: what to call the person, and where to reach them."""
        slot, day, half = when
        translator = self._stage.translator
        if slot is not None:
            line = SummaryLine("calendar", day_and_time(slot.start_utc, translator))
            go_on = self._t("Confirmer le rendez-vous")
        else:
            words = sentence_case(day_in_words(day, translator)) if day else ""
            line = SummaryLine("calendar", words, self.half_name(half))
            go_on = self._t("Envoyer la demande")
        beside = self._beside(frame, need)
        return replace(
            beside,
            title=self._t("Comment vous appeler ?"),
            lead=self._t("Vous pouvez laisser vide."),
            summary=(line, *beside.summary),
            change="",
            today=("", ""),
            data_age="",
            label=(
                self._t("Prénom ou surnom"),
                self._t("Seule la personne qui vous reçoit le lit."),
            ),
            contact=(
                self._t("Téléphone ou mail, si l’heure change"),
                self._t("Facultatif. Effacé après l’envoi."),
            ),
            go_on=go_on,
            can_go_on=True,
        )

    def with_problem(self, state: BookingState, problem: str) -> BookingState:
        """Return the last question with what is wrong in the contact."""
        return replace(state, contact_problem=problem)

    def spoken(self, state: BookingState) -> str:
        """Return what « Écouter » reads: the question and its answers, then what is known."""
        days = (f"{day.name}, {day.note}" for day in state.days if day.can_choose)
        hours = (f"{hour.hour}, {hour.note}" for hour in state.hours)
        needs = (", ".join(filter(None, (n.label, n.french, n.detail))) for n in state.needs)
        known = (", ".join(filter(None, (line.text, line.detail))) for line in state.summary)
        age = state.data_age if state.stage is BookingStage.TIME else ""
        said = (
            *(state.title, state.lead, *state.notice, state.waiting, *needs, *days),
            *(state.day_title, age, *(words for _, words in state.halves)),
            *(*hours, *state.ask, *state.label, *state.contact, state.contact_problem),
            *(state.summary_title, *known, *state.today),
        )
        return ". ".join(text.rstrip(".") for text in said if text)

    def refusal(self, error: Refused) -> tuple[str, str]:
        """Return a calm sentence for a refusal of the rules."""
        match error.reason:
            case "slot_taken" | "slot_unknown" | "hold_expired" | "hold_unknown":
                return (
                    self._t("Cette heure n’est plus libre."),
                    self._t("Choisissez-en une autre."),
                )
            case "one_a_session":
                return (
                    self._t("Vous avez déjà un rendez-vous."),
                    self._t("Pour un autre, demandez à une personne."),
                )
            case "not_enrolled":
                return (
                    self._t("Cette borne ne garde pas encore de nom."),
                    self._t("Laissez vide, puis confirmez."),
                )
            case "label_too_long":
                return (self._t("Ce nom est trop long."), self._t("Un prénom suffit."))
            case "contact_too_long":
                return (
                    self._t("Ce contact est trop long."),
                    self._t("Écrivez 10 chiffres, ou une adresse mail."),
                )
            case _:
                return (
                    self._t("Pas d’heure à confirmer ici pour le moment."),
                    self._t("Demandez une heure, ou prenez un numéro."),
                )
