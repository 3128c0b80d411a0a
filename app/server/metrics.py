"""What the server counts for whoever watches it, in Prometheus' words, on a listener of its own.

The listener is not the one of the PCs: behind a proxy on the same machine every request comes from loopback, so an
address would say nothing about who asks. Labels are routes, statuses and reasons: nothing of anybody.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, start_http_server
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from app.server.database import Database
from app.server.devices import PC
from app.server.tables import devices

registry = CollectorRegistry()
REQUESTS = Counter("quay_requests", "Requests answered.", ("route", "status"), registry=registry)
SECONDS = Histogram(
    "quay_request_seconds",
    "How long a request took; a stream waits on purpose.",
    ("route",),
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
    registry=registry,
)
VERDICTS = Counter(
    "quay_verdicts", "Verdicts written; one whose push was repeated twice.", ("reason",), registry=registry
)
THROTTLED = Counter(
    "quay_throttled", "Requests put off, by what they came too often for.", ("what",), registry=registry
)
STREAMS = Gauge("quay_streams_open", "PCs that listen just now.", registry=registry)

_WITHIN = (("5m", 300), ("1h", 3600), ("24h", 86400))


class Contacts:
    """When each PC was last heard by this process."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._at: dict[str, float] = {}

    def heard(self, device_id: str) -> None:
        with self._lock:
            self._at[device_id] = time.monotonic()

    def within(self, seconds: float) -> int:
        since = time.monotonic() - seconds
        with self._lock:
            return sum(at >= since for at in self._at.values())


CONTACTS = Contacts()


class Stock(Collector):
    """What is asked of the database and its pool when somebody looks."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def collect(self) -> Iterator[Metric]:
        seen = GaugeMetricFamily("quay_devices_seen", "PCs heard by this process within a time.", labels=("within",))
        for name, seconds in _WITHIN:
            seen.add_metric((name,), CONTACTS.within(seconds))
        yield seen
        in_use = getattr(self._database.engine.pool, "checkedout", lambda: 0)()
        yield GaugeMetricFamily("quay_pool_in_use", "Connections to the database in use.", in_use)
        stored = select(func.coalesce(func.sum(devices.c.last_seq), 0)).where(devices.c.kind == PC)
        try:
            with self._database.read() as connection:
                events = float(connection.execute(stored).scalar_one())
        except SQLAlchemyError:
            yield GaugeMetricFamily("quay_database_up", "Whether the database answers.", 0)
            return
        yield GaugeMetricFamily("quay_database_up", "Whether the database answers.", 1)
        yield GaugeMetricFamily("quay_events_stored", "Events of PCs stored, by all processes.", events)


@contextmanager
def listening(database: Database, host: str, port: int) -> Iterator[int]:
    """Answer `GET /metrics` at this address meanwhile; yields the port (0 asks for a free one)."""
    stock = Stock(database)
    registry.register(stock)
    server, thread = start_http_server(port, host, registry)
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
        registry.unregister(stock)
