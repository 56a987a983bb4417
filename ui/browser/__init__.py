# SPDX-License-Identifier: AGPL-3.0-or-later
"""The official site beside the guide, and the only way out that it has."""
