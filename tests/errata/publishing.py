"""Publishes the erratum of this key: a process of its own, to be killed (see `tests.releases.killed`)."""

from __future__ import annotations

import os
import sys

import django


def main(key: int) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "strategy_monitor.settings")
    django.setup()
    from django.contrib.auth import get_user_model

    from strategy_monitor.errata.models import Erratum
    from strategy_monitor.errata.workflow import publish_erratum

    seen = Erratum.objects.get(pk=key).revision
    publish_erratum(key, seen, get_user_model().objects.get(username="grace"))


if __name__ == "__main__":
    main(int(sys.argv[1]))
