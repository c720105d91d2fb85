//! Service protection limits: per user, over a sliding window (dataverse §7).

use std::collections::VecDeque;

use rustc_hash::FxHashMap;
use uuid::Uuid;

use super::error::Refusal;

/// Five minutes.
const WINDOW_MS: u64 = 300_000;
const MOST_REQUESTS: usize = 6_000;
const MOST_EXECUTION_MS: u64 = 1_200_000;

/// What a user has used up in the window.
#[derive(Clone, Debug, Default)]
struct Usage {
    /// When each operation came.
    requests: VecDeque<u64>,
    /// When how many milliseconds were worked off.
    execution: VecDeque<(u64, u64)>,
    execution_ms: u64,
}

impl Usage {
    fn forget(&mut self, now: u64) {
        let old = |at: u64| at.saturating_add(WINDOW_MS) <= now;
        while self.requests.front().is_some_and(|at| old(*at)) {
            self.requests.pop_front();
        }
        while let Some((at, ms)) = self.execution.front().copied().filter(|(at, _)| old(*at)) {
            debug_assert!(old(at));
            self.execution.pop_front();
            self.execution_ms = self.execution_ms.saturating_sub(ms);
        }
    }
}

/// What is left after a request, for the headers of its reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Left {
    pub(crate) requests: usize,
    pub(crate) execution_ms: u64,
}

/// The limits of one organisation.
#[derive(Clone, Debug)]
pub(crate) struct Limits {
    /// On premises there are none.
    pub(crate) on: bool,
    /// Requests at once that it recommends.
    pub(crate) at_once: u16,
    users: FxHashMap<Uuid, Usage>,
}

impl Limits {
    pub(crate) fn new(on: bool) -> Self {
        Self { on, at_once: 8, users: FxHashMap::default() }
    }

    /// Counts operations of a user, or refuses them all. The parts of a batch count one by one: the reference does
    /// not say,
    /// and this is the stricter reading.
    pub(crate) fn take(&mut self, user: Uuid, now: u64, operations: usize) -> Result<Option<Left>, Refusal> {
        if !self.on {
            return Ok(None);
        }
        let usage = self.users.entry(user).or_default();
        usage.forget(now);
        if usage.requests.len() + operations > MOST_REQUESTS {
            let first = usage.requests.front().copied().unwrap_or(now);
            let text = "Number of requests exceeded the limit of 6000 over time window of 300 seconds.";
            return Err(throttled("0x80072322", text, first, now));
        }
        if usage.execution_ms > MOST_EXECUTION_MS {
            let first = usage.execution.front().map_or(now, |(at, _)| *at);
            let text = "Combined execution time of incoming requests exceeded limit of 1,200,000 milliseconds over \
            time \
                        window of 300 seconds. Decrease number of concurrent requests or reduce the duration of \
                        requests \
                        and try again later.";
            return Err(throttled("0x80072321", text, first, now));
        }
        usage.requests.extend(std::iter::repeat_n(now, operations));
        Ok(Some(Left {
            requests: MOST_REQUESTS - usage.requests.len(),
            execution_ms: MOST_EXECUTION_MS.saturating_sub(usage.execution_ms),
        }))
    }

    /// Adds what a request took.
    pub(crate) fn spend(&mut self, user: Uuid, now: u64, ms: u64) {
        if self.on && ms > 0 {
            let usage = self.users.entry(user).or_default();
            usage.forget(now);
            usage.execution.push_back((now, ms));
            usage.execution_ms = usage.execution_ms.saturating_add(ms);
        }
    }
}

fn throttled(code: &'static str, text: &str, first: u64, now: u64) -> Refusal {
    let wait = first.saturating_add(WINDOW_MS).saturating_sub(now).div_ceil(1_000);
    let mut refusal = Refusal::new(429, code, text);
    refusal.headers.push(("Retry-After", wait.to_string()));
    refusal
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_slides() {
        let mut limits = Limits::new(true);
        let user = Uuid::from_u128(1);
        assert_eq!(limits.take(user, 0, 3_000).unwrap().unwrap().requests, 3_000);
        assert!(limits.take(user, 100_000, 3_000).is_ok());
        let refusal = limits.take(user, 200_000, 1).unwrap_err();
        assert_eq!((refusal.status, refusal.code.as_ref()), (429, "0x80072322"));
        assert_eq!(refusal.headers, [("Retry-After", "100".to_owned())]);
        assert!(limits.take(Uuid::from_u128(2), 200_000, 1).is_ok(), "another user has a window of his own");
        assert!(limits.take(user, 300_000, 3_000).is_ok());
    }

    #[test]
    fn execution_time_has_a_limit_of_its_own() {
        let mut limits = Limits::new(true);
        let user = Uuid::from_u128(1);
        limits.spend(user, 0, 1_200_001);
        assert_eq!(limits.take(user, 1_000, 1).unwrap_err().code, "0x80072321");
        assert!(limits.take(user, 300_000, 1).is_ok());
        assert_eq!(Limits::new(false).take(user, 0, 9_000), Ok(None));
    }
}
