# SPDX-License-Identifier: AGPL-3.0-or-later
"""« Rapprochement » in words: here, at the city, in the figures, on the way; no Qt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.domain.reconciliation import Verdict
from ui.machine_words import machine_text
from ui.screens.exports.state import ReconciliationWords
from ui.wording import grouped_number, moment_in_words

if TYPE_CHECKING:
    from datetime import datetime

    from kiosk.domain.reconciliation import MachineAccount, Reconciliation
    from kiosk.foundation.translation import Translator

_SENTENCES = {
    Verdict.AGREES: "Tout concorde.",
    Verdict.NOT_HEARD: "La ville n’a pas encore répondu depuis la remise de la copie.",
    Verdict.UNLIKE: "La ville et cette machine n’ont pas les mêmes fiches.",
    Verdict.ON_ITS_WAY: "Ce qui manque à la ville est encore en route.",
    Verdict.REFUSED: "La ville a refusé des fiches : un technicien doit regarder.",
    Verdict.DIFFERS: "Les totaux diffèrent : prévenez le service informatique.",
}


def reconciliation_words(
    found: Reconciliation, now_utc: datetime, translator: Translator, *, is_post: bool = False
) -> ReconciliationWords:
    """Return the card of this machine: its totals, the verdict and the last sending.

    Args:
        found: The totals of the period, of this machine alone.
        now_utc: The moment, for « ce matin à 9 h ».
        translator: Language of the moment.
        is_post: Whether the machine is a mediator's post.
    """
    (account,) = found.machines
    has_city = account.n_city is not None
    alone = translator.text(
        machine_text("Cette borne n’a pas de ville : tout reste ici.", is_post=is_post)
    )
    counts = (
        ("Fiches sur cette borne", account.n_here),
        ("Reçues par la ville", account.n_city),
        ("Dans les chiffres", found.n_counted),
        ("Dans l’export", found.n_exported),
        ("À part, ne comptent pas", account.n_aside if has_city else None),
        ("Envois en attente ici", account.n_waiting if has_city else None),
    )
    return ReconciliationWords(
        title=translator.text("Rapprochement"),
        lines=tuple(
            (translator.text(machine_text(label, is_post=is_post)), grouped_number(n))
            for label, n in counts
            if n is not None
        ),
        sentences=(
            translator.text(_SENTENCES[found.verdict]),
            *_unlike(account, translator),
            *_why_aside(account, translator),
            _last_sent(account, now_utc, translator) if has_city else alone,
        ),
        is_well=found.verdict is Verdict.AGREES,
    )


def _unlike(account: MachineAccount, translator: Translator) -> tuple[str, ...]:
    if not account.unlike:
        return ()
    told = translator.text(
        "Là où elles diffèrent : {here} ici, {there} à la ville. Celles de la ville comptent.",
        here=grouped_number(sum(one.n_machine for one in account.unlike)),
        there=grouped_number(sum(one.n_city for one in account.unlike)),
    )
    to_do = translator.text("Ce qui est corrigé ou supprimé ici l’est aussi à la ville.")
    return (told, to_do)


def _why_aside(account: MachineAccount, translator: Translator) -> tuple[str, ...]:
    if not account.n_aside:
        return ()
    told = translator.text(
        "En double : {doubles}. Date à venir : {ahead}. Elles se voient dans « Notés », au poste.",
        doubles=grouped_number(account.n_doubles),
        ahead=grouped_number(account.n_ahead),
    )
    return (told,)


def _last_sent(account: MachineAccount, now_utc: datetime, translator: Translator) -> str:
    if account.last_sent_utc is None:
        return translator.text("Pas encore d’envoi vers la ville.")
    when = moment_in_words(account.last_sent_utc, now_utc, translator)
    return translator.text("Dernier envoi : {when}.", when=when)
