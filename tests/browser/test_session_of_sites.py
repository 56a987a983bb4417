# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a session leaves to the next one: nothing. What a site leaves: papers only."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import psutil
import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest

from tests.support.local_sites import BELOW, SITE, Answer
from ui.browser import papers
from ui.browser.door import SiteDoor

PDF = b"%PDF-1.4\n%canari\n" + b"0" * 2000
ACTIVE_PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/OpenAction<</S/Launch/F(/bin/sh)>>"
    b"/Names<</JavaScript<</Names[(a)<</S/JavaScript/JS(app.launchURL('https://www.ailleurs.test'))>>"
    b"]>>>>>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
)
TRACES = """new Promise(async done => {
  document.cookie = 'canari=1; max-age=9999; path=/; secure';
  localStorage.setItem('canari', '1'); sessionStorage.setItem('canari', '1');
  await (await caches.open('canari')).put('/canari', new Response('1'));
  await navigator.serviceWorker.register('/service.js');
  const r = indexedDB.open('canari', 1);
  r.onsuccess = () => { document.title = 'garde'; done(1) };
}); 1"""
SEEN = """Promise.all([caches.keys(), navigator.serviceWorker.getRegistrations(),
  indexedDB.databases()])
  .then(([c, s, d]) => { document.title = JSON.stringify([document.cookie, localStorage.length,
  sessionStorage.length, c.length, s.length, d.length]) }); 1"""


def files_below(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.rglob("*") if p.is_file())


def test_21_nothing_that_a_site_kept_is_there_for_the_next_person(site, web):
    site.go("/accueil.html")
    site.js(TRACES)
    site.until_title("garde")
    site.next_session()
    site.go("/accueil.html")
    site.js(SEEN)
    site.until(lambda: site.page.title().startswith("["))

    assert site.page.title() == '["",0,0,0,0,0]'


def test_21_no_trace_of_a_session_of_sites_lies_on_the_disk(site):
    site.go("/accueil.html")
    site.js(TRACES)
    site.until_title("garde")
    site.next_session()

    home = [p for p in Path.home().rglob("*") if p.is_file() and ".pki" not in p.parts]
    told = [p for p in home if "pytest" not in str(p) and b"canari" in p.read_bytes()]
    assert told == []


def test_21_a_password_asked_by_a_site_is_not_known_to_the_next_person(site, web):
    wanted = (("WWW-Authenticate", 'Basic realm="x"'),)
    web.answers["/secret"] = Answer(b"<title>non</title>", status=401, headers=wanted)
    site.start(f"https://{SITE}/secret")
    site.until(lambda: bool(web.asked("/secret")) and not site.page.isLoading())

    assert site.top_levels() == []


def test_26_nothing_is_behind_the_first_page_of_the_next_person(site, web):
    site.go("/accueil.html")
    site.go("/suite.html")
    site.next_session()
    site.go("/accueil.html")
    before = len(web.asked("/suite.html"))

    assert not site.page.history().canGoBack()
    site.view.back()
    site.js("history.back(); history.forward(); 1")
    assert site.js("location.pathname") == "/accueil.html"
    assert len(web.asked("/suite.html")) == before


def test_the_list_of_a_session_is_closed_with_it(site, web):
    site.go("/accueil.html")
    old = site.door.token
    site.view.hide()
    site.door.forget()
    site.until(lambda: site.door.way_out.obeyed == site.door.way_out.serial)

    assert site.door.token == "" != old
    assert site.door.allowed.domains == frozenset()


def test_24_a_page_whose_process_is_killed_comes_back_in_under_a_second(site):
    site.go("/suite.html")
    pid = site.page.renderProcessPid()
    began = time.monotonic()
    os.kill(pid, signal.SIGKILL)
    site.until(lambda: site.page.renderProcessPid() not in (0, pid) and site.stands("/suite.html"))
    took_s = time.monotonic() - began

    assert site.js("document.title") == "suite"
    assert took_s < 1


def test_24_a_page_whose_process_dies_again_and_again_ends_on_a_calm_page(site):
    site.go("/suite.html")
    killed = {0}

    def is_calm() -> bool:
        return "Le site s’est arrêté" in site.texts()

    while not is_calm():
        site.until(lambda: is_calm() or site.page.renderProcessPid() not in killed)
        pid = site.page.renderProcessPid()
        if pid and not is_calm():
            killed.add(pid)
            os.kill(pid, signal.SIGKILL)
            site.until(lambda before=pid: site.page.renderProcessPid() != before)

    assert len(killed) <= 1 + 4
    assert site.button("Continuer sans le site").isVisible()


