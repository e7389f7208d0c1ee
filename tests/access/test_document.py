"""The page about the policy says what the policy says."""

from pathlib import Path

from beneficiary_app.access.asked import Action, Need
from beneficiary_app.actor import ActorKind
from prove.document import NEEDS, WHAT, WHO, page


def test_the_page_is_the_policy_as_it_is() -> None:
    written = Path(__file__).parents[2] / "docs" / "access.md"
    assert written.read_text(encoding="utf-8") == page(), "make access-page"


def test_every_actor_action_and_need_has_its_words() -> None:
    assert (set(WHO), set(WHAT), set(NEEDS)) == (set(ActorKind), set(Action), set(Need))
