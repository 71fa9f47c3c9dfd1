"""A ledger from anywhere, read without running or trusting anything in it.

What is left out is told.

Each file is parsed by itself and only inside the ledger's folder: no plugins, no cache, no encrypted files, no devices. What
was parsed is booked and validated with our tolerance, which is none. This runs in a child with limits, see ``confined``.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from beancount.core import data
from beancount.core.convert import get_weight
from beancount.parser import parser

from fundcalc.auditing.audit import LineFields, lines_in_question
from fundcalc.auditing.evidence import AwardFacts, Evidence, Rejected
from fundcalc.auditing.lines import Line
from fundcalc.base.errors import MoneyError
from fundcalc.base.money import fen
from fundcalc.ledger import messages, writer
from fundcalc.ledger.event_reader import FACTS, award_facts, day_in, fen_of
from fundcalc.ledger.loading import Fault, checked, fault_at, unsafe_division
from fundcalc.policy.loading import Policy
from fundcalc.policy.uses import catalogue, code_in

MOST_FILES = 2_000
MOST_BYTES = 200_000_000
_LONGEST = 2_000
_LONGEST_MESSAGE = 300
# The parser's time grows with the square of the length of a text or a comment.
_LONGEST_TEXT = 100_000
# Comments, headings (lines that begin with a sign), then texts, as Beancount's lexer finds them.
_TEXT = re.compile(rb';[^\n]*+|^[*:#!&?%][^\n]*+|"(?P<text>(?:[^"\\]++|\\.)*+)"?', re.DOTALL | re.MULTILINE)
_LINE = re.compile(rb"[^\n]{%d}" % (_LONGEST_TEXT + 1))
# What is told of one ledger; the rest is counted.
_MOST_MESSAGES = 1_000
_SPENT = "Expenses"
_NEVER = ("Income", "Equity")
_REFUSED = (".gpg", ".asc")
_LINK = "award-"
_REMAINDER = Decimal("0.000001")
_PLACE = ("filename", "lineno")


@dataclass
class _Walk:
    """The files of a ledger while they are read; ``notes`` are what was left out."""

    root: Path
    entries: list[data.Directive] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    size: int = 0
    names: dict[str, str] = field(default_factory=dict)

    def left_out(self, path: Path, message: str) -> None:
        self.notes.append(messages.AT.format(place=self.name(path), message=message))

    def place(self, meta: Mapping[str, Any]) -> str:
        """Where an entry stands; each file's name is worked out once."""
        file = str(meta.get("filename", ""))
        if file not in self.names:
            self.names[file] = self.name(Path(file))
        return f"{self.names[file]}:{meta.get('lineno', 0)}"

    def name(self, path: Path) -> str:
        return path.relative_to(self.root).as_posix() if path.is_relative_to(self.root) else path.name


def evidence_of_foreign(
    top: Path, *, mapped: Sequence[str] = (), skip: Iterable[str] = (), progress: Any = None
) -> tuple[Evidence, tuple[str, ...]]:
    """The lines of spending of a ledger, what is wrong with it, and what was left out.

    A posting is spending if its account is an expense, names an economic code, or is one of ``mapped`` or below it. ``skip``
    are files (as seen from the ledger's folder) not to parse; ``progress`` is told the name of each file before it is parsed.
    """
    walk = _Walk(top.resolve().parent)
    waiting, seen = [top.resolve()], set[Path]()
    while waiting:
        path = waiting.pop(0)
        if path in seen:
            continue
        seen.add(path)
        name = walk.name(path)
        if len(seen) > MOST_FILES:
            walk.left_out(path, messages.TOO_MANY_FILES.format(most=MOST_FILES))
            break
        if name in skip:
            walk.faults.append(Fault(name, 0, str(messages.CRASHED_PARSER)))
            continue
        if progress is not None:
            progress(name)
        said = _parsed(walk, path)
        waiting += _included(walk, path, said.get("include", ()))
        _left_out(walk, path, said)
    walk.entries.sort(key=data.entry_sortkey)
    entries, faults = checked(walk.root, walk.entries, walk.faults)
    lines = tuple(_lines(_spent(entries, tuple(mapped)), walk))
    awards, wrong = _awards(entries, walk)
    rejected = [*(Rejected(f"{fault.file}:{fault.line}", fault.message) for fault in faults), *wrong]
    notes = list(dict.fromkeys(walk.notes))
    more = [
        kind.format(count=len(messages_found) - _MOST_MESSAGES)
        for messages_found, kind in ((notes, messages.MORE_LEFT_OUT), (rejected, messages.MORE_REJECTED))
        if len(messages_found) > _MOST_MESSAGES
    ]
    return Evidence(lines, awards, rejected=rejected[:_MOST_MESSAGES]), (*notes[:_MOST_MESSAGES], *more)


