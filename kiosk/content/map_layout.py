# SPDX-License-Identifier: AGPL-3.0-or-later
"""Places the boxes of a map: layers from the start, ends below, no box over another.

After K. Sugiyama, S. Tagawa and M. Toda, "Methods for visual understanding of hierarchical system
structures", 1981: layers by the longest way, order by the mean place of neighbours, places by
pushing apart. A way that goes back, or over more than `LONGEST_ARROW` layers, is not drawn across
the map: a small sign under its step names the target by its number. No chance, no clock: the
same walkthrough gives the same map.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

LONGEST_ARROW = 3
GAP = 30.0
"""Between two boxes of a layer, in points."""
_PASSES = 8
_BEND_WIDTH = 14.0


@dataclass(frozen=True, slots=True)
class Arrow:
    """A way drawn across the map: the exit of a step, and the places through which it goes.

    Attributes:
        step_id: Where it leaves.
        exit_place: Which of its ways out, from 0.
        bends: Middle of its place in each layer between, from top to bottom.
        target: Where it arrives.
    """

    step_id: str
    exit_place: int
    bends: tuple[float, ...]
    target: str


@dataclass(frozen=True, slots=True)
class Layout:
    """Where everything stands.

    Attributes:
        layers: Steps of each layer, from left to right.
        middles: Horizontal middle of each step, in points.
        arrows: Ways drawn; all others are named by a sign.
    """

    layers: tuple[tuple[str, ...], ...]
    middles: dict[str, float]
    arrows: tuple[Arrow, ...]


def lay_out(start: str, exits: Mapping[str, Sequence[str]], widths: Mapping[str, float]) -> Layout:
    """Return where the steps of a map stand.

    Args:
        start: The first step.
        exits: Targets of the ways out of each step, in order.
        widths: Width of each step, in points.
    """
    depth = _depths(start, exits)
    bends: dict[str, float] = {}
    chains: list[tuple[str, int, list[str], str]] = []
    layers: list[list[str]] = [[] for _ in range(max(depth.values()) + 1)]
    for name in exits:
        layers[depth[name]].append(name)
    for name, targets in exits.items():
        for place, target in enumerate(targets):
            span = depth[target] - depth[name]
            if not 1 <= span <= LONGEST_ARROW:
                continue
            chain = [f"{name}\0{place}\0{layer}" for layer in range(1, span)]
            for step, bend in enumerate(chain, start=depth[name] + 1):
                layers[step].append(bend)
                bends[bend] = _BEND_WIDTH
            chains.append((name, place, chain, target))
    above, below = _neighbours(chains)
    size = {**widths, **bends}
    _order(layers, above, below)
    middles = _middles(layers, size, above, below)
    arrows = tuple(
        Arrow(name, place, tuple(middles[bend] for bend in chain), target)
        for name, place, chain, target in chains
    )
    steps = tuple(tuple(name for name in layer if name not in bends) for layer in layers)
    return Layout(steps, {name: middles[name] for name in exits}, arrows)


def _depths(start: str, exits: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Return the layer of each step: the longest way from the start, loops left out."""
    order: list[str] = []
    back: set[tuple[str, str]] = set()
    open_now: set[str] = set()
    seen: set[str] = set()

    def visit(name: str) -> None:
        seen.add(name)
        open_now.add(name)
        for target in exits[name]:
            if target in open_now:
                back.add((name, target))
            elif target not in seen:
                visit(target)
        open_now.discard(name)
        order.append(name)

    visit(start)
    depth = dict.fromkeys(exits, 0)
    for name in reversed(order):
        for target in exits[name]:
            if (name, target) not in back:
                depth[target] = max(depth[target], depth[name] + 1)
    return depth


def _neighbours(
    chains: Iterable[tuple[str, int, list[str], str]],
) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    above: dict[str, list[str]] = {}
    below: dict[str, list[str]] = {}
    for name, _, chain, target in chains:
        way = [name, *chain, target]
        for one, other in itertools.pairwise(way):
            below.setdefault(one, []).append(other)
            above.setdefault(other, []).append(one)
    return above, below


def _order(
    layers: list[list[str]], above: dict[str, list[str]], below: dict[str, list[str]]
) -> None:
    """Sort each layer by the mean place of its neighbours, down then up, some times."""
    for turn in range(_PASSES):
        around = above if turn % 2 == 0 else below
        for layer in layers if turn % 2 == 0 else reversed(layers):
            places = {name: i for row in layers for i, name in enumerate(row)}
            wanted = {
                name: _mean([places[one] for one in around.get(name, [])], places[name])
                for name in layer
            }
            layer.sort(key=wanted.__getitem__)


def _middles(
    layers: list[list[str]],
    size: Mapping[str, float],
    above: dict[str, list[str]],
    below: dict[str, list[str]],
) -> dict[str, float]:
    middles: dict[str, float] = {}
    for layer in layers:
        _pushed_apart(layer, dict.fromkeys(layer, 0.0), size, middles)
    for turn in range(_PASSES):
        around = above if turn % 2 == 0 else below
        for layer in layers if turn % 2 == 0 else reversed(layers):
            wanted = {
                name: _mean([middles[one] for one in around.get(name, [])], middles[name])
                for name in layer
            }
            _pushed_apart(layer, wanted, size, middles)
    return middles


def _pushed_apart(
    layer: list[str],
    wanted: Mapping[str, float],
    size: Mapping[str, float],
    middles: dict[str, float],
) -> None:
    """Set the middles of a layer near those wanted, in order, none over another.

    Half way between the arrangement that pushes to the right and the one that pushes to the left:
    both keep the distances, so does their mean.
    """
    right: dict[str, float] = {}
    edge = float("-inf")
    for name in layer:
        right[name] = max(wanted[name], edge + size[name] / 2)
        edge = right[name] + size[name] / 2 + GAP
    edge = float("inf")
    for name in reversed(layer):
        left = min(wanted[name], edge - size[name] / 2)
        edge = left - size[name] / 2 - GAP
        middles[name] = (right[name] + left) / 2


def _mean(values: list[float] | list[int], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise
