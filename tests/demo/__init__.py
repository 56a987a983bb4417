# SPDX-License-Identifier: AGPL-3.0-or-later
"""A town of its own: a city server, a network that can be cut, machines enrolled in it."""
