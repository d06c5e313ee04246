"""The addresses of static files in production."""

from __future__ import annotations

from typing import Any

import structlog
from whitenoise.storage import CompressedManifestStaticFilesStorage  # type: ignore[import-untyped]

log = structlog.get_logger(__name__)


class ManifestStorage(CompressedManifestStaticFilesStorage):
    """A file that `collectstatic` has not left costs a page its look, not its answer: the figures are in the HTML."""

    def stored_name(self, name: str) -> Any:
        """The name with the hash of the content; the name as it is, and an error in the log, where there is none."""
        try:
            return super().stored_name(name)
        except ValueError as error:
            log.error("static_file_missing", name=name, why=str(error))
            return name
