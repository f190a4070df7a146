"""What the portal's pages read beyond one capability. Every query starts from what the person may see."""

from gongshu.portal.queries.assessment import assessment
from gongshu.portal.queries.checking import check, receipt_of
from gongshu.portal.queries.decisions import decisions_under
from gongshu.portal.queries.desk import desk
from gongshu.portal.queries.flows import flows
from gongshu.portal.queries.home import home
from gongshu.portal.queries.preview import pictures
from gongshu.portal.queries.proof import newest, proof
from gongshu.portal.queries.standing import standing
from gongshu.portal.queries.statistics import statistics
from gongshu.portal.queries.work import jobs

__all__ = [
    "assessment",
    "check",
    "decisions_under",
    "desk",
    "flows",
    "home",
    "jobs",
    "newest",
    "pictures",
    "proof",
    "receipt_of",
    "standing",
    "statistics",
]
