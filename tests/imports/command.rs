//! The same work from the command line: with the report on the screen, as the member who is named.
use std::process::{Command, Output};

use super::count;
use crate::people::officer;
use crate::support::House;

fn import(house: &House, file: &std::path::Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_panoh"));
    command.args(["people", "import"]).arg(file).args(["--config", concat!(env!("CARGO_MANIFEST_DIR"), "/config")]).args(arguments);
    command.env("DATABASE_URL", &house.database.url);
    command.env("PANOH__ACCESS__SIGNING_KEY_FILE", &house.app().settings.access.signing_key_file);
    command.output().unwrap()
}

#[actix_web::test]
async fn a_file_is_checked_and_brought_in_from_the_command_line() {
    let house = House::open().await;
    let (organisation, officer) = officer(&house).await;
    let mut file = tempfile::NamedTempFile::with_suffix(".csv").unwrap();
    let (table, _, _) = encoding_rs::WINDOWS_1251.encode("ФИО;Пол;Дата рождения\nКарим Назаров;м;23.05.1990\nЗарина Холова;ж;1.2.90\n");
    std::io::Write::write_all(&mut file, &table).unwrap();
    let slug = organisation.slug.as_str();
    let asked = ["--organisation", slug, "--as", officer.email.as_str(), "--language", "ru"];
    for (more, people) in [(&["--dry-run"][..], 0), (&[], 1)] {
        let done = import(&house, file.path(), &[&asked[..], more].concat());
        let (said, complained) = (String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
        assert!(done.status.success(), "{said}{complained}");
        assert!(said.contains("2 lines") && said.contains("1 faulty") && said.contains("windows-1251"), "{said}");
        assert!(said.contains("В годе только две цифры"), "{said}");
        assert_eq!(count(&house, "SELECT count(*) FROM persons").await, people);
    }
    let stranger = import(&house, file.path(), &["--organisation", slug, "--as", "nobody@nowhere.example"]);
    assert!(!stranger.status.success() && String::from_utf8_lossy(&stranger.stderr).contains("is no member of"));
}
