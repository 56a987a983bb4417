# SPDX-License-Identifier: AGPL-3.0-or-later
"""The sheet of a workshop: who is enrolled, who is there, who waits for a seat."""
