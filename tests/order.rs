//! Events in whatever order, answered late, twice, wrongly or never, and events that nobody asked for: the core does not
//! end, always has something to show, and writes only what is noted, confirmed and allowed.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test that meets this has failed")]

mod world;

use std::time::Instant;

use cairn::core::bulk::press::BulkPress;
use cairn::core::bulk::record::{Act, BulkId};
use cairn::core::effect::{Effect, EffectId};
use cairn::core::event::Happened;
use cairn::core::guide::{Sight, Sighted};
use cairn::core::plan::PlanId;
use cairn::core::press::Press;
use cairn::core::report::Kind;
use cairn::core::view::Screen;
use cairn::dataverse::id::{Guid, UserId};
use cairn::dataverse::read::reply;
use cairn::dataverse::reply::{Ended, RawReply};
use cairn::dataverse::{json::NativeReader, request::Method};
use practice::org::Scenario;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use world::World;

/// One thing that happens next.
#[derive(Clone, Debug)]
enum Move {
    /// Something that is under way comes to its end, as it should.
    Answered(usize),
    /// The same, and the answer comes once more.
    Twice(usize),
    /// A request is answered with nonsense.
    Nonsense(usize, usize),
    /// What is under way is never heard of again.
    Lost(usize),
    /// What the review offers is confirmed.
    Confirm,
    /// A press, whatever is on screen.
    Press(usize),
    /// An event that nobody asked for.
    Stray(usize, u32),
    /// So much time passes; the clock may go back.
    Time(i64),
}

fn moves() -> impl Strategy<Value = Move> {
    prop_oneof![
        24 => (0usize..4).prop_map(Move::Answered),
        2 => (0usize..4).prop_map(Move::Twice),
        2 => (0usize..4, 0usize..NONSENSE).prop_map(|(at, which)| Move::Nonsense(at, which)),
        1 => (0usize..4).prop_map(Move::Lost),
        6 => Just(Move::Confirm),
        8 => (0usize..PRESSES).prop_map(Move::Press),
        2 => (0usize..STRAYS, 0u32..60).prop_map(|(which, id)| Move::Stray(which, id)),
        1 => prop_oneof![Just(-7_200_000_i64), Just(400_000), Just(86_400_000)].prop_map(Move::Time),
    ]
}

const NONSENSE: usize = 8;

