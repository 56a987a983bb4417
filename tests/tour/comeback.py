# SPDX-License-Identifier: AGPL-3.0-or-later
"""Leaving midway with a paper, and coming back: at another kiosk, then after the guide changed."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

from kiosk.foundation.resources import asset_path
from tests.demo.processes import verb
from tests.tour.guide import must
from tests.tour.seeing_text import tidy
from ui.square_reading import GreyPicture, read_square

if TYPE_CHECKING:
    from pathlib import Path

    from tests.tour.guide import Guide
    from tests.tour.remote import Remote

GUIDE = "titre-sejour-renouvellement"
# Two papers are ticked at this step, and the person leaves there.
_LEFT_AT, _N_TICKED = 6, 2
_CHANGED_AT = 1
_NEW_WORDS = "Quelle est votre vie en France"
_SHARP = "150"


def leave_midway(guide: Guide, borne: Remote) -> str:
    """Answer up to the papers, leave with the printed summary; return what its square holds."""
    way = guide.ways.way(GUIDE)
    borne.touch("Titre de séjour").place("walkthrough")
    for touched in way.steps[:_LEFT_AT]:
        borne.see(touched.title).touch(touched.goes_on)
    papers = way.steps[_LEFT_AT]
    borne.see(papers.title).touch(*papers.ticks[:_N_TICKED])
    borne.touch("Terminer et effacer").see("Voulez-vous emporter un résumé ?")
    guide.album.take(borne, "emporter-un-resume")
    n_before = guide.n_printed()
    borne.touch("Imprimer, puis terminer").place("session_end")
    told = tidy(guide.printed(n_before))
    must(way.title in told, f"le résumé ne dit pas de quelle démarche il est ({told[:200]})")
    missing = papers.ticks[_N_TICKED]
    must(missing in told, f"le résumé ne dit pas qu’il manque « {missing} »")
    guide.album.take_paper(guide.last_paper(), "resume")
    borne.touch("Revenir à l’accueil").place("home")
    return square_on(guide.last_paper())


def come_back(guide: Guide, borne: Remote, code: str) -> None:
    """Show the square at another kiosk, offline: the same step, the same papers in hand."""
    papers = guide.ways.way(GUIDE).steps[_LEFT_AT]
    _scan(borne, code)
    borne.place("walkthrough").see(papers.title)
    ticked = [one for one in borne.names() if one["kind"] == "PaperCard" and one["checked"]]
    must(len(ticked) == _N_TICKED, f"{len(ticked)} papiers cochés au retour au lieu de {_N_TICKED}")
    guide.album.take(borne, "retour-par-le-carre")
    _leave(borne)


def change_the_guide(guide: Guide, name: str) -> None:
    """Let the city word one question otherwise, and bring its pack to a machine by USB."""
    content = guide.folder / "contenu"
    shutil.copytree(asset_path("content"), content)
    file = content / GUIDE / "textes.fr.yaml"
    asked = guide.ways.way(GUIDE).steps[_CHANGED_AT].title.removesuffix(" ?")
    words = file.read_text(encoding="utf-8")
    changed = words.replace(asked, _NEW_WORDS)
    must(changed != words, f"la question « {asked} » n’est pas dans les textes")
    file.write_text(changed, encoding="utf-8")
    verb("kiosk", "--data", str(guide.folder), "content", "stamp", str(content / GUIDE))
    pack = guide.folder / "parcours.sixpack"
    label = ("--id", "parcours", "--version", "2099.1.1")
    guide.town.sync_verb("content", "pack", str(content), *label, "--out", str(pack))
    verb("kiosk", "--data", str(guide.town.folder / name), "content", "install", str(pack))


def come_back_later(guide: Guide, borne: Remote, code: str) -> None:
    """Show the same square where the guide has changed: it says so, and goes on there."""
    _scan(borne, code)
    borne.see("Ce guide a changé. Reprenons ici.")
    guide.album.take(borne, "guide-change", in_all=True)
    borne.touch("Continuer").place("walkthrough").see(_NEW_WORDS)
    _leave(borne)


def square_on(paper: Path) -> str:
    """Return what a decoder reads in the only square of a paper, looked at as a scanner does."""
    command = ["pdftoppm", "-gray", "-r", _SHARP, "-singlefile", str(paper)]
    seen = subprocess.run(command, check=True, capture_output=True).stdout
    kind, size, _, shades = seen.split(b"\n", 3)
    must(kind == b"P5", "le papier ne se regarde pas")
    width, height = map(int, size.split())
    text = read_square(GreyPicture(width, height, shades))
    must(text, "aucun carré ne se lit sur le papier")
    return text


def _scan(borne: Remote, code: str) -> None:
    """Type as a hand scanner does."""
    borne.place("home").touch("J’ai un ticket").place("resume")
    borne.ask("type", text=code)
    borne.ask("press", key="Return")


def _leave(borne: Remote) -> None:
    borne.touch("Terminer et effacer", "Terminer sans imprimer").place("session_end")
    borne.touch("Revenir à l’accueil").place("home")
