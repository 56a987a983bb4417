# SPDX-License-Identifier: AGPL-3.0-or-later
"""« Lieux » at the post: what is found, what a sheet promises, and what its paper counts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.domain.attendance import VisitKind
from kiosk.domain.demo_places import demo_places
from kiosk.domain.visit_prefill import PrefillSource
from kiosk.foundation.clock import paris_day
from kiosk.foundation.events import Topic
from kiosk.services.staff import Staff, StaffRole
from tests.support.selling_kiosk import PaperTray, RecordingView, a_stage
from ui.navigation.routes import Route
from ui.printing.sheets import PrintState
from ui.screens.places.presenter import PlacesMeans, PlacesPresenter
from ui.screens.places.state import PlaceLook

STAFF = Staff(1, StaffRole.VOLUNTEER, "Camille EXEMPLE")


class Page:
    def __init__(self, kiosk, state=PrintState.PRINTED):
        self.kiosk, self.tray = kiosk, PaperTray(state)
        self.view, self.stage = RecordingView(), a_stage(kiosk)
        self.stage.router.go(Route.DESK)
        self.stage.router.go(Route.PLACES)
        means = PlacesMeans(kiosk.places, kiosk.attendance, self.tray)
        self.presenter = PlacesPresenter(self.view, self.stage, STAFF, means)
        self.presenter.start()

    @property
    def last(self):
        return self.view.last

    def facts(self):
        return {fact.caption: fact.lines for fact in self.last.sheet.facts}


def fill(kiosk, *more, **changes):
    now_utc = kiosk.clock.now_utc()
    told = demo_places(paris_day(now_utc))
    places = (*told, *(replace(told[0], **one) for one in more))
    with kiosk.database.unit_of_work() as uow:
        uow.places.replace(
            [replace(one, **changes) for one in places], version="1", received_utc=now_utc
        )
        uow.commit()


@pytest.fixture
def page(kiosk):
    fill(kiosk)
    return Page(kiosk)


def test_what_is_typed_chosen_and_open_is_found_and_counted(page):
    page.presenter.type("médiathèque")
    found = [line.name for line in page.last.lines]
    page.presenter.type("")
    page.presenter.show_services()
    offered = page.last.services
    page.presenter.choose_service("Accès internet et matériel informatique")

    assert found == ["Médiathèque (EXEMPLE)"]
    assert (len(offered), offered[0]) == (10, ("", "Tous les services"))
    assert (page.last.service, page.last.count) == (offered[8][1], "2 lieux")
    page.presenter.toggle_open()
    assert all(line.look is PlaceLook.OPEN for line in page.last.lines)
    page.presenter.type("prison")
    assert page.last.empty == "Aucun lieu trouvé. Changez la recherche."


def test_a_directory_that_never_came_is_told_apart_from_a_search_that_finds_nothing(kiosk):
    assert Page(kiosk).last.empty == "L’annuaire est vide. La ville ne l’a pas encore envoyé."


def test_a_directory_that_comes_while_the_page_is_open_is_shown(kiosk):
    page = Page(kiosk)
    fill(kiosk)
    page.stage.bus.publish(Topic.AGENDA)

    assert page.last.count == "8 lieux"


def test_only_the_first_places_of_a_long_list_are_shown_and_it_says_so(kiosk):
    fill(kiosk, *({"place_id": f"autre-{n}"} for n in range(40)))

    page = Page(kiosk)

    assert len(page.last.lines) == 30
    assert page.last.count == "48 lieux. Les 30 premiers sont là : précisez la recherche."


def test_a_sheet_tells_hours_ways_services_and_the_day_of_the_information(page):
    page.presenter.choose("exemple-point-justice")

    sheet = page.last.sheet
    assert sheet.week.lines[0].endswith("(sur rendez-vous)")
    assert len(sheet.week.lines) == 7
    assert page.facts()["Pour y aller"] == ("Téléphonez avant d’y aller.",)
    assert page.facts()["Services"] == ("Aide aux démarches administratives",)
    assert sheet.dated.startswith("Informations du ")
    assert sheet.warning == ""


@pytest.mark.parametrize(
    ("place_id", "warning"),
    [
        ("exemple-centre-social", "Ces informations ont plus d’un an. Vérifiez avant."),
        ("exemple-ressourcerie", "Horaires à vérifier avant d’y aller."),
    ],
)
def test_what_is_unsure_is_to_be_checked_and_promises_no_hour(page, place_id, warning):
    page.presenter.choose(place_id)

    assert page.last.sheet.warning == warning
    assert (page.last.sheet.look, page.last.sheet.week.lines) == (PlaceLook.UNSURE, ())


def test_a_place_that_receives_nobody_is_never_open_and_has_no_paper(kiosk):
    access = ("modalites_acces", ("Ce lieu n'accueille pas de public",))
    fill(kiosk, hours="24/7", lists=(access,))
    page = Page(kiosk)
    page.presenter.choose("exemple-ccas")

    sheet = page.last.sheet
    assert (sheet.warning, sheet.print_it) == ("Ce lieu ne reçoit pas de public.", "")
    assert sheet.look is PlaceLook.SHUT
    page.presenter.toggle_open()
    assert page.last.lines == ()


def test_the_paper_is_in_french_and_the_chosen_language_and_its_place_is_counted(page):
    page.presenter.choose("exemple-mediatheque")
    page.presenter.choose_language("ar")
    page.presenter.print_paper()

    (sheet,) = page.tray.sheets
    assert (sheet.language, sheet.direction) == ("ar", "rtl")
    assert sheet.pieces[1].french == "Médiathèque (EXEMPLE)"
    draft = page.kiosk.attendance.load_draft(STAFF)
    assert (draft.referred, draft.referral_place) == (True, "exemple-mediatheque")
    assert page.last.told.startswith("Papier imprimé, orientation notée.")
    ready = replace(draft, themes=("email",), duration_min=15)
    page.kiosk.attendance.record(ready, STAFF)
    (visit,) = page.kiosk.attendance.recent(5)
    assert visit.content.referral_place == "exemple-mediatheque"


def test_the_unfinished_record_keeps_what_it_has_when_a_place_is_noted(page):
    draft = page.kiosk.attendance.prefill(PrefillSource.by_hand())
    page.kiosk.attendance.save_draft(replace(draft, themes=("email",)), STAFF)
    page.presenter.choose("exemple-caf")
    page.presenter.print_paper()

    found = page.kiosk.attendance.load_draft(STAFF)
    assert (found.themes, found.referral_place) == (("email",), "exemple-caf")


def test_a_record_of_several_people_tells_no_orientation(page):
    draft = page.kiosk.attendance.prefill(PrefillSource.by_hand())
    group = replace(draft, kind=VisitKind.GROUP, people=4)
    page.kiosk.attendance.save_draft(group, STAFF)
    page.presenter.choose("exemple-caf")
    page.presenter.print_paper()

    assert page.kiosk.attendance.load_draft(STAFF).referral_place == ""
    assert "collective" in page.last.told


def test_a_paper_that_does_not_come_is_told_and_counts_nothing(kiosk):
    fill(kiosk)
    page = Page(kiosk, PrintState.FAILED)
    page.presenter.choose("exemple-caf")
    page.presenter.print_paper()

    assert (page.last.is_well, page.kiosk.attendance.load_draft(STAFF)) == (False, None)
    page.presenter.go_back()
    assert page.stage.router.current.route is Route.DESK
