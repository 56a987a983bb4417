# SPDX-License-Identifier: AGPL-3.0-or-later
"""Why a pack or a recall is refused: a stable word for the city, a sentence for the technician."""

from __future__ import annotations

from enum import StrEnum

from kiosk.foundation.errors import KnownError

_LONGEST_DETAIL = 160


class PackFault(StrEnum):
    """What is wrong; the values travel to the city."""

    UNREADABLE = "unreadable"
    TOO_LARGE = "too_large"
    NOT_A_PACK = "not_a_pack"
    TOO_MANY_FILES = "too_many_files"
    SWOLLEN = "swollen"
    BAD_NAME = "bad_name"
    SPECIAL_FILE = "special_file"
    TWICE = "twice"
    ENCRYPTED = "encrypted"
    SCHEMA_UNKNOWN = "schema_unknown"
    MANIFEST_WRONG = "manifest_wrong"
    FILE_UNKNOWN = "file_unknown"
    FILE_MISSING = "file_missing"
    HASH_WRONG = "hash_wrong"
    SIGNATURE_WRONG = "signature_wrong"
    KEY_UNKNOWN = "key_unknown"
    KEY_EXPIRED = "key_expired"
    NO_KEY = "no_key"
    PROGRAM_TOO_OLD = "program_too_old"
    OLDER_THAN_PROGRAM = "older_than_program"
    OLDER_THAN_ACTIVE = "older_than_active"
    RECALLED = "recalled"
    DISK_FULL = "disk_full"
    READ_ONLY = "read_only"
    CONTENT_WRONG = "content_wrong"
    DAMAGED_HERE = "damaged_here"
    INTERRUPTED = "interrupted"
    NOTHING_BEFORE = "nothing_before"
    RECALL_UNREADABLE = "recall_unreadable"
    RECALL_OLDER = "recall_older"
    RECALL_SHRUNK = "recall_shrunk"


_SENTENCES = {
    PackFault.UNREADABLE: "Ce fichier ne se lit pas : remettez la clé ou copiez-le à nouveau",
    PackFault.TOO_LARGE: "Ce paquet est trop grand : demandez-en un plus petit à la ville",
    PackFault.NOT_A_PACK: "Ce fichier n’est pas un paquet entier : copiez-le à nouveau",
    PackFault.TOO_MANY_FILES: "Ce paquet a trop de fichiers : demandez-en un autre à la ville",
    PackFault.SWOLLEN: "Ce paquet se gonfle hors de toute mesure : ne l’utilisez pas, dites-le "
    "à la ville",
    PackFault.BAD_NAME: "Ce paquet a un nom de fichier interdit : ne l’utilisez pas, dites-le "
    "à la ville",
    PackFault.SPECIAL_FILE: "Ce paquet contient un lien ou un dossier : ne l’utilisez pas, "
    "dites-le à la ville",
    PackFault.TWICE: "Ce paquet a deux fois le même fichier : demandez-en un autre à la ville",
    PackFault.ENCRYPTED: "Ce paquet est fermé par un mot de passe : demandez-en un autre",
    PackFault.SCHEMA_UNKNOWN: "Ce paquet est d’une forme inconnue : mettez d’abord le programme "
    "à jour",
    PackFault.MANIFEST_WRONG: "La liste de ce paquet est fausse : demandez-en un autre à la ville",
    PackFault.FILE_UNKNOWN: "Ce paquet a un fichier de trop : demandez-en un autre à la ville",
    PackFault.FILE_MISSING: "Il manque un fichier à ce paquet : copiez-le à nouveau",
    PackFault.HASH_WRONG: "Un fichier de ce paquet a changé : copiez-le à nouveau",
    PackFault.SIGNATURE_WRONG: "La signature est fausse : ne l’utilisez pas, dites-le à la ville",
    PackFault.KEY_UNKNOWN: "Cette machine ne connaît pas qui a signé : demandez un fichier de "
    "votre ville",
    PackFault.KEY_EXPIRED: "Ce fichier est signé d’une clé que la ville a changée : "
    "demandez-en un nouveau",
    PackFault.NO_KEY: "Cette machine n’est inscrite à aucune ville : inscrivez-la d’abord",
    PackFault.PROGRAM_TOO_OLD: "Ce paquet demande un programme plus récent : mettez d’abord le "
    "programme à jour",
    PackFault.OLDER_THAN_PROGRAM: "Ce paquet est plus ancien que les démarches du programme : "
    "demandez le plus récent",
    PackFault.OLDER_THAN_ACTIVE: "Ce paquet n’est pas plus récent que celui qui sert : "
    "demandez le plus récent",
    PackFault.RECALLED: "Ce paquet a été rappelé : demandez le plus récent à la ville",
    PackFault.DISK_FULL: "Le disque est plein : faites de la place, puis recommencez",
    PackFault.READ_ONLY: "Le dossier de données ne s’écrit pas : vérifiez ses droits",
    PackFault.CONTENT_WRONG: "Une démarche de ce paquet est mal écrite : dites-le à la ville",
    PackFault.DAMAGED_HERE: "Le paquet gardé ici est abîmé : installez-le à nouveau",
    PackFault.INTERRUPTED: "L’installation a été coupée : recommencez",
    PackFault.NOTHING_BEFORE: "Il n’y a pas de paquet d’avant : les démarches du programme servent",
    PackFault.RECALL_UNREADABLE: "Ce fichier n’est pas une liste de rappels : copiez-le à nouveau",
    PackFault.RECALL_OLDER: "Cette liste de rappels est plus ancienne que celle d’ici : demandez "
    "la plus récente",
    PackFault.RECALL_SHRUNK: "Cette liste de rappels en a perdu : ne l’utilisez pas, dites-le à "
    "la ville",
}


def sentence_of_fault(fault: PackFault, detail: str = "") -> str:
    """Return the sentence that says what was wrong and what to do, in French.

    Args:
        fault: What was wrong.
        detail: Where, such as a file of the pack; signs that do not print are dropped.
    """
    shown = "".join(sign for sign in detail if sign.isprintable())[:_LONGEST_DETAIL]
    return f"{_SENTENCES[fault]} ({shown})." if shown else f"{_SENTENCES[fault]}."


class PackRefused(KnownError):
    """A pack or a recall is refused; nothing has changed.

    Attributes:
        fault: What was wrong.
        detail: Where; empty when the sentence says enough.
    """

    def __init__(self, fault: PackFault, detail: str = "") -> None:
        """Say it in a sentence."""
        super().__init__(sentence_of_fault(fault, detail))
        self.fault = fault
        self.detail = detail
