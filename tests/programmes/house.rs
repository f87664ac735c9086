//! The shipped configuration is checked before anything is served.
use std::path::Path;

use panoh::programmes::{House, shipped_versions};

const CONFIG: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/config");

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() { copy(&path, &target) } else { assert!(std::fs::copy(&path, &target).is_ok()) }
    }
}

#[test]
fn every_shipped_programme_is_in_the_catalogue_with_its_version() {
    let house = House::load(Path::new(CONFIG)).unwrap();
    let versions = shipped_versions(&house);
    for id in ["refugee-claim", "refugee-status", "trafficking-assistance", "voluntary-return"] {
        assert!(versions.iter().any(|(known, version)| known == id && *version >= 1), "{id}");
    }
}

#[test]
fn a_faulty_programme_refuses_the_start_with_file_line_and_column() {
    let folder = std::env::temp_dir().join(format!("panoh-config-{}", uuid::Uuid::now_v7().simple()));
    copy(Path::new(CONFIG), &folder);
    let file = folder.join("programmes/refugee-claim/programme.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    let line = 1 + text.lines().position(|line| line.starts_with("by ") && line.contains("\"registration_officer\"")).unwrap();
    std::fs::write(&file, text.replacen("\"registration_officer\"", "\"registration_oficer\"", 1)).unwrap();
    let refused = House::load(&folder).unwrap_err().to_string();
    std::fs::remove_dir_all(&folder).unwrap();
    let place = format!("{}:", file.display());
    let fault = refused.lines().find(|said| said.contains(&place) && said.contains("registration_oficer"));
    let fault = fault.unwrap_or_else(|| panic!("no fault names the file: {refused}"));
    let numbers = fault.split(&place).nth(1).unwrap();
    let mut numbers = numbers.split(':');
    let told: usize = numbers.next().unwrap().parse().unwrap();
    let column: usize = numbers.next().unwrap().parse().unwrap();
    assert!(told <= line && column >= 1, "{fault}");
}
