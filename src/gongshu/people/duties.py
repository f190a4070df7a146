"""What a person may be charged with. A duty belongs to a person inside a body; a role belongs to a body."""

from __future__ import annotations

from enum import StrEnum


class Duty(StrEnum):
    """A duty with its name in both languages."""

    zh: str
    en: str

    def __new__(cls, value: str, zh: str, en: str) -> Duty:
        duty = str.__new__(cls, value)
        duty._value_ = value
        duty.zh, duty.en = zh, en
        return duty

    HANDLE = "handle", "经办人", "case handler"
    STEWARD = "steward", "数据专员", "data steward"
    OFFICER = "officer", "处理申请的工作人员", "officer who answers applications"
    SECTION_HEAD = "section_head", "科室负责人", "head of section"
    LEADER = "leader", "分管领导", "leader in charge"
    CHIEF_DATA_OFFICER = "chief_data_officer", "首席数据官", "chief data officer"
    ENGINEER = "engineer", "运行工程师", "engineer of the operating institution"
    AUDITOR = "auditor", "审计人员", "auditor"
    SYSTEM_ADMIN = "system_admin", "系统管理员", "system administrator"
    SECURITY_ADMIN = "security_admin", "安全管理员", "security administrator"
    AUDIT_ADMIN = "audit_admin", "审计管理员", "audit administrator"
    APPLICANT = "applicant", "申请人", "applicant from the public"


BY_VALUE = {duty.value: duty for duty in Duty}
# Held by appointment (table Administrator) or by being a member of the public, so never granted one by one.
ADMINISTRATIVE = frozenset({Duty.SYSTEM_ADMIN, Duty.SECURITY_ADMIN, Duty.AUDIT_ADMIN})
GRANTED = tuple(duty for duty in Duty if duty not in ADMINISTRATIVE and duty is not Duty.APPLICANT)
# Whoever holds one of these may act in the name of the body; an auditor or engineer may not.
SPEAKING = frozenset({Duty.HANDLE, Duty.STEWARD, Duty.OFFICER, Duty.SECTION_HEAD, Duty.LEADER, Duty.CHIEF_DATA_OFFICER})
