"""The wheel carries the measures and the notebooks, and works from any folder without the source beside it."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from fundcalc.policy.loading import available

SOURCE = Path(__file__).parent.parent


@pytest.mark.slow
def test_the_wheel_works_from_another_folder(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "pip", "wheel", str(SOURCE), "--no-deps", "--no-build-isolation", "--wheel-dir", "."]
    subprocess.run(build, cwd=tmp_path, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("fundcalc-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        assert "fundcalc/base/locale/zh/fundcalc.mo" in archive.namelist()
        archive.extractall(tmp_path / "installed")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    code = (
        f"import sys; sys.path.insert(0, {str(tmp_path / 'installed')!r});"
        "import fundcalc; assert 'installed' in fundcalc.__file__, fundcalc.__file__;"
        "from fundcalc.cli import main; main(sys.argv[1:])"
    )

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", code, *arguments], cwd=elsewhere, capture_output=True, text=True, check=False
        )

    for policy in available():
        tested = run("policies", "test", policy, "--lang", "en")
        assert " 0 failed\n" in tested.stdout, tested.stdout + tested.stderr
        assert run("population", policy, "-o", f"{policy}.xlsx", "--applications", "9").returncode == 0
    assert run("demo", "demo", "--lang", "zh").returncode == 0
    assert (elsewhere / "demo" / "book" / "main.beancount").is_file()
    assert (
        "结论"
        in run(
            "explain", "demo/yunnan-2025.xlsx", "--policy", "yunnan-2025", "--platform", "YN-POC-05", "--lang", "zh"
        ).stdout
    )
    # The page in Fava, with what belongs to it beside its modules, and a report.
    page = (
        f"import sys; sys.path.insert(0, {str(tmp_path / 'installed')!r});"
        "from pathlib import Path; from fundcalc.fava import server;"
        "client = server.application(Path('demo/book'), 'zh').test_client();"
        "ours = '/book/extension/SpecialAccounts/';"
        "assert '核定金额' in client.get(ours).text;"
        "assert client.get('/book/extension_js_module/SpecialAccounts.js').status_code == 200"
    )
    subprocess.run([sys.executable, "-c", page], cwd=elsewhere, check=True)
    assert run("book", "report", "demo/book", "--year", "2026", "-o", "report.docx").returncode == 0
    # The notebooks travel too, and the book that the audit shows first.
    app = (
        f"import sys; sys.path.insert(0, {str(tmp_path / 'installed')!r});"
        "import runpy; from fundcalc.app.resources import example_book, notebooks_folder;"
        "assert 'installed' in str(notebooks_folder()) and (example_book() / 'main.beancount').is_file();"
        "runpy.run_path(str(notebooks_folder() / 'award.py'))['app'].run()"
    )
    ran = subprocess.run([sys.executable, "-c", app], cwd=elsewhere, capture_output=True, text=True, check=True)
    assert "7,985,802.45" in ran.stdout
