//! From files to programmes: groups the files of a folder, merges what is common to all programmes, keeps the result.
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use indexmap::IndexMap;
use sha2::{Digest, Sha256};

use super::fault::{Fault, Severity};
use super::model::{Origin, Programme, Target, Transition};
use super::places::{Places, SourceFile};
use super::read::Reader;
use super::texts::{LANGUAGES, english};

/// A folder's files, and what is common to all programmes.
#[derive(Debug, Clone, Copy)]
pub struct Folder<'a> {
    /// `programme.toml` and `texts.<language>.toml`; others are left alone.
    pub files: &'a [SourceFile],
    /// `common.toml` and `common.texts.<language>.toml`.
    pub common: &'a [SourceFile],
}

/// A programme with the places of everything in it, as far as its files could be read.
pub(super) struct Loaded {
    pub(super) programme: Option<Programme>,
    pub(super) places: Places,
    pub(super) faults: Vec<Fault>,
    /// The files of translations that were there.
    pub(super) languages: BTreeSet<String>,
}

fn file_name(file: &SourceFile) -> &str {
    file.path.rsplit('/').next().unwrap_or(&file.path)
}

fn find<'a>(files: &'a [SourceFile], name: &str) -> Option<&'a SourceFile> {
    files.iter().find(|file| file_name(file) == name)
}

impl Folder<'_> {
    /// The programme, as far as it can be read and without asking whether it is right: `check` asks.
    pub fn read(self) -> Option<Programme> {
        self.load().programme
    }

    pub(super) fn load(self) -> Loaded {
        let mut reader = Reader::default();
        let mut languages = BTreeSet::new();
        let mut programme = match find(self.files, "programme.toml") {
            Some(file) => reader.programme(&file.path, &file.text),
            None => {
                let file = self.files.first().map(|file| file.path.clone()).unwrap_or_default();
                let message = "there is no programme.toml in this folder".to_owned();
                reader.faults.push(Fault { file, line: 1, column: 1, severity: Severity::Error, message, suggestion: None });
                None
            }
        };
        for language in LANGUAGES {
            if let Some(file) = find(self.files, &format!("texts.{language}.toml")) {
                let texts = reader.texts(language, &file.path, &file.text);
                languages.insert(language.to_owned());
                if let Some(programme) = &mut programme {
                    programme.texts.insert(language.to_owned(), texts);
                }
            }
        }
        if let Some(programme) = &mut programme {
            self.merge_common(&mut reader, programme);
            programme.texts.insert("en".to_owned(), english(programme));
        }
        let Reader { places, faults } = reader;
        Loaded { programme, places, faults, languages }
    }

    /// Adds the universal transitions with all they need. What the programme itself declares wins.
    fn merge_common(self, reader: &mut Reader, programme: &mut Programme) {
        let Some(file) = find(self.common, "common.toml") else {
            return;
        };
        let mut common = reader.fragment(&file.path, &file.text);
        common.transitions.retain(|name, _| !programme.without.contains(name) && !programme.transitions.contains_key(name));
        keep_what_is_needed(&mut common, programme);
        fill(&mut programme.states, common.states);
        fill(&mut programme.sections, common.sections);
        fill(&mut programme.transitions, common.transitions);
        fill(&mut programme.alerts, common.alerts);
        fill(&mut programme.tasks, common.tasks);
        fill(&mut programme.papers, common.papers);
        fill(&mut programme.flags, common.flags);
        let wanted = english(programme);
        for language in LANGUAGES {
            let Some(file) = find(self.common, &format!("common.texts.{language}.toml")) else {
                continue;
            };
            let texts = reader.texts(language, &file.path, &file.text);
            let own = programme.texts.entry(language.to_owned()).or_default();
            for (key, words) in texts {
                if wanted.contains_key(&key) {
                    own.entry(key).or_insert(words);
                }
            }
        }
    }
}

fn fill<T>(own: &mut IndexMap<String, T>, common: IndexMap<String, T>) {
    for (name, item) in common {
        own.entry(name).or_insert(item);
    }
}

/// Of the common things, only those that a remaining transition names.
fn keep_what_is_needed(common: &mut Programme, programme: &Programme) {
    let transitions: Vec<&Transition> = common.transitions.values().chain(programme.transitions.values()).collect();
    let state_is_named = |name: &String| {
        transitions.iter().any(|transition| {
            matches!(&transition.to, Target::State(to) if to == name)
                || transition.from.iter().any(|from| matches!(from, Origin::State(from) if from == name))
        })
    };
    let effects = || transitions.iter().flat_map(|transition| &transition.effects);
    let clock_acts = || programme.deadlines.values().flat_map(|deadline| &deadline.on_expiry).any(|effects| effects.transition.is_some());
    common.states.retain(|name, _| state_is_named(name));
    common
        .sections
        .retain(|name, _| transitions.iter().any(|transition| transition.asks.contains(name) || transition.needs.contains(name)));
    common.tasks.retain(|name, _| effects().any(|effects| effects.tasks.contains(name)));
    common.papers.retain(|name, _| effects().any(|effects| effects.issue.contains(name)));
    common.flags.retain(|name, _| effects().any(|effects| effects.set.contains_key(name)));
    common.alerts.retain(|name, _| effects().any(|effects| effects.alerts.contains(name)) || (name == "clock_refused" && clock_acts()));
}

