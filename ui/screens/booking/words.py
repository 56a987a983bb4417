# SPDX-License-Identifier: AGPL-3.0-or-later
"""The sentences of the booking page, in the language of the moment."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kiosk.domain.appointments import ReplyBy
from kiosk.domain.slots import DayState
from kiosk.foundation.clock import paris_day
from ui.screens.booking import workshop_words
from ui.screens.booking.place_words import where_state
from ui.screens.booking.state import (
    AnswerCard,
    BookingStage,
    BookingState,
    DayChoice,
    HourChoice,
    SummaryLine,
)
from ui.screens.booking.who_words import (
    days_words,
    halves,
    need_line,
    place_line,
    reply_cards,
    sure_lines,
    when_lines,
    who_words,
)
from ui.wording import (
    clock_time,
    day_in_words,
    duration_in_words,
    moment_in_words,
    sentence_case,
    short_weekday,
    weekday_name,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from kiosk.domain.appointment_views import Need
    from kiosk.domain.slots import DayOffer
    from ui.navigation.presenter import Stage
    from ui.screens.booking.choice import Choice
    from ui.screens.booking.state import Offer

_SUNDAY = 6


class BookingWords:
    """Makes the states of the page from what is known."""

    def __init__(self, stage: Stage) -> None:
        """Speak with the translator of `stage`."""
        self._stage = stage

    def _t(self, french: str, **values: object) -> str:
        return self._stage.translator.text(french, **values)

    def frame(self, at: BookingStage, offer: Offer | None, notice: tuple[str, str]) -> BookingState:
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
        if offer is None or not offer.receives_today:
            return ("", "")
        n = offer.n_waiting
        if n == 0:
            line = self._t("Prenez un numéro : personne n’attend ici.")
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
        self, frame: BookingState, offer: Offer | None, *, is_hidden: bool
    ) -> BookingState:
        """Return the first question; `is_hidden` where no need is to be chosen."""
        needs = offer.needs if offer is not None and not is_hidden else ()
        notice = frame.notice
        cards = [self._need_card(need) for need in needs]
        if offer is not None and offer.workshops and not is_hidden:
            cards.append(workshop_words.way_in(offer.workshops, self._stage.translator))
        if offer is not None and not offer.needs:
            notice = (
                self._t("Pas de rendez-vous ici pour le moment."),
                self._t("Prenez un numéro, ou demandez à une personne."),
            )
        return replace(
            frame,
            title=self._t("Pour quoi avez-vous besoin d’une personne ?"),
            answers=tuple(cards),
            notice=notice,
            waiting="" if offer is not None else self._t("Un instant…"),
        )

    def _need_card(self, need: Need) -> AnswerCard:
        duration = duration_in_words(need.duration_min, self._stage.translator)
        if not need.is_here:
            duration = f"{duration} · {self._t('dans un autre lieu')}"
        french = need.label_fr if need.label_fr != need.label else ""
        return AnswerCard(need.motif_id, need.icon, need.label, french, duration)

    def workshop_state(self, frame: BookingState, offer: Offer | None) -> BookingState:
        """Return the question of the workshop."""
        offers = offer.workshops if offer is not None else ()
        return workshop_words.list_state(frame, offers, self._stage.translator)

    def seats_state(self, frame: BookingState, choice: Choice) -> BookingState:
        """Return the question of how many come to the workshop."""
        return workshop_words.seats_state(frame, choice, self._stage.translator)

    def where_state(self, frame: BookingState, choice: Choice) -> BookingState:
        """Return the question of the centre."""
        return where_state(frame, choice, self._stage.centre, self._stage.translator)

    def _days(
        self, days: Sequence[DayOffer], chosen: Sequence[date], *, asking: bool
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
                    offer.day in chosen,
                )
            )
        return tuple(choices)

    def _hours(self, choice: Choice) -> tuple[HourChoice, ...]:
        return tuple(
            HourChoice(
                slot.start_utc.isoformat(),
                clock_time(slot.start_utc, self._stage.translator),
                self._t("choisi") if slot == choice.slot else self._t("libre"),
                slot == choice.slot,
            )
            for slot in choice.slots
        )

    def _beside(self, frame: BookingState, choice: Choice) -> BookingState:
        need, translator = choice.need, self._stage.translator
        lines = [place_line(choice, self._stage.centre, translator)]
        if choice.workshop is not None:
            lines += workshop_words.known_lines(choice, translator)
            return replace(frame, summary_title=self._t("Votre atelier"), summary=tuple(lines))
        if choice.centre is None and frame.stage in (BookingStage.TIME, BookingStage.WHO):
            lines.append(SummaryLine("user-heart", self._t("Avec la première personne libre")))
        if need is not None:
            lines.append(need_line(need, translator))
        return replace(
            frame,
            summary_title=self._t("Votre rendez-vous"),
            summary=tuple(lines),
            change=self._t("Modifier") if choice.moving is None else "",
        )

    def time_state(self, frame: BookingState, choice: Choice) -> BookingState:
        """Return the question of the hour."""
        translator, day, slot = self._stage.translator, choice.day, choice.slot
        moves = choice.moving is not None
        go_on = self._t("Choisissez une heure")
        if slot is not None:
            words = "Choisir {day} à {time}" if moves else "Réserver {day} à {time}"
            go_on = self._t(
                words,
                day=weekday_name(paris_day(slot.start_utc), translator),
                time=clock_time(slot.start_utc, translator),
            )
        other = (self._t("Autre heure ?"), self._t("demander, réponse plus tard"))
        beside = self._beside(frame, choice)
        return replace(
            beside,
            title=self._t("Choisissez une heure"),
            lead=self._t("L’ancienne heure reste gardée pour le moment.") if moves else "",
            days=self._days(choice.days, (day,) if day else (), asking=False),
            day_title=sentence_case(day_in_words(day, translator)) if day else "",
            hours=self._hours(choice),
            ask=("", "") if moves else other,
            today=("", "") if moves else beside.today,
            go_on=go_on,
            can_go_on=slot is not None,
        )

    def ask_state(self, frame: BookingState, choice: Choice) -> BookingState:
        """Return the question of a request: up to three days and a part of them."""
        has_days = bool(choice.wished)
        return replace(
            self._beside(frame, choice),
            title=self._t("Demandez une autre heure"),
            lead=self._t("Choisissez jusqu’à 3 jours. Une personne vous répond plus tard."),
            days=self._days(choice.days, choice.wished, asking=True),
            day_title=days_words(choice, self._stage.translator),
            halves=halves(self._stage.translator),
            half=choice.half.value,
            go_on=self._t("Demander") if has_days else self._t("Choisissez un jour"),
            can_go_on=has_days,
        )

    def reply_state(self, frame: BookingState, choice: Choice) -> BookingState:
        """Return the question of how to hear the answer."""
        beside, waits = self._beside(frame, choice), choice.workshop is not None
        when = () if waits else when_lines(choice, self._stage.translator)
        lead = self._t("Une personne regarde votre demande.")
        if waits:
            lead = self._t("Une place se libère ? Vous le savez ainsi.")
        return replace(
            beside,
            title=self._t("Comment vous répondre ?"),
            lead=lead,
            answers=reply_cards(self._stage.translator),
            summary=(*when, *beside.summary),
            change="",
            today=("", ""),
            data_age="",
        )

    def who_state(self, frame: BookingState, choice: Choice, problem: str) -> BookingState:
        """Return the question of who comes; all of it may be left out."""
        translator = self._stage.translator
        beside, who = self._beside(frame, choice), who_words(choice, problem, translator)
        when = () if choice.workshop is not None else when_lines(choice, translator)
        must_tell = choice.hold is None and choice.reply_by is ReplyBy.PHONE
        lead = self._t("Vous pouvez laisser vide.")
        if must_tell:
            lead = self._t("Donnez votre téléphone pour la réponse.")
        return replace(
            beside,
            title=self._t("Qui vient ?"),
            lead=lead,
            summary=(*when, *beside.summary),
            change="",
            today=("", ""),
            data_age="",
            who=who,
            go_on=self._t("Continuer"),
            can_go_on=True,
            skip="" if must_tell else self._t("Passer"),
        )

    def sure_state(self, frame: BookingState, choice: Choice) -> BookingState:
        """Return the last question: is everything right."""
        notice = frame.notice
        if choice.hold is None and choice.workshop is not None:
            lead, nothing_yet = "", self._t("Rien n’est demandé avant la touche du bas.")
            go_on = self._t("Aller sur la liste d’attente")
            notice = (self._t("Ce n’est pas encore une place."), nothing_yet)
        elif choice.hold is None:
            lead = self._t("Rien n’est demandé avant la touche du bas.")
            go_on = self._t("Envoyer la demande")
        elif choice.workshop is not None:
            lead = self._t("Rien n’est réservé avant la touche du bas.")
            go_on = self._t("Confirmer ma venue")
        elif choice.moving is not None:
            lead = self._t("L’ancienne heure reste gardée jusque-là.")
            go_on = self._t("Confirmer la nouvelle heure")
        else:
            lead = self._t("Rien n’est réservé avant la touche du bas.")
            go_on = self._t("Confirmer le rendez-vous")
        return replace(
            frame,
            title=self._t("Tout est juste ?"),
            lead=lead,
            notice=notice,
            summary=sure_lines(choice, self._stage.centre, self._stage.translator),
            today=("", ""),
            data_age="",
            go_on=go_on,
            can_go_on=True,
        )

    def spoken(self, state: BookingState) -> str:
        """Return what « Écouter » reads: the question and its answers, then what is known."""
        days = (f"{day.name}, {day.note}" for day in state.days if day.can_choose)
        hours = (f"{hour.hour}, {hour.note}" for hour in state.hours)
        cards = (", ".join(filter(None, (c.label, c.french, c.detail))) for c in state.answers)
        places = (", ".join((c.name, *c.lines, c.sign.words)) for c in state.places)
        workshops = (
            ", ".join(filter(None, (c.title, c.french, c.when, *c.lines, c.sign.words)))
            for c in state.workshops
        )
        sizes = (f"{one.name}, {one.note}" for one in state.sizes)
        known = (", ".join(filter(None, (line.text, line.detail))) for line in state.summary)
        age = state.data_age if state.stage in (BookingStage.TIME, BookingStage.ASK) else ""
        who = state.who
        fields = () if who is None else (*who.label, *who.contact, who.problem, who.party)
        toggles = () if who is None else (who.access, *(one.label for one in who.toggles))
        said = (
            *(state.title, state.lead, *state.notice, state.waiting, *cards, *days),
            *(*places, *workshops, *sizes),
            *(state.day_title, age, *(words for _, words in state.halves)),
            *(*hours, *state.ask, *fields, *toggles),
            *(state.summary_title, *known, *state.today),
        )
        return ". ".join(text.rstrip(".") for text in said if text)
