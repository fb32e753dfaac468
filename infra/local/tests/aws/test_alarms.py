"""The alarm matrix: which failure rings where, and that each alarm reaches a person."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from cloud.settings import ROOT

Json = dict[str, Any]
DAY = 86_400
SECONDS = {"minute": 60, "hour": 3_600, "day": DAY}


@pytest.fixture(scope="module")
def alarms(translated: Json) -> dict[str, Json]:
    resources = translated["Resources"].items()
    return {name: entry["Properties"] for name, entry in resources if entry["Type"] == "AWS::CloudWatch::Alarm"}


def on(alarms: dict[str, Json], namespace: str, metric: str, **dimension: str) -> list[Json]:
    """Returns the alarms on a metric with exactly this dimension, which names a resource."""
    expected = [{"Name": key, "Value": {"Ref": name}} for key, name in dimension.items()]
    found = (alarm for alarm in alarms.values() if (alarm["Namespace"], alarm["MetricName"]) == (namespace, metric))
    return [alarm for alarm in found if alarm.get("Dimensions", []) == expected]


def functions_with(written: Json, kind: str) -> Iterator[tuple[str, Json]]:
    for name, entry in written["Resources"].items():
        if entry["Type"] == "AWS::Serverless::Function":
            yield from ((name, event["Properties"]) for event in entry["Properties"].get("Events", {}).values() if event["Type"] == kind)


def test_every_http_function_has_a_failure_alarm(written: Json, alarms: dict[str, Json]) -> None:
    apis = {event["ApiId"]["Ref"] for _, event in functions_with(written, "HttpApi")}
    assert apis
    for api in apis:
        # The gateway counts 5xx of the functions, crashes, time-outs and refused invocations alike.
        assert on(alarms, "AWS/ApiGateway", "5xx", ApiId=api), api


def test_every_function_with_a_url_has_a_failure_alarm(written: Json, alarms: dict[str, Json]) -> None:
    urls = [name for name, entry in written["Resources"].items() if "FunctionUrlConfig" in entry.get("Properties", {})]
    assert urls
    for name in urls:
        assert on(alarms, "AWS/Lambda", "Url5xxCount", FunctionName=name), name


def interval(expression: str) -> int:
    found = re.fullmatch(r"rate\((\d+) (minute|hour|day)s?\)", expression)
    assert found, expression
    return int(found[1]) * SECONDS[found[2]]


def test_every_schedule_has_a_failure_and_an_absence_alarm(written: Json, alarms: dict[str, Json]) -> None:
    scheduled = list(functions_with(written, "ScheduleV2"))
    assert scheduled
    for name, event in scheduled:
        assert on(alarms, "AWS/Lambda", "Errors", FunctionName=name), name
        (absent,) = on(alarms, "AWS/Lambda", "Invocations", FunctionName=name)
        assert (absent["ComparisonOperator"], absent["Threshold"], absent["TreatMissingData"]) == ("LessThanThreshold", 1, "breaching"), (
            name
        )
        window = absent["Period"] * absent["EvaluationPeriods"]
        assert interval(event["ScheduleExpression"]) < window <= (7 * DAY if absent["Period"] >= 3_600 else DAY), name


def test_every_function_that_calls_stripe_has_a_failure_alarm(written: Json, alarms: dict[str, Json]) -> None:
    for name, entry in written["Resources"].items():
        if "STRIPE_API_KEY_SECRET" in entry.get("Properties", {}).get("Environment", {}).get("Variables", {}):
            assert on(alarms, "AWS/Lambda", "Errors", FunctionName=name), name


@pytest.mark.parametrize(
    ("namespace", "metric", "most"),
    [("AWS/Lambda", "Throttles", 0), ("AWS/SES", "Reputation.BounceRate", 0.05), ("AWS/SES", "Reputation.ComplaintRate", 0.001)],
)
def test_the_accounts_own_limits_are_watched(alarms: dict[str, Json], namespace: str, metric: str, most: float) -> None:
    (alarm,) = on(alarms, namespace, metric)
    assert (alarm["Threshold"], alarm["ComparisonOperator"]) == (most, "GreaterThanThreshold")


def test_costs_above_the_budget_are_mailed_to_the_owner(translated: Json) -> None:
    budget = translated["Resources"]["Budget"]
    assert budget["Condition"] == "HasBudget"
    properties = budget["Properties"]
    assert properties["Budget"]["BudgetLimit"] == {"Amount": {"Ref": "MonthlyBudget"}, "Unit": "USD"}
    kinds = {entry["Notification"]["NotificationType"] for entry in properties["NotificationsWithSubscribers"]}
    assert kinds == {"ACTUAL", "FORECASTED"}
    for entry in properties["NotificationsWithSubscribers"]:
        assert entry["Subscribers"] == [{"SubscriptionType": "EMAIL", "Address": {"Ref": "AlarmEmail"}}]


def test_every_alarm_reaches_the_topic_and_is_documented(alarms: dict[str, Json]) -> None:
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    documented = text.split("## Alarms")[1].split("## Metrics")[0]
    for name, alarm in alarms.items():
        assert alarm["AlarmActions"] == [{"Ref": "AlarmTopic"}], name
        assert alarm["AlarmDescription"], name
        assert re.search(rf"\b{name.removesuffix('Alarm')}\b", documented), f"docs/operations.md does not explain {name}"
