use super::{Facts, Known, solutions};
use crate::dataverse::id::{Guid, SolutionId};
use crate::dataverse::json::{JsonReader, NativeReader};
use crate::dataverse::rows::{Answer, Solution};
use crate::dataverse::version::FourPart;
use crate::playbook::Playbook;

fn playbook() -> Playbook {
    let text = include_str!("../../../extension/playbooks/marketo-sync-user.json");
    let tree = NativeReader.read(text).unwrap_or_else(|_| panic!("the playbook is JSON"));
    tree.to_typed().unwrap_or_else(|why| panic!("the playbook: {why:?}"))
}

fn solution(number: u128, name: &str) -> Solution {
    Solution {
        id: SolutionId(Guid::from_bits(number)),
        unique_name: format!("s{number}"),
        friendly_name: name.to_owned(),
        version: FourPart::parse("5.0.2.1"),
        version_text: "5.0.2.1".to_owned(),
        managed: true,
        parent: None,
        publisher: None,
    }
}

/// The name of the solution that is taken among these, and how many may be it.
fn taken(names: &[&str], chosen: Option<u128>) -> (Option<String>, usize) {
    let playbook = playbook();
    let mut facts = Facts::choosing(chosen.map(|number| SolutionId(Guid::from_bits(number))));
    let all = (1..).zip(names).map(|(number, name)| solution(number, name)).collect();
    facts.put(solutions(&playbook), Ok(Answer::Solutions(all)));
    let Known::Is(found) = facts.solution(&playbook) else { panic!("answered") };
    let Known::Is(candidates) = facts.solutions(&playbook) else { panic!("answered") };
    (found.map(|solution| solution.friendly_name.clone()), candidates.len())
}

#[test]
fn the_exact_name_decides_among_others() {
    let all = ["Marketo Events", "Marketo Lead Management", "Marketo Sales Insight"];
    assert_eq!(taken(&all, Some(1)), (Some("Marketo Lead Management".to_owned()), 2));
}

#[test]
fn the_only_solution_with_the_vendors_name_is_taken() {
    let all = ["Gestion des prospects Marketo", "Marketo Sales Insight", "Contoso"];
    assert_eq!(taken(&all, None), (Some("Gestion des prospects Marketo".to_owned()), 1));
}

#[test]
fn of_several_the_person_chooses() {
    let all = ["Gestion des prospects Marketo", "Connecteur Marketo"];
    assert_eq!(taken(&all, None), (None, 2));
    assert_eq!(taken(&all, Some(2)), (Some("Connecteur Marketo".to_owned()), 2));
    assert_eq!(taken(&all, Some(7)), (None, 2), "a choice that is gone chooses nothing");
}
