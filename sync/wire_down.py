# SPDX-License-Identifier: AGPL-3.0-or-later
"""What goes down to a machine besides the exchange itself: its centre, agenda, bookings, queue.

Times are whole seconds since 1970 (UTC) unless a name says otherwise.
"""

from __future__ import annotations

from sync.wire_form import Row, Wire


class WireCentre(Wire, frozen=True, kw_only=True):
    """The public card of a centre."""

    code: str
    name: str
    quarter: str = ""
    address: str = ""
    phone: str = ""
    hours: dict[str, str] = {}


class WireMediator(Wire, frozen=True, kw_only=True):
    """A mediator as residents know them: a first name."""

    mediator_id: str
    first_name: str
    is_active: bool = True


class WireMotif(Wire, frozen=True, kw_only=True):
    """A need for which one books; texts by language."""

    motif_id: str
    labels: dict[str, str]
    icon: str = ""
    duration_min: int = 30
    before_min: int = 0
    after_min: int = 0
    documents: dict[str, list[str]] = {}


class WireOpening(Wire, frozen=True, kw_only=True):
    """A weekly opening of a mediator; local times of Paris ``HH:MM``, ISO days, Monday is 0."""

    opening_id: str
    mediator_id: str
    motif_ids: list[str] = []
    first_day: str
    until: str = ""
    weekdays: list[int]
    start: str
    end: str
    exdates: list[str] = []


class WireAbsence(Wire, frozen=True, kw_only=True):
    """A time when a mediator is away."""

    absence_id: str
    mediator_id: str
    start: int
    end: int


class WireClosure(Wire, frozen=True, kw_only=True):
    """Days when the centre is shut, both included, ISO."""

    closure_id: str
    first_day: str
    last_day: str
    label: str = ""


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
    """

    number: str
    mediator_id: str
    motif_id: str
    start: int
    duration_min: int
    state: str
    device: str = ""
    label: str = ""


class WireWish(Wire, frozen=True, kw_only=True):
    """A request for an appointment that nobody has confirmed yet."""

    number: str
    motif_id: str
    wish: str
    state: str
    device: str = ""
    label: str = ""


class Agenda(Wire, frozen=True, kw_only=True):
    """The openings of one centre, whole; bookings are parts of their own."""

    mediators: list[WireMediator] = []
    motifs: list[WireMotif] = []
    openings: list[WireOpening] = []
    absences: list[WireAbsence] = []
    closures: list[WireClosure] = []


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


class WireTicket(Row, frozen=True):
    """A ticket of the walk-in queue of the centre's day."""

    device: str
    number: str
    reason: str
    state: str
    taken: int


class WireDevice(Row, frozen=True):
    """A machine of the centre, so that another one can check its tickets."""

    device: str
    role: str
    public_key: str
    desk_key: str = ""
