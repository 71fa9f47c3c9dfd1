"""A visit to a page, and the answers it can have.

A page is a function from a visit to an answer. ``endpoint`` makes it one of Starlette's: it reads the form, checks its token,
chooses the language, and turns what is refused into a message on the page.
"""

from __future__ import annotations

import hmac
from asyncio import create_task, wait
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from urllib.parse import quote, urlencode

import python_multipart  # noqa: F401  # with which Starlette reads forms
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from fundcalc.app.uploads import File, plain_name
from fundcalc.base.errors import FundcalcError, PolicyError
from fundcalc.base.i18n import LANGUAGES, Language, _, speaking
from fundcalc.base.progress import Progress, Stopped, shown_in
from fundcalc.site.render import rendered
from fundcalc.site.works import Work
from fundcalc.site.workspace import Workspace

LANGUAGE_COOKIE = "fundcalc-lang"
_MOST_FILES, _MOST_FIELDS, _MOST_OF_A_FIELD = 50, 2000, 1024 * 1024
_NOTHING: Mapping[str, list[str]] = {}
PATIENCE = 2  # seconds until a page says how far the work is
_WRITTEN = (".xlsx", ".docx")  # files that may take long to write
POSTING = ("/acts/", "/mend")  # what is being posted is not stopped halfway


@dataclass(frozen=True)
class Visit:
    """One request for a page: the address, and what was filled in and dropped.

    ``error`` says why the form was refused, for the page to show above it.
    """

    workspace: Workspace
    language: Language
    address: str
    parts: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, list[str]] = field(default_factory=lambda: _NOTHING)
    files: tuple[File, ...] = ()
    error: str = ""

    def given(self, name: str, default: str = "") -> str:
        """What was filled in under a name, without blanks around it."""
        values = self.form.get(name)
        return values[0].strip() if values else default

    def every(self, name: str) -> list[str]:
        """All that was ticked under a name."""
        return [value.strip() for value in self.form.get(name, ()) if value.strip()]


@dataclass(frozen=True)
class WebPage:
    """A page to show: its template and what is in it.

    It is loaded anew after ``reload`` seconds, if that is not 0.
    """

    template: str
    title: str
    content: Mapping[str, object] = field(default_factory=dict)
    status: int = 200
    reload: int = 0


@dataclass(frozen=True)
class Goto:
    """Another page to go to."""

    path: str


@dataclass(frozen=True)
class Download:
    """A file to save."""

    name: str
    content: bytes


class NotFoundError(FundcalcError):
    """An address that leads to nothing, or to something that is no longer kept."""


# A response is one that was made before, while a page said to wait.
Answer = WebPage | Goto | Download | Response
Handler = Callable[[Visit], Answer]


def endpoint(find: Callable[[], tuple[Handler, Handler | None]]) -> Callable[[Request], Awaitable[Response]]:
    """A page that is shown and perhaps posted to; ``find`` gives both functions."""

    async def answer(request: Request) -> Response:
        visit = _visit(request)
        show, act = await run_in_threadpool(find)
        if request.method != "POST" or act is None:
            if PurePosixPath(visit.address).suffix in _WRITTEN:
                return await _in_time(visit, show, None)
            return await run_in_threadpool(_response, visit, show, None)
        return await _posted(request, visit, show, act)

    return answer


async def _posted(request: Request, visit: Visit, show: Handler, act: Handler) -> Response:
    try:
        form = await request.form(max_files=_MOST_FILES, max_fields=_MOST_FIELDS, max_part_size=_MOST_OF_A_FIELD)
    except (HTTPException, ClientDisconnect):
        return _plain(413, "413: this form is too large\n")
    fields: dict[str, list[str]] = {}
    files: list[File] = []
    for name, value in form.multi_items():
        if not isinstance(value, UploadFile):
            fields.setdefault(name, []).append(value)
        elif value.filename:
            files.append(File(plain_name(value.filename), await value.read()))
    await form.close()
    token = fields.pop("token", [""])[0]
    if not hmac.compare_digest(token.encode(), visit.workspace.form_token.encode()):
        return _plain(403, "403: this form was not made by this server; open the page again\n请重新打开页面再提交。\n")
    return await _in_time(replace(visit, form=fields, files=tuple(files)), show, act)


