# SPDX-License-Identifier: AGPL-3.0-or-later
"""The files of the coordinator, by who asks for them, and what became of what was sent."""
