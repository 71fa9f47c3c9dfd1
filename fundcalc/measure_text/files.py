"""Read the paragraphs of a measure from .txt, .md, .docx or .pdf."""

import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from fundcalc.base.errors import TextError
from fundcalc.base.i18n import _
from fundcalc.measure_text.word_numbering import Numbering

if TYPE_CHECKING:
    from docx.oxml.xmlchemy import BaseOxmlElement

_MOST_BYTES = 200 * 2**20
_MOST_PAGES = 500
_MOST_CHARACTERS = 200_000
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def paragraphs(path: Path) -> tuple[str, ...]:
    """Return the paragraphs of a file.

    The cells of a row of a table are joined by tabs. Numbers that Word makes (第N条) are worked out. Raises TextError
    naming the file, and the paragraph where one cannot be read.
    """
    readers: Mapping[str, Callable[[Path], tuple[str, ...]]] = {
        ".txt": _plain, ".md": _plain, ".docx": _word, ".pdf": _pdf,
    }  # fmt: skip
    reader = readers.get(path.suffix.lower())
    if reader is None:
        message = _("{file}: the text of a measure is read from {kinds}; save it as one of them")
        raise TextError(message.format(file=path, kinds=", ".join(readers)))
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise TextError(_("{file}: is larger than any measure").format(file=path))
        found = reader(path)
    except OSError as error:
        raise TextError(_("{file}: cannot be read: {reason}").format(file=path, reason=error.strerror)) from error
    if sum(map(len, found)) > _MOST_CHARACTERS:
        raise TextError(_("{file}: is larger than any measure").format(file=path))
    if not any(paragraph.strip() for paragraph in found):
        message = _("{file}: holds no text; a scanned document has to be recognised (OCR) and saved as text first")
        raise TextError(message.format(file=path))
    return found


def _plain(path: Path) -> tuple[str, ...]:
    content = path.read_bytes()
    encodings = ("utf-16",) if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            return tuple(content.decode(encoding).splitlines())
        except UnicodeDecodeError:
            continue
    raise TextError(_("{file}: the text is neither UTF-8 nor GB18030; save it as UTF-8").format(file=path))


def _word(path: Path) -> tuple[str, ...]:
    import docx

    try:
        with zipfile.ZipFile(path) as archive:
            size = sum(part.file_size for part in archive.infolist())
        document = docx.Document(str(path)) if size <= _MOST_BYTES else None
        numbering = Numbering(document) if document is not None else None
    except Exception as error:
        # A damaged or hostile file makes a parser raise anything; the answer is the same.
        message = _("{file}: the Word document is damaged ({reason}); open it in Word or WPS and save it as .docx")
        raise TextError(message.format(file=path, reason=type(error).__name__)) from error
    if document is None or numbering is None:
        raise TextError(_("{file}: is larger than any measure").format(file=path))
    try:
        return tuple(_blocks(document.element.body, numbering))
    except TextError as error:
        raise TextError(f"{path}: {error}") from error


def _blocks(body: "BaseOxmlElement", numbering: Numbering) -> Iterator[str]:
    for block in body:
        if block.tag == f"{_W}p":
            yield from _paragraph(block, numbering)
        elif block.tag == f"{_W}tbl":
            for row in block.iter(f"{_W}tr"):
                cells = [
                    [*row_text] for cell in row.iter(f"{_W}tc") if (row_text := _cell(cell, numbering)) is not None
                ]
                yield "\t".join(" ".join(cell) for cell in cells)
        elif block.tag == f"{_W}sdt":
            for content in block.iter(f"{_W}sdtContent"):
                yield from _blocks(content, numbering)
                break


def _cell(cell: "BaseOxmlElement", numbering: Numbering) -> list[str]:
    return [line.strip() for block in cell.iter(f"{_W}p") for line in _paragraph(block, numbering)]


def _paragraph(element: "BaseOxmlElement", numbering: Numbering) -> Iterator[str]:
    text = "".join(_runs(element))
    label = numbering.label(element, text)
    yield from (f"{label} {text}" if label else text).splitlines() or [""]


def _runs(element: "BaseOxmlElement") -> Iterator[str]:
    """The text of a paragraph with its changes accepted."""
    for part in element.iter(f"{_W}t", f"{_W}tab", f"{_W}br", f"{_W}cr"):
        if any(above.tag == f"{_W}del" for above in part.iterancestors()):
            continue
        if part.tag == f"{_W}t":
            yield part.text or ""
        elif part.getparent() is not None and part.getparent().tag == f"{_W}r":
            yield "\t" if part.tag == f"{_W}tab" else "\n"


def _pdf(path: Path) -> tuple[str, ...]:
    try:
        import pdfplumber
    except ImportError as error:
        message = _("{file}: reading PDF needs pdfplumber: pip install 'fundcalc[pdf]', or save it as .docx or .txt")
        raise TextError(message.format(file=path)) from error
    try:
        with pdfplumber.open(path) as document:
            count = len(document.pages)
            pages = [page.extract_text() or "" for page in document.pages] if count <= _MOST_PAGES else None
    except Exception as error:
        message = _("{file}: the PDF cannot be read ({reason}); save it as .docx or .txt")
        raise TextError(message.format(file=path, reason=type(error).__name__)) from error
    if pages is None:
        raise TextError(_("{file}: is larger than any measure").format(file=path))
    return tuple(_joined_lines("\n".join(pages)))


def _joined_lines(text: str) -> Iterator[str]:
    """Join the lines of a page to paragraphs.

    A line ends one if it ends a sentence, or if the next one begins an item.
    """
    from fundcalc.measure_text.articles import begins_item

    waiting = ""
    for line in (line.strip() for line in text.splitlines()):
        if not line or line.strip("-—– ").isdigit():
            continue  # a page number
        if waiting and (begins_item(line) or waiting.endswith(("。", "；", "：", "章", ";", ":"))):
            yield waiting
            waiting = ""
        waiting += line
    if waiting:
        yield waiting
