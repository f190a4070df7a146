"""What sharing refuses beyond what grants and cases refuse."""

from __future__ import annotations

from gongshu.grants.errors import GrantError


class NothingFound(GrantError):
    """The machine has no answer to give; a person of the source looks (409)."""
