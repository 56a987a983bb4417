# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the page of recordings knows at a moment, and that said in words; without Qt."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

from kiosk.content.recordings import MAX_TAKE_S, VOICE_LANGUAGES, read_with
from kiosk.foundation.translation import LANGUAGES, RECORDED_LANGUAGES, language_of
from kiosk.services.voice_drafts import VoiceState
from ui.screens.recordings.state import BoothState, GuideLine, Look, RecordingsState, StepLine

if TYPE_CHECKING:
    from kiosk.foundation.translation import Translator
    from kiosk.services.voice_drafts import VoiceProgress, VoiceScript, VoiceSlot

OFFERED = (
    *(one.code for one in RECORDED_LANGUAGES),
    *(one.code for one in LANGUAGES if one.code in VOICE_LANGUAGES),
)
"""Languages of the page; those that no engine speaks come first: they have no other voice."""
RULE = "Personne d’autre ne parle pendant l’enregistrement."
_FRENCH_NAMES = {"ar-ma": "Darija", "kab": "Kabyle"}
_OWN_NAMES = {one.code: one.own_name for one in LANGUAGES} | {
    one.code: one.own_name for one in RECORDED_LANGUAGES
}
_STATES = {
    VoiceState.EMPTY: ("Vide", Look.EMPTY),
    VoiceState.TO_CHECK: ("À écouter", Look.WAITING),
    VoiceState.CHECKED: ("Approuvée", Look.GOOD),
    VoiceState.SERVES: ("Déjà dans le guide", Look.GOOD),
    VoiceState.OUTDATED: ("À refaire", Look.ALERT),
}
_ADVICE = {
    VoiceState.TO_CHECK: "Écoutez jusqu’au bout en lisant le texte, puis gardez.",
    VoiceState.CHECKED: "Cette voix attend le paquet : les bornes la joueront après.",
    VoiceState.SERVES: "Les bornes jouent déjà cette voix.",
    VoiceState.OUTDATED: "Le texte a changé depuis : cette voix n’est plus jouée.",
}
_WITHOUT = frozenset({VoiceState.EMPTY, VoiceState.OUTDATED, VoiceState.TO_CHECK})


class Activity(Enum):
    """What the sound of the machine does."""

    QUIET = "quiet"
    RECORDING = "recording"
    KEEPING = "keeping"
    PLAYING = "playing"


@dataclass(slots=True)
class Facts:
    """What is known now.

    Attributes:
        language: The chosen language.
        guides: How far each walkthrough is in it.
        guide: The chosen walkthrough; empty for none.
        step: Its chosen step; empty until it is read.
        slots: Its steps.
        script: What is said at the step.
        activity: What the sound does.
        seconds: Seconds recorded.
        level: How loud it is, 0 to 1.
        listened: Voices heard to their end since they were recorded.
        told: What became of the last thing.
        is_well: Whether that is good news.
        is_preparing: Whether the folder is being written.
    """

    language: str = OFFERED[0]
    guides: tuple[VoiceProgress, ...] = ()
    guide: str = ""
    step: str = ""
    slots: tuple[VoiceSlot, ...] = ()
    script: VoiceScript | None = None
    activity: Activity = Activity.QUIET
    seconds: float = 0.0
    level: float = 0.0
    listened: set[tuple[str, str, str]] = field(default_factory=set)
    told: str = ""
    is_well: bool = True
    is_preparing: bool = False

    @property
    def place(self) -> tuple[str, str, str]:
        """The walkthrough, the language and the step."""
        return self.guide, self.language, self.step

    @property
    def next_open(self) -> str:
        """The next step without a right voice after the chosen one; that one where none is."""
        keys = [slot.step_id for slot in self.slots]
        at = keys.index(self.step)
        following = (*self.slots[at + 1 :], *self.slots[:at])
        return next((slot.step_id for slot in following if is_open(slot)), self.step)


def is_open(slot: VoiceSlot) -> bool:
    """Say whether somebody must still do something for the voice of a step."""
    return slot.state in _WITHOUT


