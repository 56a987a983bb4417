# SPDX-License-Identifier: AGPL-3.0-or-later
"""Story 1, a walkthrough offline: found five ways, read aloud, walked, printed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.tour.comeback import come_back, leave_midway
from tests.tour.guide import must
from tests.tour.seeing_text import tidy

if TYPE_CHECKING:
    from tests.tour.guide import Guide
    from tests.tour.paths import Touched, Way
    from tests.tour.remote import Remote

TITLE = "Histoire 1, une démarche sans réseau"
_RESIDENCE = "titre-sejour-renouvellement"
_RSA = "caf-rsa-declaration"
_SCAM = "arnaque"
_SCAN = "scanner-envoyer"
_ARABIC_WORD = "إقامة"
_OWN_NUMBER = "0612345"
_CHANGE_AT = 6
_N_TICKED = 2
_LEAST_HEARD_S = 3.0


def play(guide: Guide) -> str:
    """Play the story on the first kiosk, its network cut; return what is told of it."""
    guide.town.cut()
    borne = guide.machines["borne A"]
    borne.place("home").see("Bonjour, que voulez-vous faire ?", "Démonstration")
    guide.album.take(borne, "accueil", doc="accueil", in_all=True)
    _by_search(guide, borne)
    n_steps = _by_picture(guide, borne)
    guide.square = leave_midway(guide, borne)
    come_back(guide, guide.machines["borne B"], guide.square)
    n_steps += _by_theme(guide, borne)
    _by_letter(guide, borne)
    _by_event(guide, borne)
    _practise(guide, borne)
    n_steps += _walk_whole(guide, borne, _SCAM) + _walk_whole(guide, borne, _SCAN)
    return f"4 démarches sur 5, {n_steps} étapes, sans réseau"


def _step(borne: Remote, touched: Touched, how: str = "mouse") -> None:
    borne.see(touched.title)
    borne.click(*touched.ticks, touched.goes_on, how=how)


def _by_search(guide: Guide, borne: Remote) -> None:
    """Type « café », then one Arabic word, on our keyboard; open what it finds."""
    borne.touch("Chercher une démarche").place("walkthrough_list")
    typed = borne.ask("type_on_screen", text="café")
    must(typed == "café", f"le clavier a écrit « {typed} » au lieu de « café »")
    guide.album.take(borne, "clavier", doc="clavier")
    borne.touch("Effacer")
    typed = borne.ask("type_on_screen", text=_ARABIC_WORD)
    must(typed == _ARABIC_WORD, f"le clavier a écrit « {typed} » au lieu du mot arabe")
    title = guide.ways.title(_RESIDENCE)
    borne.see(title)
    guide.album.take(borne, "clavier-arabe")
    borne.touch("Fermer", title).place("walkthrough")
    borne.touch("Précédent").place("walkthrough_list")
    borne.touch("Fermer", "Précédent").place("home")


def _by_picture(guide: Guide, borne: Remote) -> int:
    """Walk the residence permit: language and display change midway, then back without loss."""
    way = guide.ways.way(_RESIDENCE)
    borne.touch("Titre de séjour").place("walkthrough")
    guide.album.take(borne, "demarche", doc="demarche", in_all=True)
    _listen(guide, borne, way.steps[0])
    for touched in way.steps[1:_CHANGE_AT]:
        _step(borne, touched, "touch")
    papers = way.steps[_CHANGE_AT]
    borne.see(papers.title).touch(*papers.ticks[:_N_TICKED])
    _still_two(borne, "cocher")
    _change_language(guide, borne, way, papers)
    _change_display(guide, borne, papers)
    _go_back(borne, way, papers)
    borne.touch(*papers.ticks[_N_TICKED:], papers.goes_on)
    for touched in way.steps[_CHANGE_AT + 1 :]:
        _step(borne, touched)
    borne.see(way.end)
    guide.album.take(borne, "demarche-fin")
    n_before = guide.n_printed()
    borne.touch("Français").touch("العربية").touch(guide.said("Imprimer mon résumé", "ar"))
    paper = guide.printed(n_before)
    must(way.title in tidy(paper), "le résumé imprimé n’a pas le titre en français")
    guide.album.take_paper(guide.last_paper(), "resume-arabe")
    must(_has_arabic(paper), "le résumé imprimé n’a pas l’arabe à côté du français")
    borne.touch("العربية").touch("Français")
    _finish(guide, borne, with_picture=True)
    return len(way.steps)


def _listen(guide: Guide, borne: Remote, first: Touched) -> None:
    """Have the step read by the real voice; stop it by its button, then by answering the step."""
    borne.click("Écouter").see("Arrêter").not_see("Écouter")
    seconds = guide.heard()
    must(seconds > _LEAST_HEARD_S, f"la lecture de l’étape ne dure que {seconds:.1f} s")
    guide.album.take(borne, "ecoute")
    borne.touch("Arrêter").see("Écouter").not_see("Arrêter")
    guide.silent()
    borne.click("Écouter").see("Arrêter")
    guide.heard()
    _step(borne, first, "touch")
    guide.silent()
    borne.see("Écouter")


def _change_language(guide: Guide, borne: Remote, way: Way, papers: Touched) -> None:
    """Speak Arabic, then easy French, on the same step with the same papers in hand."""
    title = guide.ways.title_of_step(way.walkthrough_id, papers.step_id, "ar")
    borne.touch("Français").touch("العربية").see(title)
    _still_two(borne, "changer de langue")
    borne.touch("العربية").touch("Français").see(papers.title)
    _still_two(borne, "revenir au français")


def _change_display(guide: Guide, borne: Remote, papers: Touched) -> None:
    """Make text larger and colours stronger in the panel; the step stays."""
    borne.click("Affichage").see("Taille du texte")
    guide.album.take(borne, "affichage")
    borne.click("150 %", "Contraste fort", "Fermer").see(papers.title)
    _still_two(borne, "changer l’affichage")
    borne.click("Affichage", "100 %", "Normales", "Fermer")


def _go_back(borne: Remote, way: Way, papers: Touched) -> None:
    """Go two steps back and forth again: answers and papers are still there."""
    before = way.steps[_CHANGE_AT - 1]
    borne.click("Précédent").see(before.title)
    chosen = [one["name"] for one in borne.names() if one["checked"]]
    must(
        any(name.startswith(before.goes_on) for name in chosen),
        f"le retour a fait perdre la réponse « {before.goes_on} »",
    )
    borne.click(before.goes_on).see(papers.title)
    _still_two(borne, "revenir en arrière")


def _by_theme(guide: Guide, borne: Remote) -> int:
    """Find the declaration by its theme, tick its papers, have it read aloud."""
    way = guide.ways.way(_RSA)
    borne.click("Faire une démarche").place("walkthrough_list")
    guide.album.take(borne, "liste")
    borne.click(guide.ways.theme_label(_RSA)).see(way.title)
    borne.click(way.title).place("walkthrough")
    for touched in way.steps:
        if touched.ticks:
            borne.see(touched.title).click(touched.ticks[0])
            guide.album.take(borne, "papiers")
            borne.click(touched.ticks[0])
        _step(borne, touched)
    borne.see(way.end)
    _finish(guide, borne)
    return len(way.steps)


def _by_letter(guide: Guide, borne: Remote) -> None:
    """Ask about a letter: to the declaration, to the emergencies, and without knowing."""
    borne.click("J’ai reçu une lettre").place("letter").see("De qui vient la lettre ?")
    guide.album.take(borne, "lettre", in_all=True)
    borne.touch("CAF", "Déclarer ou remplir").see("Faut-il répondre avant une date ?")
    borne.touch("Oui, dans les sept jours").see("Faites votre déclaration")
    guide.album.take(borne, "lettre-quoi-faire", in_all=True)
    borne.click(guide.ways.title(_RSA)).place("walkthrough")
    borne.touch("Précédent").place("letter").see("Faites votre déclaration")
    borne.touch("C’est urgent").place("help").see("Rien à manger, plus d’argent ?", "3919")
    guide.album.take(borne, "urgence", in_all=True)
    borne.touch("Retour").place("letter").click("Une autre lettre", "Je ne sais pas")
    borne.see("Une personne lit la lettre avec vous")
    _finish(guide, borne)


def _by_event(guide: Guide, borne: Remote) -> None:
    """Find the declaration by what happens in a life; leave it unbegun."""
    borne.click("Faire une démarche", "Par moment de vie").see("Que se passe-t-il dans votre vie ?")
    guide.album.take(borne, "moments-de-vie")
    borne.click("Je cherche du travail").click(guide.ways.title(_RSA)).place("walkthrough")
    borne.touch("Précédent").place("walkthrough_list").see("Je cherche du travail")
    borne.touch("Précédent", "Précédent").place("home")


def _practise(guide: Guide, borne: Remote) -> None:
    """Practise sending a paper: a number of one's own leaves the field, the paper is « sent »."""
    borne.click("Faire une démarche", "S’entraîner", "Envoyer un papier").place("practice")
    borne.see("rien n’est envoyé").click("Continuer", "Le texte contre la vitre", "Continuer")
    borne.touch("En haut à gauche", "En haut à droite", "En bas à gauche", "En bas à droite")
    guide.album.take(borne, "entrainement-coins", in_all=True)
    borne.touch("Continuer").see("Donnez un nom au fichier").touch("Clavier")
    typed = borne.ask("type_on_screen", text=_OWN_NUMBER)
    must(typed == "", "un vrai numéro est resté dans le champ d’un exercice")
    borne.see("N’écrivez pas vos vraies informations.")
    guide.album.take(borne, "entrainement-refus")
    typed = borne.ask("type_on_screen", text="attestation-amina")
    must(typed == "attestation-amina", f"le clavier a écrit « {typed} » dans l’exercice")
    borne.touch("Continuer", "Réduire la qualité", "Continuer", "attestation-amina", "Continuer")
    borne.touch("Envoyer", "Continuer", "Je l’efface", "Continuer")
    borne.see("Le papier d’Amina est envoyé")
    guide.album.take(borne, "entrainement-fin", in_all=True)
    _finish(guide, borne)


