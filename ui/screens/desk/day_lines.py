# SPDX-License-Identifier: AGPL-3.0-or-later
"""The day at the post in one list: whom to call, who is there, who comes, what is over."""

from __future__ import annotations

from dataclasses import replace
from enum import Enum
from typing import TYPE_CHECKING

from kiosk.domain.appointment_status import AppointmentStatus
from kiosk.domain.appointments import CHECK_IN_AFTER, CHECK_IN_BEFORE, ReplyBy
from kiosk.domain.day_order import TurnKind
from kiosk.domain.waiting_queue import QueuePriority, QueueReason, QueueState
from kiosk.domain.workshops import is_workshop
from kiosk.foundation.clock import paris_day
from ui.screens.desk.line_shape import LineText
from ui.screens.desk.request_lines import request_line
from ui.screens.desk.state import Deed, DeskLine, LineKind, LineLook
from ui.screens.desk.words import (
    INTENT_WORDS,
    PLAN_WORDS,
    REASON_WORDS,
    STATUS_WORDS,
    TASK_WORDS,
    party_words,
)
from ui.wording import NO_BREAK, clock_time, day_in_words, sentence_case

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from kiosk.domain.appointment_views import DeskAppointment, WorkshopSheet
    from kiosk.domain.lease_cases import ConflictTask
    from kiosk.domain.waiting_queue import QueueTicket
    from ui.navigation.presenter import Stage
    from ui.screens.desk.line_shape import LineShape
    from ui.screens.desk.state import DeskFacts

_OPEN = frozenset({AppointmentStatus.CONFIRMED, AppointmentStatus.CANCEL_ASKED})
_THERE = frozenset({AppointmentStatus.ARRIVED, AppointmentStatus.IN_SESSION})
_OVER = frozenset(AppointmentStatus) - _OPEN - _THERE - {AppointmentStatus.DISPLACED}


class WorkshopTime(Enum):
    """The part of the day to which a workshop belongs."""

    LATER = "later"
    NOW = "now"
    OVER = "over"


