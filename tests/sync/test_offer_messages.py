# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who waits for a seat hears of it: by a real gateway, by a person, never at night, never late."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from kiosk.domain.appointment_requests import RequestStatus
from kiosk.domain.appointments import ReplyBy
from kiosk.foundation.errors import ConfigInvalid
from sync.server.contacts import request_subject
from sync.server.reminders_text import LONGEST_TEXT, gsm_length, gsm_text
from sync.server.storage.words import MessageState
from tests.support.console import Inside
from tests.support.reminded import chores, contacts, with_gateway, write_settings
from tests.support.text_gateway import TextGateway
from tests.support.waiting import MOBILE, Kiosk, Workshop
from tests.sync.test_enrolment import restore, snapshot

S = RequestStatus
ANNE = "91111111"


@pytest.fixture
def gateway():
    one = TextGateway()
    yield one
    one.stop()


@pytest.fixture
def full(city, gateway):
    """Return a city that sends messages, a workshop without a seat left, its sale, a kiosk."""
    with_gateway(city, gateway.url)
    workshop = Workshop(city)
    return workshop, workshop.sell(), Kiosk(city, workshop)


def post_of(kiosk):
    return Kiosk(kiosk.city, kiosk.workshop, device="cccccccccccc", role="poste", life="c" * 16)


def tasks(post):
    return [(one.kind, one.number) for one in post.tell().tasks]


def message(city, number):
    with city.city.database.transaction() as unit:
        (found,) = unit.messages.of_booking(request_subject("0123456789ab", number))
    return found


def test_an_offer_is_told_once_with_its_deadline_and_its_contact_is_erased(full, gateway):
    workshop, sold, kiosk = full
    kiosk.wait(ANNE, contact=MOBILE, by=ReplyBy.PHONE)
    workshop.free(sold)

    chores(kiosk.city)
    chores(kiosk.city)

    (sent,) = gateway.taken
    assert sent["to"] == "+33612345678"
    assert sent["text"] == (
        "Une place se libère jeudi 26 novembre 2026 à 14 h, Espace Nord EXEMPLE. "
        "Dites oui avant le 24/11 à 9 h : 03 20 00 00 00 ou sur place, numéro 9111 1111"
    )
    assert gsm_text(sent["text"]) == sent["text"]
    assert gsm_length(sent["text"]) <= LONGEST_TEXT
    assert contacts(kiosk.city) == ()
    assert tasks(post_of(kiosk)) == []


def test_nobody_is_told_at_night_nor_once_the_offer_is_over(full, gateway):
    workshop, sold, kiosk = full
    kiosk.city.clock.pass_time(hours=12)  # nine in the evening
    kiosk.wait(ANNE, contact=MOBILE)
    workshop.free(sold)
    chores(kiosk.city)
    kiosk.city.clock.pass_time(hours=11, minutes=59)
    chores(kiosk.city)
    assert gateway.taken == []

    kiosk.city.clock.pass_time(minutes=1)
    chores(kiosk.city)

    (sent,) = gateway.taken
    assert "avant le 25/11 à 9 h" in sent["text"]


def test_a_gateway_that_fails_until_the_deadline_sends_nothing_late(full, gateway):
    workshop, sold, kiosk = full
    gateway.answer(*[503] * 40)
    kiosk.wait(ANNE, contact=MOBILE)
    workshop.free(sold)

    for _ in range(25):
        chores(kiosk.city)
        kiosk.city.clock.pass_time(hours=1)
    chores(kiosk.city)

    assert workshop.status(ANNE) is S.EXPIRED
    assert gateway.taken == []
    assert message(kiosk.city, ANNE).state is MessageState.DROPPED
    assert contacts(kiosk.city) == ()


def test_a_person_calls_while_a_gateway_fails(full, gateway):
    workshop, sold, kiosk = full
    gateway.answer(*[503] * 40)
    kiosk.wait(ANNE, contact=MOBILE)
    workshop.free(sold)

    for _ in range(5):
        chores(kiosk.city)
        kiosk.city.clock.pass_time(minutes=30)

    assert tasks(post_of(kiosk)) == [("seat_offered", ANNE)]


