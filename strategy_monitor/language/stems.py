"""The words of a text as they are searched: what counts as a word, what is left of it, which words say nothing.

The stems are made of folded words, for readers leave accents out: Snowball's French stemmer knows « équipée » by its
accents, and makes something else of « equipee ». The rules are data, so that the pages read from files, which search in
the browser, apply the very same ones (`static/js/baked-question.js`): see decision 48.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from string import ascii_lowercase
from typing import Final, NamedTuple

from strategy_monitor.language.folding import fold

LETTER: Final = r"[^\W_]"
WORD_PATTERN: Final = (
    r"(?<![0-9])[0-9]{1,3}(?:[.\s][0-9]{3})+(?![0-9])"  # « 4.944 », « 4 944 »
    r"|[sS]['’][éèEÉ]l[eèé]v(?:e|é|ent|ait|aient)(?!LETTER)"  # « s’élève à », which is no pupil
    r"|(?:(?<!LETTER)[eE]\s)?LETTER+(?:(?:[-\u2010\u2011]|(?<=[0-9])[.,](?=[0-9]))LETTER+)*"  # « e classe », « 2.1-O2 »
    r"|€"
)
"""A word of a composed text; `LETTER` is a letter or a digit, which a browser writes otherwise."""
WORD: Final = re.compile(WORD_PATTERN.replace("LETTER", LETTER))
THOUSANDS: Final = re.compile(r"[0-9]{1,3}(?:[.\s][0-9]{3})+")
HYPHENS: Final = re.compile(r"[-\u2010\u2011\s]")
ZERO: Final = re.compile(r"^([0-9]+,[0-9]+(?:[-\u2010\u2011][0-9]+)?[-\u2010\u2011])0(?=[0-9]$)")
"""The code of an indicator, folded, with a zero where its letter is: « 2,1-02 », which looks like it in print."""
REMEMBERED: Final = 4_096
"""Words that each of these functions remembers: those that texts repeat. What readers type has no end: a process that
remembered 65,536 of them grew with each search."""

SUFFIXES: Final = (
    ("issement", ""), ("abilite", "abl"), ("ibilite", "ibl"), ("atrice", ""), ("ateur", ""), ("ation", ""),
    ("ement", ""), ("ivite", ""), ("ative", ""), ("atif", ""), ("iere", "i"), ("elle", "el"), ("enne", "en"),
    ("ment", ""), ("ance", ""), ("ence", ""), ("ante", ""), ("euse", ""), ("rice", ""), ("ive", ""), ("ite", ""),
    ("ere", ""), ("eur", ""), ("ion", ""), ("ant", ""), ("ent", ""), ("ait", ""), ("if", ""), ("ee", ""), ("er", ""),
    ("ez", ""), ("ir", ""), ("e", ""),
)  # fmt: skip
"""What ends a folded word in the singular, and what stands for it in the stem: the first that fits is taken off."""
LEAST: Final = 4
"""Letters that a suffix leaves at least; one of two letters or fewer may leave three."""
DOUBLED: Final = re.compile(r"([^\W\d_])\1")
"""A letter twice, which is what readers most often forget or add: « conectivité »."""
LONG: Final = 7
"""Letters from which a stem is known although one of them is wrong; « dépense » is no « dépend »."""
RESPELT: Final = 8
"""Letters from which a word is known although one of its ending is wrong."""

QUESTION_WORDS: Final = """
    le la les un une des du de au aux en dans sur sous par pour avec sans chez vers entre depuis pendant avant apres
    contre selon lors jusque jusqu et ou ni mais donc car si que qu comme ainsi afin alors
    ce ca cela ceci cet cette ces celui celle ceux celles mon ma mes ton ta tes son sa ses notre nos votre vos leur
    leurs je tu il elle on nous vous ils elles me te se lui eux moi toi soi qui quoi dont y t ne pas non plus moins
    tres trop peu beaucoup aussi encore deja toujours jamais tout toute tous toutes meme memes autre autres chaque
    plusieurs quelque quelques aucun aucune ici
    est es suis sommes etes sont etait etaient etre ete etant sera seront serait soit ai as avons avez ont avait
    avaient avoir eu aura auront fait faire fais font faut peut peuvent pouvoir peux pourra doit doivent devoir dois
    veut veulent vouloir veux va vont aller vais sait savoir sais savent existe existent dire dit parle parler
    parlent signifie marche marchent fonctionne fonctionnent
    quel quelle quels quelles lequel laquelle lesquels lesquelles quand comment pourquoi bonjour merci svp
    maintenant actuellement aujourd hui
"""
STOP: Final = frozenset(QUESTION_WORDS.split())
"""Folded words that a question is made of and that no text is about: never searched."""
FIGURE_WORDS: Final = """
    combien part parts pourcentage pourcentages pourcent taux nombre nombres proportion proportions chiffre chiffres
    statistique statistiques total avancement
