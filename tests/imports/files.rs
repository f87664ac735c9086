//! Files as people have them, sent in and read back as people.
use serde_json::{Value, json};

use super::{faults, import, lines, sample, send};
use crate::people::officer;
use crate::support::{Caller, House};

/// The people whom an operation brought, in the order of its lines.
async fn people(caller: &Caller, operation: &Value) -> Vec<Value> {
    let mut found = Vec::new();
    for line in lines(caller, operation, "written").await {
        found.push(caller.get(&format!("/people/{}", line["person"].as_str().unwrap())).await.expect(200).json);
    }
    found
}

#[actix_web::test]
async fn a_russian_table_in_windows_1251_becomes_people() {
    let house = House::open().await;
    let (_, officer) = officer(&house).await;
    let done = import(&house, &officer, "?file_name=list.csv", sample("windows-1251.csv")).await;
    assert_eq!((&done["state"], &done["counts"]), (&json!("done"), &json!({ "written": 2 })), "{done}");
    assert_eq!((&done["found"]["encoding"], &done["found"]["separator"]), (&json!("windows-1251"), &json!(";")));
    let people = people(&officer, &done).await;
    let (karim, zarina) = (&people[0], &people[1]);
    assert_eq!(karim["names"][0]["as_written"], "Назаров Карим");
    assert_eq!((&karim["names"][0]["given"], &karim["names"][0]["script"]), (&json!("Карим"), &json!("Cyrl")));
    assert_eq!(karim["birth"], json!({ "date": "1972-05-12", "precision": "day" }));
    assert_eq!((&karim["sex"], &karim["citizenships"]), (&json!("1"), &json!(["TJK"])));
    assert_eq!(zarina["birth"], json!({ "date": "1985-01-01", "precision": "year" }));
    assert_eq!((&zarina["sex"], &zarina["citizenships"]), (&json!("2"), &json!(["RUS"])));
    assert_eq!(karim["created_by"], officer.membership.to_string());
}

#[actix_web::test]
async fn a_tajik_table_in_utf_16_becomes_people() {
    let house = House::open().await;
    let (_, officer) = officer(&house).await;
    let done = import(&house, &officer, "", sample("utf-16.tsv")).await;
    assert_eq!((&done["found"]["encoding"], &done["found"]["separator"]), (&json!("UTF-16LE"), &json!("\t")));
    let people = people(&officer, &done).await;
    assert_eq!(people[1]["citizenships"], json!(["AFG"]));
    assert_eq!(people[0]["names"][0]["as_written"], "Назаров Карим");
}

#[actix_web::test]
async fn a_dari_table_is_read_in_its_own_calendar() {
    let house = House::open().await;
    let (_, officer) = officer(&house).await;
    let done = import(&house, &officer, "", sample("solar.csv")).await;
    let people = people(&officer, &done).await;
    assert_eq!(people[0]["birth"], json!({ "date": "1993-08-03", "precision": "day" }));
    assert_eq!(people[1]["birth"], json!({ "date": "1972-03-19", "precision": "day" }));
    // The year 1360 is 1981 and 1982: nobody becomes younger or older by it.
    assert_eq!(people[2]["birth"], json!({ "date": "1981-01-01", "precision": "estimated" }));
    let said = lines(&officer, &done, "written").await;
    assert_eq!(said[2]["notes"][0]["code"], "kept_as_span");
    assert_eq!(people[0]["names"][0]["script"], "Arab");
}

#[actix_web::test]
async fn a_spreadsheet_is_read_below_its_title_whatever_day_it_counts_from() {
    let house = House::open().await;
    let (_, officer) = officer(&house).await;
    for (file, year) in [("dates.xlsx", "1900"), ("dates-1904.xlsx", "1904")] {
        let done = import(&house, &officer, "?duplicates=take", sample(file)).await;
        assert_eq!(done["counts"], json!({ "written": 3, "faulty": 1 }), "{file} {done}");
        assert_eq!((&done["found"]["sheet"], &done["found"]["header_line"]), (&json!("Beneficiaries"), &json!(3)));
        assert_eq!(done["found"]["other_sheets"], json!(["Notes"]));
        let people = people(&officer, &done).await;
        assert_eq!(people[0]["birth"], json!({ "date": "1972-05-12", "precision": "day" }), "{year}");
        assert_eq!(people[1]["birth"], json!({ "date": "1985-01-01", "precision": "year" }));
        assert_eq!(people[2]["birth"], json!({ "date": "1990-06-25", "precision": "day" }));
        assert_eq!(faults(&officer, &done).await, [(7, "ФИО".to_owned(), "formula".to_owned())]);
    }
}

