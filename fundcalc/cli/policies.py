"""``fundcalc policies``: the measures, what each says, whether a file is sound, and its cases."""

from pathlib import Path

import click

from fundcalc.base.i18n import _, current
from fundcalc.cli.output import DONE, NO, print_json, print_table, spoken, working


def policies() -> click.Group:
    """The group of commands about policies."""
    group = click.Group(name="policies", help=_("The measures: list, show, check, test."))
    for command in (_list(), _show(), _check(), _test()):
        group.add_command(command)
    return group


def _list() -> click.Command:
    @click.command(name="list", help=_("List the measures that come with fundcalc."))
    @spoken
    def run(*, as_json: bool) -> int:
        from fundcalc.base.i18n import either
        from fundcalc.policy.loading import available, load

        every = [load(each).measure for each in available()]
        if as_json:
            print_json(
                {
                    "policies": [
                        {
                            "id": each.id,
                            "title": each.title.model_dump(),
                            "number": each.number,
                            "status": each.validity.status,
                            "from": each.validity.first and each.validity.first.isoformat(),
                            "last": each.validity.last and each.validity.last.isoformat(),
                            "benefits": list(each.benefit),
                        }
                        for each in every
                    ]
                }
            )
            return DONE
        none = {"draft": _("draft, no date"), "undated": _("undated"), "in_force": _("no end stated")}
        print_table(
            [_("id"), _("measure"), _("in force"), _("last day"), _("benefits")],
            [
                [
                    each.id,
                    either(each.short),
                    each.validity.first.isoformat() if each.validity.first else none[each.validity.status],
                    each.validity.last.isoformat()
                    if each.validity.last
                    else (none["in_force"] if each.validity.first else ""),
                    ", ".join(each.benefit),
                ]
                for each in every
            ],
        )
        return DONE

    return run


def _show() -> click.Command:
    @click.command(name="show", help=_("Show what a measure says, clause by clause."))
    @click.argument("policy")
    @spoken
    def run(policy: str, *, as_json: bool) -> int:
        from fundcalc.policy.loading import load
        from fundcalc.prose import measure_page

        read_so = load(policy)
        if as_json:
            print_json(
                {
                    "id": read_so.id,
                    "digest": read_so.digest,
                    "readings": dict(read_so.readings),
                    "facts": {name: named.model_dump(mode="json") for name, named in read_so.facts.items()},
                    "measure": read_so.measure.model_dump(mode="json", by_alias=True, fallback=str),
                }
            )
        else:
            click.echo(measure_page(read_so))
        return DONE

    return run


def _check() -> click.Command:
    @click.command(name="check", help=_("Check a policy: its form, its articles, and every value of every reading."))
    @click.argument("path")
    @spoken
    def run(path: str, *, as_json: bool) -> int:
        from fundcalc.base.errors import PolicyError
        from fundcalc.policy.loading import find, load

        where, read = find(path), 1
        faults: list[str] = []
        try:
            policy = load(where)
        except PolicyError as error:
            faults += error.faults
        else:
            for name, values in policy.alternatives.items():
                for value in values:
                    read += 1
                    try:
                        policy.under(name, value)
                    except PolicyError as error:
                        faults += [f"{name} = {value}: {fault}" for fault in error.faults]
        if as_json:
            print_json({"path": str(where), "readings_tried": read, "faults": faults})
        elif faults:
            click.echo(str(where))
            for fault in faults:
                click.echo(f"  {fault}")
            click.echo(_("{count} faults").format(count=len(faults)))
        else:
            click.echo(_("{path}: sound under all {count} readings").format(path=where, count=read))
        return NO if faults else DONE

    return run


def _test() -> click.Command:
    @click.command(name="test", help=_("Run the cases of a policy."))
    @click.argument("policy")
    @click.option("--cases", type=click.Path(path_type=Path), help=_("Another file of cases."))
    @spoken
    def run(policy: str, cases: Path | None, *, as_json: bool) -> int:
        from fundcalc.engine.cases import run as run_cases

        with working(_("running the cases")):
            results = run_cases(policy, cases)
        failed = [each for each in results if each.failures]
        if as_json:
            print_json(
                {
                    "policy": policy,
                    "cases": len(results),
                    "failed": [
                        {"name": each.name, "cite": each.cite, "failures": list(each.failures)} for each in failed
                    ],
                    "language": current(),
                }
            )
        else:
            for each in failed:
                click.echo(_("FAILED {name} ({cite})").format(name=each.name, cite=each.cite or "-"))
                for failure in each.failures:
                    click.echo(f"    {failure}")
            click.echo(
                _("{passed} passed, {failed} failed").format(passed=len(results) - len(failed), failed=len(failed))
            )
        return NO if failed else DONE

    return run
