"""The ETag of a page: of its release, and of what every page depends on beside it."""

from __future__ import annotations

import hashlib
from functools import lru_cache

from django.conf import settings
from django.utils.translation import get_language

from strategy_monitor.kept import code


def tag_of(*parts: str) -> str:
    """A weak ETag: the page is the same as long as these parts, the code that writes it and what is said of it are."""
    digest = hashlib.sha256("\n".join((*parts, write_frame(frame()))).encode()).hexdigest()
    return f'W/"{digest[:32]}"'


def frame() -> tuple[object, ...]:
    """What every page depends on beside its release: settings, code, language."""
    return (
        settings.SITE_URL,
        settings.DATA_LICENCE,
        settings.DATA_CONTACT,
        settings.DATA_PLACE,
        settings.DATA_THEME,
        settings.LOCALE,
        settings.AUTHORITY_LOGO,
        settings.RESPONSIBLE_EDITOR,
        settings.TIME_ZONE,
        code.version(),
        get_language(),
    )


@lru_cache(maxsize=8)
def write_frame(parts: tuple[object, ...]) -> str:
    return "\n".join(map(repr, parts))
