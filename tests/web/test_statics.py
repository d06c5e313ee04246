"""Static files in production: who serves them begins without an error, and says which ones never change."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.http import HttpResponse
from django.test import RequestFactory
from whitenoise.middleware import WhiteNoiseMiddleware  # type: ignore[import-untyped]

pytestmark = pytest.mark.django_db  # an answer that is closed looks after the connections of its thread


@pytest.fixture
def closed_umask() -> Iterator[None]:
    """That of a root shell of a careful house: what it makes, it alone reads."""
    before = os.umask(0o077)
    yield
    os.umask(before)


@pytest.fixture
def collected(tmp_path: Path, settings: Any) -> Path:
    """One file whose name has an « .min », as those of others have, and what was collected of it."""
    source, root = tmp_path / "source", tmp_path / "static"
    source.mkdir()
    (source / "dessin.min.js").write_text("1;" * 1000)
    (source / "vues").mkdir()
    (source / "vues" / "carte.js").write_text("2;")
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


def test_nginx_reads_what_was_collected_whatever_the_shell_lets_others_read(
    closed_umask: None, collected: Path
) -> None:
    """It reads as another user: every page came without its look, and nothing said why."""
    kept = [path for path in collected.rglob("*") if path.name != "staticfiles.json"]
    assert {path.suffix for path in kept} >= {".js", ".gz"}
    assert [path.name for path in (collected, *kept) if path.stat().st_mode & 0o004 == 0] == []
