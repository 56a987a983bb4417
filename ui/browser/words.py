# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every word around the official site, in the language of the moment; no Qt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ui.browser.papers import NotKept, PaperKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from ui.browser.papers import Paper


@dataclass(frozen=True, slots=True)
class Calm:
    """A page of ours in the place of one of the site: what happened, and a word to try again."""

    icon: str
    title: str
    text: str
    again: str


@dataclass(frozen=True, slots=True)
class SiteWords:
    """What is read round the site.

    Attributes:
        back, reload, bigger, papers: Names of the buttons of the bar.
        official: Said before the address of a site of the list.
        you_are_on: « Vous êtes sur {name} », as it is heard.
        waiting: While the site comes.
        without: To go on with the guide alone.
        yes, no: Answers to a question of the site.
        asks: Title of a question of the site.
        choose: Title of the choice of papers.
        none: There is no paper to choose.
        print, close: Of the list of papers.
        send: How a paper is sent.
        slow, slow_action: The site does not answer for a while.
        unreachable, refused, unsafe, broken: The calm pages.
        not_kept: Why a file was not kept, by kind.
        paper: « Document {number} ».
    """

    back: str
    reload: str
    bigger: str
    papers: str
    official: str
    you_are_on: str
    waiting: str
    without: str
    yes: str
    no: str
    asks: str
    choose: str
    none: str
    print: str
    close: str
    send: str
    slow: str
    slow_action: str
    unreachable: Calm
    refused: Calm
    unsafe: Calm
    broken: Calm
    not_kept: dict[NotKept, str]
    paper: str
    new_paper: str

    def same(self, calm: Calm, before: SiteWords) -> Calm:
        """Return in these words what `calm` says in the words `before`."""
        pairs = zip(before._calm_pages(), self._calm_pages(), strict=True)
        return next((here for there, here in pairs if there == calm), calm)

    def _calm_pages(self) -> tuple[Calm, ...]:
        return self.unreachable, self.refused, self.unsafe, self.broken

    def named(self, paper: Paper) -> str:
        """Return how a paper is called, such as « Document 2, PDF, 120 ko »."""
        kind = "PDF" if paper.kind is PaperKind.PDF else "image"
        kilo = max(1, round(paper.n_bytes / 1000))
        return f"{self.paper} {paper.number} · {kind} · {kilo} ko"


def site_words(text: Callable[..., str]) -> SiteWords:
    """Return the words, each through `text` (`ui.navigation.presenter.Presenter.text`)."""
    return SiteWords(
        back=text("Page d’avant"),
        reload=text("Recharger le site"),
        bigger=text("Agrandir le site"),
        papers=text("Mes documents"),
        official=text("Site officiel"),
        you_are_on=text("Vous êtes sur"),
        waiting=text("Le site arrive…"),
        without=text("Continuer sans le site"),
        yes=text("Oui"),
        no=text("Non"),
        asks=text("Le site vous demande"),
        choose=text("Choisissez un document"),
        none=text("Aucun document pour le moment."),
        print=text("Imprimer"),
        close=text("Fermer"),
        send=text("Pour envoyer un document : touchez le bouton du site."),
        slow=text("Le site ne répond pas. Attendez un peu."),
        slow_action=text("Arrêter et recharger"),
        unreachable=Calm(
            "wifi-off",
            text("Le site ne répond pas"),
            text("Réessayez. Ou continuez ici, sans le site."),
            text("Réessayer"),
        ),
        refused=Calm(
            "shield-lock",
            text("Cette page n’est pas ouverte ici"),
            text("Elle n’est pas sur le site officiel."),
            text("Revenir au site"),
        ),
        unsafe=Calm(
            "shield-exclamation",
            text("Ce site n’est pas sûr aujourd’hui"),
            text("La borne ne l’ouvre pas. Demandez à une personne."),
            text("Réessayer"),
        ),
        broken=Calm(
            "refresh-alert",
            text("Le site s’est arrêté"),
            text("Réessayez plus tard. Ou continuez ici, sans le site."),
            text("Réessayer"),
        ),
        not_kept={
            NotKept.KIND: text("Ce fichier ne s’ouvre pas ici. Demandez à une personne."),
            NotKept.SIZE: text("Ce fichier est trop gros pour la borne."),
            NotKept.MANY: text("Il y a trop de documents. Imprimez les premiers."),
        },
        paper=text("Document"),
        new_paper=text("Un document est arrivé. Touchez Mes documents."),
    )
