//! Seals the secret part of a web call's link with a password, so that who has the link alone cannot join.
//!
//! It draws no randomness, knows no link and no room, and opens nothing: the customer's page does that, with the browser's own
//! cryptography. That is why it is AES-256-GCM under a key by PBKDF2-HMAC-SHA256, which every browser has.
//!
//! A sealed text is, in base64url without padding:
//!
//! | offset | bytes | what |
//! |---|---|---|
//! | 0 | 1 | version, 1 |
//! | 1 | 1 | key derivation, 1 |
//! | 2 | 4 | its iterations, big-endian |
//! | 6 | 8 | when the link expires, in milliseconds since 1970, big-endian |
//! | 14 | 16 | salt |
//! | 30 | 12 | nonce |
//! | 42 | … | ciphertext and tag; everything before is authenticated with it |

use aes_gcm::aead::{Aead, Payload};
use aes_gcm::{Aes256Gcm, KeyInit};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::Sha256;

/// How often the password is hashed: the floor that OWASP names for PBKDF2-HMAC-SHA256.
pub const ITERATIONS: u32 = 600_000;

/// How many random bytes a seal takes: a salt of 16 and a nonce of 12.
pub const RANDOM: usize = 28;

const VERSION: u8 = 1;
const PBKDF2_HMAC_SHA256: u8 = 1;

/// Seals `plain` for whoever has `password`; `random` must be fresh for each seal. Nothing if the text is beyond what the
/// cipher takes.
#[must_use]
pub fn seal(plain: &str, password: &str, random: [u8; RANDOM], expires_at: u64) -> Option<String> {
    let (salt, nonce) = random.split_first_chunk::<16>()?;
    let nonce = nonce.first_chunk::<12>()?;
    let mut sealed = vec![VERSION, PBKDF2_HMAC_SHA256];
    sealed.extend(ITERATIONS.to_be_bytes());
    sealed.extend(expires_at.to_be_bytes());
    sealed.extend(random);
    let mut key = [0; 32];
    pbkdf2::pbkdf2_hmac::<Sha256>(normalised(password).as_bytes(), salt, ITERATIONS, &mut key);
    let payload = Payload {
        msg: plain.as_bytes(),
        aad: &sealed,
    };
    let cipher = Aes256Gcm::new(&key.into());
    let ciphertext = cipher.encrypt(&(*nonce).into(), payload).ok()?;
    sealed.extend(ciphertext);
    Some(URL_SAFE_NO_PAD.encode(sealed))
}

/// A password as it counts, however it was typed: capitals without blanks and dashes, and the letters that are mistaken for
/// digits as these.
fn normalised(password: &str) -> String {
    let letters = password.chars().filter(|c| !c.is_whitespace() && *c != '-');
    letters
        .flat_map(char::to_uppercase)
        .map(|c| match c {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        })
        .collect()
}

/// The seal for JavaScript; an empty text if there is none. `expires_at` is a whole number of milliseconds.
#[cfg(target_family = "wasm")]
#[wasm_bindgen::prelude::wasm_bindgen(js_name = seal)]
#[must_use]
pub fn seal_for_javascript(plain: &str, password: &str, random: &[u8], expires_at: f64) -> String {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a moment of this age is a whole number that fits"
    )]
    let expires_at = expires_at as u64;
    let random = random.try_into().ok();
    random
        .and_then(|random| seal(plain, password, random, expires_at))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests;
