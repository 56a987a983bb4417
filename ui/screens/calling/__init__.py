# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a room sees of its queue: the number called and its desk, nothing of a person."""
