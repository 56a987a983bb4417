# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reads ``origine`` of ``parcours.yaml``: the public sheet from which a walkthrough was made."""

from __future__ import annotations

import re

from kiosk.content.fields import Fields
from kiosk.domain.walkthrough_origin import Origin, OriginKind

_SHEET = re.compile(r"[FNR][0-9]{1,6}")
_SHA256 = re.compile(r"[0-9a-f]{64}")


def read_origin(fields: Fields) -> Origin | None:
    """Return what stands under ``origine``, None when the key is absent."""
    node = fields.node("origine")
    if node is None:
        return None
    own = Fields(node, fields.notes, "origine")
    origin = Origin(
        kind=own.member("type", OriginKind, OriginKind.DILA),
        sheet_id=own.text("id"),
        dated=own.needed_day("date"),
        sha256=own.text("sha256"),
        licence=own.text("licence"),
    )
    if origin.sheet_id and not _SHEET.fullmatch(origin.sheet_id):
        own.notes.add(own.line_of("id"), "E112", "origine, id : un numéro de fiche, comme F1342")
    if origin.sha256 and not _SHA256.fullmatch(origin.sha256):
        message = "origine, sha256 : les 64 signes de l’empreinte du fichier importé"
        own.notes.add(own.line_of("sha256"), "E112", message)
    own.close()
    return origin
