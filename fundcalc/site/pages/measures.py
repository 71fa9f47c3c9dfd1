"""The measures: read one as a page, check one that is dropped."""

from __future__ import annotations

from pathlib import Path

from fundcalc.base.errors import PolicyError, SheetError
from fundcalc.base.i18n import _, either
from fundcalc.documents import write
from fundcalc.documents.pages import measure_report
from fundcalc.engine.case_coverage import coverage_warnings
from fundcalc.measure_text.articles import articles
from fundcalc.measure_text.files import paragraphs
from fundcalc.measure_text.verification import verify as compare_with
from fundcalc.policy import checking
from fundcalc.policy.loading import available, load
from fundcalc.prose import measure_page
from fundcalc.site import own_measures
from fundcalc.site.own_measures import folder_of_user
from fundcalc.site.reading import download, one_file, read_from
from fundcalc.site.visit import Answer, Goto, NotFoundError, Visit, WebPage
from fundcalc.views.verification import tables

ACCEPTED = ".toml"


def index(_visit: Visit) -> Answer:
    """The measures, and the form to check one's own."""
    measures = [load(name).measure for name in available()]
    return WebPage("measures.html", _("Measures"), {"measures": measures, "accept": ACCEPTED})


def show(visit: Visit) -> Answer:
    """What a measure says, clause by clause, and how it is read."""
    name = visit.parts["policy"]
    if name not in available():
        raise NotFoundError(_("{policy} is not a measure of this list").format(policy=name))
    page = measure_page(load(name))
    return WebPage("measure.html", page.title, {"page": page, "name": name})


def document(visit: Visit) -> Answer:
    """The same as a Word document."""
    name = visit.parts["policy"]
    if name not in available():
        raise NotFoundError(_("{policy} is not a measure of this list").format(policy=name))
    report = measure_report(load(name))
    return download(f"{name}.docx", lambda path: write(report, path))


def verify(visit: Visit) -> Answer:
    """Compare every figure of a measure with its text, as ``policies verify`` does."""
    name = visit.parts["policy"]
    if name not in available():
        raise NotFoundError(_("{policy} is not a measure of this list").format(policy=name))
    policy = load(name)
    printed = read_from(one_file(visit), lambda path: articles(paragraphs(path), policy.measure.articles))
    found = compare_with(policy, printed)
    content = {"name": name, "found": found, "tables": list(tables(found))}
    return WebPage("verified.html", _("{measure} and its text").format(measure=either(policy.measure.short)), content)


def check(visit: Visit) -> Answer:
    """Check a dropped policy.toml, with its cases.toml where that is dropped too."""
    files = {file.name: file.content for file in visit.files}
    if "policy.toml" not in files or not files.keys() <= {"policy.toml", "cases.toml"}:
        raise SheetError(_("drop the file policy.toml, and with it cases.toml if there is one"))
    folder = visit.workspace.new_folder()
    for name in ("policy.toml", "cases.toml"):
        if name in files:
            (folder / name).write_bytes(files[name])
    content = _checked(folder)
    name = "" if content["faults"] else visit.workspace.measures.put(folder)
    return WebPage("checked.html", _("Check of policy.toml"), {**content, "name": name, "place": folder_of_user()})


def add(visit: Visit) -> Answer:
    """Add a measure that was checked to one's own."""
    folder = visit.workspace.measures.get(visit.given("name"))
    if folder is None:
        raise NotFoundError(_("this is not kept any more; drop the file again"))
    policy = load(folder / "policy.toml")
    own_measures.add(policy, folder)
    return Goto(f"/measures/{policy.id}")


def _checked(folder: Path) -> dict[str, object]:
    """What is wrong with the policy of a folder, and what is odd about it."""
    report = checking.check(folder / "policy.toml")
    faults, warnings = [*report.faults], [*report.warnings]
    if report.policy is not None and (folder / "cases.toml").is_file():
        try:
            warnings += coverage_warnings(report.policy)
        except PolicyError as error:
            faults += [f"cases.toml: {fault}" for fault in error.faults]
    return {
        "faults": faults,
        "warnings": warnings,
        "report": report,
        "page": measure_page(report.policy) if report.policy is not None else None,
    }
