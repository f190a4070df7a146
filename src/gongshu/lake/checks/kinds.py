"""The kinds of rules: what each counts, which settings it takes, which dimension of GB/T 36344 it measures."""

from dataclasses import dataclass
from typing import Final

REGULARITY, COMPLETENESS, ACCURACY = "regularity", "completeness", "accuracy"
CONSISTENCY, TIMELINESS, ACCESSIBILITY = "consistency", "timeliness", "accessibility"

# The six dimensions of GB/T 36344, in its order.
DIMENSIONS: Final[dict[str, dict[str, str]]] = {
    REGULARITY: {"zh": "规范性", "en": "Conformity"},
    COMPLETENESS: {"zh": "完整性", "en": "Completeness"},
    ACCURACY: {"zh": "准确性", "en": "Accuracy"},
    CONSISTENCY: {"zh": "一致性", "en": "Consistency"},
    TIMELINESS: {"zh": "时效性", "en": "Timeliness"},
    ACCESSIBILITY: {"zh": "可访问性", "en": "Accessibility"},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of rule. `counts` says exactly what is checked and what is a violation; the page and the manual print it."""

    name: str
    title: dict[str, str]
    counts: dict[str, str]
    dimension: str
    columns: tuple[int, int] = (1, 1)  # how many columns it names: at least, at most
    needed: tuple[str, ...] = ()  # settings it must have
    one_of: tuple[str, ...] = ()  # settings of which it has at least one
    optional: tuple[str, ...] = ()
    by_row: bool = True  # False: it looks at the table as a whole, and its violations name no row


KINDS: Final[dict[str, Kind]] = {
    kind.name: kind
    for kind in (
        Kind(
            name="null", title={"zh": "不得为空", "en": "Not empty"}, dimension=COMPLETENESS,
            counts={
                "zh": "检查全部记录；没有值，或者文本只有空格的，违规。",
                "en": "Every record is checked; one without a value, or whose text is only blanks, violates.",
            },
        ),
        Kind(
            name="unique", title={"zh": "不得重复", "en": "Unique"}, dimension=ACCURACY, columns=(1, 8), optional=("duplicates",),
            counts={
                "zh": "检查所列数据项都有值的记录；取值完全相同的为一组。duplicates: but_first（默认）时，组内除第一条外违规；all 时，组内两条以上的全部违规。",
                "en": "Records in which all named columns have values are checked; equal values make a group. With `duplicates: but_first` (the default) all of a group but its first record violate, with `all` every record of a group of two or more.",
            },
        ),
        Kind(
            name="range", title={"zh": "取值范围", "en": "Range"}, dimension=ACCURACY, one_of=("min", "max"),
            counts={
                "zh": "检查有值的记录；小于 min 或者大于 max 的违规，等于的不违规。日期可写 today。文本按数值比较，不是数的违规。",
                "en": "Records with a value are checked; one below `min` or above `max` violates, one equal to a limit does not. For days `today` may be written. Text is compared as a number, and text that is none violates.",
            },
        ),
        Kind(
            name="pattern", title={"zh": "格式", "en": "Pattern"}, dimension=REGULARITY, one_of=("pattern", "forbidden"),
            counts={
                "zh": "检查有值的记录；整个值不符合 pattern，或者值中含有 forbidden 的，违规。正则表达式（RE2），数字写作 [0-9]，不写 \\d。",
                "en": "Records with a value are checked; one whose whole value does not match `pattern`, or that contains `forbidden`, violates. Regular expressions of RE2; digits are written [0-9], not \\d.",
            },
        ),
        Kind(
            name="codes", title={"zh": "代码表", "en": "Code list"}, dimension=REGULARITY, one_of=("values", "list"),
            counts={
                "zh": "检查有值的记录；值不在 values 或者代码表 list 中的违规，须逐字相同。",
                "en": "Records with a value are checked; one that is not in `values` or in the code list `list`, letter for letter, violates.",
            },
        ),
        Kind(
            name="reference", title={"zh": "引用其他目录", "en": "Reference"}, dimension=CONSISTENCY, columns=(1, 4), needed=("entry", "to"),
            counts={
                "zh": "检查所列数据项都有值的记录；在目录 entry 的现行快照中没有相同 to 的违规。",
                "en": "Records in which all named columns have values are checked; one whose values no record of the published snapshot of `entry` has in `to` violates.",
            },
        ),
        Kind(
            name="agree", title={"zh": "与其他目录一致", "en": "Agreement"}, dimension=CONSISTENCY, needed=("entry", "to", "by", "by_to"),
            counts={
                "zh": "检查有值、且 by 在目录 entry 中能找到相同 by_to 的记录；找到的记录没有一条 to 与之相同的，违规。找不到的由“引用”规则检查。",
                "en": "Records with a value whose `by` is found as `by_to` in `entry` are checked; one that equals the `to` of none of those found violates. What is not found is the matter of a reference rule.",
            },
        ),
        Kind(
            name="checksum", title={"zh": "校验码", "en": "Check digit"}, dimension=ACCURACY, needed=("of",),
            counts={
                "zh": "检查有值的记录；按 of 所指的标准，形式或者校验码不对的违规：id_number（GB 11643，出生日期真实且不晚于检查当日）、credit_code（GB 32100）、bank_card（银行卡号）、vin（GB 16735）。按原样检查，小写字母和全角数字违规。",
                "en": "Records with a value are checked; one whose form or check digit is wrong under `of` violates: id_number (GB 11643, with a real day of birth that is not after the day of the check), credit_code (GB 32100), bank_card, vin (GB 16735). As written: small letters and full-width digits violate.",
            },
        ),
        Kind(
            name="columns", title={"zh": "数据项之间", "en": "Across columns"}, dimension=CONSISTENCY, columns=(0, 8), needed=("holds",),
            counts={
                "zh": "检查条件 holds 所及数据项都有值的记录；条件不成立的违规。",
                "en": "Records in which every column of the condition `holds` has a value are checked; one for which it does not hold violates.",
            },
        ),
        Kind(
            name="order", title={"zh": "先后次序", "en": "Order"}, dimension=CONSISTENCY, optional=("by",),
            counts={
                "zh": "按记录的先后检查，有 by 的在同一 by 之内；小于前一条有值记录的违规。",
                "en": "Records are checked in their order, within the same `by` where one is named; one that is less than the one before it with a value violates.",
            },
        ),
        Kind(
            name="freshness", title={"zh": "更新及时", "en": "Freshness"}, dimension=TIMELINESS, columns=(0, 1), needed=("days",),
            counts={
                "zh": "有数据项的，检查有值的记录，早于检查之日前 days 天的违规；没有数据项的，检查快照的投送日期。",
                "en": "With a column, records with a value are checked and one more than `days` days before the day of the check violates; without one the day of the snapshot's delivery is checked.",
            },
        ),
        Kind(
            name="rows", title={"zh": "记录数", "en": "Number of records"}, dimension=COMPLETENESS, columns=(0, 0), optional=("least", "most", "snapshots"), by_row=False,
            counts={
                "zh": "与之前 snapshots 个快照（默认 5）记录数的中位数相比，低于 least 倍（默认 0.5）或者高于 most 倍（默认 2）的违规；没有历史的不检查。",
                "en": "Compared with the median number of records of the `snapshots` before it (5 unless told): fewer than `least` times (0.5) or more than `most` times (2) of it violates; without a history nothing is checked.",
            },
        ),
        Kind(
            name="sql", title={"zh": "自定义条件", "en": "Own condition"}, dimension=ACCURACY, columns=(0, 8), needed=("violates",),
            counts={
                "zh": "检查全部记录；条件 violates 成立的违规，不能判断的（含空值）不违规。",
                "en": "Every record is checked; one for which `violates` holds violates, one for which it cannot be told (for want of a value) does not.",
            },
        ),
    )
}  # fmt: skip

EVERY: Final = ("where", "dimension", "title")  # settings that every rule may have
