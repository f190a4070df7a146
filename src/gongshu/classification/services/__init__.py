"""The only place that changes anything about classification: one function, one transaction, at least one event."""

from gongshu.classification.services.grading import grade
from gongshu.classification.services.important import fix, report
from gongshu.classification.services.reviews import ask, review
from gongshu.classification.services.rules import issue

__all__ = ["ask", "fix", "grade", "issue", "report", "review"]