def _parsed(walk: _Walk, path: Path) -> Mapping[str, Any]:
    try:
        if not path.is_file() or path.suffix.lower() in _REFUSED:
            walk.left_out(path, str(messages.NO_PLAIN_FILE))
            return {}
        walk.size += path.stat().st_size
        if walk.size > MOST_BYTES:
            walk.left_out(path, messages.TOO_LARGE.format(most=MOST_BYTES // 1_000_000))
            return {}
        content = path.read_bytes()
        if b"\0" in content:
            line = content.count(b"\n", 0, content.index(b"\0")) + 1
            walk.faults.append(Fault(walk.name(path), line, str(messages.NO_TEXT)))
            return {}
        if line := _endless_text(content):
            message = messages.ENDLESS_TEXT.format(most=f"{_LONGEST_TEXT:,}")
            walk.faults.append(Fault(walk.name(path), line, message))
            return {}
        if line := unsafe_division(content):
            walk.faults.append(Fault(walk.name(path), line, str(messages.UNSAFE_DIVISION)))
            return {}
        entries, errors, said = parser.parse_file(str(path))
    except (OSError, ValueError, ArithmeticError, MemoryError, RecursionError, TypeError, LookupError) as error:
        walk.faults.append(
            Fault(walk.name(path), 0, messages.UNPARSED.format(reason=f"{type(error).__name__}: {error}"[:200]))
        )
        return {}
    walk.entries += entries
    walk.faults += [fault_at(walk.root, error.source, _said(str(error.message))) for error in errors]
    return dict(said)


def _said(message: str) -> str:
    """What the parser says of an error, in short."""
    if message.startswith("UnicodeDecodeError"):
        return str(messages.NO_UTF_8)
    return message.partition("\n")[0][:_LONGEST_MESSAGE]


def _endless_text(content: bytes) -> int:
    """The line of a text, or the line, that is too long for the parser.

    0 if there is none.
    """
    texts = (match for match in _TEXT.finditer(content) if len(match["text"] or b"") > _LONGEST_TEXT)
    found = _LINE.search(content) or next(texts, None)
    return content.count(b"\n", 0, found.start()) + 1 if found else 0


def _included(walk: _Walk, path: Path, names: Iterable[str]) -> Iterator[Path]:
    for name in names:
        found = []
        if "**" not in name and "\0" not in name:
            with suppress(OSError, ValueError, NotImplementedError, IndexError):
                found = [match.resolve() for match in sorted(path.parent.glob(name))]
        inside = [match for match in found if match.is_relative_to(walk.root) and match.is_file()]
        if len(inside) < len(found) or not found:
            walk.left_out(path, messages.INCLUDE_LEFT_OUT.format(name=name[:200]))
        yield from inside


def _left_out(walk: _Walk, path: Path, said: Mapping[str, Any]) -> None:
    for plugin, _config in said.get("plugin", ()):
        walk.left_out(path, messages.PLUGIN_LEFT_OUT.format(name=str(plugin)[:200]))
    if said.get("documents"):
        walk.left_out(path, str(messages.DOCUMENTS_LEFT_OUT))
    if said.get("plugin_processing_mode", "default") != "default":
        walk.left_out(path, str(messages.MODE_LEFT_OUT))


# Lines.


def evidence_for_violations(
    entries: Sequence[data.Directive], root: Path, policies: Sequence[Policy], award: str, mapped: Sequence[str]
) -> Evidence:
    """What the entries of any ledger hold, of its lines those in question alone.

    ``award`` is that of lines without one.
    """
    walk = _Walk(root)
    awards, wrong = _awards(entries, walk)
    spent = list(_spent(entries, tuple(mapped)))
    bare = Evidence(awards=awards, rejected=wrong)
    chosen = lines_in_question(_given(spent, award), bare, policies)
    lines = _lines((spent[at] for at in chosen), walk)
    return replace(bare, lines=[line if line.award else line._replace(award=award) for line in lines])


def _awards(entries: Sequence[data.Directive], walk: _Walk) -> tuple[tuple[AwardFacts, ...], tuple[Rejected, ...]]:
    """The facts of awards in ``custom "fundcalc-award"`` lines, and their faults."""
    awards: dict[str, AwardFacts] = {}
    wrong: list[Rejected] = []
    for entry in entries:
        if not (isinstance(entry, data.Custom) and entry.type == FACTS and entry.values):
            continue
        facts, faults = award_facts(entry)
        award, place = str(entry.values[0].value)[:_LONGEST], walk.place(entry.meta)
        wrong += [Rejected(place, fault) for fault in faults]
        before = awards.get(award, AwardFacts(award, place=place))

        def text(key: str, facts: Mapping[str, str] = facts, before: AwardFacts = before) -> str:
            return facts.get(key, str(getattr(before, key)))[:_LONGEST]

        awards[award] = replace(
            before,
            policy=text("policy"),
            organisation=text("organisation"),
            platform=text("platform"),
            benefit=text("benefit"),
            until=day_in(facts, "until") or before.until,
            revoked_on=day_in(facts, "revoked-on") or before.revoked_on,
        )
        if "awarded" in entry.meta:
            try:
                awards[award] = replace(awards[award], fen=fen(entry.meta["awarded"]) or None)
            except MoneyError as error:
                wrong.append(Rejected(place, str(error)[:_LONGEST]))
    return tuple(awards.values()), tuple(wrong)


# A posting of spending: its entry, itself, and the economic code of its account.
_Spent = tuple[data.Transaction, data.Posting, str]


def _spent(entries: Sequence[data.Directive], mapped: tuple[str, ...]) -> Iterator[_Spent]:
    spent_on = cache(lambda account: _spent_on(account, mapped))
    for entry in entries:
        if isinstance(entry, data.Transaction):
            for posting in entry.postings:
                code = spent_on(posting.account)
                if code is not None:
                    yield entry, posting, code


def _given(spent: Iterable[_Spent], alone: str) -> Iterator[LineFields]:
    """What each line will give to be judged by.

    ``alone`` is the award of those that name none.
    """
    linked = cache(_linked)
    for entry, posting, code in spent:
        said = _said_of(entry, posting).get
        yield (
            _text(_award(entry, said, linked)) or alone,
            _text(said("use")),
            _text(said("code")) or code,
            posting.account,
            _text(said("purpose")),
            _text(said("invoice")),
            _fen_in_entry(posting) or 0,
        )


def _lines(spent: Iterable[_Spent], walk: _Walk) -> Iterator[Line]:
    other, linked = 0, cache(_linked)
    for entry, posting, code in spent:
        fen = _fen_in_entry(posting)
        if fen is None:
            other += 1
            continue
        yield _line(entry, posting, fen, code, linked, walk)
    if other:
        walk.notes.append(messages.NO_WHOLE_FEN.format(count=other))


def _fen_in_entry(posting: data.Posting) -> int | None:
    """The fen of a posting; what is in lots or in another currency counts by its yuan in the entry. None if there are none."""
    units = posting.units
    if units is None or (units.currency == writer.CURRENCY and posting.cost is None):
        fen, uneven = fen_of(posting)
        return fen if uneven is None else None
    weight = get_weight(posting)  # type: ignore[no-untyped-call]
    if weight.currency != writer.CURRENCY or weight.number is None:
        return None
    # The parser divides a total price (@@) by the units, which leaves a tiny remainder.
    exact = weight.number.scaleb(2)
    whole = exact.to_integral_value()
    return int(whole) if abs(exact - whole) < _REMAINDER else None


def _linked(links: frozenset[str]) -> str:
    """The award that the links of an entry name, as those of our books do."""
    return next((link.removeprefix(_LINK) for link in sorted(links) if link.startswith(_LINK)), "")


def _spent_on(account: str, mapped: tuple[str, ...]) -> str | None:
    """The economic code that an account of spending names, empty if it names none.

    None for any other account.
    """
    code = _code(account)
    is_spent = account.startswith(_SPENT) or code or _is_mapped(account, mapped)
    return code if is_spent and not account.startswith(_NEVER) else None


def _line(
    entry: data.Transaction,
    posting: data.Posting,
    fen: int,
    code: str,
    linked: Callable[[frozenset[str]], str],
    walk: _Walk,
) -> Line:
    said = _said_of(entry, posting).get
    return Line(
        entry.date,
        fen,
        _text(_award(entry, said, linked)),
        _text(said("use")),
        _text(said("code")) or code,
        posting.account,
        _text(entry.payee),
        _text(entry.narration),
        _text(said("invoice")),
        _text(said("purpose")),
        _text(said("document")),
        _text(said("organisation")),
        walk.place(posting.meta or entry.meta),
    )


def _said_of(entry: data.Transaction, posting: data.Posting) -> Mapping[str, Any]:
    """What a line says: its posting before its entry."""
    own = posting.meta
    # A posting has its place and, seldom, more.
    return {**entry.meta, **own} if own and len(own) > len(_PLACE) else entry.meta


def _award(entry: data.Transaction, said: Callable[[str], Any], linked: Callable[[frozenset[str]], str]) -> Any:
    return said("award-id") or said("award") or (linked(entry.links) if entry.links else "")


def _text(value: object) -> str:
    return str(value)[:_LONGEST] if value else ""


def _code(account: str) -> str:
    """The economic code that a part of an account's name starts with.

    Empty if none does.
    """
    known = catalogue().codes
    return next((code for part in reversed(account.split(":")) if (code := code_in(part)) in known), "")


def _is_mapped(account: str, mapped: tuple[str, ...]) -> bool:
    return any(account == name or account.startswith((name + ":", name + ".")) for name in mapped)
