"""What demand refuses."""

from __future__ import annotations

from collections.abc import Mapping


class NoSuchDemand(Exception):
    """No demand of this number that this person may see (404)."""

    status = 404

    def __init__(self, number: int) -> None:
        self.because: Mapping[str, str] = {
            "zh": f"需求清单中没有编号为 {number} 的需求",
            "en": f"the list of demands has no number {number} that you may see",
        }
        self.remedy: Mapping[str, str] = {"zh": "在需求清单中查找", "en": "look for it in the list of demands"}
        self.shown = str(number)
        super().__init__(self.because["en"])
