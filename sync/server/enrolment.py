# SPDX-License-Identifier: AGPL-3.0-or-later
"""Taking machines in: one-time codes, spent once, by one key.

A code is ``SSSSS-SSSSS-FFFFF-FFFFF-FFFFF-F``: a secret of 50 bits, of which the server
keeps a hash only, and the fingerprint (80 bits) of the city's root key, so that the machine
knows whom it is talking to before it says the secret.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from kiosk.foundation.errors import Refused
from sync.codes import ALPHABET, SECRET_LENGTH, joined_code
from sync.server.freeze import thaw
from sync.server.ledger import MONTHS_SEPARATOR, LedgerKind
from sync.server.storage.fleet import ACTIVE, Invitation, Machine
from sync.server.storage.state import EPOCH
from sync.signing import Purpose, digest_text, exchange_digest, fingerprint, is_signed
from sync.wire import Receipt, RefusalCode
from sync.wire_enrolment import EnrolReply
from sync.wire_form import encode

if TYPE_CHECKING:
    from sync.server.city import City, SignedReply
    from sync.server.storage.unit import CityUnit
    from sync.wire_enrolment import EnrolRequest

ROLES: Final = ("borne", "poste")
GOOD_FOR: Final = timedelta(hours=24)
_DEVICE_BYTES: Final = 6
_KEY_HEX: Final = 64


class EnrolmentRefused(Exception):
    """The city does not take the machine in; says why with a code of the wire."""

    def __init__(self, code: RefusalCode) -> None:
        """Keep the code."""
        super().__init__(code.value)
        self.code = code


@dataclass(frozen=True, slots=True)
class IssuedCode:
    """An invitation as shown once to the person who asked for it.

    Attributes:
        code: What is typed or scanned at the machine.
        name: Name that the machine will have.
        expires: When the code stops to be good, seconds since 1970.
    """

    code: str
    name: str
    expires: int


def invite(city: City, centre: str, role: str, *, name: str = "") -> IssuedCode:
    """Make a one-time code for one machine of a centre.

    Raises:
        Refused: ``centre_unknown`` or ``role_unknown``.
    """
    if role not in ROLES:
        raise Refused("role_unknown", role=role)
    secret = "".join(secrets.choice(ALPHABET) for _ in range(SECRET_LENGTH))
    now = city.now()
    with city.database.transaction() as unit:
        if unit.fleet.centre(centre) is None:
            raise Refused("centre_unknown", centre=centre)
        shown = name or f"{role} {unit.fleet.n_machines(centre, role) + 1}"
        expires = now + int(GOOD_FOR.total_seconds())
        unit.fleet.add_invitation(
            Invitation(_hash(secret), centre, role, shown, now, expires),
        )
    return IssuedCode(joined_code(secret, fingerprint(city.keyring.root_public)), shown, expires)


def enrol(city: City, request: EnrolRequest, *, body: bytes, signature: str) -> SignedReply:
    """Take a machine in: the code is spent and the machine created at once, or neither.

    The same key with the same code gets the same answer again, so that a lost answer harms
    nobody; another key is refused.

    Raises:
        EnrolmentRefused: If the code, the key or the kind of city does not fit.
    """
    public = _checked_key(request.public_key)
    if not is_signed(public, Purpose.ENROLMENT, body, signature):
        raise EnrolmentRefused(RefusalCode.BAD_SIGNATURE)
    if request.demo != city.settings.demo:
        raise EnrolmentRefused(RefusalCode.DEMO_MISMATCH)
    if request.desk_key:
        _checked_key(request.desk_key)
    with city.database.transaction() as unit:
        machine = _taken_in(city, unit, request)
        card = unit.fleet.centre(machine.centre)
        if card is None:
            raise EnrolmentRefused(RefusalCode.CODE_UNKNOWN)
        _take_over(city, unit, machine.device, request.published)
        reply = EnrolReply(
            device=machine.device,
            city=city.settings.city,
            role=machine.role,
            name=machine.name,
            centre=card,
            statements=unit.state.statements(),
            demo=city.settings.demo,
        )
        epoch = unit.state.get(EPOCH)
    answer = encode(reply)
    receipt = Receipt(
        exchange=exchange_digest(digest_text(body), digest_text(answer)),
        epoch=epoch,
        time=city.now(),
    )
    return city.signed(receipt, answer)


def _taken_in(city: City, unit: CityUnit, request: EnrolRequest) -> Machine:
    code_hash = _hash(request.code)
    invitation = unit.fleet.invitation(code_hash)
    if invitation is None:
        raise EnrolmentRefused(RefusalCode.CODE_UNKNOWN)
    if invitation.device:
        machine = unit.fleet.machine(invitation.device)
        if machine is None or machine.public_key != request.public_key.lower():
            raise EnrolmentRefused(RefusalCode.CODE_SPENT)
        return machine
    now = city.now()
    if now >= invitation.expires:
        raise EnrolmentRefused(RefusalCode.CODE_EXPIRED)
    if invitation.role != request.role:
        raise EnrolmentRefused(RefusalCode.ROLE_DIFFERS)
    if unit.fleet.machine_of_key(request.public_key.lower()) is not None:
        raise EnrolmentRefused(RefusalCode.IDENTITY_CONFLICT)
    machine = Machine(
        device=secrets.token_hex(_DEVICE_BYTES),
        centre=invitation.centre,
        role=invitation.role,
        name=invitation.name,
        public_key=request.public_key.lower(),
        desk_key=request.desk_key.lower() if invitation.role == "poste" else "",
        status=ACTIVE,
        enrolled=now,
        last_exchange=None,
        incarnation="",
        health={"version": request.version},
        # What has just been taken in holds no right: a frozen city does not wait for it.
        told_epoch=unit.state.get(EPOCH),
    )
    unit.fleet.add_machine(machine)
    unit.fleet.spend(code_hash, machine.device, now)
    unit.state.bump()
    city.ledger.append(
        LedgerKind.CODE_SPENT,
        code_hash=code_hash,
        device=machine.device,
        centre=machine.centre,
        role=machine.role,
        name=machine.name,
        public_key=machine.public_key,
        desk_key=machine.desk_key,
        enrolled=now,
    )
    return machine


def _take_over(city: City, unit: CityUnit, device: str, published: list[str]) -> None:
    """Note the months that a machine gave out alone, those that are not noted yet.

    A machine whose answer was lost may have given out another one before it asks again. One whose
    clock was fast may have given out a month to come: what it counts then is left out alike.
    """
    fresh = sorted(set(published) - unit.publications.months_alone(device))
    if fresh:
        unit.publications.add_alone(device, fresh)
        city.ledger.append(
            LedgerKind.PUBLISHED_ALONE, device=device, months=MONTHS_SEPARATOR.join(fresh)
        )


def revoke(city: City, device: str) -> None:
    """Refuse a machine from now on, also after a restoration.

    Raises:
        Refused: ``device_unknown`` when no active machine has this identifier.
    """
    with city.database.transaction() as unit:
        now = city.now()
        if not unit.fleet.revoke(device, now):
            raise Refused("device_unknown", device=device)
        thaw(unit)
        unit.state.bump()
        city.ledger.append(LedgerKind.DEVICE_REVOKED, device=device, at=now)


def _hash(secret: str) -> str:
    return hashlib.sha256(f"sixieme/1 code {secret}".encode()).hexdigest()


def _checked_key(text: str) -> bytes:
    try:
        key = bytes.fromhex(text)
    except ValueError as error:
        raise EnrolmentRefused(RefusalCode.BAD_REQUEST) from error
    if len(text) != _KEY_HEX:
        raise EnrolmentRefused(RefusalCode.BAD_REQUEST)
    return key
