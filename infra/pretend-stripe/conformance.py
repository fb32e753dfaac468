"""Tests the pretend Stripe with Stripe's CLI and Stripe's Python library."""

from __future__ import annotations

import queue
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import stripe

API_KEY = "sk_test_conformance0123456789"
SECRET = "whsec_conformance0123456789"  # noqa: S105 (a test value)
TRIGGERS = {
    "checkout.session.completed": {"checkout.session.completed"},
    "checkout.session.expired": {"checkout.session.expired"},
    "checkout.session.async_payment_succeeded": {
        "checkout.session.completed",
        "checkout.session.async_payment_succeeded",
    },
    "checkout.session.async_payment_failed": {
        "checkout.session.completed",
        "checkout.session.async_payment_failed",
    },
}


class ConformanceError(Exception):
    """Raised when the pretend Stripe behaves differently from Stripe."""


def report(sentence: str) -> None:
    print(f"Conformance: {sentence}", flush=True)


def expect(holds: bool, sentence: str) -> None:
    """Prints the sentence if it holds, fails otherwise."""
    if not holds:
        raise ConformanceError(f"not so: {sentence}")
    report(sentence)


class Webhook:
    """Records deliveries with their signatures."""

    def __init__(self) -> None:
        deliveries: queue.Queue[tuple[bytes, str]] = queue.Queue()

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                deliveries.put((body, self.headers["Stripe-Signature"]))
                self.send_response(200)
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:
                """Suppresses request logs."""

        self.deliveries = deliveries
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def clear(self) -> None:
        """Drops earlier deliveries, so that only new ones count."""
        while not self.deliveries.empty():
            self.deliveries.get_nowait()

    def wait_for(self, kinds: set[str]) -> list[stripe.Event]:
        """Waits for an event of each type; Stripe's library verifies every signature."""
        events = []
        missing = set(kinds)
        while missing:
            try:
                body, signature = self.deliveries.get(timeout=10)
            except queue.Empty:
                raise ConformanceError(f"the webhook never got {', '.join(sorted(missing))}") from None
            event = stripe.Webhook.construct_event(body, signature, SECRET)
            events.append(event)
            missing.discard(event.type)
        return events


