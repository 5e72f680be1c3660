//! The link to a room: what the guest page needs, in the part of the address that no server sees, in the open or sealed with a
//! password.
//!
//! Who may have one is decided elsewhere; how a seal is made, in the package `sealing`.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;

use crate::config::WebCalls;
use crate::error::{Error, Result};
use crate::host::Host;
use crate::values::RoomType;
use crate::wire::sendbird::IssuedToken;

/// The letters of a password: Crockford's base32, in which none is mistaken for another.
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// How many of them: 60 bits, since whoever has the link can try passwords as fast as they like.
const LENGTH: usize = 12;

/// Random bytes of a seal: a salt of 16 and a nonce of 12.
const SALT_AND_NONCE: usize = 28;

/// What the guest page needs to join.
#[derive(Serialize)]
pub(super) struct Invitation<'a> {
    app_id: &'a str,
    room_id: &'a str,
    service_user_id: &'a str,
    creds: Creds<'a>,
    room_type: RoomType,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    host: bool,
}

#[derive(Serialize)]
struct Creds<'a> {
    token: &'a str,
    expires_at: i64,
}

impl<'a> Invitation<'a> {
    /// A customer's invitation.
    pub(super) fn of(
        config: &'a WebCalls,
        room: &'a str,
        user: &'a str,
        token: &'a IssuedToken,
    ) -> Self {
        Self {
            app_id: &config.app_id,
            room_id: room,
            service_user_id: user,
            creds: Creds {
                token: &token.token,
                expires_at: token.expires_at,
            },
            room_type: config.room,
            host: false,
        }
    }

    /// The same for an agent.
    pub(super) fn for_an_agent(self) -> Self {
        Self { host: true, ..self }
    }

    /// The link that needs nothing else.
    pub(super) fn plain(&self, config: &WebCalls) -> String {
        let secret = URL_SAFE_NO_PAD.encode(self.text());
        format!("{}#p={secret}", config.guest_page)
    }

    /// The link that needs a password, and the password.
    pub(super) async fn sealed(
        &self,
        host: &impl Host,
        config: &WebCalls,
    ) -> Result<(String, String)> {
        let mut drawn = [0; LENGTH];
        host.random(&mut drawn)?;
        let password = password(drawn);
        let mut random = [0; SALT_AND_NONCE];
        host.random(&mut random)?;
        let sealed = host
            .seal(&self.text(), &password, &random, self.creds.expires_at)
            .await?;
        if sealed.is_empty() {
            return Err(Error::unavailable("seal the link", "nothing came of it"));
        }
        Ok((format!("{}#e={sealed}", config.guest_page), password))
    }

    fn text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// Twelve letters in three groups. The lower five bits of each byte are as random as the whole.
fn password(drawn: [u8; LENGTH]) -> String {
    let letters = drawn.map(|byte| {
        let letter = LETTERS.get(usize::from(byte & 31)).copied();
        char::from(letter.unwrap_or_default())
    });
    let groups: Vec<String> = letters
        .chunks(4)
        .map(|group| group.iter().collect())
        .collect();
    groups.join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_has_three_groups_of_letters_that_nobody_confuses() {
        assert_eq!(
            password([0, 31, 32, 63, 1, 2, 3, 4, 255, 128, 18, 19]),
            "0Z0Z-1234-Z0JK"
        );
    }
}
