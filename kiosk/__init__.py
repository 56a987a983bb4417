# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the service is: domain, storage, services, exports. Runs without Qt and without HTTP."""
