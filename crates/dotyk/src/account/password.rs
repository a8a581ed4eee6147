//! Passwords and secrets: argon2id, with at most two at work, and random tokens.
//!
//! One hash takes 19 MiB and two passes (the first choice of OWASP's password storage cheat sheet); it is kept as PHC
//! text, which names its own parameters, so these may be raised later without breaking what is there.

use std::sync::{Condvar, Mutex, MutexGuard};

use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use sha2::{Digest, Sha256};

use crate::journal::hex;
use crate::web::Problem;

/// Memory in KiB, passes, lanes.
#[cfg(not(test))]
const COST: (u32, u32, u32) = (19 * 1024, 2, 1);
/// Tests hash thousands of times.
#[cfg(test)]
const COST: (u32, u32, u32) = (8, 1, 1);

/// Hashes at work at once.
const TURNS: usize = 2;

/// How many visitors may stand behind them: a flood of sign-ins must leave the rest of the program its threads.
#[cfg(not(test))]
const WAITING: usize = 2;
#[cfg(test)]
const WAITING: usize = 1000;

/// How many work, how many wait.
static QUEUE: Mutex<(usize, usize)> = Mutex::new((0, 0));
static FREE: Condvar = Condvar::new();

/// Leave to hash; given back when dropped.
pub struct Turn(());

impl Turn {
    /// Waits for a turn, however long: for commands.
    pub fn wait() -> Turn {
        Turn::take(queue())
    }

    /// A turn for a visitor.
    ///
    /// # Errors
    /// [`Problem::TooMany`] when enough others wait already.
    pub fn soon() -> Result<Turn, Problem> {
        let queue = queue();
        if queue.1 >= WAITING { Err(Problem::TooMany(2)) } else { Ok(Turn::take(queue)) }
    }

    fn take(mut queue: MutexGuard<'_, (usize, usize)>) -> Turn {
        queue.1 += 1;
        while queue.0 >= TURNS {
            queue = FREE.wait(queue).unwrap_or_else(|poisoned| poisoned.into_inner());
        }
        *queue = (queue.0 + 1, queue.1 - 1);
        Turn(())
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        queue().0 -= 1;
        FREE.notify_one();
    }
}

/// Two counters cannot be left half changed, so a panic elsewhere does no harm to them.
fn queue() -> MutexGuard<'static, (usize, usize)> {
    QUEUE.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
}

/// The hash of a password, as PHC text. Waits for its turn.
///
/// # Errors
/// No randomness, or no memory.
pub fn hash(password: &str) -> Result<String, String> {
    hash_in(&Turn::wait(), password)
}

/// The hash of a password within a turn that is already there.
///
/// # Errors
/// No randomness, or no memory.
pub fn hash_in(_: &Turn, password: &str) -> Result<String, String> {
    let mut salt = [0; 16];
    getrandom::fill(&mut salt).map_err(|error| error.to_string())?;
    let salt = SaltString::encode_b64(&salt).map_err(|error| error.to_string())?;
    argon().hash_password(password.as_bytes(), &salt).map(|hash| hash.to_string()).map_err(|error| error.to_string())
}

/// Whether the password is that of the hash. Without a hash the answer is no, after the same work.
pub fn verify_in(turn: &Turn, password: &str, kept: Option<&str>) -> bool {
    let kept = kept.and_then(|kept| PasswordHash::new(kept).ok());
    match kept {
        Some(kept) => argon().verify_password(password.as_bytes(), &kept).is_ok(),
        None => {
            let _ = hash_in(turn, password);
            false
        }
    }
}

fn argon() -> Argon2<'static> {
    let (memory, passes, lanes) = COST;
    Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(memory, passes, lanes, None).unwrap_or_default())
}

/// 32 random bytes in hex: a cookie, a one-time link.
///
/// # Errors
/// The machine has no randomness.
pub fn token() -> Result<String, String> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|error| error.to_string())?;
    Ok(hex(&bytes))
}

/// What is kept of a token, and of the name or address that is counted.
pub fn digest(secret: &str) -> String {
    hex(&Sha256::digest(secret))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_is_of_one_password_and_says_how_it_was_made() {
        let kept = hash("гусениця на мосту").unwrap();
        assert!(kept.starts_with("$argon2id$v=19$m="), "{kept}");
        assert_ne!(kept, hash("гусениця на мосту").unwrap());
        let turn = Turn::wait();
        assert!(verify_in(&turn, "гусениця на мосту", Some(&kept)));
        assert!(!verify_in(&turn, "гусениця на моста", Some(&kept)));
        assert!(!verify_in(&turn, "", None));
        assert!(!verify_in(&turn, "x", Some("no hash at all")));
    }

    #[test]
    fn all_turns_are_given_back() {
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| drop(Turn::wait()));
            }
        });
        drop((Turn::wait(), Turn::wait()));
    }
}
