//! Answers to a batch of writes that stand with the wrong users. Nothing in them tells, for an accepted `$ref` names
//! neither itself nor its request; so what was read decides, and not the place.

use super::some;

#[test]
fn who_was_refused_is_told_by_what_is_read_and_not_by_the_place_of_the_answer() {
    let (mut sim, users) = some(50);
    sim.refuse_one_and_answer_the_other_way_round(&users[7]);
    sim.confirm();
    sim.run_until_over();
    let given = sim.given();
    assert_eq!(given.len(), users.len() - 1);
    assert!(given.values().all(|times| *times == 1), "nobody is written twice");
    let ours = sim.stored_changed();
    assert_eq!(ours.len(), users.len() - 1, "everybody who has it now is ours to take back");
    assert!(!ours.contains(&users[7]));
    let outcome = sim.outcome();
    assert!(outcome.lines.iter().any(|line| line.state.key == "problem_no_such_record"), "{outcome:?}");
}
