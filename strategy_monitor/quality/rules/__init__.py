"""All the rules. Importing this module enters them in the list, in the order in which they are read."""

from strategy_monitor.quality.rule import RULES
from strategy_monitor.quality.rules import dates, meaning, parts, sources, values

__all__ = ["RULES", "dates", "meaning", "parts", "sources", "values"]
