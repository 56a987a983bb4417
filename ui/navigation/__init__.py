# SPDX-License-Identifier: AGPL-3.0-or-later
"""Routes and the stack of screens, without Qt."""
