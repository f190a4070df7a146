"""The tables of cases: each file is one subject."""

from gongshu.cases.models.cases import Bond, Case, CaseSubject, Sequence
from gongshu.cases.models.clocks import Clock, Notice, NoticeKind
from gongshu.cases.models.moves import Draft, Move
from gongshu.cases.models.papers import Attachment, Letter, LetterKind
from gongshu.cases.models.texts import ResolvedLaw
from gongshu.cases.models.turns import Turn

__all__ = [
    "Attachment", "Bond", "Case", "CaseSubject", "Clock", "Draft", "Letter", "LetterKind", "Move", "Notice", "NoticeKind",
    "ResolvedLaw", "Sequence", "Turn",
]  # fmt: skip
