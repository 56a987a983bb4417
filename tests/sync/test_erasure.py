# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the city erases, when, and the log of it; nothing that counts is changed by it."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import timedelta

from kiosk.domain.appointment_requests import Wish
from kiosk.domain.appointments import ReplyBy, WhoComes
from kiosk.domain.periods import Period
from kiosk.domain.sessions import SessionOutcome
from kiosk.foundation.clock import paris_day
from sync.server.erasure import RULES, Erased, erase_due, lines_between
from sync.server.reports import network_figures
from sync.server.storage.records import LaneKey, StoredRecord
from tests.support.city import run_sync
from tests.support.console import Inside
from tests.support.reminded import (
    THURSDAY,
    a_booked_person,
    booked_on,
    chores,
    contacts,
    write_settings,
)
from tests.sync.test_enrolment import restore, snapshot


def erased(city):
    with city.city.database.transaction() as unit:
        return erase_due(city.city, unit)


def log_of(city):
    totals = {}
    for line in lines_between(city.city, 0, 1 << 40):
        totals[line.kind] = totals.get(line.kind, 0) + line.n
    return totals


def with_two_people(city):
    """One person books with name and contact, another asks to be called back."""
    city.machine("poste", "poste")
    kiosk = city.machine("borne")
    client = city.client(kiosk)
    client.exchange()
    booked_on(kiosk, THURSDAY, label="Fatou")
    kiosk.appointments.request(
        "caf",
        Wish(),
        who=WhoComes(label="Omar", contact="03 20 11 22 33", reply_by=ReplyBy.PHONE),
    )
    client.exchange()
    return kiosk


def personal(city):
    """Return how much is left of what people said of themselves."""
    with city.city.database.transaction() as unit:
        booked = unit.bookings.between(0, 1 << 40)
        asked = unit.bookings.requests_of_centre("NORD", 0)
        return (
            sum(one.label is not None for one in booked),
            sum(one.label is not None for one in asked),
            len(unit.contacts.live()),
            len(unit.records.annexed()),
        )


def test_each_thing_goes_in_its_time(any_city):
    with_two_people(any_city)
    assert personal(any_city) == (1, 1, 2, 2)

    any_city.clock.pass_time(days=4, hours=4)
    erased(any_city)
    assert personal(any_city) == (0, 1, 2, 1)
    any_city.clock.pass_time(days=1)
    erased(any_city)
    assert personal(any_city) == (0, 1, 1, 1)
    any_city.clock.pass_time(days=11, hours=22)
    erased(any_city)
    assert personal(any_city) == (0, 0, 0, 0)

    told = log_of(any_city)
    assert told[Erased.LABELS] == 1
    assert told[Erased.CONTACTS_LATE] == 2
    assert told[Erased.REQUESTS] == 1
    assert told[Erased.ANNEXES] == 2


def test_case_43_statistics_are_equal_before_and_after_the_erasures(any_city):
    kiosk = with_two_people(any_city)
    session = kiosk.sessions.open("fr")
    kiosk.sessions.finish(session, SessionOutcome.FINISHED)
    any_city.client(kiosk).exchange()
    today = paris_day(any_city.clock.now_utc())
    period = Period(today - timedelta(days=10), today + timedelta(days=40))
    before = network_figures(any_city.city, period)
    assert before.n_sessions == 1
    with any_city.city.database.transaction() as unit:
        rows = [
            replace(one, label=None, needs="", language="")
            for one in unit.bookings.between(0, 1 << 40)
        ]
        counts = unit.records.counts()

    any_city.clock.pass_time(days=30)
    assert erased(any_city) > 0

    after = network_figures(any_city.city, period)
    # the time of two appointments has come meanwhile, and thirty days of opening
    del after.tally.counts["appointment:not_told"]
    assert replace(after, coverage=before.coverage, open_minutes=before.open_minutes) == before
    with any_city.city.database.transaction() as unit:
        assert list(unit.bookings.between(0, 1 << 40)) == rows
        assert unit.records.counts() == counts


