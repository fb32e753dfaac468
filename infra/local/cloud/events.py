"""Prints the events on the local bus: `make events`."""

from __future__ import annotations

import json
import uuid
from pathlib import Path
from typing import Any

from . import emulator, shop


def tail(path: Path | None) -> None:
    """Prints each event on the bus of the running cloud until Ctrl-C, received through a temporary rule and queue."""
    description = shop.read(path)
    name = f"tail-{uuid.uuid4().hex[:12]}"
    sqs, events = (emulator.client_at(description["endpoint"], service) for service in ("sqs", "events"))
    queue = sqs.create_queue(QueueName=name)["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    rule = {"Name": name, "EventBusName": description["event_bus"]}
    events.put_rule(**rule, EventPattern=json.dumps({"source": ["3d-things.shop"]}))
    events.put_targets(Rule=name, EventBusName=description["event_bus"], Targets=[{"Id": "tail", "Arn": arn}])
    print(f"Listening to the bus {description['event_bus']}; Ctrl-C ends.", flush=True)
    try:
        while True:
            for message in sqs.receive_message(QueueUrl=queue, WaitTimeSeconds=5, MaxNumberOfMessages=10).get("Messages", []):
                print(_format(json.loads(message["Body"])), flush=True)
                sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
    except KeyboardInterrupt:
        pass
    finally:
        events.remove_targets(Rule=name, EventBusName=description["event_bus"], Ids=["tail"])
        events.delete_rule(**rule)
        sqs.delete_queue(QueueUrl=queue)


def _format(event: dict[str, Any]) -> str:
    return f"{event['detail-type']:<22} {json.dumps(event['detail'])}"
