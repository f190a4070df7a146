"""What pages, API and command line show of opening."""

from gongshu.opening.queries.planning import PlannedEntry, PlanStanding, plan, plan_version
from gongshu.opening.queries.preparing import Preparation, preparation, record
from gongshu.opening.queries.priorities import FieldStanding, Priorities, priorities

__all__ = [
    "FieldStanding", "PlanStanding", "PlannedEntry", "Preparation", "Priorities", "plan", "plan_version", "preparation", "priorities", "record",
]  # fmt: skip
