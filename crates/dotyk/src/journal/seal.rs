//! Sealing at rest: what is guarded is unreadable without the office's data key, and cannot be moved to another record.
//! Pure but for the randomness of nonces and keys.

use std::fmt;

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac};
use sha2::Sha256;

use super::hex;

/// The office's data key, which seals and opens. It never prints itself.
#[derive(Clone)]
pub struct Seal([u8; 32]);

/// The key of one record's digests in the journal. Without it a digest tells nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct DigestKey([u8; 32]);

/// Why something was not sealed or opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// The machine gave no randomness.
    #[error("the machine gives no random numbers, so nothing can be sealed")]
    Random,
    /// It was sealed with another key, for another record, or was altered.
    #[error("sealed data does not open: give the data key that it was sealed with")]
    Closed,
}

/// The length of a nonce, which stands before what is sealed.
const NONCE: usize = 24;

impl Seal {
    /// With a key of 32 bytes.
    pub fn new(key: [u8; 32]) -> Seal {
        Seal(key)
    }

    /// Seals bytes for a place (`office/person/id`), as lower-case hex. Sealing the same twice gives two different texts.
    ///
    /// # Errors
    /// [`SealError::Random`].
    pub fn seal(&self, place: &str, plain: &[u8]) -> Result<String, SealError> {
        let mut nonce = [0; NONCE];
        getrandom::fill(&mut nonce).map_err(|_| SealError::Random)?;
        let payload = Payload { msg: plain, aad: place.as_bytes() };
        let sealed = self.cipher().encrypt(XNonce::from_slice(&nonce), payload).map_err(|_| SealError::Closed)?;
        Ok(format!("{}{}", hex(&nonce), hex(&sealed)))
    }

    /// Opens what was sealed for the same place.
    ///
    /// # Errors
    /// [`SealError::Closed`].
    pub fn open(&self, place: &str, sealed: &str) -> Result<Vec<u8>, SealError> {
        let bytes = unhex(sealed).filter(|bytes| bytes.len() > NONCE).ok_or(SealError::Closed)?;
        let (nonce, sealed) = bytes.split_at(NONCE);
        let payload = Payload { msg: sealed, aad: place.as_bytes() };
        self.cipher().decrypt(XNonce::from_slice(nonce), payload).map_err(|_| SealError::Closed)
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new((&self.0).into())
    }
}

impl DigestKey {
    /// A new one.
    ///
    /// # Errors
    /// [`SealError::Random`].
    pub fn new() -> Result<DigestKey, SealError> {
        let mut key = [0; 32];
        getrandom::fill(&mut key).map_err(|_| SealError::Random)?;
        Ok(DigestKey(key))
    }

    /// From its bytes, opened.
    ///
    /// # Errors
    /// [`SealError::Closed`] when they are not 32.
    pub fn of(bytes: &[u8]) -> Result<DigestKey, SealError> {
        bytes.try_into().map(DigestKey).map_err(|_| SealError::Closed)
    }

    /// Its bytes, to be sealed.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// What stands in the journal for the value of a field: HMAC-SHA256 over the field's name and the value, hex.
    pub fn digest(&self, field: &str, value: &str) -> String {
        let mut mac = <Hmac<Sha256> as Mac>::new_from_slice(&self.0).expect("HMAC takes a key of any length");
        mac.update(field.as_bytes());
        mac.update(&[0]);
        mac.update(value.as_bytes());
        hex(&mac.finalize().into_bytes())
    }
}

impl fmt::Debug for Seal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Seal")
    }
}

impl fmt::Debug for DigestKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DigestKey")
    }
}

impl From<SealError> for dotyk_db::Error {
    fn from(error: SealError) -> dotyk_db::Error {
        dotyk_db::Error::Other(error.to_string())
    }
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits = text.as_bytes();
    if !digits.len().is_multiple_of(2) {
        return None;
    }
    digits.chunks(2).map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn only_its_own_key_and_place_open_it() {
        let seal = Seal::new([7; 32]);
        let sealed = seal.seal("luhansk/person/1", "Марія".as_bytes()).unwrap();
        assert_eq!(seal.open("luhansk/person/1", &sealed).unwrap(), "Марія".as_bytes());
        assert_eq!(seal.open("luhansk/person/2", &sealed), Err(SealError::Closed));
        assert_eq!(Seal::new([8; 32]).open("luhansk/person/1", &sealed), Err(SealError::Closed));
        let mut altered = sealed.clone();
        let last = if altered.ends_with('0') { "1" } else { "0" };
        altered.replace_range(altered.len() - 1.., last);
        assert_eq!(seal.open("luhansk/person/1", &altered), Err(SealError::Closed));
        assert_ne!(sealed, seal.seal("luhansk/person/1", "Марія".as_bytes()).unwrap());
        assert!(!format!("{seal:?}").contains('7'));
    }

    #[test]
    fn a_digest_depends_on_key_field_and_value() {
        let (one, two) = (DigestKey([1; 32]), DigestKey([2; 32]));
        let digest = one.digest("mail", "a@b.ua");
        assert_eq!(digest, one.digest("mail", "a@b.ua"));
        for other in [
            two.digest("mail", "a@b.ua"),
            one.digest("phone", "a@b.ua"),
            one.digest("mail", "b@b.ua"),
            one.digest("mai", "la@b.ua"),
        ] {
            assert_ne!(digest, other);
        }
        assert_eq!(digest.len(), 64);
    }

    proptest! {
        #[test]
        fn what_goes_in_comes_out(plain in ".{0,200}", place in ".{0,40}") {
            let seal = Seal::new([3; 32]);
            let sealed = seal.seal(&place, plain.as_bytes()).unwrap();
            prop_assert_eq!(seal.open(&place, &sealed).unwrap(), plain.as_bytes());
        }

        #[test]
        fn no_text_makes_it_panic(text in ".{0,120}") {
            prop_assert!(Seal::new([3; 32]).open("p", &text).is_err());
        }
    }
}
