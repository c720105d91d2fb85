//! The text normaliser of dynamics-ui §5.3: two texts mean the same label when their normal forms are equal.

/// Unicode NFKC and case folding: tables too large for the extension, so the browser's own are used there.
pub trait Fold {
    /// `text` in NFKC, without differences of case.
    fn fold(&self, text: &str) -> String;
}

/// [`Fold`] of native code.
#[cfg(not(target_arch = "wasm32"))]
#[derive(Clone, Copy, Debug, Default)]
pub struct NativeFold;

#[cfg(not(target_arch = "wasm32"))]
impl Fold for NativeFold {
    fn fold(&self, text: &str) -> String {
        use unicode_normalization::UnicodeNormalization as _;
        let composed: String = text.nfkc().collect();
        composed.to_lowercase().nfkc().collect()
    }
}

/// The normal form of a label. Two labels are the same when these are equal and not empty.
pub fn label(text: &str, fold: &impl Fold) -> String {
    let visible: String = text.chars().filter(|c| !is_unseen(*c)).collect();
    // The browser is asked only where there is something to fold: most labels and all ids are ASCII.
    let folded = if visible.is_ascii() { visible.to_ascii_lowercase() } else { fold.fold(&visible) };
    let mut words = collapse(&folded.replace('ς', "σ"));
    while let Some(shorter) = without_shortcut(&words) {
        words.truncate(shorter);
    }
    words
}

/// The normal form of a `title`: Dynamics puts the label on its first line and an explanation below it.
pub fn title(text: &str, fold: &impl Fold) -> String {
    label(first_line(text), fold)
}

/// The text as a person reads it: nothing unseen, one blank between words, letters as they are.
pub fn display(text: &str) -> String {
    let visible: String = text.chars().filter(|c| !is_unseen(*c)).collect();
    collapse(&visible)
}

/// The first line that holds something.
pub fn first_line(text: &str) -> &str {
    text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default()
}

/// Zero-width characters, bidirectional marks and soft hyphens: found in the middle of words of real labels.
const fn is_unseen(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

fn collapse(text: &str) -> String {
    let mut words = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !words.is_empty() {
            words.push(' ');
        }
        words.push_str(word);
    }
    words
}

/// Length without a shortcut at the end, as in `save (ctrl+s)`; `None` where there is none.
fn without_shortcut(text: &str) -> Option<usize> {
    let (label, keys) = text.strip_suffix(')')?.rsplit_once(" (")?;
    let mut parts = keys.split('+');
    let keys_only =
        parts.clone().count() > 1 && parts.all(|key| !key.is_empty() && key.chars().all(char::is_alphanumeric));
    (keys_only && !label.is_empty()).then_some(label.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn normal(text: &str) -> String {
        label(text, &NativeFold)
    }

    #[test]
    fn what_dynamics_puts_into_labels_makes_no_difference() {
        for text in [
            "Manage Roles",
            "MANAGE ROLES",
            " Ma\u{200b}nage\u{a0}Ro\u{200b}les ",
            "\u{202a}Manage\n\t Roles\u{202c}",
            "Man\u{ad}age Roles",
            "Ｍanage Roles",
            "Manage Roles (CTRL+SHIFT+R)",
        ] {
            assert_eq!(normal(text), "manage roles", "{text:?}");
        }
    }

    #[test]
    fn letters_of_other_languages_fold() {
        assert_eq!(normal("GÉRER LES RÔLES"), normal("Gérer les ro\u{302}les"));
        assert_eq!(normal("安全（性）"), normal("安全(性)"));
        assert_eq!(normal("ΡΌΛΟΣ"), normal("ρόλος"));
    }

    #[test]
    fn only_a_shortcut_is_dropped_from_the_end() {
        assert_eq!(normal("Save (CTRL+S)"), "save");
        assert_eq!(normal("Speichern (STRG+S)"), "speichern");
        assert_eq!(normal("Users (disabled)"), "users (disabled)");
        assert_eq!(normal("Knows (C++)"), "knows (c++)");
        assert_eq!(normal("(a+b)"), "(a+b)");
    }

    #[test]
    fn a_title_counts_up_to_its_first_line_end() {
        assert_eq!(title("Manage Roles\nAdd or remove roles", &NativeFold), "manage roles");
        assert_eq!(title("\r\n  New\r\nMake one", &NativeFold), "new");
        assert_eq!(title("", &NativeFold), "");
    }

    #[test]
    fn different_labels_stay_different() {
        assert_ne!(normal("Manage Roles"), normal("Manage User Roles"));
        assert_ne!(normal("Users"), normal("Users 2"));
    }

    #[test]
    fn what_is_shown_keeps_its_letters() {
        assert_eq!(display(" Ma\u{200b}nage \u{a0}RO\u{200b}LES\n"), "Manage ROLES");
    }

    proptest! {
        #[test]
        fn twice_is_once(text in "\\PC*") {
            let once = normal(&text);
            prop_assert_eq!(normal(&once), once);
        }

        #[test]
        fn twice_is_once_with_the_traps(text in "[a-dA-D \u{200b}\u{a0}\u{ad}\u{feff}\u{202a}()+ßİΣςÉ\u{302}\u{fb01}\n]{0,24}") {
            let once = normal(&text);
            prop_assert_eq!(normal(&once), once);
        }

        #[test]
        fn nothing_unseen_and_no_outer_blank_is_left(text in any::<String>()) {
            let once = normal(&text);
            prop_assert!(!once.chars().any(is_unseen));
            prop_assert_eq!(once.trim(), once.as_str());
            title(&text, &NativeFold);
            display(&text);
        }
    }
}
