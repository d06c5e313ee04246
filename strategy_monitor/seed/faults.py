"""What is wrong in a seed file, in French: where, as the file itself calls the place, and what to write instead."""

from __future__ import annotations

from typing import Any

from pydantic_core import ErrorDetails

from strategy_monitor.language import french

NAMES = ("code", "key", "number", "level", "letters", "marker", "label", "title")
"""What an entry of a list is called by: the first of these that it has."""

WORDS = {
    "missing": "il manque ici",
    "extra_forbidden": "cette clé n’existe pas ici",
    "string_type": "un texte est attendu ; un nombre s’y écrit entre guillemets",
    "tuple_type": "une liste est attendue",
    "model_type": "des clés et leurs valeurs sont attendues",
    "greater_than_equal": "le plus petit nombre admis est {ge}",
    "less_than_equal": "le plus grand nombre admis est {le}",
}
"""By the name that pydantic has for what is wrong; what is not here is said of a kind of value in `KINDS`."""

KINDS = {
    "int": "un nombre entier est attendu",
    "decimal": "un nombre est attendu, avec un point : 61.5",
    "date": "une date est attendue, de la forme 2025-02-01",
    "bool": "true ou false est attendu",
}
"""By the beginning of that name."""


def tell_fault(fault: ErrorDetails, content: Any) -> str:
    """« indicators 1.1-O1 › frequency : « yearly » n’est pas admis ; … »; `content` is what the file holds."""
    return french.typeset(f"{name_place(fault['loc'], content)} : {explain_fault(fault)}")


def name_place(steps: tuple[int | str, ...], content: Any) -> str:
    """The keys that lead there, each entry of a list by its own name: « indicators 1.1-O1 › series taux »."""
    named: list[str] = []
    for step in steps:
        content = follow_step(content, step)
        if isinstance(step, int) and named:
            named[-1] = f"{named[-1]} {name_entry(content, step)}"
        else:
            named.append(str(step))
    return " › ".join(named) or "le fichier entier"


def follow_step(content: Any, step: int | str) -> Any:
    """What stands there; None where nothing does."""
    try:
        return content[step]
    except (KeyError, IndexError, TypeError):
        return None


def name_entry(entry: Any, rank: int) -> str:
    """By its own name, an observation by that of its period; where it has none, by its rank, which counts from one."""
    if not isinstance(entry, dict):
        return f"n° {rank + 1}"
    named = entry.get("period", entry)
    names = (named.get(name) for name in NAMES) if isinstance(named, dict) else ()
    return next((str(name) for name in names if isinstance(name, str | int)), f"n° {rank + 1}")


def explain_fault(fault: ErrorDetails) -> str:
    kind, bounds = fault["type"], fault.get("ctx", {})
    if kind == "literal_error":
        admitted = str(bounds["expected"]).replace("''", "vide").replace("'", "").replace(" or ", ", ")
        return f"« {fault['input']} » n’est pas admis ; ce qui l’est : {admitted}"
    found = WORDS.get(kind) or KINDS.get(kind.partition("_")[0])
    return found.format(**bounds) if found else fault["msg"]
