"""A label as a sentence: « Enseignants se sentant préparés », 20 % → « 20 % des enseignants se sentent préparés ».

A label of a share is mostly a plural noun and a participle. The participle becomes a verb only where its form is known
to be right; else there is no sentence.
"""

from __future__ import annotations

from strategy_monitor.charts.names import LINKS, lower_first, plural

VERBS = {
    "ayant": "ont",
    "étant": "sont",
    "accédant": "accèdent",
    "appliquant": "appliquent",
    "attribuant": "attribuent",
    "bénéficiant": "bénéficient",
    "connaissant": "connaissent",
    "consacrant": "consacrent",
    "considérant": "considèrent",
    "déclarant": "déclarent",
    "disant": "disent",
    "disposant": "disposent",
    "employant": "emploient",
    "estimant": "estiment",
    "exprimant": "expriment",
    "faisant": "font",
    "intégrant": "intègrent",
    "jugeant": "jugent",
    "libérant": "libèrent",
    "maîtrisant": "maîtrisent",
    "manquant": "manquent",
    "offrant": "offrent",
    "organisant": "organisent",
    "participant": "participent",
    "pensant": "pensent",
    "possédant": "possèdent",
    "pouvant": "peuvent",
    "pratiquant": "pratiquent",
    "proposant": "proposent",
    "recevant": "reçoivent",
    "recourant": "recourent",
    "sachant": "savent",
    "sentant": "sentent",
    "souhaitant": "souhaitent",
    "trouvant": "trouvent",
    "utilisant": "utilisent",
}
"""Present participles that measures are named with, and what several do: French has no rule for it."""

ELIDED = ("s’", "n’")
PAST = ("és", "ées")
OBSCURE = frozenset(
    {"dont", "où", "qui", "que", "non", "peu", "bien", "mal", "très", "plus", "moins", "déjà", "encore"}
)
"""Words that would stand elsewhere in a sentence, or begin another."""


def clause(label: str, value: str) -> str:
    """« 20 % des enseignants se sentent préparés »; empty where the label does not surely make a sentence."""
    tokens = label.replace("'", "’").split(" ")
    if not plural(tokens[0]) or any(mark in label for mark in ",;:()«»") or OBSCURE & set(tokens):
        return ""
    place = next((rank for rank in range(1, len(tokens)) if is_participle(tokens, rank)), 0)
    if not place:
        return ""
    spoken, adverb = [verb(tokens[place])], is_adverb(tokens, place - 1)
    if spoken == [""]:
        if any(is_participle(tokens, rank) for rank in range(place + 1, len(tokens))):
            return ""
        spoken = ["sont", *tokens[place - adverb : place], tokens[place]]
    elif adverb:
        return ""
    return " ".join([value, "des", lower_first(tokens[0]), *tokens[1 : place - adverb], *spoken, *tokens[place + 1 :]])


def is_participle(tokens: list[str], rank: int) -> bool:
    """A present participle that is known, or a past one in the plural; after « de » or « en », it is a noun."""
    token = tokens[rank]
    past = token.endswith(PAST) and "’" not in token
    return bool(verb(token)) or (past and tokens[rank - 1].lower() not in LINKS)


def is_adverb(tokens: list[str], rank: int) -> bool:
    """« récemment », not « établissement » in « chefs d’établissement »."""
    token = tokens[rank]
    return rank > 0 and token.endswith("ment") and "’" not in token and tokens[rank - 1].lower() not in LINKS


def verb(token: str) -> str:
    """« estiment » for « estimant », « s’estiment » for « s’estimant »; empty where it is not known."""
    elided = token[:2] if token.startswith(ELIDED) else ""
    known = VERBS.get(token[len(elided) :], "")
    if elided and (token.endswith("étant") or known[:1] not in "aeioué"):
        return ""
    return elided + known if known else ""
