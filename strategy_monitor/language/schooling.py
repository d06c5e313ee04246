"""Levels of teaching, in the order in which one goes through them: the order that readers know.

One row, one level, by the names that French-speaking school systems give it. A label names the level whose name is the
longest it holds (« secondaire supérieur » is not « supérieur »). No name and no code of a strategy stands here.
"""

from __future__ import annotations

import re
from typing import Final

from strategy_monitor.language.folding import fold

LEVELS: Final[tuple[tuple[str, ...], ...]] = (
    ("maternelle", "maternel", "préscolaire"),
    ("primaire", "élémentaire"),
    ("fondamental",),
    ("secondaire inférieur", "collège"),
    ("secondaire",),
    ("secondaire supérieur", "lycée"),
    ("supérieur", "haute école", "université"),
)
RANKS: Final[dict[str, int]] = {fold(name): rank for rank, names in enumerate(LEVELS) for name in names}
LEVEL = re.compile(rf"\b({'|'.join(sorted(RANKS, key=len, reverse=True))})s?\b")


def level_rank(label: str) -> int | None:
    """The rank of the level of teaching that a label names; None where it names none."""
    found = LEVEL.search(fold(label))
    return RANKS[found[1]] if found else None
