# SPDX-License-Identifier: AGPL-3.0-or-later
"""Practising on a whole centre whose records never leave the machine.

It is the same program on another folder, with its own database, keys and lock, started anew: no
object of the real machine lives beside it. Nothing goes on the wire, no other monitor shows it,
what is printed says so, and a machine left alone goes back to the real one by itself.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer

from kiosk.foundation.clock import paris_day
from kiosk.foundation.events import Topic
from kiosk.foundation.platform import become
from kiosk.services.training_mark import is_training_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from kiosk.foundation.clock import Clock
    from kiosk.services.queue import QueueService
    from kiosk.wiring import Kiosk
    from ui.idle import IdleWatch
    from ui.navigation.presenter import Stage
    from ui.turnover import Turnover
    from ui.window import Window

FLAG: Final = "--training"
ALONE_S: Final = 15 * 60
_SESSIONS, _SEED = 60, 1
_MS = 1000


def training_folder(real: Path, clock: Clock) -> Path:
    """Return the folder for practice of a data folder, made if there is none that serves.

    Raises:
        StorageReadOnly: If it cannot be written or erased.
    """
    from kiosk.services.training import TrainingFolder

    training = TrainingFolder(real)
    training.prepare(paris_day(clock.now_utc()))
    return training.path


def tend_training(kiosk: Kiosk) -> None:
    """Fill a folder for practice; beside a real one, erase what was practised too long ago.

    The centre, its people and its past are those of the demonstration, made by the services that
    make the real rows; where nobody waits, three numbers of the queue are taken.
    """
    from kiosk.services.training import TrainingFolder
    from kiosk.services.training_mark import mark_training

    if not is_training_folder(kiosk.folder):
        TrainingFolder(kiosk.folder).erase_if_old(paris_day(kiosk.clock.now_utc()))
        return
    training = TrainingFolder(kiosk.folder.parent)
    if not training.is_ready:
        mark_training(kiosk.database)
        kiosk.demo.set_up_centre()
        kiosk.demo.fill(_SESSIONS, _SEED)
        training.set_ready()
    if not kiosk.queue.waiting():
        _call_people_in(kiosk.queue)


def _call_people_in(queue: QueueService) -> None:
    """Let three people wait: a day on which nobody comes teaches nothing."""
    from kiosk.domain.waiting_queue import QueuePriority, QueueReason

    for reason in (QueueReason.HELP, QueueReason.APPOINTMENT):
        queue.take(reason)
    queue.take(QueueReason.HELP, QueuePriority.CARD)


def other_arguments(arguments: Sequence[str]) -> list[str]:
    """Return the command line that opens the other machine: for practice, or the real one."""
    kept = [word for word in arguments if word != FLAG]
    return kept if FLAG in arguments else [*kept, FLAG]


def start_other(*, again: bool) -> None:
    """Put a new program, on the other folder, in the place of this one; it does not come back.

    Args:
        again: On the same folder instead, which was told to begin anew.
    """
    become(sys.orig_argv if again else other_arguments(sys.orig_argv))


class TrainingDress(QObject):
    """The band of a terminal for practice, and the clock that takes a machine left alone back."""

    def __init__(
        self,
        stage: Stage,
        window: Window,
        turnover: Turnover,
        *,
        watch: IdleWatch,
        begin_anew: Callable[[], None],
    ) -> None:
        """Dress `window`; leaving goes by `turnover`, a stir is one that `watch` sees."""
        from ui.widgets.training_band import TrainingBand

        super().__init__(window)
        self._stage, self._turnover, self._begin_anew = stage, turnover, begin_anew
        stage.centre.is_training = True
        self._band = TrainingBand()
        self._band.anew_asked.connect(self._anew)
        self._band.leave_asked.connect(turnover.swapped)
        stage.bus.subscribe(Topic.LANGUAGE, lambda _: self._say())
        self._say()
        window.hold_band(self._band)
        self._alone = QTimer(self)
        self._alone.setSingleShot(True)
        self._alone.timeout.connect(turnover.swapped)
        watch.stirred.connect(lambda _: self._alone.start(ALONE_S * _MS))
        self._alone.start(ALONE_S * _MS)

    def _say(self) -> None:
        from kiosk.domain.demo_centre import DEMO_STAFF

        text = self._stage.translator.text
        pins = {person.role: person.pin for person in DEMO_STAFF}
        self._band.say(
            text("Entraînement — rien n’est gardé"),
            text(
                "Codes : {mediator} (médiation), {coordinator} (coordination)",
                mediator=pins["mediator"],
                coordinator=pins["coordinator"],
            ),
            anew=text("Repartir de zéro"),
            leave=text("Quitter l’entraînement"),
        )

    def _anew(self) -> None:
        """Come back to a centre as it was at the beginning."""
        self._begin_anew()
        self._turnover.swapped.emit()
