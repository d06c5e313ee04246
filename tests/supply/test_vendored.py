"""The files of others are those that were fetched, and somebody knows from where."""

from __future__ import annotations

import hashlib

import pytest

from tests.supply.packages import ROOT
from tests.supply.vendored import VENDORED, checksums, files_of, vendor_folders

pytestmark = pytest.mark.once


def test_each_folder_of_them_is_known() -> None:
    assert vendor_folders() == {one.folder for one in VENDORED}


@pytest.mark.parametrize("folder", sorted(vendor_folders()))
def test_each_file_is_the_one_that_was_fetched(folder: str) -> None:
    listed = checksums(folder)
    assert listed == {
        name: hashlib.sha256((ROOT / folder / name).read_bytes()).hexdigest() for name in files_of(folder)
    }
    assert sorted(listed) == sorted(name for one in VENDORED if one.folder == folder for name in one.files)


@pytest.mark.parametrize("one", VENDORED, ids=lambda one: one.name)
def test_what_stands_beside_them_says_the_same_version_and_origin(one) -> None:
    beside = "".join(path.read_text(encoding="utf-8") for path in (ROOT / one.folder).glob("[RV]E*"))
    assert one.version in beside
    assert one.purl.rpartition("/")[2] in beside.lower()
