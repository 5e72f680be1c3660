//! Seals against what a browser made, and against every change on the way.

use super::*;

/// Sealed by a browser.
const PASSWORD: &str = "K7QM9XTP2HWD";
const EXPIRES_AT: u64 = 1_700_003_600_000;
const PLAIN: &str = r#"{"app_id":"A1B2C3D4-0000-4000-8000-000000000001","room_id":"b1650746-e810-4aeb-ae2a-422d8a42523c","service_user_id":"service_user_30400606506004","creds":{"token":"tok","expires_at":1700003600000}}"#;
const SEALED: &str = "AQEACSfAAAABi9AcVoAAAQIDBAUGBwgJCgsMDQ4PoKGio6SlpqeoqaqrbD2Tbm2QPxwcDH6CVPM9aEG6lwHikgvExNf6WQB4AM2aGxQhKhcCm8UbDZ2zM8vO3IYRr8SRJeDK5EUr6bxqsIGMv_RkhBnZElDrUzmgZ-KAE-JXADc4gxtxgXXPjL8lGObS7Rka7tnfVmoAvdLzQvIz9q2-HGil1VIV0-cBEJTh6w9IJ8QwWNCYiZ9RQDC2zrVGr3fw49QmfPWHfq9tuc0YdySZdR_cUW-PLoSHNRt4X4r5tXmSuKq88BrFSIjQBB0AdVzqXxnDr9LwcB5rdvTy8mPH";

fn random() -> [u8; RANDOM] {
    let bytes = hex::decode("000102030405060708090a0b0c0d0e0fa0a1a2a3a4a5a6a7a8a9aaab").unwrap();
    bytes.try_into().unwrap()
}

/// Opens a seal, as the customer's page does.
fn open(sealed: &[u8], password: &str) -> Option<String> {
    let (header, ciphertext) = sealed.split_at_checked(42)?;
    let mut key = [0; 32];
    pbkdf2::pbkdf2_hmac::<Sha256>(
        normalised(password).as_bytes(),
        &header[14..30],
        ITERATIONS,
        &mut key,
    );
    let nonce: [u8; 12] = header[30..].try_into().unwrap();
    let payload = Payload {
        msg: ciphertext,
        aad: header,
    };
    let plain = Aes256Gcm::new(&key.into()).decrypt(&nonce.into(), payload);
    Some(String::from_utf8(plain.ok()?).unwrap())
}

#[test]
fn a_seal_is_byte_for_byte_the_one_that_a_browser_makes() {
    assert_eq!(
        seal(PLAIN, PASSWORD, random(), EXPIRES_AT).as_deref(),
        Some(SEALED)
    );
}

#[test]
fn what_a_browser_sealed_can_be_opened() {
    let sealed = URL_SAFE_NO_PAD.decode(SEALED).unwrap();
    assert_eq!(open(&sealed, PASSWORD).as_deref(), Some(PLAIN));
    assert_eq!(open(&sealed, "K7QM9XTP2HWE"), None);
}

#[test]
fn a_seal_that_was_changed_anywhere_cannot_be_opened() {
    let sealed = URL_SAFE_NO_PAD.decode(SEALED).unwrap();
    for at in [0, 1, 13, 29, 41, 42, sealed.len() - 1] {
        let mut changed = sealed.clone();
        changed[at] ^= 1;
        assert_eq!(open(&changed, PASSWORD), None, "byte {at}");
    }
    assert_eq!(open(&sealed[..sealed.len() - 1], PASSWORD), None);
}

#[test]
fn a_password_counts_however_it_is_typed() {
    for typed in ["k7qm-9xtp-2hwd", " K7QM 9XTP\t2HWD ", "K7QM9XTP2HWD"] {
        assert_eq!(normalised(typed), PASSWORD);
    }
    assert_eq!(normalised("o0-iIlL1"), "0011111");
}
