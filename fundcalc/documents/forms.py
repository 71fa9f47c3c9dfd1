"""A form of one's own (套打): a .docx with fields such as {{ organisation }}.

The form comes from outside, so a child process fills it in (``form_process``), in Jinja's sandbox and with limits on memory
and time.
"""

import base64
import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from fundcalc.base.errors import SheetError
from fundcalc.base.i18n import _, current
from fundcalc.documents.report import clean

LARGEST = 20_000_000  # bytes of a form
SECONDS = 60
SECONDS_A_LETTER = 1  # many more than one takes

Fields = Mapping[str, object]


def fill_in(form: Path, letters: Sequence[Fields], *, in_one: bool) -> list[bytes]:
    """Fill a form in for each letter: a document a letter, or all of them in one.

    Raises SheetError for a form that cannot be filled in, naming the field or the reason.
    """
    try:
        if form.stat().st_size > LARGEST:
            raise SheetError(
                _("{path}: is too large for a form; take out pictures that are not needed").format(path=form)
            )
        content = form.read_bytes()
    except OSError as error:
        raise SheetError(_("{path}: cannot be read: {reason}").format(path=form, reason=error.strerror)) from error
    answer = _ask(
        {
            "form": base64.b64encode(content).decode("ascii"),
            "letters": [_cleaned(letter) for letter in letters],
            "in_one": in_one,
            "language": current(),
            "seconds": SECONDS + SECONDS_A_LETTER * len(letters),
        }
    )
    documents = answer.get("documents")
    if not isinstance(documents, list):
        raise SheetError(_("{path}: {reason}").format(path=form, reason=answer.get("error") or _stopped()))
    return [base64.b64decode(document) for document in documents]


def _stopped() -> str:
    return _("filling in this form takes too long or too much memory; take loops and calculations out of it")


def _cleaned(value: object) -> object:
    """A value with what a document cannot hold replaced, and as texts and lists only."""
    match value:
        case Mapping():
            return {str(key): _cleaned(item) for key, item in value.items()}
        case list() | tuple():
            return [_cleaned(item) for item in value]
        case _:
            return clean(str(value))


def _ask(request: Mapping[str, object]) -> Mapping[str, object]:
    """The child's answer; empty where it died or took too long."""
    kept = {key: os.environ[key] for key in ("PATH", "SYSTEMROOT", "LANG", "LC_ALL") if key in os.environ}
    # -I: nothing of the folder we are in, of the user's own packages or of PYTHON… variables is imported.
    command = [sys.executable, "-I", "-B", "-m", "fundcalc.documents.form_process"]
    seconds = request["seconds"]
    try:
        child = subprocess.run(  # noqa: S603, our own interpreter and module
            command,
            input=json.dumps(request).encode(),
            capture_output=True,
            timeout=(seconds if isinstance(seconds, int) else 0) + 30,
            env=kept,
            check=False,
        )
        answer = json.loads(child.stdout) if child.returncode == 0 else {}
    except (subprocess.TimeoutExpired, ValueError):
        return {}
    return answer if isinstance(answer, dict) else {}
