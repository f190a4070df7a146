"""How well an entry is described: by the measures of the European portal, and by what the text of the place asks for.

Source: data.europa.eu, Metadata Quality Assessment, 405 points; GB/T 21063 and the jurisdiction's own lists of fields.
"""

from gongshu.catalogue.scoring.european import MOST, Score, points, scored
from gongshu.catalogue.scoring.profile import Profile, profiled

__all__ = ["MOST", "Profile", "Score", "points", "profiled", "scored"]
