"""What the compiler does not tag yet: in each table, the first cell of a row is its heading.

Typst 0.15 has this only behind a flag that its Python package cannot set. Columns and rows then both say their scope,
and the lists of headings that the compiler wrote for the columns alone, which would take their place, are dropped.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

from pikepdf import Array, Dictionary, Name, Object, ObjectStreamMode, Pdf


def complete_tags(written: bytes) -> bytes:
    """The same document; the same bytes for the same bytes."""
    with Pdf.open(BytesIO(written)) as pdf:
        for table in elements_named(pdf.Root.StructTreeRoot, Name.Table):
            complete_table(table)
        found = BytesIO()
        pdf.save(found, deterministic_id=True, object_stream_mode=ObjectStreamMode.generate)
    return found.getvalue()


def complete_table(table: Object) -> None:
    """The first cell of a row is its heading; and the first row is one of headings, where no other is said to be."""
    parts = list(children_of(table))
    rows = list(elements_named(table, Name.TR, but=Name.THead))
    if rows and not any(Name.THead == part.S for part in parts):
        for cell in cells_of(rows.pop(0)):
            make_heading(cell, Name.Column)
    for row in rows:
        for rank, cell in enumerate(cells_of(row)):
            drop_headings_list(cell) if rank else make_heading(cell, Name.Row)


def cells_of(row: Object) -> list[Object]:
    return [cell for cell in children_of(row) if cell.S in {Name.TD, Name.TH}]


def elements_named(node: Object, name: Name, but: Name | None = None) -> Iterator[Object]:
    """The elements of this name under one, in reading order; not those under one called `but`."""
    for child in children_of(node):
        if name == child.S:
            yield child
        elif but != child.S:
            yield from elements_named(child, name, but)


def children_of(node: Object) -> Iterator[Object]:
    """The elements right under one; neither marked content nor annotations."""
    kids = node.get("/K")
    for kid in kids if isinstance(kids, Array) else [kids]:
        if isinstance(kid, Dictionary) and "/S" in kid:
            yield kid


def attributes(cell: Object) -> list[Object]:
    found = cell.get("/A")
    return list(found) if isinstance(found, Array) else [found] if found is not None else []


def make_heading(cell: Object, scope: Name) -> None:
    drop_headings_list(cell)
    cell.S = Name.TH
    cell.A = Array([*attributes(cell), Dictionary(O=Name.Table, Scope=scope)])


def drop_headings_list(cell: Object) -> None:
    """No list of headings: they follow from the scopes."""
    for attribute in attributes(cell):
        if "/Headers" in attribute:
            del attribute["/Headers"]
