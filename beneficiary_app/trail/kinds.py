"""The closed lists of the trail: where a fact comes from, what can happen, and what of it she is told at once."""

from enum import StrEnum


class Source(StrEnum):
    """The system a fact comes from."""

    PERSON = "person"
    CARNET = "carnet"
    FORMER_CARNET = "former_carnet"
    BENEFICIARIES_FILE = "beneficiaries_file"
    CAF = "caf"
    FRANCE_TRAVAIL = "france_travail"


class ActKind(StrEnum):
    """The closed list of what can happen; each has its sentence in ``trail.rules``."""

    CARNET_OPENED = "carnet_opened"
    SIGNED_IN = "signed_in"
    SIGNED_OUT = "signed_out"
    IMPORTED = "imported"
    LETTER_MADE = "letter_made"
    CARD_MADE = "card_made"
    CARD_ENDED = "card_ended"
    SHEET_MADE = "sheet_made"
    TERMS_ACCEPTED = "terms_accepted"
    PASSKEY_ADDED = "passkey_added"
    PASSKEY_REMOVED = "passkey_removed"
    PASSKEY_SUSPECT = "passkey_suspect"
    CONNECTION_ADDED = "connection_added"
    CONNECTION_REMOVED = "connection_removed"
    TRUSTED = "trusted"
    UNTRUSTED = "untrusted"
    RECOVERY_STARTED = "recovery_started"
    RECOVERY_SECONDED = "recovery_seconded"
    RECOVERY_GIVEN = "recovery_given"
    RECOVERY_CANCELLED = "recovery_cancelled"
    STEP_ADDED = "step_added"
    STEP_DONE = "step_done"
    STEP_REOPENED = "step_reopened"
    STEP_DROPPED = "step_dropped"
    STEP_CHANGED = "step_changed"
    GOAL_ADDED = "goal_added"
    GOAL_REACHED = "goal_reached"
    GOAL_STOPPED = "goal_stopped"
    GOAL_REOPENED = "goal_reopened"
    SITUATION_ENDED = "situation_ended"
    SITUATION_BACK = "situation_back"
    NOTE_WRITTEN = "note_written"
    REPLIED = "replied"
    REPLY_WITHDRAWN = "reply_withdrawn"
    APPOINTMENT_CONFIRMED = "appointment_confirmed"
    APPOINTMENT_EXCUSED = "appointment_excused"
    FACT_CORRECTED = "fact_corrected"
    GRANT_GIVEN = "grant_given"
    GRANT_EXTENDED = "grant_extended"
    GRANT_NARROWED = "grant_narrowed"
    GRANT_PAUSED = "grant_paused"
    GRANT_RESUMED = "grant_resumed"
    GRANT_ENDED = "grant_ended"
    GRANT_LEFT = "grant_left"
    GRANT_ENDING = "grant_ending"
    GRANT_ASKED = "grant_asked"
    GRANT_REFUSED = "grant_refused"
    GRANT_TALK = "grant_talk"
    ASK_WITHDRAWN = "ask_withdrawn"
    HIDDEN = "hidden"
    UNHIDDEN = "unhidden"
    SHOWN = "shown"
    FIRST_LOOK = "first_look"
    LOOKED = "looked"
    LOOK_REFUSED = "look_refused"
    SITUATION_ADDED = "situation_added"
    APPOINTMENT_ADDED = "appointment_added"
    REPLY_ANSWERED = "reply_answered"
    PAPER_BEGUN = "paper_begun"
    PAPER_ADDED = "paper_added"
    PAPER_READY = "paper_ready"
    PAPER_UNREADABLE = "paper_unreadable"
    PAPER_GIVEN_UP = "paper_given_up"
    PAPER_CHANGED = "paper_changed"
    PAPER_BINNED = "paper_binned"
    PAPER_RESTORED = "paper_restored"
    PAPER_DESTROYED = "paper_destroyed"
    PAPER_ENDING = "paper_ending"
    PAPER_TAKEN = "paper_taken"
    PAPER_LOOKED = "paper_looked"
    PAPER_SENT = "paper_sent"
    PAPER_FOUND = "paper_found"
    PAPER_ASKED = "paper_asked"
    PAPER_LATER = "paper_later"
    PAPER_REMINDER = "paper_reminder"
    PAPER_NOT_HAD = "paper_not_had"
    PAPER_ASK_WITHDRAWN = "paper_ask_withdrawn"
    DRAFT_KEPT = "draft_kept"
    DRAFT_DROPPED = "draft_dropped"
    PRINTED = "printed"
    EXPORTED = "exported"
    EXPORT_ASKED = "export_asked"
    MANDATE_OFFERED = "mandate_offered"
    MANDATE_GIVEN = "mandate_given"
    MANDATE_NARROWED = "mandate_narrowed"
    MANDATE_ENDED = "mandate_ended"
    MANDATE_ENDING = "mandate_ending"
    STOP_CODE_MADE = "stop_code_made"
    STOPPED_BY_CODE = "stopped_by_code"
    HELP_STARTED = "help_started"
    HELP_ENDED = "help_ended"
    HELP_LOOKED = "help_looked"
    HELP_REFUSED = "help_refused"
    HELP_PAUSED = "help_paused"
    HELP_AGREED = "help_agreed"
    HELP_DISPUTED = "help_disputed"


# What changes who can open her carnet, or takes it away: told in every open session but the one that did it.
ALERTS = {
    ActKind.SIGNED_IN,
    ActKind.LETTER_MADE,
    ActKind.CARD_MADE,
    ActKind.SHEET_MADE,
    ActKind.PASSKEY_ADDED,
    ActKind.PASSKEY_REMOVED,
    ActKind.PASSKEY_SUSPECT,
    ActKind.CONNECTION_ADDED,
    ActKind.CONNECTION_REMOVED,
    ActKind.EXPORTED,
    ActKind.EXPORT_ASKED,
    ActKind.TRUSTED,
    ActKind.RECOVERY_STARTED,
    ActKind.RECOVERY_SECONDED,
    ActKind.RECOVERY_GIVEN,
    ActKind.GRANT_GIVEN,
    ActKind.GRANT_EXTENDED,
    ActKind.GRANT_RESUMED,
    ActKind.GRANT_ENDING,
    ActKind.GRANT_ASKED,
    ActKind.UNHIDDEN,
    ActKind.FIRST_LOOK,
    ActKind.PAPER_ENDING,
    ActKind.PAPER_ASKED,
    ActKind.PAPER_REMINDER,
    ActKind.STOPPED_BY_CODE,
    ActKind.MANDATE_GIVEN,
    ActKind.MANDATE_ENDING,
    ActKind.HELP_STARTED,
}