def test_24_a_page_that_never_ends_counting_is_told_then_ended_while_the_guide_lives(site, web):
    web.answers["/boucle"] = Answer(
        b"<title>boucle</title><script>setTimeout(() => { for (;;); }, 50)</script>"
    )
    site.view.pulse.lost_ms = 2600
    site.start(f"https://{SITE}/boucle")
    site.until(lambda: "Le site ne répond pas. Attendez un peu." in site.texts())
    beats = []
    QTimer.singleShot(0, site.window, lambda: beats.append(1))
    site.until(lambda: bool(beats))
    pid = site.page.renderProcessPid()
    site.until(lambda: site.page.renderProcessPid() != pid)

    assert not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


LOOPS = {
    "later": b"<title>boucle</title><script>setTimeout(() => { for (;;); }, 50)</script>",
    "at_once": b"<title>boucle</title><p>Bonjour</p><script>for (;;);</script>",
}


@pytest.mark.parametrize("loop", LOOPS)
def test_24_a_person_ends_a_page_that_loops_at_once_and_has_it_back(site, web, loop):
    web.answers["/boucle"] = Answer(LOOPS[loop])
    site.start(f"https://{SITE}/boucle")
    site.until(lambda: "Le site ne répond pas. Attendez un peu." in site.texts())
    web.answers["/boucle"] = Answer(b"<title>revenue</title>")
    pid = site.page.renderProcessPid()

    began = time.monotonic()
    QTest.mouseClick(site.button("Arrêter et recharger"), Qt.MouseButton.LeftButton)
    site.until(lambda: site.page.title() == "revenue" and site.stands("/boucle"))

    assert time.monotonic() - began < 2
    assert site.page.renderProcessPid() != pid
    assert not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    assert "Le site ne répond pas. Attendez un peu." not in site.texts()


def test_24_a_page_that_takes_all_memory_leaves_the_terminal_alive(site, web):
    hungry = "const a = []; for (let i = 0; i < 4000; i++) a.push(new Array(1e5).fill({i}))"
    web.answers["/faim"] = Answer(f"<title>faim</title><script>{hungry}</script>".encode())
    site.start(f"https://{SITE}/faim")
    site.until(lambda: "Le site s’est arrêté" in site.texts() or site.page.title() == "faim")
    site.next_session()
    site.go("/suite.html")

    assert site.js("document.title") == "suite"


@pytest.mark.parametrize(
    ("name", "media_type", "body"),
    [
        ("programme.exe", "application/octet-stream", b"MZ" + b"0" * 100),
        ("raccourci.desktop", "application/x-desktop", b"[Desktop Entry]\nExec=/bin/sh\n"),
        ("commande.sh", "application/x-sh", b"#!/bin/sh\n"),
        ("faux.pdf", "application/pdf", b"#!/bin/sh\nrm -rf ~\n"),
        ("archive.zip", "application/zip", b"PK\x03\x04"),
        ("page.html", "text/html", b"<script>alert(1)</script>"),
    ],
)
def test_14_a_file_that_is_no_paper_leaves_nothing_on_the_disk(site, web, name, media_type, body):
    given = (("Content-Disposition", f'attachment; filename="{name}"'),)
    web.answers["/fichier"] = Answer(body, media_type, headers=given)
    site.go("/accueil.html")
    site.js("location.href = '/fichier'; 1")
    site.until(lambda: bool(site.said))

    assert site.said[0].startswith("Ce fichier ne s’ouvre pas ici")
    assert files_below(site.folder) == []
    assert site.js("location.pathname") == "/accueil.html"


def test_14_a_file_made_by_a_page_is_no_paper_either(site):
    site.go("/accueil.html")
    site.js(
        "{const a = document.createElement('a'); a.download = 'x.html';"
        "a.href = URL.createObjectURL(new Blob(['<h1>x</h1>'], {type: 'text/html'})); a.click()} 1"
    )
    site.until(lambda: bool(site.said))

    assert files_below(site.folder) == []


@pytest.mark.parametrize("tells_size", [True, False])
def test_14_a_paper_that_is_too_big_is_refused_and_nothing_stays(
    site, web, monkeypatch, tells_size
):
    monkeypatch.setattr(papers, "BIGGEST_BYTES", 50_000)
    body = b"%PDF-1.4\n" + b"0" * 400_000
    headers = () if tells_size else (("X-Chunked", "1"),)
    web.answers["/gros"] = Answer(body, "application/pdf", headers=headers)
    site.go("/accueil.html")
    site.js("location.href = '/gros'; 1")
    site.until(lambda: bool(site.said))

    assert site.said[0] == "Ce fichier est trop gros pour la borne."
    site.until(lambda: files_below(site.folder) == [])


def test_14_more_papers_than_a_session_may_have_are_refused(site, web, monkeypatch):
    monkeypatch.setattr(papers, "N_PAPERS", 1)
    web.answers["/papier"] = Answer(PDF, "application/pdf")
    site.go("/accueil.html")
    for n in (1, 2):
        site.js("location.href = '/papier'; 1")
        site.until(lambda n=n: len(site.said) == n)

    assert site.said[1].startswith("Il y a trop de documents.")
    assert files_below(site.folder) == ["document-1.pdf"]