def test_what_was_kept_aside_and_damaged_batches_go_too(any_city):
    kiosk = with_two_people(any_city)
    key = LaneKey(kiosk.device.identity().device_id, "0" * 16, "bookings")
    row = StoredRecord(1, "appointment_sold", "refused", "x", b"h" * 32, b'{"core":{}}', b"sealed")
    unreadable = replace(row, sequence=2, hash=b"i" * 32, core=b"\xff")
    with any_city.city.database.transaction() as unit:
        unit.records.put_aside(key, [row, unreadable], any_city.city.now())
        unit.records.keep_batch(key, 1, b"sealed parts within", received=any_city.city.now())

    any_city.clock.pass_time(days=17, minutes=1)
    erased(any_city)

    with any_city.city.database.transaction() as unit:
        assert unit.erasures.aside_annexes() == ()
        assert unit.records.n_aside() == 2
    assert (log_of(any_city)[Erased.ASIDE], log_of(any_city)[Erased.BATCHES]) == (2, 1)
    assert erased(any_city) == 0


def test_a_kept_reply_with_labels_goes_when_its_machine_is_silent(city):
    kiosk = with_two_people(city)
    post = city.machines[0]
    city.client(post).exchange()
    identity = post.device.identity()

    def reply():
        with city.city.database.transaction() as unit:
            return unit.fleet.life(identity.device_id, identity.incarnation).reply

    assert reply()
    city.clock.pass_time(days=2, minutes=1)
    erased(city)

    assert reply() is None
    assert city.client(post).exchange().refusal is None
    assert city.client(kiosk).exchange().refusal is None


def test_backups_and_exports_go_by_their_date(city):
    folder = city.folder / "city" / "backups"
    folder.mkdir()
    for name, days in (("old.dump", 31), ("fresh.dump", 29)):
        file = folder / name
        file.write_bytes(b"sealed")
        when = (city.clock.now_utc() - timedelta(days=days)).timestamp()
        os.utime(file, (when, when))
    (folder / "below").mkdir()
    write_settings(city, "[[copies]]\npath = 'backups'\ndays = 30\n")

    erased(city)

    assert sorted(one.name for one in folder.iterdir()) == ["below", "fresh.dump"]
    assert log_of(city)[Erased.COPIES] == 1


def test_a_restored_backup_forgets_again_and_its_log_tells_both_times(city):
    with_two_people(city)
    older = snapshot(city)
    city.clock.pass_time(days=20)
    erased(city)
    told = log_of(city)

    restore(city, older)

    assert personal(city) == (0, 0, 0, 0)
    again = log_of(city)
    assert again.keys() == told.keys()
    # what lay in the backup was erased there too; contacts were erased by the ledger alone
    assert (again[Erased.LABELS], again[Erased.CONTACTS_LATE]) == (2 * told[Erased.LABELS], 2)


def test_nothing_of_what_was_erased_stays_in_the_files(city):
    with_two_people(city)
    with city.city.database.transaction() as unit:
        sealed = [one.sealed for one in unit.contacts.live()]
    city.clock.pass_time(days=20)

    chores(city)

    whole = b"".join(
        file.read_bytes() for file in (city.folder / "city").iterdir() if file.is_file()
    )
    assert len(sealed) == 2
    assert not any(one in whole for one in sealed)


def test_the_sealed_parts_can_be_scrubbed_on_postgresql_too(any_city):
    with_two_people(any_city)
    any_city.clock.pass_time(days=20)

    chores(any_city)
    any_city.city.database.scrub()

    assert contacts(any_city) == ()


def test_the_page_of_erasures_tells_dates_kinds_and_counts(city):
    a_booked_person(city)
    city.clock.pass_time(days=20)
    erased(city)

    text = Inside(city).page("effacements")

    assert "contacts non utilisés" in text
    assert "dimanche 13 décembre 2026 à 9 h" in text
    assert "24 h après le début" in text
    assert "06 12" not in text
    assert city.get("/console/effacements").text.count("Mot de passe")


def test_the_command_line_prints_the_log(city):
    a_booked_person(city)
    city.clock.pass_time(days=20)
    erased(city)

    told = run_sync(city.folder / "city", "erasures", "--from", "2026-12-01", "--to", "2026-12-31")

    assert told.returncode == 0, told.stderr
    assert "13/12/2026 9 h : contacts non utilisés : 1" in told.stdout
    assert told.stdout.splitlines()[-1].startswith("total : ")


def test_every_kind_of_erasure_has_its_line_on_the_page():
    assert {rule.what for rule in RULES if rule.what is not None} == set(Erased)
