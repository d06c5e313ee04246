"""What the tests spend of the processor, dearest first, from a JUnit file: seconds that no busy machine stretches.

    python -m pytest --junitxml=/tmp/tests.xml
    python -m tests.spending /tmp/tests.xml [folder | file | test]

Browsers and servers are counted in the test that made them work, where the system says what they used (Linux).
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

MOST = 40


def spending(report: Path, by: str) -> Counter[str]:
    """Processor seconds by folder, file or test."""
    spent: Counter[str] = Counter()
    for case in ElementTree.parse(report).iter("testcase"):
        found = case.find("properties/property[@name='processor']")
        file = case.attrib.get("classname", "")  # not said of what a run was interrupted in
        name = {"folder": ".".join(file.split(".")[:2]), "file": file}.get(by, f"{file}::{case.attrib.get('name')}")
        spent[name] += float(found.attrib["value"]) if found is not None else 0.0
    return spent


def main(report: str, by: str = "file") -> None:
    spent = spending(Path(report), by)
    print(f"{sum(spent.values()):8.1f} s in all")
    for name, seconds in spent.most_common(MOST):
        print(f"{seconds:8.1f} s  {name}")


if __name__ == "__main__":
    main(*sys.argv[1:])
