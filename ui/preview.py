# SPDX-License-Identifier: AGPL-3.0-or-later
"""Shows one walkthrough to who writes it: `content preview` starts the terminal so.

Only a demonstration folder that no city knows can be previewed in: nothing of it is ever sent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.content.preview_folder import CACHE_NAME, CONTENT_NAME, PreviewOrder
from kiosk.foundation.errors import KnownError
from kiosk.foundation.tasks import Lane
from ui.navigation.routes import Route

if TYPE_CHECKING:
    from kiosk.domain.walkthrough_run import Run
    from ui.wiring import Terminal


def show_when_open(terminal: Terminal, order: PreviewOrder) -> None:
    """Open what `order` names as soon as the services of `terminal` are there."""
    terminal.opened.connect(lambda: _open(terminal, order))


def _open(terminal: Terminal, order: PreviewOrder) -> None:
    def job() -> Run | None:
        kiosk = terminal.parts.kiosk
        identity = kiosk.device.identity()
        if identity.enrolled or not identity.demo:
            raise KnownError("Un aperçu ne s’ouvre que dans un dossier de démonstration.")
        kiosk.walkthroughs.use(terminal.folder / CONTENT_NAME, terminal.folder / CACHE_NAME)
        if not order.walkthrough_id:
            return None
        run = kiosk.walkthroughs.start(order.walkthrough_id)
        if order.step_id:
            from kiosk.content.step_way import run_to

            run = run_to(run.walkthrough, order.step_id)
        return run

    def done(run: Run | None) -> None:
        terminal.window.speak_language(order.language)
        router = terminal.parts.stage.router
        if run is None:
            router.go(Route.WALKTHROUGH_LIST)
            return
        terminal.parts.stage.session.begin()
        router.go(Route.WALKTHROUGH, walkthrough_id=run.walkthrough_id, resumed=run)

    def failed(error: Exception) -> None:
        sentence = str(error) if isinstance(error, KnownError) else type(error).__name__
        # as for a folder that another terminal has: the sentence, then the end
        terminal.refused.emit(sentence, True)  # noqa: FBT003 - a signal takes no names

    terminal.tasks.run(Lane.STORE, job, done=done, failed=failed)
