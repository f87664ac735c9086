//! A programme so small that each fault planted in it is the only one.
use std::sync::OnceLock;

use panoh_rules::codes::CodeLists;
use panoh_rules::programme::{Checked, Fault, Folder, SourceFile, World, check};
use panoh_rules::{parameters, roles};

/// The programme file.
pub const PROGRAMME: &str = include_str!("tiny/programme.toml");
/// Its translations; the words do not matter here.
pub const TEXTS: &str = include_str!("tiny/texts.toml");

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../config");

/// The shipped roles, codes and parameters, with one other programme.
pub fn world() -> World {
    static WORLD: OnceLock<World> = OnceLock::new();
    WORLD.get_or_init(read_world).clone()
}

fn read_world() -> World {
    let read = |path: &str| std::fs::read_to_string(format!("{ROOT}/{path}")).unwrap();
    let roles = roles::RoleTemplates::parse("roles.toml", &read("roles.toml")).unwrap();
    let names =
        ["arrival-channel", "check-result", "country", "currency", "training-flag", "consent-purpose", "suspension-ground", "legal-basis"];
    let lists: Vec<(String, String)> = names.iter().map(|name| (format!("{name}.toml"), read(&format!("codes/{name}.toml")))).collect();
    let codes = CodeLists::parse(lists.iter().map(|(name, text)| (name.as_str(), text.as_str()))).unwrap();
    let parameters = parameters::parse(&read("parameters.toml")).unwrap();
    let mut world = World::new(&roles, codes, parameters);
    world.programmes.insert("follow-up".to_owned(), ["begin".to_owned()].into());
    world
}

/// Files of a folder `config/programmes/tiny`.
pub fn files(programme: &str, texts: &str) -> Vec<SourceFile> {
    let file = |name: &str, text: &str| SourceFile { path: format!("config/programmes/tiny/{name}"), text: text.to_owned() };
    vec![file("programme.toml", programme), file("texts.tg.toml", texts), file("texts.ru.toml", TEXTS), file("texts.fa.toml", TEXTS)]
}

/// Checks a version of the programme with its translations.
pub fn checked(programme: &str, texts: &str) -> Checked {
    check(Folder { files: &files(programme, texts), common: &[] }, &world())
}

/// The file with one piece replaced; the piece must stand in it exactly once.
pub fn with(piece: &str, other: &str) -> String {
    assert_eq!(PROGRAMME.matches(piece).count(), 1, "`{piece}` must stand in the programme once");
    PROGRAMME.replacen(piece, other, 1)
}

/// Line and column of a piece, from 1.
pub fn place(text: &str, piece: &str) -> (usize, usize) {
    let at = text.find(piece).unwrap_or_else(|| panic!("`{piece}` is not in the text"));
    let before = &text[..at];
    let column = before.rsplit('\n').next().unwrap().chars().count() + 1;
    (before.matches('\n').count() + 1, column)
}

/// The one fault of a version of the programme.
pub fn only_fault(programme: &str) -> Fault {
    let faults = checked(programme, TEXTS).faults;
    assert_eq!(faults.len(), 1, "{}", faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"));
    faults.into_iter().next().unwrap()
}
