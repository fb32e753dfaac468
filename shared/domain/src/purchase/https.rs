//! Validates the URL of a tracking page: what it accepts, the `http` crate does too, on which the domain does not depend.

/// The characters that an authority may have besides letters and digits.
const AUTHORITY: &[u8] = b"!$&'()*+,-.:;=@[]_~%";

/// Returns true if a text is an address with the scheme `https` and a host.
pub(super) fn is_https(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_at_checked(8) else { return false };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    scheme.eq_ignore_ascii_case("https://") && has_host(authority) && is_path_and_query(path)
}

/// Returns true if an authority is valid and names a host: `user@host:port`, where only the host is required.
fn has_host(authority: &str) -> bool {
    if !authority.bytes().all(|byte| byte.is_ascii_alphanumeric() || AUTHORITY.contains(&byte)) {
        return false;
    }
    let (user, host) = match authority.rsplit_once('@') {
        Some((user, host)) => (Some(user), host),
        None => (None, authority),
    };
    // More colons than an IPv6 address with its port has are refused anywhere.
    if user.is_some_and(|user| user.contains(['[', ']']) || user.split('@').any(|part| colons(part) > 8)) {
        return false;
    }
    if let Some(rest) = host.strip_prefix('[') {
        return rest.split_once(']').is_some_and(|(address, port)| {
            !address.contains(['[', '%']) && colons(address) <= 8 && is_port(port)
        });
    }
    let (name, port) = host.split_once(':').unwrap_or((host, ""));
    !name.is_empty() && !host.contains(['[', ']', '%']) && colons(port) == 0
}

fn colons(text: &str) -> usize {
    text.bytes().filter(|byte| *byte == b':').count()
}

fn is_port(rest: &str) -> bool {
    rest.is_empty() || (rest.starts_with(':') && colons(rest) == 1 && !rest.contains(['[', ']', '%']))
}

/// Returns true if the rest of a URL is valid; a fragment after `#` is not checked.
fn is_path_and_query(rest: &str) -> bool {
    let rest = rest.split_once('#').map_or(rest, |(before, _)| before);
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    let of_path = |byte: u8| !matches!(byte, 0..=0x20 | b'<' | b'>' | b'`' | 0x7f);
    let of_query = |byte: u8| !matches!(byte, 0..=0x20 | b'"' | b'<' | b'>' | 0x7f);
    path.bytes().all(of_path) && query.bytes().all(of_query)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn an_accepted_address_is_accepted_by_the_http_crate(
            text in "(https?|HTTPS|ftp)?:?/{0,3}([a-c1:@.%]|\\[|\\]|[ -~ä]){0,12}([/?#][ -~ä]{0,8}){0,3}",
        ) {
            let uri = text.parse::<http::Uri>().ok();
            let accepted = uri.is_some_and(|uri| {
                uri.scheme_str() == Some("https") && uri.host().is_some_and(|host| !host.is_empty())
            });
            prop_assert!(accepted || !is_https(&text), "{}", text);
        }

        #[test]
        fn ordinary_addresses_are_accepted(
            text in "https://([a-z0-9-]{1,9}\\.){1,3}[a-z]{2,4}(:[0-9]{1,4})?(/[a-zA-Z0-9._~%!$&'()*+,;=:@-]{0,9}){0,3}(\\?[a-z0-9=&%+]{0,9})?(#[a-z]{0,5})?",
        ) {
            prop_assert!(is_https(&text), "{}", text);
        }
    }
}
