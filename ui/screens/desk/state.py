# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the mediator's post shows, as values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kiosk.domain.appointment_views import DeskAppointment, DeskRequest
    from kiosk.domain.attendance import Visit
    from kiosk.domain.waiting_queue import QueueTicket
    from kiosk.domain.walkthrough_screen import LateReview
    from ui.widgets.visit_form.state import VisitFormState


class DeskTab(Enum):
    """What the left side lists."""

    DAY = "day"
    QUEUE = "queue"
    REQUESTS = "requests"
    RECENT = "recent"


class LineLook(Enum):
    """How the state of a line looks, beside its words."""

    PLAIN = "plain"
    GOOD = "good"
    ALERT = "alert"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class DeskLine:
    """One line of the left side.

    Attributes:
        key: Number or identifier.
        time: Time or number in large.
        name: What the person is called, or dots while hidden; empty where there is none.
        can_reveal: Whether touching the dots shows the name.
        detail: What for.
        chip: State in words; empty where an action stands instead.
        look: How the state looks.
        main: Word of the line's action; empty hides it.
        main_icon: Its icon.
        other: Word of its second action; empty hides it.
        spoken: The line as heard.
    """

    key: str
    time: str
    name: str
    can_reveal: bool
    detail: str
    chip: str
    look: LineLook
    main: str
    other: str
    spoken: str
    main_icon: str = "player-play"


@dataclass(frozen=True, slots=True)
class DeskState:
    """Everything the page shows.

    Attributes:
        title: Title of the left side.
        tabs: (key, word) of its lists.
        tab: The one in sight.
        lines: Its lines.
        empty: Words when it has none.
        reveal: Name of the dots, heard.
        form: The form on the right; nothing while it is being prepared.
        told: What was just done; empty when nothing was.
        refused: Why something was not done; empty when nothing is wrong.
        voices: Word of the button that records voices, and its whole name.
        late: (lead, sentence, action) of the guides hidden for want of a review; empty for none.
    """

    title: str
    tabs: tuple[tuple[str, str], ...]
    tab: DeskTab
    lines: tuple[DeskLine, ...]
    empty: str
    reveal: str
    form: VisitFormState | None
    told: str
    refused: str
    voices: tuple[str, str]
    late: tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class DeskFacts:
    """What the lists need, read in one job."""

    day: tuple[DeskAppointment, ...] = ()
    queue: tuple[QueueTicket, ...] = ()
    requests: tuple[DeskRequest, ...] = ()
    recent: tuple[Visit, ...] = ()
    late: tuple[LateReview, ...] = ()
