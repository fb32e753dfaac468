"""Creates a function: `make new NAME=admin-list-reviews CONTEXT=catalogue`.

Writes a small GET endpoint that compiles, and registers it everywhere that a function is listed.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

MANIFEST = """\
[package]
name = "{name}"
edition.workspace = true

[[bin]]
name = "{name}"
# Everything is tested in the library; a second, empty test binary would only be linked.
test = false

[lints]
workspace = true

[dependencies]
serde = {{ workspace = true }}
shared = {{ workspace = true }}
utoipa = {{ workspace = true }}
"""

MAIN = """\
fn main() -> Result<(), shared::start::Error> {{
    {crate}::main()
}}
"""

LIBRARY = """\
//! `GET {path}`: placeholder that returns the shop's name.

use serde::Serialize;
use shared::http::{{Access, Answer, Endpoint, Ok200, Route}};
use shared::store::ShopSettings;
use utoipa::ToSchema;

/// Response with the shop's name.
#[derive(Debug, Serialize, ToSchema)]
pub struct {type}Response {{
    /// Name of the shop on pages, in mails and on documents.
    pub shop_name: String,
}}

pub struct {type};

impl Endpoint for {type} {{
    const FUNCTION: &'static str = env!("CARGO_PKG_NAME");
    const ROUTE: Route = Route::get("{path}", Access::{access}).summary("Get the shop's name.");
    type Deps = ShopSettings;
    type Input = ();
    type Reply = Ok200<{type}Response>;

    async fn handle(settings: &Self::Deps, (): Self::Input) -> Answer<Self> {{
        let shop_name = settings.settings().await?.shop_name.to_string();
        Ok(Ok200({type}Response {{ shop_name }}))
    }}
}}

pub fn main() -> Result<(), shared::start::Error> {{
    shared::http::run::<{type}>()
}}
"""

RESOURCE = """\
  {type}:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: !Sub "${{AWS::StackName}}-{name}"
      Description: Returns the shop's name.
      CodeUri: target/lambda/{name}/
      LoggingConfig: {{ LogGroup: !Ref {logs} }}
      Environment:
        Variables:
          TABLE_NAME: !Ref Table
      Policies:
        - Version: "2012-10-17"
          Statement:
            - Effect: Allow
              Action: [dynamodb:GetItem]
              Resource: !GetAtt Table.Arn
              Condition: {{ ForAllValues:StringLike: {{ dynamodb:LeadingKeys: [CATALOG, SETTINGS] }} }}
      Events:
        Http: {{ Type: HttpApi, Properties: {{ ApiId: !Ref Api, Method: GET, Path: {path}{guard} }} }}
"""

LEFT = """\
Created {folder} and registered it in infra/functions, template.yaml and infra/local/tests/permissions.json.

To do:
1. {folder}/src/lib.rs: route, access, summary, Deps, Input, Reply, handle.
2. template.yaml ({type}): description, method and path of the route, environment variables, and only the actions that
   the code calls.
