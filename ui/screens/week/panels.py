# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the week says: of the block that was touched, of a move, of the age of what it shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.domain.appointment_status import AppointmentStatus
from kiosk.domain.who_may_say import Deed
from kiosk.foundation.clock import paris_day
from kiosk.services.lease_desk import TakeState
from ui.printing.sheets_day import span_words
from ui.screens.desk.allowed import NOT_A_POST
from ui.screens.week.blocks import TAKE_WORDS, WeekBlocks
from ui.screens.week.state import EVERYBODY, WeekPanel, WeekState, WeekWords
from ui.screens.workshop_sheet.words import counted_words, when_words
from ui.wording import NO_BREAK, clock_time, day_and_time, moment_in_words, short_weekday

if TYPE_CHECKING:
    from datetime import datetime

    from kiosk.domain.appointment_views import DeskAppointment, Need, Ticket, WorkshopSheet
    from kiosk.domain.slots import Slot
    from kiosk.foundation.translation import Translator
    from kiosk.services.lease_desk import KeptTime
    from kiosk.services.own_word import OwnWord
    from kiosk.services.post_agenda import PersonTime
    from ui.navigation.presenter import Stage
    from ui.screens.week.state import WeekFacts


@dataclass(frozen=True, slots=True)
class Placing:
    """A time being chosen: for whom or for what, and what may be chosen.

    Attributes:
        motif_id: The need.
        party_size: How many come together.
        moved: Appointment that is moved; nothing for a new one.
        slots: Times of the week in sight that this post may give.
        chosen: The one to be confirmed; nothing yet.
    """

    motif_id: str
    party_size: int = 1
    moved: DeskAppointment | None = None
    slots: tuple[Slot, ...] = ()
    chosen: Slot | None = None


@dataclass(frozen=True, slots=True)
class Chosen:
    """What was touched in the week.

    Attributes:
        key: Key of the block, or ``give``; empty for none.
        told: What was just done; empty when nothing was.
        appointment: The appointment, if it is one.
        workshop: The workshop, if it is one.
        away: The absence, if it is one, and who is away.
        ticket: Ticket just given, which can be printed; nothing for none.
        word: What this machine may say; other actions are not shown.
        kept: The time that a kiosk keeps, if it is one.
        needs: Needs for which a time may be given.
        placing: The time that is being chosen; nothing while none is.
    """

    key: str
    told: str
    appointment: DeskAppointment | None
    kept: KeptTime | None
    needs: tuple[Need, ...]
    placing: Placing | None
    word: OwnWord
    workshop: WorkshopSheet | None = None
    away: tuple[PersonTime, str] | None = None
    ticket: Ticket | None = None


def panel_of(
    chosen: Chosen, translator: Translator, inside: tuple[tuple[str, str], ...] = ()
) -> WeekPanel:
    """Return what is said of what was touched; `inside` are the blocks it stands for."""
    t, placing, one = translator.text, chosen.placing, chosen.appointment
    no = ("no", t("Ne rien changer"), "x")
    is_asked = placing is not None and placing.chosen is not None
    if inside and not is_asked:
        lead = translator.plural("{n} autre…", "{n} autres…", len(inside))
        listed = tuple((key, word, "") for key, word in inside)
        return WeekPanel(lead, "", (*listed, ("no", t("Fermer"), "x")))
    if placing is not None:
        return _where(placing, translator)
    if chosen.key == "give":
        needs = tuple((f"need:{need.motif_id}", need.label, "") for need in chosen.needs)
        return WeekPanel(t("Pour quel besoin ?"), "", (*needs, no))
    if one is not None:
        can_move = one.status in (AppointmentStatus.CONFIRMED, AppointmentStatus.DISPLACED)
        can_move = can_move and one.intent is None
        move = (("move", t("Changer l’heure"), "calendar-repeat"),) if can_move else ()
        when = day_and_time(one.start_utc, translator)
        words = t("{when}. Numéro {number}.", when=when, number=one.number)
        return WeekPanel(one.motif_label, words, (*move, ("no", t("Fermer"), "x")))
    if chosen.kept is not None:
        return _about_kept(chosen.kept, translator, may_ask=chosen.word.may(Deed.CELLS))
    return _about_other(chosen, translator)


def _about_other(chosen: Chosen, translator: Translator) -> WeekPanel:
    """Return what is said of a workshop, an absence, or what was just done."""
    t, close = translator.text, ("no", translator.text("Fermer"), "x")
    if chosen.workshop is not None:
        words = f"{when_words(chosen.workshop, '', translator)}. "
        words += f"{counted_words(chosen.workshop, translator)}."
        sheet = ("sheet", t("Ouvrir la feuille"), "list-check")
        return WeekPanel(chosen.workshop.workshop.title(), words, (sheet, close))
    if chosen.away is not None:
        away, name = chosen.away
        span = span_words(away.start_utc, away.end_utc, translator)
        see = ("absences", t("Voir les absences"), "calendar-off")
        actions = (see, close) if chosen.word.may(Deed.ABSENCE) else (close,)
        return WeekPanel(t("{name} est en absence.", name=name), f"{span}.", actions)
    if chosen.ticket is not None:
        number = t("Numéro {number}", number=chosen.ticket.number)
        again = ("print", t("Imprimer le ticket"), "printer")
        return WeekPanel(f"{number}.", chosen.told, (again, close))
    return WeekPanel("", chosen.told)


