# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every page, in every theme, scale and direction, on both screens."""

from __future__ import annotations

import itertools

import pytest

from tests.support.pages import open_page
from tests.support.terminal import LARGE, SMALL, open_bench
from ui.a11y.audit import audit
from ui.catalog import SCREENS
from ui.navigation.preferences import Preferences
from ui.theme.tokens import SCALES, Scheme

LOOKS = [
    Preferences(scheme=scheme, scale=scale, dyslexia=dyslexia)
    for scheme, scale, dyslexia in (
        *((scheme, scale, False) for scheme, scale in itertools.product(Scheme, SCALES)),
        (Scheme.STANDARD, 1.0, True),
        (Scheme.STANDARD, 2.0, True),
    )
]


@pytest.mark.parametrize("entry", SCREENS, ids=lambda entry: entry.route.value)
@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["1366x768", "1920x1080"])
def test_nothing_is_unnamed_too_small_cut_or_out_of_reach(entry, size, tmp_path, qapp):
    bench = open_bench(tmp_path, size=size)
    found = []
    open_page(bench, entry.route)
    for language, look in itertools.product(("fr", "fr-falc", "en", "ar"), LOOKS):
        bench.window.prefer(look)
        bench.window.speak_language(language)
        bench.settle()
        where = f"{language} {look.scheme.value} {look.scale:.0%} {'d' if look.dyslexia else ''}"
        found.extend((where, finding) for finding in audit(bench.window))
    bench.close()

    assert found == []
