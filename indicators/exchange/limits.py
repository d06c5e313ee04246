"""How much a file of observations may hold. Far above any report; far below what would tire a server."""

MOST_BYTES = 5 * 1024 * 1024
MOST_UNZIPPED = 80 * 1024 * 1024
"""Bytes of all parts of a workbook once unzipped; 20,000 full rows take some 25 MB."""
MOST_TIMES = 200
"""Times that a workbook may grow when it is unzipped; full of equal rows, it grows some 40 times."""
MOST_PARTS = 500
MOST_SHEETS = 20
MOST_ROWS = 20_000
LAST_ROW = 1_048_576
"""The last row that a spreadsheet has: a row of formats may stand there, with nothing in it."""
MOST_COLUMNS = 60
MOST_CELLS = 4_000_000
"""Cells that a sheet may make us go through, empty ones included."""
LONGEST_CELL = 30_000
"""Characters; a spreadsheet holds 32,767."""
