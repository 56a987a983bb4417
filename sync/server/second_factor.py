# SPDX-License-Identifier: AGPL-3.0-or-later
"""One-time codes of a telephone (RFC 6238) and codes of recovery.

A code is six digits of SHA-1 over a step of 30 seconds, which every application understands; the
step before and the step after are taken too, and no step twice. The secret is sealed with the
city's sealing key, so that a copy of the database alone makes no codes.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import TYPE_CHECKING, Final

import pyotp

from kiosk.foundation.sealing import Unreadable, open_sealed, seal, seal_info

if TYPE_CHECKING:
    from sync.server.city import City
    from sync.server.storage.accounts import Account

STEP_S: Final = 30
N_RECOVERY: Final = 8
_WINDOW: Final = (0, -1, 1)
_DIGITS: Final = 6
_LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"
_HALF: Final = 5
_ISSUER: Final = "Sixième quartier"


def new_secret() -> str:
    """Return a new secret of 160 bits, in base 32."""
    return pyotp.random_base32()


def sealed_secret(city: City, account_id: str, secret: str) -> bytes:
    """Return a secret as the database may keep it."""
    return seal(city.keyring.sealing.public, secret.encode("ascii"), _info(city, account_id))


def opened_secret(city: City, one: Account) -> str:
    """Return the secret of an account; empty if there is none or it does not open."""
    if one.secret is None:
        return ""
    info = _info(city, one.account_id)
    try:
        return open_sealed(city.keyring.sealing.private, one.secret, info).decode("ascii")
    except (Unreadable, UnicodeDecodeError):
        return ""


def address_of(secret: str, login: str) -> str:
    """Return the text of the QR by which a telephone learns a secret."""
    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=_ISSUER)


def step_of(secret: str, code: str, now: int) -> int | None:
    """Return the step of which `code` is the code: the present one or a neighbour."""
    digits = code.replace(" ", "")
    if not secret or len(digits) != _DIGITS or not (digits.isascii() and digits.isdecimal()):
        return None
    present = now // STEP_S
    totp = pyotp.TOTP(secret)
    for offset in _WINDOW:
        if hmac.compare_digest(totp.generate_otp(present + offset), digits):
            return present + offset
    return None


def new_recovery_codes() -> tuple[str, ...]:
    """Return codes that serve once each, for who lost the telephone: about 49 bits."""
    return tuple(f"{_half()}-{_half()}" for _ in range(N_RECOVERY))


def recovery_hash(account_id: str, code: str) -> str:
    """Return what the database keeps of a code of recovery."""
    plain = "".join(code.lower().split()).replace("-", "")
    return hashlib.sha256(f"{account_id}/{plain}".encode()).hexdigest()


def _half() -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(_HALF))


def _info(city: City, account_id: str) -> bytes:
    return seal_info(
        tenant=city.settings.city,
        device="console",
        incarnation="",
        record=account_id,
        field="second_factor",
    )