def _walk_whole(guide: Guide, borne: Remote, walkthrough_id: str) -> int:
    """Walk one way from the list to its end, by keyboard alone at each step."""
    way = guide.ways.way(walkthrough_id)
    borne.click("Tout voir").click(way.title).place("walkthrough")
    for touched in way.steps:
        _step(borne, touched, "key")
    borne.see(way.end)
    _finish(guide, borne)
    return len(way.steps)


def _finish(guide: Guide, borne: Remote, *, with_picture: bool = False) -> None:
    """End from the last step; say something with a face; the next person finds the home."""
    borne.click("Terminer").place("session_end").see("Cet ordinateur ne garde rien de vous.")
    if with_picture:
        guide.album.take(borne, "fin-de-session")
    borne.click("Oui", "Revenir à l’accueil").place("home")


def _still_two(borne: Remote, what: str) -> None:
    papers = [one for one in borne.names() if one["kind"] == "PaperCard"]
    n_ticked = sum(one["checked"] for one in papers)
    must(
        n_ticked == _N_TICKED,
        f"{what} laisse {n_ticked} papiers cochés sur {len(papers)} au lieu de {_N_TICKED}",
    )


def _has_arabic(text: str) -> bool:
    return any("\u0600" <= sign <= "\u06ff" or "\ufb50" <= sign <= "\ufefc" for sign in text)
