"""The addresses of static files in production."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import structlog
from whitenoise.storage import CompressedManifestStaticFilesStorage  # type: ignore[import-untyped]

log = structlog.get_logger(__name__)


class ManifestStorage(CompressedManifestStaticFilesStorage):
    """A file that `collectstatic` has not left costs a page its look, not its answer: the figures are in the HTML.

    What it leaves is read by nginx, another user, whatever umask it is run with."""

    directory_permissions_mode = 0o755

    def post_process(self, *args: Any, **kwargs: Any) -> Iterator[tuple[str, str, Any]]:
        """As its parent; compressed files, which that writes by itself, get the mode of the others."""
        for name, stored, processed in super().post_process(*args, **kwargs):
            if stored and stored.endswith((".gz", ".br")):
                Path(self.path(stored)).chmod(self.file_permissions_mode)
            yield name, stored, processed

    def stored_name(self, name: str) -> Any:
        """The name with the hash of the content; the name as it is, and an error in the log, where there is none."""
        try:
            return super().stored_name(name)
        except ValueError as error:
            log.error("static_file_missing", name=name, why=str(error))
            return name
