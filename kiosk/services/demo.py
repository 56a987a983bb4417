# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rows for a demonstration, made by the services that make the real ones.

The same seed on the same day gives the same rows. A demonstration never mixes with real data:
the folder is marked as one first, which a folder of a city or with rows of its own refuses.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from kiosk.domain import demo_visits
from kiosk.domain.attendance import VisitOrigin
from kiosk.domain.demo_centre import DEMO_CENTRE, DEMO_STAFF, demo_agenda
from kiosk.domain.demo_places import demo_places
from kiosk.domain.sessions import Feedback, SessionOutcome, WalkthroughTrace
from kiosk.domain.visit_prefill import PrefillSource
from kiosk.domain.vocabulary import national_vocabulary
from kiosk.foundation.clock import PARIS, paris_day
from kiosk.foundation.errors import Refused
from kiosk.foundation.events import EventBus, Topic
from kiosk.services.attendance import AttendanceService
from kiosk.services.sessions import SessionService
from kiosk.services.staff import Staff, StaffRole

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from kiosk.domain.attendance import VisitDraft
    from kiosk.domain.demo_centre import DemoPerson
    from kiosk.foundation.clock import Clock
    from kiosk.services.device import DeviceService
    from kiosk.services.staff import StaffService
    from kiosk.services.walkthroughs import WalkthroughService
    from kiosk.storage.engine import Database

PAST_DAYS = 45
_PLACES = "exemple"
_DEFAULT_WEEKDAYS = frozenset(range(5))
_HOURS = (9, 10, 11, 14, 15, 16, 17)
_LANGUAGES = ("fr", "fr", "fr", "fr", "fr-falc", "ar", "en")
_OUTCOMES = (
    *(SessionOutcome.FINISHED,) * 6,
    *(SessionOutcome.HELPED,) * 3,
    SessionOutcome.LEFT,
    *(SessionOutcome.IDLE,) * 2,
)
_DURATIONS_MIN = (15, 15, 30, 30, 30, 45, 45, 60, 90)
_OTHER_THEMES = (
    "email",
    "navigation_sur_internet",
    "prendre_en_main_du_materiel",
    "securite_numerique",
    "insertion_professionnelle",
)
_MAY_FINISH = {SessionOutcome.FINISHED, SessionOutcome.HELPED}
_MISSING_PLACES = {6, 7}
_OPENS_A_PATH, _FINISHES, _ANSWERS = 0.8, 0.75, 0.4
_VISITS_BY_HAND, _BY_APPOINTMENT = 0.5, 0.4
_CORRECTED, _BACK_DATED = 0.06, 0.05
_LONGEST_WAIT_MIN = 50
_GROUP_WEEKDAY, _WORKSHOP_WEEKDAY, _TALLY_WEEKDAY = 1, 2, 4
_RECORDERS = (
    *(Staff(1, StaffRole.MEDIATOR, "EXEMPLE"),) * 4,
    Staff(2, StaffRole.VOLUNTEER, "EXEMPLE"),
)


@dataclass(frozen=True, slots=True)
class DemoReport:
    """What was made.

    Attributes:
        n_sessions: Sessions of residents.
        n_visits: Records of visits.
    """

    n_sessions: int
    n_visits: int


class PastClock:
    """A clock set to each instant of the invented past; only a demonstration uses it."""

    def __init__(self, boot_id: str) -> None:
        """Begin at no useful instant."""
        self._now_utc = datetime(2000, 1, 1, tzinfo=UTC)
        self._boot_id = boot_id

    def now_utc(self) -> datetime:
        """Return the instant set."""
        return self._now_utc

    def monotonic_s(self) -> float:
        """Return the seconds of the instant set, which never goes back."""
        return self._now_utc.timestamp()

    def boot_id(self) -> str:
        """Return one boot for the whole demonstration."""
        return self._boot_id

    def set(self, now_utc: datetime) -> None:
        """Go to an instant."""
        self._now_utc = now_utc


