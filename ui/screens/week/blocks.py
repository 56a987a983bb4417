# SPDX-License-Identifier: AGPL-3.0-or-later
"""The blocks of a week: where each stands, and its words. Without Qt."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from kiosk.domain.appointment_status import GONE, AppointmentStatus
from kiosk.domain.workshops import is_workshop
from kiosk.foundation.clock import PARIS, paris_day
from kiosk.services.lease_desk import TakeState
from ui.screens.desk.words import INTENT_WORDS, STATUS_WORDS
from ui.screens.week.lanes import side_by_side
from ui.screens.week.state import EVERYBODY, BlockLook, WeekBlock
from ui.wording import clock_time, day_in_words

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from kiosk.domain.appointment_views import DeskAppointment, WorkshopSheet
    from kiosk.domain.slots import Slot
    from kiosk.foundation.translation import Translator
    from kiosk.services.lease_desk import KeptTime
    from ui.screens.week.state import WeekFacts

_WORK_DAYS = 5
_DAY_MIN = 24 * 60
_FIRST_HOUR, _LAST_HOUR = 9, 18
_FIXED = frozenset({BlockLook.SOLD, BlockLook.KEPT, BlockLook.DISPLACED, BlockLook.WORKSHOP})
TAKE_WORDS = {
    TakeState.WAITING: "demandé, attend le réseau",
    TakeState.ASKED: "demandé à la borne",
    TakeState.KEPT: "rendu, arrive bientôt",
    TakeState.HERE: "à ce poste",
    TakeState.GONE: "vendu entre-temps",
}


class WeekBlocks:
    """Makes the blocks of one week for one person, or for all."""

    def __init__(self, translator: Translator, facts: WeekFacts, person: str) -> None:
        """Read `facts`; `person` is a mediator, or `EVERYBODY`."""
        self._translator, self._facts, self._person = translator, facts, person
        self._first = facts.days.first_day
        self._names = {one.mediator_id: one.first_name for one in facts.days.mediators}

    def _t(self, french: str, **values: object) -> str:
        return self._translator.text(french, **values)

    def _is_seen(self, mediator_id: str) -> bool:
        return self._person in (EVERYBODY, mediator_id)

    def made(self, targets: Iterable[Slot] = (), moved: str = "") -> tuple[WeekBlock, ...]:
        """Return every block.

        Args:
            targets: Times that may be chosen now.
            moved: Key of the appointment in hand, which is never folded away.
        """
        days = self._facts.days
        free = [
            block
            for one in days.held
            if self._is_seen(one.mediator_id) and not is_workshop(one.mediator_id)
            for block in self._block(
                "free:", BlockLook.FREE, (one.start_utc, one.end_utc), self._t("libre")
            )
        ]
        solid = self._solid()
        solid += [block for slot in targets for block in self._target(slot)]
        # Two days that meet at midnight are not side by side: each day has its own lanes.
        return (*free, *side_by_side(solid, self._more, moved))

    def _solid(self) -> list[WeekBlock]:
        """Return what stands in the week, side by side or not."""
        solid: list[WeekBlock] = []
        for sheet in self._facts.workshops:
            if self._is_seen(sheet.workshop.mediator_id):
                solid += self._workshop(sheet)
        for appointment in self._facts.appointments:
            if appointment.status not in GONE and self._is_seen(appointment.mediator_id):
                solid += self._appointment(appointment)
        for kept in self._facts.kept:
            if self._is_seen(kept.mediator_id) and kept.state is not TakeState.HERE:
                solid += self._kept(kept)
        return solid + self._away() + self._asked()

    def _away(self) -> list[WeekBlock]:
        found: list[WeekBlock] = []
        for at, away in enumerate(self._facts.days.away):
            if self._is_seen(away.mediator_id):
                span = (away.start_utc, away.end_utc)
                word = self._with_name(self._t("Absence"), away.mediator_id)
                found += self._block(f"away:{at}", BlockLook.AWAY, span, word)
        return found

    def _asked(self) -> list[WeekBlock]:
        found: list[WeekBlock] = []
        for asked in self._facts.requests:
            for proposed in asked.proposals:
                if self._is_seen(proposed.mediator_id):
                    end = proposed.start_utc + timedelta(minutes=proposed.duration_min)
                    key, word = f"request:{asked.number}", self._t("à décider")
                    found += self._block(key, BlockLook.ASKED, (proposed.start_utc, end), word)
        return found

    def columns(self, today: date) -> tuple[tuple[date, bool], ...]:
        """Return the days in sight: those of work, and others on which something stands."""
        busy = {block.day for block in self._solid()} | {
            (paris_day(one.start_utc) - self._first).days for one in self._facts.days.open
        }
        last = max([_WORK_DAYS - 1, *(at for at in busy if at < self._facts.days.n_days)])
        days = (self._first + timedelta(days=at) for at in range(last + 1))
        return tuple((day, day == today) for day in days)

    def hours(self) -> tuple[int, int]:
        """Return the first and the last hour of the grid."""
        spans = [(_minute(one.start_utc), _minute(one.end_utc)) for one in self._facts.days.open]
        spans += [
            (block.start_min, block.end_min) for block in self._solid() if block.look in _FIXED
        ]
        first = min([_FIRST_HOUR, *(low // 60 for low, _ in spans)])
        last = max([_LAST_HOUR, *(-(-high // 60) for _, high in spans)])
        return first, last

    # ---- one block -------------------------------------------------------------------------

    def _workshop(self, sheet: WorkshopSheet) -> list[WeekBlock]:
        """Return a workshop as one block of who leads it."""
        one = sheet.workshop
        word = f"{one.title()} · {sheet.n_enrolled} / {one.capacity}"
        look = BlockLook.WORKSHOP
        if not one.is_planned:
            word, look = f"{one.title()} · {self._t('Annulé')}", BlockLook.DISPLACED
        span = (one.start_utc, one.end_utc)
        word = self._with_name(word, one.mediator_id)
        return self._block(workshop_key(one.workshop_id), look, span, word)

    def _appointment(self, one: DeskAppointment) -> list[WeekBlock]:
        is_displaced = one.status is AppointmentStatus.DISPLACED
        look = BlockLook.DISPLACED if is_displaced else BlockLook.SOLD
        state = STATUS_WORDS.get(one.status, ("", None))[0]
        if one.intent is not None:
            state = INTENT_WORDS[one.intent]
        parts = [one.motif_label or self._t("Rendez-vous"), self._t(state) if state else ""]
        word = self._with_name(" · ".join(filter(None, parts)), one.mediator_id)
        end = one.start_utc + timedelta(minutes=one.duration_min)
        blocks = self._block(f"appointment:{one.number}", look, (one.start_utc, end), word)
        can_move = one.status in (AppointmentStatus.CONFIRMED, AppointmentStatus.DISPLACED)
        can_move = can_move and one.intent is None
        short = self._short(one.mediator_id)
        return [replace(block, can_move=can_move, short=short) for block in blocks]

    def _kept(self, one: KeptTime) -> list[WeekBlock]:
        if one.state is not None:
            word = self._t(TAKE_WORDS[one.state])
        elif one.holder:
            word = self._t("gardé par {name}", name=one.holder)
        else:
            word = self._t("gardé par une borne")
        key = kept_key(one)
        return self._block(
            key,
            BlockLook.KEPT,
            (one.start_utc, one.end_utc),
            self._with_name(word, one.mediator_id),
        )

    def _target(self, slot: Slot) -> list[WeekBlock]:
        end = slot.start_utc + timedelta(minutes=slot.duration_min)
        hour = clock_time(slot.start_utc, self._translator)
        word, span = self._with_name(hour, slot.mediator_id), (slot.start_utc, end)
        blocks = self._block(target_key(slot), BlockLook.TARGET, span, word)
        return [replace(block, short=hour) for block in blocks]

    def _more(self, folded: tuple[WeekBlock, ...]) -> WeekBlock:
        """Return the one block that stands for several for which a day has no room."""
        first = folded[0]
        people = [one for one in folded if one.look is not BlockLook.AWAY] or folded
        n, day = len(folded), self._first + timedelta(days=first.day)
        others = self._translator.plural("{n} autre…", "{n} autres…", n)
        when = f"{day_in_words(day, self._translator)} {self._clock(day, first.start_min)}"
        looks = {one.look for one in folded}
        return WeekBlock(
            key=f"more:{first.day}/{first.start_min}",
            look=BlockLook.TARGET if BlockLook.TARGET in looks else BlockLook.MORE,
            day=first.day,
            start_min=first.start_min,
            end_min=max(one.end_min for one in people),
            word=f"+{n}",
            spoken=f"{when}, {others}",
            inside=tuple((one.key, self._in_list(day, one)) for one in folded),
        )

    def _in_list(self, day: date, one: WeekBlock) -> str:
        hour = self._clock(day, one.start_min)
        return one.word if one.word.startswith(hour) else f"{hour} · {one.word}"

    def _clock(self, day: date, minute: int) -> str:
        return clock_time(
            datetime.combine(day, time(*divmod(minute, 60)), tzinfo=PARIS), self._translator
        )

    def _with_name(self, word: str, mediator_id: str) -> str:
        name = self._names.get(mediator_id, "")
        if self._person != EVERYBODY or len(self._names) < 2 or not name:  # noqa: PLR2004 - a pair
            return word
        return f"{word} · {name}"

    def _short(self, mediator_id: str) -> str:
        """Return whose block it is, where several stand side by side."""
        return self._names.get(mediator_id, "") if self._person == EVERYBODY else ""

    def _block(
        self, key: str, look: BlockLook, span: tuple[datetime, datetime], word: str
    ) -> list[WeekBlock]:
        """Return the parts of a stretch of time that lie in the week, one a day."""
        start, end = (instant.astimezone(PARIS) for instant in span)
        blocks = []
        for at in range(self._facts.days.n_days):
            day = self._first + timedelta(days=at)
            midnight = datetime.combine(day, time(0), tzinfo=PARIS)
            next_day = datetime.combine(day + timedelta(days=1), time(0), tzinfo=PARIS)
            if end <= midnight or start >= next_day:
                continue
            low = _minute(start) if start > midnight else 0
            high = _minute(end) if end < next_day else _DAY_MIN
            when = f"{day_in_words(day, self._translator)} {clock_time(start, self._translator)}"
            blocks.append(WeekBlock(key, look, at, low, high, word, f"{when}, {word}"))
        return blocks


def workshop_key(workshop_id: str) -> str:
    """Return the key of a workshop."""
    return f"workshop:{workshop_id}"


def kept_key(one: KeptTime) -> str:
    """Return the key of a time that a kiosk keeps."""
    return f"kept:{one.mediator_id}/{one.start_utc.isoformat()}"


def target_key(slot: Slot) -> str:
    """Return the key of a time that may be chosen."""
    return f"target:{slot.mediator_id}/{slot.start_utc.isoformat()}"


def _minute(instant: datetime) -> int:
    local = instant.astimezone(PARIS)
    return local.hour * 60 + local.minute
