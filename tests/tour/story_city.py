# SPDX-License-Identifier: AGPL-3.0-or-later
"""Story 4, the city: everything is sent, figures and exports agree to the unit."""

from __future__ import annotations

import re
import urllib.parse
from datetime import date, timedelta
from typing import TYPE_CHECKING

from tests.demo.processes import verb
from tests.tour.comeback import change_the_guide, come_back_later
from tests.tour.guide import must
from tests.tour.story_helped import PINS
from tests.tour.tallies import compare_rows, device_of, lines_of, total_of

if TYPE_CHECKING:
    from pathlib import Path

    from tests.tour.guide import Guide
    from tests.tour.remote import Remote

TITLE = "Histoire 4, la ville"
_NAMES = ("borne A", "borne B", "poste")
_EXPORTED = r'(?:<td class="n">\d+</td>){2}<td class="n">(\d+)<'
_ON_SCREEN = {
    "La Coop de la médiation : ": "accompagnements-coop-",
    "Feuille à recopier : ": "accompagnements-saisie-",
    "Tableau détaillé : ODS": ".ods",
    "Passages sur le poste : ": "passages-",
}
_FORMATS = {"csv": lines_of, "coop": total_of}


def play(guide: Guide) -> str:
    """Send everything, compare every row, then figures, exports and console."""
    guide.send_everything()
    told = compare_rows(guide, _NAMES)
    post = guide.machines["poste"]
    _figures(guide, post)
    n_files = _exports_on_screen(guide, post)
    _technician(guide, post)
    total = _exports_agree(guide)
    if guide.square:
        come_back_later(guide, guide.machines["borne B"], guide.square)
    _console(guide, total)
    return f"{told} ; {n_files} fichiers faits à l’écran, {total} au total partout"


def _figures(guide: Guide, post: Remote) -> None:
    """Read the post's figures of the month: they are the server's for this machine."""
    if any(one["name"] == "Verrouiller" for one in post.names()):
        post.click("Verrouiller")
    post.place("pin").pin(PINS["coordinator"]).place("coordinator").see("Fréquentation")
    guide.album.take(post, "coordination", doc="coordination")
    month = date.today().strftime("%Y-%m")
    rows = guide.city_rows(
        "select coalesce(sum(people), 0) as n from visit_row where device = ? and day like ?",
        device_of(guide, "poste"),
        f"{month}%",
    )
    texts = post.texts()
    shown = texts[texts.index("Accompagnements") + 1]
    must(
        shown == str(rows[0]["n"]),
        f"la coordination lit {shown} accompagnements, la ville en a {rows[0]['n']}",
    )
    post.click("Tableau")
    guide.album.take(post, "coordination-tableau")
    post.click("Graphique", "Où les personnes s’arrêtent").place("stops")
    guide.album.take(post, "coordination-arrets")
    post.click("Précédent").place("coordinator")
    post.click("Toutes les statistiques").place("statistics").see("Statistiques ·")
    guide.album.take(post, "coordination-statistiques")
    post.click("Précédent").place("coordinator")


def _exports_on_screen(guide: Guide, post: Remote) -> int:
    """Make every file of the page by its button."""
    post.click("Tous les exports").place("exports")
    for name, file in _ON_SCREEN.items():
        post.click(name).see(file)
    guide.album.take(post, "coordination-export")
    post.click("Verrouiller").place("pin")
    made = [file for file in (post.folder / "exports").rglob("*") if file.is_file()]
    must(len(made) == len(_ON_SCREEN), f"l’écran a fait {len(made)} fichiers")
    return len(made)


def _technician(guide: Guide, post: Remote) -> None:
    """See the machine, its queue, its clock and its content with the technician's code."""
    post.pin(PINS["technician"]).place("technician")
    guide.album.take(post, "technique", in_all=True)
    post.click("Verrouiller").place("pin")


def _exports_agree(guide: Guide) -> int:
    """Export the whole period from each machine and from the server: totals agree."""
    today = date.today()
    period = (
        *("--from", (today - timedelta(days=60)).isoformat()),
        *("--to", (today + timedelta(days=20)).isoformat()),
    )
    for machine in guide.machines.values():
        machine.leave()
    totals: dict[str, int] = {}
    for form, count in _FORMATS.items():
        suffix = "csv" if form == "csv" else "xlsx"
        own = 0
        for name in _NAMES:
            file = guide.folder / f"{name}.{suffix}"
            folder = guide.town.folder / name
            verb("kiosk", "--data", str(folder), "export", *period, *_to(form, file))
            own += count(file)
        file = guide.folder / f"ville.{suffix}"
        guide.town.sync_verb("export", *period, *_to(form, file))
        must(
            own == count(file),
            f"les exports {form} des machines ont {own} lignes, celui de la ville {count(file)}",
        )
        totals[form] = own
    if guide.square:
        change_the_guide(guide, "borne B")
    guide.open_all()
    return totals["csv"]  # the national table has a line a person, and no paper tally


def _days() -> tuple[str, str]:
    """Return the first and the last day of everything that was played."""
    today = date.today()
    return (today - timedelta(days=60)).isoformat(), (today + timedelta(days=20)).isoformat()


def _to(form: str, file: Path) -> tuple[str, ...]:
    return ("--format", form, "--out", str(file))


def _console(guide: Guide, total: int) -> None:
    """Enter the console of the city as a person does: the machines and the same total."""
    console = guide.town.console()
    console.enter()
    days = urllib.parse.urlencode(dict(zip(("du", "au"), _days(), strict=True)))
    page = console.page(f"/rapprochement?{days}")
    for name in _NAMES:
        must(name in page, f"la console ne montre pas la machine « {name} »")
    must("totaux différents" not in page, "la console dit que des totaux diffèrent")
    shown = sum(
        map(int, re.findall(r"(?:<td class=\"n\">\d+</td>){2}<td class=\"n\">(\d+)<", page))
    )
    must(shown == total, f"la console montre {shown} enregistrements, les exports {total}")
    must(
        "Accompagnements" in console.page(f"/frequentation?{days}"),
        "la console n’a pas de chiffres",
    )
