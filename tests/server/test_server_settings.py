"""Settings of the server: careless ones are refused before anything listens."""

from __future__ import annotations

import pytest

from app.server.settings import BadSettingError, ServerSettings

GOOD = {"QUAY_DATABASE_URL": "postgresql://quay:m0t-cua-ca-mau@db.example/quay"}


def test_a_server_behind_a_proxy_of_its_own_machine_needs_a_database_only() -> None:
    settings = ServerSettings.from_environment(GOOD)
    assert (settings.host, settings.port, settings.scheme) == ("127.0.0.1", 8480, "http")
    assert settings.database.drivername == "postgresql+psycopg"


def test_with_a_certificate_it_may_listen_to_the_network() -> None:
    tls = {"QUAY_LISTEN": "0.0.0.0:443", "QUAY_TLS_CERTIFICATE": "c.pem", "QUAY_TLS_KEY": "k.pem"}
    assert ServerSettings.from_environment(GOOD | tls).scheme == "https"


@pytest.mark.parametrize("listen", ["[::1]:8480", "localhost:1", "127.0.0.9:0"])
def test_loopback_may_be_plain(listen: str) -> None:
    assert ServerSettings.from_environment(GOOD | {"QUAY_LISTEN": listen}).scheme == "http"


@pytest.mark.parametrize(
    "careless",
    [
        {"QUAY_LISTEN": "0.0.0.0:8480"},
        {"QUAY_LISTEN": "10.0.0.5:8480"},
        {"QUAY_LISTEN": "quay.example:8480"},
        {"QUAY_TLS_KEY": "k.pem"},
        {"QUAY_LISTEN": "8480"},
        {"QUAY_LISTEN": "127.0.0.1:x"},
        {"QUAY_LISTEN": "127.0.0.1:99999"},
        {"QUAY_DATABASE_URL": ""},
        {"QUAY_DATABASE_URL": "not an address"},
        {"QUAY_DATABASE_URL": "mysql://root@db/quay"},
        {"QUAY_DATABASE_URL": "postgresql://quay:postgres@db.example/quay"},
        {"QUAY_DATABASE_URL": "postgresql://quay:Quay@127.0.0.1/quay"},
        {"QUAY_DATABASE_URL": "postgresql://quay@db.example/quay"},
    ],
    ids=lambda careless: " ".join(f"{name}={value}" for name, value in careless.items()),
)
def test_what_is_careless_is_refused_in_a_sentence(careless: dict[str, str]) -> None:
    with pytest.raises(BadSettingError) as refused:
        ServerSettings.from_environment(GOOD | careless)
    assert "m0t-cua" not in str(refused.value)


@pytest.mark.parametrize(
    "url", ["sqlite:///server.sqlite", "postgresql:///quay", "postgresql://quay@/quay?host=/run/postgresql"]
)
def test_a_database_of_this_machine_needs_no_password(url: str) -> None:
    assert ServerSettings.from_environment({"QUAY_DATABASE_URL": url}).database.database
