# SPDX-License-Identifier: AGPL-3.0-or-later
"""Draws the branches of a walkthrough as SVG, for those who write, check or translate it.

Signs and words carry the meaning, never colour alone; the fonts are those of who looks.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from kiosk.content.map_exits import Exit, exits_of
from kiosk.content.map_layout import Arrow, Layout, lay_out
from kiosk.domain.walkthroughs import SOURCE_LANGUAGE, EndOutcome, StepKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kiosk.content.path_tests import PathReport
    from kiosk.domain.walkthroughs import Registries, Step, Walkthrough

KIND_WORDS = {
    StepKind.QUESTION: "? Question",
    StepKind.INFO: "i Information",
    StepKind.PAPERS: "≡ Papiers",
    StepKind.ONLINE: "@ Sur Internet",
    StepKind.CALL: "☎ Appel",
    StepKind.APPOINTMENT: "◷ Rendez-vous",
    StepKind.CHECK: "✓ Vérification",
    StepKind.END: "■ Fin",
}
_OUTCOMES = {
    EndOutcome.FINISHED: ("fini", ""),
    EndOutcome.TO_FOLLOW: ("à suivre", "9 5"),
    EndOutcome.PERSON: ("une personne aide", "2 4"),
}
_SLOT, _LEAST_WIDTH = 104.0, 208.0
_TITLE_SIZE, _SMALL = 14.0, 11.0
_LINE, _SMALL_LINE = 18.0, 14.0
_PAD, _BAND, _SIGN_HEIGHT = 10.0, 20.0, 20.0
_LAYER_GAP, _MARGIN, _HEAD = 66.0, 36.0, 92.0
# Mean width of a letter, in parts of its size, of the widest usual sans-serif fonts.
_LETTER, _BOLD_LETTER = 0.58, 0.68
_ALONE = re.compile(r"\s+([?!:;»])")
_INK, _PAPER, _SOFT = "#1b1b1b", "#ffffff", "#f1efe9"


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of the map, in points: a step, or the ways out that stand under it."""

    x: float
    y: float
    width: float
    height: float

    def overlaps(self, other: Box) -> bool:
        """Say whether the two share some room."""
        return (
            self.x < other.x + other.width
            and other.x < self.x + self.width
            and self.y < other.y + other.height
            and other.y < self.y + self.height
        )


@dataclass(frozen=True, slots=True)
class StepDrawing:
    """A step with all that is drawn of it.

    Attributes:
        number: By which signs name it.
        step: The step.
        title: Its French title, in lines.
        exits: Its ways out.
        labels: The words of each way out, in lines.
        box: Where the step stands.
        room: The box with the words of its ways out; nothing else is drawn there.
    """

    number: int
    step: Step
    title: tuple[str, ...]
    exits: tuple[Exit, ...]
    labels: tuple[tuple[str, ...], ...]
    box: Box
    room: Box

    def exit_x(self, place: int) -> float:
        """Return the middle of one way out, in points."""
        return self.box.x + self.box.width * (place + 0.5) / len(self.exits)


@dataclass(frozen=True, slots=True)
class MapDrawing:
    """A map ready to be written.

    Attributes:
        heading: Title of the walkthrough, its id and version.
        told: What the tests cover, in words.
        steps: Every step by id.
        arrows: Ways drawn from step to step.
        size: Width and height, in points.
    """

    heading: str
    told: str
    steps: dict[str, StepDrawing]
    arrows: tuple[Arrow, ...]
    size: tuple[float, float]


def draw_map(walkthrough: Walkthrough, registries: Registries, report: PathReport) -> MapDrawing:
    """Return the map of `walkthrough`; `report` tells which branches are tested."""
    exits = {
        step.step_id: exits_of(walkthrough, step, registries, covered=report.covered)
        for step in walkthrough.steps
    }
    widths = {name: max(_LEAST_WIDTH, _SLOT * len(ways)) for name, ways in exits.items()}
    targets = {name: [way.target for way in ways] for name, ways in exits.items()}
    layout = _from_the_margin(lay_out(walkthrough.start, targets, widths), widths)
    steps, size = _placed(walkthrough, exits, layout, widths)
    texts = walkthrough.texts[SOURCE_LANGUAGE]
    return MapDrawing(
        heading=f"{texts.title} ({walkthrough.walkthrough_id} {walkthrough.version})",
        told=f"{len(report.covered)} branches sur {len(report.branches)} sont prises par un test",
        steps=steps,
        arrows=layout.arrows,
        size=size,
    )


