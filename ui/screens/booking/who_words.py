# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who comes, how to hear an answer, and the lines that are looked at before the last touch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.domain.appointments import PARTY_MAX, AccessNeed, ReplyBy
from ui.screens.booking import workshop_words
from ui.screens.booking.state import AnswerCard, SummaryLine, Toggle, WhoWords
from ui.who_comes import ACCESS_WORDS, HALF_WORDS, access_words, half_words, party_words
from ui.wording import day_and_time, day_in_words, duration_in_words, left_to_right, sentence_case

if TYPE_CHECKING:
    from kiosk.domain.appointment_views import Need
    from kiosk.foundation.translation import Translator
    from ui.navigation.centre import CentreView
    from ui.screens.booking.choice import Choice

_REPLIES = (
    (
        ReplyBy.NUMBER,
        "ticket",
        "Avec mon numéro, à une borne",
        "Tapez-le sur n’importe quelle borne.",
    ),
    (ReplyBy.PHONE, "phone", "Par téléphone", "Donnez votre numéro à la page suivante."),
    (ReplyBy.IN_PERSON, "user-heart", "Je repasse ici", "Une personne vous donne la réponse."),
)
_ACCESS_ICONS = {
    AccessNeed.INTERPRETER: "language",
    AccessNeed.COMPANION: "friends",
    AccessNeed.WHEELCHAIR: "accessible",
}
_SHORT_REPLIES = {
    ReplyBy.NUMBER: "Réponse avec votre numéro, à une borne",
    ReplyBy.PHONE: "Réponse par téléphone",
    ReplyBy.IN_PERSON: "Réponse ici, par une personne",
}


_SIZES = tuple((str(n), str(n)) for n in range(1, PARTY_MAX + 1))


def halves(translator: Translator) -> tuple[tuple[str, str], ...]:
    """Return the parts of a day with their words."""
    return tuple((half.value, half_words(half, translator)) for half in HALF_WORDS)


def reply_cards(translator: Translator) -> tuple[AnswerCard, ...]:
    """Return the ways to hear the answer to a request."""
    t = translator.text
    return tuple(
        AnswerCard(reply.value, icon, t(words), detail=t(detail))
        for reply, icon, words, detail in _REPLIES
    )


def who_words(choice: Choice, problem: str, translator: Translator) -> WhoWords:
    """Return the question of who comes."""
    t = translator.text
    is_asked = choice.hold is None and choice.reply_by is ReplyBy.PHONE
    contact = (t("Téléphone ou mail"), t("Pour un rappel, ou si l’heure change."))
    if is_asked:
        contact = (t("Votre téléphone"), t("Une personne vous appelle pour la réponse."))
    return WhoWords(
        label=(t("Prénom ou surnom"), t("Seule la personne qui vous reçoit le lit.")),
        contact=contact,
        problem=problem,
        party="" if choice.workshop is not None else t("Combien de personnes viennent ?"),
        sizes=() if choice.workshop is not None else _SIZES,
        size=str(choice.party_size),
        access=t("Faut-il préparer quelque chose ?"),
        toggles=tuple(
            Toggle(need.value, icon, t(ACCESS_WORDS[need]), need in choice.access)
            for need, icon in _ACCESS_ICONS.items()
        ),
    )


def need_line(need: Need, translator: Translator) -> SummaryLine:
    """Return for what, in both languages, and how long."""
    french = ""
    if need.label_fr != need.label:
        french = left_to_right(need.label_fr, translator)
    duration = duration_in_words(need.duration_min, translator)
    return SummaryLine("list-check", need.label, " · ".join(filter(None, (french, duration))))


def here_words(here: CentreView, translator: Translator) -> str:
    """Return « Ici, quartier Nord », or the name of a centre without a quarter."""
    quarter = here.card.quarter
    if not quarter:
        return here.name
    return translator.text("Ici, quartier {quarter}", quarter=quarter)


def place_line(
    choice: Choice, here: CentreView, translator: Translator, *, is_whole: bool = False
) -> SummaryLine:
    """Return where, with the address of another place; of this one too where `is_whole`."""
    card = choice.centre or here.card
    name = here_words(here, translator) if choice.centre is None else card.name
    tells_address = is_whole or choice.centre is not None
    return SummaryLine("map-pin", name, card.address if tells_address else "")


def days_words(choice: Choice, translator: Translator) -> str:
    """Return the days of a request in words."""
    return sentence_case(", ".join(day_in_words(day, translator) for day in choice.wished))


def when_lines(choice: Choice, translator: Translator) -> tuple[SummaryLine, ...]:
    """Return when: the hour held, the one it replaces, or the days asked for."""
    slot, moving = choice.slot, choice.moving
    if choice.workshop is not None:
        return (workshop_words.when_line(choice, translator),)
    if slot is None or choice.hold is None:
        half = half_words(choice.half, translator)
        return (SummaryLine("calendar", days_words(choice, translator), half),)
    new = SummaryLine("calendar", day_and_time(slot.start_utc, translator))
    if moving is None or moving.start_utc is None:
        return (new,)
    old = day_and_time(moving.start_utc, translator)
    before = translator.text("Avant : {when}", when=old)
    return (SummaryLine(new.icon, new.text, before),)


def sure_lines(choice: Choice, here: CentreView, translator: Translator) -> tuple[SummaryLine, ...]:
    """Return everything that the last touch promises."""
    need, t = choice.need, translator.text
    lines = [*when_lines(choice, translator)]
    lines.append(place_line(choice, here, translator, is_whole=True))
    if choice.workshop is not None:
        lines = [*lines[:1], *workshop_words.said_lines(choice, translator), *lines[1:]]
    elif need is not None:
        lines.append(need_line(need, translator))
    prepared = access_words(choice.access, translator)
    lines.append(SummaryLine("users", party_words(choice.party_size, translator), prepared))
    if choice.hold is None:
        lines.append(SummaryLine("message-2", t(_SHORT_REPLIES[choice.reply_by])))
    return tuple(lines)
