"""What templates need to write a Report: addresses in the current mount, French text, marks, charts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from html import escape
from itertools import zip_longest
from typing import Any, Literal

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from strategy_monitor.charts import plotly
from strategy_monitor.charts.palette import DARK, LIGHT
from strategy_monitor.exports.addresses import FileSubject, anchor, at
from strategy_monitor.exports.formats import Use, formats_of
from strategy_monitor.language import french
from strategy_monitor.language.codes import (
    Category,
    Code,
    Manner,
    MissingReason,
    Nature,
    NoteKind,
    NoteStatus,
    NoteWord,
    Place,
    Role,
    Timing,
)
from strategy_monitor.language.fields import PARTS
from strategy_monitor.language.folding import fold
from strategy_monitor.language.foreign import split_languages
from strategy_monitor.pages import charting, divided, lineage, marks, taking
from strategy_monitor.pages.acts import write_acts
from strategy_monitor.pages.tongues import say_in
from strategy_monitor.report import (
    document,
    figures,
    leads,
    levels,
    notes,
    printed,
    reading,
    schedule,
    sentences,
    standing,
    summary,
    wording,
)
from strategy_monitor.report.front import MOST_LISTED
from strategy_monitor.report.people import write_validator
from strategy_monitor.report.references import other_label
from strategy_monitor.report.volumes import Volume, volumes_of_axis

register = template.Library()

FAMILIES: dict[str, type[Code]] = {
    "category": Category,
    "manner": Manner,
    "nature": Nature,
    "note_kind": NoteKind,
    "note_word": NoteWord,
    "place": Place,
    "role": Role,
    "status": NoteStatus,
}
"""The vocabularies that templates take words from."""


@register.simple_tag(takes_context=True)
def link(context: dict[str, Any], name: str, *args: object) -> str:
    """The address of a page in the mount that is being read; where nothing is read, in `base`, else at the root."""
    viewing = context.get("viewing")
    return viewing.address(name, *args) if viewing else at(context.get("base", ""), name, *args)


@register.simple_tag
def newest_link(name: str, *args: object) -> str:
    """The address of a page of what the public reads now, whatever is being read."""
    return at("", name, *args)


register.filter("replaced", sentences.write_replaced)
register.filter("nested", french.nest)
register.filter("expanded", reading.expand_provider)
register.filter("distributed", sentences.write_distribution)


@register.simple_tag
def formats(subject: FileSubject, use: Use) -> list[tuple[str, object]]:
    """The name of the address of each, and how a list of them names it."""
    return [(form.name(subject), form.link) for form in formats_of(subject, use)]


@register.simple_tag(takes_context=True)
def document_links(context: dict[str, Any], subject: FileSubject, about: str, *args: object) -> SafeString:
    """Links to the documents of this subject; `about`: of what, for who hears a list of links."""
    found = ((link(context, name, *args), title, about) for name, title in formats(subject, "print"))
    return format_html_join(", ", '<a href="{}">{}<span class="hidden"> {}</span></a>', found)


@register.simple_tag(takes_context=True)
def volumes(context: dict[str, Any], number: int) -> tuple[Volume, ...]:
    """Those in which this axis is printed; none where it is one document."""
    found = volumes_of_axis(context["viewing"].report, number)
    return found if len(found) > 1 else ()


register.simple_tag(sentences.list_held, name="list_held")


@register.simple_tag(takes_context=True)
def validator(context: dict[str, Any], observation: document.Observation) -> str:
    """Who validated it, as this reader is told of people."""
    return write_validator(observation, context["viewing"].names)


@register.filter
def under(row: Iterable[tuple[str, str]], header: Iterable[str]) -> list[tuple[str, str, str]]:
    """The cells of a row and their addresses, each after the head of its column."""
    return [(head, *cell) for head, cell in zip(header, row, strict=True)]


@register.filter
def typo(text: object) -> str:
    """French spaces; the text is escaped after, as usual."""
    return french.typeset(str(text))


@register.filter
def named(name: object) -> SafeString:
    """A name with French spaces, in an element; what is not French in it says in which language it is."""
    pieces = split_languages(french.typeset(str(name)))
    return format_html_join("", "{}", ((say_in(language, piece),) for piece, language in pieces))


@register.filter
def label(code: str, family: str) -> str:
    """The French word for a code of the document."""
    return FAMILIES[family](code).word


@register.filter
def has_values(indicator: document.Indicator) -> bool:
    return any(series.observations for series in indicator.series)


@register.filter
def origin(observation: document.Observation) -> str:
    """Where a value that the printed report does not give comes from."""
    return reading.write_origin(observation)


@register.filter(expects_localtime=True)
def day(value: dt.date | None) -> str:
    return french.write_date(value) if value else ""


@register.filter(expects_localtime=True)
def moment(value: dt.datetime | None, link: str = ", ") -> str:
    return french.write_moment(value, link) if value else ""


@register.filter
def count(number: int, forms: str) -> str:
    """`{{ n|count:"mesure,mesures" }}`: « 3 mesures »."""
    one, many = forms.split(",")
    return french.count_noun(number, one, many)


@register.filter
def agree(number: int, forms: str) -> str:
    """`{{ n|agree:"mesure,mesures" }}`: « mesures », where the number stands apart."""
    return french.agree_noun(number, *forms.split(","))


@register.filter
def decimal(value: Decimal | int) -> str:
    return french.write_number(Decimal(value))


@register.filter
def paragraphs(text: str) -> list[str]:
    return [part for part in text.split("\n\n") if part.strip()]


@register.filter
def items(text: str) -> list[str]:
    """The items of a table cell, one per line."""
    return [line.strip() for line in text.splitlines() if line.strip()]


@register.filter
def described(table: document.ContentTable) -> list[tuple[str, str]]:
    """The columns of a table with what they stand for."""
    return list(zip(table.columns, table.column_descriptions, strict=False))


@register.filter
def by_column(row: document.TableRow, table: document.ContentTable) -> Iterable[tuple[str, str]]:
    """The cells of a row, all of them, each with the head of its column."""
    return zip_longest(table.columns[: len(row.cells)], row.cells, fillvalue="")


register.filter(anchor)
register.filter("brief", wording.brief)
register.filter(other_label)


@register.filter
def field_title(part: document.Node, name: str) -> str:
    """« Texte officiel »: what the document calls a field of this part of it."""
    return PARTS[type(part).__name__][name].heading


@register.simple_tag(takes_context=True)
def prose(context: dict[str, Any], text: str) -> SafeString:
    """A text with French spaces; the first time on the page that an acronym appears, it is expanded. What is not French
    says in which language it is."""
    expand = context["acronyms"].expand
    return SafeString("".join(said if language else expand(said) for said, language in typeset_pieces(text)))


@register.simple_tag(takes_context=True)
def provider_told(context: dict[str, Any], provider: document.Provider) -> str:
    """The full name of a provider, which the list of acronyms at the end of the page then leaves out."""
    if provider.name != provider.acronym:
        context["acronyms"].told.add(provider.acronym)
    return french.typeset(reading.expand_provider(provider))


@lru_cache(maxsize=1000)
def typeset_pieces(text: str) -> tuple[tuple[str, str], ...]:
    """The text as HTML with French spaces, in pieces, each with its language; empty for French. A text stands on
    several pages, and on the same ones of each release."""
    return tuple((str(say_in(language, piece)), language) for piece, language in split_languages(french.typeset(text)))


register.filter("note_lines", notes.list_lines)
register.filter("note_reason", notes.write_reason)
register.filter("note_doubts", notes.count_doubts)
register.filter("notes_by_word", notes.count_by_word)
register.filter("notes_in_order", notes.in_order)
register.filter("with_parts", notes.with_parts)
register.filter("signals_of_axis", summary.signals_of_axis)


@register.filter
def notes_of(signals: Iterable[summary.Signal]) -> list[document.Note]:
    return [signal.note for signal in signals]


@register.filter
def note_codes(found: Iterable[document.Note]) -> str:
    return ", ".join(note.code for note in found)


@register.simple_tag
def fold_says(
    found: Collection[document.Note],
    references: Collection[document.Reference] | None = None,
    charts: Collection[charting.ShownChart] | None = None,
) -> str:
    """What a fold holds: references, notes, the data of charts; empty where it holds nothing."""
    return notes.write_fold(found or (), references or (), sentences.name_chart_data(len(charts or ())))


@register.simple_tag
def measures_fold_says(measures: Iterable[document.Measure], found: Collection[document.Note] | None = None) -> str:
    """What the fold under a list of measures holds of all of them, and of the notes on what holds the list."""
    every = notes.with_parts(measures)
    about = [*(found or ()), *(note for one in every for note in one.all_notes)]
    return notes.write_fold(about, [reference for one in every for reference in one.references])


@register.simple_tag(takes_context=True)
def note_id(context: dict[str, Any], note: document.Note) -> SafeString:
    """The id of a note, where it first stands on the page: a reference takes its notes along, wherever it is cited."""
    anchored: set[str] = context["anchored"]
    if note.code in anchored:
        return SafeString()
    anchored.add(note.code)
    return format_html(' id="{}"', anchor(note.code.lower()))


@register.simple_tag(takes_context=True)
def acts(context: dict[str, Any], kind: str, code: object = "", name: str = "") -> SafeString:
    """On the working copy, the link that edits a thing, or one text of it; nothing on any other page."""
    found = context["viewing"].acts
    if found is None:
        return mark_safe("")
    part = PARTS[kind.capitalize()]
    about = " ".join(filter(None, (part[name].title if name else part.name, str(code))))
    return write_acts(found.on(kind, str(code), name), about)


@register.simple_tag(takes_context=True)
def acts_for_missing(context: dict[str, Any], indicator: document.Indicator) -> SafeString:
    """The same for the texts that an indicator has not."""
    found = context["viewing"].acts
    links: list[SafeString] = []
    for name in ("context", "remark", "definition") if found is not None else ():
        if not getattr(indicator, name):
            title = PARTS["Indicator"][name].title
            every = (replace(one, word=f"écrire : {title}") for one in found.on("indicator", indicator.code, name))
            links.append(write_acts(every, indicator.code))
    return format_html_join(" ", "{}", ((one,) for one in links if one))


@register.simple_tag(takes_context=True)
def adds(context: dict[str, Any], kind: str, above: str, code: str) -> SafeString:
    """The link that adds a thing below another one."""
    found = context["viewing"].acts
    return mark_safe("") if found is None else write_acts(found.adding(kind, above, str(code)), str(code))


@register.simple_tag(takes_context=True)
def acts_on_series(context: dict[str, Any], indicator: document.Indicator, series: document.Series) -> SafeString:
    found = context["viewing"].acts
    if found is None:
        return mark_safe("")
    return write_acts(found.on_series(indicator.code, series.key), f"{indicator.code}, {series.label}")


@register.simple_tag(takes_context=True)
def acts_on_value(
    context: dict[str, Any], indicator: document.Indicator, series: document.Series, observation: document.Observation
) -> SafeString:
    """Where a value stands in its life, and the link that edits it."""
    found = context["viewing"].acts
    if found is None:
        return mark_safe("")
    period = observation.period.label
    return write_acts(found.on_value(indicator.code, series.key, period), f"{series.label}, {period}")


@register.simple_tag
def heading(level: int, ident: str, text: object) -> SafeString:
    """A heading that is a link to itself."""
    return format_html('<h{0} id="{1}"><a href="#{1}">{2}</a></h{0}>', level, ident, french.typeset(str(text)))


@register.simple_tag
def theme_colour(theme: Literal["light", "dark"]) -> str:
    """The paper of a theme: what a browser draws its own frame with."""
    return {"light": LIGHT, "dark": DARK}[theme].paper


@register.simple_tag
def progress(observation: document.Observation) -> SafeString:
    """The level of an observation, drawn; it says aloud what is said beside it."""
    return marks.draw_level_of(observation)


@register.simple_tag
def progress_step(level: int) -> SafeString:
    """A level of the scale, drawn beside its number and its words."""
    return marks.draw_level(levels.exactly(level))


register.simple_tag(marks.draw_standing, name="standing_mark")
register.simple_tag(marks.draw_gap, name="gap_mark")
register.simple_tag(marks.draw_slope, name="slope_mark")
register.filter("stand_told", sentences.write_stand)
register.simple_tag(leads.leads_of)


@register.simple_tag
def stands_of(axis: document.Axis, indicators: tuple[document.Indicator, ...]) -> list[standing.Stand]:
    return [standing.stand_of(axis, indicator) for indicator in indicators]


@register.filter
def listed(every: Sequence[Any]) -> Sequence[Any]:
    return every[:MOST_LISTED]


@register.filter
def unlisted(every: Sequence[Any]) -> int:
    """How many are not."""
    return max(len(every) - MOST_LISTED, 0)


@register.simple_tag(takes_context=True)
def ways_in(context: dict[str, Any], axis: document.Axis) -> list[divided.Way]:
    """To what an axis holds, where it is not told on this page."""
    return divided.list_ways(context["viewing"], axis, context["anchored"], context["short"])


@register.filter
def landings(names: Iterable[str]) -> SafeString:
    """Where the anchors of these names land. A long report has ten thousand: a turn of a template is dear for each."""
    return mark_safe("".join(f'<span id="{escape(one)}"></span>' for one in names))  # noqa: S308 - each is escaped


register.filter("place_told", divided.tell_place)
register.filter("page_told", divided.tell_page)
register.filter("comparators", leads.write_comparators)
register.filter("polarity_told", leads.write_polarity)


@register.filter
def doubt_told(observation: document.Observation) -> str:
    """What is held against a value, beside it; empty where nothing is."""
    return reading.write_doubt(observation, french.DOUBTED_BRIEFLY)


@register.simple_tag(takes_context=True)
def caption_of(context: dict[str, Any], observation: document.Observation) -> str:
    """What the scale of this report says of its level, without a full stop."""
    return levels.caption(context["viewing"].report, observation)


register.filter("level_written", french.write_level)
register.filter("level_briefly", french.write_level_briefly)


@register.simple_tag
def written(series: document.Series, observation: document.Observation) -> str:
    return french.write_value(series, observation)


@register.simple_tag
def bare(series: document.Series, observation: document.Observation) -> tuple[str, str]:
    return french.write_value_and_unit(series, observation)


@register.filter
def short_unit(parts: tuple[str, str], label: str) -> str:
    """The unit of a figure, where the label beside it does not already say it."""
    return "" if fold(parts[1]) in fold(label) else parts[1]


@register.filter
def letters(count: int, forms: str) -> str:
    """« cinq axes », from the count and « axe,axes »."""
    return french.count_in_letters(count, *forms.split(","))


@register.filter
def headline(indicator: document.Indicator) -> str:
    return reading.write_headline(indicator)


@register.filter
def missing(reason: str) -> str:
    return MissingReason(reason).word


@register.filter
def distinct_sources(indicator: document.Indicator) -> list[str]:
    """The sources of its observations, once each, in order; none where none is given."""
    sources = [o.source for o in indicator.observations] if indicator.observations else [indicator.source]
    return list(dict.fromkeys(source for source in sources if source))


register.filter("frequency_told", reading.write_frequency)
register.filter("age_told", schedule.write_age)
register.filter("next_told", schedule.write_next)
register.filter("bare_age_told", schedule.write_bare_age)
register.filter("bare_next_told", schedule.write_bare_next)


@register.simple_tag(takes_context=True)
def timing_of(context: dict[str, Any], observation: document.Observation) -> Timing:
    """Whether a value is of before the strategy, or of the year of its adoption."""
    return standing.timing(observation, context["viewing"].report.strategy.adopted_on)


@register.simple_tag(takes_context=True)
def schedule_of(context: dict[str, Any], indicator: document.Indicator) -> schedule.Schedule:
    """How old its figures are and when the next one is expected, as of the day of what is read."""
    return schedule.schedule_of(indicator, context["viewing"].day)


register.filter(printed.has_print)
register.filter(printed.is_printed)
register.filter("since", reading.write_since)
register.filter("when", reading.write_period)
register.filter("data_dates", reading.list_dates)
register.filter("date_of_data", reading.write_date_of_data)
register.filter("data_periods", reading.list_periods)
register.filter("unread_dates", reading.list_unread_dates)


@register.filter
def providers(report: document.Report, codes: Iterable[str]) -> list[document.Provider]:
    return [provider for provider in report.providers if provider.code in codes]


@register.simple_tag(takes_context=True)
def figure_at(context: dict[str, Any], indicator: document.Indicator, observation: document.Observation) -> str:
    """The address that says what this figure is, in the mount that is being read."""
    found = figures.of(indicator, observation)
    return context["viewing"].address("figure", indicator.code, *found.slugs) if found else ""


register.simple_tag(lineage.address_in, name="figure_in")


@register.simple_tag(takes_context=True)
def charts_of(context: dict[str, Any], indicator: document.Indicator, take: bool = False) -> list[charting.ShownChart]:
    """The charts of an indicator: SVG, sentence and table in the HTML, and the figure that takes their place.

    `take` adds all that can be taken of each; elsewhere, a link leads to it.
    """
    return charting.shown(context["viewing"], indicator, take)


@register.simple_tag(takes_context=True)
def first_chart(context: dict[str, Any], indicator: document.Indicator | str) -> taking.FirstChart | None:
    """The chart that stands for a page of this indicator; None for a page of something else."""
    if not isinstance(indicator, document.Indicator):
        return None
    viewing = context["viewing"]
    return taking.first_chart(viewing.publication, indicator, living=viewing.kind == "public")


@register.simple_tag
def chart_config() -> SafeString:
    return charting.embedded(plotly.build_config())


@register.simple_tag(takes_context=True)
def canonical(context: dict[str, Any]) -> str:
    """The one address that stands for this page: without a filter, and public where the release is the current one."""
    viewing, path = context["viewing"], context["request"].path
    if viewing.kind == "archive" and viewing.head == viewing.current:
        path = path.replace(viewing.base, "", 1)
    return settings.SITE_URL + path


@register.simple_tag
def absolute_static(path: str) -> str:
    return settings.SITE_URL + static(path)


@register.simple_tag(takes_context=True)
def permalink(context: dict[str, Any], name: str, *args: object) -> str:
    """The address of a page in this very release, which never changes."""
    return context["viewing"].publication.permalink(name, *args)


@register.simple_tag(takes_context=True)
def citation(context: dict[str, Any], indicator: document.Indicator | None = None) -> str:
    """How to quote the report, or an indicator of it: who, what, edition and version, code."""
    return context["viewing"].publication.citation(indicator)
