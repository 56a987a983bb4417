# SPDX-License-Identifier: AGPL-3.0-or-later
"""The mediator's post: who waits and who comes in one order, requests, and the record of a visit.

Names stay hidden until touched and are hidden again at each lock; a volunteer sees none. What
the lists show is read again whenever the topic changes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.foundation.clock import paris_day
from kiosk.foundation.errors import Refused
from kiosk.foundation.events import Topic
from ui.navigation.routes import Route
from ui.screens.desk import deeds
from ui.screens.desk.lines import DeskLines
from ui.screens.desk.recording import Recording, themes_of
from ui.screens.desk.refusals import refusal_words
from ui.screens.desk.results import result_words
from ui.screens.desk.state import Deed, DeskFacts, DeskState, DeskTab, LineKind, Opened
from ui.screens.desk.words import QUESTIONS
from ui.wording import day_and_time

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk.domain.slots import Slot
    from kiosk.services.staff import Staff
    from ui.navigation.presenter import Stage, View
    from ui.screens.desk.deeds import DeskServices

_SEND = "!"
_PROPOSED_MAX = 3


class DeskPresenter(Recording):
    """The mind of the post."""

    def __init__(
        self,
        view: View[DeskState],
        stage: Stage,
        staff: Staff,
        services: DeskServices,
        *,
        begin_help: Callable[[], None],
        workshop_id: str = "",
    ) -> None:
        """Serve `staff`, who gave the PIN.

        Args:
            view: The page.
            stage: What every page has.
            staff: Who gave the PIN.
            services: The services of the post.
            begin_help: Shows the strip of an assisted session.
            workshop_id: The workshop to record, when its sheet led here.
        """
        super().__init__(view, stage, staff, services)
        self._workshop_id = workshop_id
        self._begin_help = begin_help
        self._lines = DeskLines(stage, services.appointments.word, sees_names=staff.sees_names)
        self._tab = DeskTab.DAY
        self._names: dict[str, str] = {}
        self._opened = Opened()
        self._offers: dict[str, Slot] = {}

    def start(self) -> None:
        """Read the lists and prepare an empty form, or the unfinished one of this person."""
        for topic in (Topic.QUEUE, Topic.AGENDA, Topic.ATTENDANCE, Topic.CONTENT):
            self.follow(topic)
        self._show()
        self._read()
        if self._workshop_id:
            self._note_workshop(self._workshop_id)
        else:
            self._prepare()

    def redraw(self) -> None:
        """Say the same in the language of the moment: titles are read again for it."""
        self._show()
        self._read()

    def leave(self) -> None:
        """Keep the unfinished form of this person, and forget the names."""
        self._names.clear()
        if self._form.is_changed:
            self._keep_unfinished()
        super().leave()

    def on_topic(self, topic: Topic) -> None:
        """Read the lists again."""
        del topic  # one job reads them all
        self._read()

    # ---- the verbs -------------------------------------------------------------------------

    def show_tab(self, key: str) -> None:
        """Show another list; names are hidden again."""
        self._tab = DeskTab(key)
        self._names.clear()
        self._opened = Opened()
        self._show()

    def show_week(self) -> None:
        """Go to the week."""
        self.stage.router.go(Route.WEEK)

    def show_voices(self) -> None:
        """Go and record voices for the walkthroughs; the unfinished form is kept."""
        self.stage.router.go(Route.RECORDINGS)

    def show_places(self) -> None:
        """Go to the directory of places; the unfinished form is kept."""
        self.stage.router.go(Route.PLACES)

    def show_late(self) -> None:
        """Go to the guides that residents do not see, to read them again."""
        self.stage.router.go(Route.WALKTHROUGH_LIST, late=True)

    def show_centre(self) -> None:
        """Go to the opening and the closing of the centre."""
        self.stage.router.go(Route.CENTRE_DAY)

    def reveal(self, key: str) -> None:
        """Show the name of one line; touching it again hides it."""
        if not self._staff.sees_names:
            return
        number = key.partition(":")[2]
        if number in self._names:
            del self._names[number]
            self._show()
            return

        def opened(label: str | None) -> None:
            self._names[number] = label or self.text("Nom illisible ici")
            self._show()

        self.store(lambda: self._services.appointments.open_label(number), done=opened)

    def open_line(self, key: str) -> None:
        """Show the other actions of a line; touching it again hides them."""
        self._opened = Opened() if self._opened.key == key else Opened(key)
        self._show()

    def press_main(self, key: str) -> None:
        """Do what the action of a line says."""
        lines = self._lines.lines(self._tab, self._facts)
        line = next((one for one in lines if one.key == key), None)
        if line is not None and line.main is not None:
            self.act(key, line.main.deed)

    def act(self, key: str, text: str) -> None:
        """Do a deed on a line; one that needs an answer asks first.

        Args:
            key: Key of the line.
            text: The deed; for an answer, the deed and what was chosen: ``cancel:misuse``.
        """
        name, _, choice = text.partition(":")
        deed, (kind, _, number) = Deed(name), key.partition(":")
        if deed in QUESTIONS and not choice:
            self._ask(key, deed)
        elif deed is Deed.PROPOSE and choice != _SEND:
            self._toggle(choice)
        elif kind == LineKind.WORKSHOP:
            self.stage.router.go(Route.WORKSHOP_SHEET, workshop_id=number)
        elif kind == LineKind.REQUEST:
            self._answer(number, deed, choice)
        elif deed is Deed.MOVE:
            self._move(kind, number)
        elif deed is Deed.CORRECT:
            self._correct(number)
        elif deed is Deed.TOGETHER:
            self._do_together(kind, number)
        elif kind == LineKind.TASK:
            self._do(deeds.task_job(self._services, number, choice))
        elif kind == LineKind.TICKET:
            self._ticket(number, deed, choice)
        else:
            self._appointment(number, deed, choice)

    # ---- what the deeds are ----------------------------------------------------------------

    def _ask(self, key: str, deed: Deed) -> None:
        if deed not in (Deed.GIVE, Deed.PROPOSE):
            found = deeds.choices(deed, self._facts)
            translated = deed is not Deed.TRANSFER
            words = tuple((one, self.text(word) if translated else word) for one, word in found)
            self._opened = Opened(key, deed, words)
            self._show()
            return
        number = key.partition(":")[2]
        asked = next((one for one in self._facts.requests if one.number == number), None)
        if asked is None:
            return

        def found_slots(slots: tuple[Slot, ...]) -> None:
            self._offers = {one.start_utc.isoformat(): one for one in slots}
            translator = self.stage.translator
            words = tuple(
                (one.start_utc.isoformat(), day_and_time(one.start_utc, translator))
                for one in slots
            )
            self._opened = Opened(key, deed, words)
            if not words:
                self._opened = Opened(key)
                self._told = self.text(
                    "Ce poste n’a pas d’heure libre pour cela. Voyez la semaine."
                )
                self._is_refused = True
            self._show()

        self.store(
            lambda: deeds.offers(self._services, asked), done=found_slots, failed=self._not_done
        )

    def _toggle(self, choice: str) -> None:
        opened = self._opened
        chosen = tuple(one for one in opened.chosen if one != choice)
        if choice not in opened.chosen:
            chosen = (*chosen, choice)[-_PROPOSED_MAX:]
        self._opened = Opened(opened.key, opened.deed, opened.choices, chosen)
        self._show()

    def _answer(self, number: str, deed: Deed, choice: str) -> None:
        asked = next((one for one in self._facts.requests if one.number == number), None)
        if asked is None:
            return
        chosen: tuple[Slot, ...] | str = choice
        if deed is not Deed.DECLINE:
            keys = self._opened.chosen if choice == _SEND else (choice,)
            chosen = tuple(self._offers[one] for one in keys if one in self._offers)
        self._do(deeds.answer_job(self._services, asked, deed, chosen))

    def _move(self, kind: str, number: str) -> None:
        if kind == LineKind.TASK:
            task = next((one for one in self._facts.tasks if str(one.task_id) == number), None)
            number = task.number if task else ""
        self.stage.router.go(Route.WEEK, number=number)

    def _appointment(self, number: str, deed: Deed, choice: str) -> None:
        match deed:
            case Deed.BEGIN:
                self._do(lambda: deeds.begin_appointment(self._services, number))
                self._note_appointment(number)
            case Deed.NOTE:
                self._note_appointment(number)
            case _:
                self._do(deeds.appointment_job(self._services, number, deed, choice))

    def _ticket(self, name: str, deed: Deed, choice: str) -> None:
        if deed is not Deed.NOTE:
            self._do(deeds.ticket_job(self._services, name.rpartition("/")[2], deed, choice))
        if deed in (Deed.RECEIVE, Deed.NOTE):
            self._note_ticket(name)

    def _do_together(self, kind: str, number: str) -> None:
        """Open the assisted session: the person's own pages, with the strip of who helps.

        The staff's pages are locked by it: the person at the screen must not find them.
        """
        one = next((line for line in self._facts.day if line.number == number), None)
        themes = themes_of(one.motif_id) if one and kind == LineKind.APPOINTMENT else ()
        source = self._source(kind, number)
        params = {"theme": themes[0]} if themes else {}
        session, staff = self.stage.session, self._staff
        session.staff = None
        session.begin()
        session.helper = staff
        session.serving = source.text() if source else ""
        self.stage.router.reset(Route.WALKTHROUGH_LIST, **params)
        self._begin_help()
        self.stage.bus.publish(Topic.STAFF)

    def _do(self, job: Callable[[], object]) -> None:
        def done(result: object) -> None:
            self._opened = Opened()
            self._told, self._is_refused = result_words(result, self.stage.translator), False
            self._read()

        self.store(job, done=done, failed=self._not_done)

    def _not_done(self, error: Exception) -> None:
        if isinstance(error, Refused):
            self._told, self._is_refused = refusal_words(error, self.stage.translator), True
            self._read()
        else:
            self.failed(error)

    # ---- the state -------------------------------------------------------------------------

    def _read(self) -> None:
        today = paris_day(self.stage.clock.now_utc())

        def read(facts: DeskFacts) -> None:
            self._facts = facts
            self._show()

        language = self.stage.translator.language.code
        self.store(lambda: deeds.read_facts(self._services, today, language), done=read)

    def _show(self) -> None:
        shape = self._lines.shape
        shape.names, shape.opened = self._names, self._opened
        visit_id = self._form.visit_id
        shape.current = f"{LineKind.VISIT}:{visit_id}" if visit_id else ""
        lines = self._lines.lines(self._tab, self._facts)
        is_recent = self._tab is DeskTab.RECENT
        has_doors = self._staff.sees_names and not is_recent
        doors = (self.text("Semaine"), self.text("Lieu")) if has_doors else ("", "")
        voices = (self.text("Voix"), self.text("Enregistrer une voix")) if is_recent else ("", "")
        # A correction needs the room beside its buttons, and sends nobody anywhere.
        is_new = not self._form.visit_id and not self._form.is_twice
        places = (self.text("Orienter"), self.text("Lieux où orienter")) if is_new else ("", "")
        self.show(
            DeskState(
                title=self._lines.title(self._tab),
                doors=doors,
                centre_name=self.text("Ouvrir, fermer le centre"),
                notice=self._lines.notice(self._tab, self._facts),
                tabs=self._lines.tabs(self._facts),
                tab=self._tab,
                lines=lines,
                empty="" if lines else self._lines.empty(self._tab),
                reveal=self.text("Voir le nom"),
                form=self._form_state(),
                told="" if self._is_refused else self._told,
                refused=self._told if self._is_refused else "",
                voices=voices,
                places=places,
                late=self._lines.late(self._facts.late),
            )
        )
