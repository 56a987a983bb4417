# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a technician sees: the machine, its queue, its clock, its content; and the way out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.content.packs.faults import PackRefused
from kiosk.foundation.clock import paris_day
from kiosk.foundation.events import Topic
from kiosk.foundation.tasks import Lane
from ui.navigation.presenter import Presenter, Stage, View
from ui.printing.poster import information_poster
from ui.printing.sheets import PrintState
from ui.screens.technician.content_facts import Fact, content_facts, obey_file
from ui.screens.technician.keys import content_files, is_recall
from ui.wording import day_in_words, moment_in_words

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kiosk.content.packs.manifest import SignedManifest
    from kiosk.wiring import Kiosk
    from ui.printing.sheets import Printing

_LISTED = 8
_NAME = 60


@dataclass(frozen=True, slots=True)
class Gathered:
    """What was read of the machine for the page."""

    facts: tuple[Fact, ...]
    problems: tuple[str, ...]
    is_date_doubted: bool
    files: tuple[Path, ...]
    can_go_back: bool


@dataclass(frozen=True, slots=True)
class TechnicianState:
    """Everything visible on the page.

    Attributes:
        title: Heading.
        facts: The machine in lines; empty while they are read.
        problems_title, problems: Content that is kept off the screens.
        files_title, files: Heading, then words of « install » for each file of content on a key.
        go_back: Word of the way back to the content before; empty if there is none.
        confirm: Word of « the date is right »; empty when it is trusted.
        poster: Word of the way to the poster about data, to hang beside the machine.
        leave, home: Words of the bar.
    """

    title: str
    facts: tuple[Fact, ...]
    problems_title: str
    problems: tuple[str, ...]
    files_title: str
    files: tuple[str, ...]
    go_back: str
    confirm: str
    poster: str
    leave: str
    home: str


@dataclass(frozen=True, slots=True)
class TechnicianMeans:
    """What the page acts by: the kiosk, its printer, the end of the program."""

    kiosk: Kiosk
    printing: Printing
    leave: Callable[[], None]


class TechnicianPresenter(Presenter[TechnicianState]):
    """Reads the services; says nothing personal."""

    def __init__(self, view: View[TechnicianState], stage: Stage, means: TechnicianMeans) -> None:
        """Read the kiosk, print and end the program by `means`."""
        super().__init__(view, stage)
        self._kiosk, self._leave_program = means.kiosk, means.leave
        self._printing = means.printing
        self._facts: tuple[Fact, ...] = ()
        self._problems: tuple[str, ...] = ()
        self._is_date_doubted = False
        self._files: tuple[Path, ...] = ()
        self._can_go_back = False

    def start(self) -> None:
        """Read the machine."""
        self.follow(Topic.OUTBOX)
        self.follow(Topic.CONTENT)
        self._show()
        self._read()

    def on_topic(self, topic: Topic) -> None:
        """Read again."""
        del topic
        self._read()

    def _read(self) -> None:
        self.store(self._gather, done=self._was_read)

    def _gather(self) -> Gathered:
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
            # The city’s word « revoke » takes this one.
            *([Fact(text("Identifiant"), identity.device_id)] if identity.device_id else []),
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
            *content_facts(kiosk.packs.status(), text),
        )
        problems = tuple(
            f"{problem.file}:{problem.line} {problem.message}"
            for problem in kiosk.walkthroughs.problems()
        )
        refused = kiosk.packs.status().problem
        unread = text("La ville ne peut pas lire les droits de cette machine. Mettez-la à jour.")
        rights = (unread,) if outbox.rights_problem else ()
        return Gathered(
            facts,
            (*((refused,) if refused else ()), *rights, *problems),
            is_date_doubted=not trust.is_trusted,
            files=content_files(),
            can_go_back=bool(kiosk.packs.status().previous),
        )

    def _was_read(self, read: Gathered) -> None:
        self._facts, self._problems = read.facts, read.problems
        self._is_date_doubted = read.is_date_doubted
        self._files, self._can_go_back = read.files, read.can_go_back
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
                files_title=text("Sur la clé USB"),
                files=tuple(
                    text("Installer {name}", name=file.name[:_NAME]) for file in self._files
                ),
                go_back=text("Revenir au contenu d’avant") if self._can_go_back else "",
                confirm=text("La date est juste") if self._is_date_doubted else "",
                poster=text("Imprimer l’affiche sur les données"),
                leave=text("Arrêter le programme"),
                home=text("Retour à l’accueil"),
            )
        )

    def confirm_date(self) -> None:
        """Trust the clock: a person has read the date."""
        day = paris_day(self.stage.clock.now_utc())
        self.store(lambda: self._kiosk.device.confirm_date(day), done=lambda _: self._read())

    def install(self, at: int) -> None:
        """Take in a file of a key; what it brings is used once nobody is there."""
        path, packs = self._files[at], self._kiosk.packs
        self.view.announce(self.text("La borne vérifie le fichier. Laissez la clé."))
        if is_recall(path):
            self.store(lambda: obey_file(packs, path), done=self._taken, failed=self._refused)
            return
        self.stage.tasks.run(
            Lane.NETWORK,
            lambda: packs.install(path),
            done=self._installed,
            failed=self._refused,
            scope=self.scope,
        )

    def _installed(self, signed: SignedManifest) -> None:
        packs = self._kiosk.packs
        self.store(lambda: packs.stage(signed), done=self._taken, failed=self._refused)

    def _taken(self, _: None) -> None:
        self.view.announce(self.text("C’est prêt. Cela sert dès que vous quittez cette page."))
        self._read()

    def _refused(self, error: Exception) -> None:
        """Say the sentence of a refusal, and keep it for the city."""
        if not isinstance(error, PackRefused):
            self.failed(error)
            return
        self.view.announce(str(error))
        self.store(lambda: self._kiosk.packs.note_refusal(error), done=lambda _: self._read())

    def go_back(self) -> None:
        """Go back to the content before."""
        packs = self._kiosk.packs
        self.store(packs.go_back, done=lambda _: self._read(), failed=self._refused)

    def print_poster(self) -> None:
        """Print what becomes of data, for the wall."""
        centre = self.stage.centre
        sheet = information_poster(centre.name, centre.card.phone, self.stage.translator)
        self._printing.submit(sheet, self._printed)

    def _printed(self, state: PrintState) -> None:
        if not self.scope.is_open:
            return
        if state is PrintState.FAILED:
            self.view.announce(self.text("Le papier ne sort pas. Voyez l’imprimante."))
        elif state is PrintState.PRINTED:
            self.view.announce(self.text("L’affiche est imprimée."))

    def leave_program(self) -> None:
        """End the program."""
        self._leave_program()
