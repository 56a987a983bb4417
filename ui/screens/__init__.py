# SPDX-License-Identifier: AGPL-3.0-or-later
"""One folder a screen: a presenter without Qt and a screen that draws its state."""
