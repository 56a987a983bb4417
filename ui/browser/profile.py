# SPDX-License-Identifier: AGPL-3.0-or-later
"""The memory of one session's sites: off the record, closed, gone with the session.

Every setting that matters is written down, whatever Qt's default is today.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PySide6.QtWebEngineCore import QWebEngineProfile, QWebEngineSettings

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

_Attribute = QWebEngineSettings.WebAttribute
SETTINGS = {
    _Attribute.AllowGeolocationOnInsecureOrigins: False,
    _Attribute.AllowRunningInsecureContent: False,
    _Attribute.AllowWindowActivationFromJavaScript: False,
    _Attribute.BackForwardCacheEnabled: False,
    _Attribute.DnsPrefetchEnabled: False,
    _Attribute.ErrorPageEnabled: False,
    _Attribute.FocusOnNavigationEnabled: False,
    _Attribute.FullScreenSupportEnabled: False,
    _Attribute.HyperlinkAuditingEnabled: False,
    _Attribute.JavascriptCanAccessClipboard: False,
    _Attribute.JavascriptCanOpenWindows: False,
    _Attribute.JavascriptCanPaste: False,
    _Attribute.LocalContentCanAccessFileUrls: False,
    _Attribute.LocalContentCanAccessRemoteUrls: False,
    _Attribute.NavigateOnDropEnabled: False,
    _Attribute.PdfViewerEnabled: False,
    _Attribute.PluginsEnabled: False,
    _Attribute.ScreenCaptureEnabled: False,
    _Attribute.TouchIconsEnabled: False,
    _Attribute.WebGLEnabled: False,
    _Attribute.WebRTCPublicInterfacesOnly: True,
}
_CACHE_BYTES = 32 * 1024 * 1024
_ENGINE_NAME = re.compile(r" QtWebEngine/\S+")


def session_profile(parent: QObject) -> QWebEngineProfile:
    """Return a new profile that keeps nothing on disk, owned by `parent`."""
    profile = QWebEngineProfile(parent)  # without a name: off the record
    profile.setHttpCacheType(QWebEngineProfile.HttpCacheType.MemoryHttpCache)
    profile.setHttpCacheMaximumSize(_CACHE_BYTES)
    profile.setPersistentCookiesPolicy(
        QWebEngineProfile.PersistentCookiesPolicy.NoPersistentCookies
    )
    profile.setPersistentPermissionsPolicy(
        QWebEngineProfile.PersistentPermissionsPolicy.AskEveryTime
    )
    profile.setPushServiceEnabled(False)
    profile.setSpellCheckEnabled(False)
    profile.setHttpAcceptLanguage("fr-FR,fr;q=0.9")
    # Sites that know only names of large browsers show their page to this one too.
    profile.setHttpUserAgent(_ENGINE_NAME.sub("", profile.httpUserAgent()))
    settings = profile.settings()
    for attribute, value in SETTINGS.items():
        settings.setAttribute(attribute, value)
    settings.setUnknownUrlSchemePolicy(
        QWebEngineSettings.UnknownUrlSchemePolicy.DisallowUnknownUrlSchemes
    )
    return profile
