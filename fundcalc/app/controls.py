"""Controls of a notebook that keep their values when the language is changed.

A control stores what was chosen under its name in a dictionary that the notebook owns, and takes it from there when it is
built anew.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import marimo as mo

from fundcalc.app.rounds import Question
from fundcalc.app.uploads import File
from fundcalc.app.what_if import Knob

Kept = dict[str, Any]


def choice(
    kept: Kept, name: str, labels: Mapping[str, str], *, label: str = "", first: str = "", wide: bool = False
) -> mo.ui.dropdown:
    """A drop-down of ids by their labels."""
    chosen = next((id_ for id_ in (kept.get(name), first, *labels) if id_ in labels), None)
    return mo.ui.dropdown(
        {text: id_ for id_, text in labels.items()},
        value=labels[chosen] if chosen is not None else None,
        allow_select_none=chosen is None,
        label=label,
        full_width=wide,
        on_change=_keeping(kept, name),
    )


def entry(
    kept: Kept,
    name: str,
    *,
    label: str = "",
    first: str = "",
    example: str = "",
    take: Callable[[str], object] | None = None,
    wide: bool = False,
) -> mo.ui.text:
    """A text field; ``take`` is called with what is entered."""

    def written(text: str) -> None:
        kept[name] = text
        if take is not None:
            take(text)

    now = kept.get(name, first)
    return mo.ui.text(now, placeholder=example, label=label, on_change=written, full_width=wide)


def switches(kept: Kept, name: str, questions: Mapping[str, Question]) -> mo.ui.dictionary:
    """A drop-down for every question that a measure leaves open."""
    before = kept.get(name, {})
    elements = {
        name: mo.ui.dropdown(
            {text: answer for answer, text in question.answers.items()},
            value=question.answers[before.get(name, question.now)],
            allow_select_none=False,
            label=question.text,
            full_width=True,
        )
        for name, question in questions.items()
    }
    return mo.ui.dictionary(elements, on_change=_keeping(kept, name))


def forget(kept: Kept, times: int, beginnings: tuple[str, ...]) -> None:
    """Drop the values of names with these beginnings, once per reset."""
    if kept.get("put back", 0) != times:
        kept["put back"] = times
        for name in [key for key in kept if key.startswith(beginnings)]:
            del kept[name]


def sliders(kept: Kept, name: str, knobs: Mapping[str, Knob]) -> mo.ui.dictionary:
    """A slider with a field for every knob; a drag counts where it ends."""
    before = kept.get(name, {})
    elements = {
        path: mo.ui.slider(
            knob.least,
            knob.most,
            knob.step,
            value=min(max(before.get(path, knob.value), knob.least), knob.most),
            label=knob.label,
            include_input=True,
            debounce=True,
            full_width=True,
        )
        for path, knob in knobs.items()
    }
    return mo.ui.dictionary(elements, on_change=_keeping(kept, name))


def _keeping(kept: Kept, name: str) -> Callable[[object], None]:
    return lambda value: kept.update({name: value})


def drop_area(take: Callable[[tuple[File, ...]], None], endings: Sequence[str], *, label: str) -> mo.ui.file:
    """An area for dropping files; ``take`` is called with them."""
    return mo.ui.file(
        kind="area",
        filetypes=list(endings),
        multiple=True,
        label=label,
        on_change=lambda files: take(tuple(File(file.name, file.contents) for file in files)),
    )
