# SPDX-License-Identifier: AGPL-3.0-or-later
"""Break-out by windows, dialogs, drops, permissions and keys."""

from __future__ import annotations

import time

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from tests.support.local_sites import Answer
from tests.support.site_bench import settle

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier


def test_12_a_link_to_another_window_opens_in_the_same_view(site):
    site.go("/accueil.html")
    site.touch_page("#autre")
    site.until(lambda: site.stands("/suite.html"))

    assert site.top_levels() == []


@pytest.mark.parametrize("modifier", [CONTROL, SHIFT, CONTROL | SHIFT])
def test_12_no_modified_touch_opens_a_window(site, modifier):
    site.go("/accueil.html")
    site.touch_page("#suite", modifier)
    site.js("1")

    assert site.top_levels() == []
    assert site.page.url().path() in {"/accueil.html", "/suite.html"}


def test_12_a_script_opens_no_window(site):
    site.go("/accueil.html")

    assert site.js("open('/suite.html') === null") is True
    assert site.page.url().path() == "/accueil.html"
    assert site.top_levels() == []


def test_13_a_storm_of_windows_and_questions_leaves_the_end_within_reach(site, web):
    storm = """<title>tempete</title><script>
      for (let i = 0; i < 1000; i++) { open('/suite.html'); alert('x'); prompt('y'); }
      document.title = 'fini';
      setInterval(() => { open('/suite.html'); alert('encore'); }, 1);
    </script>"""
    web.answers["/tempete"] = Answer(storm.encode())
    site.start("https://www.site.test/tempete")
    site.until_title("fini")
    began = time.monotonic()
    site.next_session()

    assert time.monotonic() - began < 1
    assert site.top_levels() == []
    assert len(site.said) < 10


def test_13_a_question_that_nobody_answers_ends_with_the_session(site, web):
    from PySide6.QtCore import QTimer

    web.answers["/question"] = Answer(b"<script>document.title = confirm('a') + ''</script>")
    ended = []

    def end() -> None:
        if site.view._question.is_asking:
            site.view.let_go()
            ended.append(True)
        else:
            QTimer.singleShot(20, site.window, end)

    QTimer.singleShot(20, site.window, end)
    site.start("https://www.site.test/question")
    site.until(lambda: bool(ended))

    assert site.view.page is None


def test_a_question_of_the_site_is_asked_in_our_words_and_answered_by_touch(site, web):
    from PySide6.QtCore import QTimer

    web.answers["/question"] = Answer(
        b"<script>document.title = 'dit ' + confirm('Tout envoyer ?')</script>"
    )

    def agree() -> None:
        if site.view._question.is_asking:
            assert "Tout envoyer ?" in site.texts()
            QTest.mouseClick(site.button("Oui"), Qt.MouseButton.LeftButton)
        else:
            QTimer.singleShot(20, site.window, agree)

    QTimer.singleShot(20, site.window, agree)
    site.start("https://www.site.test/question")
    site.until_title("dit true")

    assert site.top_levels() == []


@pytest.mark.parametrize("target", ["page", "window"])
def test_16_a_file_dropped_on_the_site_changes_nothing(site, target):
    site.go("/accueil.html")
    place = QPoint(200, 200)
    data = QMimeData()
    data.setUrls([QUrl("file:///etc/passwd")])
    data.setText("file:///etc/passwd")
    widget = site.view.view if target == "page" else site.window
    action, button = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    none = Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(place, action, data, button, none)
    drop = QDropEvent(QPointF(place), action, data, button, none)
    QApplication.sendEvent(site.window.windowHandle(), enter)
    QApplication.sendEvent(site.window.windowHandle(), drop)

    assert not widget.acceptDrops()
    assert site.js("location.pathname") == "/accueil.html"


