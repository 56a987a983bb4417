# SPDX-License-Identifier: AGPL-3.0-or-later
"""The doors of machines, as plain functions: bytes and headers in, an answer out.

`app` puts them on HTTP; a file on a key could come through the same ones.
"""

from __future__ import annotations

import hmac
import logging
import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import msgspec

from kiosk.foundation.errors import KioskError
from sync.compression import NotGzip, TooLarge, gzip_bytes
from sync.receipts import part_that_travels
from sync.server.config import VERSION
from sync.server.enrolment import EnrolmentRefused, enrol
from sync.server.exchange import RequestRefused, exchange
from sync.server.storage.engine import DatabaseFault
from sync.server.storage.fleet import ACTIVE
from sync.server.storage.state import EPOCH
from sync.server.throttle import Throttle
from sync.signing import Purpose, is_signed
from sync.wire import Refusal, RefusalCode
from sync.wire_enrolment import CityCard, EnrolRequest
from sync.wire_form import CONTENT_TYPE, HEADER_RECEIPT, HEADER_SIGNATURE, decode, encode

if TYPE_CHECKING:
    from collections.abc import Callable

    from sync.server.city import City, SignedReply

log = logging.getLogger(__name__)

OK: Final = 200
NO_CONTENT: Final = 204
UNAVAILABLE: Final = 503
_WORTH_GZIP_BYTES: Final = 400
_STATUS: Final = {
    RefusalCode.BAD_REQUEST: 400,
    RefusalCode.BAD_SIGNATURE: 401,
    RefusalCode.DEVICE_UNKNOWN: 401,
    RefusalCode.DEVICE_REVOKED: 403,
    RefusalCode.IDENTITY_CONFLICT: 409,
    RefusalCode.STALE_REQUEST: 409,
    RefusalCode.PROTOCOL_TOO_OLD: 426,
    RefusalCode.TOO_LARGE: 413,
    RefusalCode.BUSY: UNAVAILABLE,
    RefusalCode.CODE_UNKNOWN: 403,
    RefusalCode.CODE_SPENT: 403,
    RefusalCode.CODE_EXPIRED: 403,
    RefusalCode.DEMO_MISMATCH: 403,
    RefusalCode.ROLE_DIFFERS: 403,
}


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """What goes back: status, headers, body as sent."""

    status: int
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


def answer_sync(
    city: City, device: str, signature: str, body: bytes, *, takes_gzip: bool
) -> HttpAnswer:
    """Answer an exchange.

    The signature is checked over the bytes as they came, before anything is inflated or read.
    """
    with city.database.transaction() as unit:
        machine = unit.fleet.machine(device)
    if machine is None:
        return refusal(RefusalCode.DEVICE_UNKNOWN)
    if not is_signed(bytes.fromhex(machine.public_key), Purpose.REQUEST, body, signature):
        return refusal(RefusalCode.BAD_SIGNATURE)
    if machine.status != ACTIVE:
        return refusal(RefusalCode.DEVICE_REVOKED)
    return _guarded(lambda: _sent(exchange(city, machine, body), takes_gzip=takes_gzip))


def answer_enrol(
    city: City, signature: str, body: bytes, *, guesses: Throttle | None = None
) -> HttpAnswer:
    """Answer a machine that asks to be taken in.

    Args:
        city: The city.
        signature: Signature of the body by the new machine's key.
        body: What it asks.
        guesses: Counts the unknown codes that came from the same address.
    """
    counted = guesses or Throttle()
    with counted.turn:
        now_s = city.clock.monotonic_s()
        wait_s = counted.wait_s(now_s)
        if wait_s > 0:
            return refusal(RefusalCode.BUSY, retry_after_s=math.ceil(wait_s))
        answer = _enrol_answer(city, signature, body)
        if answer.status == _STATUS[RefusalCode.CODE_UNKNOWN]:
            counted.note_wrong(now_s)
        return answer


def _enrol_answer(city: City, signature: str, body: bytes) -> HttpAnswer:
    try:
        request = decode(body, EnrolRequest)
    except (msgspec.DecodeError, RecursionError):
        return refusal(RefusalCode.BAD_REQUEST)

    def taken_in() -> HttpAnswer:
        return _sent(enrol(city, request, body=body, signature=signature), takes_gzip=False)

    return _guarded(taken_in)


def answer_probe(city: City, device: str, token: str) -> HttpAnswer:
    """Say 204 when nothing changed for a machine since the reply that gave the token."""
    with city.database.transaction() as unit:
        machine = unit.fleet.machine(device.replace("\0", ""))
        expected = city.probe_token(unit, device)
    if machine is None or machine.status != ACTIVE:
        return refusal(RefusalCode.DEVICE_UNKNOWN)
    if hmac.compare_digest(expected.encode(), token.encode()):
        return HttpAnswer(NO_CONTENT)
    return HttpAnswer(OK, b"{}", {"content-type": CONTENT_TYPE})


def answer_city(city: City) -> HttpAnswer:
    """Say who this server is, so that a machine checks it before it says its code."""
    with city.database.transaction() as unit:
        card = CityCard(
            city=city.settings.city,
            demo=city.settings.demo,
            epoch=unit.state.get(EPOCH),
            version=VERSION,
            root=city.keyring.root_public.hex(),
            statements=unit.state.statements(),
        )
    return HttpAnswer(OK, encode(card), {"content-type": CONTENT_TYPE})


def refusal(code: RefusalCode, retry_after_s: int = 0) -> HttpAnswer:
    """Return the answer that refuses a whole request."""
    headers = {"content-type": CONTENT_TYPE}
    if retry_after_s:
        headers["retry-after"] = str(retry_after_s)
    body = encode(Refusal(code=code, retry_after_s=retry_after_s))
    return HttpAnswer(_STATUS[code], body, headers)


def _guarded(answer: Callable[[], HttpAnswer]) -> HttpAnswer:
    try:
        return answer()
    except (RequestRefused, EnrolmentRefused) as error:
        return refusal(error.code)
    except TooLarge:
        return refusal(RefusalCode.TOO_LARGE)
    except NotGzip:
        return refusal(RefusalCode.BAD_REQUEST)
    except (KioskError, DatabaseFault, OSError) as error:
        # A disk that is full, say: the machine keeps its queue and comes again.
        log.warning("exchange not answered: %s", type(error).__name__)
        return refusal(RefusalCode.BUSY, retry_after_s=60)


def _sent(reply: SignedReply, *, takes_gzip: bool) -> HttpAnswer:
    headers = {
        "content-type": CONTENT_TYPE,
        HEADER_RECEIPT: part_that_travels(reply.receipt),
        HEADER_SIGNATURE: reply.signature,
    }
    if takes_gzip and len(reply.body) > _WORTH_GZIP_BYTES:
        return HttpAnswer(OK, gzip_bytes(reply.body), {**headers, "content-encoding": "gzip"})
    return HttpAnswer(OK, reply.body, headers)
