# SPDX-License-Identifier: AGPL-3.0-or-later
"""A receipt without what its reader knows already: whose request it answers, and both digests.

They are half of its bytes, so they do not travel. The reader puts its own in their place and the
signature tells whether they are the city's; what a newer server adds stays as it was written.
"""

from __future__ import annotations

from typing import Final

import msgspec

from sync.signing import exchange_digest
from sync.wire import Receipt
from sync.wire_form import decode, encode

_END_OF_HEAD: Final = ","


class _Head(msgspec.Struct, frozen=True, omit_defaults=True):
    incarnation: str = ""
    exchange: str = ""


def part_that_travels(receipt_text: str) -> str:
    """Return the end of a receipt: everything that its reader does not know.

    Args:
        receipt_text: JSON of a `Receipt`, as it was signed.
    """
    receipt = decode(receipt_text.encode("utf-8"), Receipt)
    head = _head(receipt.incarnation, receipt.exchange)
    return "{" + receipt_text.removeprefix(head)


def whole_receipt(part: str, *, incarnation: str, asked: str, answered: str) -> str:
    """Return the receipt as it was signed, if it answers this request with these bytes.

    Args:
        part: What travelled.
        incarnation: The life that asked; empty at enrolment.
        asked: Digest of the request as sent.
        answered: Digest of the reply as it came.
    """
    return _head(incarnation, exchange_digest(asked, answered)) + part.removeprefix("{")


def _head(incarnation: str, exchange: str) -> str:
    text = encode(_Head(incarnation, exchange)).decode("utf-8")
    return text.removesuffix("}") + _END_OF_HEAD
