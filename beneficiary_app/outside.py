"""What this installation is to services outside, and what their settings must hold."""

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

LOCAL_HOSTS = {"localhost", "127.0.0.1", "::1"}


@dataclass(frozen=True, slots=True)
class Client:
    """What this installation is to a provider of identities: the provider’s address, our number there, our secret."""

    issuer: str
    client_id: str
    client_secret: str


@dataclass(frozen=True, slots=True)
class Texting:
    """A provider of text messages: its address, our token, how we sign, its words for number, text and sender."""

    url: str
    token: str = field(repr=False)
    sender: str
    fields: tuple[str, ...]
    seconds: float
    tries: int


def holds_words(file: Path) -> bool:
    """Whether a file reads as text and is not empty."""
    try:
        return bool(file.read_text(encoding="utf-8").strip())
    except (OSError, UnicodeDecodeError):
        return False


def provider_problem(provider: str, registered: tuple[str, str, Path | None]) -> str:
    """What is missing or unsafe in what a provider of identities gave; empty when nothing is."""
    name = f"CARNET_{provider.upper()}"
    issuer, _, secret_file = registered
    parts = zip(("ISSUER", "CLIENT_ID", "CLIENT_SECRET_FILE"), registered, strict=True)
    missing = [f"{name}_{part}" for part, value in parts if not value]
    if len(missing) == len(registered):
        return ""
    if missing:
        return f"{', '.join(missing)} : il manque cela ; les trois réglages {name}_… vont ensemble"
    address = urlsplit(issuer)
    if not address.hostname or address.query or address.fragment:
        return f"{name}_ISSUER : donnez l’adresse complète du fournisseur, par exemple https://id.example.fr/api/v2"
    if address.scheme != "https" and not (address.scheme == "http" and address.hostname in LOCAL_HOSTS):
        return f"{name}_ISSUER : une adresse http n’est permise que sur localhost ; mettez https://…"
    if secret_file is None or not holds_words(secret_file):
        return f"{name}_CLIENT_SECRET_FILE : ce fichier ne se lit pas ou est vide ; mettez-y votre secret"
    return ""


def texting_problems(url: str, token: str, token_file: Path | None, fields: str) -> list[str]:
    """What is missing or unsafe in what a provider of text messages gave."""
    if not url:
        left = token or token_file
        return ["CARNET_SMS_URL : donnez l’adresse du service de SMS, ou retirez CARNET_SMS_TOKEN…"] if left else []
    found, address = [], urlsplit(url)
    if not address.hostname or address.scheme not in {"http", "https"} or address.username:
        found.append("CARNET_SMS_URL : donnez l’adresse complète du service, par exemple https://sms.example.fr/v1")
    elif address.scheme == "http" and address.hostname not in LOCAL_HOSTS:
        found.append("CARNET_SMS_URL : une adresse http n’est permise que sur localhost ; mettez https://…")
    if token and token_file:
        found.append("CARNET_SMS_TOKEN : le jeton est aussi dans CARNET_SMS_TOKEN_FILE ; gardez l’un des deux")
    elif not token.strip() and not (token_file and holds_words(token_file)):
        found.append("CARNET_SMS_TOKEN_FILE : mettez dans un fichier le jeton du service, et donnez son chemin")
    names = [part.strip() for part in fields.split(",")]
    if len(names) not in {2, 3} or not all(names) or len(set(names)) != len(names):
        found.append("CARNET_SMS_FIELDS : écrivez deux ou trois mots du service, par exemple to,text,from")
    return found
