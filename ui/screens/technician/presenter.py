# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a technician sees: the machine, its queue, its clock, its content; and the way out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.foundation.clock import paris_day
from kiosk.foundation.events import Topic
from ui.navigation.presenter import Presenter, Stage, View
from ui.wording import day_in_words, moment_in_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk.wiring import Kiosk

_LISTED = 8


@dataclass(frozen=True, slots=True)
class Fact:
    """A line: name, value, whether it needs somebody."""

    name: str
    value: str
    is_worrying: bool = False


@dataclass(frozen=True, slots=True)
class TechnicianState:
    """Everything visible on the page.

    Attributes:
        title: Heading.
        facts: The machine in lines; empty while they are read.
        problems_title, problems: Content that is kept off the screens.
        confirm: Word of « the date is right »; empty when it is trusted.
        leave, home: Words of the bar.
    """

    title: str
    facts: tuple[Fact, ...]
    problems_title: str
    problems: tuple[str, ...]
    confirm: str
    leave: str
    home: str


class TechnicianPresenter(Presenter[TechnicianState]):
    """Reads the services; says nothing personal."""

    def __init__(
        self, view: View[TechnicianState], stage: Stage, kiosk: Kiosk, *, leave: Callable[[], None]
    ) -> None:
        """Read `kiosk`; end the program through `leave`."""
        super().__init__(view, stage)
        self._kiosk, self._leave_program = kiosk, leave
        self._facts: tuple[Fact, ...] = ()
        self._problems: tuple[str, ...] = ()
        self._is_date_doubted = False

    def start(self) -> None:
        """Read the machine."""
        self.follow(Topic.OUTBOX)
        self._show()
        self._read()

    def on_topic(self, topic: Topic) -> None:
        """Read again."""
        del topic
        self._read()

    def _read(self) -> None:
        self.store(self._gather, done=self._was_read)

    def _gather(self) -> tuple[tuple[Fact, ...], tuple[str, ...], bool]:
        kiosk, text = self._kiosk, self.text
        identity, outbox = kiosk.device.identity(), kiosk.outbox.status()
        trust, now = kiosk.device.clock_trust(), self.stage.clock.now_utc()
        sent = outbox.last_sent_utc
        salvage = kiosk.started.salvage
        facts = (
            Fact(text("Lieu"), f"{identity.centre.name} ({identity.centre.code})"),
            Fact(text("Rôle"), identity.role.value),
            Fact(
                text("Inscrite à la ville"),
                text("oui") if identity.enrolled else text("non"),
                not identity.enrolled,
            ),
            Fact(text("Incarnation"), identity.incarnation),
            Fact(text("À envoyer"), str(outbox.n_pending)),
            Fact(text("Refusés par la ville"), str(outbox.n_refused), outbox.n_refused > 0),
            Fact(
                text("Dernier envoi"),
                moment_in_words(sent, now, self.stage.translator) if sent else text("jamais"),
            ),
            Fact(
                text("Date"),
                day_in_words(paris_day(now), self.stage.translator),
                not trust.is_trusted,
            ),
            Fact(
                text("Base de données"),
                text("entière") if salvage is None else text("réparée : voir « set_aside »"),
                salvage is not None,
            ),
            Fact(text("Sessions coupées"), str(kiosk.started.n_interrupted)),
        )
        problems = tuple(
            f"{problem.file}:{problem.line} {problem.message}"
            for problem in kiosk.walkthroughs.problems()
        )
        return facts, problems, not trust.is_trusted

    def _was_read(self, read: tuple[tuple[Fact, ...], tuple[str, ...], bool]) -> None:
        self._facts, self._problems, self._is_date_doubted = read
        self._show()

    def redraw(self) -> None:
        """Say the same in the language of the moment: the facts are read again for it."""
        self._show()
        self._read()

    def _show(self) -> None:
        text, more = self.text, len(self._problems) - _LISTED
        shown = self._problems[:_LISTED]
        self.show(
            TechnicianState(
                title=text("Technique"),
                facts=self._facts,
                problems_title=text("Démarches écartées"),
                problems=(*shown, text("et {n} autres", n=more)) if more > 0 else shown,
                confirm=text("La date est juste") if self._is_date_doubted else "",
                leave=text("Arrêter le programme"),
                home=text("Retour à l’accueil"),
            )
        )

    def confirm_date(self) -> None:
        """Trust the clock: a person has read the date."""
        day = paris_day(self.stage.clock.now_utc())
        self.store(lambda: self._kiosk.device.confirm_date(day), done=lambda _: self._read())

    def leave_program(self) -> None:
        """End the program."""
        self._leave_program()
