//! How fast it may go: requests in the last five minutes, requests at once, and what the server asks for
//! (dataverse §7).

use super::message::Moment;
use super::survey::pause;

/// The window over which the server counts, in milliseconds.
pub const WINDOW: u64 = 300_000;
/// Requests in it after which nothing more is begun for many users: the server allows 6,000, and the person works in
/// other tabs too.
pub const LIMIT: usize = 5_500;
/// The same for what a person waits for: after many users were changed the checklist must not stand still for minutes.
pub const LIMIT_OF_ONE: usize = 5_700;
/// Requests at once, at most, whatever the server recommends.
pub const AT_ONCE: usize = 6;
/// No wait that the server asks for is longer, in milliseconds. One that seems so shows that the clock was set back.
const LONGEST_HOLD: u64 = 16_000;

/// The pace of one tab.
#[derive(Clone, Debug)]
pub struct Pace {
    /// When how many requests left.
    sent: Vec<Spent>,
    in_window: usize,
    /// Requests at once.
    at_once: usize,
    /// What the server recommends.
    hint: usize,
    /// Times in a row that the server asked to wait.
    refusals: u32,
    hold: Hold,
    /// Chance, for waits that do not all end together.
    seed: u32,
}

/// Requests that count in the window.
#[derive(Clone, Copy, Debug)]
struct Spent {
    at: Moment,
    count: usize,
    /// By this tab.
    ours: bool,
}

/// Whether anything may leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Hold {
    /// Yes.
    Open,
    /// Not before this moment; then one light request first.
    Until(Moment),
    /// The light request is under way.
    Probing,
}

/// What the pace allows now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Allowed {
    /// Send it.
    Yes,
    /// Send one light request instead, and see.
    Probe,
    /// Wait so many milliseconds.
    Wait(u32),
    /// An answer has to come first.
    NotNow,
}

impl Pace {
    /// A pace at which nothing has been sent yet.
    pub fn new(seed: u32) -> Self {
        Self { sent: Vec::new(), in_window: 0, at_once: AT_ONCE, hint: AT_ONCE, refusals: 0, hold: Hold::Open, seed }
    }

    fn forget(&mut self, now: Moment) {
        for spent in &mut self.sent {
            // A clock that was set back would hold everything up until it is there again.
            spent.at = spent.at.min(now);
        }
        self.sent.retain(|spent| spent.at.0 + WINDOW > now.0);
        self.in_window = self.sent.iter().map(|spent| spent.count).sum();
        if let Hold::Until(moment) = self.hold
            && moment.0 > now.0 + LONGEST_HOLD
        {
            self.hold = Hold::Until(now);
        }
    }

    /// What other tabs have sent, as far as it is known; takes the place of what was known before.
    pub fn learn(&mut self, elsewhere: impl Iterator<Item = (Moment, usize)>) {
        self.sent.retain(|spent| spent.ours);
        self.sent.extend(elsewhere.map(|(at, count)| Spent { at, count, ours: false }));
    }

    /// Whether work of `cost` requests may begin while `under_way` requests are under way and `promised` more belong to
    /// work that has begun, without more than `limit` in the window.
    pub fn ask(&mut self, now: Moment, cost: usize, promised: usize, under_way: usize, limit: usize) -> Allowed {
        self.forget(now);
        match self.hold {
            Hold::Probing => return Allowed::NotNow,
            Hold::Until(moment) if moment > now => return wait_until(now, moment),
            Hold::Until(_) => return if under_way == 0 { Allowed::Probe } else { Allowed::NotNow },
            Hold::Open => {}
        }
        if under_way >= self.at_once {
            return Allowed::NotNow;
        }
        // What has begun is brought to its end: its cost was counted when it began.
        if cost == 0 {
            return Allowed::Yes;
        }
        let mut short = (self.in_window + promised + cost).saturating_sub(limit);
        if short == 0 {
            return Allowed::Yes;
        }
        self.sent.sort_by_key(|spent| spent.at);
        for spent in &self.sent {
            short = short.saturating_sub(spent.count);
            if short == 0 {
                return wait_until(now, Moment(spent.at.0 + WINDOW));
            }
        }
        Allowed::NotNow
    }

    /// Requests at once that the server recommends.
    pub fn most(&self) -> usize {
        self.hint
    }

    /// So many requests left now.
    pub fn sent(&mut self, now: Moment, count: usize) {
        self.in_window += count;
        self.sent.push(Spent { at: now, count, ours: true });
    }

    /// One alone left, of so many requests.
    pub fn probing(&mut self, now: Moment, cost: usize) {
        self.hold = Hold::Probing;
        self.sent(now, cost);
    }

    /// An answer came that was not a refusal.
    pub fn answered(&mut self, hint: Option<u16>) {
        if let Some(hint) = hint {
            self.hint = usize::from(hint).clamp(1, AT_ONCE);
        }
        self.at_once = (self.at_once + 1).min(self.hint);
        if self.hold == Hold::Probing {
            self.hold = Hold::Open;
        }
        if self.hold == Hold::Open {
            self.refusals = 0;
        }
    }

    /// The light request got no answer that tells: others may try.
    pub fn unanswered(&mut self) {
        if self.hold == Hold::Probing {
            self.hold = Hold::Open;
        }
    }

    /// The server asked to wait. Afterwards it is one at a time first.
    pub fn refused(&mut self, now: Moment, retry_after: Option<u32>) {
        self.refusals += 1;
        self.at_once = 1;
        let ms = pause(retry_after, self.refusals) + self.jitter();
        let until = Moment(now.0 + u64::from(ms));
        self.hold = match self.hold {
            Hold::Until(earlier) if earlier > until => Hold::Until(earlier),
            _ => Hold::Until(until),
        };
    }

    /// Until when the server asked to wait.
    pub fn held_until(&self) -> Option<Moment> {
        match self.hold {
            Hold::Until(moment) => Some(moment),
            Hold::Open | Hold::Probing => None,
        }
    }

    /// How many milliseconds pass, at least, before `count` more requests have left.
    pub fn least(&mut self, now: Moment, count: usize) -> u64 {
        self.forget(now);
        let room = LIMIT.saturating_sub(self.in_window);
        let Some(over) = count.checked_sub(room + 1) else { return 0 };
        let first = self.sent.iter().map(|spent| spent.at.0).min();
        let first = first.map_or(WINDOW, |at| (at + WINDOW).saturating_sub(now.0));
        first + (over / LIMIT) as u64 * WINDOW
    }

    /// Up to a second.
    fn jitter(&mut self) -> u32 {
        self.seed = self.seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (self.seed >> 16) % 1_000
    }
}

fn wait_until(now: Moment, moment: Moment) -> Allowed {
    Allowed::Wait(u32::try_from(moment.0.saturating_sub(now.0)).unwrap_or(u32::MAX).max(1))
}
