"""Everything that changes a case: one function, one transaction, at least one event."""

from gongshu.cases.services.chains import return_draft
from gongshu.cases.services.moving import move
from gongshu.cases.services.notices import read_notices
from gongshu.cases.services.opening import open_case
from gongshu.cases.services.papers import attach
from gongshu.cases.services.ticking import recompute, tick

__all__ = ["attach", "move", "open_case", "read_notices", "recompute", "return_draft", "tick"]