def test_15_a_pdf_with_actions_is_kept_as_a_paper_and_never_opened(site, web):
    web.answers["/papier"] = Answer(ACTIVE_PDF, "application/pdf")
    site.go("/accueil.html")
    site.js("location.href = '/papier'; 1")
    site.until(lambda: files_below(site.folder) == ["document-1.pdf"])

    assert site.page.url().path() == "/accueil.html"
    assert (site.folder / "document-1.pdf").stat().st_mode & 0o777 == 0o600
    assert web.canary.heard == []


def test_a_paper_is_listed_and_handed_to_the_printer(site, web):
    web.answers["/papier"] = Answer(PDF, "application/pdf")
    site.go("/accueil.html")
    site.js("location.href = '/papier'; 1")
    site.until(lambda: bool(site.said))
    QTest.mouseClick(site.button("Mes documents : 1"), Qt.MouseButton.LeftButton)
    QTest.mouseClick(site.button("Imprimer Document 1 · PDF · 2 ko"), Qt.MouseButton.LeftButton)

    assert [paper.path.read_bytes() for paper in site.printed] == [PDF]


def test_a_printed_page_becomes_a_paper_of_the_list(site):
    site.go("/accueil.html")
    site.js("print(); 1")
    site.until(lambda: files_below(site.folder) == ["document-1.pdf"])

    assert (site.folder / "document-1.pdf").read_bytes().startswith(b"%PDF-")
    assert site.top_levels() == []


def test_a_site_is_given_only_papers_of_the_session_chosen_on_a_page_of_ours(site, web):
    web.answers["/papier"] = Answer(PDF, "application/pdf")
    site.go("/accueil.html")
    site.js("location.href = '/papier'; 1")
    site.until(lambda: bool(site.said))

    def choose() -> None:
        if site.view._question.is_asking:
            assert "Choisissez un document" in site.texts()
            QTest.mouseClick(site.button("Document 1 · PDF · 2 ko"), Qt.MouseButton.LeftButton)
        else:
            QTimer.singleShot(20, site.window, choose)

    QTimer.singleShot(20, site.window, choose)
    site.touch_page("#fichier")
    site.until(lambda: site.js("document.getElementById('fichier').files.length") == 1)

    assert site.js("document.getElementById('fichier').files[0].name") == "document-1.pdf"
    assert site.top_levels() == []


def reach(site, host: str) -> str:
    """Return how a request of the page to a host ends."""
    asked = f"fetch('https://{host}/suite.html', {{mode: 'no-cors', cache: 'no-store'}})"
    ends = f"() => document.title = '{host} atteint', () => document.title = '{host} clos'"
    site.js(f"document.title = 'attend'; {asked}.then({ends}); 1")
    site.until(lambda: site.page.title() in {f"{host} atteint", f"{host} clos"})
    return str(site.page.title()).removeprefix(f"{host} ")


def test_a_host_called_back_is_out_of_reach_at_once_of_a_site_that_stands_there(site, web):
    site.go("/accueil.html")
    assert reach(site, BELOW) == "atteint"
    n_before = len(web.asked("/suite.html"))

    site.door.close_hosts([f"!{BELOW}"])
    site.until(lambda: site.door.is_ready)

    site.js("document.title = 'attend'; 1")
    site.until(lambda: site.page.title() == "attend")
    assert reach(site, BELOW) == "clos"
    assert len(web.asked("/suite.html")) == n_before
    assert reach(site, SITE) == "atteint"


def test_a_host_called_back_is_closed_although_the_centre_opens_it(qapp, tmp_path):
    door = SiteDoor(folder=lambda: tmp_path, own_hosts=(".site.test",))
    allowed = door.open_list([f"!{BELOW}"])

    assert allowed.holds(SITE)
    assert not allowed.holds(BELOW)
    door.close()


def test_a_site_that_does_not_answer_is_a_calm_page_with_a_way_on(site, web, qtbot):
    site.door.way_out.close()
    site.door.way_out.port = 0
    with qtbot.waitSignal(site.view.without_asked, timeout=5000):
        site.view.show_site(f"https://{SITE}/accueil.html")
        QTest.mouseClick(site.button("Continuer sans le site"), Qt.MouseButton.LeftButton)

    assert "Le site arrive…" in site.texts()


def test_the_way_out_that_dies_is_started_again_and_the_site_goes_on(site):
    site.go("/accueil.html")
    os.kill(site.door.way_out.pid, signal.SIGKILL)
    site.until(lambda: site.door.way_out.port == 0)
    site.until(lambda: site.door.is_ready)
    site.go("/suite.html")

    assert site.js("document.title") == "suite"


def test_the_way_out_ends_with_the_terminal(site):
    site.go("/accueil.html")
    pid = site.door.way_out.pid
    site.door.way_out.close()

    assert not psutil.pid_exists(pid)
