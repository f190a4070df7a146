"""Under which licence opened data is used: the node's own, as its settings say; none is invented where they are silent."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Licence:
    name: str
    address: str  # of its text

    def as_json(self) -> dict[str, str]:
        return {"name": self.name, "address": self.address}


def default_licence() -> Licence | None:
    """Return the licence that holds for every opened entry of this node, None where its operator has set none."""
    said = settings.GONGSHU.licence
    return Licence(name=said["name"], address=said["address"]) if said else None
