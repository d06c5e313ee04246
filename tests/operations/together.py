"""What `test_together` has done to the database beside the processes that serve it: `together.py {prepare|ask}`.

« prepare »: a small strategy, published as 2025.1. Both change its figure then, and ask for its publication.
"""

from __future__ import annotations

import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "strategy_monitor.settings")
django.setup()

from django.contrib.auth import get_user_model  # noqa: E402 - after the settings
from django.core.management import call_command  # noqa: E402

from indicators.models import Observation  # noqa: E402
from tests.jobs import killed  # noqa: E402

if sys.argv[1] == "prepare":
    call_command("migrate", verbosity=0)
    get_user_model().objects.create_superuser("ada")
    killed.prepare_copy()
killed.ask_to_publish(Observation.objects.get())
