# SPDX-License-Identifier: AGPL-3.0-or-later
"""The official site beside the guide: it shows, it tells where one is, it fails calmly."""

from __future__ import annotations


def test_a_site_of_the_list_is_shown_and_told_in_words(site):
    site.go("/accueil.html")

    assert site.js("document.getElementById('n').textContent") == "Bonjour."
    assert any("Le site d’essai" in text and "www.site.test" in text for text in site.texts())
