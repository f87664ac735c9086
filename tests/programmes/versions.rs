//! Two versions of one programme side by side: a running case keeps its own until it is moved.
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::json;

use crate::cases::{Desk, lodging};
use crate::support::House;

/// The shipped configuration, with a second version of the claim beside the first: it says otherwise what is lodged, and takes no
/// claim through a representative.
struct TwoVersions(PathBuf);

impl TwoVersions {
    fn lay_out() -> Self {
        let folder = std::env::temp_dir().join(format!("panoh-versions-{}", uuid::Uuid::now_v7().simple()));
        copy(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/config")), &folder);
        let claim = folder.join("programmes/refugee-claim");
        let first = claim.join("versions/1");
        fs::create_dir_all(&first).unwrap();
        for entry in fs::read_dir(&claim).unwrap().map(Result::unwrap).filter(|entry| entry.path().is_file()) {
            fs::copy(entry.path(), first.join(entry.file_name())).unwrap();
        }
        let file = claim.join("programme.toml");
        let text = fs::read_to_string(&file).unwrap();
        let second =
            text.replacen("version = 1", "version = 2", 1).replacen("title = \"Lodged\"", "title = \"Lodged in person\"", 1).replacen(
                "when = \"section.claim.signed == true\"",
                "when = \"section.claim.signed == true && section.claim.by_representative == false\"",
                1,
            );
        fs::write(file, second).unwrap();
        Self(folder)
    }
}

impl Drop for TwoVersions {
    fn drop(&mut self) {
        let _gone = fs::remove_dir_all(&self.0);
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        if from.is_dir() { copy(&from, &to) } else { fs::copy(from, to).map(|_| ()).unwrap() }
    }
}

#[actix_web::test]
async fn a_running_case_keeps_its_version_until_it_is_moved() {
    let configuration = TwoVersions::lay_out();
    let desk = Desk::in_house(House::open_configured(&configuration.0).await).await;
    let administrator = desk.employ(&["organisation_administrator"]).await;
    let supervisor = desk.employ(&["supervisor"]).await;
    let listed = administrator.get("/programmes").await.expect(200);
    let claim = listed.json["data"].as_array().unwrap().iter().find(|one| one["id"] == "refugee-claim").unwrap().clone();
    assert_eq!((&claim["versions"], &claim["enabled_version"]), (&json!([1, 2]), &json!(2)), "a new organisation runs the newest");
    let setting = format!("\"{}\"", claim["setting_version"]);
    administrator.put("/programmes/refugee-claim", &setting, json!({ "version": 3 })).await.expect(422);
    let first = administrator.put("/programmes/refugee-claim", &setting, json!({ "version": 1 })).await.expect(200);

    let old = desk.claim(&desk.officer).await;
    assert_eq!(old.json["programme_version"], 1);
    administrator.put("/programmes/refugee-claim", &first.etag(), json!({ "version": 2 })).await.expect(200);
    let new = desk.claim(&desk.officer).await;
    assert_eq!(new.json["programme_version"], 2);

    let mut represented = lodging();
    represented["sections"]["claim"]["by_representative"] = json!(true);
    represented["sections"]["claim"]["representative"] = json!("Aunt");
    represented["sections"]["claim"]["representative_basis"] = json!("law");
    let lodge = |case: &crate::support::Answer| {
        desk.officer
            .request(reqwest::Method::POST, &format!("/cases/{}/transitions", case.id()))
            .header("If-Match", case.etag())
            .json(&represented)
    };
    let by_new = desk.officer.send(lodge(&new)).await.expect(409);
    assert_eq!(by_new.json["rule"], "a-claim-is-signed", "{}", by_new.text);
    let lodged = desk.officer.send(lodge(&old)).await.expect(200);
    assert_eq!((lodged.json["state_title"].as_str(), lodged.json["programme_version"].as_i64()), (Some("Lodged"), Some(1)));

    for version in [1, 2] {
        let shown = desk.officer.get(&format!("/programmes/refugee-claim/versions/{version}")).await.expect(200);
        assert_eq!(shown.json["version"], version);
    }
    let path = format!("/cases/{}/version", old.id());
    let wish = json!({ "version": 2, "reason": "The new form serves her better" });
    desk.officer.post_if(&path, &lodged.etag(), wish.clone()).await.expect(403);
    supervisor.post_if(&path, &lodged.etag(), json!({ "version": 9, "reason": "No such one" })).await.expect(422);
    let moved = supervisor.post_if(&path, &lodged.etag(), wish).await.expect(200);
    assert_eq!((moved.json["state_title"].as_str(), moved.json["programme_version"].as_i64()), (Some("Lodged in person"), Some(2)));
    assert_eq!(desk.entries("case.move_version", &old.id()).await, 1);
}

#[actix_web::test]
async fn a_case_is_not_moved_to_a_version_that_lacks_what_it_stands_on() {
    let configuration = TwoVersions::lay_out();
    let desk = Desk::in_house(House::open_configured(&configuration.0).await).await;
    let supervisor = desk.employ(&["supervisor"]).await;
    let case = desk.claim(&desk.officer).await;
    let id: uuid::Uuid = case.id().parse().unwrap();
    let owner = desk.house.owner().await;
    let statement = "UPDATE case_sections SET section = 'arrival_of_old' WHERE case_id = $1 AND section = 'arrival'";
    owner.execute(statement, &[&id]).await.unwrap();
    let wish = json!({ "version": 1, "reason": "Back to the old form" });
    let refused = supervisor.post_if(&format!("/cases/{id}/version"), &case.etag(), wish).await.expect(409);
    assert_eq!(
        (refused.json["rule"].as_str(), refused.json["errors"][0]["pointer"].as_str()),
        (Some("version-does-not-fit"), Some("/sections/arrival_of_old"))
    );
}
