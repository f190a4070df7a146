"""What the public sees of its own part, and what each person keeps."""

from gongshu.participation.models.keeping import Favourite, Letters, Rating, SavedSearch, Tiding
from gongshu.participation.models.shown import Application, Question, Reuse

__all__ = ["Application", "Favourite", "Letters", "Question", "Rating", "Reuse", "SavedSearch", "Tiding"]
