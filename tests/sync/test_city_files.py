# SPDX-License-Identifier: AGPL-3.0-or-later
"""Agendas and the board as the city enters them: whole or not at all, said by name."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from kiosk.domain.participation import BoardField, item_from_json
from kiosk.foundation.errors import ContentUnreadable
from sync.server.agenda_file import enter_agenda, read_agenda
from sync.server.board_file import import_board
from sync.server.centre_agenda import centre_agenda

AGENDA = """
[[centre]]
code = "OUEST"
name = "Espace Ouest EXEMPLE"
quarter = "Ouest"
hours = { lun = "9 h – 12 h", mar = "fermé" }
[[motif]]
id = "titre"
labels = { fr = "Titre de séjour", en = "Residence permit" }
duration_min = 40
before_min = 5
documents = { fr = ["Passeport"] }
[[mediator]]
id = "karim"
centre = "OUEST"
first_name = "Karim"
[[opening]]
id = "karim-lundi"
mediator = "karim"
weekdays = ["lun"]
start = "09:00"
end = "12:00"
first_day = "2026-11-02"
motifs = ["titre"]
exdates = ["2026-11-30"]
[[absence]]
id = "karim-pause"
mediator = "karim"
start = "2026-11-30T09:00"
end = "2026-11-30T10:00"
[[closure]]
id = "noel"
centre = "OUEST"
first_day = "2026-12-24"
last_day = "2026-12-26"
"""


def written(tmp_path, name, text):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_enters_a_centre_and_its_agenda(city, tmp_path):
    n_entries = enter_agenda(city.city, read_agenda(written(tmp_path, "a.toml", AGENDA)))

    with city.city.database.transaction() as unit:
        agenda = centre_agenda(city.city, unit, "OUEST")
        card = unit.fleet.centre("OUEST")
    assert n_entries == 6
    assert card.hours == {"0": "9 h – 12 h", "1": "fermé"}
    assert [one.first_name for one in agenda.mediators] == ["Karim"]
    assert agenda.openings[0].weekdays == [0]
    assert agenda.absences[0].start == int(datetime(2026, 11, 30, 8, tzinfo=UTC).timestamp())


@pytest.mark.parametrize(
    ("before", "after", "named"),
    [
        ('name = "Espace', 'nom = "x"\nname = "Espace', "nom"),
        ("duration_min = 40", "duration_min = 42", "duration_min"),
        ("duration_min = 40", 'duration_min = "40"', "duration_min"),
        ('centre = "OUEST"\nfirst_name', 'centre = "LOIN"\nfirst_name', "centre"),
        ('weekdays = ["lun"]', 'weekdays = ["monday"]', "weekdays"),
        ('end = "12:00"', 'end = "08:00"', "end"),
        ('first_day = "2026-11-02"', 'first_day = "demain"', "first_day"),
        ('motifs = ["titre"]', 'motifs = ["inconnu"]', "motifs"),
        ('id = "karim"', 'id = "Karim é"', "identifiant"),
        ('code = "OUEST"', f'code = "{"O" * 33}"', "1 à 32 lettres"),
        ('code = "OUEST"', 'code = "O\u202eEST"', "1 à 32 lettres"),
        ('mar = "fermé"', 'tuesday = "fermé"', "hours"),
        ('centre = "OUEST"\nfirst_name', 'centre = "LOIN"\nfirst_name', "« LOIN » n’existe pas"),
        ('motifs = ["titre"]', 'motifs = ["inconnu"]', "« inconnu » n’existe pas"),
        ('end = "12:00"', 'end = "08:00"', "doit venir après le début"),
        ('weekdays = ["lun"]', "weekdays = []", "choisissez au moins un jour"),
        ('weekdays = ["lun"]', 'weekdays = ["monday"]', "lun, mar, mer"),
        ('end = "12:00"', 'end = "12:03"', "multiple de 5 minutes"),
        ('last_day = "2026-12-26"', 'last_day = "2026-12-20"', "premier jour ou après"),
        ('name = "Espace', 'nom = "x"\nname = "Espace', "clé « nom » dans centre n° 1"),
        ("duration_min = 40", "", "il manque la clé « duration_min » dans motif n° 1"),
        ("duration_min = 40", 'duration_min = "40"', "duration_min veut un nombre entier"),
        ('first_day = "2026-11-02"', "first_day = 2026-11-02", "first_day veut un texte"),
        ('end = "12:00"', "end = 12h", r"pas du TOML, ligne \d+, signe \d+"),
    ],
)
def test_a_wrong_value_is_named_and_nothing_is_entered(city, tmp_path, before, after, named):
    assert before in AGENDA
    path = written(tmp_path, "a.toml", AGENDA.replace(before, after, 1))

    with pytest.raises(ContentUnreadable, match=named):
        enter_agenda(city.city, read_agenda(path))

    with city.city.database.transaction() as unit:
        assert unit.fleet.centre("OUEST") is None


def test_a_file_that_is_no_toml_is_said_to_be_so(tmp_path):
    with pytest.raises(ContentUnreadable, match=r"a\.toml"):
        read_agenda(written(tmp_path, "a.toml", "[[centre"))


def items(city):
    with city.city.database.transaction() as unit:
        return {one["item_id"]: item_from_json(one) for one in unit.board.items()}


def first_item(city, tmp_path):
    """Enter nothing new, so that the board that ships becomes the city's."""
    from kiosk.content.bundled_board import load_bundled_board
    from kiosk.foundation.resources import asset_path

    return load_bundled_board(asset_path("content", "board")).items[0]


