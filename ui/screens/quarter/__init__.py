# SPDX-License-Identifier: AGPL-3.0-or-later
"""The public life of the five quarters."""
