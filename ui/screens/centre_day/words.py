# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the opening and the closing say, from what was read."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from kiosk.foundation.clock import paris_day
from kiosk.services.clock_trust import ClockDoubt
from ui.screens.centre_day.state import ClosingState, DayFact, OpeningState, WaitingLine
from ui.screens.desk.allowed import NOT_A_POST
from ui.screens.desk.words import REASON_WORDS
from ui.wording import clock_time, day_in_words, moment_in_words, sentence_case

if TYPE_CHECKING:
    from datetime import datetime

    from kiosk.domain.waiting_queue import QueueTicket
    from kiosk.services.outbox import OutboxStatus
    from kiosk.services.post_agenda import PostDays
    from ui.navigation.presenter import Stage
    from ui.screens.centre_day.state import DayFacts

_OLD = timedelta(days=1)
_CLOCK_WORDS = {
    ClockDoubt.NONE: "Le poste a confiance en cette heure.",
    ClockDoubt.BACK: "L’horloge semble en retard. Si l’heure est fausse, appelez un technicien.",
    ClockDoubt.AHEAD: "L’horloge semble en avance. Si l’heure est fausse, appelez un technicien.",
}


class DayWords:
    """Says the facts in the language of the moment."""

    def __init__(self, stage: Stage) -> None:
        """Speak with the translator of `stage`."""
        self._stage = stage

    def _t(self, french: str, **values: object) -> str:
        return self._stage.translator.text(french, **values)

    def opening(self, facts: DayFacts, now_utc: datetime, printed: str) -> OpeningState:
        """Return the opening."""
        is_doubted, translator = not facts.trust.is_trusted, self._stage.translator
        today = paris_day(now_utc)  # with its year: a dead battery often loses that
        day = f"{sentence_case(day_in_words(today, translator))} {today.year}"
        return OpeningState(
            title=self._t("À l’ouverture"),
            now=f"{day}, {clock_time(now_utc, translator)}",
            clock=self._t(_CLOCK_WORDS[facts.trust.doubt]),
            is_doubted=is_doubted,
            confirm=self._t("La date et l’heure sont justes") if is_doubted else "",
            facts=(
                self._network(facts, now_utc),
                self._agenda(facts.today, now_utc),
                self._receiving(facts.today),
            ),
            trial=self._t("Imprimer une page d’essai"),
            tally=self._t("Imprimer la feuille de comptage"),
            printed=printed,
        )

    def _network(self, facts: DayFacts, now_utc: datetime) -> DayFact:
        caption, sent_utc = self._t("Réseau"), facts.outbox.last_sent_utc
        if self._stage.centre.is_training:
            return DayFact(caption, self._t("En entraînement, rien ne sort de la machine."))
        if not facts.is_enrolled:
            words = "Ce poste n’est pas inscrit à la ville. Demandez à un technicien."
            return DayFact(caption, self._t(words), is_warned=True)
        if sent_utc is None:
            words = "La ville n’a encore rien reçu de ce poste."
            return DayFact(caption, self._t(words), is_warned=True)
        when = moment_in_words(sent_utc, now_utc, self._stage.translator)
        is_old = now_utc - sent_utc > _OLD and facts.outbox.n_pending > 0
        return DayFact(caption, self._t("Dernier envoi à la ville : {when}.", when=when), is_old)

    def _agenda(self, today: PostDays, now_utc: datetime) -> DayFact:
        caption, heard_utc = self._t("Agenda"), today.heard_utc
        if heard_utc is None:
            return DayFact(caption, self._t("Agenda pas encore reçu."), is_warned=True)
        when = moment_in_words(heard_utc, now_utc, self._stage.translator)
        return DayFact(
            caption, self._t("Agenda reçu {when}.", when=when), now_utc - heard_utc > _OLD
        )

    def _receiving(self, today: PostDays) -> DayFact:
        caption, translator = self._t("Qui reçoit aujourd’hui"), self._stage.translator
        if today.first_day in today.shut:
            return DayFact(caption, self._t("Le centre est fermé aujourd’hui."), is_warned=True)
        lines = []
        for one in today.mediators:
            times = [
                f"{clock_time(time.start_utc, translator)} – {clock_time(time.end_utc, translator)}"
                for time in today.open
                if time.mediator_id == one.mediator_id
            ]
            if times:
                lines.append(f"{one.first_name} : {', '.join(times)}")
        if not lines:
            return DayFact(caption, self._t("Personne ne reçoit aujourd’hui."), is_warned=True)
        return DayFact(caption, "\n".join(lines))

    def closing(self, facts: DayFacts, *, n_asked: int) -> ClosingState:
        """Return the closing; with `n_asked`, ask before so many numbers are closed."""
        plural, n_here = self._stage.translator.plural, len(facts.waiting)
        n = n_here + facts.n_elsewhere
        waiting = [self._t("Plus personne n’attend.")]
        if n:
            waiting = [plural("{n} numéro attend encore.", "{n} numéros attendent encore.", n)]
        if facts.n_elsewhere:
            waiting.append(self._t(NOT_A_POST))
        if facts.n_received:
            waiting.append(
                plural(
                    "{n} personne est encore reçue : voyez le poste.",
                    "{n} personnes sont encore reçues : voyez le poste.",
                    facts.n_received,
                )
            )
        asked = ""
        if n_asked:
            asked = plural(
                "Fermer {n} numéro, la personne est partie ?",
                "Fermer {n} numéros, les personnes sont parties ?",
                n_asked,
            )
        return ClosingState(
            title=self._t("À la fermeture"),
            waiting=" ".join(waiting),
            lines=tuple(self._line(one) for one in facts.waiting),
            verbs=(self._t("Partie"), self._t("Sans réponse")),
            close_all=self._t("Tout fermer") if n_here and not asked else "",
            asked=asked,
            answers=(self._t("Oui, tout fermer"), self._t("Non")),
            unsent=self._unsent(facts.outbox),
            is_unsent=bool(facts.outbox.n_pending or facts.outbox.n_refused)
            and not self._stage.centre.is_training,
            names=self._t("Les noms sont cachés. Verrouillez le poste en partant."),
        )

    def _line(self, one: QueueTicket) -> WaitingLine:
        number = self._t("Numéro {number}", number=one.number)
        since = self._t("depuis {time}", time=clock_time(one.taken_utc, self._stage.translator))
        return WaitingLine(
            number=one.number,
            words=f"{self._t(REASON_WORDS[one.reason])} · {since}",
            left=f"{self._t('Partie')}, {number}",
            no_answer=f"{self._t('Sans réponse')}, {number}",
        )

    def _unsent(self, status: OutboxStatus) -> str:
        if self._stage.centre.is_training:
            return self._t("En entraînement, rien ne sort de la machine.")
        plural, told = self._stage.translator.plural, []
        if status.n_pending:
            told.append(
                plural(
                    "{n} ligne attend : elle part au prochain échange.",
                    "{n} lignes attendent : elles partent au prochain échange.",
                    status.n_pending,
                )
            )
        if status.n_refused:
            told.append(
                plural(
                    "La ville refuse {n} ligne : voyez un technicien.",
                    "La ville refuse {n} lignes : voyez un technicien.",
                    status.n_refused,
                )
            )
        return " ".join(told) or self._t("Rien n’attend d’être envoyé.")