def test_a_telephone_without_messages_is_called_and_the_console_shows_it_once(full):
    workshop, sold, kiosk = full
    post = post_of(kiosk)
    kiosk.wait(ANNE, contact="03 20 11 22 33", by=ReplyBy.PHONE)
    workshop.free(sold)
    chores(kiosk.city)
    assert tasks(post) == [("seat_offered", ANNE)]
    assert message(kiosk.city, ANNE).state is MessageState.TO_CALL

    inside = Inside(kiosk.city)
    page = inside.send("agenda/contact", message=message(kiosk.city, ANNE).message_id)
    assert "03 20 11 22 33" in page.text
    inside.send("agenda/appele", message=message(kiosk.city, ANNE).message_id)

    assert tasks(post) == []
    assert contacts(kiosk.city) == ()


def test_an_offer_accepted_in_the_meantime_is_told_no_more(full, gateway):
    workshop, sold, kiosk = full
    kiosk.city.clock.pass_time(hours=12)
    kiosk.wait(ANNE, contact=MOBILE)
    workshop.free(sold)
    chores(kiosk.city)
    kiosk.yes(ANNE)

    kiosk.city.clock.pass_time(hours=13)
    chores(kiosk.city)

    assert workshop.status(ANNE) is S.CONFIRMED
    assert gateway.taken == []


def test_who_leaves_the_list_leaves_no_contact_behind(full, gateway):
    workshop, _sold, kiosk = full
    kiosk.wait(ANNE, contact=MOBILE)
    kiosk.leave(ANNE)

    chores(kiosk.city)

    assert workshop.status(ANNE) is S.WITHDRAWN
    assert contacts(kiosk.city) == ()
    assert gateway.taken == []


def test_case_40_who_waits_hears_that_the_workshop_is_cancelled(full, gateway):
    workshop, _sold, kiosk = full
    kiosk.wait(ANNE, contact=MOBILE)
    workshop.enter(status="cancelled")

    chores(kiosk.city)

    (sent,) = gateway.taken
    assert sent["text"].startswith("Rendez-vous 9111 1111 du jeudi 26 novembre 2026 à 14 h annulé")
    assert contacts(kiosk.city) == ()


def test_an_offer_told_is_not_told_again_by_a_restored_database(full, gateway):
    workshop, sold, kiosk = full
    kiosk.wait(ANNE, contact=MOBILE)
    older = snapshot(kiosk.city)
    workshop.free(sold)
    chores(kiosk.city)
    assert len(gateway.taken) == 1

    restore(kiosk.city, older)
    chores(kiosk.city)

    assert len(gateway.taken) == 1
    assert contacts(kiosk.city) == ()


@pytest.mark.parametrize("hours", [1, 169])
def test_an_offer_that_lasts_too_short_or_too_long_is_refused_by_name(city, hours):
    with pytest.raises(ConfigInvalid, match="une place est gardée de 2 à 168 heures"):
        write_settings(city, f"[workshops]\noffer_hours = {hours}\n")


def test_a_text_of_an_offer_says_until_when(city):
    with pytest.raises(ConfigInvalid, match=r"reminders\.offer : il y manque \{limite\}"):
        write_settings(
            city,
            "[reminders]\noffer = '{numero} {jour} {heure} {telephone}'\n",
        )


def test_a_deadline_on_the_other_side_of_a_change_of_the_clock_is_told_as_walls_show_it(
    city, gateway
):
    with_gateway(city, gateway.url)
    city.clock.come_to(datetime(2027, 3, 27, 18, 30, tzinfo=UTC))
    workshop = Workshop(city, start=datetime(2027, 3, 30, 12, 0, tzinfo=UTC))
    kiosk = Kiosk(city, workshop)
    sold = workshop.sell()
    kiosk.wait(ANNE, contact=MOBILE)
    workshop.free(sold)

    city.clock.come_to(datetime(2027, 3, 28, 6, 59, tzinfo=UTC))  # summer time since three
    chores(city)
    assert gateway.taken == []
    city.clock.come_to(datetime(2027, 3, 28, 7, 0, tzinfo=UTC))
    chores(city)

    (sent,) = gateway.taken
    assert "avant le 29/03 à 9 h" in sent["text"]
