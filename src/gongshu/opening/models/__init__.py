"""Masking records, small-cell checks, consents, plans."""

from gongshu.opening.models.consents import Consent
from gongshu.opening.models.masking import MaskingRecord, Method, SmallCellCheck
from gongshu.opening.models.plans import PlanLine, PlanVersion

__all__ = ["Consent", "MaskingRecord", "Method", "PlanLine", "PlanVersion", "SmallCellCheck"]
