# SPDX-License-Identifier: AGPL-3.0-or-later
"""Becoming a machine of the city, by a one-time code.

The code carries the fingerprint of the city's root key: the server must show that key, and
statements signed by it, before it is told the secret. The device's key is made and kept before
anything is sent, so that an answer that is lost is asked for again with the same key.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import msgspec

from kiosk.content.packs.signing import ChainBroken
from kiosk.foundation.clock import paris_day
from kiosk.foundation.errors import CityRefused, CityUnreachable, Refused
from kiosk.services.device import Enrolment, Role
from kiosk.services.machine_keys import DESK_SECRET, SIGNING_SECRET
from kiosk.services.told_records import tell_from_next_month
from kiosk.services.training_mark import refuse_in_training
from sync.client import link as names
from sync.client.collecting import VERSION
from sync.client.proof import OK, refusal_of
from sync.codes import read_code
from sync.receipts import whole_receipt
from sync.signing import (
    Purpose,
    digest_text,
    fingerprint,
    followed_chain,
    is_signed,
    new_sealing_pair,
    new_signing_pair,
    sealing_pair,
    shown_fingerprint,
    sign,
    signing_pair,
)
from sync.translation import card_of
from sync.wire_enrolment import MAX_PUBLISHED, CityCard, EnrolReply, EnrolRequest
from sync.wire_form import CITY_PATH, CONTENT_TYPE, ENROL_PATH, HEADER_SIGNATURE, decode, encode

if TYPE_CHECKING:
    from kiosk.wiring import Kiosk
    from sync.client.transport import Answer, Transport
    from sync.signing import KeyPair
    from sync.wire_enrolment import CityKeys, Statement

_NOT_THE_CITY: Final = "Ce qui répond à cette adresse n’est pas le serveur de la ville."


@dataclass(frozen=True, slots=True)
class Enrolled:
    """What the machine has become.

    Attributes:
        name: Its name in the city's console.
        centre: Name of its centre.
        fingerprint: Fingerprint of its key, in the form of the console, to be compared with it.
    """

    name: str
    centre: str
    fingerprint: str


def enrol(kiosk: Kiosk, transport: Transport, url: str, code_text: str) -> Enrolled:
    """Enrol this machine with the city at `url`.

    Raises:
        Refused: ``training_folder`` where people practise; what `read_code` refuses; ``wrong_city``
            when the server is not the one of the code, or the machine belongs to another city;
            ``demo_mismatch`` when one of the two is a demonstration.
        CityUnreachable: If nothing whole comes back, or it is not the city's.
        CityRefused: If the city does not take the machine in: the code is unknown, spent,
            expired or for another kind of machine.
    """
    refuse_in_training(kiosk.database)
    code = read_code(code_text)
    card = _city_card(transport)
    root = bytes.fromhex(card.root)
    if fingerprint(root) != code.fingerprint:
        raise Refused("wrong_city")
    identity = kiosk.device.identity()
    if card.demo != identity.demo:
        raise Refused("demo_mismatch")
    if identity.tenant not in {None, card.city}:
        raise Refused("wrong_city")
    keys, statement = _believed(root, card.statements)
    device_key = _device_key(kiosk)
    desk = _desk_key(kiosk) if identity.role is Role.POSTE else None
    request = EnrolRequest(
        code=code.secret,
        public_key=device_key.public.hex(),
        desk_key=desk.public.hex() if desk else "",
        role=identity.role.value,
        version=VERSION,
        demo=identity.demo,
        # older ones are of records long erased here: the city will never get them
        published=list(kiosk.publications.published_months()[-MAX_PUBLISHED:]),
    )
    reply = _asked(transport, request, device_key, keys)
    _keep(kiosk, url, root, statement)
    _note_new_name(kiosk, identity.device_id, reply.device)
    _become(kiosk, reply, keys, desk)
    kiosk.packs.refresh_trust()
    return Enrolled(reply.name, reply.centre.name, shown_fingerprint(device_key.public))


def _city_card(transport: Transport) -> CityCard:
    answer = transport.get(CITY_PATH)
    try:
        if answer.status != OK or answer.content_type != CONTENT_TYPE:
            raise CityUnreachable(_NOT_THE_CITY)
        card = decode(answer.body, CityCard)
        bytes.fromhex(card.root)
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        raise CityUnreachable(_NOT_THE_CITY) from error
    return card


def _believed(root: bytes, statements: list[Statement]) -> tuple[CityKeys, Statement]:
    try:
        found = followed_chain(root, statements)
    except ChainBroken as error:
        raise CityUnreachable(_NOT_THE_CITY) from error
    if found is None:
        raise CityUnreachable(_NOT_THE_CITY)
    return found


def _device_key(kiosk: Kiosk) -> KeyPair:
    """Return the machine's key; made once, kept before it is told to anyone."""
    kept = kiosk.secrets.get(SIGNING_SECRET)
    if kept is not None:
        return signing_pair(kept)
    fresh = new_signing_pair()
    kiosk.machine_keys.set_signing_key(fresh.private)
    return fresh


