//! What only those can compute who know a secret, compared in constant time. What follows from it is decided elsewhere.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use crate::values::Secret;

/// HMAC-SHA256 that has not seen all of its message yet; clones go on from here.
#[derive(Clone)]
pub(super) struct Proof(Hmac<Sha256>);

impl Proof {
    /// Begins with a secret; `None` never happens, since every length is a good key.
    pub(super) fn with(secret: &Secret) -> Option<Self> {
        Hmac::new_from_slice(secret.expose()).ok().map(Self)
    }

    /// Goes on with a part of the message.
    pub(super) fn over(mut self, part: &str) -> Self {
        self.0.update(part.as_bytes());
        self
    }

    /// Whether it is this one.
    pub(super) fn is(self, claimed: &Claimed) -> bool {
        self.0.verify_slice(&claimed.0).is_ok()
    }

    /// As 64 hexadecimal digits.
    pub(super) fn hex(self) -> String {
        hex::encode(self.0.finalize().into_bytes())
    }
}

/// What somebody says the HMAC is.
pub(super) struct Claimed([u8; 32]);

impl Claimed {
    /// Reads 64 hexadecimal digits.
    pub(super) fn read(hex: &str) -> Option<Self> {
        let mut bytes = [0; 32];
        hex::decode_to_slice(hex.trim(), &mut bytes).ok()?;
        Some(Self(bytes))
    }
}

/// Whether a text is the secret.
pub(super) fn is_secret(text: &str, secret: &Secret) -> bool {
    let of = |bytes: &[u8]| {
        let mut mac = Hmac::<Sha256>::new_from_slice(secret.expose()).ok()?;
        mac.update(bytes);
        Some(mac)
    };
    let (Some(ours), Some(theirs)) = (of(secret.expose()), of(text.as_bytes())) else {
        return false;
    };
    ours.verify(&theirs.finalize().into_bytes()).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_secret_itself_is_the_secret() {
        let secret = Secret::new("0123456789abcdef").unwrap();
        assert!(is_secret("0123456789abcdef", &secret));
        for other in ["", "0123456789abcdeF", "0123456789abcdef0", "é"] {
            assert!(!is_secret(other, &secret), "{other}");
        }
    }

    #[test]
    fn what_is_not_64_digits_claims_nothing() {
        let secret = Secret::new("k").unwrap();
        let hex = Proof::with(&secret).unwrap().over("a").over("b").hex();
        let claimed = Claimed::read(&format!(" {} ", hex.to_uppercase())).unwrap();
        assert!(Proof::with(&secret).unwrap().over("ab").is(&claimed));
        assert!(!Proof::with(&secret).unwrap().over("abc").is(&claimed));
        for odd in ["", "é", &hex[1..], &format!("{hex}0"), &"g".repeat(64)] {
            assert!(Claimed::read(odd).is_none(), "{odd}");
        }
    }
}
