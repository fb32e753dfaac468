"""Drives the pretend Stripe with Stripe's CLI and Stripe's Python library, and says what it saw."""

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
SECRET = "whsec_conformance0123456789"  # noqa: S105 (made up for this run)
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


class UnlikeStripeError(Exception):
    """Something is not as Stripe does it."""


def say(sentence: str) -> None:
    """Tells one sentence."""
    print(f"Conformance: {sentence}", flush=True)


def expect(holds: bool, sentence: str) -> None:
    """Tells the sentence if it holds, fails otherwise."""
    if not holds:
        raise UnlikeStripeError(f"not so: {sentence}")
    say(sentence)


class Webhook:
    """Takes deliveries and keeps them with their signatures."""

    def __init__(self) -> None:
        deliveries: queue.Queue[tuple[bytes, str]] = queue.Queue()

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                """Keeps a delivery."""
                body = self.rfile.read(int(self.headers["Content-Length"]))
                deliveries.put((body, self.headers["Stripe-Signature"]))
                self.send_response(200)
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:
                """Stays quiet."""

        self.deliveries = deliveries
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def forget(self) -> None:
        """Drops what came so far, so that only new deliveries count."""
        while not self.deliveries.empty():
            self.deliveries.get_nowait()

    def wait_for(self, kinds: set[str]) -> list[stripe.Event]:
        """Waits until an event of each kind came; Stripe's library checks every signature."""
        events = []
        missing = set(kinds)
        while missing:
            try:
                body, signature = self.deliveries.get(timeout=10)
            except queue.Empty:
                raise UnlikeStripeError(f"the webhook never got {', '.join(sorted(missing))}") from None
            event = stripe.Webhook.construct_event(body, signature, SECRET)
            events.append(event)
            missing.discard(event.type)
        return events


def triggers(cli: str, base: str, webhook: Webhook) -> None:
    """Lets the CLI trigger events, and waits for their deliveries."""
    for kind, events in TRIGGERS.items():
        webhook.forget()
        run = subprocess.run(
            [cli, "trigger", kind, "--api-base", base, "--api-key", API_KEY],
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        if run.returncode != 0 or "Trigger succeeded" not in run.stdout:
            raise UnlikeStripeError(f"`stripe trigger {kind}` failed:\n{run.stdout}{run.stderr}")
        webhook.wait_for(events)
        say(f"`stripe trigger {kind}` succeeds, and the signed webhook follows.")


def open_session(client: stripe.StripeClient, key: str | None = None, amount: int = 1900) -> stripe.checkout.Session:
    """Opens a session for two dragons."""
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


def library(base: str, webhook: Webhook) -> None:
    """Lets the Python library open, pay and refund sessions, and be refused."""
    client = stripe.StripeClient(API_KEY, base_addresses={"api": base}, max_network_retries=0)
    sessions = client.v1.checkout.sessions
    first = open_session(client, "key-1")
    expect(open_session(client, "key-1").id == first.id, "a repeated idempotency key gives the same session.")
    refused(stripe.IdempotencyError, lambda: open_session(client, "key-1", 2000), "a changed request with that key")
    stranger = stripe.StripeClient("sk_test_no", base_addresses={"api": base})
    refused(stripe.AuthenticationError, lambda: open_session(stranger), "a wrong API key")
    sessions.expire(first.id)
    refused(stripe.InvalidRequestError, lambda: sessions.expire(first.id), "expiring an expired session")

    session = open_session(client)
    press(f"{base}/pay/{session.id}/pay")
    paid = sessions.retrieve(session.id, {"expand": ["payment_intent.latest_charge", "line_items"]})
    expect(paid.payment_status == "paid" and paid.amount_total == 3800, "a session paid on the page is paid.")
    expect(paid.payment_intent.latest_charge.amount_captured == 3800, "its expanded charge is captured in full.")
    body, signature = first_of(webhook, "checkout.session.completed")
    refused(
        stripe.SignatureVerificationError,
        lambda: stripe.Webhook.construct_event(body, signature, "whsec_other"),
        "a webhook with another secret",
    )
    refused(
        stripe.SignatureVerificationError,
        lambda: stripe.Webhook.construct_event(body.replace(b"3800", b"3801"), signature, SECRET),
        "a changed webhook body",
    )
    refund = client.v1.refunds.create({"payment_intent": paid.payment_intent.id, "amount": 800})
    expect(refund.status == "succeeded", "a part is refunded.")
    refused(
        stripe.InvalidRequestError,
        lambda: client.v1.refunds.create({"payment_intent": paid.payment_intent.id, "amount": 3001}),
        "a refund of more than is left",
    )
    webhook.wait_for({"charge.refunded", "refund.updated"})
    say("the refund's signed webhooks follow.")


def first_of(webhook: Webhook, kind: str) -> tuple[bytes, str]:
    """The next delivery of this kind, as it came."""
    while True:
        body, signature = webhook.deliveries.get(timeout=10)
        if stripe.Webhook.construct_event(body, signature, SECRET).type == kind:
            return body, signature


def refused(error: type[Exception], call: Callable[[], object], what: str) -> None:
    """Expects the call to be refused with this error."""
    try:
        call()
    except error:
        say(f"{what} is refused with {error.__name__}.")
        return
    raise UnlikeStripeError(f"{what} was not refused")


class NoRedirect(urllib.request.HTTPRedirectHandler):
    """The shop's own page is not part of this."""

    def redirect_request(self, *_: object) -> None:
        """Follows nothing."""


def press(url: str) -> None:
    """Presses a button of the payment page."""
    try:
        urllib.request.build_opener(NoRedirect).open(url, data=b"", timeout=10)
    except urllib.error.HTTPError as answer:
        if answer.code != 303:
            raise UnlikeStripeError(f"the payment page answered {answer.code}") from answer


def main(binary: str, cli: str) -> int:
    """Runs everything against a pretend Stripe of its own."""
    webhook = Webhook()
    command = [binary, "--port", "0", "--api-key", API_KEY, "--webhook-secret", SECRET, "--webhook-url", webhook.url]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        told = server.stdout.readline()
        base = next((word.rstrip(".") for word in told.split() if word.startswith("http://")), None)
        if base is None:
            raise UnlikeStripeError(f"the pretend Stripe did not start: {told}")
        threading.Thread(target=server.stdout.read, daemon=True).start()
        library(base, webhook)
        triggers(cli, base, webhook)
    except (UnlikeStripeError, stripe.StripeError, subprocess.SubprocessError, queue.Empty) as failure:
        say(f"FAILED: {failure or type(failure).__name__}")
        return 1
    finally:
        server.terminate()
        server.wait(timeout=10)
    say("all is as Stripe's own tools expect it.")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
