"""What series are called beside one another: the measure that their labels share, the short name of each. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

LINKS = frozenset(
    (
        "à",
        "au",
        "aux",
        "avec",
        "d’",
        "dans",
        "de",
        "des",
        "du",
        "en",
        "et",
        "l’",
        "la",
        "le",
        "les",
        "par",
        "pour",
        "sur",
    )
)
"""Words that join two names: one alone, at the end of a measure, would hang in the air."""


def shared_measure(labels: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """« Taux, fondamental », « Taux, secondaire » → « Taux », (« fondamental », « secondaire »).

    Labels that share nothing are kept whole, and the measure is empty. One label alone is the measure.
    """
    if len(labels) == 1:
        return labels[0], ("",)
    for separator in (", ", " "):
        split = [label.split(separator) for label in labels]
        start = same_start(split)
        end = same_start([parts[start:][::-1] for parts in split]) if separator == ", " else 0
        shorts = tuple(separator.join(parts[start : len(parts) - end]) for parts in split)
        measure = separator.join([*split[0][:start], *split[0][len(split[0]) - end :]])
        if start and measure.strip() and all(s.strip() for s in shorts) and len(set(shorts)) == len(shorts):
            return measure, shorts
    return "", distinct_labels(labels)


def same_start(split: Sequence[Sequence[str]]) -> int:
    """How many first parts are the same in all, with at least one left in each, and no link at the end."""
    count = 0
    while all(len(parts) > count + 1 and parts[count] == split[0][count] for parts in split):
        count += 1
    while count and split[0][count - 1].lower() in LINKS:
        count -= 1
    return count


def distinct_labels(labels: Sequence[str]) -> tuple[str, ...]:
    """The labels, numbered where two are the same: a direct label must say which point it is."""
    seen: dict[str, int] = {}
    result = []
    for label in labels:
        seen[label] = seen.get(label, 0) + 1
        result.append(label if seen[label] == 1 else f"{label} ({seen[label]})")
    return tuple(result)


def name_beyond_unit(name: str, unit: str) -> str:
    """« ayant reçu un PC » of « Élèves ayant reçu un PC », beside a figure in « élèves »; else the whole name."""
    return re.sub(rf"^{re.escape(unit)}(?![\w-]),?\s*", "", name, flags=re.IGNORECASE) if unit else name


def part_name(part: str, total: str) -> str:
    """« Utilisateurs, élèves » in « Utilisateurs » is « élèves »; « dont PC aidés » is « PC aidés »."""
    if part.startswith(f"{total}, ") and len(part) > len(total) + 2:
        return part[len(total) + 2 :]
    return re.sub(r"^dont\s+(?=\S)", "", part)
