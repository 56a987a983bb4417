# SPDX-License-Identifier: AGPL-3.0-or-later
"""The bundle's own loader sets variables that a terminal otherwise refuses."""

from __future__ import annotations

import pytest

from ui.lockdown import dangerous_variables

BUNDLE = "/opt/sixieme/_internal"
OWN = {
    "LD_LIBRARY_PATH": BUNDLE,
    "QT_PLUGIN_PATH": f"{BUNDLE}/PySide6/Qt/plugins",
    "QML2_IMPORT_PATH": f"{BUNDLE}/PySide6/Qt/qml",
}


def test_the_places_that_the_bundle_sets_for_itself_are_no_danger():
    assert dangerous_variables(OWN, BUNDLE) == ()


def test_the_same_places_are_refused_outside_a_bundle():
    assert set(dangerous_variables(OWN)) == set(OWN)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("QT_PLUGIN_PATH", "/tmp/plugins"),
        ("LD_LIBRARY_PATH", f"{BUNDLE}:/tmp/lib"),
        ("LD_LIBRARY_PATH_ORIG", "/tmp/lib"),
        ("QT_PLUGIN_PATH", f"{BUNDLE}/../../../tmp/plugins"),
        ("QT_PLUGIN_PATH", f"{BUNDLE}-other/plugins"),
        ("LD_PRELOAD", "evil.so"),
    ],
)
def test_a_place_outside_the_bundle_is_refused(name, value):
    assert dangerous_variables({**OWN, name: value}, BUNDLE) == (name,)
