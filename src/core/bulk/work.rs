//! One chunk at work: look, note, write, read back, note again.
//!
//! ```text
//! Look ─▶ Note ─▶ Write ─▶ Back ─▶ Close ─▶ Done
//!   ▲ nobody left: Close     │ a lost or refused write that did not happen: look again
//!   └────────────────────────┘
//! ```
//!
//! What a write was answered never decides: what is read afterwards does. So a chunk that was interrupted anywhere goes
//! on by reading back those to whom a write may have been sent.

use super::record::{Act, Chunk, Failure, Outcome, Stage, Why};
use crate::core::change::RoleCopy;
use crate::core::detect::name_of;
use crate::core::finding::Problem;
use crate::core::message::{Arg, Message, Moment};
use crate::core::problem;
use crate::dataverse::fault::{Fault, FaultKind};
use crate::dataverse::id::{RootRoleId, UserId};
use crate::dataverse::request::{Query, Write};
use crate::dataverse::rows::{Answer, Expanded, Role, User};

/// Rounds after which a user whose write keeps failing for a passing reason is given up.
const ROUNDS: u8 = 4;
/// A look older than this is taken again before anything is written, in milliseconds.
const FRESH: u64 = 30_000;

/// What a chunk needs next, or waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Nothing has been done in this run, or a fresh look is due.
    Look,
    /// What is so now is being read.
    Looking,
    /// The record of what will be written has to be stored.
    Note,
    /// It is being stored.
    Noting,
    /// The write can leave.
    Write,
    /// It is under way.
    Writing,
    /// What is so afterwards has to be read.
    Back,
    /// It is being read.
    ReadingBack,
    /// What came of it has to be stored.
    Close,
    /// It is being stored.
    Closing,
    /// Settled.
    Done,
}

/// The whole that a chunk is a part of.
#[derive(Clone, Copy)]
pub struct Frame<'a> {
    /// What is done.
    pub act: Act,
    /// The role.
    pub role: RootRoleId,
    /// The copies that are given or taken.
    pub copies: &'a [RoleCopy],
    /// What was taken is given back: to the same copy, wherever the user works now.
    pub undoing: bool,
    /// Who confirmed it.
    pub by: UserId,
}

/// A chunk at work.
#[derive(Clone, Debug)]
pub struct Work {
    /// As it is stored.
    pub chunk: Chunk,
    /// What comes next.
    pub phase: Phase,
    /// What is known so far.
    pub outcome: Outcome,
    /// To whom the present write goes, or may have gone.
    writing: Vec<UserId>,
    /// How the present write was answered, by user; nothing where nobody knows.
    answers: Vec<Result<(), Fault>>,
    /// Names of those who are looked at, for what has to be said of them.
    names: Vec<(UserId, String, String)>,
    /// To these a write may have been sent earlier, and it was not to be seen then: what is seen late is ours.
    tried: Vec<UserId>,
    /// Of these a list of users does not tell the roles: they are asked for one by one.
    apart: Vec<UserId>,
    looked: Moment,
    rounds: u8,
    /// Requests in a row that failed for a passing reason.
    pub stumbles: u32,
    /// Not before this moment: the connection or the server needs a while.
    pub rest_until: Moment,
}

/// Why the whole cannot go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The request has to be sent again, a little later.
    Passing(Fault),
    /// Everything else would fail in the same way.
    Ends(Box<Problem>),
}

impl Work {
    /// A chunk as it was stored.
    pub fn new(chunk: Chunk) -> Self {
        let (phase, writing) = match &chunk.stage {
            Stage::Planned => (Phase::Look, Vec::new()),
            Stage::Begun { writing, .. } => (Phase::Back, writing.clone()),
            Stage::Settled { .. } => (Phase::Done, Vec::new()),
        };
        let lost = writing.iter().map(|_| Err(Fault::of(FaultKind::NoAnswer))).collect();
        Self {
            outcome: chunk.outcome().cloned().unwrap_or_default(),
            chunk,
            phase,
            writing,
            answers: lost,
            names: Vec::new(),
            tried: Vec::new(),
            apart: Vec::new(),
            looked: Moment(0),
            rounds: 0,
            stumbles: 0,
            rest_until: Moment(0),
        }
    }

    /// Something was done for it in this run or before, and it is not settled.
    pub fn is_under_way(&self) -> bool {
        !matches!(self.phase, Phase::Look | Phase::Done) || matches!(self.chunk.stage, Stage::Begun { .. })
    }

    /// Users of whom nothing is known yet.
    fn open(&self) -> Vec<UserId> {
        self.chunk.users().into_iter().filter(|user| !self.outcome.holds(*user)).collect()
    }

