# SPDX-License-Identifier: AGPL-3.0-or-later
"""The centre's day at the post: its opening and its closing."""
