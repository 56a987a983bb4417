# SPDX-License-Identifier: AGPL-3.0-or-later
"""The verbs of `python -m sync`: those of a machine and those of the city's server."""
