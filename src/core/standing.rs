//! Where a change stands on the server: what to read for it, and what the answers mean.

use super::change::{Change, LookupPlace, Person, Publishing};
use super::finding::{Problem, ProblemKind};
use super::message::Message;
use super::press::Press;
use crate::dataverse::fault::{Fault, FaultKind};
use crate::dataverse::id::{JobId, UserId};
use crate::dataverse::request::Query;
use crate::dataverse::rows::{Answer, ConfigRow, Publication, Role, Team, User};

/// Where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// As the review showed it.
    Before,
    /// As it is to be.
    After,
    /// Being done by the server; not yet to be seen.
    Underway,
    /// As neither: somebody changed it since the review.
    Other,
    /// The server has nothing that could tell.
    Untold,
}

/// What a batch said about a change.
#[derive(Clone, Debug)]
pub struct Look {
    /// Who is signed in.
    pub caller: UserId,
    /// Where the change stands.
    pub standing: Standing,
    /// Why it must not be made although it stands as before.
    pub obstacle: Option<Problem>,
    /// The user that was made.
    pub created: Option<UserId>,
    /// When the record that is to be published was last changed, by the server's clock.
    pub modified: Option<u64>,
}

/// Answers of one batch, taken one after another.
struct Answers(std::vec::IntoIter<Result<Answer, Fault>>);

impl Answers {
    fn next(&mut self) -> Result<Answer, Fault> {
        self.0.next().unwrap_or_else(|| Err(unreadable()))
    }
}

fn unreadable() -> Fault {
    Fault::of(FaultKind::Unreadable)
}

impl Change {
    /// What to read to know where it stands; `WhoAmI` first, for another session ends everything.
    pub fn queries(&self, job: Option<JobId>) -> Vec<Query> {
        let mut queries = vec![Query::WhoAmI];
        match self {
            Self::AssignRole { user, .. } | Self::RemoveRole { user, .. } => {
                queries.extend([Query::User(user.id), Query::UserRoles(user.id), Query::UserTeams(user.id)]);
            }
            Self::SetLanguage { user, .. } => queries.push(Query::UserSettings(user.id)),
            Self::SetAccessMode { user, .. } => queries.push(Query::User(user.id)),
            Self::SetStep { step, .. } => queries.push(Query::SdkSteps(vec![*step])),
            Self::SetLookup { place, .. } => queries.push(rows(place)),
            Self::Publish { how, config, .. } => {
                queries.extend(config.as_deref().map(rows));
                match how {
                    Publishing::Job => queries.push(Query::Publications),
                    Publishing::Request => {}
                }
                queries.extend(job.map(Query::Job));
            }
            Self::CreateApplicationUser { application, .. } => {
                queries.push(Query::UsersOfApplication(*application));
            }
            Self::CreateUser { user_name, .. } => queries.push(Query::UsersNamed(vec![user_name.clone()])),
            Self::CreateColumn { table, .. } => queries.push(Query::FilterColumn { table: table.clone() }),
        }
        queries
    }

