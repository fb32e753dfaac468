"""infra/deploy.sh and infra/restore-drill.sh, run with stand-ins for `aws`, `sam` and `cargo` that record their calls."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pytest

from cloud import template
from cloud.settings import ROOT, TEMPLATE

Json = dict[str, Any]
# The beginning of an ELF file up to its machine.
ARM64 = b"\x7fELF" + bytes(14) + b"\xb7\x00"
OUTPUTS = {
    "SiteBucketName": "site",
    "StripeApiKeyArn": "arn:key",
    "StripeWebhookSecretArn": "arn:hook",
    "TableName": "the-table",
}
# Answers of `aws`, by the first words of the command, the longest match first. `!` makes the command fail with the rest as its error.
HEALTHY = {
    "sts get-caller-identity": "111111111111",
    "cloudformation describe-stacks": "!Stack with id shop does not exist",
    "lambda get-account-settings": "1000",
    "sesv2 get-account": "True\tTrue",
    "sesv2 get-email-identity": "True",
    "secretsmanager describe-secret": "AWSCURRENT",
    "s3 ls": "",
    "dynamodb describe-table": "arn:table-key",
}
CHANGES = (
    "restore-table-to-point-in-time",
    "update-time-to-live",
    "update-continuous-backups",
    "update-table",
    "get-item",
    "delete-table",
)
REAL = ("StorefrontUrl=https://shop.studio-lind.com", "AdminUrl=https://admin.studio-lind.com")
MAIL = ("MailFrom=orders@studio-lind.com", "AlarmEmail=owner@studio-lind.com")
STAND_IN = """#!/bin/bash
echo "$(basename "$0") $*" >>"$CALLS"
[ "$(basename "$0")" = aws ] || exit 0
all=$*
if [[ $all == *OutputKey* ]]; then key=${all#*OutputKey==\\'}; cat "$ANSWERS/output ${key%%\\'*}"; exit; fi
answer=$(cat "$ANSWERS/$1 $2")
[[ $answer != '!'* ]] || { echo "${answer#!}" >&2; exit 255; }
printf '%s\\n' "$answer"
"""


class Shop:
    """A copy of the project with built packages, and the answers of `aws`."""

    def __init__(self, root: Path, functions: Iterable[str]) -> None:
        self.root = root
        self.calls = root / "calls"
        self.answers = root / "answers"
        self.answers.mkdir()
        (root / "infra").mkdir()
        for script in ("deploy.sh", "restore-drill.sh"):
            shutil.copy(ROOT / "infra" / script, root / "infra" / script)
        shutil.copy(TEMPLATE, root)
        (root / "web/storefront/dist").mkdir(parents=True)
        (root / "web/storefront/dist/version").write_text("abc123\n", encoding="utf-8")
        for name in functions:
            binary = root / "target/lambda" / name / "bootstrap"
            binary.parent.mkdir(parents=True)
            binary.write_bytes(ARM64 + name.encode())
        for name in ("aws", "sam", "cargo"):
            stand_in = root / "bin" / name
            stand_in.parent.mkdir(exist_ok=True)
            stand_in.write_text(STAND_IN, encoding="utf-8")
            stand_in.chmod(0o755)
        self.answer(HEALTHY | {f"output {key}": value for key, value in OUTPUTS.items()})

    def answer(self, answers: dict[str, str]) -> None:
        for command, answer in answers.items():
            (self.answers / command).write_text(answer, encoding="utf-8")

    def run(self, script: str, *arguments: str) -> tuple[int, str]:
        env = {**os.environ, "PATH": f"{self.root / 'bin'}:{os.environ['PATH']}", "CALLS": str(self.calls), "ANSWERS": str(self.answers)}
        command = ["bash", self.root / "infra" / script, *arguments]
        ended = subprocess.run(command, env=env, capture_output=True, text=True, check=False, timeout=60)
        return ended.returncode, ended.stdout + ended.stderr

    def called(self, program: str) -> list[str]:
        lines = self.calls.read_text(encoding="utf-8").splitlines() if self.calls.exists() else []
        return [line for line in lines if line.startswith(f"{program} ")]


@pytest.fixture
def shop(tmp_path: Path, written: Json) -> Shop:
    return Shop(tmp_path, template.functions(written).values())


def test_a_dry_run_prints_the_deployment_and_changes_nothing(shop: Shop) -> None:
    code, printed = shop.run("deploy.sh", "shop", "--dry-run", *REAL, *MAIL)
    assert code == 0, printed
    assert "Deploys shop (production, arm64) in account 111111111111, its first deployment" in printed
    assert "AssetsVersion: (not set) -> abc123" in printed
    assert "Would run: sam deploy" in printed and "AssetsVersion=abc123" in printed
    assert shop.called("sam") == []
    assert not [call for call in shop.called("aws") if " put-" in call or " update-" in call or " create-" in call]


def test_a_deployment_passes_the_assets_version_and_a_fingerprint(shop: Shop) -> None:
    assert shop.run("deploy.sh", "shop", *REAL, *MAIL)[0] == 0
    (call,) = shop.called("sam")
    assert " AssetsVersion=abc123 " in call and " StorefrontUrl=https://shop.studio-lind.com" in call
    assert "--confirm-changeset" in call and "--stack-name shop " in call


def release(shop: Shop, *arguments: str) -> str:
    printed = shop.run("deploy.sh", "shop", "--dry-run", *REAL, *MAIL, *arguments)[1]
    return printed.split(" Release=")[1][:64]


def test_the_fingerprint_changes_with_code_parameters_and_restarts(shop: Shop) -> None:
    first = release(shop)
    assert release(shop) == first
    assert len({first, release(shop, "LogRetentionDays=60"), release(shop, "--restart")}) == 3
    (shop.root / "target/lambda/settle-payment/bootstrap").write_bytes(ARM64 + b"changed")
    assert release(shop) != first


@pytest.mark.parametrize(
    ("stack", "arguments", "expected"),
    [
        ("Shop", [], "a stack's name"),
        ("s" * 33, [], "a stack's name"),
        ("aws-shop", [], "Cognito"),
        ("shop", ["Architecture=x86_64"], "settle-payment/bootstrap is not built for x86_64"),
        ("shop", ["StoreFrontUrl=https://shop.studio-lind.com"], "no parameter StoreFrontUrl"),
        ("shop", ["StorefrontUrl=http://shop.studio-lind.com"], "StorefrontUrl must begin with https://"),
        ("shop", ["AdminUrl=https://admin.shop.example.com"], "AdminUrl is https://admin.shop.example.com"),
        ("shop", ["MailFrom=orders@3d-things.local"], "MailFrom is orders@3d-things.local"),
        ("shop", ["AlarmEmail="], "AlarmEmail must be set"),
        ("shop", ["CertificateArn=arn:aws:acm:eu-west-1:111111111111:certificate/1"], "us-east-1"),
    ],
)
def test_a_wrong_deployment_is_refused_before_anything_changes(shop: Shop, stack: str, arguments: Sequence[str], expected: str) -> None:
    code, printed = shop.run("deploy.sh", stack, *REAL, *MAIL, *arguments)
    assert code == 1, printed
    assert "problem: " in printed and expected in printed
    assert shop.called("sam") == []


def test_missing_packages_and_scripts_are_refused(shop: Shop) -> None:
    (shop.root / "target/lambda/settle-payment/bootstrap").unlink()
    (shop.root / "web/storefront/dist/version").unlink()
    code, printed = shop.run("deploy.sh", "shop", *REAL, *MAIL)
    assert (code, shop.called("sam")) == (1, [])
    assert "settle-payment/bootstrap is missing" in printed and "run make web" in printed


def test_staging_may_use_example_addresses(shop: Shop) -> None:
    assert shop.run("deploy.sh", "shop-staging", "--dry-run", "Stage=staging")[0] == 0


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ({"lambda get-account-settings": "10"}, "only 10 functions run at once"),
        ({"sesv2 get-account": "False\tTrue"}, "SES sends to verified addresses only"),
        ({"sesv2 get-email-identity": "!"}, "studio-lind.com is not verified"),
    ],
)
def test_the_accounts_state_is_a_warning(shop: Shop, answer: dict[str, str], expected: str) -> None:
    shop.answer(answer)
    code, printed = shop.run("deploy.sh", "shop", "--dry-run", *REAL, *MAIL)
    assert code == 0, printed
    assert "warning: " in printed and expected in printed


def test_a_stack_that_cannot_be_read_is_not_taken_for_a_new_one(shop: Shop) -> None:
    shop.answer({"cloudformation describe-stacks": "!AccessDenied"})
    code, printed = shop.run("deploy.sh", "shop", *REAL, *MAIL)
    assert (code, shop.called("sam")) == (1, [])
    assert "AccessDenied" in printed


DEPLOYED = "\n".join(entry.replace("=", "\t", 1) for entry in ("Stage=production", "Architecture=arm64", *REAL, *MAIL))


def test_an_update_keeps_parameters_and_shows_what_changes(shop: Shop) -> None:
    shop.answer({"cloudformation describe-stacks": DEPLOYED})
    code, printed = shop.run("deploy.sh", "shop", "--dry-run", "--restart", "StorefrontUrl=https://new.studio-lind.com")
    assert code == 0, printed
    assert "an update" in printed and "all functions start again" in printed
    assert "StorefrontUrl: https://shop.studio-lind.com -> https://new.studio-lind.com" in printed
    assert "AdminUrl" not in printed
    assert "change by Canary10Percent30Minutes" in printed


def test_an_update_before_its_scripts_are_published_is_refused(shop: Shop) -> None:
    shop.answer({"cloudformation describe-stacks": DEPLOYED, "s3 ls": "!"})
    code, printed = shop.run("deploy.sh", "shop", "--yes")
    assert (code, shop.called("sam")) == (1, [])
    assert "run infra/publish.sh shop first" in printed


def test_a_secret_without_a_value_is_a_warning_and_never_read(shop: Shop) -> None:
    shop.answer({"cloudformation describe-stacks": DEPLOYED, "secretsmanager describe-secret": "None"})
    code, printed = shop.run("deploy.sh", "shop", "--dry-run")
    assert code == 0, printed
    assert "StripeApiKeyArn has no value yet" in printed
    assert not [call for call in shop.called("aws") if "get-secret-value" in call]


def test_a_dry_restore_drill_prints_its_commands_and_changes_nothing(shop: Shop) -> None:
    code, printed = shop.run("restore-drill.sh", "shop", "--dry-run", "--day", "2026-11-23")
    assert code == 0, printed
    restored = "restore-table-to-point-in-time --source-table-name the-table"
    for step in (restored, "update-time-to-live", "-p audit -- --day 2026-11-23", "delete-table"):
        assert step in printed, printed
    assert all(" describe-" in call for call in shop.called("aws"))
    assert shop.called("cargo") == []


def test_a_restore_drill_deletes_its_copy_and_nothing_else(shop: Shop) -> None:
    shop.answer({"dynamodb describe-table": "ACTIVE"} | {f"dynamodb {name}": "" for name in CHANGES} | {"configure export-credentials": ""})
    code, printed = shop.run("restore-drill.sh", "shop")
    assert code == 0, printed
    (deleted,) = (call for call in shop.called("aws") if "delete-table" in call)
    assert "--table-name shop-restore-drill-" in deleted
    assert not [call for call in shop.called("aws") if "--table-name the-table" in call and "describe-table" not in call]


def test_a_failed_restore_drill_deletes_its_copy_too(shop: Shop) -> None:
    shop.answer({"dynamodb describe-table": "ACTIVE"} | {f"dynamodb {name}": "" for name in CHANGES} | {"dynamodb update-table": "!"})
    code, _ = shop.run("restore-drill.sh", "shop")
    assert code != 0
    assert [call for call in shop.called("aws") if "delete-table" in call]
