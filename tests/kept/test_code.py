"""Which code wrote an answer is known from what this process loaded, and covers all that a page leads to."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.staticfiles.storage import staticfiles_storage

from strategy_monitor.kept import code


def test_it_is_known_before_the_first_request() -> None:
    code.identity.cache_clear()
    code.version.cache_clear()
    apps.get_app_config("pages").ready()
    assert (code.identity.cache_info().currsize, code.version.cache_info().currsize) == (1, 1)


@pytest.mark.parametrize(
    "name", ["templates/a.html", "strategy_monitor/a.py", "static/css/a.css", "static/vendor/a.js", "static/img/a.svg"]
)
def test_it_is_another_where_a_source_changed(name: str, tmp_path: Path) -> None:
    source = tmp_path / name
    source.parent.mkdir(parents=True)
    source.write_text("one")
    before = code.digest_folder(tmp_path)
    source.write_text("two")
    assert code.digest_folder(tmp_path) != before


def test_it_is_another_where_static_files_were_collected_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = code.digest_folder(tmp_path)
    monkeypatch.setattr(staticfiles_storage, "manifest_hash", "0123456789ab", raising=False)
    assert code.digest_folder(tmp_path) != before
