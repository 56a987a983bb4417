# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the mediator's post shows, as values."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kiosk.domain.absences import DisplacedPlan
    from kiosk.domain.appointment_views import DeskAppointment, DeskRequest, WorkshopSheet
    from kiosk.domain.attendance import Visit
    from kiosk.domain.day_order import Turn
    from kiosk.domain.lease_cases import ConflictTask
    from kiosk.domain.openings import Mediator
    from kiosk.domain.waiting_queue import QueueTicket
    from kiosk.domain.walkthrough_screen import LateReview
    from ui.widgets.visit_form.state import VisitFormState


class DeskTab(Enum):
    """What the left side lists."""

    DAY = "day"
    REQUESTS = "requests"
    RECENT = "recent"


class LineKind(StrEnum):
    """What a line is about; the beginning of its key."""

    TASK = "task"
    TICKET = "ticket"
    APPOINTMENT = "appointment"
    REQUEST = "request"
    VISIT = "visit"
    WORKSHOP = "workshop"


class Deed(StrEnum):
    """What can be done with a line."""

    BEGIN = "begin"
    NOTE = "note"
    TOGETHER = "together"
    DONE = "done"
    ARRIVED = "arrived"
    ABSENT = "absent"
    UNDO_ABSENT = "undo_absent"
    CANCEL = "cancel"
    KEEP = "keep"
    MOVE = "move"
    CALL = "call"
    NO_ANSWER = "no_answer"
    RECEIVE = "receive"
    TRANSFER = "transfer"
    PRIORITY = "priority"
    LEFT = "left"
    TOLD = "told"
    GIVE = "give"
    PROPOSE = "propose"
    DECLINE = "decline"
    CORRECT = "correct"
    SHEET = "sheet"
    NEW_TIME = "new_time"
    PRESENT = "present"
    ACCEPT = "accept"
    RENOUNCE = "renounce"


class LineLook(Enum):
    """How the state of a line looks, beside its words."""

    PLAIN = "plain"
    GOOD = "good"
    ALERT = "alert"
    WAITING = "waiting"
    CURRENT = "current"


@dataclass(frozen=True, slots=True)
class DeskAction:
    """Something to touch on a line.

    Attributes:
        deed: What it does; for a choice, the deed and what was chosen: ``cancel:misuse``.
        word: Its word.
        icon: Its icon.
        is_on: Whether it is chosen, among several that may be.
    """

    deed: str
    word: str
    icon: str = ""
    is_on: bool = False


@dataclass(frozen=True, slots=True)
class DeskLine:
    """One line of the left side.

    Attributes:
        key: Kind and number, such as ``ticket:12``.
        heading: Words above the first line of a group; empty on the others.
        time: Time or number in large.
        name: What the person is called, or dots while hidden; empty where there is none.
        can_reveal: Whether touching the dots shows the name.
        detail: What for.
        chip: State in words; empty where an action stands instead.
        look: How the state looks.
        main: Action of the line; nothing hides it.
        more: Word of the button that shows the other actions; empty without any.
        ask: Question over `actions`, when a choice is asked; empty otherwise.
        actions: Other actions, or answers, while the line is open; empty while it is closed.
        is_open: Whether it is open.
        spoken: The line as heard.
        second: Action beside the main one, as likely; nothing for none.
        is_current: Whether the form beside the lists is about it.
    """

    key: str
    heading: str
    time: str
    name: str
    can_reveal: bool
    detail: str
    chip: str
    look: LineLook
    main: DeskAction | None
    more: str
    ask: str
    actions: tuple[DeskAction, ...]
    is_open: bool
    spoken: str
    second: DeskAction | None = None
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class DeskState:
    """Everything the page shows.

    Attributes:
        title: Title of the left side.
        doors: Words of the ways to the week and to the opening and closing; empty hides them.
        centre_name: What the second of them is heard as.
        notice: What to know of the lists, such as what waits for the network; empty for nothing.
        tabs: (key, word) of its lists.
        tab: The one in sight.
        lines: Its lines.
        empty: Words when it has none.
        reveal: Name of the dots, heard.
        form: The form on the right; nothing while it is being prepared.
        told: What was just done; empty when nothing was.
        refused: Why something was not done; empty when nothing is wrong.
        voices: Word of the button that records voices, and its whole name.
        places: The same of the way to the directory of places; empty hides it.
        late: (lead, sentence, action) of the guides hidden for want of a review; empty for none.
    """

    title: str
    doors: tuple[str, str]
    centre_name: str
    notice: str
    tabs: tuple[tuple[str, str], ...]
    tab: DeskTab
    lines: tuple[DeskLine, ...]
    empty: str
    reveal: str
    form: VisitFormState | None
    told: str
    refused: str
    voices: tuple[str, str]
    places: tuple[str, str]
    late: tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class DeskFacts:
    """What the lists need, read in one job.

    Attributes:
        day: Appointments of today.
        displaced: Appointments from today on that have no time any more.
        turns: Who is there, next first.
        tickets: Numbers of today that are open.
        tasks: People whom somebody must call.
        requests: Requests to answer.
        recent: Last records.
        mediators: Those who receive in the centre.
        workshops: Workshops of today.
        plans: What was planned for people whom an absence displaces, by their number.
        n_intents: What was wanted here and waits for the city.
        late: Guides hidden for want of a review.
    """

    day: tuple[DeskAppointment, ...] = ()
    displaced: tuple[DeskAppointment, ...] = ()
    turns: tuple[Turn, ...] = ()
    tickets: tuple[QueueTicket, ...] = ()
    tasks: tuple[ConflictTask, ...] = ()
    requests: tuple[DeskRequest, ...] = ()
    recent: tuple[Visit, ...] = ()
    mediators: tuple[Mediator, ...] = ()
    workshops: tuple[WorkshopSheet, ...] = ()
    plans: Mapping[str, DisplacedPlan] = field(default_factory=dict)
    n_intents: int = 0
    late: tuple[LateReview, ...] = ()


@dataclass(frozen=True, slots=True)
class Opened:
    """The line that is open, and what is asked on it.

    Attributes:
        key: Its key; empty for none.
        deed: Deed whose choices are shown; nothing for its actions.
        choices: (key, word) of these choices.
        chosen: Keys chosen so far, where several may be.
    """

    key: str = ""
    deed: Deed | None = None
    choices: tuple[tuple[str, str], ...] = ()
    chosen: tuple[str, ...] = ()
