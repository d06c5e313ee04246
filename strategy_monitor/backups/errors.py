"""What stands in the way of a backup or of a restoration, in French, for who operates the site."""

from __future__ import annotations


class BackupRefused(Exception):
    """Nothing was written, or nothing was changed: why, and what to do."""


class BackupDamaged(BackupRefused):
    """The file is not what was written."""
