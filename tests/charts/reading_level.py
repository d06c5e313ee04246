"""How plain the words of charts are: Kandel and Moles's measure for French, on Flesch's scale (60: ninth grade).

Counted as Flesch said to (*How to Write Plain English*, 1979, chapter 2), and nothing in favour of the text:

- a word is what stands between spaces: contractions (« l’école ») and hyphenated words (« FW-B ») are one, and so are
  figures with their symbols and the narrow spaces within them (« 1 277 », « 37 % », « +4 »);
- syllables are those that are pronounced, but figures, symbols, abbreviations and their combinations have one;
- a sentence ends with a full stop, an exclamation or question mark, or with its text (a title is one). Flesch ends
  some at colons and semicolons too; here none is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from strategy_monitor.charts.model import Chart
from strategy_monitor.language.french import NARROW, NO_BREAK

PLAIN = 60
"""From here on, an adult of ninth grade reads it."""

GLUE = f"{NARROW}{NO_BREAK}"
WORD = re.compile(rf"[^\s{GLUE}]+(?:(?<=\d)[{GLUE}](?=[\d%€])[^\s{GLUE}]+)*")
FIGURE = re.compile(r"\d")
SPOKEN = re.compile(r"\w")
SENTENCE_END = re.compile(r"(?<=[.!?…])[\s»)]+")
FIGURE_OR_ABBREVIATION = re.compile(r".*\d.*|[A-ZÀ-Ý][A-ZÀ-Ý/.-]+|[%€]+")

SILENT_U = re.compile(r"(?<=q)u|(?<=g)u(?=[aeiouyéèêâîô])")
SILENT_END = re.compile(r"(?<=[a-zà-ÿ])es?$")
GLIDE = re.compile(r"(?<=[aeou])y(?=[aeéèiou])")
NUCLEUS = re.compile(r"[éèêëïü]e?(?=$|s$)|[éëïü]|œu|[aàâeèêiîoôuùûyœ]+")


@dataclass(frozen=True)
class Count:
    """How many sentences, words and syllables some texts have."""

    sentences: int
    words: int
    syllables: int

    @property
    def ease(self) -> float:
        """Kandel and Moles, 1958."""
        return 207 - 1.015 * self.words / self.sentences - 73.6 * self.syllables / self.words


def count_syllables(word: str) -> int:
    """As pronounced: « numérique » 3, « école » 2, « année » 2, « moyenne » 2. A final « -ent » is always counted."""
    if FIGURE_OR_ABBREVIATION.fullmatch(word):
        return 1
    return sum(syllables_of_part(part) for part in re.split(r"[-’]", word.lower()) if part) or 1


def syllables_of_part(part: str) -> int:
    """One for each vowel sound; none for a final mute « e », but in a word that has no other."""
    letters = GLIDE.sub("|", SILENT_U.sub("", part))
    found = len(NUCLEUS.findall(letters))
    mute = SILENT_END.search(letters)
    ends_alone = mute is not None and letters[mute.start() - 1] not in "aàâeéèêiîoôuùûyœ"
    return found - 1 if ends_alone and found > 1 else found


def count(texts: Iterable[str], figures: bool = True) -> Count:
    """What some texts have; each text ends a sentence. Without `figures`, these are left out, as some tools do."""
    sentences = [s for text in texts for s in SENTENCE_END.split(text) if SPOKEN.search(s)]
    words = [word for sentence in sentences for word in words_of(sentence) if figures or not FIGURE.search(word)]
    return Count(len(sentences), len(words), sum(map(count_syllables, words)))


def words_of(sentence: str) -> list[str]:
    """Its words without what stands around them: « (OCDE), » is « OCDE »."""
    stripped = (re.sub(r"^[^\w%€+−-]+|[^\w%€]+$", "", word) for word in WORD.findall(sentence))
    return [word for word in stripped if re.search(r"[\w%€]", word)]


def texts_of(chart: Chart) -> list[str]:
    """All that a chart says on a page in sentences: its title, what stands under it, each point and each note."""
    return [chart.title, chart.caption, *(point.said for point in chart.points), *chart.notes]
