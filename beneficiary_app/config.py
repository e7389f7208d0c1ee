"""Settings: frozen, typed, refused at start-up when incomplete or unsafe."""

from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, ValidationError
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from beneficiary_app.outside import LOCAL_HOSTS, Client, Texting, provider_problem, texting_problems

SHORTEST_SECRET = 32
PROVIDERS = ("franceconnect", "proconnect")


class UnsafeConfig(Exception):  # noqa: N818 - reads as the sentence it prints
    """The settings would put people at risk; each problem says what to set."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(f"- {problem}" for problem in problems))
        self.problems = problems


def _unreadable(error: ErrorDetails) -> str:
    name = f"CARNET_{str(error['loc'][0]).upper()}"
    expected = error.get("ctx", {}).get("expected", "")
    if expected:
        return f"{name} : cette valeur ne convient pas ; mettez l’une de celles-ci : {expected.replace(' or ', ', ')}"
    return f"{name} : cette valeur ne convient pas ; corrigez-la ou retirez-la"


def _spelled(url: str) -> str:
    for plain in ("postgresql://", "postgres://"):
        if url.startswith(plain):
            return "postgresql+psycopg://" + url.removeprefix(plain)
    return url


class Config(BaseSettings):
    """Every setting, read from ``CARNET_…`` variables of the environment.

    ``secret`` keys the digests of identifiers and must be kept for ever; ``origin`` is the public address, scheme and
    host, without a path.
    """

    model_config = SettingsConfigDict(env_prefix="CARNET_", env_ignore_empty=True, frozen=True, extra="ignore")

    environment: Literal["production", "development", "test"] = "production"
    origin: str = "http://localhost:8000"
    secret: str = ""
    data_dir: Path = Path("var")
    database_url: str = ""
    database_owner_url: str = ""
    debug: bool = False
    territory: str = "Territoire de démonstration"
    smtp_url: str = ""
    mail_from: str = "ne-pas-repondre@localhost"
    sms_url: str = ""
    sms_token: str = Field(default="", repr=False)
    sms_token_file: Path | None = None
    sms_from: str = "Carnet"
    sms_fields: str = Field(default="to,text,from", description="the provider’s words for number, text, sender")
    sms_seconds: float = Field(default=5, gt=0, le=30, description="how long one try waits for the provider")
    sms_tries: int = Field(default=3, ge=1, le=5)
    seals_file: Path | None = None
    keys_file: Path | None = None
    keys_fd: int | None = None
    store: str = ""
    scanner: str = ""
    proxies: int = Field(default=0, ge=0, le=5, description="reverse proxies of ours that append to X-Forwarded-For")
    offline: bool = Field(default=True, description="false takes the worker and what it kept off every device")
    franceconnect_issuer: str = ""
    franceconnect_client_id: str = ""
    franceconnect_client_secret_file: Path | None = None
    proconnect_issuer: str = ""
    proconnect_client_id: str = ""
    proconnect_client_secret_file: Path | None = None
    pages_kept: int = Field(default=256, ge=0, description="rendered pages kept in memory, each by its version")

    @classmethod
    def read(cls) -> "Config":
        """The settings of the environment. Raises ``UnsafeConfig`` naming each that does not read as it should."""
        try:
            return cls()
        except ValidationError as problem:
            raise UnsafeConfig([_unreadable(error) for error in problem.errors()]) from None

    @property
    def url(self) -> str:
        """The database's address as SQLAlchemy spells it; an SQLite file in ``data_dir`` when nothing is said."""
        return _spelled(self.database_url) or f"sqlite:///{(self.data_dir / 'carnet.sqlite3').resolve()}"

    @property
    def owner_url(self) -> str:
        """The same database as its owner opens it, for ``carnet migrate`` alone; empty when there is but one role."""
        return _spelled(self.database_owner_url)

    @property
    def outside(self) -> Path:
        """Where the seals of every carnet’s history go: better on another machine’s disk than the data."""
        return self.seals_file or self.data_dir / "seals.jsonl"

    @property
    def keys_path(self) -> Path:
        """Where the master keys are: better on another disk than the data, and in no backup of it."""
        return self.keys_file or self.data_dir / "keys" / "masters"

    @property
    def https(self) -> bool:
        """Whether people reach us over TLS."""
        return urlsplit(self.origin).scheme == "https"

    def client(self, provider: str) -> Client | None:
        """What we are to ``franceconnect`` or ``proconnect``; ``None`` when it is off."""
        issuer, client_id, secret_file = self._registered(provider)
        if not issuer or secret_file is None:
            return None
        return Client(issuer.rstrip("/"), client_id, secret_file.read_text(encoding="utf-8").strip())

    def _registered(self, provider: str) -> tuple[str, str, Path | None]:
        return (
            getattr(self, f"{provider}_issuer"),
            getattr(self, f"{provider}_client_id"),
            getattr(self, f"{provider}_client_secret_file"),
        )

    def checked(self) -> "Config":
        """This configuration, or ``UnsafeConfig`` with everything that must be set first."""
        problems = list(self._problems())
        if problems:
            raise UnsafeConfig(problems)
        return self

    def _database_reads(self) -> bool:
        try:
            return make_url(self.url).drivername in {"sqlite", "postgresql+psycopg"}
        except (ArgumentError, ValueError):
            return False

    def _scanner_reads(self) -> bool:
        where = urlsplit(self.scanner)
        try:
            tcp = where.scheme == "tcp" and bool(where.hostname and where.port) and where.path in {"", "/"}
        except ValueError:
            return False
        return tcp or (where.scheme == "unix" and not where.netloc and where.path.startswith("/"))

    def _provider_problems(self) -> list[str]:
        return [provider_problem(name, self._registered(name)) for name in PROVIDERS]

    def sms(self) -> Texting | None:
        """How a text message leaves; ``None`` when none does."""
        if not self.sms_url:
            return None
        token = self.sms_token_file.read_text(encoding="utf-8").strip() if self.sms_token_file else self.sms_token
        fields = tuple(part.strip() for part in self.sms_fields.split(","))
        return Texting(self.sms_url, token, self.sms_from, fields, self.sms_seconds, self.sms_tries)

    def _database_problems(self) -> list[str]:
        if not self._database_reads():
            spelled = "écrivez-la comme postgresql://nom:secret@machine/base, ou retirez-la pour un fichier SQLite"
            return [f"CARNET_DATABASE_URL : {spelled}"]
        if self.owner_url and not self.url.startswith("postgresql"):
            return ["CARNET_DATABASE_OWNER_URL : elle ne sert qu’avec PostgreSQL ; réglez CARNET_DATABASE_URL aussi"]
        return []

    def _problems(self) -> "list[str]":
        found = [problem for problem in self._provider_problems() if problem]
        address = urlsplit(self.origin)
        if address.scheme not in {"http", "https"} or not address.hostname or address.path not in {"", "/"}:
            found.append("CARNET_ORIGIN : donnez l’adresse publique complète, par exemple https://carnet.example.fr")
        elif address.scheme == "http" and address.hostname not in LOCAL_HOSTS:
            found.append("CARNET_ORIGIN : une adresse http n’est permise que sur localhost ; mettez https://…")
        if self.smtp_url and urlsplit(self.smtp_url).scheme not in {"smtp", "smtps"}:
            found.append("CARNET_SMTP_URL : écrivez-la comme smtp://nom:secret@serveur:587, ou retirez-la")
        found += texting_problems(self.sms_url, self.sms_token, self.sms_token_file, self.sms_fields)
        if self.store and urlsplit(self.store).scheme != "s3":
            found.append("CARNET_STORE : écrivez-la comme s3://seau?endpoint=https://…, ou retirez-la pour un dossier")
        if self.scanner and not self._scanner_reads():
            found.append(
                "CARNET_SCANNER : écrivez-la comme tcp://127.0.0.1:3310 ou unix:/run/clamav/clamd.ctl, ou retirez-la"
            )
        found += self._database_problems()
        if self.environment != "production":
            return found
        if self.debug:
            found.append("CARNET_DEBUG : le mode de mise au point montre le code ; retirez cette variable")
        if len(self.secret) < SHORTEST_SECRET or len(set(self.secret)) < SHORTEST_SECRET // 4:
            found.append(
                "CARNET_SECRET : mettez au moins 32 caractères tirés au hasard, par exemple avec "
                "python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"
            )
        return found
