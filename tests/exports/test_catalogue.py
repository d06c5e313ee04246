"""The catalogue: an RDF reader finds the release in it, under what DCAT-AP 3 requires."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from django.test import Client
from django.urls import resolve
from pyshacl import validate
from rdflib import DCTERMS, FOAF, RDF, RDFS, SKOS, XSD, BNode, Graph, Literal, Namespace, URIRef

from strategy_monitor.exports import concepts, dcat
from strategy_monitor.exports.characters import typeset_line
from strategy_monitor.exports.publication import Publication
from strategy_monitor.language.codes import Frequency
from strategy_monitor.report.document import Indicator
from strategy_monitor.report.measured import ReplacedIndicator
from strategy_monitor.web.authority import ContactPoint, Licence, Territory, Theme, UnusableStatement
from tests.exports import mqa

pytestmark = [pytest.mark.django_db, pytest.mark.once]

DCAT = Namespace("http://www.w3.org/ns/dcat#")
SPDX = Namespace("http://spdx.org/rdf/terms#")
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
EU = Namespace(concepts.AUTHORITY)
RELEASE = "https://suivi.exemple.be/versions/2025/1/"
SHAPES = Path(__file__).parent / "vendor"
"""Folder of the SHACL files that SEMIC publishes with DCAT-AP."""
MQA_AT_LEAST = 385

REQUIRED = {
    DCAT.Catalog: (DCTERMS.title, DCTERMS.description, DCTERMS.publisher, DCAT.dataset),
    DCAT.Dataset: (DCTERMS.title, DCTERMS.description, DCTERMS.publisher, DCAT.distribution, DCAT.theme),
    DCAT.Distribution: (DCAT.accessURL, DCAT.downloadURL, DCTERMS.format, DCAT.mediaType, DCTERMS.description),
    DCAT.DataService: (DCTERMS.title, DCAT.endpointURL),
    FOAF.Agent: (FOAF.name,),
    SPDX.Checksum: (SPDX.algorithm, SPDX.checksumValue),
    SKOS.Concept: (SKOS.prefLabel, SKOS.inScheme),
    SKOS.ConceptScheme: (DCTERMS.title,),
    DCTERMS.PeriodOfTime: (DCAT.startDate, DCAT.endDate),
    DCTERMS.ProvenanceStatement: (RDFS.label,),
}
"""What DCAT-AP 3.0.1 requires, and most of what it recommends."""

SINGLE = (
    *(
        DCTERMS.publisher,
        DCTERMS.issued,
        DCTERMS.modified,
        DCTERMS.accrualPeriodicity,
        DCTERMS.accessRights,
        DCAT.version,
    ),
    *(DCTERMS.license, DCTERMS.rights, DCTERMS.format, DCAT.mediaType, FOAF.homepage, SPDX.checksum),
)

RANGES = {
    DCTERMS.publisher: FOAF.Agent,
    DCTERMS.creator: FOAF.Agent,
    DCTERMS.language: DCTERMS.LinguisticSystem,
    DCTERMS.accrualPeriodicity: DCTERMS.Frequency,
    DCTERMS.accessRights: DCTERMS.RightsStatement,
    DCTERMS.rights: DCTERMS.RightsStatement,
    DCTERMS.license: DCTERMS.LicenseDocument,
    DCTERMS.temporal: DCTERMS.PeriodOfTime,
    DCTERMS.provenance: DCTERMS.ProvenanceStatement,
    DCTERMS.format: DCTERMS.MediaTypeOrExtent,
    DCTERMS.conformsTo: DCTERMS.Standard,
    DCAT.mediaType: DCTERMS.MediaType,
    DCAT.dataset: DCAT.Dataset,
    DCAT.distribution: DCAT.Distribution,
    DCAT.service: DCAT.DataService,
    DCAT.servesDataset: DCAT.Dataset,
    DCAT.theme: SKOS.Concept,
    DCAT.themeTaxonomy: SKOS.ConceptScheme,
    DCAT.landingPage: FOAF.Document,
    FOAF.homepage: FOAF.Document,
    DCAT.contactPoint: VCARD.Kind,
    DCTERMS.spatial: DCTERMS.Location,
    SPDX.checksum: SPDX.Checksum,
}


def read(publication: Publication, *, permanent: bool) -> Graph:
    return Graph().parse(data=dcat.jsonld(publication, permanent=permanent), format="json-ld")


@pytest.fixture(scope="module")
def graph(publication: Publication) -> Graph:
    return read(publication, permanent=True)


def said(graph: Graph, subject: URIRef, term: URIRef) -> set[str]:
    return {str(value) for value in graph.objects(subject, term)}


def dataset(indicator: Indicator, base: str = RELEASE) -> URIRef:
    return URIRef(f"{base}indicateurs/{indicator.code}/#donnees")


def test_turtle_and_json_ld_are_one_graph_and_the_same_release_has_one_writing(
    publication: Publication, graph: Graph
) -> None:
    assert not [term for triple in graph for term in triple if isinstance(term, BNode)], "everything has an address"
    turtle = dcat.turtle(publication, permanent=True)
    assert set(Graph().parse(data=turtle, format="turtle")) == set(graph)
    assert dcat.turtle(publication, permanent=True) == turtle


@pytest.mark.parametrize("licence", [Licence(), Licence("Licence X", "https://exemple.be/x"), Licence("Sans adresse")])
def test_it_holds_what_dcat_ap_requires(publication: Publication, licence: Licence) -> None:
    graph = read(replace(publication, licence=licence), permanent=True)
    for kind, terms in REQUIRED.items():
        subjects = set(graph.subjects(RDF.type, kind))
        assert subjects, kind
        assert [(one, term) for one in subjects for term in terms if not said(graph, one, term)] == []
    assert [(one, term) for term in SINGLE for one in graph.subjects(term) if len(said(graph, one, term)) > 1] == []
    wrong = [
        (subject, term, value)
        for term, kind in RANGES.items()
        for subject, value in graph.subject_objects(term)
        if (value, RDF.type, kind) not in graph
    ]
    assert wrong == []


def test_every_indicator_is_a_data_set_that_says_what_the_release_says(publication: Publication, graph: Graph) -> None:
    report = publication.report
    listed = said(graph, URIRef(f"{RELEASE}donnees/#catalogue"), DCAT.dataset)
    assert listed == {f"{RELEASE}rapport/#donnees", *(str(dataset(one)) for one in report.indicators)}
    names = {provider.code: typeset_line(provider.name) for provider in report.providers}
    for indicator in report.indicators:
        node = dataset(indicator)
        assert said(graph, node, DCTERMS.title) == {typeset_line(indicator.title)}
        agents = {str(graph.value(agent, FOAF.name)) for agent in graph.objects(node, DCTERMS.creator)}
        assert agents == {names[code] for code in indicator.providers}
        labels = {str(x) for one in graph.objects(node, DCTERMS.provenance) for x in graph.objects(one, RDFS.label)}
        printed = {o.source for o in indicator.observations} | {indicator.source}
        assert labels == {typeset_line(f"Source : {source}") for source in printed if source}
        assert said(graph, node, DCAT.version) == {"2025.1"}
        assert said(graph, node, DCAT.theme) == {str(EU["data-theme/EDUC"])}


def test_a_data_set_covers_the_days_that_its_figures_speak_of(publication: Publication, graph: Graph) -> None:
    for indicator in publication.report.indicators:
        dated = [o.period for o in indicator.observations if o.period.start and o.period.end and not o.missing_reason]
        period = graph.value(dataset(indicator), DCTERMS.temporal)
        if not dated:
            assert period is None, indicator.code
            continue
        start, end = min(p.start for p in dated if p.start), max(p.end for p in dated if p.end)
        assert graph.value(period, DCAT.startDate) == Literal(start, datatype=XSD.date)
        assert graph.value(period, DCAT.endDate) == Literal(end, datatype=XSD.date)


@pytest.mark.parametrize(
    ("code", "frequency"),
    [("2.2-O2", "ANNUAL"), ("1.4-O1", "ANNUAL"), ("1-I1", "TRIENNIAL"), ("2-I1", "OTHER"), ("1.1-O1", "NEVER")],
)
def test_a_frequency_is_the_european_one(publication: Publication, graph: Graph, code: str, frequency: str) -> None:
    indicator = publication.report.indicator(code)
    assert indicator
    assert said(graph, dataset(indicator), DCTERMS.accrualPeriodicity) == {str(EU[f"frequency/{frequency}"])}


def test_no_frequency_of_the_document_is_left_out() -> None:
    assert set(concepts.FREQUENCIES) == set(Frequency)


def test_the_document_carries_the_hash_of_the_release(publication: Publication, graph: Graph) -> None:
    (checksum,) = graph.subjects(RDF.type, SPDX.Checksum)
    (file,) = graph.subjects(SPDX.checksum, checksum)
    assert graph.value(checksum, SPDX.checksumValue) == Literal(publication.sha256, datatype=XSD.hexBinary)
    assert said(graph, file, DCAT.downloadURL) == {f"{RELEASE}donnees/rapport.json"}


def test_an_undecided_licence_is_said_to_be_undecided(graph: Graph) -> None:
    assert not set(graph.objects(None, DCTERMS.license))
    (statement,) = set(graph.objects(None, DCTERMS.rights))
    assert "n’a pas encore précisé la licence" in str(graph.value(statement, RDFS.label))


def test_a_decided_licence_is_on_every_file(publication: Publication) -> None:
    graph = read(replace(publication, licence=Licence("CC BY 4.0", "https://exemple.be/by")), permanent=True)
    files = set(graph.subjects(RDF.type, DCAT.Distribution))
    assert files == {one for one in graph.subjects(DCTERMS.license, URIRef("https://exemple.be/by")) if one in files}
    (statement,) = set(graph.objects(None, DCTERMS.rights))
    assert "indique la source du chiffre" in str(graph.value(statement, RDFS.label))


def test_the_licence_of_creative_commons_has_the_address_that_portals_know(publication: Publication) -> None:
    for written in (
        "https://creativecommons.org/licenses/by/4.0/deed.fr",
        "https://creativecommons.org/licenses/by/4.0/",
    ):
        graph = read(replace(publication, licence=Licence("CC BY 4.0", written)), permanent=True)
        assert set(graph.objects(None, DCTERMS.license)) == {URIRef("https://creativecommons.org/licenses/by/4.0/")}


def test_the_newest_keeps_its_address_and_leads_to_the_version(publication: Publication) -> None:
    indicator = publication.report.indicators[0]
    stable, version = dataset(indicator, "https://suivi.exemple.be/"), dataset(indicator)
    newest = read(publication, permanent=False)
    assert said(newest, stable, DCAT.hasCurrentVersion) == {str(version)}
    assert said(newest, stable, DCTERMS.identifier) == {indicator.code}
    files = {str(newest.value(file, DCAT.downloadURL)) for file in newest.objects(stable, DCAT.distribution)}
    assert f"{RELEASE}indicateurs/{indicator.code}.json" in files
    assert all(file.startswith(RELEASE) for file in files), "what is described is the file of this very release"


def test_a_version_knows_what_it_is_a_version_of_and_the_one_before(publication: Publication, graph: Graph) -> None:
    indicator = publication.report.indicators[0]
    assert said(graph, dataset(indicator), DCAT.isVersionOf) == {str(dataset(indicator, "https://suivi.exemple.be/"))}
    assert not said(graph, dataset(indicator), DCAT.previousVersion)
    assert publication.head
    second = replace(publication, head=replace(publication.head, number=2))
    node = dataset(indicator, "https://suivi.exemple.be/versions/2025/2/")
    assert said(read(second, permanent=True), node, DCAT.previousVersion) == {str(dataset(indicator))}


def test_the_working_copy_has_no_version_and_no_day(publication: Publication) -> None:
    draft = read(replace(publication, head=None), permanent=False)
    for term in (DCAT.version, DCTERMS.issued, DCTERMS.modified, DCTERMS.accessRights):
        assert not set(draft.objects(None, term)), term
    assert "non publiée" in str(draft.value(URIRef("https://suivi.exemple.be/donnees/#catalogue"), DCTERMS.description))


def test_it_conforms_to_the_official_shapes(publication: Publication) -> None:
    """A catalogue of one axis: every kind of node stands in it."""
    axis = publication.report.axes[-1]
    replaced = ReplacedIndicator(code="5.1-O9", title="Heures", edition="2024")
    action = next(one for one in axis.actions if one.indicators)
    successor = action.indicators[0].model_copy(update={"replaces": (replaced,)})
    told_of = action.model_copy(update={"indicators": (successor, *action.indicators[1:])})
    changed = axis.model_copy(update={"actions": tuple(told_of if one is action else one for one in axis.actions)})
    short = publication.report.model_copy(update={"axes": (changed,)})
    for permanent, stated in ((True, mqa.STATED), (False, {})):
        graph = read(replace(publication, report=short, **stated), permanent=permanent)
        for name in ("shapes", "range", "deprecateduris"):
            conforms, _graph, why = validate(graph, shacl_graph=Graph().parse(SHAPES / f"{name}.ttl"), advanced=True)
            assert conforms, why
        (told,) = graph.subject_objects(DCTERMS.replaces)
        base = RELEASE if permanent else "https://suivi.exemple.be/"
        assert told == (dataset(successor, base), URIRef("https://suivi.exemple.be/indicateurs/5.1-O9/#donnees"))
    graph.remove((None, DCTERMS.title, None))
    assert not validate(graph, shacl_graph=Graph().parse(SHAPES / "shapes.ttl"), advanced=True)[0]


def test_the_score_of_data_europa_eu(client: Client, published: None, publication: Publication) -> None:
    """All addresses have a route; those of the report and of one indicator are asked for."""
    graph = read(replace(publication, **mqa.STATED), permanent=True)
    asked = ("/versions/2025/1/rapport", "/versions/2025/1/donnees/", "/versions/2025/1/indicateurs/5.3-O1")

    def answers(address: str) -> bool:
        path = address.removeprefix(publication.site)
        resolve(path)
        return not path.startswith(asked) or client.head(path).status_code == 200

    rated = mqa.rate(graph, answers, conforms=True)
    assert sum(one.weight for one in rated) == mqa.WHOLE
    assert mqa.total(rated) >= MQA_AT_LEAST, "see which weights are lost in docs/metadata-quality.md (make docs)"
    bare = mqa.rate(read(publication, permanent=True), lambda _address: True, conforms=True)
    assert 69.9 < mqa.total(rated) - mqa.total(bare) < 70.1, "licence 30, contact 20, place 20"


def test_whom_to_ask_and_where_it_holds_are_said_where_they_were_stated(publication: Publication, graph: Graph) -> None:
    assert not set(graph.objects(None, DCAT.contactPoint)) | set(graph.objects(None, DCTERMS.spatial))
    stated = read(replace(publication, **mqa.STATED), permanent=True)
    (contact,) = set(stated.objects(None, DCAT.contactPoint))
    assert said(stated, contact, VCARD.hasEmail) == {"mailto:donnees@exemple.be"}
    assert said(stated, contact, VCARD.fn) == {"Service du numérique éducatif"}
    (place,) = set(stated.objects(None, DCTERMS.spatial))
    assert (place, RDF.type, DCTERMS.Location) in stated


def test_portals_sort_the_data_under_the_theme_of_the_strategy(publication: Publication) -> None:
    stated = read(replace(publication, theme=Theme("ENVI")), permanent=True)
    sorted_under = set(stated.objects(None, DCAT.theme))
    assert sorted_under == {EU["data-theme/ENVI"]}
    assert said(stated, EU["data-theme/ENVI"], SKOS.prefLabel) == {"Environnement"}


@pytest.mark.parametrize(
    ("statement", "values"),
    [
        (ContactPoint, ("Service", "")),
        (ContactPoint, ("Service", "javascript:alert(1)")),
        (Territory, ("", "https://x.be")),
        (Theme, ("CLIMAT",)),
    ],
)
def test_a_statement_that_nobody_can_use_is_refused(statement: type, values: tuple[str, ...]) -> None:
    with pytest.raises(UnusableStatement):
        statement(*values)
