"""The command line's root: what is not a sub-command is a file to clean."""

from __future__ import annotations

import click

from cleaner.cli.clean import clean

__all__ = ["command"]


class _FilterFirst(click.Group):
    """A group whose nameless command is the filter: ``cleaner page.txt``, ``cleaner < page.txt``."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the filter's name before arguments that name no sub-command."""
        if not args or args[0] not in self.list_commands(ctx):
            args = ["clean", *args]
        return super().parse_args(ctx, args)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  click's signature
        """The sub-commands that a user names."""
        return ["bulk", "rules"]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  as above
        """Sub-commands are imported when they are called: the filter should start fast."""
        if cmd_name == "rules":
            from cleaner.cli.rules import rules

            return rules
        if cmd_name == "bulk":
            from cleaner.cli.bulk import bulk

            return bulk
        return clean if cmd_name == "clean" else None


command = _FilterFirst("cleaner", context_settings={"help_option_names": ["-h", "--help"]})
