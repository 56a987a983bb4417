# SPDX-License-Identifier: AGPL-3.0-or-later
"""What happens in a life, and the walkthroughs that then help: a second way into the list."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.domain.walkthroughs import Texts  # noqa: TC001 - the compiled form is read by this


@dataclass(frozen=True, slots=True)
class LifeEvent:
    """Something that happens to a person.

    Attributes:
        event_id: Its key.
        icon: Icon name.
        names: In the person's words.
        walkthroughs: Ids, the most useful first; those not there are not shown.
    """

    event_id: str
    icon: str
    names: Texts
    walkthroughs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LifeEventView:
    """An event in the reader's language, with the walkthroughs that are here, never none."""

    event_id: str
    icon: str
    label: str
    walkthrough_ids: tuple[str, ...]
