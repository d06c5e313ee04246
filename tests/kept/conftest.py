from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from redis import Redis
from redis.exceptions import RedisError

from strategy_monitor.kept import store
from tests.environment import skip_or_fail
from tests.memory import forget

REDIS = os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379/15")
"""Where these tests find one: not `REDIS_URL`, which would have every test keep its pages there."""


@pytest.fixture(autouse=True)
def nothing_remembered() -> Iterator[None]:
    forget()
    yield
    store.shared.cache_clear()
    forget()


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Path:
    """Where the answers of this test are kept, whatever its process forgets."""
    settings.KEPT_PAGES, settings.KEPT_PAGES_REDIS = str(tmp_path / "kept"), ""
    store.shared.cache_clear()
    return tmp_path / "kept"


@pytest.fixture
def redis(settings: Any) -> str:
    """The address of a Redis, with a secret key of this test: it finds nothing that another one left there."""
    try:
        Redis.from_url(REDIS, socket_timeout=30).ping()
    except RedisError:
        skip_or_fail(f"no Redis answers at {REDIS}")
    settings.SECRET_KEY = secrets.token_urlsafe(50)
    use_redis(settings, REDIS)
    return REDIS


def use_redis(settings: Any, address: str) -> None:
    settings.KEPT_PAGES_REDIS = address
    options = {"serializer": "strategy_monitor.kept.store.Bytes", "socket_timeout": 30, "socket_connect_timeout": 30}
    kept = {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": address,
        "OPTIONS": options,
        "KEY_PREFIX": secrets.token_hex(8),  # tests that run at once share a Redis, and name what they keep alike
    }
    settings.CACHES = settings.CACHES | {"kept": kept}
    store.shared.cache_clear()


@pytest.fixture(params=["files", "redis"])
def shared(request: pytest.FixtureRequest) -> store.Store:
    request.getfixturevalue("folder" if request.param == "files" else "redis")
    return store.shared()
