# SPDX-License-Identifier: AGPL-3.0-or-later
"""The visual tokens and the theme of the moment, without Qt.

``assets/theme/tokens.json`` holds every colour and size; no other module may write one. A
:class:`Theme` is a value: what a person chooses in the display panel makes another one.
"""

from __future__ import annotations

import json
from enum import Enum, StrEnum
from functools import lru_cache
from typing import Any, NamedTuple

from kiosk.foundation.resources import asset_path

BAR_SCALE_MAX = 1.25
SCALES = (1.0, 1.25, 1.5, 2.0)
SMALLEST_SCREEN = (1366, 768)
LARGEST_FACTOR = 2.0


class Scheme(StrEnum):
    """A set of colours."""

    STANDARD = "standard"
    HIGH_CONTRAST = "high_contrast"


class Tone(StrEnum):
    """A colour by its role; the key of ``tokens.json``."""

    PAPER = "paper"
    CARD = "card"
    INK = "ink"
    SOFT = "soft"
    LINE = "line"
    PRIMARY = "primary"
    PRIMARY_TINT = "primary_tint"
    BRICK = "brick"
    BRICK_TINT = "brick_tint"
    BLUE = "blue"
    BLUE_TINT = "blue_tint"
    BLUE_INK = "blue_ink"
    VIOLET = "violet"
    VIOLET_TINT = "violet_tint"
    SUN = "sun"
    SUN_TINT = "sun_tint"
    SUN_INK = "sun_ink"
    OK = "ok"
    OK_TINT = "ok_tint"
    FOCUS = "focus"
    ON_OK = "on_ok"
    ON_PRIMARY = "on_primary"
    ON_BRICK = "on_brick"
    ON_SUN = "on_sun"
    ON_DOOR = "on_door"
    DOOR_1 = "door_1"
    DOOR_2 = "door_2"
    DOOR_3 = "door_3"
    DOOR_4 = "door_4"
    DOOR_5 = "door_5"
    FIELD_BORDER = "field_border"
    DESK = "desk"
    PRESSED = "pressed"
    SHADOW = "shadow"
    BAND = "band"
    ON_BAND = "on_band"


class TextRole(StrEnum):
    """A size of text by its role; ``tokens.json`` gives the px at 100 %."""

    H1 = "h1"
    TITLE = "title"
    H2 = "h2"
    LEAD = "lead"
    H3 = "h3"
    BODY_LARGE = "body_large"
    BODY = "body"
    SMALL = "small"
    MIN = "min"
    NUMBER = "number"
    GIANT = "giant"
    KEY = "key"
    BUTTON = "button"
    BRAND = "brand"


_HEADINGS = frozenset({TextRole.H1, TextRole.TITLE, TextRole.H2, TextRole.NUMBER, TextRole.GIANT})


class Space(Enum):
    """A distance between things; the index into the tokens' list."""

    NONE = -1
    HAIR = 0
    TIGHT = 1
    SMALL = 2
    MEDIUM = 3
    LARGE = 4
    WIDE = 5
    PAGE = 6


class CardWidth(StrEnum):
    """The least width of a card at 100 %, by what it holds."""

    TILE = "tile"
    DAY = "day"
    SLOT = "slot"
    FIGURE = "figure"
    DOOR = "door"
    ANSWER = "answer"
    CARD = "card"
    THEME = "theme"
    DESK = "desk"
    POST = "post"
    HOUR = "hour"
    PAD = "pad"
    WIDE = "wide"


class IconSize(StrEnum):
    """A size of pictogram."""

    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"
    HUGE = "huge"
    SIGN = "sign"


class Colours:
    """Every colour of one scheme, as ``#RRGGBB``."""

    def __init__(self, table: dict[str, str]) -> None:
        """Take the table of a scheme; each tone must have its colour."""
        self._table = {tone: table[tone.value] for tone in Tone}

    def of(self, tone: Tone) -> str:
        """Return the colour of a tone."""
        return self._table[tone]


@lru_cache(maxsize=1)
def raw_tokens() -> dict[str, Any]:
    """Return ``tokens.json`` as it stands."""
    text = asset_path("theme", "tokens.json").read_text(encoding="utf-8")
    tokens: dict[str, Any] = json.loads(text)
    return tokens


