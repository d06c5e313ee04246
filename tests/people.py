"""People of each role, as an administrator makes them: a group, and the axes and providers given to them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client

from axes.models import Axis, AxisAssignment
from indicators.models import Provider, ProviderAssignment

READING = ("view_strategy", "view_observation")
"""Codenames of what opens the desk, for those who are given permissions one by one."""


def person(name: str, *roles: str, axes: Iterable[Axis] = (), providers: Iterable[Provider] = ()) -> Any:
    """A member of the staff with these roles."""
    user = get_user_model().objects.create_user(name, is_staff=True)
    user.groups.set(Group.objects.filter(name__in=roles))
    assert user.groups.count() == len(roles), "a role is missing"
    AxisAssignment.objects.bulk_create(AxisAssignment(user=user, axis=axis) for axis in axes)
    ProviderAssignment.objects.bulk_create(ProviderAssignment(user=user, provider=one) for one in providers)
    return user


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client
