# SPDX-License-Identifier: AGPL-3.0-or-later
"""Find a walkthrough: by theme, by picture, by typing."""
