"""Build hook: compile the message catalogues into the wheel."""

import sys
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompileCatalogues(BuildHookInterface[Any]):
    """Add ``fundcalc.mo`` beside each ``fundcalc.po``.

    An editable install compiles it on first use instead.
    """

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile to a temporary folder and name the files to be included."""
        if version == "editable":
            return
        sys.path.insert(0, self.root)
        from fundcalc.base.catalogue import compile_catalogue

        for text in Path(self.root, "fundcalc/base/locale").glob("*/fundcalc.po"):
            compiled = Path(mkdtemp(), "fundcalc.mo")
            compiled.write_bytes(compile_catalogue(text.read_bytes()))
            build_data["force_include"][str(compiled)] = str(text.with_suffix(".mo").relative_to(self.root))
