"""The only place that changes anything about people and bodies: one function, one transaction, at least one event."""

from gongshu.people.services.accounts import (
    AccountUnfit,
    change_own,
    close_account,
    hand_over,
    open_account,
    set_password,
)
from gongshu.people.services.bodies import (
    BodyUnfit,
    change_body,
    close_body,
    end_role,
    give_role,
    register_body,
    set_chain,
)
from gongshu.people.services.cast import make_cast
from gongshu.people.services.duties import (
    DutyUnfit,
    appoint,
    delegate,
    dismiss,
    end_delegation,
    grant_duty,
    revoke_duty,
)
from gongshu.people.services.ledger import erase_record, export_ledger, verify_ledger
from gongshu.people.services.links import LinkSpent, enter, one_time_link
from gongshu.people.services.regions import RegionUnknown, add_territory, load_regions
from gongshu.people.services.sessions import end_session
from gongshu.people.services.signing_up import SignUpClosed, sign_up
from gongshu.people.services.tokens import TokenUnfit, issue_token, revoke_token

__all__ = [
    "AccountUnfit", "BodyUnfit", "DutyUnfit", "LinkSpent", "RegionUnknown", "SignUpClosed", "TokenUnfit", "add_territory", "appoint",
    "change_body", "change_own", "close_account", "close_body", "delegate", "dismiss", "end_delegation", "end_role", "end_session",
    "enter", "erase_record", "export_ledger", "give_role", "grant_duty", "hand_over", "issue_token", "load_regions", "make_cast", "one_time_link", "open_account",
    "register_body", "revoke_duty", "revoke_token", "set_chain", "set_password", "sign_up", "verify_ledger",
]  # fmt: skip