def check_triggers(cli: str, base: str, webhook: Webhook) -> None:
    """Triggers events with the CLI and waits for their deliveries."""
    for kind, events in TRIGGERS.items():
        webhook.clear()
        run = subprocess.run(
            [cli, "trigger", kind, "--api-base", base, "--api-key", API_KEY],
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        if run.returncode != 0 or "Trigger succeeded" not in run.stdout:
            raise ConformanceError(f"`stripe trigger {kind}` failed:\n{run.stdout}{run.stderr}")
        webhook.wait_for(events)
        report(f"`stripe trigger {kind}` succeeds, and the signed webhook follows.")


def create_session(client: stripe.StripeClient, key: str | None = None, amount: int = 1900) -> stripe.checkout.Session:
    """Creates a session for two dragons."""
    return client.v1.checkout.sessions.create(
        {
            "mode": "payment",
            "line_items": [
                {
                    "quantity": 2,
                    "price_data": {
                        "currency": "eur",
                        "unit_amount": amount,
                        "product_data": {"name": "Articulated dragon", "description": "Large, PLA"},
                    },
                }
            ],
            "success_url": "https://shop.example/done?session={CHECKOUT_SESSION_ID}",
            "expires_at": int(time.time()) + 3600,
        },
        {"idempotency_key": key} if key else {},
    )


def check_library(base: str, webhook: Webhook) -> None:
    """Creates, pays and refunds sessions with the Python library, and checks its errors."""
    client = stripe.StripeClient(API_KEY, base_addresses={"api": base}, max_network_retries=0)
    sessions = client.v1.checkout.sessions
    first = create_session(client, "key-1")
    expect(create_session(client, "key-1").id == first.id, "a repeated idempotency key gives the same session.")
    expect_error(stripe.IdempotencyError, lambda: create_session(client, "key-1", 2000), "a changed request with that key")
    stranger = stripe.StripeClient("sk_test_no", base_addresses={"api": base})
    expect_error(stripe.AuthenticationError, lambda: create_session(stranger), "a wrong API key")
    sessions.expire(first.id)
    expect_error(stripe.InvalidRequestError, lambda: sessions.expire(first.id), "expiring an expired session")

    session = create_session(client)
    submit(f"{base}/pay/{session.id}/pay")
    paid = sessions.retrieve(session.id, {"expand": ["payment_intent.latest_charge", "line_items"]})
    expect(paid.payment_status == "paid" and paid.amount_total == 3800, "a session paid on the page is paid.")
    expect(paid.payment_intent.latest_charge.amount_captured == 3800, "its expanded charge is captured in full.")
    body, signature = next_delivery(webhook, "checkout.session.completed")
    expect_error(
        stripe.SignatureVerificationError,
        lambda: stripe.Webhook.construct_event(body, signature, "whsec_other"),
        "a webhook with another secret",
    )
    expect_error(
        stripe.SignatureVerificationError,
        lambda: stripe.Webhook.construct_event(body.replace(b"3800", b"3801"), signature, SECRET),
        "a changed webhook body",
    )
    refund = client.v1.refunds.create({"payment_intent": paid.payment_intent.id, "amount": 800})
    expect(refund.status == "succeeded", "a part is refunded.")
    expect_error(
        stripe.InvalidRequestError,
        lambda: client.v1.refunds.create({"payment_intent": paid.payment_intent.id, "amount": 3001}),
        "a refund of more than is left",
    )
    webhook.wait_for({"charge.refunded", "refund.updated"})
    report("the refund's signed webhooks follow.")


def next_delivery(webhook: Webhook, kind: str) -> tuple[bytes, str]:
    """Returns the raw body and signature of the next delivery of this type."""
    while True:
        body, signature = webhook.deliveries.get(timeout=10)
        if stripe.Webhook.construct_event(body, signature, SECRET).type == kind:
            return body, signature


def expect_error(error: type[Exception], call: Callable[[], object], what: str) -> None:
    """Expects the call to fail with this error."""
    try:
        call()
    except error:
        report(f"{what} is refused with {error.__name__}.")
        return
    raise ConformanceError(f"{what} was not refused")


class NoRedirect(urllib.request.HTTPRedirectHandler):
    """Does not follow the redirect to the shop, which does not run here."""

    def redirect_request(self, *_: object) -> None:
        """Follows no redirect."""


def submit(url: str) -> None:
    """Submits a form of the payment page."""
    try:
        urllib.request.build_opener(NoRedirect).open(url, data=b"", timeout=10)
    except urllib.error.HTTPError as answer:
        if answer.code != 303:
            raise ConformanceError(f"the payment page answered {answer.code}") from answer


def main(binary: str, cli: str) -> int:
    """Runs all checks against a new pretend Stripe."""
    webhook = Webhook()
    command = [binary, "--port", "0", "--api-key", API_KEY, "--webhook-secret", SECRET, "--webhook-url", webhook.url]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        line = server.stdout.readline()
        base = next((word.rstrip(".") for word in line.split() if word.startswith("http://")), None)
        if base is None:
            raise ConformanceError(f"the pretend Stripe did not start: {line}")
        threading.Thread(target=server.stdout.read, daemon=True).start()
        check_library(base, webhook)
        check_triggers(cli, base, webhook)
    except (ConformanceError, stripe.StripeError, subprocess.SubprocessError, queue.Empty) as failure:
        report(f"FAILED: {failure or type(failure).__name__}")
        return 1
    finally:
        server.terminate()
        server.wait(timeout=10)
    report("all is as Stripe's own tools expect it.")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
