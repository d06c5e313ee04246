"""The archive: every file, what to know first, the licence, the hashes; the same bytes for the same release."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace

import openpyxl
import pytest

from strategy_monitor.exports import formats
from strategy_monitor.exports.publication import Publication
from strategy_monitor.exports.tables.scope import Scope
from strategy_monitor.releases import load
from strategy_monitor.report import canonical
from strategy_monitor.web.authority import Licence, UnusableStatement
from tests.exports.offered import DATA_FORMATS

pytestmark = [pytest.mark.django_db, pytest.mark.once]

FOLDER = "strategie-numerique-2025-1-rapport/"
ADDED = {"LISEZ-MOI.txt", "LICENCE.txt", "SHA256SUMS"}
"""What only an archive holds."""
LEFT_OUT = {"zip": "the archive itself", "axis_schema": "of no file in it", "indicator_schema": "of no file in it"}
"""Data files of the whole report that its archive does without, and why."""


@pytest.fixture(scope="module", autouse=True)
def stored_nowhere(publication: Publication) -> Iterator[None]:
    """The release of these tests is in no database: its text is what the code writes of it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(load, "text_of", lambda _head: canonical.dump(publication.report))
        yield


def files_of(scope: Scope) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(formats.archive(scope))) as archive:
        assert archive.testzip() is None
        return {entry.filename: archive.read(entry) for entry in archive.infolist()}


@pytest.fixture(scope="module")
def found(publication: Publication) -> dict[str, bytes]:
    return files_of(Scope(publication))


def test_it_holds_the_published_document_and_every_other_file(publication: Publication, found) -> None:
    assert all(name.startswith(FOLDER) for name in found)
    names = {name.removeprefix(FOLDER) for name in found}
    forms = [form for form in DATA_FORMATS if "report" in form.offers and form.code not in LEFT_OUT]
    assert names == ADDED | {form.route("report").rpartition("/")[2] for form in forms}
    assert hashlib.sha256(found[FOLDER + "rapport.json"]).hexdigest() == publication.sha256


def test_the_read_me_says_what_each_file_is_and_how_to_quote(publication: Publication, found) -> None:
    said = found[FOLDER + "LISEZ-MOI.txt"].decode()
    for name in found:
        assert name.endswith("LISEZ-MOI.txt") or name.removeprefix(FOLDER) + "\u202f: " in said, name
    sheets = openpyxl.load_workbook(io.BytesIO(found[FOLDER + "rapport.xlsx"])).sheetnames
    assert f"rapport.xlsx\u202f: un classeur\u202f: {', '.join(sheets).lower()}." in said
    assert publication.citation() in said
    assert publication.sha256 in said
    for step in publication.report.scale:
        assert f"{step.level}\u202f: {step.caption[:20]}" in said


def test_every_hash_is_right(found) -> None:
    lines = found[FOLDER + "SHA256SUMS"].decode().splitlines()
    told = dict(reversed(line.split("  ")) for line in lines)
    assert told == {
        name.removeprefix(FOLDER): hashlib.sha256(content).hexdigest()
        for name, content in found.items()
        if not name.endswith("SHA256SUMS")
    }


def test_the_same_release_is_the_same_bytes(publication: Publication) -> None:
    scope = Scope(publication, axis=publication.report.axes[4])
    first, second = (formats.archive(scope) for _time in range(2))
    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(2026, 3, 2, 0, 0, 0)}


def test_an_axis_comes_with_its_own_files(publication: Publication) -> None:
    names = {name.partition("/")[2] for name in files_of(Scope(publication, axis=publication.report.axes[1]))}
    assert {"axe-2.csv", "axe-2.tableur.csv", "axe-2.xlsx", "axe-2.json", "mesures.csv", "LISEZ-MOI.txt"} <= names
    assert not any("sdmx" in name or "rapport" in name for name in names)


def test_where_the_authority_has_not_decided_no_licence_is_presumed(found) -> None:
    assert found[FOLDER + "LICENCE.txt"].decode().startswith("L’autorité n’a pas encore précisé la licence")


def test_the_licence_that_was_decided_is_given(publication: Publication) -> None:
    licence = Licence("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/deed.fr")
    said = files_of(Scope(replace(publication, licence=licence)))[FOLDER + "LICENCE.txt"].decode()
    assert "CC BY 4.0" in said
    assert licence.url in said


@pytest.mark.parametrize(("name", "url"), [("", "https://exemple.be"), ("CC", "javascript:alert(1)")])
def test_a_licence_is_named_and_its_address_is_one(name: str, url: str) -> None:
    with pytest.raises(UnusableStatement, match=r"licence|adresse"):
        Licence(name, url)
