# SPDX-License-Identifier: AGPL-3.0-or-later
"""The marks of a folder in which people practise: what bears them never leaves the machine.

A note beside the database tells it to the first paint, a row within it to every service.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.foundation.errors import Refused

if TYPE_CHECKING:
    from pathlib import Path

    from kiosk.storage.engine import Database
    from kiosk.storage.unit_of_work import UnitOfWork

NOTE_NAME = "training.json"
_MARK = "training"


def is_training_folder(folder: Path) -> bool:
    """Say whether a data folder is one to practise in; nothing is opened."""
    return (folder / NOTE_NAME).is_file()


def is_marked(uow: UnitOfWork) -> bool:
    """Say whether people practise in this database."""
    return uow.parameters.get(_MARK) is True


def is_training(database: Database) -> bool:
    """Say whether people practise in this database."""
    with database.unit_of_work() as uow:
        return is_marked(uow)


def refuse_in_training(database: Database) -> None:
    """Refuse what would let something practised leave the machine.

    Raises:
        Refused: ``training_folder``.
    """
    if is_training(database):
        raise Refused("training_folder")


def mark_training(database: Database) -> None:
    """Mark a new database as one to practise in; nothing takes the mark away.

    Raises:
        Refused: ``already_enrolled``, or ``demo_needs_demo_folder`` if somebody works with it.
    """
    with database.unit_of_work() as uow:
        if uow.device.get().device_id is not None:
            raise Refused("already_enrolled")
        if uow.visits.first_counted_utc() is not None:
            raise Refused("demo_needs_demo_folder")
        uow.parameters.set(_MARK, value=True)
        uow.commit()
