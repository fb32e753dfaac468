"""Starts and stops the local cloud, and implements the other commands."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from . import build, checks, deploy, emulator, mfa, permissions, pretend_stripe, proxy, seed, shop, sign_in, sites, staff, template, web
from .authenticator import Authenticator
from .cloudfront import Distribution
from .edge import Edge
from .files import Files
from .process import Child
from .settings import ADMIN_EMAIL, MAIL_FROM, TEMPLATE, Problem, Run


@contextmanager
def _step(what: str) -> Iterator[Callable[[str], None]]:
    """Prints a step when it starts, and its duration when it ends."""
    began = time.monotonic()
    detail = ""

    def tell(more: str) -> None:
        nonlocal detail
        detail = f" ({more})"

    print(f"… {what}", flush=True)
    yield tell
    print(f"✓ {what}{detail}, {time.monotonic() - began:.1f} s", flush=True)


@contextmanager
def cloud(run: Run) -> Iterator[tuple[dict[str, Any], list[Child]]]:
    """Runs the cloud for the duration of the block. Yields its description and its child processes."""
    checks.prerequisites(build=run.build)
    checks.ports(run.ports)
    if run.build:
        _build(run)
    if not run.keep:
        shutil.rmtree(run.directory, ignore_errors=True)
    with ExitStack() as stack:
        kept = _kept(run)
        keys = pretend_stripe.Keys(**kept["keys"])
        with _step("Starting MiniStack and the pretend Stripe"):
            children = [emulator.start(run)]
            stack.callback(children[0].stop)
            children.append(pretend_stripe.start(run, keys))
            stack.callback(children[1].stop)
        with _step("Deploying template.yaml"):
            outputs = deploy.deploy(run)
            _set_secrets(run, outputs, keys)
            emulator.client(run, "ses").verify_domain_identity(Domain=MAIL_FROM.split("@")[1])
            cognito = emulator.client(run, "cognito-idp")
            staff.create(cognito, outputs["UserPoolId"], ADMIN_EMAIL, kept["password"], "admin")
            edge = Edge()
            stack.callback(edge.stop)
            for server in _servers(run, outputs, edge):
                stack.callback(server.stop)
            pretend_stripe.send_webhooks_to(run, f"{run.api}/webhooks/stripe")
        told = shop.describe(run, outputs, kept["password"], keys)
        shop.write(run, told)
        stack.callback(run.shop_json.unlink, missing_ok=True)
        if run.seed:
            with _step("Seeding") as tell:
                tell(seed.seed(run.api, _token(told)))
        yield told, children


def _build(run: Run) -> None:
    """Builds the functions and, if requested, both sites in parallel.

    The Rust build alone leaves a processor idle while it compiles its largest crates and while it links.
    """
    with ThreadPoolExecutor(1) as beside:
        sites = beside.submit(_build_sites) if run.web else None
        with _step("Building the functions and the pretend Stripe"):
            build.build(template.functions(template.load(TEMPLATE)).values())
        if sites is not None:
            sites.result()


def _build_sites() -> None:
    with _step("Building the storefront and the back office"):
        web.build()


def _servers(run: Run, outputs: dict[str, str], edge: Edge) -> list[proxy.Server]:
    """Publishes the sites and starts a server each for the API, the storefront and, unless disabled, the back office."""
    s3 = emulator.client(run, "s3")
    web.publish(s3, outputs["SiteBucketName"], {"sign_in": run.api, "client_id": outputs["UserPoolClientId"]})
    api = proxy.Api(run.aws, outputs["ApiId"])
    pictures = Files(s3, outputs["MediaBucketName"])
    staffs = sign_in.SignIn(api.host, _second_step(run, outputs["UserPoolId"]))
    servers = [proxy.Server(run.ports.api, proxy.ApiHandler, api=api, pictures=pictures, sign_in=staffs)]
    distributions = {"StorefrontDistribution": run.ports.storefront}
    if run.admin_site:
        distributions["AdminDistribution"] = run.ports.admin
    source, resources = template.load(TEMPLATE), deploy.resources(run)
    for name, port in distributions.items():
        parts = sites.parts(run, Distribution.of(source, name), resources)
        servers.append(proxy.Server(port, sites.SiteHandler, api=api, edge=edge, **parts))
    return servers


def _second_step(run: Run, pool: str) -> mfa.SecondStep:
    cognito, app = emulator.client(run, "cognito-idp"), Authenticator(run.directory / "authenticator.json")
    return mfa.SecondStep(cognito, pool, mfa.client(cognito, pool), run.admin, app)


def _kept(run: Run) -> dict[str, Any]:
    """Returns the passwords and keys of this directory, which are generated at its first start."""
    file = run.directory / "secrets.json"
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        made = {"password": staff.new_password(), "keys": asdict(pretend_stripe.Keys.generate())}
        file.write_text(json.dumps(made), encoding="utf-8")
    return json.loads(file.read_text(encoding="utf-8"))


def _set_secrets(run: Run, outputs: dict[str, str], keys: pretend_stripe.Keys) -> None:
    secrets = emulator.client(run, "secretsmanager")
    secrets.put_secret_value(SecretId=outputs["StripeApiKeyArn"], SecretString=keys.api_key)
    secrets.put_secret_value(SecretId=outputs["StripeWebhookSecretArn"], SecretString=keys.webhook_secret)


def _token(told: dict[str, Any]) -> str:
    admin = told["admin"]
    return staff.token(told["endpoint"], told["client_id"], told["admin_site"], admin["email"], admin["password"])


def _stop_on_signals() -> None:
    """Makes SIGINT and SIGTERM end the cloud's block. A script's background job would ignore SIGINT by default."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, signal.default_int_handler)


def up(run: Run) -> int:
    """Runs the cloud until Ctrl-C or SIGTERM."""
    _stop_on_signals()
    try:
        with cloud(run) as (told, children):
            print(shop.welcome(told), flush=True)
            while all(child.running for child in children):
                time.sleep(0.5)
            ended = next(child for child in children if not child.running)
            raise Problem(f"{ended.name} ended by itself; its log is {ended.log}.")
    except KeyboardInterrupt:
        print("\nStopped.", flush=True)
        return 0


def run_command(run: Run, command: Sequence[str], *, check_permissions: bool) -> int:
    """Runs a command on a fresh cloud with SHOP_JSON set, and returns the command's exit code."""
    _stop_on_signals()
    try:
        with cloud(run):
            code = subprocess.run(command, env={**os.environ, "SHOP_JSON": str(run.shop_json)}, check=False).returncode
            if code == 0 and check_permissions:
                permissions.check(run)
    except KeyboardInterrupt:
        return 130
    if code == 0:
        shutil.rmtree(run.directory, ignore_errors=True)
    else:
        print(f"The command ended with {code}; the cloud's logs are in {run.directory}.", file=sys.stderr)
    return code


def print_token(shop_json: Path | None) -> None:
    """Prints an admin's ID token."""
    print(_token(shop.read(shop_json)))


def make_staff(shop_json: Path | None, email: str, group: str | None) -> None:
    """Creates a staff member in the running cloud and prints their password."""
    told = shop.read(shop_json)
    password = staff.new_password()
    staff.create(emulator.client_at(told["endpoint"], "cognito-idp"), told["user_pool_id"], email, password, group)
    print(password)
