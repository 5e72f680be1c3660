//! What the demo's administrator does: types the parameters, and enters addresses at the vendors.

use anyhow::{Context as _, Result, bail};
use serde_json::{Map, Value, json};

use super::{OUR_NUMBER, World, chat, gateway};

/// What opens the app's admin page in a world that was installed with the demo's parameters.
pub(crate) const ADMIN_PASSCODE: &str = "demo-admin-passcode";

/// The secrets among the parameters, which no page may ever receive.
pub(crate) const SECRETS: [&str; 11] = [
    "demo-freshdesk-key",
    "demo-sautikit-key",
    "demo-sendbird-token",
    gateway::SAUTIKIT_SECRET,
    "demo-freshchat-token",
    gateway::SHARED_SECRET,
    "4453b6ac1-demo-viber-token-4453b6ac1",
    "demo-happytalk-secret",
    "0123456789abcdef0123456789abcdef01234567",
    "123456789:AAdemoTelegramToken_0123456789-abcd",
    ADMIN_PASSCODE,
];

/// What is entered at the provider's number.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct CallAddresses {
    /// Where it tells of calls.
    pub(crate) events: String,
    /// Where it asks what a call is to do.
    pub(crate) voice: String,
}

/// What a start did with the installation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Installed {
    /// The app was not installed; it is now.
    Now,
    /// The state had an installation.
    Before,
}

impl World {
    /// Installs the app with the demo's parameters unless the state has an installation.
    pub(crate) async fn install_if_missing(&self) -> Result<Installed> {
        if self.platform.status().installed.is_some() {
            return Ok(Installed::Before);
        }
        self.platform
            .install(self.parameters(self.settings.has_gateway))
            .await
            .context("The app refused to be installed")?;
        self.route_numbers()?;
        Ok(Installed::Now)
    }

    /// What the demo's administrator types on the installation page.
    pub(crate) fn parameters(&self, has_gateway: bool) -> Map<String, Value> {
        let mut parameters = entered(&self.guest.url);
        if has_gateway {
            parameters.extend(self.gateway.parameters());
        }
        parameters
    }

    /// Does what an administrator does after an installation: enters the webhook addresses at the provider's number and
    /// at KakaoTalk's partner.
    pub(crate) fn route_numbers(&self) -> Result<()> {
        let Some(address) = self.webhook_address() else {
            return Ok(());
        };
        if !address.starts_with(&format!("{}/", self.url)) {
            bail!(
                "The app of this state was installed on another port: its webhook address {address} never changes. Run on that port, or choose another state folder with --state."
            );
        }
        if let Some(CallAddresses { events, voice }) = self.call_addresses() {
            self.sautikit
                .set_routing(OUR_NUMBER, Some(&events), Some(&voice))?;
        }
        self.chat.route(self.address_for("kakaotalk"));
        Ok(())
    }

    /// What belongs at the provider's number, if the app is installed: the gateway's addresses if the app uses it.
    pub(crate) fn call_addresses(&self) -> Option<CallAddresses> {
        let address = self.webhook_address()?;
        let gateway = &self.gateway;
        let entered = self.platform.status().parameters;
        let is_used = entered.get("gateway_host") == Some(&json!(gateway.host));
        Some(if is_used {
            CallAddresses {
                events: gateway.events_url(),
                voice: gateway.voice_url(),
            }
        } else {
            CallAddresses {
                events: address.clone(),
                voice: address,
            }
        })
    }

    /// The address that the installation made for Sautikit, if the app is installed.
    pub(crate) fn webhook_address(&self) -> Option<String> {
        self.address_for("sautikit")
    }

    /// The address that the installation made for a sender, whose label begins with this word.
    fn address_for(&self, word: &str) -> Option<String> {
        let is_ours = |label: &str| label.starts_with(word);
        self.platform
            .status()
            .target_urls
            .into_iter()
            .find(|made| made.options.as_deref().is_some_and(is_ours))
            .map(|made| made.url)
    }
}

/// What the demo's administrator types on the installation page, the gateway apart.
fn entered(guest_page: &str) -> Map<String, Value> {
    let parameters = json!({
        "systems": ["Voice", "Web call", "Viber", "KakaoTalk", "Telegram"],
        "freshdesk_domain": "acme.freshdesk.com",
        "freshdesk_api_key": "demo-freshdesk-key",
        "sautikit_api_key": "demo-sautikit-key",
        "sautikit_from_number": OUR_NUMBER,
        "sautikit_webhook_secret": gateway::SAUTIKIT_SECRET,
        "default_country": "KE",
        "outbound_mode": "automatic",
        "sendbird_app_id": "A1B2C3D4-0000-4000-8000-000000000001",
        "sendbird_api_token": "demo-sendbird-token",
        "webcall_page_url": guest_page,
        "admin_passcode": ADMIN_PASSCODE
    });
    let mut parameters = parameters.as_object().cloned().unwrap_or_default();
    parameters.extend(chat::parameters());
    parameters
}
