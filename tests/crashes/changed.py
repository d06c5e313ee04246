"""Beside a site that is served, on its database: `changed` adds one to a figure of the printed report, as validated;
`changed sums` tells the checksum of each table that a backup holds, as JSON."""

from __future__ import annotations

import json
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "strategy_monitor.settings")
django.setup()

from tests.crashes.killed import sums  # noqa: E402 - after the settings
from tests.vouched import one_more  # noqa: E402

if sys.argv[1:] == ["sums"]:
    print(json.dumps({one.name: [one.rows, one.sha256] for one in sums()}))
else:
    one_more()
