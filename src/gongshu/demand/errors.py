"""What demand refuses."""

from __future__ import annotations

from gongshu.people.told import Unknown


class NoSuchDemand(Unknown):
    """No demand of this number that this person may see (404)."""

    what = ("需求", "demand")
    look = ("在需求清单中查找", "look in the list of demands")
