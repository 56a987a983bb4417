# SPDX-License-Identifier: AGPL-3.0-or-later
"""What one touch or one typed answer makes of a draft. Without Qt, without words."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from kiosk.domain.attendance import Arrival, Category, CategoryCount, VisitKind, VisitOrigin
from kiosk.domain.visit_hours import minute_of
from kiosk.domain.vocabulary import ACTIVITY_PLACE, REMOTE
from kiosk.foundation.errors import BugError

if TYPE_CHECKING:
    from collections.abc import Callable, Container

    from kiosk.domain.attendance import VisitDraft

FROM_AFAR = "a_distance"
_SEVERAL = frozenset({"themes", "administrative_themes", "equipment"})
_ALWAYS_ONE: dict[str, tuple[str, Callable[[str], object]]] = {
    "commune": ("commune_insee", str),
    "duration": ("duration_min", int),
    "place": ("place", str),
}
_OPTIONAL: dict[str, Callable[[str], object]] = {
    "arrival": Arrival,
    "referred": lambda key: key == "yes",
    **dict.fromkeys(
        (
            "age_band",
            "autonomy",
            "gender",
            "level",
            "mandate",
            "medium",
            "posture",
            "quarter",
            "referral",
            "referral_place",
            "status",
            "unmet",
        ),
        str,
    ),
}
# Counts and minutes of one record: more figures than these are a slip of the finger.
_FIGURES = re.compile(r"[0-9]{1,6}", re.ASCII)
_CLOCK = re.compile(r"([0-9]{1,2})\s*(?:[:hH.]?\s*([0-9]{2}))?\s*[hH]?", re.ASCII)


def kind_key(draft: VisitDraft) -> str:
    """Return the key of the kind of help: help from afar is told apart from help at the desk."""
    if draft.kind is VisitKind.INDIVIDUAL and draft.place == REMOTE:
        return FROM_AFAR
    return draft.kind.value


def with_kind(draft: VisitDraft, key: str) -> VisitDraft:
    """Return the draft with another kind of help; what the other kind held stays for a return.

    How many people there were is asked anew for several: one would be recorded unseen.
    """
    if key == FROM_AFAR:
        return replace(draft, kind=VisitKind.INDIVIDUAL, place=REMOTE)
    kind = VisitKind(key)
    was_afar = kind_key(draft) == FROM_AFAR
    becomes_several = kind.is_collective and not draft.kind.is_collective
    return replace(
        draft,
        kind=kind,
        place=ACTIVITY_PLACE if was_afar else draft.place,
        people=0 if becomes_several and draft.people == 1 else draft.people,
    )


def with_choice(draft: VisitDraft, name: str, key: str) -> VisitDraft:
    """Return the draft with one key of a list taken, or dropped where the answer is optional.

    Raises:
        BugError: If the form has no such list.
    """
    if name == "kind":
        return with_kind(draft, key)
    if name in _SEVERAL:
        return _with(draft, name, _toggled(getattr(draft, name), key))
    if name in _ALWAYS_ONE:
        field, value = _ALWAYS_ONE[name]
        return _with(draft, field, value(key))
    if name not in _OPTIONAL:
        raise BugError(f"the form has no list named {name}")
    chosen = _OPTIONAL[name](key)
    none = "" if name == "referral_place" else None
    return _with(draft, name, none if getattr(draft, name) == chosen else chosen)


def with_workshop(draft: VisitDraft, workshop_id: str, title: str) -> VisitDraft:
    """Return the draft as that of a workshop of the agenda; touched again, of none."""
    if draft.workshop_id == workshop_id:
        return replace(draft, workshop_id="", title="")
    return replace(draft, workshop_id=workshop_id, title=title)


def among_workshops(draft: VisitDraft, offered: Container[str]) -> VisitDraft:
    """Return the draft without a workshop that is not offered, unless a sheet gave it."""
    if draft.origin is VisitOrigin.WORKSHOP or draft.workshop_id in offered:
        return draft
    return replace(draft, workshop_id="", title="")


def with_count(draft: VisitDraft, category: Category, code: str, n: int) -> VisitDraft:
    """Return the draft with `n` people under a code of a category; none takes the line away."""
    others = tuple(one for one in draft.counts if (one.category, one.code) != (category, code))
    told = (CategoryCount(category, code, n),) if n > 0 else ()
    return replace(draft, counts=(*others, *told))


def count_of(draft: VisitDraft, category: Category, code: str) -> int:
    """Return how many people stand under a code of a category."""
    found = (one.n for one in draft.counts if (one.category, one.code) == (category, code))
    return next(found, 0)


def figure(text: str) -> int | None:
    """Return a typed number; nothing typed is 0, anything else than figures is nothing."""
    clean = text.strip()
    if not clean:
        return 0
    return int(clean) if _FIGURES.fullmatch(clean) else None


def wall_time(text: str) -> str | None:
    """Return a typed hour, ``9h``, ``14 h 15`` or ``1415``, as ``14:15``; nothing if it is none."""
    clean = text.replace("\u00a0", " ").strip()
    if not clean:
        return ""
    if re.fullmatch(r"[0-9]{3}", clean, re.ASCII):
        clean = f"0{clean}"
    found = _CLOCK.fullmatch(clean)
    if found is None:
        return None
    wall = f"{int(found[1]):02}:{found[2] or '00'}"
    return None if minute_of(wall) is None else wall


def _toggled(codes: tuple[str, ...], key: str) -> tuple[str, ...]:
    rest = tuple(code for code in codes if code != key)
    return (*codes, key) if key not in codes else rest


def _with(draft: VisitDraft, name: str, value: object) -> VisitDraft:
    changed: dict[str, Any] = {name: value}
    return replace(draft, **changed)
