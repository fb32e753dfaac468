//! The CDN's cache key has exactly the query parameters that pages read.

use std::collections::BTreeSet;

use crate::template::Template;

#[test]
fn the_cdn_forwards_exactly_the_parameters_that_pages_read() {
    let template = Template::read();
    let policy = &template.resources("AWS::CloudFront::CachePolicy")["PagesByTheirFilters"];
    let key = &policy["CachePolicyConfig"]["ParametersInCacheKeyAndForwardedToOrigin"]["QueryStringsConfig"];
    assert_eq!(key["QueryStringBehavior"].as_str(), Some("whitelist"));
    let listed: BTreeSet<&str> =
        key["QueryStrings"].as_sequence().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
    assert_eq!(listed, BTreeSet::from(render_page::PARAMETERS));
}
