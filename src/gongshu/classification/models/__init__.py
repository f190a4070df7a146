"""The tables of classification."""

from gongshu.classification.models.gradings import ColumnGrade
from gongshu.classification.models.important import ImportantCatalogue, ImportantDatum
from gongshu.classification.models.reviews import AttributeReview
from gongshu.classification.models.rules import RuleText

__all__ = ["AttributeReview", "ColumnGrade", "ImportantCatalogue", "ImportantDatum", "RuleText"]
