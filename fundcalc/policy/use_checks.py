"""Check the table of uses, and what a measure says of uses."""

from collections import Counter
from collections.abc import Iterator

from fundcalc.base.i18n import _, did_you_mean
from fundcalc.policy.quotas import quota_faults
from fundcalc.policy.use_catalogue import Catalogue, UsePart, compared
from fundcalc.policy.use_rules import Uses


def catalogue_faults(catalogue: Catalogue) -> Iterator[str]:
    """Ids and names that stand twice, and codes, wordings and accounts that cannot be."""
    file = catalogue.file
    names = Counter([*file.use, *(part for use in file.use.values() for part in use.parts)])
    for name in (name for name, times in names.items() if times > 1):
        yield _("use {name}: the id occurs twice; give each use and each part its own").format(name=name)
    uses = {**catalogue.leaves, **file.use}.values()
    labels = Counter(compared(label) for use in uses for label in (use.zh, *use.also))
    for label in (label for label, times in labels.items() if times > 1):
        yield _("the name {label!r} stands for two uses; leave it to one of them").format(label=label)
    for name, use in file.use.items():
        yield from _wrong_use(catalogue, name, f"use.{name}", use)
        for key, part in use.parts.items():
            yield from _wrong_use(catalogue, name, f"use.{name}.parts.{key}", part)
        for chart, accounts in file.chart.items():
            for number in getattr(use, chart):
                if number not in accounts.accounts:
                    yield _(
                        "use.{name}.{chart}: {number} is not an account of chart.{chart}; add it there, or correct it"
                    ).format(name=name, chart=chart, number=number)
    for chart, accounts in file.chart.items():
        for number, account in accounts.accounts.items():
            if account.alone and account.alone not in catalogue.parts:
                yield _("chart.{chart}.accounts.{number}.alone: {name!r} is not a use{close}").format(
                    chart=chart, number=number, name=account.alone, close=did_you_mean(account.alone, catalogue.parts)
                )


def _wrong_use(catalogue: Catalogue, name: str, path: str, body: UsePart) -> Iterator[str]:
    """Codes of a use or a part that are none, and wordings that are too short."""
    use = catalogue.file.use[name]
    for code in body.codes:
        if code not in catalogue.codes and code not in catalogue.file.classes:
            yield _("{path}.codes: {code} is not a code of the classes below; add it there, or correct it").format(
                path=path, code=code
            )
        elif body is not use and not any(code.startswith(prefix) for prefix in use.codes):
            yield _("{path}.codes: {code} is none of the codes of use.{name}; add it there, or move it").format(
                path=path, code=code, name=name
            )
    for word in (*body.words.zh, *body.words.en, *body.unless):
        if len(word.strip()) < 2:
            yield _("{path}: the wording {word!r} is too short to mean one thing; write two letters or more").format(
                path=path, word=word
            )


def wrong_rules(rules: Uses, catalogue: Catalogue) -> Iterator[str]:
    """Uses and purposes of a measure that do not exist, and uses that it names twice."""
    places: dict[str, str] = {}
    wholes = {use for rule in rules.permitted for use in rule.uses if len(catalogue.parts.get(use, ())) > 1}
    permitted = {leaf for use in wholes for leaf in catalogue.parts[use]}
    named = [(f"uses.{kind}.{index}", rule, kind) for kind in ("permitted", "prohibited", "review")
             for index, rule in enumerate(getattr(rules, kind))]  # fmt: skip
    for path, rule, kind in named:
        for use in rule.uses:
            if use not in catalogue.parts:
                yield unknown_use(f"{path}.uses", use, catalogue)
            parts = catalogue.parts.get(use, ())
            for leaf in parts:
                # A part of what is permitted as a whole may be for review.
                other = "" if kind == "review" and len(parts) == 1 and leaf in permitted else places.get(leaf, "")
                if other:
                    yield _(
                        "{path}.uses: {use} is listed in {other} already; a use is permitted, prohibited or reviewed"
                    ).format(path=path, use=leaf, other=other)
                places[leaf] = path
        if rule.purposes and kind != "permitted":
            yield _("{path}.purposes: only a permitted use asks for a purpose; leave the line out").format(path=path)
        for purpose in rule.purposes:
            if purpose not in rules.purpose:
                yield _(
                    "{path}.purposes: [uses.purpose.{purpose}] is missing; add it, or correct the id{close}"
                ).format(path=path, purpose=purpose, close=did_you_mean(purpose, rules.purpose))
    for name, quota in rules.quota.items():
        for use in quota.uses:
            if use not in catalogue.parts:
                yield unknown_use(f"uses.quota.{name}.uses", use, catalogue)
    yield from quota_faults(rules.quota, catalogue)
    if rules.silent is None and (named or rules.quota):
        yield _("uses.silent: is missing; say with its article what holds for a use that the measure does not name")


def unknown_use(path: str, use: str, catalogue: Catalogue) -> str:
    """The message about a use that does not exist."""
    return _("{path}: {use!r} is not a use of uses.toml{close}").format(
        path=path, use=use, close=did_you_mean(use, catalogue.parts)
    )
