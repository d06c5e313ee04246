from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.memory import forget_answers
from tests.releases.authority import Authority, authority_at


@pytest.fixture(autouse=True)
def nothing_remembered() -> Iterator[None]:
    forget_answers()
    yield
    forget_answers()


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Authority]:
    with authority_at(tmp_path_factory.mktemp("authority") / "keys") as authority:
        yield authority


@pytest.fixture
def authority(founded: Authority, settings: Any) -> Authority:
    settings.TIMESTAMP_URL, settings.TIMESTAMP_ROOTS = founded.url, str(founded.roots)
    founded.asked.clear()
    founded.answer = None
    return founded