PERMISSIONS = {
    "geolocation": "new Promise((y, n) => navigator.geolocation.getCurrentPosition(y, n))",
    "camera": "navigator.mediaDevices.getUserMedia({video: true})",
    "microphone": "navigator.mediaDevices.getUserMedia({audio: true})",
    "screen": "navigator.mediaDevices.getDisplayMedia({video: true})",
    "notifications": "Notification.requestPermission()"
    ".then(p => p === 'granted' || Promise.reject())",
    "clipboard": "navigator.clipboard.readText()",
    "serial": "navigator.serial.requestPort()",
    "hid": "navigator.hid.requestDevice({filters: []}).then(d => d.length || Promise.reject())",
    "fonts": "queryLocalFonts().then(f => f.length || Promise.reject())",
    "usb": "navigator.usb.requestDevice({filters: []})",
    "bluetooth": "navigator.bluetooth.requestDevice({acceptAllDevices: true})",
    "midi": "navigator.requestMIDIAccess({sysex: true})",
    "folders": "showDirectoryPicker()",
    "credentials": "navigator.credentials.get({password: true}).then(c => c || Promise.reject())",
    "idle": "IdleDetector.requestPermission().then(p => p === 'granted' || Promise.reject())",
    "full screen": "document.documentElement.requestFullscreen()",
    "pointer": "document.documentElement.requestPointerLock().then(() => 1)",
    "keyboard": "document.body.requestFullscreen().then(() => navigator.keyboard.lock())",
    "handler": "new Promise((y, n) => { try { navigator.registerProtocolHandler('web+x',"
    " 'https://www.site.test/?u=%s'); n() } catch (e) { n(e) } })",
}


@pytest.mark.parametrize("what", PERMISSIONS)
def test_17_and_18_what_a_page_asks_of_the_machine_is_denied_without_a_window(site, web, what):
    page = f"""<button id="b" style="font-size: 30px">x</button><script>
      document.getElementById('b').onclick = () => {{
        const late = new Promise(r => setTimeout(() => r('late'), 3000));
        let asked;
        try {{ asked = Promise.resolve({PERMISSIONS[what]}).then(() => 'granted', () => 'denied') }}
        catch (e) {{ asked = Promise.resolve('denied') }}
        Promise.race([asked, late]).then(r => {{ document.title = r }});
      }};
    </script>"""
    web.answers["/demande"] = Answer(page.encode())
    site.go("/demande")
    site.touch_page("#b")
    site.until(lambda: site.page.title() in {"denied", "granted", "late"})

    assert site.page.title() == "denied"
    assert site.top_levels() == []
    assert not site.window.isFullScreen()


def test_18_the_staff_key_works_while_the_page_has_the_focus(site, qtbot):
    site.go("/accueil.html")
    site.touch_page("#nom")
    with qtbot.waitSignal(site.guard.staff_asked, timeout=5000):
        QTest.keyClick(site.window.windowHandle(), Qt.Key.Key_T, CONTROL | ALT)


KEYS = [
    *[(getattr(Qt.Key, f"Key_{name}"), CONTROL) for name in "OSUNTWQPFJHDEL"],
    *[(getattr(Qt.Key, f"Key_F{n}"), Qt.KeyboardModifier.NoModifier) for n in (1, 3, 5, 7, 11, 12)],
    (Qt.Key.Key_I, CONTROL | SHIFT),
    (Qt.Key.Key_Left, ALT),
    (Qt.Key.Key_Space, ALT),
    (Qt.Key.Key_Menu, Qt.KeyboardModifier.NoModifier),
]


def test_2_no_key_of_a_browser_does_anything_in_the_site(site):
    site.go("/accueil.html")
    site.touch_page("#nom")
    for key, modifier in KEYS:
        QTest.keyClick(site.window.windowHandle(), key, modifier)
    site.js("1")

    assert site.js("location.pathname") == "/accueil.html"
    assert site.top_levels() == []
    assert site.page.zoomFactor() == 1


def test_3_no_menu_comes_by_the_right_button_or_a_long_press(site):
    site.go("/accueil.html")
    proxy = site.view.view.focusProxy()
    QTest.mouseClick(proxy, Qt.MouseButton.RightButton, pos=QPoint(60, 40))
    site.js("1")

    assert site.top_levels() == []


def test_5_a_choice_of_colour_is_ended_before_anybody_sees_it(site):
    ended = []
    site.go("/accueil.html")
    end = site.view.view._end_dialogs
    site.view.view._end_dialogs = lambda: (ended.append(site.top_levels()), end())
    site.touch_page("#couleur")
    site.until(lambda: any(ended))
    settle()

    assert site.top_levels() == []
    assert not [w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog)]


def test_a_touched_field_brings_our_keyboard_and_its_keys_type_into_the_page(site):
    site.go("/accueil.html")
    site.touch_page("#nom")
    site.until(site.view.keyboard.isVisible)
    keys = {k.accessibleName(): k for k in site.view.keyboard.findChildren(QWidget)}
    for sign in ("A", "B"):
        QTest.mouseClick(keys[sign], Qt.MouseButton.LeftButton)

    written = "document.getElementById('nom').value"
    site.until(lambda: site.js(written) == "AB")
    assert site.js(written) == "AB"
