# SPDX-License-Identifier: AGPL-3.0-or-later
"""« Rapprochement »: what is here, what the city received, what waits, in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from kiosk.domain.periods import month_of
from kiosk.domain.reconciliation import MachineAccount, Reconciliation, RefusedRecord
from kiosk.domain.record_digests import UnlikeMonth
from kiosk.foundation.translation import Translator
from ui.screens.exports.reconciling import reconciliation_words

NOW = datetime(2026, 11, 18, 13, 30, tzinfo=UTC)
SENT = datetime(2026, 11, 18, 13, 2, tzinfo=UTC)
SAME = MachineAccount("Espace Nord", 1599, 1599, 1599, 1599, 0, SENT)


def words_of(account, *, is_post=False):
    found = Reconciliation(
        month_of(date(2026, 11, 1)), (account,), account.n_counted, account.n_exported
    )
    return reconciliation_words(found, NOW, Translator("fr"), is_post=is_post)


def test_the_same_everywhere_is_told_with_each_total_and_the_last_sending():
    words = words_of(SAME)

    assert words.lines == (
        ("Fiches sur cette borne", "1\u202f599"),
        ("Reçues par la ville", "1\u202f599"),
        ("Dans les chiffres", "1\u202f599"),
        ("Dans l’export", "1\u202f599"),
        ("À part, ne comptent pas", "0"),
        ("Envois en attente ici", "0"),
    )
    assert words.is_well
    assert words.sentences == (
        "Tout concorde.",
        "Dernier envoi : aujourd’hui à 14\u00a0h\u00a002.",
    )


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"n_city": 1597, "n_waiting": 2}, "Ce qui manque à la ville est encore en route."),
        (
            {"n_city": 1598, "refused": (RefusedRecord("a-3", "bad_code"),)},
            "La ville a refusé des fiches : un technicien doit regarder.",
        ),
        ({"n_city": 1598}, "Les totaux diffèrent : prévenez le service informatique."),
    ],
)
def test_what_differs_is_told_with_what_to_do(changes, told):
    words = words_of(replace(SAME, **changes))

    assert (words.is_well, words.sentences[0]) == (False, told)


def test_other_records_at_the_city_are_told_with_how_many_and_which_count():
    unlike = (UnlikeMonth("2026-10", 3, 4), UnlikeMonth("2026-11", 5, 5))
    words = words_of(replace(SAME, unlike=unlike, is_quiet=True))

    assert not words.is_well
    assert words.sentences[:3] == (
        "La ville et cette machine n’ont pas les mêmes fiches.",
        "Là où elles diffèrent : 8 ici, 9 à la ville. Celles de la ville comptent.",
        "Ce qui est corrigé ou supprimé ici l’est aussi à la ville.",
    )


def test_a_machine_put_back_to_a_copy_agrees_with_nobody_before_the_city_has_answered():
    words = words_of(replace(SAME, is_quiet=True))

    assert (words.is_well, words.sentences[0]) == (
        False,
        "La ville n’a pas encore répondu depuis la remise de la copie.",
    )


def test_records_set_aside_are_told_with_why_and_where_they_are_seen():
    words = words_of(replace(SAME, n_doubles=2, n_ahead=1))

    assert dict(words.lines)["À part, ne comptent pas"] == "3"
    assert words.sentences[:2] == (
        "Tout concorde.",
        "En double : 2. Date à venir : 1. Elles se voient dans « Notés », au poste.",
    )


def test_a_machine_without_a_city_has_nothing_to_send():
    words = words_of(replace(SAME, n_city=None, last_sent_utc=None))

    labels = {label for label, _ in words.lines}
    assert not labels & {"Reçues par la ville", "À part, ne comptent pas", "Envois en attente ici"}
    assert words.sentences[1] == "Cette borne n’a pas de ville : tout reste ici."


def test_a_post_without_a_city_is_named_a_post():
    words = words_of(replace(SAME, n_city=None, last_sent_utc=None), is_post=True)

    assert words.lines[0][0] == "Fiches sur ce poste"
    assert words.sentences[1] == "Ce poste n’a pas de ville : tout reste ici."