def _desk_key(kiosk: Kiosk) -> KeyPair:
    kept = kiosk.secrets.get(DESK_SECRET)
    if kept is not None:
        return sealing_pair(kept)
    fresh = new_sealing_pair()
    kiosk.machine_keys.set_desk_key(fresh.private)
    return fresh


def _asked(
    transport: Transport, request: EnrolRequest, device_key: KeyPair, keys: CityKeys
) -> EnrolReply:
    body = encode(request)
    headers = {
        "content-type": CONTENT_TYPE,
        HEADER_SIGNATURE: sign(device_key.private, Purpose.ENROLMENT, body),
    }
    answer = transport.post(ENROL_PATH, body, headers)
    code = refusal_of(answer)
    if code is not None:
        raise CityRefused(code.value)
    if not _is_proved(answer, body, keys):
        raise CityUnreachable(_NOT_THE_CITY)
    try:
        return decode(answer.body, EnrolReply)
    except (msgspec.DecodeError, RecursionError) as error:
        raise CityUnreachable(_NOT_THE_CITY) from error


def _is_proved(answer: Answer, body: bytes, keys: CityKeys) -> bool:
    if answer.status != OK or answer.content_type != CONTENT_TYPE:
        return False
    asked, answered = digest_text(body), digest_text(answer.body)
    text = whole_receipt(answer.receipt, incarnation="", asked=asked, answered=answered)
    signing = bytes.fromhex(keys.signing)
    return is_signed(signing, Purpose.RECEIPT, text.encode("utf-8"), answer.signature)


def _keep(kiosk: Kiosk, url: str, root: bytes, statement: Statement) -> None:
    """Pin the root and keep the bond, before the machine takes its name."""
    with kiosk.database.unit_of_work() as uow:
        uow.parameters.set(names.URL, url.rstrip("/"))
        uow.parameters.set(names.ROOT, root.hex())
        uow.parameters.set(names.STATEMENT, encode(statement).decode("utf-8"))
        uow.parameters.set(names.CURSORS, {"keys": str(statement.serial)})
        uow.commit()


def _note_new_name(kiosk: Kiosk, before: str | None, device: str) -> None:
    """Tell from now on only of records that the city knows under this machine's new name."""
    if before not in {None, device}:
        with kiosk.database.unit_of_work() as uow:
            tell_from_next_month(uow, paris_day(kiosk.clock.now_utc()))
            uow.commit()


def _become(kiosk: Kiosk, reply: EnrolReply, keys: CityKeys, desk: KeyPair | None) -> None:
    kiosk.device.enrol(
        Enrolment(
            device_id=reply.device,
            tenant=reply.city,
            city_key=bytes.fromhex(keys.sealing),
            recovery_key=bytes.fromhex(keys.recovery),
            desk_key=desk.public if desk else None,
        )
    )
    kiosk.device.set_centre(card_of(reply.centre))
