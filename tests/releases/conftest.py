from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.memory import forget_answers


@pytest.fixture(autouse=True)
def nothing_remembered() -> Iterator[None]:
    forget_answers()
    yield
    forget_answers()
