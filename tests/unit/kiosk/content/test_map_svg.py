# SPDX-License-Identifier: AGPL-3.0-or-later
"""The map of a walkthrough can be read: nothing over anything, every way, words before colour."""

from __future__ import annotations

import itertools
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from kiosk.content.map_layout import GAP, lay_out
from kiosk.content.map_svg import draw_map, svg, wrapped
from kiosk.content.path_tests import run_path_tests
from kiosk.content.registry_reading import read_registries
from kiosk.content.walkthrough_reading import read_walkthrough
from tests.support.walkthroughs import FRENCH_TEXTS, TESTS, changed, write_content

CONTENT = Path(__file__).resolve().parents[4] / "assets" / "content"
SHIPPED = sorted(path.parent.name for path in CONTENT.glob("*/parcours.yaml"))
SVG = "{http://www.w3.org/2000/svg}"


def drawn(folder):
    registries = read_registries(folder.parent, [])
    walkthrough = read_walkthrough(folder, registries, content_hash="", problems=[]).walkthrough
    return walkthrough, draw_map(walkthrough, registries, run_path_tests(folder, walkthrough, []))


def texts_of(drawing):
    root = ET.fromstring(svg(drawing))
    return [element.text for element in root.iter(f"{SVG}text")]


@pytest.mark.parametrize("name", SHIPPED)
def test_no_box_of_a_shipped_map_is_over_another_nor_off_the_page(name):
    walkthrough, drawing = drawn(CONTENT / name)
    rooms = [one.room for one in drawing.steps.values()]
    width, height = drawing.size

    assert len(rooms) == len(walkthrough.steps)
    assert not [pair for pair in itertools.combinations(rooms, 2) if pair[0].overlaps(pair[1])]
    assert all(room.x >= 0 and room.x + room.width <= width for room in rooms)
    assert all(room.y >= 0 and room.y + room.height <= height for room in rooms)


@pytest.mark.parametrize("name", SHIPPED)
def test_an_arrow_that_passes_a_layer_touches_none_of_its_boxes(name):
    _, drawing = drawn(CONTENT / name)
    by_layer = {}
    for one in drawing.steps.values():
        by_layer.setdefault(one.box.y, []).append(one.room)
    tops = sorted(by_layer)
    for arrow in drawing.arrows:
        own = tops.index(drawing.steps[arrow.step_id].box.y)
        for n, x in enumerate(arrow.bends, start=own + 1):
            assert not [room for room in by_layer[tops[n]] if room.x < x < room.x + room.width]


def test_every_way_is_an_arrow_or_a_sign_with_the_number_of_its_target(tmp_path):
    write_content(tmp_path)
    walkthrough, drawing = drawn(tmp_path / "demande")
    n_exits = sum(len(one.exits) for one in drawing.steps.values())
    signs = [text for text in texts_of(drawing) if text.startswith("→ ")]
    numbers = {one.number for one in drawing.steps.values()}

    assert len(drawing.arrows) + len(signs) == n_exits
    assert numbers == set(range(1, len(walkthrough.steps) + 1))
    assert {int(sign.removeprefix("→ ")) for sign in signs} <= numbers


def test_words_tell_kinds_ends_and_ways_aside(tmp_path):
    write_content(tmp_path)
    said = " ".join(texts_of(drawn(tmp_path / "demande")[1]))

    for word in ("Question", "Papiers", "Sur Internet", "Appel", "Rendez-vous", "Vérification"):
        assert word in said
    for word in ("Fin : fini", "Fin : à suivre", "Fin : une personne aide"):
        assert word in said
    for word in ("Je ne sais pas", "Sans Internet", "Plus tard"):
        assert word in said
    assert "non testé" not in said


def test_a_way_that_no_test_takes_is_marked(tmp_path):
    write_content(tmp_path, tests=changed(TESTS, "tests", 2, to=...))
    said = " ".join(texts_of(drawn(tmp_path / "demande")[1]))

    assert "testé]" in said


def test_signs_of_xml_in_a_title_are_told_as_they_are(tmp_path):
    title = 'A <b> & "c" ]]> ?'
    write_content(tmp_path, texts=changed(FRENCH_TEXTS, "etapes", "compte", "titre", to=title))

    said = " ".join(texts_of(drawn(tmp_path / "demande")[1]))

    assert all(word in said for word in title.split())


def test_the_same_walkthrough_gives_the_same_map_without_fonts_or_programs():
    first, second = (svg(drawn(CONTENT / "arnaque")[1]) for _ in range(2))

    assert first == second
    assert not [word for word in ("@font-face", "<script", "href", "<image") if word in first]


def test_a_loop_and_a_long_way_are_named_not_drawn():
    exits = {"a": ["b", "e"], "b": ["c"], "c": ["d", "a"], "d": ["e"], "e": []}
    layout = lay_out("a", exits, dict.fromkeys(exits, 100.0))

    drawn_ways = {(arrow.step_id, arrow.target) for arrow in layout.arrows}
    assert drawn_ways == {("a", "b"), ("b", "c"), ("c", "d"), ("d", "e")}


def test_neighbours_of_a_layer_keep_their_distance():
    exits = {"a": ["b", "c", "d"], "b": ["e"], "c": ["e"], "d": ["e"], "e": []}
    layout = lay_out("a", exits, dict.fromkeys(exits, 100.0))
    row = [layout.middles[name] for name in layout.layers[1]]

    assert all(b - a >= 100 + GAP - 0.01 for a, b in itertools.pairwise(row))


def test_lines_hold_in_their_width_and_lose_no_word():
    text = "Déclarez vos ressources anticonstitutionnellement chaque trimestre"
    lines = wrapped(text, 100, 8)

    assert all(len(line) * 8 <= 100 for line in lines)
    assert "".join(lines).replace("-", "").replace(" ", "") == text.replace(" ", "")