    /// What the answers to [`Change::queries`] say.
    ///
    /// # Errors
    /// The first answer that failed; [`FaultKind::Unreadable`] where one is missing or of another kind.
    pub fn look(&self, job: Option<JobId>, answers: Vec<Result<Answer, Fault>>) -> Result<Look, Fault> {
        let mut answers = Answers(answers.into_iter());
        let Answer::Identity(who) = answers.next()? else { return Err(unreadable()) };
        let mut look =
            Look { caller: who.user, standing: Standing::Other, obstacle: None, created: None, modified: None };
        let stands = |after: bool, before: bool| match (after, before) {
            (true, _) => Standing::After,
            (false, true) => Standing::Before,
            (false, false) => Standing::Other,
        };
        match self {
            Self::AssignRole { role, .. } | Self::RemoveRole { role, .. } => {
                let (Answer::User(user), Answer::Roles(roles), Answer::Teams(teams)) =
                    (answers.next()?, answers.next()?, answers.next()?)
                else {
                    return Err(unreadable());
                };
                let holds = roles.iter().any(|held| held.id == role.id);
                let done = holds == matches!(self, Self::AssignRole { .. });
                look.standing = stands(done, true);
                look.obstacle = self.moved(&user, &roles, &teams);
            }
            Self::SetLanguage { before, after, .. } => {
                let Answer::UserSettings(settings) = answers.next()? else { return Err(unreadable()) };
                look.standing = stands(settings.language == Some(*after), settings.language == Some(*before));
            }
            Self::SetAccessMode { before, after, .. } => {
                let Answer::User(user) = answers.next()? else { return Err(unreadable()) };
                look.standing = stands(user.access_mode == *after, user.access_mode == *before);
            }
            Self::SetStep { step, enabled, .. } => {
                let Answer::SdkSteps(steps) = answers.next()? else { return Err(unreadable()) };
                let found = steps.iter().find(|row| row.id == *step).ok_or(Fault::of(FaultKind::NoSuchRecord))?;
                look.standing = stands(found.enabled == *enabled, true);
            }
            Self::SetLookup { place, before, after } => {
                let row = row_of(place, answers.next()?)?;
                let now = row.user.map(|(id, _)| id);
                look.standing = stands(now == id_of(after), now == id_of(before));
            }
            Self::Publish { how, config, anew } => {
                if let Some(place) = config {
                    look.modified = row_of(place, answers.next()?)?.modified;
                }
                let published = match how {
                    Publishing::Job => answers.next(),
                    Publishing::Request => Err(unreadable()),
                };
                let ours = match job {
                    Some(_) => answers.next().ok(),
                    None => None,
                };
                look.standing = publishing(look.modified, *anew, published, ours);
            }
            Self::CreateApplicationUser { .. } | Self::CreateUser { .. } => {
                let Answer::Users(page) = answers.next()? else { return Err(unreadable()) };
                look.created = page.rows.first().map(|user| user.id);
                look.standing = stands(look.created.is_some(), true);
            }
            Self::CreateColumn { .. } => {
                let Answer::FilterTable(table) = answers.next()? else { return Err(unreadable()) };
                look.standing = match table.column {
                    None => Standing::Before,
                    Some(column) => stands(column.is_boolean(), false),
                };
            }
        }
        Ok(look)
    }

    /// What has changed since the review so that the confirmation no longer covers a change of roles.
    fn moved(&self, user: &User, roles: &[Role], teams: &[Team]) -> Option<Problem> {
        let stale = |key| {
            Problem::new(ProblemKind::Refused, Message::of(key).text(self.subject()))
                .effect(Message::of("effect_not_sent"))
                .next("action_recheck", Press::Recheck)
        };
        match self {
            Self::AssignRole { role, .. } if user.business_unit != role.business_unit => {
                Some(stale("problem_user_moved"))
            }
            Self::RemoveRole { role, .. } if !keeps_a_role(roles, teams, |held| held.id == role.id) => {
                Some(stale("problem_now_only_role"))
            }
            _ => None,
        }
    }
}

/// Whether a user keeps a role without these, directly or through one of the teams, each of which gives one.
pub fn keeps_a_role(direct: &[Role], teams: &[Team], taken: impl Fn(&Role) -> bool) -> bool {
    direct.iter().any(|held| !taken(held)) || !teams.is_empty()
}

fn rows(place: &LookupPlace) -> Query {
    Query::ConfigRows { table: Box::new(place.table.clone()) }
}

fn row_of(place: &LookupPlace, answer: Answer) -> Result<ConfigRow, Fault> {
    let Answer::ConfigRows(rows) = answer else { return Err(unreadable()) };
    rows.into_iter().find(|row| row.id == place.record).ok_or(Fault::of(FaultKind::NoSuchRecord))
}

fn id_of(person: &Option<Person>) -> Option<UserId> {
    person.as_ref().map(|person| person.id)
}

/// Proved by our own finished job, or by a publishing that succeeded and began after the configuration last changed.
fn publishing(modified: Option<u64>, anew: bool, published: Result<Answer, Fault>, ours: Option<Answer>) -> Standing {
    if let Some(Answer::Job(job)) = ours {
        return match (job.finished, job.succeeded) {
            (true, true) => Standing::After,
            (true, false) => Standing::Before,
            (false, _) => Standing::Underway,
        };
    }
    let Ok(Answer::Publications(published)) = published else { return Standing::Untold };
    match newest_after(&published, modified) {
        Some(Publication { succeeded: Some(true), .. }) if !anew => Standing::After,
        Some(Publication { succeeded: None, .. }) => Standing::Underway,
        _ => Standing::Before,
    }
}

/// The publishing that proves most among those that began after this moment: one that succeeded, else one under way.
pub fn newest_after(published: &[Publication], modified: Option<u64>) -> Option<&Publication> {
    let later = |p: &&Publication| modified.is_none_or(|modified| p.started > modified);
    let find = |wanted: Option<bool>| published.iter().filter(later).find(|p| p.succeeded == wanted);
    find(Some(true)).or_else(|| find(None))
}
