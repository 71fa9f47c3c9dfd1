"""Reference tables made from the models: a page names one by ``<!-- generated: NAME -->``."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, cast, get_args

from sphinx.application import Sphinx

from fundcalc.auditing.checks import CHECKS
from fundcalc.base.i18n import current, either
from fundcalc.cli import commands
from fundcalc.engine.decision_parts import Status
from fundcalc.policy.life_rules import EVENT_WORDS, STATES
from fundcalc.policy.uses import catalogue
from fundcalc.policy.vocabulary import Named, forms, shared_facts
from fundcalc.prose import status
from fundcalc.schemas import FILES, schema_of

command = commands()  # for sphinx-click, which takes no function
MARK = re.compile(r"<!-- generated: ([\w-]+) -->")
Schema = Mapping[str, Any]


def heading(zh: str, en: str) -> str:
    return zh if current() == "zh" else en


def table(headings: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table in Markdown; a bar within a cell is escaped."""
    titles = list(headings)
    lines = [titles, ["---"] * len(titles), *([text.replace("|", "\\|") for text in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def code(words: Iterable[str]) -> str:
    return ", ".join(f"`{word}`" for word in words)


def choices(named: Named) -> str:
    return "; ".join(f"`{word}` {either(text)}" for word, text in named.choices.items())


def columns(named: Mapping[str, Named]) -> str:
    """The columns of a sheet, or the facts: id, both labels, kind, choices."""
    titles = ["id", "中文", "English", heading("类型", "kind"), heading("选项", "choices")]
    return table(titles, ([f"`{key}`", one.zh, one.en, one.kind, choices(one)] for key, one in named.items()))


def sheets() -> str:
    """Every sheet with its columns."""
    return "\n\n".join(
        f"### {form.zh} {form.en}\n\n`{key}`\n\n{columns(form.columns)}" for key, form in forms().items()
    )


def facts() -> str:
    return columns(shared_facts())


def events() -> str:
    named = forms()["events"].columns["event"].choices
    titles = [heading("事件", "event"), "中文", "English"]
    return table(titles, ([f"`{word}`", named[word].zh, named[word].en] for word in EVENT_WORDS))


def states() -> str:
    return code(STATES)


def checks() -> str:
    titles = ["id", heading("检查", "check"), heading("程度", "severity")]
    rows = ([f"[`{id_}`](../checks/{id_}.md)", check.title(), code(check.severities)] for id_, check in CHECKS.items())
    return table(titles, rows)


def uses() -> str:
    titles = ["id", "中文", "English"]
    return table(titles, ([f"`{key}`", use.zh, use.en] for key, use in catalogue().file.use.items()))


def statuses() -> str:
    titles = ["id", heading("显示为", "shown as")]
    return table(titles, ([f"`{word}`", status(cast(Status, word))] for word in get_args(Status)))


def lines_of(schema: Schema) -> str:
    """The lines of a table of a file, those that must stand first."""
    required = schema.get("required", ())
    lines: Mapping[str, Schema] = schema.get("properties", {})
    titles = [heading("行", "line"), heading("必填", "required"), heading("含义", "meaning")]
    rows = sorted(lines.items(), key=lambda line: line[0] not in required)
    return table(
        titles,
        ([f"`{key}`", "✓" if key in required else "", str(part.get("description", ""))] for key, part in rows),
    )


def vocabulary() -> str:
    """The tables that stand in a policy, from the models that read it."""

    def parts() -> Iterator[str]:
        schema = schema_of("policy")
        yield f"### `policy.toml`\n\n{lines_of(schema)}"
        for name, part in schema["definitions"].items():
            if part.get("properties") and "." not in name:
                yield f"### {name}\n\n{part.get('description', '')}\n\n{lines_of(part)}"

    return "\n\n".join(parts())


def schemas() -> str:
    """The lines at the top of the other files of a measure."""
    files = (file for file in FILES if file != "policy")
    return "\n\n".join(f"### `{file}.toml`\n\n{lines_of(schema_of(file))}" for file in files)


TABLES: Mapping[str, Callable[[], str]] = {
    made.__name__: made for made in (sheets, facts, events, states, checks, uses, statuses, vocabulary, schemas)
}


def fill_in(_app: Sphinx, _page: str, source: list[str]) -> None:
    """Put each table that a page names in its place."""
    source[0] = MARK.sub(lambda mark: TABLES[mark[1]](), source[0])


def setup(app: Sphinx) -> dict[str, bool]:
    app.connect("source-read", fill_in)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
