"""What a web server must add to the files: types, policies, what moved. Written for nginx, and for static hosts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from urllib.parse import unquote

from strategy_monitor.bake.links import INDEX

TYPE = "Content-Type"
UTF8 = re.compile(r"""; charset="?utf-8"?$""")
MAPS, SIZES = "nginx-maps.conf", "nginx-sizes.conf"
SMALLEST_BUCKET = 256
AROUND_A_KEY = 32
"""Bytes that nginx adds to a key in its tables."""

Headers = dict[str, str]


def write_nginx_server(headers: dict[str, Headers]) -> str:
    """A file to include in a `server` whose `root` is the baked site; `headers` are by address."""
    lines = [
        f"# Written by « manage.py bake », for the server block; it needs {SIZES}, then {MAPS}, in the http block.",
        f"index {INDEX};",
        "error_page 404 /404.html;",
        "absolute_redirect off;",
        "# The files link to each other by name; the address to keep is that of the folder.",
        f'if ($request_uri ~ "^([^?]*/){INDEX}(\\?.*)?$") {{ return 301 $1$2; }}',
        "if ($baked_moved) { return 302 $baked_moved; }",
        "location ^~ /_ { return 404; }",
        "# All in one location: another one, that asks for the living site, has nothing of it.",
        "location / {",
        "    try_files $uri $uri/ @spelled;",
        "    # Beside each text stands its compressed copy: nginx sends that as it is.",
        "    gzip_static on;",
        "    gzip_vary on;",
        *(f"    add_header {name} {variable(name)} always;" for name in header_names(headers)),
        *(f"    {line}" for line in types(headers)),
        "    location = /404.html { internal; }",
        "}",
        "# The code of an indicator, typed in other letters, capital or small.",
        "location @spelled {",
        "    if ($baked_spelled) { return 302 $baked_spelled; }",
        "    return 404;",
        "}",
    ]
    return "\n".join(lines) + "\n"


def header_names(headers: dict[str, Headers]) -> list[str]:
    """Of all headers but the type, which nginx has its own way to say."""
    return sorted({name for found in headers.values() for name in found} - {TYPE})


def variable(name: str) -> str:
    return "$baked_" + name.lower().replace("-", "_")


def write_nginx_sizes(headers: dict[str, Headers]) -> str:
    """How much room the tables of addresses need. nginx takes it before the first map of all, and only there."""
    longest = max((len(unquote(address).encode()) for address in headers), default=0) + len(INDEX)
    lines = [
        "# Written by « manage.py bake »: to include in the http block, before any map, whosever it is.",
        f"map_hash_max_size {power_of_two(4 * len(headers))};",
        f"map_hash_bucket_size {max(SMALLEST_BUCKET, power_of_two(longest + AROUND_A_KEY))};",
    ]
    return "\n".join(lines) + "\n"


def write_nginx_maps(headers: dict[str, Headers], redirects: dict[str, str]) -> str:
    """The values of each header by address: the most frequent one stands for all others."""
    lines = [f"# Written by « manage.py bake »: to include in the http block, after {SIZES}."]
    for name in header_names(headers):
        usual = most_frequent(found.get(name, "") for found in headers.values())
        others = {address: found.get(name, "") for address, found in headers.items() if found.get(name, "") != usual}
        lines += [
            f"map $uri {variable(name)} {{",
            f'    default "{quote_value(usual)}";',
            *write_map_lines(others),
            "}",
        ]
    for name, found in (("$baked_moved", redirects), ("$baked_spelled", pages_to_spell(headers))):
        lines += [f"map $uri {name} {{", '    default "";', *write_map_lines(found), "}"]
    return "\n".join([*lines, ""])


def pages_to_spell(addresses: Iterable[str]) -> dict[str, str]:
    """Pages with a capital in their address, each by it, with and without its last slash: nginx compares the keys of a
    map without regard to capitals. Those that it would then not tell apart are left out."""
    pages = [address for address in addresses if address.endswith("/") and address != address.lower()]
    alike = Counter(address.lower() for address in pages)
    alone = [address for address in pages if alike[address.lower()] == 1]
    return {typed: address for address in alone for typed in (address, address.removesuffix("/"))}


def power_of_two(least: int) -> int:
    return 1 << max(least - 1, 0).bit_length()


def most_frequent(values: Iterable[str]) -> str:
    counts = Counter(values)
    return max(sorted(counts), key=counts.__getitem__, default="")


def write_map_lines(values: dict[str, str]) -> Iterator[str]:
    """A page is asked for by its folder, and served as the file in it: both are named."""
    for address, value in sorted(values.items()):
        for name in (address, address + INDEX) if address.endswith("/") else (address,):
            yield f'    "{quote_value(unquote(name))}" "{quote_value(value)}";'


def quote_value(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


def types(headers: dict[str, Headers]) -> list[str]:
    """The most frequent type of each suffix, as the living site answers it; a file that differs is named."""
    by_suffix: dict[str, list[str]] = {}
    for address, found in headers.items():
        by_suffix.setdefault(suffix(address), []).append(found.get(TYPE, ""))
    usual = {name: most_frequent(found) for name, found in by_suffix.items() if name}
    kinds: dict[str, list[str]] = {}
    for name, kind in usual.items():
        kinds.setdefault(type_alone(kind), []).append(name)
    return [
        "types {",
        *(f'    "{quote_value(kind)}" {" ".join(sorted(found))};' for kind, found in sorted(kinds.items())),
        "}",
        "charset utf-8;",
        "charset_types " + " ".join(f'"{quote_value(kind)}"' for kind in types_in_utf8(headers)) + ";",
        *(
            f'location = "{quote_value(unquote(address))}" {{ types {{ }} default_type "{quote_value(kind)}"; }}'
            for address, found in sorted(headers.items())
            if (kind := type_alone(found.get(TYPE, ""))) and kind != type_alone(usual.get(suffix(address), ""))
        ),
    ]


def type_alone(kind: str) -> str:
    """Without the charset, which nginx adds to the type by which it compresses; with whatever else is told."""
    return UTF8.sub("", kind)


def types_in_utf8(headers: dict[str, Headers]) -> list[str]:
    """The types to which nginx adds it; « text/html » is one of them whatever is said."""
    kinds = {found.get(TYPE, "") for found in headers.values()}
    return sorted({type_alone(kind) for kind in kinds if UTF8.search(kind)} - {"text/html"})


def suffix(address: str) -> str:
    return "html" if address.endswith("/") else PurePosixPath(address).suffix.removeprefix(".")


def write_headers_file(headers: dict[str, Headers]) -> str:
    """`_headers`, as static hosts read it: what all files share, then for each address what its file cannot carry."""
    shared = {
        name: values.pop() for name in header_names(headers) if len(values := values_of_header(headers, name)) == 1
    }
    lines = ["/*", *(f"  {name}: {value}" for name, value in shared.items() if value)]
    for address, found in sorted(headers.items()):
        lines += [address, *(f"  {name}: {value}" for name, value in sorted(found.items()) if name not in shared)]
    return "\n".join(lines) + "\n"


def values_of_header(headers: dict[str, Headers], name: str) -> set[str]:
    return {found.get(name, "") for found in headers.values()}


def write_redirects_file(redirects: dict[str, str]) -> str:
    """`_redirects`, as static hosts read it."""
    return "".join(f"{old} {new} 302\n" for old, new in sorted(redirects.items()))
