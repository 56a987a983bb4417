# SPDX-License-Identifier: AGPL-3.0-or-later
"""What goes down to a machine besides the exchange itself: its centre, agenda, bookings, queue.

Times are whole seconds since 1970 (UTC) unless a name says otherwise.
"""

from __future__ import annotations

from sync.wire_form import Row, Wire


class WireCentre(Wire, frozen=True, kw_only=True):
    """The public card of a centre.

    Attributes:
        receives: Need -> weekdays on which somebody receives for it, Monday is 0; only in the
            agenda of another centre.
    """

    code: str
    name: str
    quarter: str = ""
    address: str = ""
    phone: str = ""
    hours: dict[str, str] = {}
    receives: dict[str, list[int]] = {}


class WireMediator(Wire, frozen=True, kw_only=True):
    """A mediator as residents know them: a first name."""

    mediator_id: str
    first_name: str
    is_active: bool = True
    languages: list[str] = []
    max_a_day: int = 0


class WireMotif(Wire, frozen=True, kw_only=True):
    """A need for which one books; texts by language."""

    motif_id: str
    labels: dict[str, str]
    icon: str = ""
    duration_min: int = 30
    before_min: int = 0
    after_min: int = 0
    documents: dict[str, list[str]] = {}
    step_min: int = 0
    notice_min: int = 0
    horizon_days: int = 14
    max_a_day: int = 0
    max_active: int = 0
    each_person: bool = False


class WireOpening(Wire, frozen=True, kw_only=True):
    """An opening of a mediator; local times of Paris ``HH:MM``, ISO days, Monday is 0.

    Attributes:
        weekdays: Weekdays of the rule, for programs that know no rule.
        until: Last day of the rule, for programs that know no rule.
        exdates: Days taken from the rule.
        rdates: Days added to it.
        rrule: The rule, a subset of RFC 5545; empty means each week on `weekdays`.
        season: Value of `kiosk.domain.openings.Season`.
        centre: Code of another centre; empty for the agenda's own.
        has_outer_buffers: Whether buffers may lie outside it.
    """

    opening_id: str
    mediator_id: str
    motif_ids: list[str] = []
    first_day: str
    until: str = ""
    weekdays: list[int]
    start: str
    end: str
    exdates: list[str] = []
    rdates: list[str] = []
    rrule: str = ""
    season: str = "always"
    centre: str = ""
    has_outer_buffers: bool = False


class WireAbsence(Wire, frozen=True, kw_only=True):
    """A time when a mediator is away."""

    absence_id: str
    mediator_id: str
    start: int
    end: int


class WireClosure(Wire, frozen=True, kw_only=True):
    """Days when a centre is shut, both included, ISO; words of `kiosk.domain.openings.Closure`."""

    closure_id: str
    first_day: str
    last_day: str
    label: str = ""
    kind: str = "exceptional"
    centre: str = ""
    opens_anyway: bool = False


class WireWorkshop(Wire, frozen=True, kw_only=True):
    """A workshop of the centre; words of `kiosk.domain.workshops.Workshop`."""

    workshop_id: str
    titles: dict[str, str]
    start: int
    duration_min: int
    capacity: int
    mediator_id: str = ""
    documents: dict[str, list[str]] = {}
    waiting_capacity: int = 10
    min_participants: int = 0
    notice_min: int = 0
    status: str = "planned"
    n_waiting: int = 0


class WireBooking(Wire, frozen=True, kw_only=True):
    """An appointment of the centre as the city knows it, for the machines of the centre.

    Attributes:
        number: The 8 digits.
        mediator_id: With whom.
        motif_id: For what.
        start: When.
        duration_min: How long.
        state: State in the words of `kiosk.domain.appointments`.
        device: The machine that sold it.
        label: Base64 of the label sealed to the desk keys; empty for a kiosk.
        booking: Name of the sale.
        standing: Everything told of it, as `kiosk.domain.appointment_status.Standing` writes it.
        label_of: ``<device>.<number>`` under which the label was sealed; empty for this one.
        party_size: How many come together.
        needs: What must be prepared, in words parted by commas; empty for a kiosk.
        language: Language of the person; empty for a kiosk.
        moved_from: Booking in whose place this one was made.
        moved_to: Booking made in the place of this one.
        sequence: How many times the promise has changed.
        calendar_number: Number under which calendars know it; empty for its own.
        reason: Why the centre ended it, in the words of `kiosk.domain.appointments.CentreReason`.
    """

    number: str
    mediator_id: str
    motif_id: str
    start: int
    duration_min: int
    state: str
    device: str = ""
    label: str = ""
    booking: str = ""
    standing: str = ""
    label_of: str = ""
    party_size: int = 1
    needs: str = ""
    language: str = ""
    moved_from: str = ""
    moved_to: str = ""
    sequence: int = 0
    calendar_number: str = ""
    reason: str = ""