async def _in_time(visit: Visit, show: Handler, act: Handler | None) -> Response:
    """The answer if it is soon ready, else a page that says how far it is."""
    progress = Progress()
    task = create_task(run_in_threadpool(_watched, progress, visit, show, act))
    done, _waiting = await wait({task}, timeout=PATIENCE)
    if done:
        return task.result()
    can_stop = not any(part in visit.address for part in POSTING)
    return RedirectResponse(f"/works/{visit.workspace.works.put(Work(task, progress, visit.address, can_stop))}", 303)


def _watched(progress: Progress, visit: Visit, show: Handler, act: Handler | None) -> Response:
    with shown_in(progress):
        return _response(visit, show, act)


def _plain(status: int, text: str) -> Response:
    return Response(text, status, media_type="text/plain")


def _visit(request: Request) -> Visit:
    workspace: Workspace = request.app.state.workspace
    chosen = request.query_params.get("lang") or request.cookies.get(LANGUAGE_COOKIE)
    language = next((language for language in LANGUAGES if language == chosen), workspace.language)
    parts = {name: str(value) for name, value in request.path_params.items()}
    return Visit(workspace, language, request.url.path, parts, dict(request.query_params))


def _response(visit: Visit, show: Handler, act: Handler | None) -> Response:
    with speaking(visit.language):
        visit, answer = _answer(visit, show, act)
        match answer:
            case WebPage():
                response: Response = HTMLResponse(_html(visit, answer), answer.status)
                if answer.reload:
                    response.headers["refresh"] = str(answer.reload)
            case Goto(path=path):
                response = RedirectResponse(path, 303)
            case Response():
                response = answer
            case Download(name=name, content=content):
                kept = {"content-disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
                response = Response(content, headers=kept, media_type="application/octet-stream")
    response.headers["cache-control"] = "no-store"
    if visit.query.get("lang") == visit.language:
        response.set_cookie(LANGUAGE_COOKIE, visit.language, samesite="strict", httponly=True)
    return response


def _answer(visit: Visit, show: Handler, act: Handler | None) -> tuple[Visit, Answer]:
    """The answer to a visit; a refusal is said on the page that was posted from."""
    status = 200
    if act is not None:
        answer, error, status = _attempted(act, visit)
        if answer is not None:
            return visit, answer
        visit = replace(visit, error=error)
    shown, not_shown, status_shown = _attempted(show, visit)
    if isinstance(shown, WebPage):
        return visit, replace(shown, status=max(shown.status, status))
    if shown is not None and act is None:
        return visit, shown
    message = visit.error or not_shown
    return visit, WebPage("problem.html", _("This is not possible"), {"message": message}, max(status, status_shown))


def _attempted(handler: Handler, visit: Visit) -> tuple[Answer | None, str, int]:
    """The answer of a handler, or the message and status of what went wrong."""
    try:
        return handler(visit), "", 200
    except Stopped:
        return None, _("It was stopped; nothing was entered or written."), 400
    except NotFoundError as error:
        return None, str(error), 404
    except PolicyError as error:  # whose place may be the path of a file that came with the program
        return None, "\n".join((_("The measure is not valid with these values:"), *error.faults)), 400
    except FundcalcError as error:
        return None, str(error), 400
    except OSError as error:
        message = _("{reason}. Check the path, the free space and the permissions.")
        return None, message.format(reason=error.strerror or type(error).__name__), 400
    except Exception as error:  # the last resort of a page
        message = _(
            "This could not be handled ({kind}). Look at the entries of the book before you enter it again, and please report "
            "it with the file, if you may."
        )
        return None, message.format(kind=type(error).__name__), 500


def _html(visit: Visit, page: WebPage) -> str:
    return rendered(
        page.template,
        {
            **page.content,
            "title": page.title,
            "language": visit.language,
            "address": visit.address,
            "query": visit.query,
            "in_language": lambda language: f"?{urlencode({**visit.query, 'lang': language})}",
            "error": visit.error if page.template != "problem.html" else "",
            "given": visit.given,
            "ticked": visit.every,
            "token": visit.workspace.form_token,
        },
    )
