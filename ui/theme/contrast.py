# SPDX-License-Identifier: AGPL-3.0-or-later
"""Contrast of every pair of colours that the screens use, without Qt.

Source: WCAG 2.2, 1.4.3, 1.4.6 and 1.4.11; floors in ``assets/theme/tokens.json``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.theme.tokens import Scheme, Tone, colours_of, raw_tokens

if TYPE_CHECKING:
    from collections.abc import Iterator

_TINTS = (
    (Tone.PRIMARY, Tone.PRIMARY_TINT),
    (Tone.BRICK, Tone.BRICK_TINT),
    (Tone.BLUE_INK, Tone.BLUE_TINT),
    (Tone.VIOLET, Tone.VIOLET_TINT),
    (Tone.SUN_INK, Tone.SUN_TINT),
    (Tone.OK, Tone.OK_TINT),
)
TEXT_PAIRS: tuple[tuple[Tone, Tone], ...] = (
    *((tone, ground) for tone in (Tone.INK, Tone.SOFT) for ground in (Tone.PAPER, Tone.CARD)),
    *((Tone.INK, tint) for _, tint in _TINTS),
    (Tone.SOFT, Tone.OK_TINT),
    (Tone.SOFT, Tone.PRIMARY_TINT),
    *_TINTS,
    (Tone.PRIMARY, Tone.CARD),
    (Tone.PRIMARY, Tone.PAPER),
    (Tone.BRICK, Tone.CARD),
    (Tone.BLUE, Tone.CARD),
    (Tone.VIOLET, Tone.CARD),
    (Tone.OK, Tone.CARD),
    (Tone.OK, Tone.PAPER),
    (Tone.INK, Tone.DESK),
    (Tone.INK, Tone.PRESSED),
    (Tone.ON_PRIMARY, Tone.PRIMARY),
    (Tone.ON_BRICK, Tone.BRICK),
    (Tone.ON_OK, Tone.OK),
    (Tone.ON_SUN, Tone.SUN),
    (Tone.ON_BAND, Tone.BAND),
    *(
        (Tone.ON_DOOR, door)
        for door in (Tone.DOOR_1, Tone.DOOR_2, Tone.DOOR_3, Tone.DOOR_4, Tone.DOOR_5)
    ),
)
STATE_PAIRS: tuple[tuple[Tone, Tone], ...] = (
    (Tone.FIELD_BORDER, Tone.CARD),
    (Tone.FIELD_BORDER, Tone.PAPER),
    (Tone.FOCUS, Tone.CARD),
    (Tone.FOCUS, Tone.PAPER),
    (Tone.OK, Tone.OK_TINT),
)


def _linear(channel: int) -> float:
    value = channel / 255
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4  # noqa: PLR2004


def _luminance(colour: str) -> float:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return 0.2126 * _linear(red) + 0.7152 * _linear(green) + 0.0722 * _linear(blue)


def contrast_ratio(one: str, other: str) -> float:
    """Return the contrast of two colours ``#RRGGBB``, from 1.0 to 21.0."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def weak_pairs(
    scheme: Scheme, *, training: bool = False
) -> Iterator[tuple[Tone, Tone, float, float]]:
    """Give the pairs below their floor: foreground, ground, ratio, floor."""
    floors = raw_tokens()["contrast_floor"]
    text = floors["high_contrast_text" if scheme is Scheme.HIGH_CONTRAST else "text"]
    colours = colours_of(scheme, training=training)
    for pairs, floor in ((TEXT_PAIRS, text), (STATE_PAIRS, floors["field_border_and_state"])):
        for front, ground in pairs:
            ratio = contrast_ratio(colours.of(front), colours.of(ground))
            if ratio < floor:
                yield front, ground, round(ratio, 2), floor
