# SPDX-License-Identifier: AGPL-3.0-or-later
"""The week at the post: look, move, give, ask a kiosk for its time.

A move is chosen (dragged, or picked and then a time touched), asked once, and tells when it
becomes true: at once where this post sold the appointment, else once the city has heard.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from kiosk.foundation.clock import paris_day
from kiosk.foundation.errors import Refused
from kiosk.foundation.events import Topic
from kiosk.foundation.translation import Translator
from ui.navigation.presenter import Presenter
from ui.navigation.routes import Route
from ui.printing.sheets import PrintState
from ui.printing.sheets_day import day_sheet
from ui.printing.tickets import on_paper, ticket_sheet
from ui.screens.desk.refusals import refusal_words
from ui.screens.week.blocks import kept_key, target_key, workshop_key
from ui.screens.week.panels import Chosen, Placing, week_state
from ui.screens.week.reading import WEEK, read_week, workshops_of
from ui.screens.week.state import EVERYBODY, WeekFacts, WeekState
from ui.wording import day_and_time

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from kiosk.domain.appointment_views import DeskAppointment, Need, Ticket, WorkshopSheet
    from kiosk.domain.slots import Slot
    from kiosk.services.lease_desk import KeptTime
    from kiosk.services.post_agenda import PersonTime
    from ui.navigation.presenter import Stage, View
    from ui.navigation.routes import Place
    from ui.screens.week.reading import WeekServices

_FOUND_INWEEKS = 3


class WeekPresenter(Presenter[WeekState]):
    """The mind of the week."""

    def __init__(
        self, view: View[WeekState], stage: Stage, place: Place, services: WeekServices
    ) -> None:
        """Show the present week, or that of the number that `place` names, to be moved."""
        super().__init__(view, stage)
        self._services = services
        today = paris_day(stage.clock.now_utc())
        self._first_day = today - timedelta(days=today.weekday())
        self._wanted = place.text("number")
        self._person, self._chosen, self._told = EVERYBODY, "", ""
        self._facts: WeekFacts | None = None
        self._placing: Placing | None = None
        self._needs: tuple[Need, ...] = ()
        self._ticket: Ticket | None = None
        self._language = "fr"

    def start(self) -> None:
        """Read the week."""
        self.follow(Topic.AGENDA)
        if self._wanted:
            self.store(self._day_of_wanted, done=self._go_to_wanted)
        else:
            self._read()

    def redraw(self) -> None:
        """Say the same in the language of the moment."""
        self._show()

    def on_topic(self, topic: Topic) -> None:
        """Read again."""
        del topic
        self._read()

    # ---- the bar ---------------------------------------------------------------------------

    def go_back(self) -> None:
        """Return to the post."""
        self.stage.router.back()

    def earlier(self) -> None:
        """Show the week before."""
        self._go(self._first_day - WEEK)

    def later(self) -> None:
        """Show the week after."""
        self._go(self._first_day + WEEK)

    def this_week(self) -> None:
        """Show the present week."""
        today = paris_day(self.stage.clock.now_utc())
        self._go(today - timedelta(days=today.weekday()))

    def choose_person(self, key: str) -> None:
        """Show the week of one mediator, or of all."""
        self._person, self._chosen = key, ""
        self._show()

    def show_absence(self) -> None:
        """Go and note an absence."""
        person = "" if self._person == EVERYBODY else self._person
        self.stage.router.go(Route.ABSENCE, mediator_id=person)

    def print_day(self) -> None:
        """Print the sheet of today, for a desk without a computer."""
        services, stage = self._services, self.stage
        today = paris_day(stage.clock.now_utc())

        def ready(facts: tuple[tuple[DeskAppointment, ...], WeekFacts]) -> None:
            day, known = facts
            names = {one.mediator_id: one.first_name for one in known.days.mediators}
            sheet = day_sheet(stage.centre.name, today, day, names, known.workshops)
            services.printing.submit(sheet, self._printed)

        def job() -> tuple[tuple[DeskAppointment, ...], WeekFacts]:
            day = services.appointments.day_for_desk(today)
            held = workshops_of(services, (today, today), day)
            return day, WeekFacts(services.agenda.days(today, 1), workshops=held)

        self.store(job, done=ready)

    def give(self) -> None:
        """Choose a need, to give somebody a time."""
        self._placing, self._chosen, self._told = None, "give", ""

        def ready(needs: tuple[Need, ...]) -> None:
            self._needs = needs
            self._show()

        self.store(lambda: self._services.appointments.needs("fr"), done=ready)

    # ---- the blocks ------------------------------------------------------------------------

    def touch(self, key: str) -> None:
        """Say what a block is, or take the time that it offers."""
        if key.startswith("target:") or (self._placing and key.startswith("more:")):
            self.drop(key)
            return
        self._chosen = "" if self._chosen == key else key
        self._told, self._placing = "", None
        self._show()

    def pick(self, key: str) -> None:
        """Lift an appointment: times to which it may go are shown."""
        one = self._appointment(key)
        if one is not None:
            self._chosen, self._told = key, ""
            self._place(Placing(one.motif_id, one.party_size, one))

    def drop(self, key: str) -> None:
        """Choose a time for what is being placed; it is asked once before anything changes."""
        placing = self._placing
        if placing is None:
            return
        if key.startswith("more:"):
            self._chosen = key
            self._show()
            return
        slot = next((one for one in placing.slots if target_key(one) == key), None)
        if slot is not None:
            moved = placing.moved
            self._placing = Placing(
                placing.motif_id, placing.party_size, moved, placing.slots, slot
            )
            self._show()

    def let_go(self) -> None:
        """Leave everything as it is."""
        self._placing, self._chosen, self._told = None, "", ""
        self._show()

    def act(self, key: str) -> None:
        """Do what an action of the panel says."""
        name, _, value = key.partition(":")
        match name:
            case "move":
                self.pick(self._chosen)
            case "yes" | "unprinted":
                self._confirm(is_printed=name == "yes")
            case "print":
                self._print_ticket()
            case "sheet":
                workshop_id = self._chosen.partition(":")[2]
                self.stage.router.go(Route.WORKSHOP_SHEET, workshop_id=workshop_id)
            case "absences":
                away = self._away(self._chosen)
                self.stage.router.go(Route.ABSENCE, mediator_id=away[0].mediator_id if away else "")
            case "need":
                self._place(Placing(value))
            case "take" | "leave":
                self._ask_kiosk(name)
            case "appointment" | "kept" | "request" | "away" | "target" | "workshop":
                self.touch(key)  # one of those that a block stood for
            case _:
                self.let_go()

    def _confirm(self, *, is_printed: bool) -> None:
        placing = self._placing
        if placing is None or placing.chosen is None:
            return
        appointments, slot, moved = self._services.appointments, placing.chosen, placing.moved

        def job() -> Ticket:
            hold = appointments.hold(placing.motif_id, slot)
            try:
                return (
                    appointments.move(moved.number, hold) if moved else appointments.confirm(hold)
                )
            except Refused:
                appointments.release(hold)
                raise

        def done(ticket: Ticket) -> None:
            self._placing, self._chosen = None, ""
            told, said = self._given(ticket, slot, moved)
            self._told, self._ticket = told, ticket
            self._language = (moved.language if moved else "") or "fr"
            if is_printed:
                self._print_ticket()
            self.view.announce(said)
            self._read()

        self.store(job, done=done, failed=self._not_done)

    def _given(self, ticket: Ticket, slot: Slot, moved: DeskAppointment | None) -> tuple[str, str]:
        """Return what the panel tells under the number, and what is announced, number included."""
        when, number = day_and_time(slot.start_utc, self.stage.translator), ticket.number
        if moved is not None and moved.is_ours:
            said = self.text("Déplacé : {when}. Nouveau numéro {number}.", when=when, number=number)
            return self.text("Déplacé : {when}.", when=when), said
        told = self.text("Heure donnée : {when}.", when=when)
        said = self.text("Heure donnée : {when}. Numéro {number}.", when=when, number=number)
        if moved is None:
            return told, said
        later = self.text("L’ancienne heure se libère au prochain échange avec la ville.")
        return f"{told} {later}", f"{said} {later}"

    def _print_ticket(self) -> None:
        """Print the ticket just given, in French and in the language of the person."""
        if self._ticket is not None:
            paper = ticket_sheet(on_paper(self._ticket), Translator(self._language))
            self._services.printing.submit(paper, self._ticket_printed)

    def _ask_kiosk(self, name: str) -> None:
        kept = self._kept(self._chosen)
        if kept is not None:
            rights, cells = self._services.rights, kept.cells
            verb: Callable[[], object] = lambda: rights.leave(cells)  # noqa: E731 - one of two
            if name == "take":
                verb = lambda: rights.take(cells)  # noqa: E731 - one of two
            self.store(verb, done=lambda _: self._read(), failed=self._not_done)

    def _place(self, placing: Placing) -> None:
        """Look for the times of the week in sight."""
        appointments, first = self._services.appointments, self._first_day
        today = paris_day(self.stage.clock.now_utc())

        def job() -> tuple[Slot, ...]:
            days = (first + timedelta(days=at) for at in range(WEEK.days))
            return tuple(
                slot
                for day in days
                if day > today
                for slot in appointments.slots(placing.motif_id, day, party_size=placing.party_size)
                if self._person in (EVERYBODY, slot.mediator_id)
            )

        def found(slots: tuple[Slot, ...]) -> None:
            self._placing = Placing(placing.motif_id, placing.party_size, placing.moved, slots)
            self._show()

        self.store(job, done=found, failed=self._not_done)

    # ---- what is known ---------------------------------------------------------------------

    def _appointment(self, key: str) -> DeskAppointment | None:
        number = key.partition(":")[2]
        known = self._facts.appointments if self._facts else ()
        return next((one for one in known if one.number == number), None)

    def _kept(self, key: str) -> KeptTime | None:
        known = self._facts.kept if self._facts else ()
        return next((one for one in known if kept_key(one) == key), None)

    def _workshop(self, key: str) -> WorkshopSheet | None:
        known = self._facts.workshops if self._facts else ()
        return next((one for one in known if workshop_key(one.workshop.workshop_id) == key), None)

    def _away(self, key: str) -> tuple[PersonTime, str] | None:
        """Return an absence and who is away."""
        kind, _, place = key.partition(":")
        if kind != "away" or self._facts is None:
            return None
        days = self._facts.days
        if int(place) >= len(days.away):
            return None
        away = days.away[int(place)]
        names = {one.mediator_id: one.first_name for one in days.mediators}
        return away, names.get(away.mediator_id, "")

    def _go(self, first_day: date) -> None:
        self._first_day, self._told = first_day, ""
        if self._placing is None:
            self._chosen = ""
        self._read()

    def _day_of_wanted(self) -> date | None:
        """Return the day of the appointment that the post wants to move."""
        appointments, digits = self._services.appointments, self._wanted.replace(" ", "")
        for week in range(-1, _FOUND_INWEEKS):
            for one in appointments.week_for_desk(self._first_day + WEEK * week):
                if one.number.replace(" ", "") == digits:
                    self._wanted = one.number
                    return paris_day(one.start_utc)
        return None

    def _go_to_wanted(self, day: date | None) -> None:
        if day is not None:
            self._first_day = day - timedelta(days=day.weekday())
        self._read()

    def _read(self) -> None:
        services, first = self._services, self._first_day

        def read(facts: WeekFacts) -> None:
            self._facts = facts
            wanted, self._wanted = self._wanted, ""
            if wanted:
                self.pick(f"appointment:{wanted}")
            elif self._placing is not None:
                self._place(self._placing)
            self._show()

        self.store(lambda: read_week(services, first), done=read)

    def _not_done(self, error: Exception) -> None:
        if isinstance(error, Refused):
            self._placing = self._ticket = None
            self._told = refusal_words(error, self.stage.translator)
            self.view.announce(self._told)
            self._read()
        else:
            self.failed(error)

    def _printed(self, state: PrintState) -> None:
        if self.scope.is_open and state is PrintState.FAILED:
            self.view.announce(self.text("Le papier ne sort pas. Voyez l’imprimante."))
        elif self.scope.is_open and state is PrintState.SENDING:
            self.view.announce(self.text("La feuille s’imprime."))

    def _ticket_printed(self, state: PrintState) -> None:
        if self.scope.is_open and state is PrintState.FAILED:
            self.view.announce(self.text("Le papier ne sort pas. Notez le numéro."))

    # ---- the state -------------------------------------------------------------------------

    def _show(self) -> None:
        if self._facts is not None:
            chosen = Chosen(
                key=self._chosen,
                told=self._told,
                appointment=self._appointment(self._chosen),
                kept=self._kept(self._chosen),
                needs=self._needs,
                placing=self._placing,
                word=self._services.appointments.word,
                workshop=self._workshop(self._chosen),
                away=self._away(self._chosen),
                ticket=self._ticket if self._told else None,
            )
            self.show(week_state(self.stage, self._facts, self._person, chosen))
