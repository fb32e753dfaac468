//! Each alarm on the shop's own metrics refers to a metric that the program counts.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::json;
use shared::telemetry::{Metric, line};

use crate::template::{Template, text};

#[test]
fn alarms_on_the_shops_own_metrics_fire_at_the_first_count() {
    let counted: BTreeMap<String, Metric> = [
        Metric::CheckoutRefused,
        Metric::PaymentReturned,
        Metric::PaymentDisputed,
        Metric::RefundFailed,
        Metric::ReceiptOverdue,
        Metric::MailFailed,
        Metric::MailDelayed,
        Metric::CatalogueDiffered,
    ]
    .map(|metric| (format!("{metric:?}"), metric))
    .into();
    let template = Template::read();
    let alarms = template.resources("AWS::CloudWatch::Alarm");
    let own: Vec<_> = alarms.values().filter(|alarm| text(&alarm["Namespace"]) == "3DThings").collect();
    assert_eq!(own.len(), counted.len());
    for alarm in own {
        let metric = text(&alarm["MetricName"]);
        assert!(counted.contains_key(&metric), "nothing counts {metric}");
        assert_eq!(text(&alarm["Statistic"]), "Sum", "{metric}");
        assert_eq!((alarm["Threshold"].as_u64(), alarm["Period"].as_u64()), (Some(0), Some(300)), "{metric}");
        assert_eq!(text(&alarm["ComparisonOperator"]), "GreaterThanThreshold", "{metric}");
        let written = line(counted[&metric], Timestamp::UNIX_EPOCH, "shop");
        let dimensions = alarm["Dimensions"].as_sequence().unwrap();
        let names: Vec<String> = dimensions.iter().map(|dimension| text(&dimension["Name"])).collect();
        assert_eq!(
            written["_aws"]["CloudWatchMetrics"][0]["Dimensions"],
            json!([names]),
            "{metric} is counted per stack"
        );
        assert_eq!((written["Stack"].as_str(), &written[&metric]), (Some("shop"), &json!(1)));
        assert_eq!(text(&dimensions[0]["Value"]), "AWS::StackName", "{metric}");
        let actions: Vec<String> = alarm["AlarmActions"].as_sequence().unwrap().iter().map(text).collect();
        assert_eq!(actions, ["AlarmTopic"], "{metric}");
    }
}