"""
QUANTITIES: Final = frozenset(FIGURE_WORDS.split())
"""Folded words that ask how something stands: not searched, but what is measured answers first."""
DEFINITION: Final = re.compile(r"\bqu.? ?est[- ]ce\b|\bquoi\b|\bdefinition\b|\bsignifie\b")
"""Of a folded text that asks what a thing is."""


class Word(NamedTuple):
    """A word of a text: where it stands, its folded form, and the forms of its parts where hyphens join several."""

    start: int
    end: int
    form: str
    parts: tuple[str, ...] = ()


def compose(text: str) -> str:
    """The text with each accent on its letter, whatever was typed: the places of words are those of this text."""
    return unicodedata.normalize("NFC", text)


def is_silent(form: str) -> bool:
    """True of what is not searched: letters alone, and the words that only ask."""
    return form in STOP or form in QUANTITIES or (len(form) == 1 and not form.isdecimal())


def split_words(text: str) -> Iterator[Word]:
    """All words of a composed text, in order; « 4 944 » is one, and so are « e-classe » and « e classe »."""
    for match in WORD.finditer(text):
        yield Word(match.start(), match.end(), *read_form(match[0]))


@lru_cache(maxsize=REMEMBERED)
def read_form(found: str) -> tuple[str, tuple[str, ...]]:
    """The folded form of a word as it is written, and the forms of its parts."""
    if THOUSANDS.fullmatch(found):
        return re.sub(r"[.\s]", "", found), ()
    if found == "€":
        return "euro", ()
    pieces = HYPHENS.split(ZERO.sub(r"\1o", fold(found).replace(".", ",")))
    pieces = [piece for piece in pieces if piece not in STOP] or pieces  # « apprend-on »
    parts = tuple(piece for piece in pieces if len(piece) > 1) if len(pieces) > 1 else ()
    return "".join(pieces), parts


def find_words(text: str) -> Iterator[Word]:
    """The words of a composed text that are searched, without the silent ones."""
    for match in WORD.finditer(text):
        if searched := read_searched(match[0]):
            yield Word(match.start(), match.end(), *searched)


def read_searched(found: str) -> tuple[str, tuple[str, ...]] | None:
    """As `read_form`, without the parts that are silent; None for a word that is."""
    form, said = read_form(found)
    parts = tuple(part for part in said if not is_silent(part))
    return (form, parts) if not is_silent(form) and bool(parts) == bool(said) else None


def asks_for_a_figure(text: str) -> bool:
    """True of « combien … », « quelle part … », « … % »."""
    return "%" in text or any(word.form in QUANTITIES for word in split_words(text))


def asks_what_it_is(text: str) -> bool:
    """True of « qu’est-ce que … », « c’est quoi … », « … signifie … »."""
    return bool(DEFINITION.search(fold(text)))


def is_misspelt(typed: str, stem: str) -> bool:
    """True where one letter too many, too few, another or two exchanged make of a long word this stem; or, of any word,
    a letter that is doubled in one of the two only."""
    if min(len(typed), len(stem)) >= LEAST and typed[-1] == stem[-1] and undouble(typed) == undouble(stem):
        return True
    if min(len(typed), len(stem)) < LONG or abs(len(typed) - len(stem)) > 1 or not typed.isalpha():
        return False
    least, start, end = min(len(typed), len(stem)), 0, 0
    while start < least and typed[start] == stem[start]:
        start += 1
    while end < least - start and typed[-1 - end] == stem[-1 - end]:
        end += 1
    one, other = typed[start : len(typed) - end], stem[start : len(stem) - end]
    return start > 0 and (max(len(one), len(other)) == 1 or (len(one) == 2 and one == other[::-1]))


def list_respelt(form: str) -> frozenset[str]:
    """The stems of a long folded word in which, after the first letter, two are exchanged again, one is left out or one
    more stands: a wrong letter of an ending is in the way of the stem itself (« ordinatuer »). Of a short stem, only if
    the word begins with it: « échéance » is no « échelle »."""
    if len(form) < RESPELT or not form.isalpha():
        return frozenset()
    found = {form[:n] + letter + form[n:] for n in range(1, len(form) + 1) for letter in ascii_lowercase}
    found |= {form[:n] + form[n + 1 :] for n in range(1, len(form))}
    found |= {form[:n] + form[n + 1] + form[n] + form[n + 2 :] for n in range(1, len(form) - 1)}
    stems = map(stem.__wrapped__, found)  # remembered, they would push out the words of texts
    return frozenset(one for one in stems if len(one) >= LONG or (len(one) >= LEAST and form.startswith(one)))


def undouble(form: str) -> str:
    """The form with each letter once that stands there twice: « conectivite »."""
    return DOUBLED.sub(r"\1", form)


@lru_cache(maxsize=REMEMBERED)
def stem(form: str) -> str:
    """What « équipée », « équipement », « équiper » have in common, of a folded form; one with a digit stays whole."""
    if not form.isalpha():
        return form
    if form.endswith("eaux"):
        form = form[:-1]
    elif form.endswith("aux") and len(form) > 4:
        form = form[:-3] + "al"
    elif (form[-1] == "s" or form.endswith("ux")) and len(form) > 3:
        form = form[:-1]
    for suffix, instead in SUFFIXES:
        if form.endswith(suffix) and len(form) - len(suffix) >= (LEAST if len(suffix) > 2 else LEAST - 1):
            form = form.removesuffix(suffix) + instead
            break
    if len(form) > 3 and form[-1] == form[-2]:
        form = form[:-1]
    return form[:-1] + "i" if form[-1] == "y" else form
