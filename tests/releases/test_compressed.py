"""Documents are kept compressed, and are the same text; what is kept may be damaged, and is then refused."""

from __future__ import annotations

import gzip

import pytest
from django.core import serializers
from django.core.exceptions import ValidationError
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from strategy_monitor.releases import load
from strategy_monitor.releases.compressed import compress_document, digest_kept, expand
from strategy_monitor.releases.models import Release
from strategy_monitor.report import canonical
from tests.databases import run
from tests.memory import forget
from tests.releases.altering import keep_instead


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_a_text_is_read_as_it_was_and_kept_in_the_same_bytes(text: str) -> None:
    assert expand(compress_document(text)) == text
    assert compress_document(text) == compress_document(text)
    assert gzip.decompress(compress_document(text)) == text.encode()


def test_the_database_keeps_a_fifth_of_it(published: None) -> None:
    release = Release.objects.get()
    with connection.cursor() as cursor:
        cursor.execute("SELECT document FROM releases_release")
        ((kept,),) = cursor.fetchall()
    assert gzip.decompress(bytes(kept)).decode() == release.document
    assert len(kept) < len(release.document.encode()) / 5
    assert load.stored(release.pk, release.sha256) == release.document


@pytest.mark.parametrize(
    "content",
    [b"", b"{}", compress_document("{}")[:-4], gzip.compress(b"\xff"), compress_document("{}")],
    ids=["nothing", "not compressed", "cut", "no text", "another document"],
)
def test_what_is_kept_otherwise_is_refused(published: None, content: bytes) -> None:
    release = Release.objects.get()
    keep_instead(release.pk, content)
    forget()
    with pytest.raises(load.BadRelease):
        load.stored(release.pk, release.sha256)
    assert isinstance(Release.objects.get().document, str), "the administration still shows it"


def test_a_release_without_a_document_is_refused(published: None) -> None:
    release = Release.objects.get()
    with pytest.raises(ValidationError) as refused:
        Release(edition=release.edition, number=2, sha256="0" * 64, reason="x", schema_version="3").full_clean()
    assert "document" in refused.value.message_dict


def test_a_dump_of_the_database_holds_the_text(published: None) -> None:
    release = Release.objects.get()
    (again,) = serializers.deserialize("json", serializers.serialize("json", [release]))
    assert again.object.document == release.document


def test_documents_of_before_are_compressed_all_or_none(database_with_tables: str) -> None:
    done = run(database_with_tables, "-m", "tests.releases.compressing")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("text", ["", "{}", "é’" * 3_000_000])
def test_a_hash_is_that_of_the_text_however_it_is_read(text: str) -> None:
    assert digest_kept(compress_document(text)) == canonical.digest(text)


@pytest.mark.parametrize("kept", [b"", b"x", compress_document("{}")[:-1], compress_document("{}") + b"x"])
def test_what_is_no_compressed_text_has_the_hash_of_nothing(kept: bytes) -> None:
    assert digest_kept(kept) == canonical.digest(expand(kept)) == canonical.digest("")
