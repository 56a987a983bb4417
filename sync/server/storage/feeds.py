# SPDX-License-Identifier: AGPL-3.0-or-later
"""Calendar feeds of mediators, known by the hash of their token."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, insert, select, update

from sync.server.storage.word_tables import calendar_feed

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Connection


@dataclass(frozen=True, slots=True)
class Feed:
    """A calendar feed.

    Attributes:
        feed_id: Its number.
        mediator_id: Whose time it tells.
        made: When it was made.
        revoked: When it was ended; None while it works.
    """

    feed_id: int
    mediator_id: str
    made: int
    revoked: int | None


class FeedRepository:
    """Calendar feeds."""

    def __init__(self, connection: Connection, city: str) -> None:
        """Read and write within the caller's transaction."""
        self._connection = connection
        self._city = city

    def add(self, mediator_id: str, token_hash: str, now: int) -> int:
        """Enter a feed and return its number."""
        last = self._connection.execute(
            select(func.max(calendar_feed.c.feed_id)).where(calendar_feed.c.city == self._city)
        ).scalar()
        feed_id = (last or 0) + 1
        self._connection.execute(
            insert(calendar_feed).values(
                city=self._city,
                feed_id=feed_id,
                mediator_id=mediator_id,
                token_hash=token_hash,
                made=now,
            )
        )
        return feed_id

    def of_token(self, token_hash: str) -> Feed | None:
        """Return the working feed of a token."""
        found = self._feeds(
            (calendar_feed.c.token_hash == token_hash) & calendar_feed.c.revoked.is_(None)
        )
        return found[0] if found else None

    def every(self) -> tuple[Feed, ...]:
        """Return all feeds, those that were ended too."""
        return self._feeds(calendar_feed.c.feed_id > 0)

    def revoke(self, feed_id: int, now: int) -> bool:
        """End a feed; say whether it worked until then."""
        return self._ended(calendar_feed.c.feed_id == feed_id, now)

    def revoke_hash(self, token_hash: str, now: int) -> bool:
        """End a feed by the hash of its token."""
        return self._ended(calendar_feed.c.token_hash == token_hash, now)

    def hash_of(self, feed_id: int) -> str:
        """Return the hash of the token of a feed; empty if there is no such feed."""
        found = self._connection.execute(
            select(calendar_feed.c.token_hash).where(
                calendar_feed.c.city == self._city, calendar_feed.c.feed_id == feed_id
            )
        ).scalar()
        return found or ""

    def _ended(self, which: ColumnElement[bool], now: int) -> bool:
        done = self._connection.execute(
            update(calendar_feed)
            .where(calendar_feed.c.city == self._city, which, calendar_feed.c.revoked.is_(None))
            .values(revoked=now)
        )
        return done.rowcount == 1

    def _feeds(self, where: ColumnElement[bool]) -> tuple[Feed, ...]:
        rows = self._connection.execute(
            select(calendar_feed)
            .where(calendar_feed.c.city == self._city, where)
            .order_by(calendar_feed.c.feed_id)
        )
        return tuple(Feed(row.feed_id, row.mediator_id, row.made, row.revoked) for row in rows)
