# SPDX-License-Identifier: AGPL-3.0-or-later
"""Needs that other centres receive: offered with their days, asked for and never confirmed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.domain.appointment_requests import Wish
from kiosk.domain.centre import CentreCard
from kiosk.domain.slots import DayState
from kiosk.foundation.errors import Refused
from tests.support.booking_desk import NORD, a_machine, an_agenda, an_opening

FRESNOY = CentreCard(
    code="FRES",
    name="Espace citoyen numérique Fresnoy",
    quarter="Fresnoy",
    address="2 rue EXEMPLE",
    phone="03 20 00 00 01",
    receives=(("caf", (0, 2)), ("impots", (4,))),
)


def a_machine_of_two_centres(folder):
    agenda = an_agenda(an_opening(motif_ids=("caf",)), centres=(FRESNOY, replace_code(NORD)))
    return a_machine(folder, agenda=agenda)


def replace_code(card):
    return card._replace(receives=(("caf", (0,)),))


def test_a_need_says_where_else_somebody_receives_for_it(tmp_path):
    machine = a_machine_of_two_centres(tmp_path)

    needs = {need.motif_id: need for need in machine.appointments.needs("fr")}

    assert set(needs) == {"caf", "impots"}
    assert needs["caf"].is_here
    assert [card.code for card in needs["caf"].elsewhere] == ["FRES"]
    assert not needs["impots"].is_here


def test_an_opening_of_our_people_in_another_centre_is_not_here(tmp_path):
    away = replace(an_opening(), centre="FRES")
    machine = a_machine(tmp_path, agenda=an_agenda(away, centres=(FRESNOY,)))

    needs = {need.motif_id: need for need in machine.appointments.needs("fr")}

    assert not needs["caf"].is_here


def test_days_of_another_centre_are_its_weekdays_to_be_asked_for(tmp_path):
    machine = a_machine_of_two_centres(tmp_path)

    days = machine.appointments.days_elsewhere("caf", "FRES")

    assert len(days) == 14
    assert {day.day.weekday() for day in days if day.state is DayState.FULL} == {0, 2}


def test_a_centre_that_is_not_known_has_no_days(tmp_path):
    with pytest.raises(Refused, match="centre_unknown"):
        a_machine_of_two_centres(tmp_path).appointments.days_elsewhere("caf", "SUD")


def test_the_ticket_of_a_request_carries_the_address_of_its_centre(tmp_path):
    machine = a_machine_of_two_centres(tmp_path)

    ticket = machine.appointments.request("caf", Wish(centre="FRES"))

    assert ticket.centre.address == "2 rue EXEMPLE"
    found = machine.appointments.find(ticket.number)
    assert found is not None
    assert found.elsewhere == FRESNOY
