"""The bundle: its installers, its page of licences, and, slowly, an installation without a network."""

import re
import shutil
import subprocess
from pathlib import Path
from tomllib import loads

import pytest

from bundle.licences import Licence, licences_of, page
from bundle.make import EXTRAS, installers

from .source import ROOT


def test_the_installers_name_extras_that_exist_and_fetch_nothing() -> None:
    extras = loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    assert set(EXTRAS.split(",")) <= extras.keys()
    for text in installers().values():
        assert "--no-index" in text
        assert f"fundcalc[{EXTRAS}]" in text
        assert not re.search(r"https?://", text)


@pytest.mark.skipif(shutil.which("sh") is None, reason="there is no sh")
def test_the_installer_is_a_script_that_parses(tmp_path: Path) -> None:
    script = tmp_path / "install.sh"
    script.write_text(installers()["install.sh"], "utf-8")
    subprocess.run(["sh", "-n", str(script)], check=True)


def test_a_licence_is_taken_from_the_metadata(tmp_path: Path) -> None:
    stated = {
        "a": "License-Expression: GPL-2.0-only\n",
        "b": "Classifier: License :: OSI Approved :: BSD License\n",
        "c": "License: A text\n that runs\n over lines\nClassifier: License :: OSI Approved :: MIT License\n",
        "d": "",
    }
    for name, lines in stated.items():
        info = tmp_path / "lib" / "python3.11" / "site-packages" / f"{name}-1.0.dist-info"
        info.mkdir(parents=True)
        (info / "METADATA").write_text(f"Metadata-Version: 2.4\nName: {name}\nVersion: 1.0\n{lines}", "utf-8")
    found = licences_of(tmp_path)
    assert [(one.name, one.licence) for one in found] == [
        ("a", "GPL-2.0-only"), ("b", "BSD License"), ("c", "MIT License"), ("d", "not stated"),
    ]  # fmt: skip


def test_the_page_names_every_package_and_what_the_gpl_asks() -> None:
    text = page([Licence("beancount", "3.2.3", "GPL-2.0-only")], "the source")
    assert "| beancount | 3.2.3 | GPL-2.0-only |" in text
    assert "version 2 only" in text
    assert "the source" in text
