"""Every kind of problem a row can have. A row with a finding goes to quarantine; it never stops the delivery."""

from typing import ClassVar

FINDINGS: dict[str, type["Finding"]] = {}


class Finding:
    """One kind of problem: what it is, and what the sentence about it says."""

    code: ClassVar[str] = ""
    title: ClassVar[dict[str, str]] = {}
    description: ClassVar[dict[str, str]] = {}
    template: ClassVar[dict[str, str]] = {}  # May use {record}, {column} and {value}.

    def __init_subclass__(cls) -> None:
        FINDINGS[cls.code] = cls

    @classmethod
    def message(cls, record: int, column: str | None, value: str | None, language: str = "zh") -> str:
        """Return the sentence that says what is wrong, where, and how to mend it. Records count from 1."""
        return cls.template[language].format(record=record, column=column or "", value=shortened(value))


def shortened(value: str | None, limit: int = 60) -> str:
    """Return the value as it may stand in a sentence: one line, not over the limit in characters."""
    text = " ".join((value or "").split())
    return text if len(text) <= limit else text[: limit - 1] + "…"


def explain(code: str, record: int, column: str | None, value: str | None, language: str = "zh") -> str:
    """Return the sentence about one reason of a quarantined row."""
    return FINDINGS[code].message(record, column, value, language)


class NotAnInteger(Finding):
    code = "not-an-integer"
    title = {"zh": "不是整数", "en": "Not an integer"}
    description = {
        "zh": "该列登记为整数，单元格中不是整数，或超出 64 位整数的范围。",
        "en": "The column is declared as an integer; the cell holds something else or exceeds 64 bits.",
    }
    template = {
        "zh": "第 {record} 条记录，列“{column}”：“{value}”不是整数。请填写整数，如 1234、1,234 或 3万；没有数据请留空或填“无”。",
        "en": "Record {record}, column “{column}”: “{value}” is not an integer. Write 1234 or 1,234; leave it empty if there is none.",
    }


class NotADecimal(Finding):
    code = "not-a-decimal"
    title = {"zh": "不是小数", "en": "Not a decimal"}
    description = {
        "zh": "该列登记为小数，单元格中不是数字，或小数位数超过登记的位数。",
        "en": "The column is declared as a decimal; the cell is no number or has more decimal places than declared.",
    }
    template = {
        "zh": "第 {record} 条记录，列“{column}”：“{value}”不是规定的小数。请填写如 1234.56、1,234.56、3.5万 或 35% 的数字，小数位不超过登记的位数；没有数据请留空或填“无”。",
        "en": "Record {record}, column “{column}”: “{value}” is not a decimal as declared. Write 1234.56, 1,234.56 or 35%, with no more places than declared; leave it empty if there is none.",
    }


class NotABoolean(Finding):
    code = "not-a-boolean"
    title = {"zh": "不是是否值", "en": "Not yes or no"}
    description = {
        "zh": "该列登记为是否，单元格中既不是“是”也不是“否”。",
        "en": "The column is declared as yes or no; the cell is neither.",
    }
    template = {
        "zh": "第 {record} 条记录，列“{column}”：“{value}”不是是否值。请填写“是”或“否”（或 true/false、1/0）。",
        "en": "Record {record}, column “{column}”: “{value}” is not yes or no. Write 是/否, true/false or 1/0.",
    }


class NotADate(Finding):
    code = "not-a-date"
    title = {"zh": "不是日期", "en": "Not a date"}
    description = {
        "zh": "该列登记为日期，单元格不是规定写法，或历法上没有这一天。",
        "en": "The column is declared as a date; the cell is in no accepted form or names no day of the calendar.",
    }
    template = {
        "zh": "第 {record} 条记录，列“{column}”：“{value}”不是日期。请写成 2025-03-01、2025/3/1、20250301 或 2025年3月1日；没有日期请留空或填“不详”。",
        "en": "Record {record}, column “{column}”: “{value}” is not a date. Write 2025-03-01, 2025/3/1 or 20250301; leave it empty if there is none.",
    }


class NotADatetime(Finding):
    code = "not-a-datetime"
    title = {"zh": "不是日期时间", "en": "Not a date and time"}
    description = {
        "zh": "该列登记为日期时间，单元格不是规定写法；时间一律按北京时间。",
        "en": "The column is declared as date and time; the cell is in no accepted form. Times are Beijing time.",
    }
    template = {
        "zh": "第 {record} 条记录，列“{column}”：“{value}”不是日期时间。请写成 2025-03-01 08:30:00（北京时间）；没有时间请留空或填“不详”。",
        "en": "Record {record}, column “{column}”: “{value}” is not a date and time. Write 2025-03-01 08:30:00; leave it empty if there is none.",
    }


