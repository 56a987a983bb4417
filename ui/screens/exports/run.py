# SPDX-License-Identifier: AGPL-3.0-or-later
"""One export at a time: how far it is, its end in words, and how it is stopped; no Qt.

The file is made in the STORE lane, which tells how far it is by two numbers that the screen
reads from time to time; asked to stop, it ends at its next step and leaves no file.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from kiosk.exports.progress import ExportCancelled
from kiosk.exports.sheets import SheetTooLong
from kiosk.foundation.errors import Refused, StorageFull, StorageReadOnly
from ui.screens.period.choice import FIGURES_TOO_LONG
from ui.wording import month_name

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from kiosk.services.exports import ExportReport
    from ui.navigation.presenter import Presenter
    from ui.screens.exports.offers import Maker

SLOW_S = 2.0
"""From when on a bar and a way to stop are shown."""
SHORT_HASH = 12
_FULL = 100
_NO_ROOM = "Il n’y a plus de place : rien n’est écrit. Libérez-en, ou prenez une autre clé."
_NO_FOLDER = (
    "Le dossier est absent ou protégé : rien n’est écrit. Remettez la clé, ou prenez-en une autre."
)
_TOO_MANY_ROWS = "Trop de lignes pour ce classeur : prenez moins de jours, ou le détail en CSV."
_WHOLE = "Choisissez un mois, un trimestre ou une année finis."
_CARRY = "Pour l’emporter : branchez une clé USB, puis recommencez."
_REFUSALS = {
    "training_folder": "Ici on s’exerce : aucun fichier ne sort.",
    "tables_are_on_the_server": "Ces tableaux se font sur le serveur de la ville.",
    "period_not_calendar": _WHOLE,
    "period_not_closed": _WHOLE,
    "figures_too_long": FIGURES_TOO_LONG,
    "period_erased": "Des fiches de ces mois sont effacées : ces tableaux ne se font plus.",
    "period_given_out": "Un mois de cette période est déjà donné : reprenez son fichier.",
}
_BEFORE_SERVICE = "Pas encore de service alors : les chiffres commencent en {month}."


@dataclass(frozen=True, slots=True)
class RunState:
    """What is shown of an export.

    Attributes:
        is_busy: Whether one is being made.
        words: What is happening, or what became of it; empty before the first one.
        is_well: Whether that is good news.
        share: How much is done, 0.0 to 1.0; nothing while it is quick or just begun.
        cancel: Word of the button that stops it; empty where there is nothing to stop.
    """

    is_busy: bool = False
    words: str = ""
    is_well: bool = True
    share: float | None = None
    cancel: str = ""


class ExportRun:
    """The export of a page."""

    def __init__(self, presenter: Presenter[Any], changed: Callable[[], None]) -> None:
        """Work in the lanes of `presenter`; `changed` is called when there is something to show."""
        self._presenter, self._changed = presenter, changed
        self.state = RunState()
        self._began_utc: datetime | None = None
        self._n_done = self._n_all = 0
        self._in_steps = False
        self._is_stopped = False

    def begin(self, maker: Maker) -> None:
        """Make a file with `maker`, unless one is being made."""
        if self.state.is_busy:
            return
        self._n_done, self._n_all, self._is_stopped = 0, 0, False
        self._in_steps = maker.in_steps
        self._began_utc = self._presenter.stage.clock.now_utc()
        self._show(RunState(is_busy=True, words=self._text("Le fichier se prépare…")))
        self._presenter.store(
            lambda: maker.make(self._heard),
            done=lambda report: self._made(report, maker.own),
            failed=self._not_made,
        )

    def cancel(self) -> None:
        """Stop the file that is being made; it is told once it has stopped."""
        if self.state.is_busy and not self._is_stopped:
            self._is_stopped = True
            self._show(RunState(is_busy=True, words=self._text("L’export s’arrête…")))

    def tick(self) -> None:
        """Show how far it is: called by the screen from time to time while it is busy."""
        if not self.state.is_busy or self._is_stopped or self._began_utc is None:
            return
        spent = self._presenter.stage.clock.now_utc() - self._began_utc
        if spent.total_seconds() < SLOW_S:
            return
        share = self._n_done / self._n_all if self._n_all else 0.0
        cancel = self._text("Annuler")
        words = self._text("Le fichier se prépare : {percent} %", percent=int(_FULL * share))
        if self._in_steps and self._n_all:
            at = min(self._n_done + 1, self._n_all)
            words = self._text("Le fichier se prépare : étape {n} sur {all}", n=at, all=self._n_all)
        self._show(RunState(is_busy=True, words=words, share=share, cancel=cancel))

    def forget(self) -> None:
        """Say nothing more of the last one."""
        if not self.state.is_busy:
            self.state = RunState()

    # ---- what comes back -------------------------------------------------------------------

    def _heard(self, n_done: int, n_all: int) -> None:
        """Keep how far it is; called in the lane."""
        if self._is_stopped:
            raise ExportCancelled("L’export est arrêté : aucun fichier n’est écrit.")
        self._n_done, self._n_all = n_done, n_all

    def _made(self, report: ExportReport, own: Path) -> None:
        place = {"file": report.path.name, "folder": report.path.parent.name}
        words = self._text("C’est fait : un document, {file}, dossier {folder}.", **place)
        if report.kind.is_list:
            words = self._presenter.stage.translator.plural(
                "C’est fait : {n} ligne dans {file}, dossier {folder}.",
                "C’est fait : {n} lignes dans {file}, dossier {folder}.",
                report.n_rows,
                **place,
            )
        digest = self._text("Empreinte : {digest}", digest=report.sha256[:SHORT_HASH])
        # Nobody at a kiosk can open its folder.
        carry = self._text(_CARRY) if report.path.parent == own else ""
        self._show(RunState(words=" ".join(filter(None, (words, carry, digest)))))

    def _not_made(self, error: Exception) -> None:
        match error:
            case ExportCancelled():
                self._show(RunState(words=self._text("Export arrêté : aucun fichier n’est écrit.")))
                return
            case StorageFull():
                words = self._text(_NO_ROOM)
            case StorageReadOnly():
                words = self._text(_NO_FOLDER)
            case SheetTooLong():
                words = self._text(_TOO_MANY_ROWS)
            case Refused(reason="period_before_service", values={"since": date() as since}):
                month = f"{month_name(since, self._presenter.stage.translator)} {since.year}"
                words = self._text(_BEFORE_SERVICE, month=month)
            case Refused(reason=reason) if reason in _REFUSALS:
                words = self._text(_REFUSALS[reason])
            case _:
                words = self._text("L’export n’a pas marché : rien n’est écrit.")
                self._presenter.note_failure(error)
        self._show(RunState(words=words, is_well=False))

    def _show(self, state: RunState) -> None:
        if state != self.state:
            self.state = state
            self._changed()

    def _text(self, french: str, **values: object) -> str:
        return self._presenter.text(french, **values)