    /// What to read now.
    pub fn queries(&self) -> Vec<Query> {
        if matches!(self.phase, Phase::Back | Phase::ReadingBack) {
            return self.witness().into_iter().chain(self.users(&self.writing)).collect();
        }
        let open = self.open();
        let mut queries = vec![Query::WhoAmI];
        queries.extend(self.by_team(&open).map(Query::UserTeams));
        queries.extend(self.users(&open));
        queries
    }

    /// Comes first where several parts are read back: in another place than its own it tells that they are mixed up. An
    /// empty list of somebody's roles would pass for a list in which no user is left.
    fn witness(&self) -> Option<Query> {
        self.writing.iter().any(|user| self.apart.contains(user)).then_some(Query::WhoAmI)
    }

    /// These users with their roles.
    fn users<'a>(&'a self, these: &'a [UserId]) -> impl Iterator<Item = Query> + 'a {
        let apart = self.apart.iter().copied().filter(|user| these.contains(user)).map(Query::UserRoles);
        std::iter::once(Query::UsersById(these.to_vec())).chain(apart)
    }

    /// The answers to [`Work::users`]; `None` where some roles are still untold and have to be read once more.
    fn told(
        &mut self,
        these: &[UserId],
        next: &mut dyn FnMut() -> Result<Answer, Trouble>,
    ) -> Result<Option<Vec<User>>, Trouble> {
        let Answer::Users(mut page) = next()? else { return Err(unreadable()) };
        for user in self.apart.iter().filter(|user| these.contains(user)) {
            let roles = match next() {
                Ok(Answer::Roles(roles)) => roles,
                Err(Trouble::Passing(fault)) => return Err(Trouble::Passing(fault)),
                // Nobody can tell, so nothing is done to this user.
                Ok(_) | Err(Trouble::Ends(_)) => continue,
            };
            if let Some(row) = page.rows.iter_mut().find(|row| row.id == *user) {
                row.roles = Expanded::Told(roles);
            }
        }
        let known = self.apart.len();
        for row in page.rows.iter().filter(|row| row.roles.told().is_none()) {
            if !self.apart.contains(&row.id) {
                self.apart.push(row.id);
            }
        }
        Ok((self.apart.len() == known).then_some(page.rows))
    }

    fn by_team<'a>(&'a self, open: &'a [UserId]) -> impl Iterator<Item = UserId> + 'a {
        self.chunk.by_team.iter().copied().filter(|user| open.contains(user))
    }

    /// Requests that it takes to bring it to its end, if all goes well.
    pub fn cost(&self) -> usize {
        let open = self.chunk.users().len() - self.outcome.count().min(self.chunk.users().len());
        let apart = self.apart.len() + usize::from(!self.apart.is_empty());
        match self.phase {
            Phase::Look | Phase::Looking => 3 + self.chunk.by_team.len() + open + 2 * apart,
            Phase::Note | Phase::Noting | Phase::Write => 1 + self.writing.len() + apart,
            Phase::Writing | Phase::Back => 1 + apart,
            Phase::ReadingBack | Phase::Close | Phase::Closing | Phase::Done => 0,
        }
    }

    /// The writes to send now.
    pub fn writes(&self, act: Act) -> Vec<Write> {
        let mut writes = Vec::new();
        for user in &self.writing {
            let Some(role) = self.chunk.copy_of(*user) else { continue };
            writes.push(match act {
                Act::Give => Write::AssignRole { user: *user, role },
                Act::Take => Write::RemoveRole { user: *user, role },
            });
        }
        writes
    }

    /// A write that waited too long is looked at again first.
    pub fn is_stale(&self, now: Moment) -> bool {
        now.0.saturating_sub(self.looked.0) > FRESH
    }

