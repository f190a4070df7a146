"""The law as data: articles, dated parameters, inheritance, working days, procedures, proposals."""

from gongshu.law.library import Jurisdiction, Law, load

__all__ = ["Jurisdiction", "Law", "load"]
