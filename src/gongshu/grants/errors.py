"""What can keep data from being granted or handed out.

GrantError (a CaseError: in both languages, with article, remedy and the offending value)
├── TermsUnfit         what was to be granted is wider than it may be; every fault in one list (422)
├── NotLawful          no text provides a channel from these data to this person (403)
├── NotHandedOut       the grant is not live, or this kind of hand-out is not in it (409)
├── UnknownGrant       no such grant, or none that this person may see (404)
└── NothingToServe     the entry has no published data yet (409)
"""

from __future__ import annotations

from gongshu.cases.errors import CaseError, EffectRefused


class GrantError(CaseError):
    pass


class TermsUnfit(EffectRefused):
    status = 422


class NotLawful(EffectRefused):
    status = 403


class NotHandedOut(GrantError):
    pass


class UnknownGrant(GrantError):
    status = 404


class NothingToServe(GrantError):
    pass


def unknown(number: str) -> UnknownGrant:
    return UnknownGrant(
        f"没有您可以查看的授权 {number}", f"there is no grant {number!r} that you may see", shown=number,
        remedy_zh="核对编号", remedy_en="check the number",
    )  # fmt: skip
