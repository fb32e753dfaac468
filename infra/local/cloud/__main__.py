"""The command line: `python3 infra/local up | run | reload | watch | token | staff | events | packages | web | chromium | tools`."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from . import commands, dynamodb_local, events, npm_tool, reload, web
from .settings import LOCAL, Ports, Problem, Run


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="infra/local", description="The shop's cloud on one machine.")
    commands_ = parser.add_subparsers(dest="command", required=True)

    start = argparse.ArgumentParser(add_help=False)
    start.add_argument("--no-build", action="store_true", help="use the binaries of the last build")
    start.add_argument("--no-seed", action="store_true", help="start with an empty catalogue")
    start.add_argument(
        "--retry-seconds", type=int, metavar="N", help="retry a failed queue message after N seconds instead of the template's 180"
    )

    up = commands_.add_parser("up", parents=[start], help="run until Ctrl-C")
    up.add_argument("--keep", action="store_true", help="keep data between starts")
    up.add_argument("--ephemeral", action="store_true", help="use free ports and a separate directory")
    up.add_argument("--no-admin", action="store_true", help="leave the back office's address to a development server")
    for name, use in (
        ("api", "API and mailbox"),
        ("stripe", "pretend Stripe"),
        ("aws", "emulated AWS"),
        ("storefront", "storefront"),
        ("admin", "back office"),
    ):
        up.add_argument(f"--{name}-port", type=int, default=getattr(Ports, name), help=f"port of the {use} (%(default)s)")

    run = commands_.add_parser("run", parents=[start], help="start, run a command with SHOP_JSON set, stop")
    run.add_argument("--web", action="store_true", help="build the storefront and the back office too")
    run.add_argument("--permissions", action="store_true", help="fail if the command used not all permissions of the functions")
    run.add_argument("argv", nargs="+", metavar="-- command", help="the command and its arguments")

    token = commands_.add_parser("token", help="print an admin's ID token for the Authorization header")
    token.add_argument("--shop", type=Path, default=os.environ.get("SHOP_JSON"), help="another shop.json than .local/shop.json")

    member = commands_.add_parser("staff", help="create a staff member and print their password")
    member.add_argument("email")
    member.add_argument("--group", choices=("admin", "fulfilment", "viewer"), help="the group that grants permissions; none by default")
    member.add_argument("--shop", type=Path, default=os.environ.get("SHOP_JSON"), help="another shop.json than .local/shop.json")

    tail = commands_.add_parser("events", help="print each event on the bus of the running cloud")
    tail.add_argument("--shop", type=Path, default=os.environ.get("SHOP_JSON"), help="another shop.json than .local/shop.json")

    for name, use in (
        ("reload", "build the functions and put them into the running cloud"),
        ("watch", "reload whenever a source file changes, until Ctrl-C"),
    ):
        fresh = commands_.add_parser(name, help=use)
        fresh.add_argument("--shop", type=Path, default=os.environ.get("SHOP_JSON"), help="another shop.json than .local/shop.json")

    commands_.add_parser("packages", help="install the dependencies of both sites and generate the API's types")
    commands_.add_parser("web", help="install the dependencies of both sites and build them")
    commands_.add_parser("chromium", help="install Debian's Chromium for the browser tests, if it is missing")
    commands_.add_parser("tools", help="install the tools of the tests: linters, schemathesis, DynamoDB Local and the glTF validator")
    return parser


def _run(arguments: argparse.Namespace) -> Run:
    options = {
        "build": not arguments.no_build,
        "seed": not arguments.no_seed,
        "retry_seconds": arguments.retry_seconds,
        "admin_site": not getattr(arguments, "no_admin", False),
        "web": not arguments.no_build and (arguments.command == "up" or arguments.web),
    }
    if arguments.command == "run" or arguments.ephemeral:
        return Run(LOCAL / "runs" / str(os.getpid()), Ports.free(), ephemeral=True, **options)
    ports = Ports(arguments.api_port, arguments.stripe_port, arguments.aws_port, arguments.storefront_port, arguments.admin_port)
    # Kept data has its own directory, so that a start without --keep never deletes it.
    return Run(LOCAL / ("kept" if arguments.keep else "cloud"), ports, keep=arguments.keep, **options)


def _perform(arguments: argparse.Namespace) -> int:
    match arguments.command:
        case "up":
            return commands.up(_run(arguments))
        case "run":
            return commands.run_command(_run(arguments), arguments.argv, check_permissions=arguments.permissions)
        case "token":
            commands.print_token(arguments.shop)
        case "staff":
            commands.make_staff(arguments.shop, arguments.email, arguments.group)
        case "events":
            events.tail(arguments.shop)
        case "reload":
            reload.reload(arguments.shop)
        case "watch":
            reload.watch(arguments.shop)
        case "packages":
            web.prepare()
        case "web":
            web.build()
        case "chromium":
            web.install_chromium()
        case _:
            npm_tool.install("gltf-validator")
            dynamodb_local.install()
    return 0


def main() -> int:
    """Runs one command. A `Problem`, which the user can solve, is printed as one sentence."""
    try:
        return _perform(_parser().parse_args())
    except Problem as problem:
        print(f"error: {problem}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
