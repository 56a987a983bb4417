# SPDX-License-Identifier: AGPL-3.0-or-later
"""What makes a password of the console: twelve signs, and none of those that are tried first.

Sources: CNIL, délibération n° 2022-100 of 21 July 2022, case 2 (a password, and pauses after wrong
ones): 50 bits at least, which twelve small letters exceed (56), no kinds of signs imposed; ANSSI,
« Recommandations relatives à l’authentification multifacteur et aux mots de passe » (2021): compare
with a list of the commonest. Ours is short, of French and keyboard words, and blind to the
figures, signs and capitals put around them: it stops the first tries, not a dictionary.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from kiosk.foundation.errors import Refused

SHORTEST_PASSWORD: Final = 12
LONGEST_PASSWORD: Final = 200
_FEWEST_DIFFERENT: Final = 5
_LONGEST_REST: Final = 3
_LOOKS_LIKE: Final = str.maketrans("@4301!$57", "aaeoiisst")
_MOST_SIGNS: Final = 8  # a day of birth
_NO_LETTER: Final = re.compile(r"[^a-z]")
_AROUND: Final = re.compile(r"^[^a-z]+|[^a-z]+$")
_RUNS: Final = (
    "0123456789012345678901234567890",
    "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz",
    "azertyuiopqsdfghjklmwxcvbn",
    "qwertyuiopasdfghjklzxcvbnm",
    "qwertzuiopasdfghjklyxcvbnm",
)
_WORDS: Final = """
accueil admin administrateur administration agenda amour anniversaire association azerty
bienvenue bisous bonheur bonjour cheval chocolat chouchou coeur compte connexion console
coordination coucou doudou espace famille fleur football france identifiant internet jetaime
liberte loulou lille maison maman marseille mediateur mediation mairie motdepasse musique nom
numerique nord ordinateur papa paris passe passw pass password princesse prenom quartier qwerty
roubaix secret serveur session sixieme sixiemequartier soleil sud tourcoing travail utilisateur
vacances ville welcome master dragon monkey letmein iloveyou login user root test demo exemple
hiver printemps ete automne janvier fevrier mars avril mai juin juillet aout septembre octobre
novembre decembre lundi mardi mercredi jeudi vendredi samedi dimanche le la les de du des mon
ma mes un une
"""
_COMMON: Final = re.compile(f"(?:{'|'.join(_WORDS.split())}){{1,3}}")


def check_password(password: str, login: str) -> None:
    """Let a password pass that somebody chose.

    Raises:
        Refused: ``password_too_short``, ``password_too_long``, ``password_is_login``,
            ``password_common``.
    """
    if len(password) < SHORTEST_PASSWORD:
        raise Refused("password_too_short", n_min=SHORTEST_PASSWORD)
    if len(password) > LONGEST_PASSWORD:
        raise Refused("password_too_long", n_max=LONGEST_PASSWORD)
    plain = _plain(password)
    # what stands around the login is not what keeps somebody out
    if login and len(plain.replace(_plain(login), "")) <= _LONGEST_REST:
        raise Refused("password_is_login")
    if len(set(plain)) < _FEWEST_DIFFERENT or _is_common(plain):
        raise Refused("password_common")


def _plain(text: str) -> str:
    """Return a text in small letters without accents or spaces."""
    bare = unicodedata.normalize("NFKD", text.lower())
    return "".join(one for one in bare if not unicodedata.combining(one) and not one.isspace())


def _is_run(text: str) -> bool:
    """Say whether a text follows the figures, the alphabet or a keyboard, in pieces of four."""
    pieces = [text[at : at + 4] for at in range(0, len(text) - len(text) % 4, 4)]
    runs = [*_RUNS, *(run[::-1] for run in _RUNS)]
    return bool(pieces) and all(any(piece in run for run in runs) for piece in pieces)


def _is_common(plain: str) -> bool:
    """Say whether there is nothing but common words or a run, and a few signs around them."""
    if _is_run(plain):
        return True
    if len(_NO_LETTER.findall(plain)) > _MOST_SIGNS:
        return False
    inside = _AROUND.sub("", plain)
    words = (_NO_LETTER.sub("", one) for one in (plain, plain.translate(_LOOKS_LIKE), inside))
    return any(
        _is_run(word) or _COMMON.fullmatch(word)
        for word in (*words, _NO_LETTER.sub("", inside.translate(_LOOKS_LIKE)))
    )
