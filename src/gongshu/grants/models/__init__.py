"""The tables of grants: each file is one subject."""

from gongshu.grants.models.copies import ServingCopy, UseMark
from gongshu.grants.models.grants import Grant
from gongshu.grants.models.handouts import Handout

__all__ = ["Grant", "Handout", "ServingCopy", "UseMark"]
