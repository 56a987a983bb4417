# SPDX-License-Identifier: AGPL-3.0-or-later
"""Break-out by addresses: other programs, files, inner pages, other sites, odd ways to write."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices

from tests.support.local_sites import FOREIGN, SITE, Answer

OUTSIDE = ("mailto", "tel", "sms", "foo")
REFUSED = "Cette page n’est pas ouverte ici"


class Opener(QObject):
    """Stands where the system would open another program."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []

    @Slot(QUrl)
    def note(self, url: QUrl) -> None:
        self.opened.append(url.toString())


@pytest.fixture
def opener():
    stands = Opener()
    for scheme in (*OUTSIDE, "file", "ftp", "chrome", "about"):
        QDesktopServices.setUrlHandler(scheme, stands, "note")
    yield stands
    for scheme in (*OUTSIDE, "file", "ftp", "chrome", "about"):
        QDesktopServices.unsetUrlHandler(scheme)


def is_calm(site) -> bool:
    return REFUSED in site.texts()


def still_here(site) -> bool:
    """Say whether the page is the one before, and answers."""
    return site.js("location.pathname") == "/portes.html"


@pytest.mark.parametrize("scheme", OUTSIDE)
def test_7_a_link_to_another_program_opens_none(site, opener, scheme):
    site.go("/portes.html")
    site.touch_page(f"#{scheme}")

    assert still_here(site)
    assert opener.opened == []
    assert site.top_levels() == []


@pytest.mark.parametrize("name", ["fichier", "fichierc", "unc"])
def test_8_a_link_to_a_file_of_the_machine_leads_nowhere(site, opener, name):
    site.go("/portes.html")
    site.touch_page(f"#{name}")

    assert still_here(site)
    assert opener.opened == []


@pytest.mark.parametrize(
    "way",
    [
        "location.href = 'file:///etc/passwd'",
        "document.getElementById('cadre').src = 'file:///etc/passwd'",
        "document.getElementById('formulaire').submit()",
        "open('file:///etc/passwd')",
        "document.getElementById('cadre').src = '/vers-fichier'",
    ],
)
def test_8_no_script_form_frame_or_redirection_reads_a_file(site, web, way):
    web.answers["/vers-fichier"] = Answer(status=302, headers=(("Location", "file:///etc/passwd"),))
    site.go("/portes.html")
    site.js(f"{way}; 1")

    assert still_here(site)
    seen = (
        "(() => { try { return frames[0].document.body.textContent } catch (e) { return '' } })()"
    )
    assert "root:" not in (site.js(seen) or "")


def test_8_a_redirection_to_a_file_leads_nowhere(site, web):
    web.answers["/vers-fichier"] = Answer(status=302, headers=(("Location", "file:///etc/passwd"),))
    site.go("/portes.html")
    site.touch_page("#redirigefichier")
    site.until(lambda: bool(web.asked("/vers-fichier")) and not site.page.isLoading())

    assert site.page.url().scheme() == "https"


@pytest.mark.parametrize(
    "name", ["chrome", "gpu", "crash", "quit", "devtools", "source", "qrc", "ftp", "donnees"]
)
def test_9_a_link_to_an_inner_page_leads_nowhere(site, opener, name):
    site.go("/portes.html")
    site.touch_page(f"#{name}")

    site.until(lambda: site.page.renderProcessPid() > 0)
    assert site.page.url().path() == "/portes.html"
    assert opener.opened == []


@pytest.mark.parametrize(
    "address",
    [
        "chrome://version",
        "chrome://crash",
        "devtools://devtools/bundled/inspector.html",
        "view-source:https://www.site.test/suite.html",
        "about:blank",
        "javascript:alert(1)",
        "data:text/html,<h1>x</h1>",
        "blob:https://www.site.test/x",
        "qrc:/x",
        "file:///etc/passwd",
        "https://www.site.test:8443/",
        "https://www.site.test@www.ailleurs.test/",
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://2130706433/",
        "https://www.site.test./",
        "https://xn--www-9qa.site.test.ailleurs.test/",
    ],
)
def test_9_an_address_that_is_not_a_site_of_the_list_is_refused_before_it_loads(site, address):
    site.start(address)

    assert is_calm(site)
    assert not site.page.url().host()


@pytest.mark.parametrize("name", ["ailleurs", "redirige", "meta", "js", "usager", "port", "point"])
def test_10_every_way_to_a_foreign_site_ends_on_a_calm_page(site, web, name):
    away = f"https://{FOREIGN}/"
    web.answers["/vers-ailleurs"] = Answer(status=302, headers=(("Location", away),))
    meta = f'<meta http-equiv="refresh" content="0;url={away}">'
    web.answers["/meta"] = Answer(meta.encode())
    web.answers["/js"] = Answer(f"<script>location = '{away}'</script>".encode())
    site.go("/portes.html")
    site.touch_page(f"#{name}")

    site.until(lambda: is_calm(site))
    assert web.canary.heard == []


@pytest.mark.parametrize("name", ["sosie", "chiffres", "chiffres6"])
def test_10_an_address_that_only_looks_right_ends_on_a_calm_page(site, web, name):
    site.go("/portes.html")
    site.touch_page(f"#{name}")

    site.until(lambda: is_calm(site))
    assert web.canary.heard == []


def test_11_an_address_in_clear_of_an_allowed_site_is_asked_for_by_tls(site, web):
    site.go("/portes.html")
    site.touch_page("#clair")
    site.until(lambda: site.stands("/suite.html"))

    assert site.page.url().scheme() == "https"
    assert web.asked("/suite.html") == [("GET", SITE, "/suite.html")]
    assert web.canary.heard == []


def test_a_site_with_a_wrong_certificate_is_a_plain_page_without_a_way_past(site):
    site.start("https://faux.site.test/suite.html")
    site.until(lambda: "Ce site n’est pas sûr aujourd’hui" in site.texts())

    assert not site.page.url().host() or site.page.title() != "suite"
