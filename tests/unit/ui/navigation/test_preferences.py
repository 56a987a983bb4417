# SPDX-License-Identifier: AGPL-3.0-or-later
"""Volume and speed keep within their bounds; the theme follows."""

from __future__ import annotations

from ui.navigation.preferences import SPEEDS_WPM, VOLUMES, Preferences
from ui.theme.tokens import Scheme


def test_the_volume_stops_at_both_ends():
    assert Preferences().louder(99).volume == len(VOLUMES) - 1
    assert Preferences().louder(-99).volume == 0


def test_the_speed_stops_at_both_ends():
    assert Preferences().faster(99).speed == len(SPEEDS_WPM) - 1
    assert Preferences().faster(-99).speed == 0


def test_the_theme_is_made_of_what_was_chosen():
    theme = Preferences(scheme=Scheme.HIGH_CONTRAST, scale=1.5, dyslexia=True).theme(1.4)

    assert (theme.scheme, theme.scale, theme.dyslexia, theme.factor) == (
        Scheme.HIGH_CONTRAST,
        1.5,
        True,
        1.4,
    )
