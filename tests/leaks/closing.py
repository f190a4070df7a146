"""What was open is closed to the public: whoever had it open reads nothing of it from now on."""

from __future__ import annotations

from gongshu.audit import clock
from gongshu.gateway.tests.stage import at
from gongshu.jobs import worker
from tests.leaks.planting import BODIES, Plant


def close(plant: Plant) -> set[str]:
    """Withhold what was open to everybody and hold a column to be core data; return the values of rows and files that nobody may take now."""
    later = at(2)
    clock.set_to(later)
    for name in ("open", "open files"):
        described = plant.described(f"{name}, closed", BODIES, sharing="withheld", opening="withheld")
        items = [
            {"name": each.name, "code": each.code, "type": each.type, "key": each.key}
            for each in plant.entries[name].shown.items.all()
        ]
        plant.publish(name, {**described, "items": items}, later)
    column = plant.entries["open, one column core"].shown.items.get(place=2)
    items = [
        {
            "name": each.name,
            "code": each.code,
            "type": each.type,
            "key": each.key,
            "level": "core" if each == column else "",
        }
        for each in plant.entries["open, one column core"].shown.items.all()
    ]
    plant.publish("open, one column core", {"items": items}, later)
    worker.drain(later)
    return plant.held(
        "row of open", "content of open", "file name of open", "sample of an interface of open, one column core"
    )  # fmt: skip