#[actix_web::test]
async fn the_order_of_day_and_month_is_proven_or_asked_for() {
    let house = House::open().await;
    let (_, officer) = officer(&house).await;
    let asked = import(&house, &officer, "", sample("ambiguous.csv")).await;
    assert_eq!(
        (&asked["state"], &asked["failure"]["code"], &asked["failure"]["line"]),
        (&json!("failed"), &json!("file_date_order_unknown"), &json!(2))
    );
    assert!(asked["failure"]["detail"].as_str().unwrap().contains("date_order"));
    let differ = import(&house, &officer, "", sample("orders-differ.csv")).await;
    assert_eq!(differ["failure"]["code"], "file_date_orders_differ");
    let born = async |query: &str, file: &str| {
        let done = import(&house, &officer, query, sample(file)).await;
        let people = people(&officer, &done).await;
        people.iter().map(|one| one["birth"]["date"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(born("?duplicates=take", "day-first.csv").await, ["1972-04-03", "1985-06-25"]);
    assert_eq!(born("?duplicates=take&date_order=month_first", "ambiguous.csv").await, ["1972-03-04", "1985-05-06"]);
    // What contradicts the order that was said is named.
    let contradicted = import(&house, &officer, "?duplicates=take&date_order=month_first", sample("orders-differ.csv")).await;
    assert_eq!(faults(&officer, &contradicted).await, [(2, "Date of birth".to_owned(), "other_date_order".to_owned())]);
}

#[actix_web::test]
async fn every_fault_of_a_line_is_named_and_the_good_lines_are_taken() {
    let house = House::open().await;
    let (_, officer) = officer(&house).await;
    let done = import(&house, &officer, "", sample("faults.csv")).await;
    assert_eq!(done["counts"], json!({ "written": 2, "faulty": 6 }), "{done}");
    assert_eq!(done["found"]["unknown_columns"], json!(["Shoe size"]));
    let named: Vec<(i64, String, String)> = [
        (3, "Name", "name_missing"),
        (4, "Name", "formula"),
        (4, "Name", "unknown_script"),
        (5, "Date of birth", "two_digit_year"),
        (6, "Name", "mixed_scripts"),
        (7, "Sex", "unknown_word"),
        (7, "Date of birth", "not_a_day"),
        (7, "Nationality", "unknown_word"),
        (8, "", "cut_short"),
    ]
    .map(|(line, column, code)| (line, column.to_owned(), code.to_owned()))
    .to_vec();
    assert_eq!(faults(&officer, &done).await, named);
    let people = people(&officer, &done).await;
    assert_eq!(
        people.iter().map(|one| one["names"][0]["as_written"].as_str().unwrap()).collect::<Vec<_>>(),
        ["Karim Nazarov", "Zarina Kholova"]
    );
}

#[actix_web::test]
async fn what_is_said_of_columns_is_followed_or_refused() {
    let house = House::open().await;
    let (_, officer) = officer(&house).await;
    let table = "Beneficiary,Code,Born\nKarim Nazarov,77,1972\n".as_bytes().to_vec();
    let columns = "?columns=%7B%22Code%22%3A%22external_ids.progres%22%7D";
    let done = import(&house, &officer, columns, table.clone()).await;
    assert_eq!(people(&officer, &done).await[0]["external_ids"], json!([{ "system": "progres", "value": "77" }]));
    let missing = import(&house, &officer, "?columns=%7B%22Boot%22%3A%22sex%22%7D", table.clone()).await;
    assert_eq!(missing["failure"]["code"], "file_no_such_header");
    let refused = send(&officer, "?columns=%7B%22Code%22%3A%22boot%22%7D", table.clone()).await.expect(422);
    assert_eq!((&refused.json["errors"][0]["pointer"], &refused.json["errors"][0]["code"]), (&json!("columns"), &json!("not_in_list")));
    assert_eq!(send(&officer, "?boot=1", table).await.expect(400).code(), "unknown_parameter");
}

#[actix_web::test]
async fn a_file_that_is_none_is_refused_before_or_after_it_is_taken_in() {
    let house = House::open_with(|settings| {
        settings.imports.file_limit = 10_000;
        settings.imports.line_limit = 3;
    })
    .await;
    let (_, officer) = officer(&house).await;
    assert_eq!(send(&officer, "", Vec::new()).await.expect(422).json["errors"][0]["code"], "file_empty");
    assert_eq!(send(&officer, "", vec![b'a'; 10_001]).await.expect(413).code(), "body_too_large");
    let json = officer.request(reqwest::Method::POST, "/imports").json(&json!({}));
    assert_eq!(officer.send(json).await.expect(415).code(), "media_type_unsupported");
    let failure = async |bytes: &[u8]| import(&house, &officer, "", bytes.to_vec()).await["failure"]["code"].as_str().unwrap().to_owned();
    assert_eq!(failure(b"%PDF-1.7").await, "file_not_a_table");
    assert_eq!(failure(b"PK\x03\x04rubbish").await, "file_not_a_table");
    assert_eq!(failure(b"Sex,Birth\nM,1972\n").await, "file_no_name_column");
    assert_eq!(failure(b"Name\nA a\nB b\nC c\nD d\n").await, "file_too_many_lines");
    assert_eq!(failure(b"Name,Sex\n").await, "file_empty");
    assert_eq!(super::count(&house, "SELECT count(*) FROM persons").await, 0);
    // Nothing of them is kept.
    assert_eq!(super::count(&house, "SELECT count(*) FROM import_chunks").await, 0);
}
