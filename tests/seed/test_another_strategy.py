"""Another authority follows its own strategy, from files of its own, without a change of the code."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import call_command

from axes.models import Strategy
from indicators.models import Indicator

pytestmark = pytest.mark.django_db
ANOTHER = Path(__file__).parent / "another"


def test_its_files_are_loaded_with_as_many_indicators_as_the_working_copy_admits() -> None:
    call_command("seed", ANOTHER, verbosity=0)
    assert Strategy.objects.get().title == "Plan climat cantonal"
    assert [one.code for one in Indicator.objects.order_by("pk")] == ["1.1-O1", "1.1-O2", "1.1-O10", "1-I1"]
