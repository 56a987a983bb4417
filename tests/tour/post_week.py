# SPDX-License-Identifier: AGPL-3.0-or-later
"""The week of the post in story 3: one appointment moved, one given, an absence that displaces."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.tour.guide import must
from tests.tour.seeing_text import tidy
from tests.tour.workshops import look_at_the_sheet, workshop_days

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.tour.guide import Guide
    from tests.tour.remote import Remote

_MOVED, _GIVEN = "CAF, logement", "Impôts"
_FREE = re.compile(r"(?P<day>.+) (?P<hour>\d{1,2} h(?: \d\d)?), (?P=hour) · (?P<person>.+)")
_MOST_WEEKS, _MOST_DAYS = 3, 15
_HIT = "1 rendez-vous perd son heure."


@dataclass(frozen=True, slots=True)
class _Time:
    """A time that may be chosen in the week."""

    name: str
    day: str
    person: str


def plan_the_week(guide: Guide, post: Remote) -> str:
    """Move the appointment that a kiosk sold, give an hour, and note who is away at it."""
    post.click("Attendent : ", "Semaine").place("week")
    moved = _move(guide, post)
    given = _give(guide, post, beside=moved)
    _be_away(guide, post, given)
    _exchange_twice(post)
    guide.album.take(post, "semaine", doc="semaine", in_all=True)
    _check(guide)
    look_at_the_sheet(guide, post)
    post.click("Le poste").place("desk").see("Appeler ces personnes")
    post.see("L’heure n’existe plus dans l’agenda.")
    guide.album.take(post, "poste-appeler")
    post.click("C’est fait").see("Qu’avez-vous fait ?").click("Priorité à l’arrivée")
    post.not_see("L’heure n’existe plus dans l’agenda.")
    return "un rendez-vous déplacé, une absence qui en touche un"


def _block(post: Remote, need: str) -> str:
    """Go to the week of an appointment and return the name of its block."""
    for _ in range(_MOST_WEEKS):
        found = [one["name"] for one in post.names() if one["kind"] == "BlockButton"]
        wanted = [name for name in found if f", {need}" in name]
        if wanted:
            return wanted[0]
        post.click("Semaine d’après").see("Semaine")
    must(wanted, f"aucune semaine ne montre le rendez-vous « {need} »")
    return ""


def _times(post: Remote) -> list[_Time]:
    """Return the times in sight that may be chosen."""
    found = (_FREE.fullmatch(one["name"]) for one in post.names() if one["kind"] == "BlockButton")
    return [_Time(one[0], one["day"], one["person"]) for one in found if one is not None]


def _times_ahead(post: Remote, others: Callable[[_Time], bool]) -> list[_Time]:
    """Return the times of the first week, from the one in sight on, that has such ones."""
    for _ in range(_MOST_WEEKS):
        times = [one for one in _times(post) if others(one)]
        if times:
            return times
        post.click("Semaine d’après").see("Où le mettre ?")
    must(times, "le poste n’a pas d’heure à donner")
    return []


def _move(guide: Guide, post: Remote) -> _Time:
    """Drag the appointment to another hour; where its week has none left, choose one by touch."""
    name = _block(post, _MOVED)
    before = _city_counts(guide)
    post.touch(name).see("Changer l’heure")
    guide.album.take(post, "semaine-rendez-vous")
    post.click("Fermer").lift(name).see("Où le mettre ?")
    times = _times(post)
    if times:
        guide.album.take(post, "semaine-glisser")
        there = times[-1]
        post.drop(there.name)
    else:
        post.ask("press", key="Escape")
        post.touch(name, "Changer l’heure").see("Où le mettre ?")
        there = _times_ahead(post, bool)[-1]
        post.touch(there.name)
    post.see("Déplacer ?", "Prévenez la personne : son numéro change.")
    guide.album.take(post, "semaine-deplacer")
    post.click("Oui, déplacer").see("Heure donnée")
    _exchange_twice(post)
    after = _city_counts(guide)
    must(
        (after["moved"], after["confirmed"]) == (before["moved"] + 1, before["confirmed"]),
        f"le rendez-vous glissé n’est pas déplacé à la ville : {after}",
    )
    return there


def _give(guide: Guide, post: Remote, *, beside: _Time) -> _Time:
    """Give an hour to somebody on the telephone, with another person or on another day."""
    post.click("Rendez-vous").see("Pour quel besoin ?")
    guide.album.take(post, "semaine-donner")
    post.click(_GIVEN).see("Où le mettre ?")
    full, taken = workshop_days(), (beside.day, beside.person)
    times = _times_ahead(post, lambda one: (one.day, one.person) != taken and one.day not in full)
    post.touch(times[-1].name).see("Donner cette heure ?")
    post.click("Oui, donner").see("Heure donnée")
    return times[-1]


def _be_away(guide: Guide, post: Remote, given: _Time) -> None:
    """Note that a mediator is away on that day: the person is seen before anything is saved."""
    post.click("Absence").place("absence").click(given.person)
    for _ in range(_MOST_DAYS):
        later = [one["name"] for one in post.names() if one["name"].endswith("Un jour plus tard")]
        if later[0].lower().startswith(f"du, {given.day}"):
            break
        post.click(later[0])
    post.see(_HIT)
    guide.album.take(post, "absence", doc="absence", in_all=True)
    post.click("Affiche à la porte")
    n_before = guide.n_printed()
    post.click("Imprimer l’affiche")
    paper = tidy(guide.printed(n_before))
    must(given.person.split()[0] in paper, f"l’affiche ne dit pas qui est en absence : {paper}")
    guide.album.take_paper(guide.last_paper(), "absence-affiche")
    post.click("Enregistrer l’absence").see("Absence notée.")
    guide.album.take(post, "absence-notee")
    post.click("Précédent").place("week")


def _exchange_twice(post: Remote) -> None:
    """Tell the city, then hear what it made of it."""
    must(post.exchange() and post.exchange(), "le poste ne joint pas la ville")


def _city_counts(guide: Guide) -> dict[str, int]:
    """Return how many appointments the city has, by what became of them."""
    counts = dict.fromkeys(("confirmed", "moved", "displaced"), 0)
    query = "select status, count(*) as n from appointment where mediator_id not like 'atelier:%'"
    for row in guide.city_rows(f"{query} group by status"):
        counts[row["status"]] = row["n"]
    return counts


def _check(guide: Guide) -> None:
    counts = _city_counts(guide)
    must(counts["displaced"] == 1, f"l’absence ne touche pas un rendez-vous : {counts}")
    must(counts["confirmed"] == 1, f"le rendez-vous déplacé n’est pas gardé : {counts}")
