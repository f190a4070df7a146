"""Everything that changes what is recorded about opening."""

from gongshu.opening.services.checking import check, override
from gongshu.opening.services.consenting import read_paper, record_consent, withdraw_consent
from gongshu.opening.services.planning import plan, publish_plan, unplan
from gongshu.opening.services.recording import record_masking

__all__ = [
    "check", "override", "plan", "publish_plan", "read_paper", "record_consent", "record_masking", "unplan", "withdraw_consent",
]  # fmt: skip
