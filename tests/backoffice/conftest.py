"""A small app of the tests' own, that the product does not know: the kit is tried on it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import User
from django.contrib.contenttypes.management import create_contenttypes
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import Client, override_settings

APP = "tests.backoffice.library"


@pytest.fixture(scope="module")
def installed(django_db_setup: None, django_db_blocker: Any) -> Iterator[Any]:
    """Its module `site`, its tables and permissions there; as if it had never been, afterwards."""
    more = override_settings(INSTALLED_APPS=[*settings.INSTALLED_APPS, APP], ROOT_URLCONF=f"{APP}.site")
    with django_db_blocker.unblock(), more:
        from tests.backoffice.library import models, site

        tables = [models.Shelf, models.Book, models.Shelf.history.model, models.Book.history.model]
        with connection.schema_editor() as editor:
            for table in tables:
                editor.create_model(table)
        create_contenttypes(apps.get_app_config("library"), verbosity=0)
        create_permissions(apps.get_app_config("library"), verbosity=0)
        yield site
        ContentType.objects.filter(app_label="library").delete()
        ContentType.objects.clear_cache()
        with connection.schema_editor() as editor:
            for table in reversed(tables):
                editor.delete_model(table)


@pytest.fixture
def library(installed: Any, db: None) -> Any:
    """The module of the site, with nothing called yet."""
    installed.CALLS.clear()
    return installed


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def ada(library: Any) -> Client:
    return signed_in(User.objects.create_superuser("ada", first_name="Ada", last_name="Dubois"))


@pytest.fixture
def bob(library: Any) -> Client:
    return signed_in(User.objects.create_superuser("bob", first_name="Bob", last_name="Martin"))
