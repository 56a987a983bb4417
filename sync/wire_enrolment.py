# SPDX-License-Identifier: AGPL-3.0-or-later
"""What travels when a machine becomes one of the city's, and the statements of the city's keys."""

from __future__ import annotations

from typing import Annotated, Final

from msgspec import Meta

from sync.wire_down import WireCentre  # noqa: TC001 - msgspec reads it at run time
from sync.wire_form import PROTOCOL, Wire

MAX_PUBLISHED: Final = 120
Month = Annotated[str, Meta(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")]


class Statement(Wire, frozen=True, kw_only=True):
    """The city's keys, signed by its root; statements are chained by `previous`.

    Attributes:
        serial: Number of the statement, from 1.
        body: JSON of `CityKeys`, as signed.
        signature: Base64 of the root's signature over it.
    """

    serial: int
    body: str
    signature: str


class CityKeys(Wire, frozen=True, kw_only=True):
    """What a statement says: hex public keys.

    Attributes:
        serial: Number of the statement, from 1.
        city: Identifier of the city.
        root: Ed25519 key that signs statements.
        signing: Ed25519 key that signs replies.
        sealing: X25519 key to which personal fields are sealed.
        recovery: X25519 key to which database keys are wrapped.
        content: Ed25519 key that signs content.
        previous: Hex SHA-256 of the previous statement's body; empty for the first.
    """

    serial: int
    city: str
    root: str
    signing: str
    sealing: str
    recovery: str
    content: str
    previous: str = ""


class EnrolRequest(Wire, frozen=True, kw_only=True):
    """A machine asks to belong to the city.

    Attributes:
        code: The secret part of the invitation.
        public_key: Hex Ed25519 key of the device, which signs this request.
        desk_key: Hex X25519 key of a desk; empty for a kiosk.
        role: What the machine is for, ``borne`` or ``poste``.
        version: Version of the program.
        demo: Whether the machine's folder is a demo.
        published: Months of which it gave tables to outsiders, alone: the city leaves what this
            machine counted in them out of its own tables, so that no two tables overlap.
    """

    proto: int = PROTOCOL
    code: str
    public_key: str
    desk_key: str = ""
    role: str = "borne"
    version: str = ""
    demo: bool = False
    published: Annotated[list[Month], Meta(max_length=MAX_PUBLISHED)] = []


class EnrolReply(Wire, frozen=True, kw_only=True):
    """The city takes the machine in."""

    device: str
    city: str
    role: str
    name: str
    centre: WireCentre
    statements: list[Statement]
    demo: bool = False


class CityCard(Wire, frozen=True, kw_only=True):
    """What anyone may know of the server before enrolment."""

    city: str
    demo: bool
    epoch: str
    version: str
    root: str
    statements: list[Statement]
