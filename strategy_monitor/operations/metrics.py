"""All that a monitor is told, for Prometheus: what the processes counted, and what the database says as one reads."""

from __future__ import annotations

import ipaddress
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import structlog
from django.db import Error, connection
from django.db.models import Count
from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from strategy_monitor.notices.models import OutgoingMessage
from strategy_monitor.releases.models import Release
from strategy_monitor.web.readiness import waiting_migrations

log = structlog.get_logger(__name__)


class PublicAddress(Exception):
    """Where anybody could reach it."""


class SiteCollector(Collector):
    """Asked at each reading. `backups`: the folder where they are written, or None."""

    def __init__(self, backups: Path | None) -> None:
        self.backups = backups

    def collect(self) -> Iterator[Any]:
        if self.backups:
            yield from self.look_at_backups(self.backups)
        reachable = GaugeMetricFamily("strategy_monitor_database_up", "1 where the database answers")
        try:
            told = [*look_at_releases(), *look_at_messages(), *look_at_migrations()]
        except Error as error:
            log.warning("database_unreachable", why=str(error))
            told = []
        reachable.add_metric([], 1 if told else 0)
        yield from (reachable, *told)

    def look_at_backups(self, folder: Path) -> Iterator[Any]:
        """Without any backup, nothing: an alert on what is absent tells a folder that is away too."""
        age = GaugeMetricFamily("strategy_monitor_backup_age_seconds", "Since the newest backup was written")
        written = []
        for file in folder.glob("*.backup"):
            with suppress(FileNotFoundError):  # an old one, that was removed just now
                written.append(file.stat().st_mtime)
        if written:
            age.add_metric([], max(0.0, time.time() - max(written)))
        yield age


def look_at_releases() -> Iterator[Any]:
    """Of the newest that was not withdrawn."""
    published = GaugeMetricFamily(
        "strategy_monitor_release_published_timestamp_seconds",
        "When the newest release was published",
        labels=["release"],
    )
    newest = Release.objects.in_force().newest_first().select_related("edition").defer("document").first()
    if newest:
        published.add_metric([f"{newest.edition.label}.{newest.number}"], newest.published_at.timestamp())
    yield published


def look_at_messages() -> Iterator[Any]:
    """Reminders, news of the desk, invitations: how many stand in each state of the outbox."""
    messages = GaugeMetricFamily("strategy_monitor_messages", "Mail in the outbox, by its state", labels=["state"])
    for state, number in OutgoingMessage.objects.values_list("state").annotate(Count("pk")).order_by("state"):
        messages.add_metric([state], number)
    yield messages


def look_at_migrations() -> Iterator[Any]:
    waiting = GaugeMetricFamily("strategy_monitor_waiting_migrations", "Migrations that this database has not seen")
    waiting.add_metric([], len(waiting_migrations()))
    yield waiting


class ThreadCollector(SiteCollector):
    """The server reads in a thread for each who asks, which leaves no connection behind."""

    def collect(self) -> Iterator[Any]:
        try:
            yield from super().collect()
        finally:
            connection.close()


def registry_of(folder: str, *others: Collector) -> CollectorRegistry:
    """What processes counted in this folder, if any, and what these collect."""
    registry = CollectorRegistry()
    if folder:
        MultiProcessCollector(registry, path=folder)
    for one in others:
        registry.register(one)
    return registry


def read_place(bind: str) -> tuple[str, int]:
    """« 127.0.0.1:9464 » → address and port. Raises ValueError, and PublicAddress where others than this machine and
    its private network could ask."""
    host, _colon, port = bind.rpartition(":")
    given = ipaddress.ip_address(host.strip("[]"))
    address = getattr(given, "ipv4_mapped", None) or given
    if address.is_unspecified or not (address.is_loopback or address.is_private):
        raise PublicAddress(bind)
    return str(address), int(port)
