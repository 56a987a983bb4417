# SPDX-License-Identifier: AGPL-3.0-or-later
"""Knows from which French text a translation was made, so that a changed sentence is seen.

Each translated file ends with a block ``source_hash``: for each part, a short hash of the French
texts it was made from. ``content stamp`` writes it once the translation is up to date.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import asdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kiosk.domain.walkthroughs import WalkthroughTexts

HEAD = "parcours"
_LENGTH = 12
_BLOCK = re.compile(r"^source_hash:.*\n?(?:^(?:[ \t].*|)\n?)*", re.MULTILINE)


def source_hashes(french: WalkthroughTexts) -> dict[str, str]:
    """Return the hash of each part of the French texts: the head, then each step."""
    parts: dict[str, object] = {HEAD: [french.title, french.subtitle, french.stages]}
    parts.update({step_id: asdict(texts) for step_id, texts in french.steps.items()})
    return {name: _short_hash(part) for name, part in parts.items()}


def stamped(text: str, french: WalkthroughTexts) -> str:
    """Return the YAML `text` of a translation with its ``source_hash`` block written anew."""
    lines = [f"  {name}: {value}" for name, value in source_hashes(french).items()]
    head = _BLOCK.sub("", text).rstrip("\n")
    return "\n".join([head, "source_hash:", *lines, ""])


def _short_hash(part: object) -> str:
    raw = json.dumps(part, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    # A letter in front keeps YAML from reading a number.
    return f"h{hashlib.sha256(raw.encode()).hexdigest()[:_LENGTH]}"
