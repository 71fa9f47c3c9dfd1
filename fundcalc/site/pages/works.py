"""Work that takes long: how far it is, what it came to, and stopping it."""

from __future__ import annotations

from fundcalc.base.errors import SheetError
from fundcalc.base.i18n import _
from fundcalc.site.visit import Answer, Goto, NotFoundError, Visit, WebPage
from fundcalc.site.works import Work

_SECONDS = 1


def show(visit: Visit) -> Answer:
    """How far the work is; once it is done, the answer or the way to the file."""
    work = _work(visit)
    if not work.task.done():
        content: dict[str, object] = {"work": work, "progress": work.progress}
        return WebPage("working.html", _("One moment"), content, reload=_SECONDS)
    answer = work.task.result()
    if "content-disposition" in answer.headers:
        return WebPage(
            "written.html", _("The file is ready"), {"here": visit.address, "back": work.back.rpartition("/")[0]}
        )
    return answer


def file(visit: Visit) -> Answer:
    """The file that was written."""
    work = _work(visit)
    if not work.task.done():
        raise NotFoundError(_("the file is not ready yet"))
    return work.task.result()


def stop(visit: Visit) -> Answer:
    """Ask the work to stop."""
    work = _work(visit)
    if not work.can_stop:
        raise SheetError(_("what is being posted cannot be stopped halfway"))
    work.progress.is_stopped = True
    return Goto(visit.address)


def _work(visit: Visit) -> Work:
    work = visit.workspace.works.get(visit.parts["work"])
    if work is None:
        raise NotFoundError(_("this is not kept any more; ask for it again"))
    return work
