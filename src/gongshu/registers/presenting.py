"""The three lists for programs, and as rows of files."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from gongshu.catalogue.models import EntryVersion
from gongshu.registers.models import EntrustedCheck, ListedDuty, System
from gongshu.registers.queries import ThreeLists


def duty_json(duty: ListedDuty) -> dict[str, Any]:
    return {"code": duty.code, "name": duty.name, "law": duty.law, "article": duty.article, "office": duty.office, "since": duty.since.isoformat()}  # fmt: skip


def system_json(system: System) -> dict[str, Any]:
    """Return a system without its links."""
    return {
        "system": system.number, "body": system.body.code, "name": system.name, "about": system.about, "kind": system.kind,
        "network": system.network, "protection": system.protection, "builder": system.builder,
        "in_use_since": system.in_use_since.isoformat() if system.in_use_since else None,
        "retired_on": system.retired_on.isoformat() if system.retired_on else None,
    }  # fmt: skip


def whole_system_json(system: System) -> dict[str, Any]:
    """Return a system with the duties that it serves and the entries that it holds."""
    duties = [duty.code for duty in system.duties.all()]
    return {**system_json(system), "duties": duties, "entries": [entry.number for entry in system.entries.all()]}


def check_json(check: EntrustedCheck) -> dict[str, Any]:
    return {"checked_on": check.checked_on.isoformat(), "found": check.found, "put_right": check.put_right or None}


def lists_json(found: ThreeLists) -> dict[str, Any]:
    """Return the three lists of a body, linked; what is not linked stands by itself."""
    return {
        "body": found.body.code,
        "demanded_by": str(found.demanded.article) if found.demanded else None,
        "duties": [
            {**duty_json(each.duty), "systems": [one.number for one in each.systems], "entries": _numbers(each.entries)}
            for each in found.linked
        ],
        "systems": found.systems,
        "entries": found.entries,
        "systems_without_duty": [each.number for each in found.loose_systems],
        "entries_without_system": _numbers(found.loose_entries),
        "to_integrate": {each.number: case.number if case else None for each, case in found.integrates},
        "entrusted": {
            version.entry.number: [check_json(check) for check in version.entry.entrusted_checks.all()]
            for version in found.entrusted
        },
        "entrusted_without_check": _numbers(found.unchecked),
        "items_without_listed_duty": {version.entry.number: list(names) for version, names in found.bare.items()},
    }


def _numbers(versions: Any) -> list[str]:
    held: list[EntryVersion] = list(versions)
    return [each.entry.number for each in held]


def titles() -> list[str]:
    """Return the heads of the three lists as one file: a line for each duty."""
    return [_("职责编号"), _("职责名称"), _("依据名称"), _("依据条款"), _("承办机构"), _("信息系统"), _("数据目录")]


def rows(found: ThreeLists) -> list[list[str]]:
    """Return the duties with what serves them as rows under these heads."""
    return [
        [
            each.duty.code, each.duty.name, each.duty.law, each.duty.article, each.duty.office,
            "、".join(one.name for one in each.systems), "、".join(f"{one.entry.number} {one.title}" for one in each.entries),
        ]
        for each in found.linked
    ]  # fmt: skip
