"""Keep the figures of a measure's text beside its policy.

The text itself stays elsewhere. ``text.toml`` in the folder of a policy holds the digest of the text, its articles,
the figures of each, as short terms, and which of them each line of the policy was found to be.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from fundcalc.base.errors import TextError
from fundcalc.base.i18n import _
from fundcalc.base.toml import content, tables
from fundcalc.measure_text.articles import Article
from fundcalc.measure_text.figures import figures
from fundcalc.measure_text.matching import Printed
from fundcalc.measure_text.statements import statements
from fundcalc.measure_text.verification import FigurePlace, Verification, Verified, compare
from fundcalc.policy.loading import Policy

FILE = "text.toml"


class KeptText(BaseModel):
    """The articles and figures of a text that a policy was verified against.

    ``digest`` is the SHA-256 of the text's file. ``lines`` are the article of each line's figure and which of its figures it
    is, from 1; ``explained`` the article and the figure of each line that the policy explains. ``version`` is the text of
    several that it is.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str
    digest: str
    verified_on: date
    articles: tuple[str, ...]
    figures: Mapping[str, tuple[str, ...]]
    version: str = ""
    lines: Mapping[str, tuple[str, int]] = Field(default_factory=dict)
    explained: Mapping[str, tuple[str, str]] = Field(default_factory=dict)

    @property
    def printed(self) -> tuple[Printed, ...]:
        """The figures with their articles."""
        return tuple(
            Printed(address, figure, number)
            for address, terms in self.figures.items()
            for number, term in enumerate(terms, start=1)
            for figure in figures(f"\t{term}\t")
        )

    @property
    def verified(self) -> Verified:
        """The lines that were verified."""
        return Verified({path: FigurePlace(*place) for path, place in self.lines.items()}, self.explained)


def kept_text(policy: Policy) -> KeptText | None:
    """Read what is kept beside a policy; None where nothing is of this text.

    Raises TextError for a file that is not of this form.
    """
    path = policy.path.parent / FILE
    if not path.is_file():
        return None
    try:
        kept = KeptText.model_validate(tables(content(path), str(path)))
    except ValidationError as error:
        message = _("{file}: is not what 'fundcalc policies verify --keep' writes; run it again with the text")
        raise TextError(message.format(file=path)) from error
    return kept if kept.version == policy.version.name else None


def verify_kept(policy: Policy, kept: KeptText) -> Verification:
    """Compare a policy with the figures kept of its text."""
    return compare(policy, kept.printed, kept.articles, before=kept.verified)


def digest_of(path: Path) -> str:
    """The SHA-256 of a text's file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def keep(policy: Policy, text: Sequence[Article], found: Verification, digest: str, day: date) -> Path:
    """Write the articles and figures of a text beside a policy, and return the file."""
    path = policy.path.parent / FILE
    path.write_text("\n".join(_lines(policy, text, found, digest, day)) + "\n", "utf-8")
    return path


def _lines(policy: Policy, text: Sequence[Article], found: Verification, digest: str, day: date) -> Iterator[str]:
    yield "# The articles of the measure's text and the figures of each, which the policy is compared with."
    yield f"# Written by: fundcalc policies verify {policy.id} --text FILE --keep"
    yield ""
    yield f"title = {_quoted(policy.measure.title.zh)}"
    yield f"digest = {_quoted(digest)}"
    yield f"verified_on = {day.isoformat()}"
    if policy.version.name:
        yield f"version = {_quoted(policy.version.name)}"
    yield "articles = ["
    yield from (f"    {_quoted(article.address)}," for article in text)
    yield "]"
    yield ""
    yield "[figures]"
    terms: dict[str, list[str]] = {}
    for article in text:
        terms.setdefault(article.address, []).extend(figure.printed for figure in figures(article.text))
    for address, printed in terms.items():
        if printed:
            yield f"{_quoted(address)} = [{', '.join(map(_quoted, printed))}]"
    yield ""
    yield "[lines]  # the article of each line's figure, and which of the article's figures it is"
    for one in found.confirmed:
        if not one.statement.label:
            yield f"{_quoted(one.statement.path)} = [{_quoted(one.printed.address)}, {one.printed.number}]"
    explained = {one.line for one in policy.measure.explained}
    lines = [one for one in statements(policy) if one.path in explained and not one.label]
    if lines:
        yield ""
        yield "[explained]  # the article and the figure of each line that the policy explains"
        yield from (f"{_quoted(one.path)} = [{_quoted(one.cite)}, {_quoted(one.written)}]" for one in lines)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
