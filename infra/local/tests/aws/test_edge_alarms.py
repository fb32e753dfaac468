"""The stack in us-east-1 with the alarms on CloudFront's own errors."""

from __future__ import annotations

import re
from typing import Any

from cloud import template
from cloud.settings import ROOT

Json = dict[str, Any]
EDGE = template.load(ROOT / "infra" / "edge-alarms.yaml")


def of_type(source: Json, kind: str) -> dict[str, Json]:
    return {name: entry for name, entry in source["Resources"].items() if entry["Type"] == kind}


def test_each_distribution_has_an_alarm_that_reaches_a_person(written: Json) -> None:
    # The shop's stack has the distributions' ids as outputs of the parameters' names.
    watched = {name: f"{name}Id" for name in of_type(written, "AWS::CloudFront::Distribution")}
    assert {f"{name}Id": {"Ref": name} for name in watched} == {
        name: entry["Value"] for name, entry in written["Outputs"].items() if name.endswith("DistributionId")
    }
    alarms = [entry["Properties"] for entry in of_type(EDGE, "AWS::CloudWatch::Alarm").values()]
    dimensions = [{entry["Name"]: entry["Value"] for entry in alarm["Dimensions"]} for alarm in alarms]
    expected = [{"DistributionId": {"Ref": parameter}, "Region": "Global"} for parameter in watched.values()]
    assert sorted(dimensions, key=str) == sorted(expected, key=str)
    for alarm in alarms:
        assert (alarm["Namespace"], alarm["MetricName"], alarm["Statistic"]) == ("AWS/CloudFront", "5xxErrorRate", "Average")
        assert alarm["AlarmActions"] == [{"Ref": "AlarmTopic"}]
    (subscription,) = of_type(EDGE, "AWS::SNS::Subscription").values()
    assert subscription["Properties"]["Endpoint"] == {"Ref": "AlarmEmail"}


def test_the_stack_is_deployed_where_cloudfront_counts_only() -> None:
    assert EDGE["Rules"]["Region"]["Assertions"][0]["Assert"] == {"Fn::Equals": [{"Ref": "AWS::Region"}, "us-east-1"]}


def test_its_alarms_are_documented_with_the_command_that_deploys_it() -> None:
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    alarms = text.split("## Alarms")[1].split("## Metrics")[0]
    assert "infra/edge-alarms.yaml" in text
    for name in of_type(EDGE, "AWS::CloudWatch::Alarm"):
        assert re.search(rf"\b{name.removesuffix('Alarm')}\b", alarms), name
