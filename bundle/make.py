"""Write a folder from which fundcalc is installed without internet: ``python -m bundle.make``.

It holds the wheels for this platform and Python, an installer of two lines, the documentation as a site, the notebooks, the
software bill of materials in CycloneDX and the licences. The folder is tried before it is kept: it is installed into a new
environment without an index.
"""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

from bundle.licences import licences_of, page

ROOT = Path(__file__).parent.parent
EXTRAS = "web,app,pdf,duckdb"
_PIP = ("-m", "pip", "--disable-pip-version-check", "--quiet")
_SOURCE = "https://github.com/beancount/beancount"

_INSTALL = f"""#!/bin/sh
# sh install.sh [FOLDER]: fundcalc in an environment of its own, without internet. 离线安装。
set -e; here=$(cd "$(dirname "$0")" && pwd); "${{PYTHON:-python3}}" -m venv "${{1:-fundcalc-env}}"
"${{1:-fundcalc-env}}/bin/python" -m pip install --quiet --no-index --find-links "$here/wheels" \\
  --constraint "$here/constraints.txt" 'fundcalc[{EXTRAS}]' && echo "${{1:-fundcalc-env}}/bin/fundcalc"
"""
_INSTALL_WINDOWS = f"""@rem install.cmd [FOLDER]: fundcalc in an environment of its own, without internet.
@set "to=%~1"
@if "%to%"=="" set "to=fundcalc-env"
py -m venv "%to%" || exit /b 1
"%to%\\Scripts\\python" -m pip install --quiet --no-index --find-links "%~dp0wheels" ^
  --constraint "%~dp0constraints.txt" "fundcalc[{EXTRAS}]"
"""


def installers() -> dict[str, str]:
    """The installers that lie in a bundle, by name."""
    return {"install.sh": _INSTALL, "install.cmd": _INSTALL_WINDOWS}


def main() -> None:
    """Make the bundle of this platform in ``dist``."""
    with tempfile.TemporaryDirectory() as scratch:
        made = make(Path(scratch))
        place = ROOT / "dist" / made.name
        shutil.rmtree(place, ignore_errors=True)
        place.parent.mkdir(exist_ok=True)
        shutil.move(made, place)
    print(place)


def make(scratch: Path) -> Path:
    """Make the bundle in a folder, and try it there."""
    wheels = scratch / "wheels"
    constraints = ROOT / "constraints.txt"
    _run(sys.executable, *_PIP, "wheel", "--constraint", constraints, "--wheel-dir", wheels, f"{ROOT}[{EXTRAS}]")
    (own,) = wheels.glob("fundcalc-*.whl")
    version = own.name.split("-")[1]
    tag = f"cp{sys.version_info.major}{sys.version_info.minor}-{sysconfig.get_platform()}"
    folder = scratch / f"fundcalc-{version}-{tag}"
    folder.mkdir()
    shutil.move(wheels, folder / "wheels")
    shutil.copy(constraints, folder)
    for name, text in installers().items():
        (folder / name).write_text(text, "utf-8", newline="\r\n" if name.endswith(".cmd") else "\n")
    for name in ("LICENSE", "CHANGELOG.md"):
        shutil.copy(ROOT / name, folder)
    shutil.copy(ROOT / "bundle" / "start.md", folder / "README.md")
    shutil.copytree(
        ROOT / "notebooks", folder / "notebooks", ignore=shutil.ignore_patterns("__pycache__", "__marimo__")
    )
    write_documentation(folder / "documentation", scratch)
    environment = scratch / "env"
    install(folder, environment)
    (folder / "LICENCES.md").write_text(page(licences_of(environment), _SOURCE), "utf-8")
    write_bill(environment, folder / "sbom.cdx.json")
    return folder


def write_documentation(folder: Path, scratch: Path) -> None:
    """Write the site in both languages; a warning is an error."""
    sphinx = (sys.executable, "-m", "sphinx", "-q", "-W", "-c", ROOT / "docs")
    _run(*sphinx, "-d", scratch / "doctrees-en", ROOT, folder / "en")
    _run(*sphinx, "-d", scratch / "doctrees-zh", "-t", "zh", ROOT, folder / "zh")
    shutil.copy(ROOT / "docs" / "_templates" / "start.html", folder / "index.html")


def install(folder: Path, environment: Path) -> None:
    """Install from a bundle as its reader does: no index, no settings of this user."""
    script = [folder / "install.cmd"] if os.name == "nt" else ["sh", folder / "install.sh"]
    clean = {"PATH": os.environ.get("PATH", ""), "HOME": str(environment.parent), "PYTHON": sys.executable}
    _run(*script, environment, environment_variables={**clean, "PIP_CONFIG_FILE": os.devnull})
    folder_of_scripts = "Scripts" if os.name == "nt" else "bin"
    _run(environment / folder_of_scripts / "fundcalc", "policies", "list", "--json")


def write_bill(environment: Path, path: Path) -> None:
    """Write the bill of materials of an environment in CycloneDX 1.6.

    The tool (cyclonedx-bom) is that of ``make bundle``; the product does not depend on it. Paths of this machine are
    left out.
    """
    python = environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    tool = Path(sysconfig.get_path("scripts")) / "cyclonedx-py"
    _run(tool, "environment", "--output-reproducible", "--spec-version", "1.6", "--output-file", path, python)
    bill = json.loads(path.read_text("utf-8"))
    for component in bill["components"]:
        component.pop("externalReferences", None)
    path.write_text(json.dumps(bill, ensure_ascii=False, indent=1) + "\n", "utf-8")


def _run(*command: str | Path, environment_variables: dict[str, str] | None = None) -> None:
    subprocess.run([*map(str, command)], check=True, env=environment_variables, stdout=subprocess.PIPE)


if __name__ == "__main__":
    main()
