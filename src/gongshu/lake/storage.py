"""Where a lake lies: Iceberg's metadata with addresses relative to the lake folder, so that a node can be moved or restored."""

from pathlib import Path
from typing import Any

from pyiceberg.io import InputFile, OutputFile
from pyiceberg.io.pyarrow import PyArrowFileIO

SCHEME = "lake://"
ROOT = "gongshu.lake-root"  # Property of the catalogue: the folder that stands for the scheme


class LakeFileIO(PyArrowFileIO):  # type: ignore[misc]  # PyIceberg is not followed by the type checker.
    """Reads and writes `lake://tables/…` under the folder that the catalogue was opened with."""

    def local(self, location: str) -> str:
        if not location.startswith(SCHEME):
            return location
        return str(Path(self.properties[ROOT]) / location.removeprefix(SCHEME))

    def new_input(self, location: str) -> InputFile:
        return self._called(super().new_input(self.local(location)), location)

    def new_output(self, location: str) -> OutputFile:
        return self._called(super().new_output(self.local(location)), location)

    @staticmethod
    def _called(file: Any, location: str) -> Any:
        """Give the file its relative address back: that is what Iceberg writes into its metadata."""
        file._location = location
        return file

    def delete(self, location: str | InputFile | OutputFile) -> None:
        super().delete(self.local(location) if isinstance(location, str) else location)
