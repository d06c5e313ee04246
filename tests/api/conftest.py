from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.memory import forget


@pytest.fixture(autouse=True)
def nothing_remembered() -> Iterator[None]:
    forget()
    yield
    forget()