class DemoService:
    """Makes the demonstration's centre and its past."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        bus: EventBus,
        *,
        device: DeviceService,
        staff: StaffService,
        walkthroughs: WalkthroughService,
    ) -> None:
        """Write in `database`; the traces are those of the shipped walkthroughs."""
        self._database = database
        self._clock = clock
        self._bus = bus
        self._device = device
        self._staff = staff
        self._walkthroughs = walkthroughs

    def set_up_centre(self) -> tuple[DemoPerson, ...]:
        """Mark the folder as a demonstration and give it a centre, people and openings.

        Returns:
            Who may open the staff's screens, with their codes.

        Raises:
            Refused: ``already_enrolled`` or ``demo_needs_demo_folder``: the folder is a real one.
        """
        self._mark()
        self._device.set_centre(DEMO_CENTRE)
        today = paris_day(self._clock.now_utc())
        with self._database.unit_of_work() as uow:
            uow.agenda.replace(demo_agenda(today - timedelta(days=PAST_DAYS), today))
            uow.places.replace(
                demo_places(today), version=_PLACES, received_utc=self._clock.now_utc()
            )
            uow.commit()
        for person in DEMO_STAFF:
            self._staff.set_pin(person.name, StaffRole(person.role), person.pin)
        return DEMO_STAFF

    def fill(self, n_sessions: int, seed: int) -> DemoReport:
        """Make sessions and visits over the past weeks.

        Args:
            n_sessions: How many sessions, exactly; visits follow from them.
            seed: The same seed on the same day gives the same rows.

        Raises:
            Refused: ``already_enrolled`` or ``demo_needs_demo_folder``: the folder is a real one.
        """
        self._mark()
        if not self._device.centre().code:
            self._device.set_centre(DEMO_CENTRE)
        centre = self._device.centre()
        weekdays = frozenset(day for day, _ in centre.hours) or _DEFAULT_WEEKDAYS
        days = _counted_days(paris_day(self._clock.now_utc()), weekdays)
        draw = random.Random(seed)
        starts = sorted(_start_utc(draw, days) for _ in range(n_sessions))
        past, paths = self._past(), self._paths()
        n_visits = sum(past.live(draw, start_utc, paths) for start_utc in starts)
        n_visits += self._past().receive_together(draw, days if starts else ())
        for topic in (Topic.SESSION, Topic.ATTENDANCE, Topic.OUTBOX):
            self._bus.publish(topic)
        return DemoReport(n_sessions, n_visits)

    def _past(self) -> _Past:
        return _Past(self._database, PastClock(self._clock.boot_id()), self._device)

    def _mark(self) -> None:
        """Make the folder one that only shows, unless somebody already works with it."""
        if self._device.identity().demo:
            return
        with self._database.unit_of_work() as uow:
            is_used = uow.visits.first_counted_utc() is not None
        if is_used:
            raise Refused("demo_needs_demo_folder")
        self._device.mark_demo()

    def _paths(self) -> tuple[_Path, ...]:
        """Return the walkthroughs that ship, with the steps at which one may stop."""
        runs = (
            (one, self._walkthroughs.start(one.walkthrough_id))
            for one in self._walkthroughs.cards("fr")
        )
        return tuple(
            _Path(
                one.walkthrough_id,
                one.coop_theme,
                tuple(step.step_id for step in run.walkthrough.steps),
            )
            for one, run in runs
        )


@dataclass(frozen=True, slots=True)
class _Path:
    walkthrough_id: str
    theme: str
    steps: tuple[str, ...]

    def trace(self, draw: random.Random, *, finished: bool) -> WalkthroughTrace:
        """Return how far somebody came; its last step is the one that ends the file."""
        last_step = self.steps[-1] if finished else draw.choice(self.steps)
        return WalkthroughTrace(self.walkthrough_id, last_step, finished=finished)


class _Past:
    """The services of the product at a clock that is set."""

    def __init__(self, database: Database, clock: PastClock, device: DeviceService) -> None:
        # Nobody listens: screens read again once, when the whole past is there.
        bus = EventBus()
        self._clock = clock
        self._sessions = SessionService(database, clock, bus)
        self._attendance = AttendanceService(database, clock, bus, device)

    def live(self, draw: random.Random, start_utc: datetime, paths: tuple[_Path, ...]) -> int:
        """Live one session and what comes of it; return how many visits were recorded."""
        self._clock.set(start_utc)
        outcome, language = draw.choice(_OUTCOMES), draw.choice(_LANGUAGES)
        minutes = draw.randint(2, 25)
        path = draw.choice(paths) if paths and draw.random() < _OPENS_A_PATH else None
        session_id = self._sessions.open(language)
        if path is not None:
            finished = outcome in _MAY_FINISH and draw.random() < _FINISHES
            trace = path.trace(draw, finished=finished)
            self._sessions.note_progress(session_id, language=language, trace=trace)
        self._clock.set(start_utc + timedelta(minutes=minutes))
        self._sessions.finish(session_id, outcome)
        if draw.random() < _ANSWERS:
            self._sessions.give_feedback(draw.choice(tuple(Feedback)), language=language)
        if outcome is SessionOutcome.HELPED:
            themes = (path.theme,) if path else (draw.choice(_OTHER_THEMES),)
            source = PrefillSource.from_session(themes, minutes, began_utc=start_utc)
            self._note(draw, demo_visits.one_person(draw, self._attendance.prefill(source)))
            return 1
        if draw.random() < _VISITS_BY_HAND:
            source = _desk_source(draw, start_utc)
            self._note(draw, demo_visits.one_person(draw, self._attendance.prefill(source)))
            return 1
        return 0

    def receive_together(self, draw: random.Random, days: Sequence[date]) -> int:
        """Hold a workshop a week, receive a group, copy a paper tally; return how many records."""
        n_visits = 0
        for day in sorted(days):
            begins_utc = datetime.combine(day, time(14), tzinfo=PARIS).astimezone(UTC)
            self._clock.set(begins_utc + timedelta(hours=3))
            draft = self._attendance.prefill(PrefillSource.by_hand())
            name = f"exemple-{day.isoformat()}"
            weekday = day.weekday()
            if weekday == _WORKSHOP_WEEKDAY and self._attendance.of_workshop(name) is None:
                draft = demo_visits.workshop(draw, replace(draft, start="14:00"), name)
            elif weekday == _GROUP_WEEKDAY:
                draft = demo_visits.group(draw, draft)
            elif weekday == _TALLY_WEEKDAY:
                draft = demo_visits.tally(draw, draft)
            else:
                continue
            self._note(draw, draft)
            n_visits += 1
        return n_visits

    def _note(self, draw: random.Random, draft: VisitDraft) -> None:
        staff = draw.choice(_RECORDERS)
        if draft.origin is not VisitOrigin.WORKSHOP and draw.random() < _BACK_DATED:
            draft = replace(draft, day=draft.day - timedelta(days=1), origin=VisitOrigin.PAPER)
        visit_id = self._attendance.record(draft, staff)
        if draw.random() < _CORRECTED:
            changed = replace(draft, duration_min=draft.duration_min + 15)
            self._attendance.correct(visit_id, changed, staff)


def _desk_source(draw: random.Random, start_utc: datetime) -> PrefillSource:
    lists = national_vocabulary()
    theme = draw.choice((*_OTHER_THEMES, *lists.administrative_themes.codes()))
    if draw.random() < _BY_APPOINTMENT:
        minutes = draw.choice(_DURATIONS_MIN)
        return PrefillSource.from_appointment((theme,), minutes, start_utc=start_utc)
    waited = timedelta(minutes=draw.randint(0, _LONGEST_WAIT_MIN))
    received = timedelta(minutes=draw.choice(_DURATIONS_MIN))
    return PrefillSource.from_queue(
        (theme,), taken_utc=start_utc - waited, received_utc=start_utc, now_utc=start_utc + received
    )


def _counted_days(today: date, weekdays: frozenset[int]) -> tuple[date, ...]:
    """Return past opening days, without the two that the demonstration shows as missing."""
    past = (today - timedelta(days=n) for n in range(1, PAST_DAYS + 1))
    days = [day for day in past if day.weekday() in weekdays]
    return tuple(day for place, day in enumerate(days) if place not in _MISSING_PLACES)


def _start_utc(draw: random.Random, days: Sequence[date]) -> datetime:
    wall = time(draw.choice(_HOURS), draw.randint(0, 29))
    return datetime.combine(draw.choice(days), wall, tzinfo=PARIS).astimezone(UTC)
