# SPDX-License-Identifier: AGPL-3.0-or-later
"""The console's page of the fleet, and what every page of it owes to everybody."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from kiosk.content.packs.faults import PackFault, PackRefused
from kiosk.domain.sessions import SessionOutcome
from kiosk.domain.step_counts import Cell, StepEvent
from sync.server.guide_titles import guide_word
from sync.server.storage.cases import CaseKind
from sync.server.storage.state import FROZEN
from tests.support.city import URL
from tests.support.console import Inside


@pytest.fixture
def inside(city):
    return Inside(city).browser


def page(browser, path="/parc"):
    return browser.get(f"{URL}/console{path}").text


def token_of(text):
    return re.search(r'name="jeton" value="([^"]+)"', text).group(1)


def send(browser, path, **fields):
    fields.setdefault("jeton", token_of(page(browser)))
    return browser.post(f"{URL}/console/{path}", data=fields, allow_redirects=False)


def test_the_page_shows_machines_with_their_fingerprint_and_last_exchange(city, inside):
    kiosk = city.machine("a")
    city.client(kiosk).exchange()

    text = page(inside)

    assert "Espace Nord EXEMPLE · borne 1" in text
    assert re.search(r"<td>9\sh\b", text)
    assert "à jour" in text
    assert "DÉMONSTRATION" in text


def test_a_machine_that_is_late_is_to_be_looked_at(city):
    city.client(city.machine("a")).exchange()
    city.clock.pass_time(hours=2)

    text = page(Inside(city).browser)

    assert "hors ligne" in text
    assert "1 à regarder" in text


def test_a_case_is_shown_and_closed_by_a_person(city, inside):
    with city.city.database.transaction() as unit:
        unit.cases.open(CaseKind.OTHER_BYTES, device="", subject="x/logs/1", detail={}, now=1)
    assert "deux contenus" in page(inside)

    send(inside, "cas", cas="1")

    assert "deux contenus" not in page(inside)


def test_closing_the_case_of_a_loss_lets_rights_be_given_again(city, inside):
    with city.city.database.transaction() as unit:
        city.city.freeze(unit)
        unit.cases.open(CaseKind.SERVER_LOSS, device="", subject="x", detail={}, now=1)
    assert "Aucun nouveau créneau" in page(inside)

    send(inside, "cas", cas="1")

    with city.city.database.transaction() as unit:
        assert unit.state.get(FROZEN) == ""


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("cas", {"cas": "1"}),
        ("inviter", {"centre": "NORD", "role": "borne"}),
        ("revoquer", {"machine": "x"}),
    ],
)
def test_a_form_without_the_token_of_the_session_does_nothing(inside, path, fields):
    answer = send(inside, path, jeton="wrong", **fields)

    assert answer.status_code == 403
    assert "Cas à regarder" in page(inside)


def test_the_console_makes_a_code_that_enrols_a_machine(city, inside):
    answer = send(inside, "inviter", centre="NORD", role="borne", nom="accueil")
    code = re.search(r"<code>([0-9A-Z-]{31})</code>", answer.text).group(1)

    enrolled = city.enrol(city.machine("a", enrolled=False), code=code)

    assert enrolled.name == "accueil"
    assert "<svg" in answer.text


def test_the_console_revokes_a_machine(city, inside):
    kiosk = city.machine("a")

    send(inside, "revoquer", machine=kiosk.device.identity().device_id)

    assert city.client(kiosk).exchange().refusal == "device_revoked"
    assert "révoquée" in page(inside)


def test_the_page_fetches_nothing_from_elsewhere_and_needs_no_script(inside):
    answer = inside.get(f"{URL}/console/parc")

    assert "<script" not in answer.text
    assert "http://" not in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert inside.get(f"{URL}/console/style.css").status_code == 200


def test_every_field_of_the_page_has_a_name_and_every_table_its_headings(inside):
    audit = Audit()

    audit.feed(page(inside))

    assert audit.unnamed == []
    assert audit.n_tables == audit.n_tables_with_headings
    assert audit.lang == "fr"


class Audit(HTMLParser):
    """Looks for fields without a label and tables without headings."""

    def __init__(self):
        super().__init__()
        self.labels, self.fields = set(), []
        self.n_tables = self.n_tables_with_headings = 0
        self.lang = ""
        self._has_heading = False

    def handle_starttag(self, tag, attrs):
        told = dict(attrs)
        if tag == "html":
            self.lang = told.get("lang")
        if tag == "label":
            self.labels.add(told.get("for"))
        if tag in {"input", "select"} and told.get("type") != "hidden":
            self.fields.append(told.get("id"))
        if tag == "table":
            self.n_tables += 1
            self._has_heading = False
        if tag == "th" and told.get("scope") == "col" and not self._has_heading:
            self._has_heading = True
            self.n_tables_with_headings += 1

    @property
    def unnamed(self):
        return [name for name in self.fields if name not in self.labels]


def a_week_of_stops(city):
    kiosk = city.machine("a")
    seen = Cell("arnaque", "2026.11.1", "fr", "debut", StepEvent.SEEN)
    different = replace(seen, event=StepEvent.SCREEN_IS_DIFFERENT)
    for _ in range(5):
        session = kiosk.sessions.open("fr")
        kiosk.sessions.finish(session, SessionOutcome.FINISHED, cells=frozenset({seen, different}))
    city.clock.pass_time(days=7)
    kiosk.device.note_instant()
    kiosk.step_counts.tell_ended_weeks()
    assert city.client(kiosk).exchange().n_pending == 0


def test_where_people_stop_is_shown_with_its_scope_and_what_may_be_out_of_date(city, inside):
    a_week_of_stops(city)
    inside = Inside(city).browser

    text = page(inside, "/arrets")

    assert "Où les personnes s’arrêtent" in text
    assert f"{guide_word('arnaque')}, « {guide_word('arnaque', 'debut')} » : 5 passages" in text
    assert "du 7 septembre au 29 novembre 2026" in text
    assert "moins de 5 passages arrêtés" in text


def test_where_people_stop_is_counted_in_ones_centres_alone(city):
    a_week_of_stops(city)
    near, far = (Inside(city, ("coordination",), centres=(code,)) for code in ("NORD", "SUD"))

    assert guide_word("arnaque") in page(near.browser, "/arrets")
    assert "Espace Nord EXEMPLE" in page(near.browser, "/arrets")
    assert guide_word("arnaque") not in page(far.browser, "/arrets")
    assert "Espace Nord" not in page(far.browser, "/arrets")
    file = far.browser.get(f"{URL}/console/arrets.csv")
    assert "arnaque" not in file.content.decode("utf-8-sig")
    assert "arrets-centres.csv" in file.headers["content-disposition"]


def test_where_people_stop_is_given_as_a_file_to_those_inside_alone(city):
    a_week_of_stops(city)

    assert city.browser().get(f"{URL}/console/arrets.csv").status_code == 403
    file = Inside(city).browser.get(f"{URL}/console/arrets.csv")

    assert file.headers["content-disposition"] == 'attachment; filename="arrets-reseau.csv"'
    assert "arnaque;debut;5;" in file.content.decode("utf-8-sig")


def test_the_console_says_which_content_a_machine_shows_and_why_a_pack_was_refused(city, inside):
    kiosk = city.machine("a")
    kiosk.packs.note_refusal(PackRefused(PackFault.DISK_FULL), version="2026.12.1")
    city.client(kiosk).exchange()

    page = inside.get(f"{URL}/console/parc").text

    assert f"<td>{kiosk.packs.health()[0]}<br>" in page
    assert "Le disque est plein : faites de la place, puis recommencez (2026.12.1)." in page
