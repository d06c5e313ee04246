"""The public site of a release → files in a folder."""

from __future__ import annotations

import time
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from django.utils.translation import gettext as _

from strategy_monitor.bake import browser, routes, serving
from strategy_monitor.bake.crawl import Crawl, Failed
from strategy_monitor.bake.visit import (
    BakedFile,
    keep_connection,
    refuse_database_errors,
    visit_site,
    without_request_logs,
)
from strategy_monitor.bake.writing import ABOUT, Folder, replace_folder, unportable
from strategy_monitor.documents.orders import written_here
from strategy_monitor.kept.budget import unlimited
from strategy_monitor.releases import load
from strategy_monitor.releases.load import Head


@dataclass(frozen=True)
class Baked:
    """What a bake did."""

    head: Head
    pages: int
    files: int
    size: int
    """Bytes."""
    seconds: float
    digest: str
    """SHA-256 of the list of sums: the same for the same site."""
    broken: dict[str, str]
    """What is linked and does not exist, with the page that links to it."""
    living: tuple[str, ...]
    """What is linked and asks for the living site: its links lead there."""
    unportable: tuple[str, ...]
    """Files that Windows could not hold."""
    unchanged: int
    """Files that were taken over from the last bake of the same place."""
    copies: int
    """Compressed ones, beside the files."""


def bake(target: Path, force: bool = False, processes: int = 1, compressed: bool = True) -> Baked:
    """Writes the site that the public reads now. Raises NoRelease, Failed, UnknownRoute, NotOurs, Misplaced, OSError
    and DatabaseError; then the folder is as it was."""
    begun = time.monotonic()
    heads = served_releases()
    with (
        unlimited(),
        written_here(),
        without_request_logs(),
        keep_connection(),
        replace_folder(target, force) as folder,
    ):
        with refuse_database_errors():
            crawl, pages = crawl_site(heads, folder, processes)
            if served_releases() != heads:
                raise Failed(_("Une version a été publiée ou retirée entre-temps : recommencer."))
        digest = folder.seal()
        copies = folder.compress(max(processes, 1)) if compressed else 0
    return Baked(
        heads[0],
        pages,
        len(folder.sums),
        folder.size,
        time.monotonic() - begun,
        digest,
        crawl.broken,
        tuple(sorted(crawl.living)),
        tuple(unportable(folder.sums)),
        len(folder.unchanged & folder.sums.keys()),
        copies,
    )


def crawl_site(heads: list[Head], folder: Folder, processes: int) -> tuple[Crawl, int]:
    """Asks for everything and writes it; returns the number of pages too. Raises as `bake` does."""
    try:
        with visit_site(processes) as ask:
            crawl = Crawl(ask, browser.list_scripts(heads))
            return crawl, write_site(crawl, heads, folder)
    except BrokenProcessPool as error:
        raise Failed(_("Un des processus qui écrivent a été arrêté (mémoire ?) : recommencer.")) from error


def served_releases() -> list[Head]:
    """The releases that have pages: the one that the public reads first, then the others, newest first. Raises Failed
    where one fails its check: a site without it would not be whole, and the pages that speak of it would be wrong."""
    known = [head for head in load.every_head() if not head.withdrawn]
    for head in known:
        try:
            load.open_release(head)
        except load.BadRelease as error:
            raise Failed(_("Version %(name)s : %(why)s.") % {"name": head.name, "why": error}) from error
    now = load.current().head
    return [now, *(head for head in known if head != now)]


def write_site(crawl: Crawl, heads: list[Head], folder: Folder) -> int:
    """Writes everything; returns the number of pages. Links are made once all is known: what moved, what is broken. A
    file without any is written as soon as it is there, while others are asked for."""
    headers: dict[str, dict[str, str]] = {}
    pages: list[BakedFile] = []
    for file in crawl.files(chain(routes.addresses_of_site(heads), browser.shared_files())):
        headers[file.address] = file.headers
        if file.is_page:
            pages.append(file)
        else:
            folder.write(file.path, file.content, file.headers.get(serving.TYPE, ""))
    for page in pages:
        folder.write(page.path, crawl.page(page), page.headers.get(serving.TYPE, ""))
    for path, content in crawl.scripts.data(headers.keys()):
        folder.write(path, content, browser.SCRIPT)
    about = {
        "_headers": serving.write_headers_file(headers),
        "_redirects": serving.write_redirects_file(crawl.redirects),
        f"{ABOUT}/nginx.conf": serving.write_nginx_server(headers),
        f"{ABOUT}/{serving.SIZES}": serving.write_nginx_sizes(headers),
        f"{ABOUT}/{serving.MAPS}": serving.write_nginx_maps(headers, crawl.redirects),
        f"{ABOUT}/LISEZ-MOI.txt": read_me(heads[0], crawl),
    }
    for path, text in about.items():
        folder.write(path, text.encode())
    return len(pages)


def read_me(head: Head, crawl: Crawl) -> str:
    return "\n".join(
        [
            _("Site figé de la version %(name)s, publiée le %(day)s.")
            % {"name": head.name, "day": head.day.isoformat()},
            _("SHA-256 du document : %(sha)s.") % {"sha": head.sha256},
            "",
            _("Pour le lire : ouvrir index.html dans un navigateur, ou servir ce dossier tel quel."),
            _("Pour vérifier les fichiers : sha256sum -c _bake/SHA256SUMS"),
            _("et leurs copies compressées, s’il y en a : sha256sum -c _bake/SHA256SUMS.copies"),
            _("Pour nginx : _bake/nginx-sizes.conf puis nginx-maps.conf dans le bloc http, avant tout autre map ;"),
            _("_bake/nginx.conf dans le bloc server."),
            "",
            _("Ces adresses demandent le site vivant ; leurs liens y mènent :"),
            *(f"  {address}" for address in sorted(crawl.living)),
            "",
        ]
    )