    /// Takes in what the look said.
    ///
    /// # Errors
    /// It said nothing, or what ends everything.
    pub fn looked(
        &mut self,
        now: Moment,
        frame: Frame<'_>,
        answers: Result<Vec<Result<Answer, Fault>>, Fault>,
    ) -> Result<(), Trouble> {
        self.phase = Phase::Look;
        let open = self.open();
        let mut answers = answers.map_err(trouble)?.into_iter();
        let mut next = || answers.next().unwrap_or(Err(Fault::of(FaultKind::Unreadable))).map_err(trouble);
        let Answer::Identity(who) = next()? else { return Err(unreadable()) };
        if who.user != frame.by {
            return Err(Trouble::Ends(Box::new(problem::another_session())));
        }
        let by_team: Vec<UserId> = self.by_team(&open).collect();
        let mut kept = Vec::new();
        for user in by_team {
            match next() {
                Ok(Answer::Teams(teams)) if !teams.is_empty() => kept.push(user),
                Err(Trouble::Passing(fault)) => return Err(Trouble::Passing(fault)),
                // Where no other role is proved, none is left.
                Ok(_) | Err(Trouble::Ends(_)) => {}
            }
        }
        let Some(rows) = self.told(&open, &mut next)? else { return Ok(()) };
        self.looked = now;
        self.writing.clear();
        self.names.clear();
        for user in open {
            let Some(row) = rows.iter().find(|row| row.id == user) else {
                self.fail(user, Why::of(&Message::of("problem_no_such_record")));
                continue;
            };
            self.names.push((user, name_of(row), row.user_name.clone()));
            let Some(roles) = row.roles.told() else {
                self.fail(user, Why::of(&Message::of("problem_not_read")));
                continue;
            };
            if self.is_so(frame, user, roles) {
                let ours = self.tried.contains(&user);
                if ours { &mut self.outcome.changed } else { &mut self.outcome.already }.push(user);
            } else if let Some(key) = self.obstacle(frame, row, roles, kept.contains(&user)) {
                self.fail(user, Why::of(&Message::of(key).text(name_of(row))));
            } else {
                self.writing.push(user);
            }
        }
        self.phase = if self.writing.is_empty() { Phase::Close } else { Phase::Note };
        Ok(())
    }

    /// It is as it is to be. Giving counts any copy of the role; what is taken or given back is one exact copy.
    fn is_so(&self, frame: Frame<'_>, user: UserId, roles: &[Role]) -> bool {
        let copy = self.chunk.copy_of(user);
        let exact = roles.iter().any(|held| Some(held.id) == copy);
        match frame.act {
            Act::Give if frame.undoing => exact,
            Act::Give => roles.iter().any(|held| held.root == frame.role),
            Act::Take => !exact,
        }
    }

