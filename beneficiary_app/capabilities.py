"""Every capability that has pages, in the order in which the application takes them."""

from beneficiary_app.access import asking_routes as asking
from beneficiary_app.access import giving_routes as giving
from beneficiary_app.access import holder_routes as holder
from beneficiary_app.access import routes as access
from beneficiary_app.access import showing_routes as showing
from beneficiary_app.answers import routes as answers
from beneficiary_app.appointments import routes as appointments
from beneficiary_app.assisted import giving_routes as assisted
from beneficiary_app.assisted import presence_routes as presence
from beneficiary_app.assisted import receipt_routes as receipts
from beneficiary_app.assisted import signed_routes as signed
from beneficiary_app.assisted import stopping_routes as stopping
from beneficiary_app.carnet import routes as carnet
from beneficiary_app.desk import asked_routes as desk_asked
from beneficiary_app.desk import card_routes as desk_card
from beneficiary_app.desk import carnet_routes as desk_carnet
from beneficiary_app.desk import help_routes as desk_help
from beneficiary_app.desk import kiosk_routes as desk_kiosks
from beneficiary_app.desk import letter_routes as desk_letters
from beneficiary_app.desk import paper_routes as desk_papers
from beneficiary_app.desk import proconnect_routes as proconnect
from beneficiary_app.desk import signed_routes as desk_signed
from beneficiary_app.desk import talk_routes as desk_talk
from beneficiary_app.desk import team_routes as desk
from beneficiary_app.device import routes as device
from beneficiary_app.documents import asked_routes as asked
from beneficiary_app.documents import file_routes as paper_files
from beneficiary_app.documents import routes as papers
from beneficiary_app.documents import share_routes as share
from beneficiary_app.documents import tus_routes as tus
from beneficiary_app.documents import version_routes as paper_versions
from beneficiary_app.drafts import routes as drafts
from beneficiary_app.identity import connect_routes as connecting
from beneficiary_app.identity import keys, paper_keys
from beneficiary_app.identity import leaving as identity
from beneficiary_app.identity import pairing_routes as pairing
from beneficiary_app.identity import passkey_routes as passkeys
from beneficiary_app.journey import routes as journey
from beneficiary_app.kiosk import routes as kiosk
from beneficiary_app.kiosk import sending_routes as sending
from beneficiary_app.notes import routes as notes
from beneficiary_app.notices import routes as notices
from beneficiary_app.plan import routes as plan
from beneficiary_app.recovery import routes as recovery
from beneficiary_app.shown import item_routes as items
from beneficiary_app.shown import routes as shown
from beneficiary_app.support import routes as support
from beneficiary_app.sync import routes as sync
from beneficiary_app.takeaway import routes as takeaway

CAPABILITIES = (
    identity,
    kiosk,
    drafts,
    sending,
    keys,
    paper_keys,
    passkeys,
    pairing,
    connecting,
    device,
    access,
    holder,
    giving,
    asking,
    showing,
    carnet,
    journey,
    plan,
    support,
    notes,
    appointments,
    papers,
    paper_versions,
    paper_files,
    share,
    tus,
    asked,
    takeaway,
    answers,
    recovery,
    notices,
    shown,
    items,
    assisted,
    presence,
    receipts,
    signed,
    stopping,
    desk,
    desk_help,
    desk_letters,
    desk_card,
    desk_signed,
    desk_carnet,
    desk_talk,
    desk_papers,
    desk_asked,
    desk_kiosks,
    sync,
    proconnect,
)

# Those whose forms are shown again, with what was typed, when it is refused.
WITH_FORMS = (
    holder,
    giving,
    carnet,
    journey,
    notes,
    appointments,
    papers,
    paper_versions,
    asked,
    answers,
    assisted,
    receipts,
)
