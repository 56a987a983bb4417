# SPDX-License-Identifier: AGPL-3.0-or-later
"""A page seen in a few languages and displays, and what the audit of the product says of each."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from ui.a11y.audit import audit
from ui.navigation.preferences import Preferences
from ui.theme.tokens import Scheme

if TYPE_CHECKING:
    from tests.support.terminal import Bench
    from ui.a11y.audit import Finding

LOOKS = (
    Preferences(),
    Preferences(scheme=Scheme.HIGH_CONTRAST),
    Preferences(scale=1.5),
    Preferences(scale=2.0),
)


def findings(bench: Bench, where: str) -> list[tuple[str, str, float, Finding]]:
    """Return what is wrong with the page in front, in French and Arabic and every look."""
    found = []
    for language, look in itertools.product(("fr", "ar"), LOOKS):
        bench.window.prefer(look)
        bench.window.speak_language(language)
        bench.settle()
        found += [(where, language, look.scale, one) for one in audit(bench.window)]
    bench.window.prefer(Preferences())
    bench.window.speak_language("fr")
    bench.settle()
    return found
