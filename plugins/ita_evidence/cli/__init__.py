"""`ita-evidence`: everything without Airflow too; a file a group of commands.

Messages go to standard error, results to standard output; `--json` prints one JSON document there.
Exit 0 done, 1 not done or a fault found, 2 bad arguments (one clear line), 3 with `--strict` when
not all is met.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click

from ita_evidence import __version__
from ita_evidence.cli.archive import audit, erase, keys, restore, verify
from ita_evidence.cli.catalogs import catalog, discover
from ita_evidence.cli.files import extract
from ita_evidence.cli.judging import revalidate, review
from ita_evidence.cli.people import answer, dossier, notify, worklist
from ita_evidence.cli.runs import feeds, plan, run, submitted
from ita_evidence.cli.samples import sample
from ita_evidence.errors import CatalogError, EvidenceError, UsageError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit code (the console script passes it to `sys.exit`)."""
    try:
        code = cli.main(
            args=list(arguments) if arguments is not None else None,
            prog_name="ita-evidence",
            standalone_mode=False,
        )
        return int(code or 0)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        return 2
    except click.ClickException as error:
        return _fail(2, error.format_message())
    except UsageError as error:
        return _fail(2, str(error))
    except CatalogError as error:
        return _fail(1, f"the catalog has {len(error.faults)} faults:\n{error}")
    except EvidenceError as error:
        return _fail(1, str(error))
    except OSError as error:  # a file or folder that was named, or where the output goes
        return _fail(1, str(error))
    except (click.Abort, KeyboardInterrupt):
        return _fail(130, "interrupted; what is sealed stays, the next run takes it up")


def _fail(code: int, message: str) -> int:
    click.echo(f"ita-evidence: {message}", err=True)
    return code


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
def cli() -> None:
    """Evidence of an agency's OIT items: collect, judge, archive, prove."""


for command in (
    answer,
    audit,
    catalog,
    discover,
    dossier,
    erase,
    extract,
    feeds,
    keys,
    notify,
    plan,
    restore,
    revalidate,
    review,
    run,
    sample,
    submitted,
    verify,
    worklist,
):
    cli.add_command(command)


def run_as_script() -> None:
    """The console script `ita-evidence`."""
    sys.exit(main())
