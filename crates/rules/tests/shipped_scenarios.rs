//! Every scenario of every shipped programme is met, and nothing in `config/programmes` is unreadable.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]
use std::fs;
use std::path::{Path, PathBuf};

use panoh_rules::codes::CodeLists;
use panoh_rules::programme::{Catalogue, SourceFile, show};
use panoh_rules::simulate::{Shelf, simulate};
use panoh_rules::{scenario, shipped};

fn toml_below(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            toml_below(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "toml") {
            found.push(path);
        }
    }
}

fn read(path: &Path) -> SourceFile {
    SourceFile { path: path.display().to_string(), text: fs::read_to_string(path).unwrap() }
}

/// `UPDATE=1` writes the pages anew: look at the difference before you commit it.
#[test]
fn the_manual_has_a_page_of_names_for_each_programme() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let (mut files, mut lists) = (Vec::new(), Vec::new());
    toml_below(&root.join("config/programmes"), &mut files);
    toml_below(&root.join("config/codes"), &mut lists);
    files.retain(|path| path.parent().is_none_or(|folder| !folder.ends_with("scenarios")));
    let lists: Vec<SourceFile> = lists.iter().map(|path| read(path)).collect();
    let codes = CodeLists::parse(lists.iter().map(|file| (file.path.as_str(), file.text.as_str()))).unwrap();
    let programmes = Catalogue::from_files(files.iter().map(|path| read(path))).unwrap();
    for (id, entry) in programmes.iter() {
        let page = root.join(format!("docs/programmes/{id}.md"));
        let shown = show(&entry.programme, &codes);
        if std::env::var_os("UPDATE").is_some() {
            fs::create_dir_all(page.parent().unwrap()).unwrap();
            fs::write(&page, &shown).unwrap();
        }
        let written = fs::read_to_string(&page).unwrap_or_default();
        assert!(written == shown, "docs/programmes/{id}.md is not what `panoh programme show {id}` prints; UPDATE=1 writes it");
    }
}

#[test]
fn every_shipped_scenario_is_met() {
    let config = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../config");
    let (mut files, mut lists) = (Vec::new(), Vec::new());
    toml_below(&config.join("programmes"), &mut files);
    toml_below(&config.join("codes"), &mut lists);
    files.sort();
    let (scenarios, programmes): (Vec<PathBuf>, Vec<PathBuf>) =
        files.into_iter().partition(|path| path.parent().is_some_and(|folder| folder.ends_with("scenarios")));
    let lists: Vec<SourceFile> = lists.iter().map(|path| read(path)).collect();
    let codes = CodeLists::parse(lists.iter().map(|file| (file.path.as_str(), file.text.as_str()))).unwrap();
    let programmes = Catalogue::from_files(programmes.iter().map(|path| read(path))).unwrap();
    let (parameters, calendar, roles) = (shipped::parameters().unwrap(), shipped::calendar().unwrap(), shipped::roles().unwrap());
    let shelf = Shelf { programmes: &programmes, parameters: &parameters, calendar: &calendar, codes: &codes, roles: &roles };
    let mut wrong = Vec::new();
    for path in &scenarios {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let text = fs::read_to_string(path).unwrap();
        match scenario::parse(&text).and_then(|scenario| simulate(&shelf, &scenario)) {
            Err(error) => wrong.push(format!("{name}:{error}")),
            Ok(result) => {
                wrong.extend(result.steps.iter().flat_map(|step| &step.failures).map(|failure| {
                    format!("{name}:{}: {}: expected {}, got {}", failure.line, failure.what, failure.expected, failure.got)
                }))
            }
        }
    }
    assert!(scenarios.len() >= 120, "only {} scenarios", scenarios.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
