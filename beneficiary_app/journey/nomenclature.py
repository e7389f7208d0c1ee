"""Lists of ready words: the project’s own, and those that an operator loads from national files."""

from dataclasses import dataclass
from enum import StrEnum

from sqlmodel import Field, Session, SQLModel, col, select

from beneficiary_app.access.parts import Theme
from beneficiary_app.i18n import gettext
from beneficiary_app.journey import starter
from beneficiary_app.people.values import bare


class Wanted(StrEnum):
    """What she looks for an idea of; the values name the loaded lists."""

    STEP = "action"
    GOAL = "objectif"


OURS = {Wanted.STEP: starter.STEPS, Wanted.GOAL: starter.GOALS}


class Term(SQLModel, table=True):
    """One word of a loaded list. ``theme`` is one of the ten, or empty where the list has none."""

    __tablename__ = "term"

    list: str = Field(max_length=40, primary_key=True)
    code: str = Field(max_length=120, primary_key=True)
    label: str = Field(max_length=500)
    theme: str = Field(default="", max_length=32, index=True)


@dataclass(frozen=True, slots=True)
class Idea:
    """Words that she can take as they are, or change."""

    key: str
    title: str
    theme: Theme


def ideas(session: Session, wanted: Wanted, theme: Theme) -> list[Idea]:
    """Ideas of one theme: ours in the reader’s language, then the loaded ones that say something else."""
    ours = [Idea(key, gettext(title), theme) for key, title in OURS[wanted][theme].items()]
    known = {bare(title) for title in OURS[wanted][theme].values()}
    statement = select(Term).where(Term.list == wanted.value, Term.theme == theme.value).order_by(col(Term.label))
    return ours + [
        Idea(term.code, term.label, theme) for term in session.exec(statement) if bare(term.label) not in known
    ]


def idea(session: Session, wanted: Wanted, key: str) -> Idea | None:
    """One idea by its key; ``None`` when nothing bears it any more."""
    for theme, titles in OURS[wanted].items():
        if key in titles:
            return Idea(key, gettext(titles[key]), theme)
    term = session.get(Term, (wanted.value, key)) if key else None
    return Idea(key, term.label, Theme(term.theme)) if term and term.theme else None
