# SPDX-License-Identifier: AGPL-3.0-or-later
"""The facts that the staff see in the header: in which role, and when the city last heard."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from kiosk.foundation.clock import paris_day
from kiosk.foundation.events import Topic
from kiosk.foundation.tasks import Lane
from ui.theme.tokens import Tone
from ui.widgets.header import ChipWords
from ui.wording import clock_time, moment_in_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk.services.outbox import OutboxService, OutboxStatus
    from kiosk.services.staff import Staff
    from ui.navigation.presenter import Stage

_ROLES = {
    "mediator": "Poste de médiation",
    "volunteer": "Bénévole",
    "coordinator": "Coordination",
    "technician": "Technique",
}


class StaffHeader:
    """Keeps the chips of the header true while a member of the staff is there."""

    def __init__(
        self,
        stage: Stage,
        outbox: OutboxService,
        show: Callable[[tuple[ChipWords, ...]], None],
    ) -> None:
        """Read again when the staff, the language or the queue to the city changes."""
        self._stage, self._outbox, self._show = stage, outbox, show
        for topic in (Topic.STAFF, Topic.OUTBOX, Topic.LANGUAGE):
            stage.bus.subscribe(topic, self._topic)

    def _topic(self, topic: Topic) -> None:
        del topic
        if self._stage.session.staff is None:
            self._show(())
            return
        self._stage.tasks.run(Lane.STORE, self._outbox.status, done=self._told, failed=_ignore)

    def _told(self, status: OutboxStatus) -> None:
        staff = self._stage.session.staff
        if staff is not None:
            role = _ROLES[cast("Staff", staff).role.value]
            mine = ChipWords(self._stage.translator.text(role), "user-circle")
            self._show((mine, self._sent(status)))

    def _sent(self, status: OutboxStatus) -> ChipWords:
        translator, now_utc = self._stage.translator, self._stage.clock.now_utc()
        if self._stage.centre.is_training:
            return ChipWords(translator.text("Rien n’est envoyé"), "school")
        last_utc = status.last_sent_utc
        if last_utc is None:
            return ChipWords(translator.text("Pas encore envoyé"), "cloud-up", Tone.SUN)
        if paris_day(last_utc) == paris_day(now_utc):
            text = translator.text("Envoyé à {time}", time=clock_time(last_utc, translator))
        else:
            when = moment_in_words(last_utc, now_utc, translator)
            text = translator.text("Envoyé {when}", when=when)
        if status.n_pending:
            return ChipWords(text, "cloud-up", Tone.SUN)
        return ChipWords(text, "cloud-check", Tone.OK)


def _ignore(error: Exception) -> None:
    """The header keeps what it shows: a chip is no reason to disturb anybody."""
