# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sizes follow the text, bars and targets stop at 125 %, larger screens show the same larger."""

from __future__ import annotations

import pytest

from ui.theme.tokens import SCALES, IconSize, Scheme, TextRole, Theme, Tone, colours_of


def test_text_grows_to_200_percent():
    assert Theme(scale=2.0).text_px(TextRole.BODY) == 2 * Theme().text_px(TextRole.BODY)


@pytest.mark.parametrize("scale", SCALES)
def test_bars_and_targets_stop_at_125_percent(scale):
    theme = Theme(scale=scale)

    assert theme.bar_px("footer") <= round(Theme().bar_px("footer") * 1.25)
    assert theme.text_px(TextRole.BUTTON, bar=True) <= round(
        Theme().text_px(TextRole.BUTTON, bar=True) * 1.25 + 1
    )


@pytest.mark.parametrize("scale", SCALES)
def test_no_target_is_below_44_px_and_a_residents_choice_is_64(scale):
    theme = Theme(scale=scale)

    assert theme.target_px("absolute_min") >= 44
    assert theme.target_px() >= 52
    assert theme.target_px("primary_min_height") >= 64


def test_nothing_is_smaller_than_16_px():
    assert min(Theme().text_px(role) for role in TextRole) >= 16


def test_a_large_screen_shows_the_same_page_larger():
    theme = Theme().for_screen(1920, 1080)

    assert theme.factor == pytest.approx(1.405, abs=0.01)
    assert theme.icon_px(IconSize.MEDIUM) == round(28 * theme.factor)


def test_a_small_window_is_never_shrunk():
    assert Theme().for_screen(800, 600).factor == 1.0


@pytest.mark.parametrize("scheme", Scheme)
def test_every_tone_has_its_colour(scheme):
    for tone in Tone:
        assert colours_of(scheme).of(tone).startswith("#")