3. infra/local/tests/permissions.json: the same actions, written a second time.
4. `make openapi`; a new problem code also goes into docs/api.md.
5. `make check`.
"""


def fail(reason: str) -> None:
    """Ends with a reason."""
    sys.exit(f"error: {reason}")


def pascal(name: str) -> str:
    """The name of the resource and of the Rust type."""
    return "".join(part.title() for part in name.split("-"))


def inserted(lines: list[str], entry: str, name: str, known: dict[int, str], end: int) -> list[str]:
    """Lines with an entry before the first known name that is greater than its own, or before the end."""
    at = next((at for at, other in known.items() if other > name), end)
    return [*lines[:at], entry, *lines[at:]]


def add_to_registry(name: str, context: str) -> None:
    """Adds the crate to the manifest and to the list of infra/functions, at the end of its context."""
    crate = name.replace("-", "_")
    manifest = ROOT / "infra/functions/Cargo.toml"
    lines = manifest.read_text(encoding="utf-8").splitlines(keepends=True)
    pattern = r'([a-z-]+) = \{ path = "\.\./\.\./functions/'
    known = {at: match.group(1) for at, line in enumerate(lines) if (match := re.match(pattern, line))}
    entry = f'{name} = {{ path = "../../functions/{context}/{name}" }}\n'
    manifest.write_text("".join(inserted(lines, entry, name, known, max(known) + 1)), encoding="utf-8")
    registry = ROOT / "infra/functions/src/lib.rs"
    head, section, rest = registry.read_text(encoding="utf-8").partition(f'"{context}" {{\n')
    listed, end, tail = rest.partition("    }\n")
    registry.write_text(f"{head}{section}{listed}        {crate}::{pascal(name)},\n{end}{tail}", encoding="utf-8")


def add_to_template(name: str, context: str, path: str) -> None:
    """Adds function and route to the context's section, in the order of names."""
    template = ROOT / "template.yaml"
    lines = template.read_text(encoding="utf-8").splitlines(keepends=True)
    guard = ", Auth: { Authorizer: Staff }" if name.startswith("admin-") else ""
    logs = f"{context.title()}Logs"
    entry = RESOURCE.format(type=pascal(name), name=name, logs=logs, path=path, guard=guard) + "\n"
    first = lines.index(f"  {logs}:\n")
    end = next(at for at in range(first, len(lines)) if lines[at].startswith("  # ----"))
    # The name of a function is in the third line of its resource.
    functions = {
        at: match.group(1)
        for at in range(first, end)
        if re.match(r"  [A-Z]\w*:$", lines[at]) and (match := re.search(r'\$\{AWS::StackName\}-([a-z-]+)"$', lines[at + 3]))
    }
    template.write_text("".join(inserted(lines, entry, name, functions, end)), encoding="utf-8")


def add_permissions(name: str) -> None:
    """Adds what the function may do, written a second time for the tests."""
    table = ROOT / "infra/local/tests/permissions.json"
    known = json.loads(table.read_text(encoding="utf-8"))
    known[name] = {"dynamodb:GetItem": ["Table"]}
    table.write_text(json.dumps(dict(sorted(known.items())), indent=2) + "\n", encoding="utf-8")


def main(name: str, context: str) -> None:
    """Creates the function."""
    contexts = sorted(folder.name for folder in (ROOT / "functions").iterdir() if folder.is_dir())
    if not re.fullmatch(r"[a-z]+(-[a-z]+)+", name):
        fail(f"NAME must be verb-noun in lower case, such as admin-list-reviews: {name!r}")
    if context not in contexts:
        fail(f"CONTEXT must be one of {', '.join(contexts)}: {context!r}")
    if any((ROOT / "functions").glob(f"*/{name}")):
        fail(f"there is a function {name}")
    staff = name.startswith("admin-")
    path = f"/admin/{name.removeprefix('admin-')}" if staff else f"/{name}"
    folder = ROOT / "functions" / context / name
    (folder / "src").mkdir(parents=True)
    access = "ADMIN" if staff else "Public"
    values = {"name": name, "crate": name.replace("-", "_"), "type": pascal(name), "path": path, "access": access}
    for file, content in (("Cargo.toml", MANIFEST), ("src/main.rs", MAIN), ("src/lib.rs", LIBRARY)):
        (folder / file).write_text(content.format(**values), encoding="utf-8")
    add_to_registry(name, context)
    add_to_template(name, context, path)
    add_permissions(name)
    subprocess.run(["cargo", "fmt", "--package", name], cwd=ROOT, check=True)
    # The other targets build with --locked, which fails until Cargo.lock contains the new package.
    subprocess.run(["cargo", "update", "--workspace", "--offline", "--quiet"], cwd=ROOT, check=True)
    print(LEFT.format(folder=folder.relative_to(ROOT), type=pascal(name)), end="")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        fail("usage: make new NAME=verb-noun CONTEXT=context")
    main(sys.argv[1], sys.argv[2])
