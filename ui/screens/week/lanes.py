# SPDX-License-Identifier: AGPL-3.0-or-later
"""Blocks of one time side by side; what a day has no room for is folded into one block.

Three lanes leave each block a target for a finger, with seven days and the largest text too.
Without Qt.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ui.screens.week.state import BlockLook

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from ui.screens.week.state import WeekBlock

MOST_LANES = 3


def side_by_side(
    blocks: Sequence[WeekBlock],
    more: Callable[[tuple[WeekBlock, ...]], WeekBlock],
    moved: str = "",
) -> list[WeekBlock]:
    """Give each block its lane; the order stays, folded ones stand at the end as one.

    Args:
        blocks: What stands in the week.
        more: Makes the block that stands for several.
        moved: Key of the block in hand: it is never folded.
    """
    placed: dict[int, WeekBlock] = {}
    folded: list[WeekBlock] = []
    for group in _groups(blocks):
        lanes = _laid(blocks, group, sorted(group, key=lambda at: (blocks[at].start_min, at)))
        n_lanes = 1 + max(lanes.values())
        if n_lanes > MOST_LANES:
            order = sorted(group, key=lambda at: _rank(blocks[at], at, moved))
            lanes = _laid(blocks, group, order)
            rest = [at for at, lane in lanes.items() if lane >= MOST_LANES - 1]
            lanes = {at: lane for at, lane in lanes.items() if at not in rest}
            n_lanes = MOST_LANES
            folded += [
                replace(more(few), lane=MOST_LANES - 1, n_lanes=n_lanes)
                for few in _few(blocks[at] for at in rest)
            ]
        for at, lane in lanes.items():
            placed[at] = replace(blocks[at], lane=lane, n_lanes=n_lanes)
    return [placed[at] for at in sorted(placed)] + folded


def _groups(blocks: Sequence[WeekBlock]) -> Iterable[list[int]]:
    """Return the places of blocks that share time with one another, day by day."""
    group: list[int] = []
    day, end_min = -1, 0
    for at in sorted(range(len(blocks)), key=lambda one: (blocks[one].day, blocks[one].start_min)):
        block = blocks[at]
        if group and (block.day != day or block.start_min >= end_min):
            yield group
            group = []
        end_min = max(end_min, block.end_min) if group else block.end_min
        day = block.day
        group.append(at)
    if group:
        yield group


def _rank(block: WeekBlock, at: int, moved: str) -> tuple[bool, int, int, int]:
    """Return who keeps a lane: what is in hand, times that may be chosen, people, absences."""
    kind = {BlockLook.TARGET: 0, BlockLook.AWAY: 2}.get(block.look, 1)
    return (block.key != moved, kind, block.start_min, at)


def _laid(
    blocks: Sequence[WeekBlock], group: Sequence[int], order: Sequence[int]
) -> dict[int, int]:
    """Return the lane of each block of a group: the first that is free, in an order."""
    lanes: list[list[WeekBlock]] = []
    found: dict[int, int] = {}
    for at in order:
        block = blocks[at]
        lane = next((n for n, others in enumerate(lanes) if not _meets(block, others)), len(lanes))
        if lane == len(lanes):
            lanes.append([])
        lanes[lane].append(block)
        found[at] = lane
    return {at: found[at] for at in group}


def _meets(block: WeekBlock, others: Iterable[WeekBlock]) -> bool:
    return any(one.start_min < block.end_min and block.start_min < one.end_min for one in others)


def _few(rest: Iterable[WeekBlock]) -> list[tuple[WeekBlock, ...]]:
    """Return folded blocks of one time together; an absence joins those it lies over."""
    here = sorted(rest, key=lambda one: one.start_min)
    people = [one for one in here if one.look is not BlockLook.AWAY]
    groups: list[list[WeekBlock]] = []
    for one in people or here:
        if groups and one.start_min < max(each.end_min for each in groups[-1]):
            groups[-1].append(one)
        else:
            groups.append([one])
    for away in here if people else ():
        if away.look is BlockLook.AWAY:
            for group in groups:
                if _meets(away, group):
                    group.append(away)
    return [tuple(group) for group in groups]
