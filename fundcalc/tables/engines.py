"""The engines that can decide a table: one module each, with the same functions.

``polars_files`` and ``duckdb_files`` have the following; ``spark_files``, whose files stand on a cluster, has its own way
to read and write them.

- ``ROWS``: how many rows are decided at once, or None where the engine takes a table of any size as it is.
- ``MAPS_MANY``: that many different texts of a column are quickly mapped to their values.
- ``session(folder, large)``: a context to work in; what does not fit in memory goes to ``folder``.
- ``scan(session, path, names)``: the file as a frame of the engine; of a CSV every column as text, empty cells null,
  under the names given.
- ``stage(session, path, names, target)``: a CSV too large to hold, as Parquet at ``target``, every column as text.
- ``hold(session, frame, name)``: the frame computed once; an earlier frame of that name may be dropped.
- ``part(frame, column, parts, index)``: the rows whose id falls to one of several parts, by its hash without case.
- ``split(session, frame, column, parts, folder)``: all parts of a frame, in their order; what is staged goes to ``folder``.
- ``ordered(session, decided, applications)``: the decided table, computed, in the order of the applications (also computed).
- ``save(session, frame, path, ending)``: a frame as one file, ``.parquet`` or ``.csv``.
- ``arrow(frame)``: a frame as a PyArrow table, to be written as one part of several.
- ``failures()``: what the engine raises where a file cannot be read or written.
"""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from importlib import import_module
from pathlib import Path
from typing import Any, Literal, Protocol, cast, get_args

from fundcalc.base.errors import FundcalcError
from fundcalc.base.i18n import _

Name = Literal["polars", "duckdb", "spark"]
# What an engine itself calls a frame and a session.
NativeFrame = Any
Session = Any
ENGINES: tuple[Name, ...] = get_args(Name)


class Holder(Protocol):
    """What reading a frame needs of an engine.

    ``MAPS_MANY``: whether it quickly maps many different texts to their values.
    """

    ROWS: int | None
    MAPS_MANY: bool

    def hold(self, session: Session, frame: NativeFrame, name: str) -> NativeFrame: ...


class Engine(Holder, Protocol):
    """The functions of an engine's module; a frame is whatever that engine calls one."""

    def session(self, folder: Path, *, large: bool) -> AbstractContextManager[Session]: ...
    def scan(self, session: Session, path: Path, names: Sequence[str] = ()) -> NativeFrame: ...
    def stage(self, session: Session, path: Path, names: Sequence[str], target: Path) -> NativeFrame: ...
    def part(self, frame: NativeFrame, column: str, parts: int, index: int) -> NativeFrame: ...
    def split(
        self, session: Session, frame: NativeFrame, column: str, parts: int, folder: Path
    ) -> Sequence[NativeFrame]: ...
    def ordered(
        self, session: Session, decided: NativeFrame, applications: NativeFrame, keys: Sequence[str]
    ) -> NativeFrame: ...
    def save(self, session: Session, frame: NativeFrame, path: Path, ending: str) -> None: ...
    def arrow(self, frame: NativeFrame) -> NativeFrame: ...
    def failures(self) -> tuple[type[BaseException], ...]: ...


def engine(name: str) -> Engine:
    """The module of an engine; raises FundcalcError if it is not installed."""
    try:
        return cast(Engine, import_module(f"fundcalc.tables.{name}_files"))
    except ModuleNotFoundError as error:
        raise FundcalcError(
            _("the engine {name} is not installed ({module}); run: pip install 'fundcalc[{name}]'").format(
                name=name, module=error.name
            )
        ) from error
