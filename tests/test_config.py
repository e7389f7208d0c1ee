"""Unsafe settings are refused at start-up, and say what to set."""

from pathlib import Path

import pytest

from beneficiary_app import create_app
from beneficiary_app.config import Config, UnsafeConfig
from beneficiary_app.vault import masters

LONG = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFG"


@pytest.mark.parametrize(
    ("changes", "names"),
    [
        ({"secret": ""}, "CARNET_SECRET"),
        ({"secret": "a" * 64}, "CARNET_SECRET"),
        ({"secret": "short"}, "CARNET_SECRET"),
        ({"debug": True}, "CARNET_DEBUG"),
        ({"origin": "http://carnet.invalid"}, "CARNET_ORIGIN"),
        ({"origin": "carnet.invalid"}, "CARNET_ORIGIN"),
        ({"store": "ftp://elsewhere"}, "CARNET_STORE"),
        ({"database_owner_url": "postgresql://owner@localhost/carnet"}, "CARNET_DATABASE_OWNER_URL"),
        ({"scanner": "127.0.0.1:3310"}, "CARNET_SCANNER"),
        ({"scanner": "tcp://127.0.0.1"}, "CARNET_SCANNER"),
        ({"scanner": "tcp://127.0.0.1:99999"}, "CARNET_SCANNER"),
        ({"scanner": "unix:clamd.ctl"}, "CARNET_SCANNER"),
        ({"scanner": "http://127.0.0.1:3310"}, "CARNET_SCANNER"),
        ({"sms_token": "alone"}, "CARNET_SMS_URL"),
        ({"sms_url": "sms.example.fr", "sms_token": "x"}, "CARNET_SMS_URL"),
        ({"sms_url": "http://sms.example.fr/v1", "sms_token": "x"}, "CARNET_SMS_URL"),
        ({"sms_url": "https://sms.example.fr/v1"}, "CARNET_SMS_TOKEN_FILE"),
        ({"sms_url": "https://sms.example.fr/v1", "sms_token_file": "nowhere"}, "CARNET_SMS_TOKEN_FILE"),
        ({"sms_url": "https://sms.example.fr/v1", "sms_token": "x", "sms_token_file": "nowhere"}, "CARNET_SMS_TOKEN"),
        ({"sms_url": "https://sms.example.fr/v1", "sms_token": "x", "sms_fields": "to"}, "CARNET_SMS_FIELDS"),
        ({"sms_url": "https://sms.example.fr/v1", "sms_token": "x", "sms_fields": "to,to"}, "CARNET_SMS_FIELDS"),
    ],
)
def test_an_unsafe_setting_stops_the_start_and_is_named(changes: dict[str, object], names: str) -> None:
    safe: dict[str, object] = {"environment": "production", "origin": "https://carnet.invalid", "secret": LONG}
    with pytest.raises(UnsafeConfig, match=names):
        create_app(Config(**{**safe, **changes}))  # type: ignore[arg-type]


def test_a_plain_postgresql_address_is_enough() -> None:
    config = Config(database_url="postgresql://user@localhost/carnet")
    assert config.url == "postgresql+psycopg://user@localhost/carnet"
    assert config.owner_url == ""
    assert Config(database_owner_url="postgres://owner@localhost/carnet").owner_url.startswith("postgresql+psycopg://")


@pytest.mark.parametrize("scanner", ["", "tcp://127.0.0.1:3310", "tcp://[::1]:3310", "unix:/run/clamav/clamd.ctl"])
def test_a_scanner_is_named_by_a_machine_and_its_port_or_by_a_socket(scanner: str) -> None:
    assert Config(environment="test", scanner=scanner).checked().scanner == scanner


def test_production_has_no_gallery_and_no_other_way_in(tmp_path: Path) -> None:
    masters.add(tmp_path / "keys")
    keys = tmp_path / "keys"
    app = create_app(Config(environment="production", origin="https://carnet.invalid", secret=LONG, keys_file=keys))
    assert not [rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/dev")]
    app.extensions["carnet_database"].close()


@pytest.mark.parametrize("provider", ["franceconnect", "proconnect"])
@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"client_id": ""}, "CLIENT_ID"),
        ({"client_secret_file": None}, "CLIENT_SECRET_FILE"),
        ({"issuer": "", "client_id": ""}, "ISSUER, CARNET_[A-Z]+_CLIENT_ID"),
        ({"issuer": "id.example.fr"}, "ISSUER"),
        ({"issuer": "http://id.example.fr"}, "localhost"),
        ({"issuer": "https://id.example.fr?x=1"}, "ISSUER"),
        ({"client_secret_file": "nowhere"}, "CLIENT_SECRET_FILE"),
        ({"client_secret_file": "empty"}, "CLIENT_SECRET_FILE"),
        ({}, ""),
        ({"issuer": "http://localhost:9400"}, ""),
    ],
)
def test_half_a_provider_stops_the_start_and_says_what_to_set(
    tmp_path: Path, provider: str, changes: dict[str, str | None], says: str
) -> None:
    (tmp_path / "secret").write_text("an invented secret\n", encoding="utf-8")
    (tmp_path / "empty").write_text("\n", encoding="utf-8")
    given = {"issuer": "https://id.example.fr/api/v2", "client_id": "ours", "client_secret_file": "secret"} | changes
    file = given["client_secret_file"]
    settings = {f"{provider}_{name}": value for name, value in given.items()}
    settings[f"{provider}_client_secret_file"] = tmp_path / file if file else None  # type: ignore[assignment]
    config = Config(environment="test", **settings)  # type: ignore[arg-type]
    if says:
        with pytest.raises(UnsafeConfig, match=f"CARNET_{provider.upper()}_.*{says}"):
            config.checked()
    else:
        client = config.checked().client(provider)
        assert client is not None
        assert client.client_secret == "an invented secret"


def test_a_provider_is_off_until_it_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CARNET_FRANCECONNECT_ISSUER", "")
    monkeypatch.setenv("CARNET_FRANCECONNECT_CLIENT_SECRET_FILE", "")
    config = Config.read()
    assert config.client("franceconnect") is None
    assert config.client("proconnect") is None
