"""Why a whole file, table or snapshot is refused.

LakeError
├── FileRefused            the file as a whole cannot be read; nothing of it was kept
│   ├── FileEmpty  FormatUnknown  EncodingUnknown  LineTooLong  ZipBomb  WorkbookDamaged  FileChanged
│   └── HeaderMismatch     the columns do not fit the entry
├── StorageFull            the disk under the lake is full; nothing became visible
├── KeyMissing             the key of a file is not in the key store, or does not fit the master key
├── MasterKeyUnsafe        the master key has the wrong length
├── SnapshotMissing        no such entry, snapshot or file
├── CommitConflict         other writers won every attempt
├── ColumnUnknown  ConditionInvalid  MaskUnknown
├── RuleInvalid            a quality rule cannot be read, or does not fit the columns of the table
├── BaseInvalid            the definition of a base database does not hold together
├── SearchTooLong          rows were not found within the time that a request may take
└── ServingCopyUnfit       the serving copy is missing, damaged or opened with another key
A bad row is not an error: it is a finding (see findings.py) and goes to quarantine.
"""


class LakeError(Exception):
    """Something about the lake that the message explains together with the remedy, in English and in Chinese.

    In both languages the remedy stands last, after a semicolon.
    """

    def __init__(self, en: str, zh: str = "") -> None:
        super().__init__(en)
        self.because = {"zh": zh or en, "en": en}


class FileRefused(LakeError):
    """The file as a whole cannot be read; nothing of it was kept."""


class FileEmpty(FileRefused):
    """The file has no record."""


class FormatUnknown(FileRefused):
    """The file is in none of the formats that the lake reads."""


class EncodingUnknown(FileRefused):
    """The text is in no encoding that the lake reads."""


class LineTooLong(FileRefused):
    """One line is longer than the limit."""


class ZipBomb(FileRefused):
    """A workbook would expand beyond the limit."""


class WorkbookDamaged(FileRefused):
    """A workbook or Parquet file cannot be opened."""


class FileChanged(FileRefused):
    """The file changed while it was being read."""


class HeaderMismatch(FileRefused):
    """Columns that the entry requires are not in the file."""


class StorageFull(LakeError):
    """The disk under the lake is full."""


class KeyMissing(LakeError):
    """The key of a file cannot be had."""


class MasterKeyUnsafe(LakeError):
    """The master key may not be used as it is."""


class SnapshotMissing(LakeError):
    """No such entry, snapshot or file."""


class CommitConflict(LakeError):
    """Other writers won every attempt to commit."""


class ColumnUnknown(LakeError):
    """A condition, export or key names a column that the snapshot does not have."""


class ConditionInvalid(LakeError):
    """A row condition is not in the permitted form."""


class MaskUnknown(LakeError):
    """No masking rule has this name."""


class RuleInvalid(LakeError):
    """A quality rule cannot be read, or does not fit the columns of the table."""


class BaseInvalid(LakeError):
    """The members, key and items of a base database do not fit each other."""


class ServingCopyUnfit(LakeError):
    """The serving copy cannot be used."""


class SearchTooLong(LakeError):
    """Rows of a serving copy were not found within the time that a request may take."""
