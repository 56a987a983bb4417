# SPDX-License-Identifier: AGPL-3.0-or-later
"""A figure: what was measured, beside what, against which aim."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the benchmark.

    Attributes:
        name: What was measured.
        value: The measure, in `unit`.
        unit: ms, s, MiB, B or n (a count, which stands alone).
        floor_name: Floor or peer measured in the same run; empty only for counts.
        floor: Its measure, in the same unit.
        aim: The aim, in words.
        is_met: Whether the aim is met.
        note: What the reader should know, such as the split of a sum.
    """

    name: str
    value: float
    unit: str
    floor_name: str
    floor: float
    aim: str
    is_met: bool
    note: str = ""

    def line(self) -> str:
        """Return the figure as one line: name, value, floor, ratio, aim, met or not.

        Raises:
            ValueError: A time, memory or rate has no floor of the same run.
        """
        if self.unit != "n" and not (self.floor_name and self.floor > 0):
            raise ValueError(f"{self.name}: a figure without its floor says nothing")
        parts = [f"{self.name}", f"{self.value:.4g} {self.unit}"]
        if self.floor_name:
            parts += [f"{self.floor_name} {self.floor:.4g} {self.unit}"]
            parts += [f"ratio {self.value / self.floor:.2f}"]
        parts += [f"aim {self.aim}", "met" if self.is_met else "NOT MET"]
        if self.note:
            parts.append(self.note)
        return " | ".join(parts)


def quantile(values: list[float], share: float) -> float:
    """Return the smallest value that `share` of `values` do not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]
