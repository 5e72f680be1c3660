//! What the gateway is told at its start, from the environment and a TOML file, checked once.
//!
//! Whom a call rings and what a caller hears is not among it: that comes from the app.

use std::net::SocketAddr;

use axum::http::{HeaderValue, Uri};
use serde::Deserialize;
use switchboard::config::SHORTEST_SECRET;
use switchboard::values::Secret;

use crate::clock::Clock;

/// What the gateway works with.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where it listens.
    pub listen: SocketAddr,
    /// The database: a file of SQLite, or a PostgreSQL server.
    pub database_url: String,
    /// What the app and the gateway sign for each other with.
    pub secret: Secret,
    /// What Sautikit signs with.
    pub sautikit_secrets: Vec<Secret>,
    /// Whose pages may listen to events.
    pub origins: Vec<HeaderValue>,
    /// The time.
    pub clock: Clock,
}

/// The settings as they are written.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Entered {
    listen: Option<String>,
    database_url: Option<String>,
    secret: Option<String>,
    sautikit_secrets: Vec<String>,
    origins: Vec<String>,
}

impl Config {
    /// Reads the settings, or says everything that is wrong with them. `file` is TOML; what `environment` has counts more.
    pub fn read(
        file: Option<&str>,
        environment: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, Vec<String>> {
        let mut entered = match file.map(toml::from_str::<Entered>) {
            Some(Ok(entered)) => entered,
            Some(Err(error)) => return Err(vec![complaint(file.unwrap_or_default(), &error)]),
            None => Entered::default(),
        };
        for (name, setting) in [
            ("GATEWAY_LISTEN", &mut entered.listen),
            ("DATABASE_URL", &mut entered.database_url),
            ("GATEWAY_SECRET", &mut entered.secret),
        ] {
            *setting = environment(name).or_else(|| setting.take());
        }
        for (name, setting) in [
            ("GATEWAY_SAUTIKIT_SECRETS", &mut entered.sautikit_secrets),
            ("GATEWAY_ORIGINS", &mut entered.origins),
        ] {
            if let Some(list) = environment(name) {
                *setting = list.split(',').map(str::to_owned).collect();
            }
        }
        entered.checked()
    }
}

impl Entered {
    fn checked(self) -> Result<Config, Vec<String>> {
        let mut wrong = Vec::new();
        let mut check = |setting: Result<(), &str>| wrong.extend(setting.err().map(str::to_owned));
        let listen = self.listen.as_deref().unwrap_or("127.0.0.1:8080").parse();
        check(
            listen
                .as_ref()
                .map(|_| ())
                .map_err(|_| "`listen` must be an address with a port, like 0.0.0.0:8080."),
        );
        let database_url = self
            .database_url
            .unwrap_or_else(|| "sqlite:gateway.db".to_owned());
        let is_known = ["sqlite:", "postgres:", "postgresql:"]
            .iter()
            .any(|scheme| database_url.starts_with(scheme));
        check(
            is_known
                .then_some(())
                .ok_or("`database_url` must begin with sqlite: or postgres:."),
        );
        let secret = self.secret.as_deref().and_then(Secret::new);
        let secret = secret.filter(|secret| secret.expose().len() >= SHORTEST_SECRET);
        check(
            secret
                .as_ref()
                .map(|_| ())
                .ok_or("`secret` must have at least 32 characters; the app has the same."),
        );
        let sautikit_secrets: Vec<Secret> = self
            .sautikit_secrets
            .iter()
            .filter_map(|text| Secret::new(text))
            .collect();
        check(
            (!sautikit_secrets.is_empty())
                .then_some(())
                .ok_or("`sautikit_secrets` must have what Sautikit signs with."),
        );
        let origins: Option<Vec<HeaderValue>> =
            self.origins.iter().map(|text| origin(text)).collect();
        check(
            origins
                .as_ref()
                .map(|_| ())
                .ok_or("`origins` must be like https://acme.freshdesk.com, without a path."),
        );
        match (listen, secret, origins) {
            (Ok(listen), Some(secret), Some(origins)) if wrong.is_empty() => Ok(Config {
                listen,
                database_url,
                secret,
                sautikit_secrets,
                origins,
                clock: Clock::system(),
            }),
            _ => Err(wrong),
        }
    }
}

/// What is wrong with a file. Only about names its parser says more: a value that it shows may be a secret.
fn complaint(file: &str, error: &toml::de::Error) -> String {
    let read = error.span().and_then(|span| file.get(..span.start));
    let line = read.unwrap_or_default().matches('\n').count() + 1;
    let of_name = ["unknown field", "duplicate key"];
    match error.message() {
        why if of_name.iter().any(|begin| why.starts_with(begin)) => {
            format!("The file is not as expected in line {line}: {why}.")
        }
        _ => format!("The file is not as expected in line {line}."),
    }
}

/// An address that nobody on the way can read along; on this machine itself any will do.
pub(crate) fn safe_address(text: &str) -> Option<Uri> {
    let uri: Uri = text.trim().parse().ok()?;
    let is_here = matches!(uri.host()?, "localhost" | "127.0.0.1" | "[::1]");
    let scheme = uri.scheme_str()?;
    (scheme == "https" || scheme == "http" && is_here).then_some(uri)
}

fn origin(text: &str) -> Option<HeaderValue> {
    let uri = safe_address(text)?;
    let is_bare = uri.path() == "/" && uri.query().is_none() && !text.trim().ends_with('/');
    HeaderValue::from_str(text.trim()).ok().filter(|_| is_bare)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "0123456789abcdef0123456789abcdef";

    fn environment(
        changes: &'static [(&'static str, &'static str)],
    ) -> impl Fn(&str) -> Option<String> {
        let known = [
            ("GATEWAY_SECRET", SECRET),
            ("GATEWAY_SAUTIKIT_SECRETS", "one,two"),
        ];
        move |name| {
            let all = changes.iter().chain(&known);
            let mut found = all.filter(|(known, _)| *known == name);
            found.next().map(|(_, text)| (*text).to_owned())
        }
    }

    #[track_caller]
    fn check(
        file: Option<&str>,
        changes: &'static [(&'static str, &'static str)],
        complaints: &[&str],
    ) {
        let read = Config::read(file, environment(changes));
        assert_eq!(read.err().unwrap_or_default(), complaints);
    }

    #[test]
    fn two_secrets_are_enough() {
        let config = Config::read(None, environment(&[])).unwrap();
        assert_eq!(config.listen.to_string(), "127.0.0.1:8080");
        assert_eq!(config.database_url, "sqlite:gateway.db");
        assert_eq!(config.sautikit_secrets.len(), 2);
        assert!(!format!("{config:?}").contains(SECRET));
    }

    #[test]
    fn the_environment_counts_more_than_the_file() {
        let file = "listen = \"127.0.0.1:1\"\norigins = [\"https://acme.freshdesk.com\"]";
        let config = Config::read(
            Some(file),
            environment(&[("GATEWAY_LISTEN", "127.0.0.1:2")]),
        )
        .unwrap();
        assert_eq!(config.listen.port(), 2);
        assert_eq!(config.origins, ["https://acme.freshdesk.com"]);
    }

    #[test]
    fn each_wrong_setting_is_told_in_a_sentence() {
        check(
            None,
            &[
                ("GATEWAY_LISTEN", "8080"),
                ("DATABASE_URL", "mysql://x"),
                ("GATEWAY_SECRET", "short"),
                ("GATEWAY_SAUTIKIT_SECRETS", " , "),
                ("GATEWAY_ORIGINS", "https://acme.freshdesk.com/"),
            ],
            &[
                "`listen` must be an address with a port, like 0.0.0.0:8080.",
                "`database_url` must begin with sqlite: or postgres:.",
                "`secret` must have at least 32 characters; the app has the same.",
                "`sautikit_secrets` must have what Sautikit signs with.",
                "`origins` must be like https://acme.freshdesk.com, without a path.",
            ],
        );
        let unknown = "The file is not as expected in line 1: unknown field `secrte`, expected one of `listen`, `database_url`, `secret`, `sautikit_secrets`, `origins`.";
        check(Some("secrte = \"x\""), &[], &[unknown]);
    }
}