/// One programme of the catalogue.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The programme.
    pub programme: Arc<Programme>,
    /// SHA-256, in hexadecimal, over the files it was read from: the same content, the same hash.
    pub content_hash: String,
}

/// Every programme of a set of files, by id, each in every version there is of it.
#[derive(Debug, Clone, Default)]
pub struct Catalogue {
    /// Versions of a programme by their number. None is without one.
    entries: IndexMap<String, BTreeMap<u32, Entry>>,
}

impl Catalogue {
    /// Reads every programme among the files: each folder that holds a `programme.toml`, with the `common.toml` beside the
    /// folders. Refuses what cannot be read; `check` asks for more.
    pub fn from_files(files: impl IntoIterator<Item = SourceFile>) -> Result<Self, Vec<Fault>> {
        let mut folders: IndexMap<String, Vec<SourceFile>> = IndexMap::new();
        let mut common = Vec::new();
        for file in files {
            let folder = file.path.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
            if file_name(&file).starts_with("common.") {
                common.push(file);
            } else {
                folders.entry(folder).or_default().push(file);
            }
        }
        folders.retain(|_, files| find(files, "programme.toml").is_some());
        let mut catalogue = Self::default();
        let mut faults = Vec::new();
        for files in folders.values() {
            let mut loaded = Folder { files, common: &common }.load();
            faults.append(&mut loaded.faults);
            if let Some(programme) = loaded.programme {
                faults.append(&mut super::check::syntax(&programme, &loaded.places));
                let hash = content_hash(files, &common);
                catalogue.insert(programme, hash, &loaded.places, &mut faults);
            }
        }
        if faults.is_empty() { Ok(catalogue) } else { Err(faults) }
    }

    fn insert(&mut self, programme: Programme, content_hash: String, places: &Places, faults: &mut Vec<Fault>) {
        let (id, version) = (programme.id.clone(), programme.version);
        let entry = Entry { programme: Arc::new(programme), content_hash };
        if self.entries.entry(id.clone()).or_default().insert(version, entry).is_some() {
            let spot = places.value("id");
            let file = places.files.get(spot.file).map(|file| file.path.clone()).unwrap_or_default();
            let message = format!("another folder has version {version} of the programme `{id}` too");
            let (line, column) = (spot.line, spot.column);
            faults.push(Fault { file, line, column, severity: Severity::Error, message, suggestion: None });
        }
    }

    /// A programme by its id, in its newest version.
    pub fn programme(&self, id: &str) -> Option<&Arc<Programme>> {
        self.newest(id).map(|entry| &entry.programme)
    }

    /// A programme in one of its versions: a running case keeps the one on which it was opened.
    pub fn version(&self, id: &str, version: u32) -> Option<&Arc<Programme>> {
        self.entries.get(id)?.get(&version).map(|entry| &entry.programme)
    }

    /// The numbers of a programme's versions, the oldest first.
    pub fn versions(&self, id: &str) -> Vec<u32> {
        self.entries.get(id).map(|versions| versions.keys().copied().collect()).unwrap_or_default()
    }

    fn newest(&self, id: &str) -> Option<&Entry> {
        self.entries.get(id)?.last_key_value().map(|(_, entry)| entry)
    }

    /// The hash over the files of a programme's newest version.
    pub fn content_hash(&self, id: &str) -> Option<&str> {
        self.newest(id).map(|entry| entry.content_hash.as_str())
    }

    /// Every programme in its newest version, by id, in the order of the files.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Entry)> {
        self.entries.iter().filter_map(|(id, versions)| Some((id.as_str(), versions.last_key_value()?.1)))
    }
}

/// Names and contents, each with its length, so that nothing can move from one file to the next unseen. Scenarios are
/// not part of a programme.
fn content_hash(files: &[SourceFile], common: &[SourceFile]) -> String {
    let mut parts: Vec<(&str, &str)> = files.iter().chain(common).map(|file| (file_name(file), file.text.as_str())).collect();
    parts.sort_unstable();
    let mut hash = Sha256::new();
    for (name, text) in parts {
        for part in [name, text] {
            hash.update(part.len().to_string());
            hash.update(":");
            hash.update(part);
        }
    }
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}
