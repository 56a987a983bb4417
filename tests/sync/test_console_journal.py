# SPDX-License-Identifier: AGPL-3.0-or-later
"""The journal of the console, and what its pages owe to everybody."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from sqlalchemy import text

from kiosk.domain.sessions import SessionOutcome, WalkthroughTrace
from kiosk.services.staff import Staff, StaffRole
from sync.server.journal import JOURNAL_KEPT, cut, note, verify
from tests.support.console import Inside
from tests.support.reminded import chores
from tests.support.visits import a_draft
from tests.sync.test_console import Audit
from tests.sync.test_enrolment import restore, snapshot

MEDIATOR = Staff(staff_id=1, role=StaffRole.MEDIATOR, name="Samira EXEMPLE")


def lines(city):
    with city.city.database.transaction() as unit:
        return tuple(unit.journal.lines())


def write(city, n=5):
    with city.city.database.transaction() as unit:
        for number in range(n):
            note(city.city, unit, "ana", "left", f"x{number}")


def change(city, statement):
    with city.city.database._engine.begin() as connection:
        connection.execute(text(statement))


def test_a_journal_nobody_touched_is_whole(any_city):
    write(any_city)

    assert verify(any_city.city).broken_at == 0
    assert verify(any_city.city).n_lines == 5


@pytest.mark.parametrize(
    ("statement", "broken_at"),
    [
        ("UPDATE journal_line SET subject = 'other' WHERE number = 3", 3),
        ("UPDATE journal_line SET at = at + 1 WHERE number = 1", 1),
        ("DELETE FROM journal_line WHERE number = 2", 2),
        ("DELETE FROM journal_line WHERE number = 5", 5),
        ("DELETE FROM journal_line WHERE number = 1", 1),
    ],
)
def test_a_line_changed_or_removed_in_the_database_is_found(city, statement, broken_at):
    write(city)
    change(city, statement)

    assert verify(city.city).broken_at == broken_at


ENDS = [
    # after its fourth line
    ("DELETE FROM journal_line WHERE number > 3", "number = 3, mark = '{third}'", 4),
    # before its fourth line
    ("DELETE FROM journal_line WHERE number < 4", "cut_number = 3, cut_mark = '{third}'", 4),
    ("DELETE FROM journal_line", "number = 0, mark = ''", 1),
]


@pytest.mark.parametrize("goes_on", [False, True])
@pytest.mark.parametrize(("removed", "ends", "broken_at"), ENDS)
def test_a_journal_cut_at_an_end_in_the_database_alone_is_found(
    any_city, removed, ends, broken_at, goes_on
):
    write(any_city)
    third = lines(any_city)[2].mark
    chores(any_city)

    change(any_city, removed)
    change(any_city, f"UPDATE journal_head SET {ends.format(third=third)}")
    any_city.clock.pass_time(minutes=1)
    if goes_on:
        write(any_city, 7)
        chores(any_city)
        any_city.restart()

    told = verify(any_city.city).broken_at
    assert told > 0 if goes_on else told == broken_at


def test_a_journal_emptied_with_its_ends_and_its_seal_is_found_after_a_restart_too(city):
    write(city)
    chores(city)

    for table in ("journal_line", "journal_head"):
        change(city, f"DELETE FROM {table}")
    change(city, "DELETE FROM city_state WHERE name = 'journal_seal'")
    city.restart()

    assert verify(city.city).broken_at == 1
    write(city, 7)
    assert verify(city.city).broken_at > 0


def test_an_older_database_put_back_is_found_by_what_the_ledger_tells(city):
    write(city, 3)
    older = snapshot(city)
    write(city, 2)
    chores(city)

    restore(city, older)

    assert verify(city.city).broken_at == 4
    city.clock.pass_time(minutes=1)
    write(city, 4)
    assert verify(city.city).broken_at == 5  # another line than the one that the ledger tells


def test_lines_younger_than_the_last_round_are_not_missed(city):
    write(city, 3)
    chores(city)
    seal = "SELECT value FROM city_state WHERE name = 'journal_seal'"
    with city.city.database._engine.connect() as connection:
        known = connection.execute(text(seal)).scalar()
    third = lines(city)[2].mark
    write(city, 2)

    change(city, "DELETE FROM journal_line WHERE number > 3")
    change(city, f"UPDATE journal_head SET number = 3, mark = '{third}'")
    change(city, f"UPDATE city_state SET value = '{known}' WHERE name = 'journal_seal'")

    assert verify(city.city).broken_at == 0  # as the module says
    with city.city.database.transaction() as unit:
        assert unit.journal.head().number == 3


def test_a_line_made_older_in_the_database_takes_none_with_it(city):
    write(city)
    change(city, "UPDATE journal_line SET at = 0 WHERE number = 5")

    with city.city.database.transaction() as unit:
        assert cut(city.city, unit) == 0

    assert verify(city.city).broken_at == 5


def test_the_journal_of_an_older_program_is_sealed_at_the_first_start(city):
    write(city)
    change(city, "DELETE FROM city_state WHERE name = 'journal_seal'")

    city.restart()

    assert verify(city.city).broken_at == 0
    chores(city)
    chores(city)
    kinds = [fact["kind"] for fact in city.city.ledger.facts()]
    assert kinds == ["journal_at"]


def test_lines_are_cut_after_a_year_and_the_chain_still_holds(any_city):
    write(any_city, 3)
    any_city.clock.pass_time(days=JOURNAL_KEPT.days + 1)
    write(any_city, 2)

    with any_city.city.database.transaction() as unit:
        assert cut(any_city.city, unit) == 3

    assert verify(any_city.city).broken_at == 0
    assert [line.number for line in lines(any_city)] == [4, 5]


def test_a_line_of_a_leapt_clock_goes_with_those_around_it(any_city):
    write(any_city, 2)
    real = any_city.clock.now_utc()
    any_city.clock.set_wall(real + timedelta(days=800))
    write(any_city, 2)
    any_city.clock.set_wall(real)
    write(any_city, 2)
    any_city.clock.pass_time(days=JOURNAL_KEPT.days + 1)
    write(any_city, 1)

    with any_city.city.database.transaction() as unit:
        assert cut(any_city.city, unit) == 6

    assert verify(any_city.city).broken_at == 0
    assert [line.number for line in lines(any_city)] == [7]


def test_a_line_of_a_clock_that_fell_back_takes_no_younger_one_with_it(any_city):
    write(any_city, 2)
    real = any_city.clock.now_utc()
    any_city.clock.set_wall(real - timedelta(days=800))
    write(any_city, 1)
    any_city.clock.set_wall(real)

    with any_city.city.database.transaction() as unit:
        assert cut(any_city.city, unit) == 0

    assert len(lines(any_city)) == 3


def test_a_change_made_by_a_page_or_a_program_is_noted_with_its_person(city):
    person = Inside(city)

    person.send("inviter", centre="NORD", role="borne")
    person.post("absences", {"mediator": "samira", "start": 0, "end": 60})
    person.send("agenda/annuler", rendez_vous="none", raison="")

    told = [(one.account_id, one.action, one.subject) for one in lines(city)]
    account = person.account.account_id
    assert (account, "machine_invited", "NORD") in told
    assert (account, "absence_entered", "samira") in told
    assert "appointment_cancelled" not in [action for _, action, _ in told]


def test_the_page_of_the_journal_says_who_did_what_and_that_the_chain_holds(city):
    person = Inside(city)
    person.send("inviter", centre="NORD", role="borne")

    page = person.page("journal")

    assert "La chaîne tient" in page
    assert f"<td>{person.account.login}</td><td>code d’inscription fait</td>" in page
    change(city, "UPDATE journal_line SET subject = 'SUD'")
    assert "La chaîne est rompue à la ligne 1" in person.page("journal")


def test_the_page_of_erasures_says_the_source_of_each_time(city):
    assert "RGPD, art. 5(1)(e)" in Inside(city).page("effacements")


def test_figures_stand_beside_their_table_with_scope_and_late_machines(city):
    city.client(city.machine("a")).exchange()
    city.clock.pass_time(days=3)

    page = Inside(city).page("frequentation?mois=2026-11")

    assert "Le réseau : réseau des espaces citoyens numériques" in page
    assert "1 borne n’a pas envoyé depuis le 23 novembre 2026" in page
    assert len(re.findall(r"<dt>", page)) == 5


def test_crossings_are_tables_with_heads_and_what_is_not_counted_is_told_in_words(city):
    kiosk = city.machine("a")
    draft = a_draft(day=date(2026, 11, 20), quarter="nord", unmet="langue")
    kiosk.attendance.record(draft, MEDIATOR)
    city.client(kiosk).exchange()

    page = Inside(city).page("frequentation?mois=2026-11")

    crossed = page[page.index('id="titre-theme_quarters"') :]
    assert '<th scope="col" class="n">Nord</th>' in crossed
    assert re.search(r'<th scope="row">E-mail</th><td class="n">1</td>', crossed)
    untold = "<td>Non compté : aucune identité n’est gardée.</td>"
    assert f'<th scope="row">Bénéficiaires suivis</th>{untold}' in page
    assert "<h2>Statistiques sur vos bénéficiaires</h2>" in page


def test_the_page_names_guides_by_the_titles_that_people_see(city):
    kiosk = city.machine("a")
    session = kiosk.sessions.open("fr")
    trace = WalkthroughTrace("arnaque", "fin", finished=True)
    kiosk.sessions.note_progress(session, language="fr", trace=trace)
    kiosk.sessions.finish(session, SessionOutcome.FINISHED)
    city.client(kiosk).exchange()

    page = Inside(city).page("frequentation?mois=2026-11")

    titles = {one.walkthrough_id: one.title for one in kiosk.walkthroughs.cards("fr")}
    assert f">{titles['arnaque']}<" in page
    assert ">arnaque<" not in page


@pytest.mark.parametrize(
    "asked", ["du=hier&au=demain", "mois=9999-12", "mois=1900-01", "du=0001-01-01&au=0001-01-31"]
)
@pytest.mark.parametrize("page", ["frequentation", "rapprochement"])
def test_a_period_that_cannot_be_read_is_said(city, page, asked):
    assert "pas lisible" in Inside(city).page(f"{page}?{asked}")


def test_more_days_than_figures_take_are_said_with_the_limit(city):
    person = Inside(city)

    for first in ("2015-01-01", "2020-01-01"):
        page = person.page(f"frequentation?du={first}&au=2026-10-31")
        assert "Cinq ans au plus" in page
        assert "ni à transmettre ni à publier" in page


@pytest.mark.parametrize(
    "path", ["frequentation", "rapprochement", "exports", "journal", "comptes", "compte", "arrets"]
)
def test_every_page_names_its_fields_and_the_heads_of_its_tables(city, path):
    person = Inside(city)
    person.send("exports/faire", fichier="csv", du="2026-10-01", au="2026-10-31")
    city.app.state.exports.settle()
    audit = Audit()

    page = person.page(path)
    audit.feed(page)

    assert audit.unnamed == []
    assert audit.n_tables == audit.n_tables_with_headings == page.count("<caption")
    assert page.count("<h1") == 1
    assert "<script" not in page
    assert "style=" not in page
