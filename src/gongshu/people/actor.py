"""Who acts: a value, made once at the edge (page, API, command line, job) and handed down."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A person with the duties that were live when the request came in."""

    account_id: int | None
    login: str
    name: str
    body: str = ""  # code of the body the person works in, empty for the public
    duties: frozenset[str] = field(default_factory=frozenset)  # own duties and those taken over while somebody is away
    via: str  # session, token, cli or clock
    kind: str  # staff, citizen, company, system or anyone
    stands_in_for: tuple[str, ...] = ()  # logins whose duties this person carries now; every event names them
    scopes: frozenset[str] | None = (
        None  # rights that a token is limited to, "catalogue.*"; None: all that the person has
    )

    def has(self, duty: str) -> bool:
        return duty in self.duties

    @property
    def is_signed_in(self) -> bool:
        return self.account_id is not None


SYSTEM = Actor(account_id=None, login="clock", name="系统时钟", via="clock", kind="system")
ANYONE = Actor(account_id=None, login="", name="公众", via="session", kind="anyone")
