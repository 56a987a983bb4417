# SPDX-License-Identifier: AGPL-3.0-or-later
"""One exchange between a real kiosk and a real city, when all goes well and when it does not."""

from __future__ import annotations

import pytest

from kiosk.domain.outbox import OutboxLane
from kiosk.domain.sessions import SessionOutcome, WalkthroughTrace
from sync.client.engine import ExchangeOutcome
from tests.support.city import records_of
from tests.support.city_adapter import Fault

LEAVES_THE_QUEUE = [fault for fault in Fault if fault is not Fault.DUPLICATE]


def live_sessions(kiosk, n=3):
    for place in range(n):
        session = kiosk.sessions.open("fr")
        trace = WalkthroughTrace("arnaque", f"etape-{place % 4}", finished=place % 2 == 0)
        kiosk.sessions.note_progress(session, language="ar", trace=trace)
        kiosk.clock.pass_time(minutes=7)
        kiosk.sessions.finish(session, SessionOutcome.FINISHED)


def identities(kiosk):
    with kiosk.database.connection() as connection:
        rows = connection.exec_driver_sql("select incarnation, lane, sequence, hash from outbox")
        return {(row[0], row[1], row[2], row[3]) for row in rows}


def test_a_session_reaches_the_city_in_one_request(city):
    kiosk = city.machine("a")
    live_sessions(kiosk)

    report = city.client(kiosk).exchange()

    assert report.outcome is ExchangeOutcome.SENT
    assert (report.n_accepted, report.n_refused, report.n_pending) == (3, 0, 0)
    assert city.plan.n_exchanges == 1
    assert identities(kiosk) == records_of(city.city, kiosk.device.identity().device_id)


def test_what_was_written_before_enrolment_keeps_its_name_at_the_city(city):
    kiosk = city.machine("a", enrolled=False)
    live_sessions(kiosk, 2)
    city.enrol(kiosk)

    city.client(kiosk).exchange()

    with city.city.database.transaction() as unit:
        rows = unit.reports.sessions("2000", "2999")
        records = unit.records.identities(kiosk.device.identity().device_id)
    with kiosk.database.connection() as connection:
        local = connection.exec_driver_sql("select incarnation, sequence from session").all()
    assert {(row.place.incarnation, row.place.sequence) for row in rows} == {
        (row[0], row[1]) for row in local
    }
    assert len(records) == 2


def test_an_answer_to_an_exchange_with_nothing_to_send_is_the_citys_last_word(city):
    kiosk = city.machine("a")
    city.client(kiosk).exchange()
    assert kiosk.outbox.status().last_sent_utc == city.clock.now_utc()

    city.clock.pass_time(minutes=7)
    city.client(kiosk).exchange()

    assert kiosk.outbox.status().last_sent_utc == city.clock.now_utc()


@pytest.mark.parametrize("fault", LEAVES_THE_QUEUE)
def test_anything_but_the_citys_own_answer_leaves_the_queue_as_it_was(city, fault):
    kiosk = city.machine("a")
    client = city.client(kiosk)
    client.exchange()
    live_sessions(kiosk)
    before = kiosk.outbox.next_batch(OutboxLane.LOGS, 100)
    city.plan.add(fault)

    report = client.exchange()

    assert report.outcome is not ExchangeOutcome.SENT
    assert kiosk.outbox.next_batch(OutboxLane.LOGS, 100) == before
    assert 0 < report.wait_s <= 900


@pytest.mark.parametrize("fault", list(Fault))
def test_after_any_fault_the_next_exchange_counts_each_session_once(city, fault):
    kiosk = city.machine("a")
    client = city.client(kiosk)
    client.exchange()
    live_sessions(kiosk)
    city.plan.add(fault, fault)
    client.exchange()
    client.exchange()

    report = client.exchange()

    assert report.n_pending == 0
    assert identities(kiosk) == records_of(city.city, kiosk.device.identity().device_id)
    with city.city.database.transaction() as unit:
        assert unit.reports.n_sessions() == 3
        assert unit.cases.all_open() == ()


def test_a_lost_answer_is_asked_again_with_the_same_number_and_bytes(city):
    kiosk = city.machine("a")
    client = city.client(kiosk)
    live_sessions(kiosk)
    city.plan.add(Fault.LOST_AFTER)
    first = client.prepare()
    client.settle(client.send(first))
    live_sessions(kiosk, 1)

    second = client.prepare()

    assert (second.request, second.body) == (first.request, first.body)
    client.settle(client.send(second))
    third = client.prepare()
    assert third.request == first.request + 1


def test_the_same_request_gets_the_same_answer_again(city):
    kiosk = city.machine("a")
    client = city.client(kiosk)
    live_sessions(kiosk)
    prepared = client.prepare()

    first, second = client.send(prepared), client.send(prepared)

    assert first.answer == second.answer
    assert client.settle(first).n_accepted == 3
    assert client.settle(second).n_accepted == 0