    /// What has changed since the review so that the confirmation no longer covers it.
    fn obstacle(&self, frame: Frame<'_>, row: &User, roles: &[Role], by_team: bool) -> Option<&'static str> {
        let copy = self.chunk.copy_of(row.id);
        match frame.act {
            Act::Give => {
                let unit = frame.copies.iter().find(|known| Some(known.id) == copy).map(|known| known.business_unit);
                (!frame.undoing && unit != Some(row.business_unit)).then_some("problem_user_moved")
            }
            Act::Take => {
                let another = roles.iter().any(|held| Some(held.id) != copy);
                let accepted = self.chunk.lonely.contains(&row.id);
                (!another && !accepted && !by_team).then_some("problem_now_only_role")
            }
        }
    }

    /// What has to be stored before the write.
    pub fn note(&mut self) -> Chunk {
        self.phase = Phase::Noting;
        self.chunk.stage = Stage::Begun { writing: self.writing.clone(), so_far: self.outcome.clone() };
        self.chunk.clone()
    }

    /// What has to be stored at the end.
    pub fn close(&mut self, now: Moment) -> Chunk {
        self.phase = Phase::Closing;
        self.chunk.stage = Stage::Settled { at: now, outcome: self.outcome.clone() };
        self.chunk.clone()
    }

    /// Takes in how the write was answered. Whatever it was, the truth is read next.
    ///
    /// # Errors
    /// What ends everything, or asks to wait.
    pub fn written(&mut self, answers: Result<Vec<Result<(), Fault>>, Fault>) -> Result<(), Trouble> {
        self.phase = Phase::Back;
        match answers {
            Ok(answers) => {
                let refused = answers.iter().find_map(|answer| match answer {
                    Err(fault) if is_throttle(fault) => Some(fault.clone()),
                    _ => None,
                });
                self.answers = answers;
                refused.map_or(Ok(()), |fault| Err(Trouble::Passing(fault)))
            }
            Err(fault) => {
                let ends = problem::ends_session(&fault);
                // What the whole met says nothing of any one user: it counts as lost, and is read.
                let lost = ends || (passes(&fault) && !is_throttle(&fault));
                let each = if lost { Fault::of(FaultKind::NoAnswer) } else { fault.clone() };
                self.answers = self.writing.iter().map(|_| Err(each.clone())).collect();
                if ends || is_throttle(&fault) { Err(trouble(fault)) } else { Ok(()) }
            }
        }
    }

    /// Takes in what is so after the write.
    ///
    /// # Errors
    /// It could not be read.
    pub fn read_back(
        &mut self,
        frame: Frame<'_>,
        answers: Result<Vec<Result<Answer, Fault>>, Fault>,
    ) -> Result<(), Trouble> {
        self.phase = Phase::Back;
        let mut answers = answers.map_err(trouble)?.into_iter();
        let writing = self.writing.clone();
        let mut next = || answers.next().unwrap_or(Err(Fault::of(FaultKind::Unreadable))).map_err(trouble);
        if self.witness().is_some() {
            next()?;
        }
        let Some(rows) = self.told(&writing, &mut next)? else { return Ok(()) };
        // Whose roles could be read before the write: nobody is called unchanged before they could be read after it.
        if rows.iter().any(|row| row.roles.told().is_none()) {
            return Err(unreadable());
        }
        self.rounds += 1;
        let mut again = false;
        let mut replies = std::mem::take(&mut self.answers);
        self.writing.clear();
        if self.are_mixed_up(frame, &writing, &rows, &replies) {
            replies.clear();
        }
        for (at, user) in writing.into_iter().enumerate() {
            let reply = replies.get(at).cloned().unwrap_or(Err(Fault::of(FaultKind::NoAnswer)));
            let Some(row) = rows.iter().find(|row| row.id == user) else {
                self.fail(user, Why::of(&Message::of("problem_no_such_record")));
                continue;
            };
            let Some(roles) = row.roles.told() else {
                self.fail(user, Why::of(&Message::of("problem_not_read")));
                continue;
            };
            match (self.is_so(frame, user, roles), reply) {
                // Our write was refused, so somebody else was first: it is right, but it is not ours to take back.
                // An earlier write of ours that was lost may have come late all the same.
                (true, Err(fault))
                    if fault.kind == FaultKind::AlreadyThere || !(fault.is_lost() || self.tried.contains(&user)) =>
                {
                    self.outcome.already.push(user);
                }
                (true, _) => self.outcome.changed.push(user),
                (false, Err(fault)) if is_throttle(&fault) || (passes(&fault) && self.rounds < ROUNDS) => {
                    if fault.is_lost() {
                        self.tried.push(user);
                    }
                    again = true;
                }
                (false, Err(fault)) => self.fail(user, Why::told(&fault)),
                (false, Ok(())) => self.fail(user, Why::of(&Message::of("problem_not_seen_after"))),
            }
        }
        self.phase = if again || !self.open().is_empty() { Phase::Look } else { Phase::Close };
        Ok(())
    }

    /// Refused where it is so, and accepted where it is not: the answers stand with the wrong users. No part of an answer
    /// names its request, so then none is believed, and what was read decides.
    fn are_mixed_up(&self, frame: Frame<'_>, writing: &[UserId], rows: &[User], replies: &[Result<(), Fault>]) -> bool {
        let (mut refused, mut accepted) = (false, false);
        for (user, reply) in writing.iter().zip(replies) {
            let roles = rows.iter().find(|row| row.id == *user).and_then(|row| row.roles.told());
            match (roles.map(|roles| self.is_so(frame, *user, roles)), reply) {
                (Some(true), Err(fault)) => {
                    refused |= fault.kind != FaultKind::AlreadyThere && !fault.is_lost() && !self.tried.contains(user);
                }
                (Some(false), Ok(())) => accepted = true,
                _ => {}
            }
        }
        refused && accepted
    }

    fn fail(&mut self, user: UserId, why: Why) {
        let known = self.names.iter().find(|(id, ..)| *id == user);
        let (name, user_name) = known.map(|(_, a, b)| (a.clone(), b.clone())).unwrap_or_default();
        self.outcome.failed.push(Failure { user, name, user_name, why });
    }
}

impl Why {
    /// A message with texts.
    pub fn of(message: &Message) -> Self {
        let args = message.args.iter().filter_map(|arg| match arg {
            Arg::Text(text) => Some(text.clone()),
            _ => None,
        });
        Self { key: message.key.to_string(), args: args.collect(), details: None }
    }

    /// What the server said.
    fn told(fault: &Fault) -> Self {
        let problem = problem::of(fault);
        Self { details: problem.details, ..Self::of(&problem.what) }
    }

    /// As it is said.
    pub fn message(&self) -> Message {
        let mut message = Message::named(self.key.clone());
        for arg in &self.args {
            message = message.text(arg);
        }
        message
    }
}

pub(super) fn is_throttle(fault: &Fault) -> bool {
    matches!(fault.kind, FaultKind::Throttled { .. })
}

/// The same request may succeed a little later; a reply that was cut off is one of those.
fn passes(fault: &Fault) -> bool {
    fault.is_transient() || matches!(fault.kind, FaultKind::Unreadable)
}

fn trouble(fault: Fault) -> Trouble {
    if passes(&fault) { Trouble::Passing(fault) } else { Trouble::Ends(Box::new(problem::reading(&fault))) }
}

fn unreadable() -> Trouble {
    trouble(Fault::of(FaultKind::Unreadable))
}
