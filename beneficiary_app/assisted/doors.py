"""What is open to somebody who helps her: pages and writes by name, and what of them the mandate of today lets do.

Each asks the policy again for what it does; this says which are shown.
"""

from urllib.parse import urlsplit

from flask import Flask, current_app, g, request
from werkzeug.exceptions import HTTPException

from beneficiary_app.access.parts import THEMES, Part
from beneficiary_app.assisted.helping import Going
from beneficiary_app.carnet.models import PART_OF_FACT
from beneficiary_app.carnet.told import HELP_PAGES
from beneficiary_app.documents.models import Kind

# What is neither a page nor a write of the carnet.
APART = {"static", "healthz", "readyz", "device.language", "device.choose_language", "device.choose_quick_exit"}
STOPS = {"assisted.stop", "assisted.resume", "carnet.help_page"}
# Where she shows that it is she, while somebody who is with her helps.
PROVES = {"keys.show_proof", "keys.prove", "passkeys.ask_to_prove", "passkeys.prove"}
ADDS = {"journey.add_step", "journey.add_goal", "papers.add", "tus.create", "tus.take", "tus.stop"}
CHANGES = {
    "journey.done", "journey.reopen", "journey.drop", "journey.change", "plan.set_goal", "plan.end_situation",
    "plan.restore_situation", "appointments.confirm", "appointments.excuse", "answers.answer", "answers.withdraw",
    "carnet.correct",
}  # fmt: skip
WRITES = ADDS | CHANGES | {"tus.options", "tus.where", "drafts.keep", "drafts.fields"}
# Written down by itself, page by page.
TOLD_APART = {"paper_files.page"}
# Pages that only lead to such a write.
_TO_ADD = {"papers.choose_kind", "papers.new"} | ADDS
_OF_A_THEME = {
    "journey.new_step", "journey.new_goal", "journey.step_ideas", "journey.goal_ideas", "journey.add_step",
    "journey.add_goal",
}  # fmt: skip
_TO_CHANGE = {"journey.change_form", "answers.new", "carnet.correct_form"} | CHANGES


def is_apart(endpoint: str) -> bool:
    """Whether it has nothing to do with her carnet."""
    return endpoint in APART or endpoint.startswith("desk")


def is_named(endpoint: str) -> bool:
    """Whether that page or write is open to whoever helps, under some mandate."""
    return endpoint in HELP_PAGES or endpoint in WRITES or endpoint in TOLD_APART


def _is_open(going: Going, endpoint: str) -> bool:
    if endpoint in _OF_A_THEME:
        return going.adds and any(Part(theme.value) in going.parts for theme in THEMES)
    if endpoint in _TO_ADD:
        return going.adds and any(kind.part in going.parts for kind in Kind)
    if endpoint in _TO_CHANGE:
        return going.changes
    if endpoint == "carnet.information":
        return any(part in going.parts for part in PART_OF_FACT.values())
    return is_named(endpoint) or is_apart(endpoint) or endpoint in STOPS | PROVES


def opens(address: str, method: str = "GET") -> bool:
    """Whether a page shows that link, or that form: those that would be refused to whoever helps are not."""
    going = None if g.get("alone_until") else g.get("helped")
    parts = urlsplit(address)
    if going is None or parts.scheme or parts.netloc or not parts.path.startswith("/"):
        return True
    adapter = current_app.create_url_adapter(request)
    try:
        endpoint = adapter.match(parts.path, method=method)[0] if adapter else ""
    except HTTPException:
        return False
    return _is_open(going, endpoint)


def init_app(app: Flask) -> None:
    """Let templates ask."""
    app.jinja_env.globals["opens"] = opens
