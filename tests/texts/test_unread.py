"""Which texts wait for a second reader: what the public does not read yet, by whom it was written, who has read it."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.conf import LazySettings
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from axes.models import Axis, Citation, ContentRow, Measure, Reference, Strategy
from indicators.models import EditorialNote, Indicator, Series
from strategy_monitor.errata.workflow import Proposal, open_erratum, propose, publish_erratum, submit_erratum
from strategy_monitor.language import french
from strategy_monitor.releases import load
from strategy_monitor.releases.editions import default_edition, prepare
from strategy_monitor.releases.models import Edition, Release
from strategy_monitor.releases.publish import publish
from strategy_monitor.releases.standing import read_standing
from strategy_monitor.releases.unread import unread_texts
from strategy_monitor.releases.withdraw import withdraw
from strategy_monitor.report.build import build_traced
from strategy_monitor.report.things import flat
from strategy_monitor.texts.changed import MADE_OF, texts_of, worded_columns
from strategy_monitor.texts.models import TextReading
from strategy_monitor.texts.unread import TextsUnread, UnreadText, find_unread
from tests import factories
from tests.people import person
from tests.vouched import read_all_texts, write_text


def told() -> list[tuple[str, str, str]]:
    return [(one.text.name, one.text.before, one.text.after) for one in unread_texts()]


def say_read(reader: Any, texts: list[UnreadText] | None = None) -> None:
    for one in unread_texts() if texts is None else texts:
        model, key, field = one.text.key
        TextReading.objects.create(model=model, key=key, field=field, wording=one.text.wording, reader=reader)


@pytest.fixture
def measure(published: None) -> Measure:
    return Measure.objects.get(code="2.1-M1")


@pytest.fixture
def ada(published: None) -> Any:
    return person("ada", "Édition")


@pytest.fixture
def grace(published: None) -> Any:
    return person("grace", "Publication")


def test_what_a_load_brought_waits_for_nobody(seeded: None) -> None:
    assert unread_texts() == []


def test_a_text_that_an_account_changed_waits_with_the_words_of_the_public(measure: Measure, ada: Any) -> None:
    before = measure.text
    write_text(measure, ada, text="Former deux équipes.")
    assert told() == [("Mesure 2.1-M1\u202f: texte", french.typeset(before), "Former deux équipes.")]
    (one,) = unread_texts()
    assert (one.who, one.writers) == ("ada", (ada,))
    assert one.written_at == measure.history.latest("history_id").history_date


def test_what_no_account_changed_waits_for_nobody(measure: Measure, ada: Any) -> None:
    write_text(measure, None, text="Former trois équipes.")
    assert unread_texts() == []
    write_text(measure, ada, text="Former deux équipes.")
    write_text(measure, None, text="Former trois équipes.")
    assert unread_texts() == [], "the last change is no account's"


def test_a_text_that_says_again_what_the_public_reads_waits_for_nobody(measure: Measure, ada: Any) -> None:
    before = measure.text
    write_text(measure, ada, text="Former deux équipes.")
    write_text(measure, ada, text=before)
    assert unread_texts() == []


def test_a_reading_holds_for_one_wording(measure: Measure, ada: Any, grace: Any) -> None:
    write_text(measure, ada, text="Former deux équipes.")
    say_read(grace)
    assert unread_texts() == []
    write_text(measure, ada, text="Former trois équipes.")
    assert [one.text.after for one in unread_texts()] == ["Former trois équipes."]
    write_text(measure, ada, text="Former deux équipes.")
    assert unread_texts() == [], "it says again what was read"


def test_only_the_last_reading_counts(measure: Measure, ada: Any, grace: Any) -> None:
    for text in ("Former deux équipes.", "Former trois équipes."):
        write_text(measure, ada, text=text)
        say_read(grace)
    write_text(measure, ada, text="Former deux équipes.")
    assert [one.text.after for one in unread_texts()] == ["Former deux équipes."]


def test_a_reading_that_was_undone_counts_for_nothing(measure: Measure, ada: Any, grace: Any) -> None:
    write_text(measure, ada, text="Former deux équipes.")
    say_read(grace)
    TextReading.objects.update(undone=True)
    assert len(unread_texts()) == 1


def test_whoever_wrote_some_of_it_cannot_be_its_reader(
    measure: Measure, ada: Any, grace: Any, settings: LazySettings
) -> None:
    write_text(measure, ada, text="Former deux équipes.")
    write_text(measure, grace, text="Former deux équipes !")
    (one,) = unread_texts()
    assert one.writers == (grace, ada)
    assert one.is_own_work(ada)
    assert one.is_own_work(grace)
    settings.ALLOW_SELF_VALIDATION = True
    assert not one.is_own_work(grace)


def test_whose_work_it_is_begins_again_once_it_was_read(measure: Measure, ada: Any, grace: Any) -> None:
    write_text(measure, ada, text="Former deux équipes.")
    say_read(grace)
    write_text(measure, grace, text="Former trois équipes.")
    (one,) = unread_texts()
    assert one.writers == (grace,)
    assert not one.is_own_work(ada)


def test_whose_work_it_is_begins_again_once_it_was_published(measure: Measure, ada: Any, grace: Any) -> None:
    write_text(measure, ada, text="Former deux équipes.")
    say_read(grace)
    publish("2025", "Corrigé.")
    TextReading.objects.all().delete()
    assert unread_texts() == []
    write_text(measure, grace, text="Former trois équipes.")
    (one,) = unread_texts()
    assert one.writers == (grace,)
    assert one.text.before == "Former deux équipes."


def test_each_kind_of_text_waits_where_it_is_read(published: None, ada: Any) -> None:
    """Whatever a person words: not a code, a choice or a key; a text that was emptied as well."""
    cases: list[tuple[Any, str, Any]] = [
        (Strategy.objects.get(), "introduction", "Un paragraphe.\n\nUn autre."),
        (Strategy.objects.get(), "governance_title", "Pilotage"),
        (Axis.objects.get(number=2), "short_title", "Former"),
        (Indicator.objects.get(code="2.1-O2"), "remark", "Une remarque."),
        (Indicator.objects.get(code="2.1-O2"), "planned_source", "IFPC, à terme"),
        (Series.objects.filter(indicator__code="2.1-O2").first(), "label", "Heures données"),
        (EditorialNote.objects.order_by("code").first(), "reason", "Une autre raison."),
        (Reference.objects.filter(citations__isnull=False).order_by("pk").first(), "label", "Décret corrigé"),
        (Citation.objects.order_by("pk").first(), "printed_label", "Le décret corrigé"),
        (ContentRow.objects.order_by("pk").first(), "label", "Une autre ligne"),
    ]
    for thing, field, value in cases:
        thing.refresh_from_db()
        write_text(thing, ada, **{field: value})
    thing = Indicator.objects.exclude(context="").exclude(code="2.1-O2").first()
    write_text(thing, ada, context="")
    keys = {one.text.key for one in unread_texts()}
    expected = {(thing._meta.label, thing.pk, field) for thing, field, _value in cases}
    assert keys == {*expected, ("indicators.Indicator", thing.pk, "context")}
    introduction = next(one.text for one in unread_texts() if one.text.field == "introduction")
    assert introduction.now == ("Un paragraphe.", "Un autre.")


def test_the_source_of_a_series_is_read_on_its_values(published: None, ada: Any) -> None:
    series = Series.objects.filter(indicator__code="2.1-O2", observations__isnull=False).first()
    write_text(series, ada, source="Enquête de l’IFPC")
    (one,) = unread_texts()
    assert one.text.key == ("indicators.Series", series.pk, "source")
    assert one.text.after == "Enquête de l’IFPC"
    assert one.text.name.endswith("indicateur 2.1-O2\u202f: source")


def test_all_texts_of_what_is_added_wait_and_those_of_what_is_removed_do_not(measure: Measure, ada: Any) -> None:
    note = EditorialNote(
        measure=measure, code="N-neuve", kind="wording", severity="doubt", reason="Pas clair.", decision="Demandé."
    )
    note._history_user = ada
    note.save()
    assert {(one.text.field, one.text.before, one.text.after) for one in unread_texts()} == {
        ("reason", "", "Pas clair."), ("decision", "", "Demandé."),
    }  # fmt: skip
    note.delete()
    assert unread_texts() == []


def test_a_text_once_published_waits_again_where_its_release_is_withdrawn(
    measure: Measure, ada: Any, grace: Any
) -> None:
    write_text(measure, ada, text="Former deux équipes.")
    say_read(grace)
    publish("2025", "Corrigé.")
    TextReading.objects.all().delete()
    withdraw("2025", 2, "Trop tôt.")
    assert [one.text.after for one in unread_texts()] == ["Former deux équipes."]


def test_a_publication_is_refused_and_says_which_text_and_who_wrote_it(measure: Measure, ada: Any, grace: Any) -> None:
    write_text(measure, ada, text="Former deux équipes.")
    with pytest.raises(TextsUnread) as caught:
        publish("2025", "Corrigé.", grace)
    assert str(caught.value) == (
        "Une autre personne doit encore lire ces textes avant de les publier.\nMesure 2.1-M1\u202f: texte (par ada)"
    )
    assert Release.objects.count() == 1
    with pytest.raises(CommandError, match=r"lire ces textes[^$]*Mesure 2.1-M1"):
        call_command("publish", reason="Corrigé.", override="Malgré tout.", stdout=StringIO())
    assert Release.objects.count() == 1
    say_read(grace)
    release, _new = publish("2025", "Corrigé.", grace)
    assert str(release) == "2025.2"


class TestEditions:
    """Beside what the public reads, whichever edition the copy feeds; a closed one has its own two persons."""

    def test_a_text_waits_in_the_edition_that_is_prepared(self, measure: Measure, ada: Any, grace: Any) -> None:
        prepare("2026", grace)
        write_text(measure, ada, text="Former deux équipes.")
        with pytest.raises(TextsUnread):
            publish("2026", "Suivante.", grace)
        assert Release.objects.count() == 1
        read_all_texts()
        assert str(publish("2026", "Suivante.", grace)[0]) == "2026.1"
        TextReading.objects.all().delete()
        assert unread_texts() == [], "it is what the public reads"

    def test_an_erratum_asks_for_no_reader_of_the_copy(self, measure: Measure, ada: Any, grace: Any) -> None:
        prepare("2026", grace)
        write_text(measure, ada, text="Former deux équipes.")
        erratum = open_erratum(Edition.objects.get(label="2025"), ada)
        propose(erratum.pk, 0, ada, Proposal("Measure:2.1-M2:1", "text", "Corrigé.", "Une faute."))
        submit_erratum(erratum.pk, 1, ada)
        assert str(publish_erratum(erratum.pk, 2, grace)) == "2025.2"
        assert [one.text.after for one in unread_texts()] == ["Former deux équipes."]

    def test_what_an_erratum_told_the_public_needs_no_reader_in_the_copy(
        self, measure: Measure, ada: Any, grace: Any
    ) -> None:
        prepare("2026", grace)
        erratum = open_erratum(Edition.objects.get(label="2025"), ada)
        propose(erratum.pk, 0, ada, Proposal("Measure:2.1-M1:1", "text", "Former deux équipes.", "Une faute."))
        submit_erratum(erratum.pk, 1, ada)
        publish_erratum(erratum.pk, 2, grace)
        write_text(measure, ada, text="Former deux équipes.")
        assert unread_texts() == []


def test_a_house_of_one_publishes_what_it_wrote(measure: Measure, ada: Any, settings: LazySettings) -> None:
    settings.ALLOW_SELF_VALIDATION = True
    write_text(measure, ada, text="Former deux équipes.")
    assert len(unread_texts()) == 1
    assert str(publish("2025", "Corrigé.", ada)[0]) == "2025.2"


def test_a_note_on_a_value_that_would_not_be_published_stops_nothing(published: None, ada: Any) -> None:
    draft = factories.observation(
        series=Series.objects.filter(indicator__code="2.1-O2").first(), status="draft", period_label="2030",
        printed="", place="",
    )  # fmt: skip
    note = EditorialNote(
        observation=draft, code="N-neuve", kind="wording", severity="doubt", reason="Pas clair.", decision="Demandé."
    )
    note._history_user = ada
    note.save()
    assert len(unread_texts()) == 2
    assert publish("2025", "Rien.") == (Release.objects.get(), False)


def test_the_first_publication_asks_for_what_accounts_wrote_alone(seeded: None) -> None:
    write_text(Measure.objects.get(code="2.1-M1"), person("ada", "Édition"), text="Former deux équipes.")
    assert [one.text.key[2] for one in unread_texts()] == ["text"]


def test_many_texts_cost_no_query_more_than_one(published: None, ada: Any, grace: Any) -> None:
    measures = list(Measure.objects.order_by("pk")[:60])
    write_text(measures[0], ada, text="Autre texte 0.")
    one = count_queries()
    for rank, measure in enumerate(measures):
        write_text(measure, ada if rank % 2 else grace, text=f"Autre texte {rank}.")
    say_read(grace, unread_texts()[:20])
    assert count_queries() == one == 3, "the history of the measures, the readings, the people"
    assert len(unread_texts()) == 40


def count_queries() -> int:
    public = load.current_release()
    changed = read_standing(default_edition(), public.head if public else None, drafts=True).texts
    with CaptureQueriesContext(connection) as queries:
        find_unread(changed)
    return len(queries)


def replace_indicator(code: str, by: str) -> Indicator:
    """As the checklist does, by nobody."""
    old = Indicator.objects.get(code=code)
    old.closed_since, old.last_edition, old.replaced_by = "2026", "2025", Indicator.objects.get(code=by)
    old.save()
    return old


def test_the_title_of_what_was_replaced_is_read_too(published: None, ada: Any) -> None:
    old = replace_indicator("2.1-O2", "2.2-O2")
    publish("2025", "Remplacé.")
    assert unread_texts() == []
    write_text(old, ada, short_title="Autre titre")
    assert [one.text.after for one in unread_texts()] == ["Autre titre"]
    with pytest.raises(TextsUnread):
        publish("2025", "Un autre titre.")


def test_a_series_without_a_source_of_its_own_is_nobody_s_text(published: None, ada: Any, grace: Any) -> None:
    series = Series.objects.filter(source="", observations__isnull=False, observations__source_unstated=False).first()
    assert series is not None
    write_text(series, grace, position=series.position + 50)
    write_text(series.indicator, ada, source="Autre service")
    assert [(one.text.key[0], one.who) for one in unread_texts()] == [("indicators.Indicator", "ada")]


def test_nothing_changed_asks_nothing(published: None) -> None:
    assert count_queries() == 0


def test_every_string_of_the_document_is_a_text_or_said_not_to_be(seeded: None) -> None:
    """A field that joins the document finds its second reader by itself, or is left out here, knowingly."""
    replace_indicator("2.1-O2", "2.2-O2")
    made = build_traced("2025", drafts=True)
    texts, strings = set(), set()
    for thing in flat(made.report).values():
        part = type(thing.node).__name__
        texts |= {(part, field) for _key, field, _value in texts_of(thing.node, made.sources.get(id(thing.node), ()))}
        strings |= {
            (part, name)
            for name, value in thing.fields.items()
            if isinstance(value, str) or (isinstance(value, tuple) and value and isinstance(value[0], str))
        }
    left_out = {(part, name) for part, name in strings - texts if part != "Observation"}
    assert left_out == {
        *(("Report", name) for name in ("edition", "schema_version")),
        *(("Axis", name) for name in ("hue", "section")),
        *(("Action", name) for name in ("number", "section")),
        ("Measure", "code"), ("Footnote", "marker"), ("Acronym", "letters"), ("Provider", "code"),
        *(("Reference", name) for name in ("code", "kind")),
        *(("ContentTable", name) for name in ("code", "kind")),
        *(("Note", name) for name in ("code", "kind", "severity", "status", "section")),
        *(
            ("Indicator", name)
            for name in ("code", "category", "nature", "action", "frequency", "frequency_basis", "section",
                         "providers", "planned_providers")
        ),
        *(("Series", name) for name in ("key", "quantity", "role", "polarity", "part_of")),
        *(("ReplacedIndicator", name) for name in ("code", "edition")),
    }  # fmt: skip


def test_the_rows_of_the_document_are_those_whose_writing_is_told(seeded: None) -> None:
    Series.objects.filter(pk=Series.objects.first().pk).update(planned_source="À terme")
    made = build_traced("2025", drafts=True)
    found: dict[str, set[str]] = {}
    for thing in flat(made.report).values():
        for (model, _key, column), _field, _value in texts_of(thing.node, made.sources.get(id(thing.node), ())):
            found.setdefault(model, set()).add(column)
    assert found == {label: set(worded_columns(apps.get_model(label))) for label in MADE_OF}
