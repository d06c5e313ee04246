"""A way back: everything that the database holds in one file, and a database out of such a file.

`lines` says what stands in the file, `files` keeps it (checksums, compression, a key of the operator), `dump` reads a
database and `load` fills one. It knows no model of ours: which tables there are follows from the migrations that the
database has seen, so a file of an older version is read by a newer one.
"""
