"""Ways in and sessions: rows, of which only digests of the secrets are kept."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlmodel import Field, SQLModel

from beneficiary_app.database import Moment, new_id, one_of
from beneficiary_app.i18n import N_


class SessionKind(StrEnum):
    """Whose device it is; she says it herself, but for the device of somebody who helps her."""

    PERSONAL = "personal"
    SHARED = "shared"
    ASSISTED = "assisted"
    KIOSK = "kiosk"


class Way(StrEnum):
    """How a session was opened."""

    LINK = "link"
    LETTER = "letter"
    PASSKEY = "passkey"
    CARD = "card"
    SHEET = "sheet"
    PHONE = "phone"
    RECOVERY = "recovery"
    FRANCECONNECT = "franceconnect"
    HELP = "help"


WAYS = {
    Way.LINK: N_("Avec un lien"),
    Way.LETTER: N_("Avec votre lettre"),
    Way.PASSKEY: N_("Avec une clé d’accès"),
    Way.CARD: N_("Avec votre carte et votre code"),
    Way.SHEET: N_("Avec votre feuille de secours"),
    Way.PHONE: N_("Depuis votre téléphone"),
    Way.RECOVERY: N_("Avec un code remis en main propre"),
    Way.FRANCECONNECT: N_("Avec FranceConnect"),
    Way.HELP: N_("Par quelqu’un qui vous aide"),
}


class Invitation(SQLModel, table=True):
    """A link that opens a carnet once, for a few minutes."""

    __tablename__ = "invitation"

    digest: str = Field(primary_key=True, max_length=64)
    carnet_id: UUID = Field(foreign_key="person.carnet_id", index=True)
    expires_at: datetime = Field(sa_type=Moment)
    used_at: datetime | None = Field(default=None, sa_type=Moment)


class OpenSession(SQLModel, table=True):
    """A browser in which a carnet is open.

    It lives until ``ends_at``, which moves with its use on a shared device and never goes past ``expires_at``.
    ``device`` is what the browser says of itself, in two words. ``proved_at`` is when she last proved who she is, for
    one act (``proved_for``) or, at the opening, for any.
    ``told_seq`` is the last alert that this browser has shown her; ``hides_until`` is set in the week after somebody
    else let her in again (``identity.recovered``). ``help_id`` is the assisted session that goes on in it: the helper’s
    own browser, or hers while somebody is with her. ``kiosk_id`` is the kiosk, when it is one.
    """

    __tablename__ = "open_session"
    __table_args__ = (one_of("kind", SessionKind), one_of("way", Way))

    digest: str = Field(primary_key=True, max_length=64)
    id: UUID = Field(default_factory=new_id, unique=True)
    carnet_id: UUID = Field(foreign_key="person.carnet_id", index=True)
    kind: str = Field(max_length=16)
    way: str = Field(max_length=16)
    device: str = Field(default="", max_length=60)
    opened_at: datetime = Field(sa_type=Moment)
    proved_at: datetime = Field(sa_type=Moment)
    proved_for: str = Field(default="", max_length=32)
    used_at: datetime = Field(sa_type=Moment)
    ends_at: datetime = Field(sa_type=Moment)
    expires_at: datetime = Field(sa_type=Moment)
    told_seq: int = 0
    hides_until: datetime | None = Field(default=None, sa_type=Moment)
    help_id: UUID | None = None
    kiosk_id: UUID | None = Field(default=None, foreign_key="kiosk.id", index=True)
    closed_at: datetime | None = Field(default=None, sa_type=Moment)


class CodeKind(StrEnum):
    """What a code is printed on."""

    LETTER = "letter"
    CARD = "card"
    SHEET = "sheet"
    RECOVERY = "recovery"


class Code(SQLModel, table=True):
    """A printed code. It is found by ``lookup``, keyed with the installation’s secret, and proved by ``proof``.

    ``proof`` is argon2id of the code with what only she knows: initials and birth date, or her PIN, or nothing more.
    A letter and a sheet serve once; a card until another replaces it.
    """

    __tablename__ = "code"
    __table_args__ = (one_of("kind", CodeKind),)

    lookup: str = Field(primary_key=True, max_length=64)
    id: UUID = Field(default_factory=new_id, unique=True)
    carnet_id: UUID = Field(foreign_key="person.carnet_id", index=True)
    kind: str = Field(max_length=16)
    proof: str = Field(max_length=200)
    made_at: datetime = Field(sa_type=Moment)
    expires_at: datetime | None = Field(default=None, sa_type=Moment)
    used_at: datetime | None = Field(default=None, sa_type=Moment)
    ended_at: datetime | None = Field(default=None, sa_type=Moment)


class Attempt(SQLModel, table=True):
    """One try at a secret: ``bucket`` is a keyed digest of what is counted, an account’s or an address’s."""

    __tablename__ = "attempt"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    bucket: str = Field(max_length=64, index=True)
    at: datetime = Field(sa_type=Moment, index=True)


class Terms(SQLModel, table=True):
    """The terms she read and accepted: which words, in which language, when."""

    __tablename__ = "terms"

    carnet_id: UUID = Field(primary_key=True, foreign_key="person.carnet_id")
    version: str = Field(primary_key=True, max_length=16)
    language: str = Field(max_length=8)
    accepted_at: datetime = Field(sa_type=Moment)


class Pairing(SQLModel, table=True):
    """A shared computer that asks to be opened from her phone.

    The computer keeps the secret of ``digest``; people see a number, found by its keyed digest, and a picture.
    ``place`` is what the computer’s browser says of itself; it ``hides`` what the session that said yes hides.
    """

    __tablename__ = "pairing"

    digest: str = Field(primary_key=True, max_length=64)
    id: UUID = Field(default_factory=new_id, unique=True)
    number: str = Field(max_length=64, index=True)
    picture: str = Field(max_length=32)
    place: str = Field(default="", max_length=60)
    asked_at: datetime = Field(sa_type=Moment)
    expires_at: datetime = Field(sa_type=Moment, index=True)
    carnet_id: UUID | None = None
    approved_at: datetime | None = Field(default=None, sa_type=Moment)
    hides: bool = False
    used_at: datetime | None = Field(default=None, sa_type=Moment)
