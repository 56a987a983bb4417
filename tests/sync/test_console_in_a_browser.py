# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every page of the console in a real browser: axe-core, 400 %, the Tab key, paper, and the way in.

Which tools, and why these: docs/decisions/0032. What they do not see: docs/accessibility.md.
"""

from __future__ import annotations

import base64
import itertools
import json
import random
import re
import subprocess
import sys
from dataclasses import replace
from datetime import date

import pytest

from kiosk.domain.visit_prefill import PrefillSource
from kiosk.domain.vocabulary import national_vocabulary
from sync.server.accounts import add_account
from sync.server.console.access import enter, open_session
from sync.server.console.rules import HOME, RULES
from sync.server.guesses import Guesses, Sender
from sync.server.storage.cases import CaseKind
from sync.server.storage.export_jobs import ExportJob
from tests.support.city import MONDAY, URL, TestCity, enter_demo_agenda
from tests.support.city_workshop import MOUSE
from tests.support.city_workshop import enter as enter_workshop
from tests.support.console import Inside
from tests.support.console_server import served
from tests.support.fakes import FrozenClock
from tests.support.ordinary_user import said_by
from tests.support.reminded import booked_on, chores, with_gateway
from tests.sync.test_console import a_week_of_stops
from tests.sync.test_figures_agree import MEDIATOR

CHOSEN = "orage-violet-12"
THURSDAY = date(2026, 12, 3)
AWAY = {
    "centre": "NORD",
    "semaine": "2026-11-30",
    "personne": "samira",
    "du": "2026-12-03T00:00",
    "au": "2026-12-04T00:00",
}
WEEK = "agenda?centre=NORD&semaine=2026-11-30"
TIMES = "agenda/heures?centre=NORD&besoin=caf&du=2026-12-01"
# Pages that are printed: at most how many sheets, and what stands on paper.
PRINTED = {
    "frequentation": (8, "Accompagnements"),
    "rapprochement": (1, "tout concorde"),
    "arrets": (1, "moins de 5"),
    "agenda": (1, "La souris"),
    "parc": (1, "Espace Nord EXEMPLE"),
    "droits": (1, "Personnes à appeler"),
    "journal": (1, "SHA-256"),
    "effacements": (1, "sans limite"),
    "comptes": (1, "chef.du.nord"),
    "compte ouvert": (1, "Mot de passe de lea"),
}
MARGIN_PT = 30


class Tour:
    """The pages that one browser looks at, one after the other."""

    def __init__(self, city):
        self.city, self.pages = city, []
        self.person = Inside(city)
        self.cookie = cookie_of(self.person.browser)

    def add(self, name, path, cookie="", **fields):
        step = {"name": name, "address": f"{HOME}{path}", "cookie": cookie or self.cookie}
        if fields:
            step["fields"] = {"jeton": self.person.jeton, **fields}
        self.pages.append({**step, "prints": name in PRINTED})

    def every_page(self, when, but=()):
        """Add every page that an address alone opens, but some."""
        for (method, path), rule in RULES.items():
            is_page = method == "GET" and rule.roles and "{" not in path and "/api/" not in path
            name = path.removeprefix(f"{HOME}/")
            if is_page and name not in but and not path.endswith(".csv"):
                self.add(f"{name}{when}", f"/{ {'agenda/heures': TIMES}.get(name, name) }")

    def at(self, base):
        """Return the pages of a server that has an address."""
        return [{**page, "address": base + page["address"]} for page in self.pages]


def cookie_of(browser):
    return browser.headers["cookie"].partition("=")[2]


def fill(city):
    """Let a city have lived: visits, bookings, a workshop, losses, cases, people to call."""
    with_gateway(city, "http://127.0.0.1:9/")
    a_week_of_stops(city)
    kiosk, words, draw = city.machines[0], national_vocabulary(), random.Random(1)
    for _ in range(30):
        draft = kiosk.attendance.prefill(PrefillSource.by_hand())
        changes = {
            "duration_min": draw.choice((15, 30, 60, 90)),
            "themes": (draw.choice(words.themes.codes()[:6]),),
            "quarter": draw.choice(words.home_quarters.codes()),
            "age_band": draw.choice(words.age_bands.codes()),
        }
        kiosk.attendance.record(replace(draft, **changes), MEDIATOR)
    enter_workshop(city, start="2026-12-04T14:00")
    city.client(kiosk).exchange()
    for contact in ("03 20 11 22 33", ""):
        booked_on(kiosk, THURSDAY, contact)
    city.client(kiosk).exchange()
    with city.city.database.transaction() as unit:
        unit.cases.open(CaseKind.OTHER_BYTES, device="", subject="x/logs/1", detail={}, now=1)
    person = Inside(city)
    booking = person.link(person.page(WEEK), r'name="rendez_vous" value="([^"]+)"')
    person.send("agenda/annuler", rendez_vous=booking, raison="centre_closed")
    chores(city)  # who has a line without messages is to be called
    device = kiosk.device.identity().device_id
    person.send("droits/perdue", machine=device, raison="stolen", personne="Nadia")
    person.send("comptes/ajouter", identifiant="chef.du.nord", role_parc="on", centre_NORD="on")


def add_answers(tour):
    """Add the pages that answer a form, and those of errors."""
    person, period = tour.person, {"du": "2026-11-01", "au": "2026-11-30"}
    made = person.send("exports/faire", fichier="csv", **period).headers["location"]
    tour.city.app.state.exports.settle()
    tour.add("fichier prêt", made.removeprefix(HOME))
    asked = {"first": "2026-11-01", "last": "2026-11-30", "centre": "", "visit_kind": ""}
    job = ExportJob("en-cours", person.account.account_id, "csv", tour.city.city.now(), asked=asked)
    with tour.city.city.database.transaction() as unit:
        unit.export_jobs.add(job)
    tour.add("fichier en cours", "/exports/en-cours")
    start = person.link(person.page(TIMES), r'name="debut" value="(\d+)"')
    taken = {"besoin": "caf", "personne": "samira", "debut": start}
    tour.add("absence vue", "/agenda/absence", **AWAY)
    tour.add("rendez-vous pris", "/agenda/prendre", centre="NORD", **taken)
    tour.add("fin d’atelier", "/agenda/atelier/annuler", atelier=MOUSE, centre="NORD")
    tour.add("calendrier", "/agenda/calendrier", personne="samira", centre="NORD")
    tour.add("code de machine", "/inviter", centre="NORD", role="borne")
    given = {"role_accueil": "on", "centre_SUD": "on"}
    tour.add("compte ouvert", "/comptes/ajouter", identifiant="lea", **given)
    tour.add("plage refusée", "/agenda/plage", centre="NORD", personne="samira", de="9", a="8")
    tour.add("fichier refusé", "/exports/faire", fichier="csv", du="hier", au="demain")
    tour.add("compte refusé", "/comptes/ajouter", identifiant="lui")
    tour.add("mot de passe refusé", "/compte/mot-de-passe", ancien="no", nouveau="a", encore="a")
    tour.add("code refusé", "/inviter", centre="AILLEURS", role="borne")
    tour.add("page inconnue", "/nulle-part")
    tour.add("formulaire trop long", "/inviter", nom="x" * 9000)
    tour.add("formulaire expiré", "/inviter", jeton="autre")
    message = person.link(person.page(WEEK), r'agenda/contact">.*?name="message" value="([^"]+)"')
    tour.add("contact", "/agenda/contact", message=message, centre="NORD")


def add_roles(tour):
    """Add pages as they are for some roles of some centres."""
    for role, page in (
        ("accueil", "droits"),
        ("administration", "comptes"),
        ("coordination", "arrets"),
        ("protection", "journal"),
        ("protection", "effacements"),
    ):
        person = Inside(tour.city, (role, "accueil"), centres=("NORD",))
        tour.add(f"{page} pour {role}", f"/{page}", cookie_of(person.browser))


def add_door(tour):
    """Add the pages before one is inside, each with its error."""

    city = tour.city

    def shown(name, token, path, **fields):
        browser = city.browser()
        browser.headers["cookie"] = f"sixieme_console={token}"
        page = browser.get(f"{URL}{HOME}").text
        jeton = re.search(r'name="jeton" value="([^"]+)"', page).group(1)
        tour.add(name, "", token)
        tour.add(f"{name}, erreur", path, token, **{"jeton": jeton, **fields})

    def entered(login, role):
        _, password = add_account(city.city, login, [role], by="")
        return enter(city.city, login, password, guesses=Guesses(), sender=Sender(""))

    proven = open_session(city.city, tour.person.account, is_proven=False)
    weak = {"nouveau": "court", "encore": "court"}
    shown("code", proven, "/entrer/code", code="000000")
    shown("second facteur", entered("marc", "parc"), "/entrer/second", code="000000")
    shown("choix", entered("zoe", "accueil"), "/entrer/mot-de-passe", **weak)
    tour.add("porte", "", "fini")
    wrong = {"identifiant": "personne", "mot_de_passe": "no"}
    tour.add("porte, erreur", "/entrer", "fini", **wrong)


@pytest.fixture(scope="module")
def seen(tmp_path_factory):
    """Look at every page of the console, empty, full and refusing, and enter, in one browser."""
    cities = [
        TestCity(tmp_path_factory.mktemp(name), FrozenClock(MONDAY)) for name in ("empty", "full")
    ]
    for city in cities:
        enter_demo_agenda(city.city)
    fill(cities[1])
    empty, full = (Tour(city) for city in cities)
    empty.every_page(" (vide)", but=("compte", "agenda/heures"))  # never empty
    full.every_page("")
    about = {"name": "interface", "address": "/schema", "cookie": full.cookie}
    full.pages.append({**about, "prints": False})
    add_answers(full)
    add_roles(full)
    add_door(full)
    with served(cities[0]) as first, served(cities[1]) as second:
        told = said_in(empty.at(first) + full.at(second), somebody(cities[0], first))
    for city in cities:
        city.close()
    return told


def somebody(city, base):
    """Return who enters: an account whose first password was given by somebody else."""
    _, password = add_account(city.city, "ana", ["parc"], by="")
    told = {"login": "ana", "password": password, "chosen": CHOSEN, "now": city.city.now()}
    return {"address": f"{base}{HOME}", **told}


def said_in(pages, who):
    """Let a browser of an ordinary account look at pages and enter; return what it tells."""
    command = [sys.executable, "-m", "tests.support.console_browser"]
    return json.loads(said_by([*command, json.dumps({"pages": pages, "enter": who})]))


def wrong(seen, look):
    """Return what is wrong, by page; nothing where all is well."""
    found = {page["name"]: look(page) for page in seen["pages"]}
    return {name: told for name, told in found.items() if told}


def test_every_page_stands_where_it_was_looked_for(seen):
    titles = {page["name"]: page["heading"] for page in seen["pages"]}

    assert [name for name, title in titles.items() if "panne" in title or not title] == []
    expected = {
        "effacements pour protection": "Cette page ne s’ouvre pas",
        "page inconnue": "Cette page n’existe pas",
        "formulaire trop long": "Ce formulaire est trop long",
        "formulaire expiré": "Ce formulaire a expiré",
        "fin d’atelier": "Annuler « La souris », vendredi 4 décembre 2026 à 14 h",
        "calendrier": "Adresse du calendrier",
        "code de machine": "Code pour « borne 2 »",
        "compte ouvert": "Mot de passe de lea",
        "code, erreur": "Le code de votre téléphone",
        "second facteur": "Poser le second facteur",
        "choix": "Choisir votre mot de passe",
        "porte, erreur": "Entrer dans la console",
    }
    assert {name: titles[name] for name in expected} == expected
    assert titles["contact"].startswith("Appeler pour ")
    assert titles["absence vue"].startswith("Absence du jeudi 3 décembre")
    assert titles["rendez-vous pris"] == "Rendez-vous pris"


def test_axe_finds_no_fault_of_wcag_on_any_page(seen):
    assert wrong(seen, lambda page: page["axe"]) == {}


def test_no_page_is_wider_than_the_window_at_400_percent(seen):
    def too_wide(page):
        width = page["width"]
        return width if width["across"] > width["inside"] else None

    assert {page["width"]["window"] for page in seen["pages"]} == {320}
    assert wrong(seen, too_wide) == {}


def test_the_tab_key_reaches_everything_in_order_with_a_ring(seen):
    def astray(page):
        walked = page["keys"]["walked"]
        # a field that has the focus at once, and the end of the page, begin the round anew
        jumps = [(a, b) for a, b in itertools.pairwise(walked) if b <= a and b != 0]
        return page["keys"]["missed"] or page["keys"]["ringless"] or jumps

    assert wrong(seen, astray) == {}


def test_paper_holds_all_of_a_page_and_nothing_to_touch(seen, tmp_path):
    def spoilt(page):
        if page["name"] not in PRINTED:
            return None
        file = tmp_path / "page.pdf"
        file.write_bytes(base64.b64decode(page["pdf"]))
        most, told = PRINTED[page["name"]]
        boxes = printed("pdftotext", "-bbox", file, "-")
        width = float(re.search(r'page width="([\d.]+)"', boxes).group(1))
        cut = [
            word
            for left, right, word in re.findall(
                r'xMin="([\d.]+)".*?xMax="([\d.]+)".*?>(.*)<', boxes
            )
            if float(left) < MARGIN_PT or float(right) > width - MARGIN_PT
        ]
        text = " ".join(printed("pdftotext", "-layout", file, "-").split())
        extra = [word for word in ("Sortir", "Aller au contenu", "Voir cette") if word in text]
        sheets = boxes.count("<page ")
        return cut or extra or (sheets > most and sheets) or (told not in text and text)

    assert wrong(seen, spoilt) == {}


def printed(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_one_enters_by_the_keyboard_without_script_with_a_telephone_and_without_it(seen):
    asks, chooses = "Le code de votre téléphone", "Choisir votre mot de passe"
    used = f"{asks} (Ce code n’est pas le bon, ou a déjà servi. Attendez le suivant.)"
    same = f"{chooses} (C’est le mot de passe d’aujourd’hui : choisissez-en un autre.)"
    inside, door = "Rapprochement · novembre 2026 : 0 à regarder", "Entrer dans la console"

    assert seen["said"] == [
        *(door, "Poser le second facteur", "the drawing is the key", "Vos codes de secours"),
        *(chooses, same, inside, door),
        *(asks, used, inside, door),
        *(asks, inside, door),
        *(asks, used, door),
    ]
