# SPDX-License-Identifier: AGPL-3.0-or-later
"""The directory of places: entered whole by the city, sent down once, kept where a part is bad."""

from __future__ import annotations

from datetime import date

import pytest

from kiosk.domain.periods import Period
from kiosk.exports.registry import ExportKind
from kiosk.foundation.errors import ContentUnreadable
from kiosk.foundation.events import Topic
from kiosk.foundation.resources import asset_path
from kiosk.services.staff import Staff, StaffRole
from sync.__main__ import main
from sync.server import places as server_places
from sync.server.export_writer import Wanted, write_export
from sync.server.places import import_places
from sync.server.reports import network_figures, network_sections
from tests.support.city import URL
from tests.support.console import Inside
from tests.support.visits import a_draft

DAYS = Period(date(2026, 11, 20), date(2026, 11, 20))
MEDIATOR = Staff(staff_id=1, role=StaffRole.MEDIATOR, name="Samira EXEMPLE")
DEMO = asset_path("demo", "lieux.csv")


def names(kiosk):
    return [place.place_id for place in kiosk.places.all()]


def lines(tmp_path, *changes):
    """Return a file of the demonstration's directory, some lines written otherwise."""
    content = DEMO.read_text(encoding="utf-8")
    for old, new in changes:
        content = content.replace(old, new)
    path = tmp_path / "lieux.csv"
    path.write_text(content, encoding="utf-8")
    return path


def test_the_directory_goes_down_to_every_machine_and_those_of_the_city_come_first(any_city):
    kiosk, post = any_city.machine("k"), any_city.machine("p", "poste")
    done = import_places(any_city.city, DEMO)

    for one in (kiosk, post):
        any_city.client(one).exchange()

    assert (done.is_new, done.n_sent) == (True, 8)
    assert names(kiosk) == names(post)
    assert names(kiosk)[-1] == "exemple-ressourcerie"
    (first, *_) = post.places.suggested(("sante",), "aide_sociale")
    assert first.name == "CCAS de Roubaix (EXEMPLE)"


def test_figures_name_the_places_to_which_people_were_sent_here_and_at_the_city(city):
    post = city.machine("p", "poste")
    import_places(city.city, DEMO)
    city.client(post).exchange()
    draft = a_draft(day=DAYS.first, referred=True, referral_place="exemple-ressourcerie")
    post.attendance.record(draft, MEDIATOR)
    city.client(post).exchange()
    here = post.statistics.sections(post.statistics.figures(DAYS), {})
    there = network_sections(city.city, network_figures(city.city, DAYS), {})
    file = city.folder / "ville.csv"
    write_export(city.city, Wanted(ExportKind.CSV, DAYS), file)

    (name,) = [place.name for place in post.places.all() if place.place_id == draft.referral_place]
    for found in (here, there):
        (section,) = [one for one in found if one.key == "referral_places"]
        assert [(line.label, line.n) for line in section.lines] == [(name, 1)]
    assert name in file.read_text("utf-8-sig")
    person = Inside(city)
    asked = person.send("exports/faire", fichier="csv", du="2026-11-20", au="2026-11-20")
    city.app.state.exports.settle()
    made = person.browser.get(f"{URL}{asked.headers['location']}/fichier")
    assert name in made.content.decode("utf-8-sig")


def test_the_same_file_again_changes_nothing_and_nothing_goes_down_again(city):
    kiosk = city.machine("k")
    import_places(city.city, DEMO)
    city.client(kiosk).exchange()
    with city.city.database.transaction() as unit:
        before = unit.state.revision()

    done = import_places(city.city, DEMO)

    with city.city.database.transaction() as unit:
        assert unit.state.revision() == before
    assert not done.is_new
    with kiosk.database.unit_of_work() as uow:
        assert uow.parameters.get("city_cursors")["places"] == uow.places.version()


def test_a_place_taken_from_the_file_is_gone_from_the_machines(city, tmp_path):
    kiosk = city.machine("k")
    import_places(city.city, DEMO)
    city.client(kiosk).exchange()

    import_places(city.city, lines(tmp_path, ("exemple-caf;00000000000000", "exemple-caf;0")))
    told = []
    kiosk.bus.subscribe(Topic.AGENDA, told.append)
    city.client(kiosk).exchange()

    assert told == [Topic.AGENDA]
    assert "exemple-caf" not in names(kiosk)
    assert len(names(kiosk)) == 7


