"""Errors of the lake that quality hands on, with the status they are answered with."""

from gongshu.lake.errors import RuleInvalid
from gongshu.ui.problems import answers

answers(RuleInvalid, 422)
