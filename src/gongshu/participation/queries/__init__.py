"""What pages, API and feeds read of participation."""

from gongshu.participation.queries.keeping import Kept, favourite_of, kept
from gongshu.participation.queries.moderation import Submitted, Waiting, waiting
from gongshu.participation.queries.shown import (
    Voice,
    Wanted,
    applications,
    questions,
    reuses,
    voice,
)

__all__ = [
    "Kept",
    "Submitted",
    "Voice",
    "Waiting",
    "Wanted",
    "applications",
    "favourite_of",
    "kept",
    "questions",
    "reuses",
    "voice",
    "waiting",
]