fn nonsense(which: usize) -> Ended {
    let answer = |status, kind: &str, body: &str| {
        let headers = vec![("Content-Type".to_owned(), kind.to_owned()), ("Retry-After".to_owned(), "9".to_owned())];
        Ended::Replied(reply(RawReply { status, headers, body: body.to_owned() }, &NativeReader))
    };
    match which {
        0 => Ended::NoAnswer,
        1 => Ended::TimedOut,
        2 => Ended::Redirected,
        3 => answer(429, "application/json", ""),
        4 => answer(200, "application/json", r#"{"value":[{"systemuserid":7}]}"#),
        5 => answer(200, "multipart/mixed; boundary=x", "--x\r\n\r\nHTTP/1.1 200 OK\r\n\r\n{}\r\n--x--"),
        6 => answer(503, "application/json", r#"{"error":{"code":"0x80071151","message":"running"}}"#),
        _ => answer(204, "", ""),
    }
}

const PRESSES: usize = 22;

fn press(world: &World, which: usize) -> Press {
    let id = world.store.journal.first().map(|entry| entry.id.clone());
    match which {
        0..3 => Press::Review,
        3..5 => Press::ReviewStep("language".to_owned()),
        5 => Press::Recheck,
        6 => Press::Stop,
        7 => Press::Finish,
        8 => Press::Cancel,
        9 => Press::Undo(id.into_iter().collect()),
        10 => Press::ShowJournal,
        11 => Press::PickAnother,
        12 => Press::Bulk(BulkPress::Open(Act::Give)),
        13 => Press::Bulk(BulkPress::Everybody),
        14 => Press::Bulk(BulkPress::Review),
        15 => Press::Bulk(BulkPress::Stop),
        16 => Press::Bulk(BulkPress::Leave),
        17 => Press::Bulk(BulkPress::Undo(BulkId("nobody's".to_owned()))),
        18 => Press::ShowMe("role-assigned".to_owned()),
        19 => Press::Report(Kind::Page),
        20 => Press::PickUser(UserId(Guid::from_bits(9))),
        _ => Press::Confirm(PlanId(3)),
    }
}

const STRAYS: usize = 19;

fn stray(world: &World, which: usize, id: u32) -> Happened {
    let memory = Box::new(world.store.memory.clone().unwrap_or_default());
    let id = EffectId(id);
    let client_url = world::CLIENT_URL.to_owned();
    match which {
        0 => Happened::Opened { client_url, seed: Guid::from_bits(3), session: String::new() },
        1 => Happened::OpenedAway { organization: client_url, seed: Guid::from_bits(3), session: String::new() },
        2 => Happened::Loaded { memory, journal: Vec::new() },
        3 => Happened::LoadFailed,
        4 => Happened::GuideLoaded(None),
        5 => Happened::GuideElsewhere(None),
        6 => Happened::BulkLoaded { heads: Vec::new(), chunks: Vec::new() },
        7 => Happened::Saved(id),
        8 => Happened::SaveFailed(id),
        9 => Happened::StoredElsewhere { memory, journal: world.store.journal.clone() },
        10 => Happened::Ended { id, ended: nonsense(id.0 as usize % NONSENSE) },
        11 => Happened::WaitOver(id),
        12 => Happened::LeaseHeld,
        13 => Happened::LeaseLost,
        14 => Happened::Shown,
        15 => Happened::PageActed,
        16 => Happened::PermitGranted(id),
        17 => Happened::PermitLost(id),
        _ => Happened::Sighted(Sighted {
            road: 9,
            sight: Sight::Marked { stop: 7, instead: true },
            held: true,
            stayed: false,
            link: None,
        }),
    }
}

/// Who has the right to write, by what the core was told and has asked for.
fn is_granted(granted: bool, happened: &Happened) -> bool {
    match happened {
        Happened::LeaseGranted => true,
        Happened::LeaseHeld | Happened::LeaseLost => false,
        _ => granted,
    }
}

struct Tab {
    world: World,
    under_way: Vec<Effect>,
    granted: bool,
    writes: usize,
}

impl Tab {
    fn happened(&mut self, happened: Happened) {
        self.granted = is_granted(self.granted, &happened);
        self.world.happened(happened);
        for effect in self.world.drop_held() {
            if let Effect::Send { request, .. } = &effect
                && request.method != Method::Get
                && (!request.url.ends_with("/$batch") || World::writes_in_batch(request))
            {
                assert!(self.granted, "a write without the right to: {}", request.url);
                assert!(self.world.is_noted(request), "a write before its note: {}", request.url);
                self.writes += 1;
            }
            self.under_way.push(effect);
        }
        // There is something to show, whatever happened.
        assert!(self.world.core.view().is_some());
    }

    fn take(&mut self, at: usize) -> Option<Effect> {
        (at < self.under_way.len()).then(|| self.under_way.remove(at))
    }

    fn play(&mut self, next: &Move) {
        match next {
            Move::Answered(at) => {
                if let Some(happened) = self.take(*at).and_then(|effect| self.world.carry_out(effect)) {
                    self.happened(happened);
                }
            }
            Move::Twice(at) => {
                if let Some(happened) = self.take(*at).and_then(|effect| self.world.carry_out(effect)) {
                    self.happened(happened.clone());
                    self.happened(happened);
                }
            }
            Move::Nonsense(at, which) => {
                if let Some(Effect::Send { id, .. }) = self.under_way.get(*at) {
                    let id = *id;
                    self.under_way.remove(*at);
                    self.happened(Happened::Ended { id, ended: nonsense(*which) });
                }
            }
            Move::Lost(at) => drop(self.take(*at)),
            Move::Confirm => {
                if let Screen::Review(review) = self.world.view().screen
                    && let Some(confirm) = review.confirm
                {
                    self.happened(Happened::Pressed(confirm.press));
                }
            }
            Move::Press(which) => self.happened(Happened::Pressed(press(&self.world, *which))),
            Move::Stray(which, id) => self.happened(stray(&self.world, *which, *id)),
            Move::Time(ms) => self.world.now = self.world.now.saturating_add_signed(*ms),
        }
    }
}

fn tab(scenario: Scenario) -> Tab {
    let mut world = World::opened(scenario);
    world.pick("marketo.sync");
    world.hold();
    Tab { world, under_way: Vec::new(), granted: false, writes: 0 }
}

/// `PROPTEST_CASES` asks for more before a release.
fn cases() -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(500)
}

#[test]
fn in_whatever_order_events_come() {
    let began = Instant::now();
    let start = [tab(Scenario::NothingDone).world, tab(Scenario::OldPlugin).world];
    let (mut writes, mut events) = (0, 0);
    let strategy = (0..start.len(), prop::collection::vec(moves(), 1..90));
    let config = Config { cases: cases(), failure_persistence: None, ..Config::default() };
    let (written, seen) = (std::cell::RefCell::new(&mut writes), std::cell::RefCell::new(&mut events));
    let outcome = TestRunner::new(config).run(&strategy, |(which, moves)| {
        let mut tab = Tab { world: start[which].clone(), under_way: Vec::new(), granted: false, writes: 0 };
        for next in &moves {
            tab.play(next);
        }
        **written.borrow_mut() += tab.writes;
        **seen.borrow_mut() += moves.len();
        Ok(())
    });
    println!("order: {} cases, {events} events, {writes} writes in {} s", cases(), began.elapsed().as_secs());
    outcome.unwrap_or_else(|failure| panic!("{failure}"));
    assert!(writes > cases() as usize / 20, "they do come to writes: {writes}");
}
