# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a person types about itself: a label, a contact. Tidied and bounded before it is sealed."""

from __future__ import annotations

import unicodedata

from kiosk.foundation.errors import Refused

LABEL_MAX = 20
CONTACT_MAX = 80
_LONGEST = {"label": LABEL_MAX, "contact": CONTACT_MAX}
# overrides and isolates of direction: Unicode Standard Annex 9
_TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def checked_text(text: str, *, field: str) -> str:
    """Return a label or a contact, blanks tidied, signs that nobody sees left out.

    Args:
        text: What the person typed.
        field: ``label`` or ``contact``.

    Raises:
        Refused: ``label_too_long`` beyond 20 characters, ``contact_too_long`` beyond 80.
    """
    seen = "".join(sign for sign in text if sign.isspace() or not _is_unseen(sign))
    tidy = " ".join(seen.split())
    if len(tidy) > _LONGEST[field]:
        raise Refused(f"{field}_too_long", n_max=_LONGEST[field])
    return tidy


def _is_unseen(sign: str) -> bool:
    """Say whether a sign commands instead of being read: a label must not turn the desk's line."""
    return unicodedata.category(sign) in {"Cc", "Cs"} or sign in _TURNS