def test_a_file_with_no_place_to_take_leaves_the_directory(city, tmp_path):
    import_places(city.city, DEMO)

    with pytest.raises(ContentUnreadable):
        import_places(city.city, lines(tmp_path, (";00000000000000;", ";0;")))

    with city.city.database.transaction() as unit:
        assert len(unit.places.fields()) == 8


def test_only_the_nearest_go_down_of_a_large_directory(city, tmp_path, monkeypatch):
    monkeypatch.setattr(server_places, "MAX_SENT", 3)
    kiosk = city.machine("k")

    done = import_places(city.city, lines(tmp_path, ("Roubaix;59100;59512;17", "Lyon;69001;;17")))
    city.client(kiosk).exchange()

    assert (done.n_sent, len(names(kiosk))) == (3, 3)
    assert "exemple-ccas" not in names(kiosk)


def test_a_place_that_a_machine_cannot_read_leaves_the_others_in(city):
    kiosk = city.machine("k")
    import_places(city.city, DEMO)
    with city.city.database.transaction() as unit:
        first, *others = unit.places.fields()
        unit.places.replace([first | {"date_maj": "plus tard"}, *others])

    city.client(kiosk).exchange()

    assert len(names(kiosk)) == 7


def test_the_verbs_name_each_line_and_list_what_is_old(tmp_path, capsys):
    folder = tmp_path / "ville"
    path = lines(tmp_path, ("Mo-Fr 09:00-16:00; PH off", "lundi"), ("ML;", "PLANÈTE;"))

    assert main(["--data", str(folder), "places", "import", str(path)]) == 0
    told = capsys.readouterr()
    assert main(["--data", str(folder), "places", "list"]) == 0
    listed = capsys.readouterr().out

    assert "ligne 4 : « horaires » : laissé de côté ou coupé. Écrivez-les comme" in told.err
    assert "ligne 6 : « typologie » : laissé de côté ou coupé. Prenez les mots" in told.err
    assert "8 lieux dans l’annuaire, 0 lignes refusées." in told.out
    assert "2025-02-10, à vérifier" in listed
    assert "exemple-caf : CAF, accueil de Roubaix (EXEMPLE), Roubaix" in listed
    assert "horaires à vérifier" in listed


def test_the_console_shows_the_directory_its_file_and_what_waits_for_a_correction(city, tmp_path):
    path = lines(
        tmp_path,
        ("Mo-Fr 09:00-16:00; PH off", "lundi"),
        ("exemple-mission-locale;00000000000000", "exemple-mission-locale;12"),
        ("Médiathèque (EXEMPLE)", "<b>Médiathèque</b> (EXEMPLE)"),
    )
    import_places(city.city, path)
    broken = tmp_path / "vide.csv"
    broken.write_text("id;nom\n1;2\n", encoding="utf-8")
    with pytest.raises(ContentUnreadable):
        import_places(city.city, broken)
    person = Inside(city, roles=("accueil",))

    page = person.page("lieux")
    found = person.page("lieux?mots=allocations")
    other = person.page("lieux?service=Loisirs%20et%20cr%C3%A9ations%20num%C3%A9riques")

    assert "7 lieux, du fichier lieux.csv, entré " in page
    assert "Le fichier vide.csv a été refusé" in page
    assert "L’annuaire d’avant est resté." in page
    assert "<td>pivot</td>" in page
    assert "<td>horaires</td>" in page
    assert "1 ligne refusée, 1 case laissée de côté" in page
    assert "&lt;b&gt;Médiathèque&lt;/b&gt;" in page
    assert "à vérifier : informations de plus d’un an" in page
    assert "1 lieu trouvé" in found
    assert "CCAS" not in found.split("<h2>Annuaire</h2>")[1]
    assert "Médiathèque" in other

    import_places(city.city, DEMO)
    assert "refusé" not in person.page("lieux")
