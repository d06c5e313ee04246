"""What the document says of each observation, under the names of the tidy table: read from its JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from strategy_monitor.exports.publication import Publication
from strategy_monitor.report import canonical

OF_INDICATOR = {"axis": "axis", "action": "action", "indicator_code": "code", "indicator_title": "title"}
OF_SERIES = {
    "series_key": "key",
    "series_label": "label",
    **{name: name for name in ("role", "group", "part_of", "whole", "population", "quantity", "polarity", "unit")},
}
OF_PERIOD = {f"period_{name}": name for name in ("kind", "start", "end", "label")}
OF_OBSERVATION = (
    "value", "value_high", "manner", "cumulative_since", "level", "level_basis", "state", "missing_reason",
    "break_before", "printed", "place", "section", "page", "source", "planned_source", "data_date", "printed_date",
    "validated_by", "validated_on",
)  # fmt: skip


def told(publication: Publication) -> Iterator[dict[str, Any]]:
    """One dictionary per observation; JSON's own types, and None or an empty text where there is nothing."""
    document = json.loads(canonical.dump(publication.report))
    for axis in document["axes"]:
        for indicator in [*(i for action in axis["actions"] for i in action["indicators"]), *axis["indicators"]]:
            for series in indicator["series"]:
                for one in series["observations"]:
                    yield {
                        **{name: indicator[field] for name, field in OF_INDICATOR.items()},
                        **{name: series[field] for name, field in OF_SERIES.items()},
                        **{name: one["period"][field] for name, field in OF_PERIOD.items()},
                        **{name: one[name] for name in OF_OBSERVATION},
                        "note_codes": "|".join(note["code"] for note in one["notes"]),
                        "edition": document["edition"],
                    }
