# SPDX-License-Identifier: AGPL-3.0-or-later
"""The refusal of an entry, told by the fields of the page instead of the keys of a file."""

from __future__ import annotations

import re
from typing import Final

_ENTRY: Final = re.compile(r"(workshop|opening|closure) v-[0-9a-f]+ : ([a-z_.]+) ")
_FIELDS: Final = {
    "workshop": {
        "titles.fr": "Titre",
        "start": "Début",
        "minutes": "Minutes",
        "capacity": "Places",
        "waiting": "Places sur la liste d’attente",
        "mediator": "Animé par",
    },
    "opening": {
        "mediator": "Personne",
        "weekdays": "Jours",
        "start": "De",
        "end": "À",
        "first_day": "Premier jour",
        "until": "Dernier jour",
    },
    "closure": {"first_day": "Premier jour", "last_day": "Dernier jour"},
}
_PREFIX: Final = re.compile(r"^(workshop|opening|closure) v-[0-9a-f]+ : ")


def told_by_fields(sentence: str) -> str:
    """Return a refusal without the identifier that the page made, its key as the page names it.

    Args:
        sentence: The refusal, as `sync.server.agenda_file` tells it to who wrote a file.
    """
    found = _ENTRY.match(sentence)
    label = _FIELDS[found[1]].get(found[2]) if found else None
    if found and label:
        return f"« {label} » {sentence[found.end() :]}"
    told = _PREFIX.sub("", sentence)
    return told[:1].upper() + told[1:]