class MissingRequired(Finding):
    code = "missing-required"
    title = {"zh": "必填项为空", "en": "Required cell is empty"}
    description = {
        "zh": "目录规定该信息项必填或为主键，单元格为空。",
        "en": "The entry makes this item required or a key, and the cell is empty.",
    }
    template = {
        "zh": "第 {record} 条记录，列“{column}”为空，而该项必填。请补全后重新报送。",
        "en": "Record {record}: “{column}” is empty but required. Fill it in and deliver again.",
    }


class TooLong(Finding):
    code = "too-long"
    title = {"zh": "超过规定长度", "en": "Longer than declared"}
    description = {
        "zh": "文字的字数超过目录登记的长度。",
        "en": "The text has more characters than the entry declares.",
    }
    template = {
        "zh": "第 {record} 条记录，列“{column}”：“{value}”超过登记的长度。请缩短，或变更目录中的长度。",
        "en": "Record {record}, column “{column}”: “{value}” is longer than declared. Shorten it or change the entry.",
    }


class DamagedNumber(Finding):
    code = "damaged-number"
    title = {"zh": "号码被表格软件损坏", "en": "Number damaged by a spreadsheet"}
    description = {
        "zh": "出现科学计数法，或者十六位以上的号码末尾被改成零：表格软件只保留十五位，原号码无法还原。",
        "en": "Scientific notation, or zeros at the end of a number of 16 digits and more: a spreadsheet keeps fifteen, the others are lost.",
    }
    template = {
        "zh": "第 {record} 条记录，列“{column}”：“{value}”已被表格软件改写，原号码丢失了位数。请在源表中把该列设为文本，再从源系统重新导出。",
        "en": "Record {record}, column “{column}”: “{value}” lost digits in a spreadsheet. Format the column as text and export it again from the source.",
    }


class UnitUnclear(Finding):
    code = "unit-unclear"
    title = {"zh": "单位不明", "en": "Unit is unclear"}
    description = {
        "zh": "列名已写明万、亿等单位，单元格中又写了一次，无法判断是否应再乘一次。",
        "en": "The name of the column gives a unit and the cell gives one again; whether it counts twice cannot be known.",
    }
    template = {
        "zh": "第 {record} 条记录，列“{column}”：“{value}”又写了一次单位。请只填写数字，单位以列名为准。",
        "en": "Record {record}, column “{column}”: “{value}” repeats the unit of the column. Write the number alone.",
    }


class FormulaCell(Finding):
    code = "formula-cell"
    title = {"zh": "单元格是公式", "en": "Cell holds a formula"}
    description = {
        "zh": "单元格里是公式而不是值；平台不计算公式。",
        "en": "The cell holds a formula and no value; the platform does not compute formulas.",
    }
    template = {
        "zh": "第 {record} 条记录，列“{column}”是公式“{value}”。请复制后“选择性粘贴—数值”，再重新报送。",
        "en": "Record {record}, column “{column}” is the formula “{value}”. Paste it as a value and deliver again.",
    }


class EncodingError(Finding):
    code = "encoding-error"
    title = {"zh": "编码错误", "en": "Wrong encoding"}
    description = {
        "zh": "该行含有不属于文件编码的字节，或含有替换符（此前已经损坏）。",
        "en": "The record has bytes that are not in the file's encoding, or replacement characters of earlier damage.",
    }
    template = {
        "zh": "第 {record} 条记录{column}的编码与文件其余部分不一致：“{value}”。请统一另存为 UTF-8 后重新报送该行。",
        "en": "Record {record} {column} is not in the encoding of the file: “{value}”. Save all of it as UTF-8.",
    }


class RaggedRow(Finding):
    code = "ragged-row"
    title = {"zh": "单元格过少", "en": "Too few cells"}
    description = {
        "zh": "该行的单元格比表头少，无法判断缺的是哪一列。",
        "en": "The record has fewer cells than the header; which one is missing cannot be known.",
    }
    template = {
        "zh": "第 {record} 条记录的单元格比表头少：“{value}”。请补齐分隔符，空值也要保留位置。",
        "en": "Record {record} has fewer cells than the header: “{value}”. Keep a place for empty cells.",
    }


