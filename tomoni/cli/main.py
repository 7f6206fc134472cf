"""The door for hands and scripts: `tomoni COMMAND`. Commands live in the modules beside this one and load when called.

Exit codes: 0 done · 1 warning, refusal or hold · 2 nothing usable or wrong usage · 3 internal error.
"""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tomoni import __version__
from tomoni.cli.helping import first_sentence, speak
from tomoni.cli.output import help_text
from tomoni.i18n import Text, cli_language

if TYPE_CHECKING:
    from tomoni.registry.scope import Scope

# name → "module:attribute"; kept as text so that `tomoni check` does not pay for Django.
COMMANDS = {
    "check": "tomoni.cli.tables:check",
    "repair": "tomoni.cli.tables:repair",
    "trace": "tomoni.cli.tables:trace",
    "diff": "tomoni.cli.tables:difference",
    "new": "tomoni.cli.community:new",
    "add": "tomoni.cli.community:add",
    "publish": "tomoni.cli.publishing:publish",
    "build": "tomoni.cli.publishing:build",
    "reason": "tomoni.cli.explaining:reason",
    "card": "tomoni.cli.cards:card",
    "withdraw": "tomoni.cli.withdrawing:withdraw",
    "up": "tomoni.cli.serving:up",
    "login": "tomoni.cli.people:login",
    "print": "tomoni.cli.printing:print_",
    "texts": "tomoni.cli.printing:texts",
    "people": "tomoni.cli.people:people",
    "work": "tomoni.cli.working:work",
    "jobs": "tomoni.cli.jobs:jobs",
    "fetch": "tomoni.cli.jobs:fetch",
    "reindex": "tomoni.cli.indexing:reindex",
    "backup": "tomoni.cli.backup:backup",
    "restore": "tomoni.cli.backup:restore",
    "share": "tomoni.cli.sharing:share",
}


class LazyGroup(click.Group):
    """Imports a command's module only when that command (or the help) is asked for; rooms may add commands."""

    def main(self, *args: Any, standalone_mode: bool = True, **more: Any) -> Any:
        """Runs a command and leaves with its exit code; whatever goes wrong is said in the locale's language."""
        from tomoni.cli import output, usage

        if not standalone_mode:
            return super().main(*args, standalone_mode=False, **more)
        try:
            code = output.plain_errors(super().main)(*args, standalone_mode=False, **more)
        except click.exceptions.Exit as error:
            code = error.exit_code
        except click.UsageError as error:
            usage.show(error)
            code = error.exit_code
        except click.ClickException as error:
            error.show()
            code = error.exit_code
        except click.Abort:
            output.say(Text("中止しました。", "Aborted."), err=True)
            code = 1
        sys.exit(code if isinstance(code, int) else 0)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [*COMMANDS, *sorted(self._room_commands())]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name in COMMANDS:
            module, attribute = COMMANDS[cmd_name].split(":")
            command: click.Command = getattr(importlib.import_module(module), attribute)
            return command
        return self._room_commands().get(cmd_name)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands, each with its first sentence."""
        found = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        with formatter.section("Commands"):
            formatter.write_dl([(name, first_sentence(command)) for name, command in found if command])

    def _room_commands(self) -> dict[str, click.Command]:
        from tomoni.cli.home import open_rooms

        return open_rooms().commands


def _help() -> str:
    if cli_language() == "en":
        return "Tomoni: a city's ordinary files become open data that can be traced, and sites built on it."
    return "ともに: 自治体のふつうのファイルを、出所をたどれるオープンデータとサイトにします。"


def _codes() -> str:
    return help_text(
        "終了コード: 0 完了 · 1 注意・保留・一部が使えない · 2 使えるものがない・使い方の誤り · 3 内部の誤り。多くのコマンドは --json で結果をJSONにします。",
        "Exit codes: 0 done · 1 warning, hold, or some inputs unusable · 2 nothing usable or wrong usage · 3 internal error. "
        "Most commands print JSON with --json.",
    )


@click.group(cls=LazyGroup, help=_help(), epilog=_codes(), context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="tomoni")
@click.pass_context
def main(ctx: click.Context) -> None:
    ctx.obj = _opened


def _opened(folder: Path) -> Scope:
    """What a room's command opens a community with: `click.get_current_context().find_root().obj(folder)`."""
    from tomoni.cli.home import open_community

    return open_community(folder)


speak(main)
