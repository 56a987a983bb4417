# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where people stop, as a CSV file like the others: one row a step, scope and gaps on each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.domain.step_counts import LEAST, StepEvent
from kiosk.exports.csv_file import write_rows

if TYPE_CHECKING:
    from typing import BinaryIO

    from kiosk.domain.step_stops import StepLine, Stops

_EVENT_WORDS = {
    StepEvent.SEEN: "Vue",
    StepEvent.CONTINUED: "Continuée",
    StepEvent.BACK: "Retour",
    StepEvent.HELP: "Aide demandée",
    StepEvent.LISTEN: "Écoutée",
    StepEvent.SCREEN_IS_DIFFERENT: "Écran différent",
    StepEvent.PERSON_CALLED: "Personne appelée",
    StepEvent.ABANDONED_IDLE: "Quittée sans rien dire",
    StepEvent.ABANDONED_END: "Quittée par Terminer",
    StepEvent.FINISHED: "Finie",
}
STEP_HEADINGS = (
    "Démarche",
    "Étape",
    *_EVENT_WORDS.values(),
    "Semaines",
    "Périmètre",
    "Semaines sans donnée",
)
TOO_FEW = f"moins de {LEAST}"


def write_stops(stops: Stops, stream: BinaryIO) -> int:
    """Write one row a step; what is too small to be told is said so, never as a number.

    Returns:
        How many rows the file holds.
    """
    weeks = f"{stops.first_week} à {stops.last_week}"
    gaps = " | ".join(f"{name} : {', '.join(missing)}" for name, missing in stops.missing)
    rows = [
        (one.walkthrough_id, line.step_id, *_numbers(line), weeks, stops.name, gaps)
        for one in stops.walkthroughs
        for line in sorted(one.lines, key=lambda line: line.step_id)
    ]
    write_rows(stream, STEP_HEADINGS, rows)
    return len(rows)


def _numbers(line: StepLine) -> tuple[str | int, ...]:
    return tuple(line.counts.get(event, TOO_FEW) for event in _EVENT_WORDS)