def test_a_table_changes_a_body_and_leaves_what_it_does_not_name(city, tmp_path):
    known = first_item(city, tmp_path)
    text = (
        "id;reunion;lieu;a_verifier;decision\n"
        f"{known.item_id};15/12/2026 18:30;Salle EXEMPLE;-;Un banc est posé.\n"
    )

    n_changed = import_board(city.city, written(tmp_path, "b.csv", text))

    changed = items(city)[known.item_id]
    assert n_changed == 1
    assert changed.next_meeting_utc == datetime(2026, 12, 15, 17, 30, tzinfo=UTC)
    assert changed.place == "Salle EXEMPLE"
    assert changed.last_decision["fr"] == "Un banc est posé."
    assert changed.unsure == frozenset()
    assert changed.names == known.names
    assert changed.sentences == known.sentences


def test_a_table_enters_a_new_body_in_two_languages(city, tmp_path):
    text = (
        "id,quartier,nom,nom.en,phrase1,phrase2,phrase3,a_verifier\n"
        "sud-table,sud,Table de quartier,Neighbourhood table,"
        'On parle.,On décide.,"On fait.",reunion\n'
    )

    import_board(city.city, written(tmp_path, "b.csv", text))

    item = items(city)["sud-table"]
    assert item.names == {"fr": "Table de quartier", "en": "Neighbourhood table"}
    assert item.sentences["fr"] == ("On parle.", "On décide.", "On fait.")
    assert item.unsure == {BoardField.MEETING}


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("id;couleur\nx;bleu\n", "couleur"),
        ("nom\nx\n", "id"),
        ("id;quartier;nom;phrase1;phrase2;phrase3\nx;lune;N;a;b;c\n", "ligne 2"),
        ("id;quartier;nom\nx;sud;N\n", "ligne 2"),
        ("id;quartier;nom;phrase1;phrase2;phrase3;reunion\nx;sud;N;a;b;c;bientôt\n", "ligne 2"),
        ("id;quartier;nom;phrase1;phrase2;phrase3;a_verifier\nx;sud;N;a;b;c;tout\n", "ligne 2"),
    ],
)
def test_a_wrong_line_is_named_and_nothing_is_entered(city, tmp_path, text, named):
    with pytest.raises(ContentUnreadable, match=named):
        import_board(city.city, written(tmp_path, "b.csv", text))

    assert items(city) == {}


def calendar(item_id, lines):
    return "\r\n".join(
        [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:-//EXEMPLE//FR",
            "BEGIN:VEVENT",
            "UID:1@exemple",
            "DTSTAMP:20261101T000000Z",
            "SUMMARY:Réunion",
            f"CATEGORIES:{item_id}",
            *lines,
            "END:VEVENT",
            "END:VCALENDAR",
            "",
        ]
    )


def test_a_calendar_tells_the_next_meeting_of_a_body(city, tmp_path):
    known = first_item(city, tmp_path)
    lines = ["DTSTART;TZID=Europe/Paris:20261210T183000", "LOCATION:Salle EXEMPLE"]

    path = written(tmp_path, "b.ics", calendar(known.item_id, lines))
    assert import_board(city.city, path) == 1

    item = items(city)[known.item_id]
    assert item.next_meeting_utc == datetime(2026, 12, 10, 17, 30, tzinfo=UTC)
    assert item.place == "Salle EXEMPLE"
    assert BoardField.MEETING not in item.unsure


def test_a_meeting_that_repeats_keeps_its_hour_across_the_seasons(city, tmp_path):
    known = first_item(city, tmp_path)
    lines = ["DTSTART;TZID=Europe/Paris:20260706T183000", "RRULE:FREQ=MONTHLY;BYDAY=1MO"]

    import_board(city.city, written(tmp_path, "b.ics", calendar(known.item_id, lines)))

    found = items(city)[known.item_id].next_meeting_utc
    assert found == datetime(2026, 12, 7, 17, 30, tzinfo=UTC)


def test_a_meeting_not_confirmed_is_marked_to_be_checked(city, tmp_path):
    known = first_item(city, tmp_path)
    lines = ["DTSTART:20261210T173000Z", "STATUS:TENTATIVE"]

    import_board(city.city, written(tmp_path, "b.ics", calendar(known.item_id, lines)))

    assert BoardField.MEETING in items(city)[known.item_id].unsure


@pytest.mark.parametrize(
    "lines", [["DTSTART:20260101T173000Z"], ["DTSTART:20261210T173000Z", "STATUS:CANCELLED"]]
)
def test_a_meeting_past_or_cancelled_is_not_the_next_one(city, tmp_path, lines):
    known = first_item(city, tmp_path)

    path = written(tmp_path, "b.ics", calendar(known.item_id, lines))

    assert import_board(city.city, path) == 0


def test_an_event_of_an_unknown_body_is_named(city, tmp_path):
    lines = ["DTSTART:20261210T173000Z"]

    with pytest.raises(ContentUnreadable, match="lune"):
        import_board(city.city, written(tmp_path, "b.ics", calendar("lune", lines)))


def test_the_board_goes_down_to_a_kiosk(city, tmp_path):
    known = first_item(city, tmp_path)
    text = f"id;lieu\n{known.item_id};Salle EXEMPLE\n"
    import_board(city.city, written(tmp_path, "b.csv", text))
    kiosk = city.machine("a")

    city.client(kiosk).exchange()

    views = kiosk.board.board(known.quarter, "fr")
    assert "Salle EXEMPLE" in [view.place for view in views]
