"""The search page: what the Report answers to a question, best first, or that it does not speak of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from urllib.parse import quote_plus, urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from strategy_monitor.exports import addresses
from strategy_monitor.language import french
from strategy_monitor.language.foreign import split_languages
from strategy_monitor.language.stems import compose
from strategy_monitor.pages.acronyms import pattern_of
from strategy_monitor.pages.tongues import say_in
from strategy_monitor.pages.viewing import Viewing, asked_with, read_lists
from strategy_monitor.pages.views import show
from strategy_monitor.releases.indexes import index_of
from strategy_monitor.report import search as text
from strategy_monitor.report import search_index
from strategy_monitor.report.document import Acronym, Report
from strategy_monitor.web.selection import PAGE, QUERY, Faults, check_page, clean_line, last_value

KINDS = {
    "axis": gettext_lazy("Axe"),
    "action": gettext_lazy("Action prioritaire"),
    "indicator": gettext_lazy("Indicateur"),
    "measure": gettext_lazy("Mesure mise en œuvre"),
    "governance": gettext_lazy("Gouvernance"),
    "scale": gettext_lazy("Méthode"),
    "strategy": gettext_lazy("Introduction et remarque sur les indicateurs"),
}


ELSEWHERE = {
    "home": (gettext_lazy("Ce qui est fait et ce qui a changé"), gettext_lazy("où en est la stratégie")),
    "timeliness": (gettext_lazy("Si la stratégie est à temps ou en retard"), gettext_lazy("ce qui peut en être dit")),
    "cost": (gettext_lazy("Ce que coûte la stratégie"), gettext_lazy("ce qui peut en être dit")),
    "comparisons": (
        gettext_lazy("Ce qui a changé d’une version du rapport à l’autre"),
        gettext_lazy("comparer deux versions"),
    ),
    "calendar": (
        gettext_lazy("De quand est chaque chiffre, et quand le suivant peut être attendu"),
        gettext_lazy("le calendrier des chiffres"),
    ),
    "coverage": (gettext_lazy("Ce que la stratégie ne mesure pas"), gettext_lazy("ce qui n’a pas d’indicateur")),
    "notes": (gettext_lazy("Ce qu’une lecture critique du rapport a relevé"), gettext_lazy("les notes")),
    "method": (gettext_lazy("Comment lire les chiffres, ce qui est imprimé et déduit"), gettext_lazy("la méthode")),
    "data": (gettext_lazy("Tout ce que montre ce site, à télécharger"), gettext_lazy("les données")),
    "contact": (gettext_lazy("À qui écrire"), gettext_lazy("contact")),
}
"""Of each page of `search.ASKED_ELSEWHERE`: what is read there, and the words of the link to it."""
OF_THE_SITE = {"comparisons", "contact"}
"""Those that stand in no mount."""
ON_METHOD = {"timeliness": "#a-temps", "cost": "#cout"}
"""Those that are a place of the page on method."""


RESULTS, UNANSWERED = "X-Results", "X-Unanswered"
"""What the log of the proxy is told: how many results a search had, and its words where it had none, which are kept
only where who operates the site wants them (`deploy/nginx.conf`)."""


@dataclass(frozen=True)
class FoundPlace:
    kind: str
    address: str
    code: str
    title: SafeString
    headline: SafeString
    excerpt: SafeString
    anchor: str
    """Its kind, on the first of its kind: the results were once grouped under these anchors."""


@dataclass(frozen=True)
class ElsewhereLink:
    """Where on the site it is read what the Report does not say."""

    said: str
    name: str
    address: str


def link_elsewhere(key: str, base: str) -> ElsewhereLink:
    """To the page of this key of `ELSEWHERE`, in the mount `base`."""
    said, name = ELSEWHERE[key]
    if key in ON_METHOD:
        return ElsewhereLink(str(said), str(name), addresses.at(base, "method") + ON_METHOD[key])
    return ElsewhereLink(str(said), str(name), reverse(key) if key in OF_THE_SITE else addresses.at(base, key))


def index_shown(viewing: Viewing) -> search_index.Index:
    """What can be found where one stands: in a release, or in the working copy as it is now."""
    return index_of(viewing.report, None if viewing.kind == "desk" else viewing.head)


@asked_with(QUERY, PAGE, reading=read_lists)
def search(request: HttpRequest, viewing: Viewing) -> HttpResponse:
    given = clean_line((request.GET.getlist(QUERY) or [""])[-1])
    query = given[: text.MAX_QUERY].strip()
    faults: Faults = []
    asked_page = last_value(request.GET, PAGE, faults)
    number = check_page(asked_page, faults) if asked_page else ""
    known = index_shown(viewing)
    answer = text.answer_question(known, query, int(number) if number.isdigit() else 1)
    quoted = text.find_quoting(text.quotes_of(viewing.report) if answer.absent else (), answer.absent)
    response = show(
        request,
        viewing,
        "pages/search.html",
        title=_("Recherche : « %(query)s »") % {"query": query} if query else _("Recherche"),
        description=_("Chercher dans tout le rapport : axes, actions, mesures, indicateurs et leurs chiffres."),
        query=query,
        unindexed=bool(query),
        examples=[] if query else text.examples_of(viewing.report),
        shortened=len(given) > text.MAX_QUERY,
        wordless=bool(query) and not text.words(query),
        near=answer.near,
        absent=_(" ni de ").join(french.quote(word) for word in answer.absent if word not in quoted),
        quoted=quoted,
        elsewhere=[link_elsewhere(key, viewing.base) for key in text.find_asked_elsewhere(query)],
        lexicon=find_acronyms(viewing.report, query, answer.absent),
        found=find_places(viewing, answer, known.meanings),
        total=answer.total,
        turning=turn_pages(query, answer),
    )
    if query:
        found = 0 if answer.near else answer.total
        response[RESULTS] = str(found)
        if not found:
            response[UNANSWERED] = quote_plus(query)
    return response


def find_acronyms(report: Report, query: str, absent: Iterable[str]) -> list[Acronym]:
    """Those of the lexicon that are asked for: written in their own letters, alone in the question however they are
    written, or spoken of nowhere else."""
    alone = {text.words(query), *((word,) for words in absent for word in text.words(words))}
    letters = pattern_of(tuple(one.letters for one in report.acronyms))
    written = set(letters.findall(query)) if letters else set()
    return [one for one in report.acronyms if one.letters in written or text.words(one.letters) in alone - {()}]


@dataclass(frozen=True)
class Turning:
    """Where one stands among the pages of the results, and the addresses of those beside it; empty where there is
    none."""

    page: int
    pages: int
    before: str
    after: str
    anchors: tuple[str, ...] = ()
    """Kinds whose first result is on a later page: their anchors (see `FoundPlace`) stand at the way there."""


def turn_pages(query: str, answer: text.SearchAnswer) -> Turning | None:
    """None where all results stand on one page."""
    pages = -(-answer.total // text.MAX_HITS)
    if pages < 2:
        return None
    before, after = (
        f"?{urlencode({QUERY: query, **({PAGE: page} if page > 1 else {})})}#resultat" if 0 < page <= pages else ""
        for page in (answer.page - 1, answer.page + 1)
    )
    shown = {hit.entry.kind for hit in answer.hits}
    later = tuple(kind for kind in KINDS if kind in answer.kinds - shown) if answer.page == 1 else ()
    return Turning(answer.page, pages, before, after, later)


def find_places(viewing: Viewing, answer: text.SearchAnswer, meanings: search_index.Meanings) -> list[FoundPlace]:
    """The hits, best first; a link of before to those of one kind lands on the first of them."""
    found, seen = [], set()
    for hit in answer.hits:
        anchor = "" if hit.entry.kind in seen else hit.entry.kind
        seen.add(hit.entry.kind)
        found.append(find_place(viewing, hit, answer.terms, meanings, anchor))
    return found


def find_place(
    viewing: Viewing, hit: text.Hit, terms: frozenset[str], meanings: search_index.Meanings, anchor: str
) -> FoundPlace:
    """A hit as the page shows it, with its address in this mount."""
    entry = hit.entry
    return FoundPlace(
        str(KINDS[entry.kind]),
        addresses.address(viewing.base, entry.kind, entry.code, entry.axis),
        entry.code,
        mark_words(entry.title, terms, meanings),
        mark_words(entry.headline, terms, meanings),
        mark_words(hit.excerpt, terms, meanings),
        anchor,
    )


def mark_words(plain: str, terms: frozenset[str], meanings: search_index.Meanings) -> SafeString:
    """The text in French typography, escaped, with the words found in <mark>; what is not French says its language."""
    plain = compose(french.typeset(plain))
    found = text.spans(plain, terms, meanings)
    pieces, end = [], 0
    for piece, language in split_languages(plain):
        start, end = end, end + len(piece)
        within = [(max(first, start) - start, min(last, end) - start) for first, last in found]
        pieces.append(say_in(language, mark_spans(piece, [span for span in within if span[0] < span[1]])))
    return mark_safe("".join(pieces))  # noqa: S308 - each piece is escaped


def mark_spans(plain: str, spans: Iterable[tuple[int, int]]) -> SafeString:
    """The text, escaped, with these parts of it in <mark>."""
    pieces: list[str] = []
    end = 0
    for start, stop in spans:
        pieces += (escape(plain[end:start]), "<mark>", escape(plain[start:stop]), "</mark>")
        end = stop
    return mark_safe("".join((*pieces, escape(plain[end:]))))  # noqa: S308 - each piece is escaped
