# SPDX-License-Identifier: AGPL-3.0-or-later
"""What every presenter shares, without Qt: a view, a state, a scope, and the stage it stands on.

A presenter's public methods are the verbs of its screen; each ends in a new frozen state, which
`show` hands to the view. Late results of jobs are dropped once the screen has gone.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Generic, NamedTuple, Protocol, TypeVar

from kiosk.foundation.errors import CityUnreachable, KnownError, Refused
from kiosk.foundation.late_log import LateLog
from kiosk.foundation.tasks import Lane, Scope

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kiosk.foundation.clock import Clock
    from kiosk.foundation.events import EventBus, Topic
    from kiosk.foundation.tasks import Tasks
    from kiosk.foundation.translation import Translator
    from ui.navigation.centre import CentreView
    from ui.navigation.router import Router
    from ui.navigation.session_life import SessionLife

_log = LateLog(__name__)
StateT = TypeVar("StateT")
StateT_contra = TypeVar("StateT_contra", contravariant=True)
Result = TypeVar("Result")


class View(Protocol[StateT_contra]):
    """What a presenter knows of its screen."""

    def draw(self, state: StateT_contra) -> None:
        """Show `state`, all of it; the same state twice shows the same."""

    def announce(self, text: str) -> None:
        """Say a short message now: shown as a toast and heard."""


class Stage(NamedTuple):
    """What is the same for every screen.

    Attributes:
        tasks: The door to work outside the GUI thread.
        router: Where to go.
        translator: Sentences of the moment's language.
        session: The resident's session and the person who helps.
        clock: The time.
        bus: What changed.
        centre: The place's card, read for the first paint, then from the city.
    """

    tasks: Tasks
    router: Router
    translator: Translator
    session: SessionLife
    clock: Clock
    bus: EventBus
    centre: CentreView


class Presenter(ABC, Generic[StateT]):
    """A screen's mind.

    Subclasses set their services in `__init__`, then build their first state in `start`, called
    once by the catalogue after the screen is attached.
    """

    def __init__(self, view: View[StateT], stage: Stage) -> None:
        """Keep the view and the stage."""
        self.view = view
        self.stage = stage
        self.scope = Scope()
        self._unsubscribe: list[Callable[[], None]] = []

    @abstractmethod
    def start(self) -> None:
        """Show the first state; called once, when the screen is in place."""

    @abstractmethod
    def redraw(self) -> None:
        """Build the state again: the language or the display changed."""

    def page_text(self) -> str:
        """Return what « Écouter » reads; empty lets the screen read what it shows."""
        return ""

    def page_language(self) -> str:
        """Return the code of the language of `page_text`: that of the moment, unless told."""
        return self.stage.translator.language.code

    def page_recording(self) -> Path | None:
        """Return the recorded voice that says the page; None lets our own voice read it."""
        return None

    def before_end(self) -> bool:
        """Say whether the end must wait: the screen offers its take-away first."""
        return False

    def leave(self) -> None:
        """Drop late results and subscriptions; called once, when the screen goes."""
        self.scope.close()
        for unsubscribe in self._unsubscribe:
            unsubscribe()
        self._unsubscribe.clear()

    def follow(self, topic: Topic) -> None:
        """Have `on_topic` called, on the GUI thread, each time `topic` changes."""
        self._unsubscribe.append(self.stage.bus.subscribe(topic, self._on_topic))

    def on_topic(self, topic: Topic) -> None:
        """Read again what `topic` changed; nothing by default."""

    def _on_topic(self, topic: Topic) -> None:
        if self.scope.is_open:
            self.on_topic(topic)

    def show(self, state: StateT) -> None:
        """Hand a state to the view."""
        if self.scope.is_open:
            self.view.draw(state)

    def text(self, french: str, **values: object) -> str:
        """Return a sentence in the language of the moment."""
        return self.stage.translator.text(french, **values)

    def store(
        self,
        job: Callable[[], Result],
        *,
        done: Callable[[Result], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        """Do a job of a service in the STORE lane; `failed` is a notice unless given."""
        self.stage.tasks.run(
            Lane.STORE, job, done=done, failed=failed or self.failed, scope=self.scope
        )

    def failed(self, error: Exception) -> None:
        """Say a calm sentence about `error` and log it: the one door of errors."""
        sentence = notice_for(error, self.stage.translator)
        self.note_failure(error)
        if sentence:
            self.view.announce(sentence)

    @staticmethod
    def note_failure(error: Exception) -> None:
        """Log an error that nobody foresaw, where the page has words of its own for it."""
        if not isinstance(error, (KnownError, Refused)):
            _log.error("job failed: %s", type(error).__name__, exc_info=error)


def notice_for(error: Exception, translator: Translator) -> str:
    """Return the sentence for residents about an error; empty when nothing is to be said."""
    if isinstance(error, CityUnreachable):
        return ""
    if isinstance(error, Refused) and error.reason == "training_folder":
        return translator.text("En entraînement, rien ne sort de la machine.")
    if isinstance(error, Refused):
        return translator.text("Ce n’est pas possible. Une personne peut vous aider.")
    return translator.text("Un instant. Réessayez, ou demandez à une personne.")