def state_of(facts: Facts, translator: Translator) -> RecordingsState:
    """Return what the page shows."""
    t = translator.text
    chosen = next((one for one in facts.guides if one.walkthrough_id == facts.guide), None)
    n_ready = sum(not is_open(slot) for slot in facts.slots)
    note = t("La borne ne parle pas cette langue : prêtez-lui votre voix.")
    if facts.language not in _FRENCH_NAMES:
        note = t("Une voix enregistrée passe devant celle de la machine.")
    if chosen is not None:
        note = _done(n_ready, len(facts.slots), translator)
    return RecordingsState(
        title=chosen.french_title if chosen is not None else t("Enregistrer une voix"),
        note=note,
        rule=t(RULE),
        languages=tuple((code, _name(code, translator)) for code in OFFERED),
        language=facts.language,
        language_caption=t("Langue parlée"),
        language_name=_name(facts.language, translator),
        guides=tuple(
            GuideLine(
                one.walkthrough_id,
                one.french_title,
                _note(one, translator),
            )
            for one in facts.guides
            if not facts.guide
        ),
        steps=tuple(_line(slot, at, facts, translator) for at, slot in enumerate(facts.slots, 1)),
        booth=_booth(facts, translator),
        told=facts.told,
        is_well=facts.is_well,
        go_back=t("Précédent"),
        prepare=t("Préparer le paquet"),
        can_prepare=facts.activity is Activity.QUIET and not facts.is_preparing,
    )


def _name(code: str, translator: Translator) -> str:
    own = _OWN_NAMES[code]
    french = _FRENCH_NAMES.get(code)
    # Isolated, so that a name read from the right leaves what is beside it in its place.
    return own if french is None else f"{translator.text(french)} · \u2068{own}\u2069"


def _done(n_ready: int, n_steps: int, translator: Translator) -> str:
    return translator.plural(
        "{n} étape sur {of} a une voix", "{n} étapes sur {of} ont une voix", n_ready, of=n_steps
    )


def _note(one: VoiceProgress, translator: Translator) -> str:
    parts = [_done(one.n_ready, one.n_steps, translator)]
    if n_waiting := one.states[VoiceState.TO_CHECK]:
        parts.append(translator.text("{n} à écouter", n=n_waiting))
    if n_old := one.states[VoiceState.OUTDATED]:
        parts.append(translator.text("{n} à refaire", n=n_old))
    return " · ".join(parts)


def _line(slot: VoiceSlot, at: int, facts: Facts, translator: Translator) -> StepLine:
    word, look = _STATES[slot.state]
    title = f"{at}. {slot.french_title}"
    return StepLine(slot.step_id, title, translator.text(word), look, slot.step_id == facts.step)


def _booth(facts: Facts, translator: Translator) -> BoothState | None:
    at = next((i for i, slot in enumerate(facts.slots) if slot.step_id == facts.step), None)
    if at is None or facts.script is None:
        return None
    t, slot = translator.text, facts.slots[at]
    word, look = _STATES[slot.state]
    is_recording = facts.activity is Activity.RECORDING
    is_playing = facts.activity is Activity.PLAYING
    is_first = slot.state is VoiceState.EMPTY
    is_waiting = slot.state is VoiceState.TO_CHECK
    again = t("Enregistrer la voix") if is_first else t("Recommencer")
    clock = t("{n} s sur {of}", n=int(facts.seconds), of=MAX_TAKE_S)
    return BoothState(
        place=t("Étape {n} sur {of}", n=at + 1, of=len(facts.slots)),
        state=t(word),
        look=look,
        french=facts.script.french,
        shown=facts.script.shown,
        is_from_right=language_of(read_with(facts.language)).direction == "rtl",
        advice=_advice(facts, slot, translator),
        clock=clock if is_recording else "",
        level=facts.level if is_recording else 0.0,
        record=t("Arrêter") if is_recording else again,
        is_recording=is_recording,
        is_first=is_first,
        listen="" if is_first or is_recording else t("Arrêter") if is_playing else t("Écouter"),
        is_playing=is_playing,
        keep=t("Garder") if is_waiting and not is_recording else "",
        can_keep=facts.place in facts.listened and facts.activity is Activity.QUIET,
    )


def _advice(facts: Facts, slot: VoiceSlot, translator: Translator) -> str:
    t = translator.text
    if facts.activity is Activity.RECORDING:
        return t("Parlez maintenant. Touchez « Arrêter » à la fin.")
    if slot.state is VoiceState.EMPTY:
        return t("Dites ce texte avec vos mots. {n} secondes au plus.", n=MAX_TAKE_S)
    if slot.state is VoiceState.TO_CHECK and facts.place in facts.listened:
        return t("La voix dit-elle la même chose ? Gardez-la, ou recommencez.")
    return t(_ADVICE[slot.state])
