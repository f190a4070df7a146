"""The tables of people: each file is one subject."""

from gongshu.people.models.accounts import Account, Administrator, Delegation, DutyGrant
from gongshu.people.models.bodies import Body, BodyRole, Chain
from gongshu.people.models.regions import Region
from gongshu.people.models.secrets import OneTimeLink, Token

__all__ = [
    "Account", "Administrator", "Body", "BodyRole", "Chain", "Delegation", "DutyGrant", "OneTimeLink", "Region", "Token",
]  # fmt: skip