class WireWish(Wire, frozen=True, kw_only=True):
    """A request for an appointment, and what became of it; words as in `WireBooking`.

    Attributes:
        centre: Centre that the person would go to; empty for that of the machine.
        reply_by: How the person wants to hear the answer.
        made: When it was made, to the hour; 0 where it is not known.
        proposals: Times offered, as `kiosk.domain.appointment_requests.proposals_text` does.
        reason: Why it was declined.
        booking: The appointment given in answer.
        chosen: The offered time that the person would take, written as `proposals`.
        offer_until: Until when an offered seat is kept for the person; 0 for no such offer.
    """

    number: str
    motif_id: str
    wish: str
    state: str
    device: str = ""
    label: str = ""
    centre: str = ""
    reply_by: str = "number"
    party_size: int = 1
    needs: str = ""
    language: str = ""
    made: int = 0
    proposals: str = ""
    reason: str = ""
    booking: str = ""
    chosen: str = ""
    offer_until: int = 0


class Agenda(Wire, frozen=True, kw_only=True):
    """The openings of one centre, whole; bookings are parts of their own.

    Attributes:
        school_holidays: Pairs (first day, last day), ISO, both without lessons.
        school_known_until: Last day of which the school calendar is known, ISO; empty for none.
        centres: The other centres, and what they receive on which weekdays.
        workshops: Workshops in the centre, from the present day on.
    """

    mediators: list[WireMediator] = []
    motifs: list[WireMotif] = []
    openings: list[WireOpening] = []
    absences: list[WireAbsence] = []
    closures: list[WireClosure] = []
    school_holidays: list[tuple[str, str]] = []
    school_known_until: str = ""
    centres: list[WireCentre] = []
    workshops: list[WireWorkshop] = []


class WirePack(Wire, frozen=True, kw_only=True):
    """The pack of content that the city publishes; its files are asked for by their hash.

    Attributes:
        digest: Hex SHA-256 of its manifest, by which it is named.
        version: Year, month, number.
        signature: JSON of `kiosk.content.packs.signing.Signature` over the manifest's bytes.
    """

    digest: str
    version: str
    signature: str


class WirePlaces(Wire, frozen=True, kw_only=True):
    """The directory of places, whole.

    Attributes:
        version: Text that changes with each change by the city.
        items: Fields of the national schema of each place, empty ones left out; the order is
            that in which they are shown.
    """

    version: str
    items: list[dict[str, str]] = []


class WireTicket(Row, frozen=True):
    """A number of the walk-in queue of the centre's day.

    Attributes:
        device: Machine that gave it.
        number: As it is shown.
        reason: Why.
        state: Where it stands.
        taken: When it was taken.
        priority: Whether the person comes before others; empty for no.
        line: Since when it stands in the line; 0 for `taken`.
        n_calls: How often it was called.
        desk: Where to.
        mediator_id: Who must receive; empty for anybody.
        served_min: Minutes of the reception; nothing where they were not measured.
    """

    device: str
    number: str
    reason: str
    state: str
    taken: int
    priority: str = ""
    line: int = 0
    n_calls: int = 0
    desk: str = ""
    mediator_id: str = ""
    served_min: int | None = None


class WireVisits(Wire, frozen=True, kw_only=True):
    """What a machine should know of records.

    Attributes:
        salts: ISO week -> hex of the salt of the imprints of its records.
        aside: Own record, as the machine names it -> why it counts nowhere yet, in the words of
            `kiosk.domain.attendance.Aside`.
        elsewhere: What other machines of the centre have recorded, as
            `kiosk.domain.attendance.object_of` names it.
        unlike: Month -> how many records the machine told of, and how many stand at the city,
            of the months of which the two are not the same.
    """

    salts: dict[str, str] = {}
    aside: dict[str, str] = {}
    elsewhere: list[str] = []
    unlike: dict[str, tuple[int, int]] = {}


class WireDevice(Row, frozen=True):
    """A machine of the centre, so that another one can check its tickets and name it to staff."""

    device: str
    role: str
    public_key: str
    desk_key: str = ""
    name: str = ""


class WireTask(Wire, frozen=True, kw_only=True):
    """A person to call; see `kiosk.domain.lease_cases.ConflictTask` for the fields."""

    task: int
    kind: str
    number: str
    mediator: str = ""
    start: int
    keeps: str = ""
    opened: int


class WireHolding(Row, frozen=True):
    """Cells that another machine may sell, or that are asked back.

    Attributes:
        mediator: Mediator, or seat of a workshop.
        runs: Which cells; see `sync.right_rows`.
        device: The machine that holds them; empty once they are kept for the one who asked.
        recall: State of the recall in the words of `kiosk.domain.lease_recall`; empty for none.
        taker: Machine for which they are asked back.
    """

    mediator: str
    runs: list[int]
    device: str
    recall: str = ""
    taker: str = ""
