# SPDX-License-Identifier: AGPL-3.0-or-later
"""Requests on the disk, made here or told by the city."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from kiosk.domain.appointment_requests import AppointmentRequest, RequestStatus, Wish, WishedTime
from kiosk.foundation.clock import paris_day
from tests.support.booking_desk import NOW, WEDNESDAY, a_machine

OWN = AppointmentRequest(
    "48291630",
    "caf",
    Wish((WishedTime(WEDNESDAY),)),
    RequestStatus.REQUESTED,
    made_day=paris_day(NOW),
)
OTHER = replace(
    OWN, number="11111111", motif_id="impots", wish=Wish(), device="k-9", label_sealed=b"sealed"
)


def test_requests_wait_in_the_order_in_which_they_came(tmp_path):
    machine = a_machine(tmp_path)
    with machine.database.unit_of_work() as uow:
        uow.requests.add(OWN, NOW)
        uow.requests.add(OTHER, NOW - timedelta(hours=1))

        assert uow.requests.waiting() == (OTHER, OWN)
        assert uow.requests.knows("48291630")
        assert not uow.requests.knows("22222222")


def test_news_of_the_city_changes_our_request_and_replaces_the_others(tmp_path):
    machine = a_machine(tmp_path)
    answered = AppointmentRequest(
        OWN.number, OWN.motif_id, OWN.wish, RequestStatus.CONFIRMED, "k-1"
    )
    with machine.database.unit_of_work() as uow:
        uow.requests.add(OWN, NOW)
        uow.requests.replace_synced([OTHER], NOW)
        assert uow.requests.waiting() == (OTHER, OWN)

        uow.requests.replace_synced([answered], NOW)

        assert uow.requests.waiting() == ()
        assert uow.requests.by_number(OWN.number).status is RequestStatus.CONFIRMED
        assert uow.requests.by_number(OTHER.number) is None


def test_a_withdrawal_asked_here_is_not_undone_by_older_news(tmp_path):
    machine = a_machine(tmp_path)
    with machine.database.unit_of_work() as uow:
        uow.requests.add(OWN, NOW)
        uow.requests.note(OWN.number, "", RequestStatus.WITHDRAWN)
        uow.requests.replace_synced([OWN], NOW)

        assert uow.requests.by_number(OWN.number).status is RequestStatus.WITHDRAWN


def test_old_requests_are_erased(tmp_path):
    machine = a_machine(tmp_path)
    with machine.database.unit_of_work() as uow:
        uow.requests.add(OWN, NOW)

        assert uow.requests.erase(NOW) == 0
        assert uow.requests.erase(NOW + timedelta(hours=1)) == 1
