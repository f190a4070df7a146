"""The tables of grants: each file is one subject."""

from gongshu.grants.models.copies import ServingCopy, UseMark
from gongshu.grants.models.grants import Grant
from gongshu.grants.models.handouts import Handout
from gongshu.grants.models.recalls import Recall

__all__ = ["Grant", "Handout", "Recall", "ServingCopy", "UseMark"]
