# SPDX-License-Identifier: AGPL-3.0-or-later
"""What becomes of data, in the words of the page to read and of the poster on the wall.

Source: GDPR art. 12-14; LCEN art. 6-II and CPCE art. L34-1 with decrees 2021-1361 and 2021-1362;
CNIL, "Conservation des données de trafic", 17 July 2024. See docs/privacy.md.
"""

from __future__ import annotations

PRIVACY_WORDS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (
        "shield-check",
        "Cette borne ne vous demande pas qui vous êtes",
        (
            "Vous n’avez pas à donner votre nom.",
            "Sauf un rendez-vous, rien de ce que vous écrivez n’est gardé.",
            "À la fin, votre page et vos mots sont effacés.",
        ),
    ),
    (
        "chart-bar",
        "Ce que nous comptons, sans votre nom",
        (
            "L’heure, la durée en minutes, la langue choisie.",
            "La démarche ouverte et la dernière étape.",
            "La réponse « Cette borne vous a aidé ? ».",
            "La borne garde ces nombres treize mois.",
        ),
    ),
    (
        "message-user",
        "Quand une personne vous aide",
        (
            "Nous notons le jour, la durée et le sujet.",
            "Si vous voulez : âge, genre, situation, quartier.",
            "Jamais votre nom ni ce que vous racontez.",
            "Ces nombres montrent les besoins du quartier.",
        ),
    ),
    (
        "calendar",
        "Si vous prenez rendez-vous",
        (
            "Un nom est possible, jamais obligatoire.",
            "Il est chiffré dès que vous le validez.",
            "Il est effacé 24 heures après le rendez-vous.",
            "Un téléphone est effacé dès son envoi à la ville.",
        ),
    ),
    (
        "world",
        "La connexion à Internet",
        (
            "Le réseau note l’adresse, le jour et l’heure.",
            "La loi demande de garder cela un an.",
            "L’équipe du lieu ne les lit pas.",
            "Cette borne ne note pas les sites que vous voyez.",
        ),
    ),
    (
        "user-check",
        "Vos droits",
        (
            "Vous pouvez demander ce qui est gardé sur vous.",
            "Vous pouvez le faire corriger ou effacer.",
            "Vous pouvez dire non à l’usage de vos données.",
            "Demandez à l’équipe, ou écrivez à la mairie de Roubaix.",
            "La ville compte les visites : c’est sa mission publique.",
            "Un problème ? Écrivez à la CNIL : cnil.fr.",
        ),
    ),
)
"""(icon, heading, lines), from what worries most to what is asked least."""