class DayLines:
    """Makes the lines of the day."""

    def __init__(self, stage: Stage, shape: LineShape, *, sees_names: bool) -> None:
        """Speak with the translator of `stage`; without `sees_names`, only what a volunteer may."""
        self._stage, self._shape, self._sees_names = stage, shape, sees_names

    def _t(self, french: str, **values: object) -> str:
        return self._stage.translator.text(french, **values)

    def lines(self, facts: DeskFacts) -> tuple[DeskLine, ...]:
        """Return every line, the first of each group with its heading."""
        by_number = {one.number: one for one in facts.day}
        tickets = {(one.device, one.number): one for one in facts.tickets}
        there: list[DeskLine] = []
        for turn in facts.turns:
            if turn.kind is TurnKind.TICKET and (turn.device, turn.number) in tickets:
                there.append(self._waiting(tickets[turn.device, turn.number], facts))
            elif (one := by_number.get(_spaced(turn.number))) is not None:
                there.append(self._appointment(one, facts))
        now = [
            self._served(one) for one in facts.tickets if one.state is QueueState.SERVING
        ] + self._of(facts, (AppointmentStatus.IN_SESSION,), WorkshopTime.NOW)
        calls = self._calls(facts) if self._sees_names else []
        over = self._of(facts, _OVER, WorkshopTime.OVER)
        groups = (
            ("Appeler ces personnes", calls),
            ("Reçues maintenant", now),
            ("Attendent, dans l’ordre", there),
            ("Attendues aujourd’hui", self._of(facts, _OPEN, WorkshopTime.LATER)),
            ("Terminé", over),
        )
        return tuple(
            replace(line, heading=self._t(heading) if at == 0 else "")
            for heading, lines in groups
            for at, line in enumerate(lines)
        )

    def _calls(self, facts: DeskFacts) -> list[DeskLine]:
        """Return whom to call: for a case, for an hour that is gone, to answer a request."""
        told = {task.number.replace(" ", "") for task in facts.tasks}
        return [
            *(self._task(task, facts) for task in facts.tasks),
            *(
                self._appointment(one, facts)
                for one in facts.displaced
                if one.number.replace(" ", "") not in told
            ),
            *(
                request_line(one, self._stage, self._shape, sees_names=True)
                for one in facts.requests
                if one.reply_by is ReplyBy.PHONE
            ),
        ]

    def _of(
        self, facts: DeskFacts, wanted: Collection[AppointmentStatus], when: WorkshopTime
    ) -> list[DeskLine]:
        """Return appointments of some states and the workshops of one part of the day, by time."""
        found = [
            (one.start_utc, self._appointment(one, facts))
            for one in facts.day
            if one.status in wanted
        ]
        found += [
            (one.workshop.start_utc, self._workshop(one, facts))
            for one in facts.workshops
            if self._time_of(one) is when
        ]
        return [line for _, line in sorted(found, key=lambda pair: pair[0])]

    def _time_of(self, sheet: WorkshopSheet) -> WorkshopTime:
        one, now_utc = sheet.workshop, self._stage.clock.now_utc()
        if not one.is_planned or one.end_utc <= now_utc:
            return WorkshopTime.OVER
        return WorkshopTime.LATER if now_utc < one.start_utc else WorkshopTime.NOW

    # ---- one line --------------------------------------------------------------------------

    def _workshop(self, sheet: WorkshopSheet, facts: DeskFacts) -> DeskLine:
        """Return a workshop as one line of the day; its people stand on its sheet."""
        one, plural = sheet.workshop, self._stage.translator.plural
        enrolled = plural("{n} inscrit", "{n} inscrits", sheet.n_enrolled)
        n_there = sheet.n_present + sheet.n_walk_ins
        chip, look = "", LineLook.GOOD
        if not one.is_planned:
            chip, look = self._t("Annulé"), LineLook.ALERT
        elif n_there:
            chip = plural("{n} présent", "{n} présents", n_there)
        parts = (f"{enrolled} / {one.capacity}", self._with(one.mediator_id, facts))
        return self._shape.line(
            f"{LineKind.WORKSHOP}:{one.workshop_id}",
            LineText(
                time=clock_time(one.start_utc, self._stage.translator),
                name=one.title(),
                detail=" · ".join(filter(None, parts)),
                chip=chip,
                look=look,
            ),
            main=Deed.SHEET,
        )

    def _task(self, task: ConflictTask, facts: DeskFacts) -> DeskLine:
        when = self._when(task.start_utc)
        why = self._t(TASK_WORDS[task.kind])
        number = self._t("Rendez-vous {number}", number=_spaced(task.number).replace(" ", NO_BREAK))
        return self._shape.line(
            f"{LineKind.TASK}:{task.task_id}",
            LineText(
                time="",
                name=number,
                detail=" ".join(
                    filter(None, (f"{sentence_case(when)}. {why}", self._plan(task.number, facts)))
                ),
            ),
            main=Deed.TOLD,
            deeds=() if is_workshop(task.mediator_id) else (Deed.MOVE,),
        )

    def _appointment(self, one: DeskAppointment, facts: DeskFacts) -> DeskLine:
        name, can_reveal = self._shape.name(one.number, one.label_sealed)
        time = clock_time(one.start_utc, self._stage.translator)
        main, deeds = self._deeds(one) if self._shape.allowed.is_post else self._deeds_here(one)
        words, look = STATUS_WORDS.get(one.status, ("", LineLook.PLAIN))
        if one.intent is not None:
            words, look = INTENT_WORDS[one.intent], LineLook.WAITING
        line = self._shape.line(
            f"{LineKind.APPOINTMENT}:{one.number}",
            LineText(
                time=time,
                name=name,
                detail=self._detail(one, facts),
                chip=self._t(words) if words else "",
                look=look,
                is_ours=one.is_ours,
            ),
            main=main,
            deeds=deeds,
        )
        return replace(line, can_reveal=can_reveal)

    def _deeds(self, one: DeskAppointment) -> tuple[Deed | None, tuple[Deed, ...]]:
        own = (Deed.MOVE, Deed.CANCEL) if self._sees_names else ()
        match one.status:
            case AppointmentStatus.CONFIRMED | AppointmentStatus.CANCEL_ASKED:
                others = (Deed.ARRIVED, Deed.ABSENT, *own)
                is_soon = self._stage.clock.now_utc() >= one.start_utc - CHECK_IN_BEFORE
                return (Deed.BEGIN, others) if is_soon else (None, (Deed.BEGIN, *others))
            case AppointmentStatus.ARRIVED:
                return Deed.BEGIN, (Deed.ABSENT,)
            case AppointmentStatus.IN_SESSION:
                return Deed.NOTE, (Deed.TOGETHER, Deed.DONE)
            case AppointmentStatus.DISPLACED:
                replacing: tuple[Deed, ...] = (Deed.MOVE, Deed.KEEP, Deed.CANCEL)
                if is_workshop(one.motif_id):
                    replacing = (Deed.NEW_TIME, Deed.CANCEL)
                return None, replacing if self._sees_names else ()
            case AppointmentStatus.ABSENT if self._is_today(one):
                return None, (Deed.UNDO_ABSENT,)
        return None, ()

    def _deeds_here(self, one: DeskAppointment) -> tuple[Deed | None, tuple[Deed, ...]]:
        """Return what is done at a kiosk: the arrival, another hour, the record of a visit."""
        match one.status:
            case AppointmentStatus.CONFIRMED | AppointmentStatus.CANCEL_ASKED:
                is_soon = self._stage.clock.now_utc() >= one.start_utc - CHECK_IN_BEFORE
                own = (Deed.MOVE, Deed.CANCEL) if self._sees_names else ()
                return (Deed.ARRIVED if is_soon else None), own
            case AppointmentStatus.ARRIVED:
                return Deed.NOTE, (Deed.TOGETHER,)
        return self._deeds(one)

    def _is_today(self, one: DeskAppointment) -> bool:
        return paris_day(one.start_utc) == paris_day(self._stage.clock.now_utc())

    def _detail(self, one: DeskAppointment, facts: DeskFacts) -> str:
        translator = self._stage.translator
        people = ""
        if one.party_size > 1:
            people = translator.plural("{n} personne", "{n} personnes", one.party_size)
        is_late = (
            one.status in _OPEN and self._stage.clock.now_utc() > one.start_utc + CHECK_IN_AFTER
        )
        parts = [
            self._when(one.start_utc) if not self._is_today(one) else "",
            one.motif_label,
            self._with(one.mediator_id, facts),
            *party_words(self._t, people, one.needs, one.language or "fr"),
            self._t("en retard") if is_late else "",
            self._plan(one.number, facts) if one.is_displaced else "",
        ]
        return " · ".join(part for part in parts if part)

    def _plan(self, number: str, facts: DeskFacts) -> str:
        """Return what was planned for somebody when the absence was noted."""
        plan = facts.plans.get(_spaced(number))
        return self._t("Prévu : {plan}.", plan=self._t(PLAN_WORDS[plan])) if plan else ""

    def _waiting(self, one: QueueTicket, facts: DeskFacts) -> DeskLine:
        is_called = one.state is QueueState.CALLED
        parts = [
            self._t("depuis {time}", time=clock_time(one.taken_utc, self._stage.translator)),
            self._with(one.mediator_id, facts),
            one.desk,
        ]
        others: tuple[Deed, ...] = (Deed.TRANSFER, Deed.PRIORITY, Deed.LEFT)
        if one.priority is QueuePriority.CARD:
            others = (Deed.TRANSFER, Deed.LEFT)
        deeds = (Deed.NO_ANSWER, Deed.CALL, *others) if is_called else (Deed.RECEIVE, *others)
        reason = self._t(REASON_WORDS[one.reason])
        if one.priority is QueuePriority.CARD:
            reason = self._t("{reason} · carte priorité", reason=reason)
        is_urgent = one.reason is QueueReason.URGENT
        called = self._t("Appelé")
        if one.n_calls > 1:
            called = self._t("Appelé {n} fois", n=one.n_calls)
        chip = called if is_called else self._t("Urgent") if is_urgent else ""
        return self._shape.line(
            ticket_key(one),
            LineText(
                time=one.number,
                name=reason,
                detail=" · ".join(part for part in parts if part),
                chip=chip,
                look=LineLook.ALERT if is_urgent else LineLook.WAITING,
                is_ours=not one.device,
            ),
            main=Deed.RECEIVE if is_called else Deed.CALL,
            deeds=deeds,
        )

    def _served(self, one: QueueTicket) -> DeskLine:
        return self._shape.line(
            ticket_key(one),
            LineText(
                time=one.number,
                name=self._t(REASON_WORDS[one.reason]),
                detail=one.desk,
                chip=self._t("En cours"),
                look=LineLook.GOOD,
                is_ours=not one.device,
            ),
            main=Deed.NOTE,
            deeds=(Deed.TOGETHER, Deed.DONE),
        )

    def _with(self, mediator_id: str, facts: DeskFacts) -> str:
        if not mediator_id or len(facts.mediators) < 2:  # noqa: PLR2004 - one needs no name
            return ""
        known = {one.mediator_id: one.first_name for one in facts.mediators}
        name = known.get(mediator_id, "")
        return self._t("avec {name}", name=name) if name else ""

    def _when(self, start_utc: datetime) -> str:
        translator = self._stage.translator
        time = clock_time(start_utc, translator)
        day = paris_day(start_utc)
        if day == paris_day(self._stage.clock.now_utc()):
            return time
        return self._t("{day} à {time}", day=day_in_words(day, translator), time=time)


def ticket_key(one: QueueTicket) -> str:
    """Return the key of a number's line; two machines may give the same number."""
    return f"{LineKind.TICKET}:{ticket_name(one)}"


def ticket_name(one: QueueTicket) -> str:
    """Return the name of a number among those of every machine."""
    return f"{one.device}/{one.number}"


def _spaced(number: str) -> str:
    digits = number.replace(" ", "")
    return f"{digits[:4]} {digits[4:]}".strip()
