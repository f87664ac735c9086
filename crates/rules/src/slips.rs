//! What somebody probably meant who wrote a name that is not known. The one place from which every reader of files, the
//! check and the simulator take their suggestions, so that a slip is answered alike everywhere.

/// So many known names can be read at a glance; of more, only the likest are named.
const AT_A_GLANCE: usize = 24;
/// How many of the likest are named.
const LIKEST: usize = 6;
/// Letters in which two words of one kind agree: enquire, enquiry.
const STEM: usize = 5;

/// The known name that was probably meant: what is written begins it, or differs from it by a slip of the fingers.
pub(crate) fn nearest<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let known: Vec<&str> = known.collect();
    if let Some(longer) = known.iter().find(|known| word.len() >= 3 && known.starts_with(word)) {
        return Some(longer);
    }
    let near = known.into_iter().map(|known| (strsim::damerau_levenshtein(word, known), strsim::jaro_winkler(word, known), known));
    let (distance, likeness, best) = near.min_by(|one, other| one.0.cmp(&other.0).then(other.1.total_cmp(&one.1)))?;
    let allowed = (word.chars().count() / 3).max(1);
    (distance <= allowed || likeness >= 0.92).then_some(best)
}

/// `; did you mean …?`, or what would be right: all of it when it is little, else what is likest.
pub(crate) fn suggest<S: AsRef<str>>(written: &str, known: &[S]) -> String {
    let known: Vec<&str> = known.iter().map(AsRef::as_ref).collect();
    if let Some(near) = nearest(written, known.iter().copied()) {
        return format!("; did you mean `{near}`?");
    }
    let listed = |names: &[&str]| names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    match known.len() {
        0 => String::new(),
        1..=AT_A_GLANCE => format!("; known are {}", listed(&known)),
        many => format!("; of {many} known the likest are {}", listed(&likest(written, known))),
    }
}

/// The known names that are likest what is written: first those of which a part begins alike.
fn likest<'a>(written: &str, mut known: Vec<&'a str>) -> Vec<&'a str> {
    let parts = |name: &str| -> Vec<String> {
        name.split(|c: char| !c.is_alphanumeric()).filter(|part| part.len() > 2).map(str::to_lowercase).collect()
    };
    let wanted = parts(written);
    let stem = |part: &str| part.chars().take(STEM).collect::<String>();
    let shared = |name: &str| parts(name).iter().filter(|part| wanted.iter().any(|wanted| stem(wanted) == stem(part))).count();
    let likeness = |name: &str| strsim::jaro_winkler(written, name);
    known.sort_by(|one, other| shared(other).cmp(&shared(one)).then(likeness(other).total_cmp(&likeness(one))));
    known.truncate(LIKEST);
    known
}

/// A sentence ends with one mark.
pub(crate) fn sentence(text: &str) -> String {
    if text.ends_with(['.', '?']) { text.to_owned() } else { format!("{text}.") }
}

#[cfg(test)]
#[path = "slips_test.rs"]
mod slips_test;
