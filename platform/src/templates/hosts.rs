//! Which simulator stands for which vendor's host.

use std::collections::BTreeMap;

/// Which simulator stands for which vendor's host.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HostMap(BTreeMap<String, String>);

impl HostMap {
    /// Maps no host at all: every template request ends with 502.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Maps a host (`api.example.com`), or with a leading `*.` every host below one (`*.freshdesk.com`),
    /// to the address of what stands for it, for instance `http://127.0.0.1:10002`. A whole host may have a port too
    /// (`localhost:10010`), which no real platform would let an app reach.
    #[must_use]
    pub fn with(mut self, host: &str, base_url: &str) -> Self {
        self.0.insert(
            host.to_ascii_lowercase(),
            base_url.trim_end_matches('/').to_owned(),
        );
        self
    }

    /// Whether something stands for a host by its whole name.
    #[must_use]
    pub(crate) fn names(&self, host: &str) -> bool {
        self.0.contains_key(&host.to_ascii_lowercase())
    }

    /// What stands for a host; the longest mapping that fits, a whole name before any suffix.
    #[must_use]
    pub fn base_url(&self, host: &str) -> Option<&str> {
        let host = host.to_ascii_lowercase();
        if let Some(url) = self.0.get(&host) {
            return Some(url);
        }
        let fits = |pattern: &&String| {
            pattern
                .strip_prefix('*')
                .is_some_and(|suffix| suffix.starts_with('.') && host.ends_with(suffix))
        };
        let longest = self
            .0
            .keys()
            .filter(fits)
            .max_by_key(|pattern| pattern.len());
        longest
            .and_then(|pattern| self.0.get(pattern))
            .map(String::as_str)
    }
}

impl<H: AsRef<str>, U: AsRef<str>> FromIterator<(H, U)> for HostMap {
    fn from_iter<I: IntoIterator<Item = (H, U)>>(pairs: I) -> Self {
        pairs.into_iter().fold(Self::new(), |map, (host, url)| {
            map.with(host.as_ref(), url.as_ref())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_name_wins_over_a_suffix_and_a_long_suffix_over_a_short_one() {
        let map = HostMap::from_iter([
            ("*.example.com", "http://a"),
            ("*.eu.example.com", "http://b/"),
            ("x.eu.example.com", "http://c"),
        ]);
        let found = ["y.example.com", "Y.EU.example.com", "x.eu.example.com"]
            .map(|host| map.base_url(host));
        assert_eq!(
            found,
            [Some("http://a"), Some("http://b"), Some("http://c")]
        );
    }

    #[test]
    fn a_suffix_does_not_map_the_domain_itself_nor_a_look_alike() {
        let map = HostMap::new().with("*.example.com", "http://a");
        assert_eq!(map.base_url("example.com"), None);
        assert_eq!(map.base_url("badexample.com"), None);
    }
}
