"""Static files in production: who serves them begins without an error, and says which ones never change."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.http import HttpResponse
from django.test import RequestFactory
from whitenoise.middleware import WhiteNoiseMiddleware  # type: ignore[import-untyped]

pytestmark = pytest.mark.django_db  # an answer that is closed looks after the connections of its thread


@pytest.fixture
def collected(tmp_path: Path, settings: Any) -> Path:
    """One file whose name has an « .min », as those of others have, and what was collected of it."""
    source, root = tmp_path / "source", tmp_path / "static"
    source.mkdir()
    (source / "dessin.min.js").write_text("1;")
    settings.STATICFILES_DIRS, settings.STATIC_ROOT = [str(source)], str(root)
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.WHITENOISE_USE_FINDERS = settings.WHITENOISE_AUTOREFRESH = False
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": "strategy_monitor.web.statics.ManifestStorage"}}
    call_command("collectstatic", interactive=False, verbosity=0)
    return root


def test_a_process_begins_without_an_error_and_knows_what_never_changes(
    collected: Path, caplog: pytest.LogCaptureFixture
) -> None:
    server = WhiteNoiseMiddleware(lambda request: HttpResponse(status=404))
    assert "static_file_missing" not in caplog.text
    (hashed,) = (path.name for path in collected.glob("dessin.min.*.js"))

    def kept(name: str) -> str:
        response = server(RequestFactory().get(f"/static/{name}"))
        assert response.status_code == 200, name
        response.close()
        return str(response["Cache-Control"])

    assert "immutable" in kept(hashed)
    assert "immutable" not in kept("dessin.min.js")