def test_an_answer_to_an_older_request_is_not_taken_for_this_one(city):
    kiosk = city.machine("a")
    client = city.client(kiosk)
    old = client.send(client.prepare())
    client.settle(old)
    live_sessions(kiosk)
    fresh = client.prepare()

    report = client.settle(type(old)(fresh, old.answer))

    assert report.outcome is ExchangeOutcome.NOT_THE_CITY
    assert kiosk.outbox.status().n_pending == 3


def test_a_redirect_is_not_followed(city):
    kiosk = city.machine("a")
    city.plan.add(Fault.REDIRECT)

    report = city.client(kiosk).exchange()

    assert report.outcome is ExchangeOutcome.NOT_THE_CITY
    assert city.plan.n_exchanges == 1


@pytest.mark.parametrize("fault", [Fault.TOO_LARGE, Fault.TIMEOUT_BEFORE, Fault.TIMEOUT_AFTER])
def test_a_batch_is_halved_when_it_is_too_large_or_too_slow(city, fault):
    kiosk = city.machine("a")
    client = city.client(kiosk)
    before = client.batch
    city.plan.add(fault)

    client.exchange()

    assert client.batch == before // 2


@pytest.mark.parametrize(
    "fault", [Fault.LOST_AFTER, Fault.ERROR_500, Fault.PORTAL, Fault.WRONG_SIGNATURE]
)
def test_a_batch_is_not_halved_for_any_other_fault(city, fault):
    kiosk = city.machine("a")
    client = city.client(kiosk)
    before = client.batch
    city.plan.add(fault)

    client.exchange()

    assert client.batch == before


def test_the_city_says_when_to_come_again(city):
    kiosk = city.machine("a")
    client = city.client(kiosk, jitter=0.0)
    city.plan.retry_after = "1234"
    city.plan.add(Fault.UNAVAILABLE)

    report = client.exchange()

    assert report.wait_s == 1234
    assert client.wait_s == 1234


def test_a_quiet_kiosk_asks_in_a_few_bytes_whether_anything_is_new(city):
    kiosk, other = city.machine("a"), city.machine("b")
    client = city.client(kiosk)
    city.client(other).exchange()
    client.exchange()
    client.exchange()

    assert client.probe() is False

    with city.city.database.transaction() as unit:
        unit.state.bump()
    assert client.probe() is True


def test_a_kiosk_without_a_city_sends_nothing(city):
    kiosk = city.machine("a", enrolled=False)

    assert city.client(kiosk).exchange().outcome is ExchangeOutcome.NOT_ENROLLED
    assert city.client(kiosk).probe() is None
    assert city.plan.n_exchanges == 0


def test_the_centre_the_agenda_and_the_machines_come_down(city):
    kiosk, neighbour = city.machine("a"), city.machine("b")

    city.client(kiosk).exchange()

    from kiosk.services.machine_keys import centre_machines

    assert kiosk.device.centre().name == "Espace Nord EXEMPLE"
    with kiosk.database.unit_of_work() as uow:
        agenda = uow.agenda.load()
        machines = centre_machines(uow)
    assert [one.motif_id for one in agenda.motifs] == ["caf", "impots"]
    assert [one.first_name for one in agenda.mediators] == ["Samira"]
    assert machines[neighbour.device.identity().device_id] == (
        neighbour.machine_keys.own_public_key()
    )


def test_a_part_that_did_not_change_is_not_sent_again(city):
    kiosk = city.machine("a")
    client = city.client(kiosk)
    client.exchange()
    client.exchange()
    city.adapter.sizes.clear()
    live_sessions(kiosk, 1)

    client.exchange()

    asked, answered = city.adapter.sizes[-1]
    assert asked < 900
    assert answered < 700


def test_a_revoked_machine_is_refused_and_keeps_its_queue(city):
    from sync.server.enrolment import revoke

    kiosk = city.machine("a")
    live_sessions(kiosk)
    revoke(city.city, kiosk.device.identity().device_id)

    report = city.client(kiosk).exchange()

    assert (report.outcome, report.refusal) == (ExchangeOutcome.REFUSED, "device_revoked")
    assert kiosk.outbox.status().n_pending == 3


def test_a_machine_follows_when_the_city_changes_its_signing_key(city):
    from sync.server.keys import renewed_signing_key

    kiosk = city.machine("a")
    client = city.client(kiosk)
    client.exchange()
    for _ in range(2):
        renewed_signing_key(city.folder / "city")
        city.restart()
    live_sessions(kiosk)

    report = client.exchange()

    assert report.outcome is ExchangeOutcome.SENT
    assert report.n_accepted == 3
    assert client.exchange().outcome is ExchangeOutcome.SENT
