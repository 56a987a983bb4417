# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two soft tones before a call: a fall of a major third that swells and dies away."""

from __future__ import annotations

import math
import sys
from array import array
from functools import lru_cache

from ui.a11y.speech_engine import SAMPLE_RATE_HZ

# E5 and C5, equal temperament on A4 = 440 Hz (ISO 16): heard well by ageing ears.
TONES_HZ = (659.26, 523.25)
_TONE_S = 0.5
_SWELL_S = 0.02
_FADE_S = 0.14
_LOUDNESS = 0.28
_SILENCE_S = 0.25
_PEAK = 32_767


@lru_cache(maxsize=1)
def two_tones() -> bytes:
    """Return the tones as one channel of 16 bits at `SAMPLE_RATE_HZ`, a short silence after."""
    samples = array("h")
    n_samples = round(_TONE_S * SAMPLE_RATE_HZ)
    for tone_hz in TONES_HZ:
        for at in range(n_samples):
            time_s = at / SAMPLE_RATE_HZ
            swell = min(1.0, time_s / _SWELL_S, (_TONE_S - time_s) / _SWELL_S)
            fade = math.exp(-max(0.0, time_s - _SWELL_S) / _FADE_S)
            wave = math.sin(2 * math.pi * tone_hz * time_s)
            samples.append(round(_PEAK * _LOUDNESS * swell * fade * wave))
    samples.extend([0] * round(_SILENCE_S * SAMPLE_RATE_HZ))
    if sys.byteorder == "big":
        samples.byteswap()
    return samples.tobytes()