def _from_the_margin(layout: Layout, widths: dict[str, float]) -> Layout:
    """Return `layout` moved so that the leftmost thing stands at the margin."""
    edges = [middle - widths[name] / 2 for name, middle in layout.middles.items()]
    shift = _MARGIN - min([*edges, *(x for arrow in layout.arrows for x in arrow.bends)])
    return Layout(
        layout.layers,
        {name: middle + shift for name, middle in layout.middles.items()},
        tuple(
            replace(arrow, bends=tuple(x + shift for x in arrow.bends)) for arrow in layout.arrows
        ),
    )


def _placed(
    walkthrough: Walkthrough,
    exits: dict[str, tuple[Exit, ...]],
    layout: Layout,
    widths: dict[str, float],
) -> tuple[dict[str, StepDrawing], tuple[float, float]]:
    numbers = {name: n for n, name in enumerate((n for row in layout.layers for n in row), 1)}
    by_arrow = {(arrow.step_id, arrow.exit_place) for arrow in layout.arrows}
    titles = walkthrough.texts[SOURCE_LANGUAGE].steps
    found: dict[str, StepDrawing] = {}
    top = _HEAD + _MARGIN
    for layer in layout.layers:
        bottom = top
        for name in layer:
            width = widths[name]
            title = wrapped(titles[name].title, width - 2 * _PAD, _TITLE_SIZE * _BOLD_LETTER)
            labels = tuple(_label_lines(way) for way in exits[name])
            height = _BAND + _PAD + _LINE * len(title) + _PAD / 2
            ways = max((len(lines) for lines in labels), default=0) * _SMALL_LINE
            has_sign = any((name, n) not in by_arrow for n in range(len(labels)))
            below = (ways + 8 if labels else 0) + (_SIGN_HEIGHT + 8 if has_sign else 0)
            x = layout.middles[name] - width / 2
            box = Box(x, top, width, height)
            room = Box(x, top, width, height + below)
            step = walkthrough.step(name)
            found[name] = StepDrawing(numbers[name], step, title, exits[name], labels, box, room)
            bottom = max(bottom, top + height + below)
        top = bottom + _LAYER_GAP
    right = max(one.box.x + one.box.width for one in found.values())
    bends = [x for arrow in layout.arrows for x in arrow.bends]
    return found, (max([right, *bends, 560.0]) + _MARGIN, top - _LAYER_GAP + _MARGIN)


def _label_lines(way: Exit) -> tuple[str, ...]:
    words = way.label if way.is_tested else f"{way.label} [non testé]"
    return wrapped(words.strip(), _SLOT - 8, _SMALL * _LETTER)


def wrapped(text: str, width: float, letter: float) -> tuple[str, ...]:
    """Return `text` in lines of `width` points, letters `letter` wide; long words are cut."""
    most = max(4, int(width / letter))
    lines: list[str] = []
    # a French sign stays with the word that it follows, as a typesetter keeps it
    for whole in _ALONE.sub("\u00a0\\1", text).split(" "):
        word = whole.strip()
        if not word:
            continue
        while len(word) > most:
            lines.append(word[: most - 1] + "-")
            word = word[most - 1 :]
        if lines and len(lines[-1]) + 1 + len(word) <= most and not lines[-1].endswith("-"):
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return tuple(lines)


def svg(drawing: MapDrawing) -> str:
    """Return the map as an SVG file."""
    width, height = drawing.size
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height:.0f}" '
            f'viewBox="0 0 {width:.0f} {height:.0f}" font-family="sans-serif" fill="{_INK}">'
        ),
        f"<title>{_safe(drawing.heading)}</title>",
        f'<rect width="{width:.0f}" height="{height:.0f}" fill="{_PAPER}"/>',
        *_header(drawing),
    ]
    for arrow in drawing.arrows:
        lines += _arrow(drawing, arrow)
    drawn = {(arrow.step_id, arrow.exit_place) for arrow in drawing.arrows}
    for name, one in drawing.steps.items():
        lines += _box(one)
        for place in range(len(one.exits)):
            lines += _way_out(drawing, one, place, is_drawn=(name, place) in drawn)
    return "\n".join([*lines, "</svg>", ""])


def _header(drawing: MapDrawing) -> Iterator[str]:
    yield _text(_MARGIN, 34, drawing.heading, 18, extra='font-weight="bold"')
    yield _text(_MARGIN, 56, drawing.told, 13)
    told = "Trait brisé : je ne sais pas, sans Internet, plus tard.  → 7 : va à l’étape 7."
    yield _text(_MARGIN, 76, told, 13)


