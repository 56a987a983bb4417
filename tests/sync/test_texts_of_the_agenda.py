# SPDX-License-Identifier: AGPL-3.0-or-later
"""Texts of a city's file: what no table, no line of a screen can hold is refused in words."""

from __future__ import annotations

import pytest

from kiosk.foundation.errors import ContentUnreadable
from sync.server.agenda_file import (
    AbsenceEntry,
    AgendaFile,
    CentreEntry,
    ClosureEntry,
    MediatorEntry,
    MotifEntry,
    OpeningEntry,
    enter_agenda,
)
from sync.server.centre_agenda import centre_agenda
from tests.support.city_workshop import a_workshop

MARKED = " \u202eEspace\x00\u200f  Nord\r\n"
TIDY = "Espace Nord"
LONG_RULE = "FREQ=MONTHLY;BYDAY=" + ",".join(
    f"-{nth}{day}" for nth in range(1, 6) for day in ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
)


def centre(**changes):
    return {"centre": [CentreEntry(**{"code": "EST", "name": "Est", **changes})]}


def mediator(**changes):
    given = {"id": "zoe", "centre": "NORD", "first_name": "Zoé", **changes}
    return {"mediator": [MediatorEntry(**given)]}


def motif(**changes):
    given = {"id": "mail", "labels": {"fr": "Mail"}, "duration_min": 30, **changes}
    return {"motif": [MotifEntry(**given)]}


def opening(**changes):
    given = {"id": "o", "mediator": "samira", "start": "09:00", "end": "12:00", **changes}
    return {"opening": [OpeningEntry(**{"first_day": "2026-11-02", **given})]}


def absence(**changes):
    given = {"start": "2026-11-25T09:00", "end": "2026-11-25T12:00", **changes}
    return {"absence": [AbsenceEntry(**{"id": "a", "mediator": "samira", **given})]}


def closure(**changes):
    given = {"first_day": "2026-12-24", "last_day": "2026-12-24", **changes}
    return {"closure": [ClosureEntry(**{"id": "c", "centre": "NORD", **given})]}


def workshop(**changes):
    return {"workshop": [a_workshop(**changes)]}


@pytest.mark.parametrize(
    ("entries", "named"),
    [
        (centre(name="A" * 100_000), "centre EST : name est trop long : écrivez 200 signes au"),
        (centre(name=" \u202e\x00 "), "centre EST : name manque"),
        (centre(name=""), "centre EST : name manque"),
        (centre(quarter="A" * 65), "quarter est trop long : écrivez 64 signes"),
        (centre(address="A" * 100_000), "address est trop long : écrivez 300 signes"),
        (centre(phone="0" * 41), "phone est trop long : écrivez 40 signes"),
        (centre(hours={"lun": "9" * 100_000}), r"hours\.lun est trop long"),
        (mediator(first_name="\x00"), "mediator zoe : first_name manque : écrivez le prénom"),
        (mediator(first_name="A" * 81), "first_name est trop long"),
        (mediator(languages=["ar"] * 21), "20 au plus"),
        (mediator(centre="\x00"), "centre «  » n’existe pas"),
        (motif(icon="a\x00b"), "motif mail : icon n’est pas le nom d’une icône"),
        (motif(icon="A" * 65), "icon n’est pas"),
        (motif(labels={"fr": " "}), r"labels\.fr manque : écrivez le nom en français"),
        (motif(labels={"ar": "x"}), r"labels\.fr manque"),
        (motif(labels={"fr": "x", "français": "x"}), "labels veut des codes de langue"),
        (motif(labels={"fr": "A" * 121}), r"labels\.fr est trop long"),
        (motif(documents={"fr": ["x"] * 21}), "documents a 20 choses à apporter au plus"),
        (motif(documents={"fr": ["\n"]}), "documents manque"),
        (closure(label="A" * 81), "closure c : label est trop long"),
        (opening(weekdays=["lun"], mediator="a\x00b"), "mediator « ab » n’existe pas"),
        (opening(weekdays=["lun"], centre="a\x00b"), "centre « ab » n’existe pas"),
        (opening(rule=LONG_RULE, until="2027-01-01"), "rule est trop longue"),
        (absence(mediator="\x00"), "n’existe pas"),
        (absence(start="0001-01-01T00:00"), "absence a : start doit être un jour et une heure"),
        (absence(end="9999-12-31T23:55-01:00"), "absence a : end doit être un jour"),
        (workshop(mediator="\x00"), "n’existe pas"),
        (workshop(centre="\x00"), "n’existe pas"),
        (workshop(start="0001-01-01T00:00"), "start doit être un jour et une heure"),
        (workshop(titles={"fr": "\u202e\u200f"}), "titles.fr manque"),
    ],
)
def test_what_no_table_can_hold_is_refused_by_its_name(any_city, entries, named):
    with pytest.raises(ContentUnreadable, match=named):
        enter_agenda(any_city.city, AgendaFile(**entries))


def test_texts_are_kept_on_one_line_without_what_nobody_sees(any_city):
    texts = {"name": MARKED, "quarter": MARKED, "address": MARKED, "phone": MARKED}
    given = {
        **centre(**texts, code="NORD", hours={"lun": MARKED}),
        **mediator(first_name=MARKED),
        **motif(labels={"fr": MARKED}, documents={"fr": [MARKED]}),
        **closure(label=MARKED),
    }
    enter_agenda(any_city.city, AgendaFile(**given))

    with any_city.city.database.transaction() as unit:
        card = unit.fleet.centre("NORD")
        agenda = centre_agenda(any_city.city, unit, "NORD")
    told = [card.name, card.quarter, card.address, card.phone, *card.hours.values()]
    told += [one.first_name for one in agenda.mediators if one.mediator_id == "zoe"]
    needs = [one for one in agenda.motifs if one.motif_id == "mail"]
    told += [text for one in needs for text in (one.labels["fr"], *one.documents["fr"])]
    told += [one.label for one in agenda.closures if one.closure_id == "c"]
    assert told == [TIDY] * 9


def test_the_longest_texts_reach_a_machine(any_city):
    given = {
        **centre(code="NORD", name="é" * 200, quarter="é" * 64, address="é" * 300, phone="0" * 40),
        **mediator(first_name="é" * 80),
        **motif(labels={"fr": "é" * 120}, icon="i" * 48),
        **closure(label="é" * 80),
    }
    kiosk = any_city.machine("a")
    enter_agenda(any_city.city, AgendaFile(**given))

    report = any_city.client(kiosk).exchange()

    assert not report.unreadable
    assert kiosk.device.centre().address == "é" * 300
