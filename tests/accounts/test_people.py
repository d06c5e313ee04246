"""The accounts: roles are laid by the migrations, nobody gives themselves more, and who did something stays."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import ProtectedError
from django.urls import reverse

from axes.models import AxisAssignment
from indicators.models import ProviderAssignment
from strategy_monitor.accounts.roles import ROLES, lay
from tests import factories
from tests.admin_pages import address, filled, new_row, opened
from tests.people import person, signed_in
from tests.rights.table import ROLES as NAMES

pytestmark = pytest.mark.django_db


def test_the_roles_are_there_once_migrated():
    assert [role.name for role in ROLES] == list(NAMES)
    assert set(Group.objects.values_list("name", flat=True)) == set(NAMES)


def test_each_permission_that_a_role_names_is_one():
    known = {
        f"{one.content_type.app_label}.{one.codename}" for one in Permission.objects.select_related("content_type")
    }
    named = {grant for role in ROLES for grant in role.grants if "." in grant and not grant.endswith("*")}
    assert named - known == set()


def test_a_role_that_was_bent_is_set_right_and_other_groups_are_left_alone():
    reader, own = Group.objects.get(name="Lecture"), Group.objects.create(name="Stagiaires")
    more = Permission.objects.get(codename="delete_measure")
    reader.permissions.add(more)
    own.permissions.add(more)
    lay()
    assert more not in reader.permissions.all()
    assert list(own.permissions.all()) == [more]


def test_an_administrator_gives_a_role_axes_and_providers():
    chief, newcomer = signed_in(person("chef", "Administration")), person("camille")
    axis, provider = factories.axis(), factories.provider()
    url = address(newcomer, "change")
    page = opened(chief, url)
    data = filled(page) | {"groups": [str(Group.objects.get(name="Contribution").pk)]}
    data |= new_row(page, "axis_assignments", axis=str(axis.pk))
    data |= new_row(page, "provider_assignments", provider=str(provider.pk))
    assert chief.post(url, data).status_code == 302
    assert [group.name for group in newcomer.groups.all()] == ["Contribution"]
    assert AxisAssignment.objects.get().axis == axis
    assert ProviderAssignment.objects.get().provider == provider


def test_an_administrator_does_not_become_a_superuser_nor_touch_one():
    owner = get_user_model().objects.create_superuser("owner")
    me = person("chef", "Administration")
    chief = signed_in(me)
    url = address(me, "change")
    assert chief.post(url, filled(opened(chief, url)) | {"is_superuser": "on"}).status_code == 302
    me.refresh_from_db()
    assert not me.is_superuser
    assert chief.post(address(owner, "change"), {}).status_code == 403
    assert chief.post(reverse("admin:auth_user_password_change", args=[owner.pk]), {}).status_code == 403


def test_who_did_something_is_not_erased():
    someone, idle = person("camille", "Administration"), person("sacha")
    client, measure = signed_in(someone), factories.measure()
    url = address(measure, "change")
    assert client.post(url, filled(opened(client, url)) | {"text": "Autre"}).status_code == 302
    with pytest.raises(ProtectedError, match="désactiver le compte"), transaction.atomic():
        someone.delete()
    with pytest.raises(ProtectedError), transaction.atomic():
        get_user_model().objects.filter(username="camille").delete()
    idle.delete()
    assert measure.history.latest().history_user == someone
