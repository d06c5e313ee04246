"""What the SDMX-CSV holds: SDMX-ML 3.0, with the codes, the concepts, the data structure and the dataflow."""

from __future__ import annotations

import datetime as dt
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from typing import Final

from strategy_monitor.exports.characters import one_line
from strategy_monitor.exports.sdmx import (
    COMPONENTS,
    DATED,
    FLOWS,
    Component,
    Flow,
    SdmxIdentity,
    code,
    identity,
    list_areas,
)
from strategy_monitor.exports.tables.columns import ColumnKind
from strategy_monitor.exports.tables.scope import Scope
from strategy_monitor.language import french
from strategy_monitor.releases.load import Head

HOME: Final = "http://www.sdmx.org/resources/sdmxml/schemas/v3_0/"
MESSAGE, STRUCTURE, COMMON = f"{{{HOME}message}}", f"{{{HOME}structure}}", f"{{{HOME}common}}"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
URN = "urn:sdmx:org.sdmx.infomodel."
CONCEPTS = "CS_SUIVI"
NEVER = "2000-01-01T00:00:00Z"
"""When a working copy was prepared: no clock, so that the same copy gives the same bytes."""
TYPES: dict[ColumnKind, str] = {
    "text": "String",
    "integer": "Integer",
    "number": "Decimal",
    "date": "GregorianDay",
    "boolean": "Boolean",
    "list": "String",
    "address": "URI",
}
PREFIXES = {"message": "mes", "structure": "str", "common": "com"}
for part, prefix in PREFIXES.items():
    ET.register_namespace(prefix, HOME + part)


def as_structure(scope: Scope) -> bytes:
    named = identity(scope.publication)
    root = ET.Element(MESSAGE + "Structure")
    header(root, scope, named)
    structures = ET.SubElement(root, MESSAGE + "Structures")
    dataflows(structures, scope, named)
    codelists(structures, scope, named)
    concepts(structures, named)
    data_structures(structures, named)
    ET.indent(root)
    return ET.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n"


def header(root: ET.Element, scope: Scope, named: SdmxIdentity) -> None:
    head = scope.publication.head
    found = ET.SubElement(root, MESSAGE + "Header")
    leaf(found, MESSAGE + "ID", f"{DATED.name}-{scope.publication.version}")
    leaf(found, MESSAGE + "Test", "false" if head else "true")
    leaf(found, MESSAGE + "Prepared", prepared_at(head) if head else NEVER)
    ET.SubElement(found, MESSAGE + "Sender", id=named.agency)


def prepared_at(head: Head) -> str:
    return f"{head.published_at.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%SZ}"


def dataflows(structures: ET.Element, scope: Scope, named: SdmxIdentity) -> None:
    flows = ET.SubElement(structures, STRUCTURE + "Dataflows")
    for one in FLOWS:
        flow = maintained_artefact(flows, "Dataflow", one.name, scope.title, named)
        leaf(flow, STRUCTURE + "Structure", f"{URN}datastructure.DataStructure={named.of(one.structure)}")


def codelists(structures: ET.Element, scope: Scope, named: SdmxIdentity) -> None:
    found = ET.SubElement(structures, STRUCTURE + "Codelists")
    for component in COMPONENTS:
        if values := codes_of(component, scope):
            made = maintained_artefact(found, "Codelist", f"CL_{component.name}", component.column.heading, named)
            for one, name in values.items():
                append_french(ET.SubElement(made, STRUCTURE + "Code", id=one), "Name", name)


def codes_of(component: Component, scope: Scope) -> Mapping[str, str]:
    if component.name == "INDICATOR":
        return {code(one.code): one.title for one in scope.report.indicators}
    if component.name == "REF_AREA":
        return list_areas(scope)
    return component.column.codes


def concepts(structures: ET.Element, named: SdmxIdentity) -> None:
    schemes = ET.SubElement(structures, STRUCTURE + "ConceptSchemes")
    scheme = maintained_artefact(schemes, "ConceptScheme", CONCEPTS, "Ce que chaque colonne veut dire", named)
    for component in COMPONENTS:
        concept = ET.SubElement(scheme, STRUCTURE + "Concept", id=component.name)
        append_french(concept, "Name", component.column.heading)
        append_french(concept, "Description", component.column.meaning)


def data_structures(structures: ET.Element, named: SdmxIdentity) -> None:
    found = ET.SubElement(structures, STRUCTURE + "DataStructures")
    for flow in FLOWS:
        data_structure(found, flow, named)


def data_structure(found: ET.Element, flow: Flow, named: SdmxIdentity) -> None:
    made = maintained_artefact(found, "DataStructure", flow.structure, flow.title, named)
    parts = ET.SubElement(made, STRUCTURE + "DataStructureComponents")
    dimensions = ET.SubElement(parts, STRUCTURE + "DimensionList")
    attributes = ET.SubElement(parts, STRUCTURE + "AttributeList")
    measures = ET.SubElement(parts, STRUCTURE + "MeasureList")
    for component in flow.components:
        if component.part == "dimension":
            component_element(dimensions, "Dimension", component, named)
        elif component.part == "time":
            component_element(dimensions, "TimeDimension", component, named)
        elif component.part == "measure":
            component_element(measures, "Measure", component, named)
        else:
            made = component_element(attributes, "Attribute", component, named)
            relation = ET.SubElement(made, STRUCTURE + "AttributeRelationship")
            ET.SubElement(relation, STRUCTURE + "Observation")


def component_element(parent: ET.Element, tag: str, component: Component, named: SdmxIdentity) -> ET.Element:
    found = ET.SubElement(parent, STRUCTURE + tag, id=component.name)
    concept = f"{URN}conceptscheme.Concept={named.of(CONCEPTS)}.{component.name}"
    leaf(found, STRUCTURE + "ConceptIdentity", concept)
    representation = ET.SubElement(found, STRUCTURE + "LocalRepresentation")
    if component.name in {"INDICATOR", "REF_AREA"} or component.column.codes:
        listed = f"{URN}codelist.Codelist={named.of(f'CL_{component.name}')}"
        leaf(representation, STRUCTURE + "Enumeration", listed)
    else:
        kind = "ObservationalTimePeriod" if component.part == "time" else TYPES[component.column.kind]
        ET.SubElement(representation, STRUCTURE + "TextFormat", textType=kind)
    return found


def maintained_artefact(parent: ET.Element, tag: str, name: str, title: str, named: SdmxIdentity) -> ET.Element:
    """A thing that an agency answers for, under a version."""
    made = ET.SubElement(parent, STRUCTURE + tag, id=name, agencyID=named.agency, version=named.version)
    append_french(made, "Name", title)
    return made


def append_french(parent: ET.Element, tag: str, text: str) -> None:
    leaf(parent, COMMON + tag, one_line(french.typeset(text))).set(LANGUAGE, "fr")


def leaf(parent: ET.Element, tag: str, text: str) -> ET.Element:
    made = ET.SubElement(parent, tag)
    made.text = text
    return made