@lru_cache(maxsize=4)
def colours_of(scheme: Scheme, *, training: bool = False) -> Colours:
    """Return the colours of a scheme; in training some grounds are of another colour."""
    table = raw_tokens()["colour"][scheme.value]
    other = raw_tokens()["training"][scheme.value] if training else {}
    return Colours({**table, **other})


def _px(size: float) -> int:
    return round(size)


class Theme(NamedTuple):
    """Everything that decides how a page looks.

    Attributes:
        scheme: The colours.
        scale: Size of text, one of `SCALES`; bars, targets and keys stop at 125 %.
        factor: Size of the screen against the smallest one, 1.0 or more; everything follows it.
        dyslexia: Letters for people with dyslexia.
        training: Other grounds, for people who practise.
    """

    scheme: Scheme = Scheme.STANDARD
    scale: float = 1.0
    factor: float = 1.0
    dyslexia: bool = False
    training: bool = False

    @property
    def colours(self) -> Colours:
        """The colours of the scheme."""
        return colours_of(self.scheme, training=self.training)

    @property
    def high_contrast(self) -> bool:
        """Say whether borders replace shades."""
        return self.scheme is Scheme.HIGH_CONTRAST

    @property
    def bar_scale(self) -> float:
        """The scale of bars, targets and keys."""
        return min(self.scale, BAR_SCALE_MAX)

    def space_px(self, space: Space) -> int:
        """Return a distance in px."""
        if space is Space.NONE:
            return 0
        return _px(raw_tokens()["space"][space.value] * self.factor)

    def text_px(self, role: TextRole, *, bar: bool = False) -> int:
        """Return the size of letters in px; `bar` for texts of bars, targets and keys."""
        scale = self.bar_scale if bar else self.scale
        return _px(raw_tokens()["type"][role.value] * self.factor * scale)

    def line_height(self, role: TextRole) -> float:
        """Return the height of a line as a multiple of the size of its letters."""
        kind = raw_tokens()["type"]
        return float(kind["line_height_heading" if role in _HEADINGS else "line_height"])

    def icon_px(self, size: IconSize, *, bar: bool = False) -> int:
        """Return the side of a pictogram in px; it grows to 150 % at most."""
        scale = self.bar_scale if bar else min(self.scale, 1.5)
        return _px(raw_tokens()["icon"][size.value] * self.factor * scale)

    def radius_px(self, name: str) -> int:
        """Return the radius of a corner: ``tile``, ``card``, ``button`` or ``chip``."""
        return _px(raw_tokens()["radius"][name] * self.factor)

    def bar_px(self, name: str) -> int:
        """Return the height of a bar: ``header``, ``thread`` or ``footer``."""
        scale = 1.0 if name == "thread" else self.bar_scale
        return _px(raw_tokens()["bars"][name] * self.factor * scale)

    def target_px(self, name: str = "secondary_min_height") -> int:
        """Return the least height of something to touch."""
        return _px(raw_tokens()["target"][name] * self.factor * self.bar_scale)

    def card_px(self, width: CardWidth) -> int:
        """Return the least width of a card; it follows the scale of the text."""
        return _px(raw_tokens()["card_width"][width.value] * self.factor * self.scale)

    def size_px(self, name: str, *, scaled: bool = False) -> int:
        """Return a named size; `scaled` lets it follow the bars' scale."""
        scale = self.bar_scale if scaled else 1.0
        return _px(raw_tokens()["size"][name] * self.factor * scale)

    def for_screen(self, width_px: int, height_px: int) -> Theme:
        """Return this theme for a window of a size; larger screens show the same page larger."""
        wide, high = SMALLEST_SCREEN
        factor = max(1.0, min(width_px / wide, height_px / high, LARGEST_FACTOR))
        return self._replace(factor=round(factor, 3))

    def as_new(self) -> Theme:
        """Return what the next person finds: the defaults, on the same screen."""
        return Theme(factor=self.factor, training=self.training)


def thread_colours() -> tuple[str, ...]:
    """Return the six colours of the woven ribbon, the sixth thread last."""
    return tuple(raw_tokens()["thread"])
