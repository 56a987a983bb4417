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
    from datetime import datetime

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
        is_away: Callable[[], bool],
    ) -> None:
        """Read again when the staff, the language or the queue changes, or an exchange ended.

        `is_away` says whether the last exchange with the city failed.
        """
        self._stage, self._outbox, self._show = stage, outbox, show
        self._is_away = is_away
        for topic in (Topic.STAFF, Topic.OUTBOX, Topic.LANGUAGE, Topic.LINK):
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
        translator = self._stage.translator
        if self._stage.centre.is_training:
            return ChipWords(translator.text("Rien n’est envoyé"), "school")
        last, n = self._last(status.last_sent_utc), status.n_pending
        if not n:
            is_known = status.last_sent_utc is not None
            icon, tone = ("cloud-check", Tone.OK) if is_known else ("cloud-up", Tone.SUN)
            return ChipWords(last, icon, tone)
        waiting = translator.plural("{n} à envoyer", "{n} à envoyer", n)
        if self._is_away():
            spoken = f"{waiting}. {last}."
            return ChipWords(waiting, "cloud-up", Tone.SUN, short=str(n), spoken=spoken)
        return ChipWords(last, "cloud-up", Tone.SUN, spoken=f"{last}. {waiting}.")

    def _last(self, last_utc: datetime | None) -> str:
        """Return when the city last heard, in words."""
        translator, now_utc = self._stage.translator, self._stage.clock.now_utc()
        if last_utc is None:
            return translator.text("Pas encore envoyé")
        if paris_day(last_utc) == paris_day(now_utc):
            return translator.text("Envoyé à {time}", time=clock_time(last_utc, translator))
        when = moment_in_words(last_utc, now_utc, translator)
        return translator.text("Envoyé {when}", when=when)


def _ignore(error: Exception) -> None:
    """The header keeps what it shows: a chip is no reason to disturb anybody."""
