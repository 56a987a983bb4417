# SPDX-License-Identifier: AGPL-3.0-or-later
"""Is this answer the city's, and to this request? Pure: bytes and keys in, a reply or a doubt out.

Only a status of 200, the city's media type, and a receipt over both digests, signed by a key that
follows from the pinned root, make a success. A captive portal, a proxy's page, a cut body or an
older reply played again fail here, and the queue stays as it was.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import msgspec

from kiosk.content.packs.signing import ChainBroken
from sync.receipts import whole_receipt
from sync.signing import Purpose, digest_text, followed_chain, is_signed
from sync.wire import Receipt, Refusal, RefusalCode, SyncReply
from sync.wire_form import CONTENT_TYPE, decode

if TYPE_CHECKING:
    from sync.client.link import CityLink
    from sync.client.transport import Answer
    from sync.wire_enrolment import CityKeys, Statement

OK: Final = 200


class NotTheCity(ValueError):
    """The answer is not a success of the city; the message names the rule that failed."""


@dataclass(frozen=True, slots=True)
class ProvedReply:
    """A reply that is the city's.

    Attributes:
        reply: What it says.
        receipt: What was signed.
        receipt_text: The receipt as it was signed, to be shown again.
        signature: The city's signature of it.
        keys: The city's keys, newer ones than were known if the reply brought them.
        statement: Their statement.
    """

    reply: SyncReply
    receipt: Receipt
    receipt_text: str
    signature: str
    keys: CityKeys
    statement: Statement


@dataclass(frozen=True, slots=True)
class Expected:
    """Which request was sent: its bytes hold the machine and the number."""

    incarnation: str
    digest: str


def proved(answer: Answer, expected: Expected, link: CityLink) -> ProvedReply:
    """Return the reply that an answer holds.

    Raises:
        NotTheCity: If anything about it is not as it must be.
    """
    if answer.status != OK or answer.content_type != CONTENT_TYPE:
        raise NotTheCity("statut ou type")
    reply = _reply(answer)
    try:
        newer = followed_chain(link.root, reply.statements, last=link.statement)
    except ChainBroken as error:
        raise NotTheCity("clés") from error
    keys, statement = newer or (link.keys, link.statement)
    text = whole_receipt(
        answer.receipt,
        incarnation=expected.incarnation,
        asked=expected.digest,
        answered=digest_text(answer.body),
    )
    signing = bytes.fromhex(keys.signing)
    if not is_signed(signing, Purpose.RECEIPT, text.encode("utf-8"), answer.signature):
        raise NotTheCity("signature")
    return ProvedReply(reply, _receipt(text), text, answer.signature, keys, statement)


def refusal_of(answer: Answer) -> RefusalCode | None:
    """Return the code by which the city refuses, if the answer is such a refusal.

    It is not signed, so it is told to technicians and changes nothing in the queue.
    """
    if answer.status == OK or answer.content_type != CONTENT_TYPE:
        return None
    try:
        return decode(answer.body, Refusal).code
    except (msgspec.DecodeError, RecursionError):
        return None


def _receipt(text: str) -> Receipt:
    try:
        return decode(text.encode("utf-8"), Receipt)
    except (msgspec.DecodeError, RecursionError) as error:
        raise NotTheCity("reçu") from error


def _reply(answer: Answer) -> SyncReply:
    try:
        return decode(answer.body, SyncReply)
    except (msgspec.DecodeError, RecursionError) as error:
        raise NotTheCity("contenu") from error
