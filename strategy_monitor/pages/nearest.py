"""What address a reader may have meant who typed one where no page stands: looked for in the routes alone."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from functools import lru_cache
from typing import Final

from django.urls import Resolver404, get_resolver, get_script_prefix, resolve

from strategy_monitor.exports.addresses import PAGES

CLOSE: Final = 0.75
"""How alike two words are, from 0 to 1, of which one is taken for the other misspelt."""
LONGEST: Final = 200
"""Characters of an address for which another one is looked for: no page of ours has a longer one by far."""
BESIDE: Final = " \u00a0\u202f()[]{}<>.,;:!?'\"’«»"
"""What stands beside an address in a text, and is taken with it."""
OF_THE_SITE: Final = ("versions", "comparaison", "errata", "contact", "mentions-legales", "accessibilite", "vie-privee")
"""The first words of the addresses that stand in no mount."""


def find_nearest(path: str, base: str) -> str:
    """The address that is most like this one where no page is, without its first slash, of a mount: one that is spelt
    better, or the page above. Empty where there is none; what it names may still not be in the release."""
    within = path.removeprefix(get_script_prefix()).removeprefix(base)
    if len(within) > LONGEST:
        return ""
    words = [word for part in within.split("/") if (word := part.strip(BESIDE))]
    for mount, candidate in list_candidates(words, base):
        if mount + candidate != path.removeprefix(get_script_prefix()) and leads_to_page(mount + candidate):
            return get_script_prefix() + mount + candidate
    return ""


def list_candidates(words: list[str], base: str) -> Iterator[tuple[str, str]]:
    """Mounts, each with an address in it, the likeliest first."""
    if not words:
        return
    first = next(iter(get_close_matches(words[0].lower(), (*list_first_words(), *OF_THE_SITE), 1, CLOSE)), "")
    mount = "" if first in OF_THE_SITE else base
    if first and first != "versions":
        spelt = "/".join((first, *words[1:]))
        yield from ((mount, f"{spelt}/"), (mount, spelt))
    if "." in words[-1]:
        yield from ((mount, words[-1]), (mount, f"donnees/{words[-1]}"))
    if first:
        yield mount, f"{first}/"


@lru_cache(maxsize=1)
def list_first_words() -> tuple[str, ...]:
    """Those that the addresses of pages begin with, in each mount."""
    found = (str(one.pattern).partition("/") for one in get_resolver(PAGES).url_patterns)
    return tuple(dict.fromkeys(word for word, slash, _rest in found if slash and "<" not in word))


def leads_to_page(address: str) -> bool:
    try:
        resolve(get_script_prefix() + address)
    except Resolver404:
        return False
    return True