class TooManyCells(Finding):
    code = "too-many-cells"
    title = {"zh": "单元格过多", "en": "Too many cells"}
    description = {
        "zh": "该行的单元格比表头多，通常是内容中的分隔符没有加引号。",
        "en": "The record has more cells than the header, mostly because a delimiter in the text is not quoted.",
    }
    template = {
        "zh": "第 {record} 条记录的单元格比表头多：“{value}”。内容含分隔符时请用双引号括起。",
        "en": "Record {record} has more cells than the header: “{value}”. Quote cells that contain the delimiter.",
    }


class OpenQuote(Finding):
    code = "open-quote"
    title = {"zh": "引号没有闭合", "en": "Quote is not closed"}
    description = {
        "zh": "单元格以双引号开头，却没有结束的双引号；该行单独隔离，其后各行照常读取。",
        "en": "A cell begins with a quote that never ends; the line is set aside and reading goes on after it.",
    }
    template = {
        "zh": "第 {record} 条记录的双引号没有闭合：“{value}”。请补上引号，内容中的引号要写两遍。",
        "en": "Record {record} has a quote that is not closed: “{value}”. Close it; write quotes in the text twice.",
    }


class NulByte(Finding):
    code = "nul-byte"
    title = {"zh": "含有空字节", "en": "Contains a NUL byte"}
    description = {
        "zh": "该行含有空字节，多为传输或导出时损坏。",
        "en": "The record contains a NUL byte, mostly damage by transport or export.",
    }
    template = {
        "zh": "第 {record} 条记录含有空字节：“{value}”。请从源系统重新导出该行。",
        "en": "Record {record} contains a NUL byte: “{value}”. Export it again from the source.",
    }


class LongLine(Finding):
    code = "long-line"
    title = {"zh": "记录过长", "en": "Record is too long"}
    description = {
        "zh": "一条记录超过长度上限；多为引号没有闭合或分行丢失。",
        "en": "One record exceeds the length limit, mostly because a quote is not closed or line ends are lost.",
    }
    template = {
        "zh": "第 {record} 条记录超过长度上限：“{value}”。请检查引号和换行。",
        "en": "Record {record} is too long: “{value}”. Check its quotes and line ends.",
    }


class BrokenJson(Finding):
    code = "broken-json"
    title = {"zh": "不是 JSON 对象", "en": "Not a JSON object"}
    description = {
        "zh": "该行不是一个合法的 JSON 对象（NaN 不是 JSON）。",
        "en": "The line is not one valid JSON object (NaN is not JSON).",
    }
    template = {
        "zh": "第 {record} 条记录不是合法的 JSON 对象：“{value}”。请每行写一个对象，用双引号，不留尾逗号。",
        "en": "Record {record} is not a valid JSON object: “{value}”. Write one object a line.",
    }


class RepeatedHeader(Finding):
    code = "repeated-header"
    title = {"zh": "重复的表头", "en": "Repeated header"}
    description = {
        "zh": "数据中又出现一次表头，多为多个文件首尾拼接。",
        "en": "The header stands again among the data, mostly because files were joined.",
    }
    template = {
        "zh": "第 {record} 条记录是重复的表头。请删除该行。",
        "en": "Record {record} repeats the header. Delete it.",
    }


class TotalRow(Finding):
    code = "total-row"
    title = {"zh": "合计行", "en": "Total row"}
    description = {
        "zh": "该行是合计，不是一条数据；混入数据会重复计数。",
        "en": "The row is a total and no record; kept among the data it would count twice.",
    }
    template = {
        "zh": "第 {record} 条记录是合计行（“{value}”），不是数据。确为数据时请改写首列后重新报送。",
        "en": "Record {record} is a total (“{value}”) and no data.",
    }


class Footnote(Finding):
    code = "footnote"
    title = {"zh": "表注", "en": "Footnote"}
    description = {
        "zh": "该行是表格下方的说明或签字栏，不是数据。",
        "en": "The row is a note or a signature line below the table and no data.",
    }
    template = {
        "zh": "第 {record} 条记录是表注（“{value}”），不是数据。请从数据文件中删除。",
        "en": "Record {record} is a footnote (“{value}”) and no data. Delete it from the file.",
    }


class DuplicateKey(Finding):
    code = "duplicate-key"
    title = {"zh": "主键重复", "en": "Duplicate key"}
    description = {
        "zh": "本次报送中同一主键出现多次；保留第一条，其余隔离。",
        "en": "The same key stands more than once in this delivery; the first is kept, the others are set aside.",
    }
    template = {
        "zh": "第 {record} 条记录的主键（{column}）与前面的记录重复：“{value}”。请确认保留哪一条。",
        "en": "Record {record} repeats the key ({column}) of an earlier record: “{value}”. Decide which to keep.",
    }
