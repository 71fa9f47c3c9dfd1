"""The draft of a mapping file: what journals have, with sums, guesses and the awards that are known."""

from pathlib import Path

from fundcalc.journals.draft_map import draft_map
from fundcalc.journals.mapping import read_mapping
from fundcalc.sources.collect import gather

from .samples import Rows, workbook

YN = "YN-2026-POC-1-build"
ROWS: Rows = [
    ["日期", "凭证号", "摘要", "科目编码", "科目名称", "项目", "借方", "贷方"],
    ["2026-03-01", "记-1", "试剂", "530101", "材料费", "P001 中心建设", 300, None],
    ["2026-03-01", "记-1", "试剂", "530101", "材料费", "POC-1 验证", 200, None],
    ["2026-03-01", "记-1", "试剂", "100201", "专户", None, None, 500],
]


def test_a_draft_is_completed_and_read_back(tmp_path: Path) -> None:
    gathered = gather([workbook(tmp_path / "序时账.xlsx", 序时账=ROWS)])
    text = draft_map(gathered.vouchers, read_mapping(None, []), {YN: "POC-1"})
    assert f"#   {YN} POC-1\n" in text
    assert '# "P001 中心建设" = ""' in text
    # What an award is called in its project is a guess, which stands without a # before it.
    assert f'\n"POC-1 验证" = "{YN}"' in text
    assert '# "100201" = ""' in text
    path = tmp_path / "map.toml"
    path.write_text(text.replace('# "P001 中心建设" = ""', f'"P001 中心建设" = "{YN}"'), "utf-8")
    attribution = read_mapping(path, [])
    assert attribution.projects == {"P001 中心建设": YN, "POC-1 验证": YN}
    assert not attribution.banks
