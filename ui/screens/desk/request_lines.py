# SPDX-License-Identifier: AGPL-3.0-or-later
"""A request as a line of the post: among the requests, and among those whom one must call."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kiosk.domain.appointment_requests import RequestStatus
from kiosk.domain.appointments import ReplyBy
from ui.screens.desk.line_shape import LineText
from ui.screens.desk.state import Deed, DeskLine, LineKind, LineLook
from ui.screens.desk.words import party_words, wish_words
from ui.wording import day_and_time

if TYPE_CHECKING:
    from kiosk.domain.appointment_views import DeskRequest
    from ui.navigation.presenter import Stage
    from ui.screens.desk.line_shape import LineShape

_REPLY_WORDS = {
    ReplyBy.NUMBER: "répondre par le numéro",
    ReplyBy.PHONE: "répondre par téléphone",
    ReplyBy.IN_PERSON: "la personne repasse",
}


def request_line(one: DeskRequest, stage: Stage, shape: LineShape, *, sees_names: bool) -> DeskLine:
    """Return the line of a request; without `sees_names` nothing is answered from it."""
    translator = stage.translator
    name, can_reveal = shape.name(one.number, one.label_sealed)
    people = ""
    if one.party_size > 1:
        people = translator.plural("{n} personne", "{n} personnes", one.party_size)
    is_proposed = one.status is RequestStatus.PROPOSED
    chip, look = translator.text("À décider"), LineLook.WAITING
    if is_proposed and one.chosen is None:
        chip, look = translator.text("Proposé"), LineLook.PLAIN
    wish = wish_words(one.wish, translator)
    if one.chosen is not None:
        when = day_and_time(one.chosen.start_utc, translator)
        wish = translator.text("a choisi {when}", when=when)
    # A volunteer reads the number in the place of the name.
    parts = (
        one.number if sees_names else "",
        one.motif_label,
        wish,
        *party_words(translator.text, people, one.needs, one.language or "fr"),
        translator.text(_REPLY_WORDS[one.reply_by]),
    )
    line = shape.line(
        f"{LineKind.REQUEST}:{one.number}",
        LineText(
            time="",
            name=name,
            detail=" · ".join(filter(None, parts)),
            chip=chip,
            look=look,
        ),
        main=Deed.GIVE if sees_names else None,
        deeds=(Deed.PROPOSE, Deed.DECLINE) if sees_names else (),
    )
    return replace(line, can_reveal=can_reveal)
