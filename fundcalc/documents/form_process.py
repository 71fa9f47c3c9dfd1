"""The child process that fills in a form, with limits on memory, time and files.

The form and the fields come as JSON on standard input; the documents, or why there are none, go as JSON to standard output.
"""

import base64
import json
import re
import sys
import zipfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from copy import deepcopy
from io import BytesIO

import docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError
from jinja2.exceptions import SecurityError, TemplateSyntaxError, UndefinedError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from fundcalc.base.i18n import _, choose
from fundcalc.base.memory import limit_process

MEMORY = 2 << 30
MOST_UNPACKED = 100_000_000  # bytes of a form unpacked, and of all documents
_EXTERNAL = re.compile(rb'<[\w:]*Relationship\b[^>]*TargetMode\s*=\s*["\']External["\'][^>]*>', re.IGNORECASE)
_HYPERLINK = re.compile(rb'Type\s*=\s*["\'][^"\']*/hyperlink["\']')
# What differs from letter to letter in any case.
_OF_A_LETTER = frozenset(("word/document.xml", "docProps/core.xml"))


class UnusableFormError(Exception):
    """Why a form cannot be filled in."""


def fill_in(form: bytes, letters: Sequence[Mapping[str, object]], *, in_one: bool) -> list[bytes]:
    """A document for each letter, or all letters in one.

    Raises UnusableFormError.
    """
    _check(form)
    documents: list[bytes] = []
    for letter in letters:
        documents.append(_rendered(form, letter))
        if sum(map(len, documents)) > MOST_UNPACKED:
            raise UnusableFormError(
                _("the letters are too large in all; make them without pictures, or fewer at a time")
            )
    return [_merged(documents)] if in_one and len(documents) > 1 else documents


def _check(form: bytes) -> None:
    """Refuse what is no .docx, is a bomb, or leads outside when it is opened."""
    try:
        with zipfile.ZipFile(BytesIO(form)) as parts:
            infos = parts.infolist()
            if sum(info.file_size for info in infos) > MOST_UNPACKED:
                raise UnusableFormError(_("it claims to be larger than any form; make it again"))
            names = {info.filename for info in infos}
            if "word/document.xml" not in names:
                raise UnusableFormError(_("is not a Word document (.docx); save it as .docx"))
            if any(name.lower().endswith("vbaproject.bin") for name in names):
                raise UnusableFormError(_("it holds macros; save it as a .docx without macros"))
            for name in names:
                if name.endswith(".rels") and any(_leads_outside(parts.read(name))):
                    raise UnusableFormError(
                        _(
                            "it loads something from another place when it is opened (a template, a picture or an object); "
                            "put it into the form itself"
                        )
                    )
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError) as error:
        raise UnusableFormError(_("is not a Word document (.docx); save it as .docx")) from error


def _leads_outside(relations: bytes) -> Iterator[bool]:
    for found in _EXTERNAL.finditer(relations):
        yield _HYPERLINK.search(found[0]) is None


def _rendered(form: bytes, letter: Mapping[str, object]) -> bytes:
    environment = ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    template = DocxTemplate(BytesIO(form))
    try:
        used = template.get_undeclared_template_variables(environment)
        _require_fields(used, letter.keys())
        template.render(dict(letter), environment)
    except SecurityError as error:
        raise UnusableFormError(_("a field does what a form may not: {reason}").format(reason=error)) from error
    except TemplateSyntaxError as error:
        message = _("a field is not written as one: {reason}; write it like {example}")
        raise UnusableFormError(message.format(reason=error.message, example="{{ organisation }}")) from error
    except UndefinedError as error:
        message = _("a field is not known: {reason}; known are {fields}")
        raise UnusableFormError(message.format(reason=error.message, fields=", ".join(letter))) from error
    except (TemplateError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        raise UnusableFormError(
            _("its fields cannot be filled in: {reason}").format(reason=str(error)[:200])
        ) from error
    filled = BytesIO()
    template.save(filled)
    return filled.getvalue()


def _require_fields(used: Collection[str], names: Collection[str]) -> None:
    if unknown := sorted(set(used) - set(names)):
        message = _("it names fields that are not known: {unknown}; known are {fields}")
        raise UnusableFormError(message.format(unknown=", ".join(unknown), fields=", ".join(names)))
    if not used:
        message = _("it names no field, so every letter would be the same; known fields are {fields}")
        raise UnusableFormError(message.format(fields=", ".join(names)))


def _merged(documents: Sequence[bytes]) -> bytes:
    """Documents made of one form as one, each on a page of its own."""
    others = {name: content for name, content in _parts(documents[0]).items() if name not in _OF_A_LETTER}
    whole = docx.Document(BytesIO(documents[0]))
    body = whole.element.body
    end = body.find(qn("w:sectPr"))
    for document in documents[1:]:
        parts = _parts(document)
        if any(parts.get(name) != content for name, content in others.items()):
            message = _("its header or footer names the applicant, so the letters cannot share one "
                            "document; write them to a folder: -o FOLDER")  # fmt: skip
            raise UnusableFormError(message)
        added = [_page_break()]
        added += [
            deepcopy(part) for part in docx.Document(BytesIO(document)).element.body if part.tag != qn("w:sectPr")
        ]
        for part in added:
            if end is None:
                body.append(part)
            else:
                end.addprevious(part)
    merged = BytesIO()
    whole.save(merged)
    return merged.getvalue()


def _page_break() -> OxmlElement:  # type: ignore[valid-type]
    paragraph, run, line_break = OxmlElement("w:p"), OxmlElement("w:r"), OxmlElement("w:br")
    line_break.set(qn("w:type"), "page")
    run.append(line_break)
    paragraph.append(run)
    return paragraph


def _parts(document: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(document)) as parts:
        return {name: parts.read(name) for name in parts.namelist()}


def main() -> None:
    """Fill in the form on standard input; write the documents to standard output."""
    request = json.load(sys.stdin)
    limit_process(MEMORY, request["seconds"])
    choose(request["language"])
    try:
        documents = fill_in(base64.b64decode(request["form"]), request["letters"], in_one=request["in_one"])
        answer: dict[str, object] = {
            "documents": [base64.b64encode(document).decode("ascii") for document in documents]
        }
    except UnusableFormError as error:
        answer = {"error": str(error)}
    except (MemoryError, RecursionError):
        answer = {}
    except Exception as error:  # any failure of a user's form is reported, never a traceback
        reason = f"{type(error).__name__}: {str(error)[:200]}"
        answer = {"error": _("its fields cannot be filled in: {reason}").format(reason=reason)}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