def _box(one: StepDrawing) -> Iterator[str]:
    box, step = one.box, one.step
    word, dash = _OUTCOMES[step.outcome] if step.outcome else ("", "")
    is_end = step.kind is StepKind.END
    line = f' stroke-dasharray="{dash}"' if dash else ""
    yield (
        f'<rect x="{box.x:.1f}" y="{box.y:.1f}" width="{box.width:.1f}" '
        f'height="{box.height:.1f}" rx="{14 if is_end else 4}" fill="{_SOFT}" '
        f'stroke="{_INK}" stroke-width="{3 if is_end else 1.4}"{line}/>'
    )
    kind = KIND_WORDS[step.kind] + (f" : {word}" if word else "")
    yield _text(box.x + _PAD, box.y + 16, f"{one.number}. {kind}", _SMALL)
    for place, words in enumerate(one.title):
        y = box.y + _BAND + _PAD + 6 + _LINE * place
        yield _text(box.x + _PAD, y, words, _TITLE_SIZE, extra='font-weight="bold"')


def _way_out(drawing: MapDrawing, one: StepDrawing, place: int, *, is_drawn: bool) -> Iterator[str]:
    x, y = one.exit_x(place), one.box.y + one.box.height
    for n, words in enumerate(one.labels[place]):
        yield _text(x, y + 13 + _SMALL_LINE * n, words, _SMALL, extra='text-anchor="middle"')
    if is_drawn:
        return
    way = one.exits[place]
    top = one.room.y + one.room.height - _SIGN_HEIGHT - 4
    dash = ' stroke-dasharray="5 4"' if way.is_aside else ""
    yield (
        f'<rect x="{x - 26:.1f}" y="{top:.1f}" width="52" height="{_SIGN_HEIGHT:.0f}" rx="10" '
        f'fill="{_PAPER}" stroke="{_INK}"{dash}/>'
    )
    number = drawing.steps[way.target].number
    yield _text(x, top + 14, f"→ {number}", 12, extra='text-anchor="middle"')


def _arrow(drawing: MapDrawing, arrow: Arrow) -> Iterator[str]:
    one, target = drawing.steps[arrow.step_id], drawing.steps[arrow.target]
    way = one.exits[arrow.exit_place]
    n_lines = len(one.labels[arrow.exit_place])
    x = one.exit_x(arrow.exit_place)
    y = one.box.y + one.box.height + n_lines * _SMALL_LINE + 6
    start = one.room.y + one.room.height
    end_x, end_y = _landing(drawing, arrow), target.box.y
    points = [(x, max(start, y))]
    tops = sorted({s.box.y for s in drawing.steps.values()})
    own = tops.index(one.box.y)
    for n, bend in enumerate(arrow.bends, start=1):
        bottom = max(
            s.room.y + s.room.height for s in drawing.steps.values() if s.box.y == tops[own + n]
        )
        points += [(bend, tops[own + n] - 8), (bend, bottom + 8)]
    points.append((end_x, end_y - 7))
    dash = ' stroke-dasharray="6 5"' if way.is_aside else ""
    path = f"M{x:.1f} {y:.1f} L{points[0][0]:.1f} {points[0][1]:.1f}"
    for before, after in itertools.pairwise(points):
        if before[0] == after[0]:
            path += f" L{after[0]:.1f} {after[1]:.1f}"
            continue
        middle = (before[1] + after[1]) / 2
        path += (
            f" C{before[0]:.1f} {middle:.1f} {after[0]:.1f} {middle:.1f} "
            f"{after[0]:.1f} {after[1]:.1f}"
        )
    yield f'<path d="{path}" fill="none" stroke="{_INK}" stroke-width="1.3"{dash}/>'
    yield (
        f'<polygon points="{end_x - 5:.1f},{end_y - 9:.1f} {end_x + 5:.1f},{end_y - 9:.1f} '
        f'{end_x:.1f},{end_y:.1f}"/>'
    )


def _landing(drawing: MapDrawing, arrow: Arrow) -> float:
    """Return where an arrow touches its target: each at a place of its own along the top."""
    target = drawing.steps[arrow.target].box

    def comes_from(one: Arrow) -> tuple[float, int]:
        x = one.bends[-1] if one.bends else drawing.steps[one.step_id].exit_x(one.exit_place)
        return x, one.exit_place

    arrivals = sorted((one for one in drawing.arrows if one.target == arrow.target), key=comes_from)
    place = arrivals.index(arrow)
    return target.x + target.width * (place + 1) / (len(arrivals) + 1)


def _text(x: float, y: float, words: str, size: float, *, extra: str = "") -> str:
    attributes = f" {extra}" if extra else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}"{attributes}>{_safe(words)}</text>'


def _safe(words: str) -> str:
    """Return `words` for XML: signs escaped, and those that XML cannot hold left out."""
    return escape("".join(sign for sign in words if sign >= " " and sign not in "\ufffe\uffff"))