def _where(placing: Placing, translator: Translator) -> WeekPanel:
    if placing.chosen is not None:
        return _question(placing, placing.chosen, translator)
    t = translator.text
    words = t("Touchez une heure, ou glissez le rendez-vous.")
    if placing.moved is None:
        words = t("Touchez une heure.")
    if not placing.slots:
        words = t("Ce poste n’a pas d’heure libre cette semaine. Voyez la suivante.")
    return WeekPanel(t("Où le mettre ?"), words, (("no", t("Ne rien changer"), "x"),))


def _question(placing: Placing, slot: Slot, translator: Translator) -> WeekPanel:
    t, when = translator.text, day_and_time(slot.start_utc, translator)
    no = ("no", t("Ne rien changer"), "x")
    unprinted = ("unprinted", t("Oui, sans papier"), "check")
    prints = t("Le ticket s’imprime, sauf sans papier.")
    if placing.moved is None:
        yes = ("yes", t("Oui, donner"), "printer")
        return WeekPanel(t("Donner cette heure ?"), f"{when}. {prints}", (yes, unprinted, no))
    before = day_and_time(placing.moved.start_utc, translator)
    effect = t("C’est vrai tout de suite.")
    if not placing.moved.is_ours:
        effect = t("L’ancienne heure se libère au prochain échange avec la ville.")
    words = t("Avant : {before}. Après : {when}.", before=before, when=when)
    tell = t("Prévenez la personne : son numéro change.")
    yes = ("yes", t("Oui, déplacer"), "printer")
    return WeekPanel(t("Déplacer ?"), f"{words} {effect} {tell} {prints}", (yes, unprinted, no))


def _about_kept(kept: KeptTime, translator: Translator, *, may_ask: bool) -> WeekPanel:
    t = translator.text
    span = f"{day_and_time(kept.start_utc, translator)} – {clock_time(kept.end_utc, translator)}"
    close = ("no", t("Fermer"), "x")
    if kept.state is None:
        effect = t("La borne répond à son prochain échange. Avant, elle peut encore le vendre.")
        take = ("take", t("Le prendre"), "hand-stop")
        lead = t("Gardé par une borne.")
        if kept.holder:
            lead = t("Gardé par {name}.", name=kept.holder)
        return WeekPanel(lead, f"{span}. {effect}", (take, close) if may_ask else (close,))
    leave = ("leave", t("Ne plus le demander"), "rotate-2")
    actions = (close,) if kept.state is TakeState.GONE or not may_ask else (leave, close)
    return WeekPanel(f"{span}.", t(TAKE_WORDS[kept.state]), actions)


def _notice(facts: WeekFacts, now_utc: datetime, translator: Translator) -> str:
    told = []
    if facts.days.heard_utc is not None:
        when = moment_in_words(facts.days.heard_utc, now_utc, translator)
        told.append(translator.text("Agenda reçu {when}.", when=when))
    if facts.intents:
        told.append(
            translator.plural(
                "{n} changement attend le réseau.",
                "{n} changements attendent le réseau.",
                len(facts.intents),
            )
        )
    return " ".join(told)


def _columns(blocks: WeekBlocks, facts: WeekFacts, stage: Stage) -> tuple[tuple[str, bool], ...]:
    translator, columns = stage.translator, []
    today = paris_day(stage.clock.now_utc())
    for day, is_today in blocks.columns(today):
        word = f"{short_weekday(day, translator)} {day.day}"
        if day in facts.days.shut:
            word = translator.text("{day} · fermé", day=word)
        elif is_today:
            word = translator.text("{day} · aujourd’hui", day=word)
        columns.append((word, is_today))
    return tuple(columns)


def week_state(stage: Stage, facts: WeekFacts, person: str, chosen: Chosen) -> WeekState:
    """Return everything to show."""
    translator, t = stage.translator, stage.translator.text
    blocks = WeekBlocks(translator, facts, person)
    first, last = blocks.hours()
    people = (
        (EVERYBODY, t("Tout le centre")),
        *((one.mediator_id, one.first_name) for one in facts.days.mediators),
    )
    placing = chosen.placing
    slots = placing.slots if placing else ()
    moved = placing.moved if placing else None
    made = blocks.made(slots, f"appointment:{moved.number}" if moved else "")
    limits = "" if chosen.word.may(Deed.MARK) else t(NOT_A_POST)
    inside = next((block.inside for block in made if block.key == chosen.key), ())
    return WeekState(
        words=WeekWords(
            back=t("Le poste"),
            title=t("Semaine {n}", n=facts.days.first_day.isocalendar().week),
            earlier=t("Semaine d’avant"),
            today=t("Aujourd’hui"),
            later=t("Semaine d’après"),
            absence=t("Absence") if chosen.word.may(Deed.ABSENCE) else "",
            sheet=t("Feuille du jour"),
            give=t("Rendez-vous"),
        ),
        people=people if len(facts.days.mediators) > 1 else (),
        person=person,
        columns=_columns(blocks, facts, stage),
        first_hour=first,
        last_hour=last,
        hours=tuple(t("{hour} h", hour=hour).replace(" ", NO_BREAK) for hour in range(first, last)),
        blocks=made,
        panel=panel_of(chosen, translator, inside),
        chosen=chosen.key,
        notice=" ".join(filter(None, (limits, _notice(facts, stage.clock.now_utc(), translator)))),
        is_placing=placing is not None,
    )
