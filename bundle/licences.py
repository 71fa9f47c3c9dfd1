"""The licences of what is installed, as their authors state them."""

from collections.abc import Sequence
from importlib.metadata import Distribution, distributions
from pathlib import Path
from typing import NamedTuple

_LONGEST = 60  # some packages put the whole text in the field


class Licence(NamedTuple):
    """A package and its licence, "not stated" where its metadata has none."""

    name: str
    version: str
    licence: str


def licences_of(environment: Path) -> list[Licence]:
    """The packages of an environment by name, with their licences."""
    (folder,) = {*environment.glob("lib/python*/site-packages"), *environment.glob("Lib/site-packages")}
    found = [Licence(one.metadata["Name"], one.version, _licence(one)) for one in distributions(path=[str(folder)])]
    return sorted(found, key=lambda one: one.name.lower())


def _licence(one: Distribution) -> str:
    fields = one.metadata
    texts = [*(fields.get_all("License-Expression") or ()), *(fields.get_all("License") or ())]
    stated = next((text.strip() for text in texts if text), "")
    if stated and len(stated) <= _LONGEST and "\n" not in stated:
        return stated
    classifiers = [line for line in fields.get_all("Classifier") or () if line.startswith("License :: ")]
    return ", ".join(line.rsplit(" :: ", 1)[1] for line in classifiers) or "not stated"


def page(licences: Sequence[Licence], source_of_beancount: str) -> str:
    """The page that lies in a bundle."""
    rows = "".join(f"| {one.name} | {one.version} | {one.licence} |\n" for one in licences)
    return (
        "# What is installed, and under which licences\n\n"
        "fundcalc itself is under the MIT licence. Its ledger side imports **Beancount, which is under the GPL, version 2 "
        "only**. To use this bundle in an office, nothing more is needed. Whoever passes it on passes on Beancount too, "
        "has to do so under the GPL, and has to offer its source, which is at "
        f"{source_of_beancount}. This is a plain note and no legal advice.\n\n"
        "fundcalc 采用 MIT 许可证。账簿部分使用 Beancount，其许可证为 GPL-2.0-only：单位内部使用无须另办手续；"
        "向他人转交本安装包的，须按 GPL 提供 Beancount 及其源代码。\n\n"
        f"| package | version | licence as its metadata states it |\n|---|---|---|\n{rows}\n"
        "The same as CycloneDX: `sbom.cdx.json`.\n"
    )
