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

#[actix_web::test]
async fn documents_and_ways_of_contact_come_with_their_people_and_nothing_is_taken_to_be_seen_or_safe() {
    let house = House::open().await;
    let (_, officer) = officer(&house).await;
    let table = "Name,Sex,Passport,Tazkira,Issuer,Phone,Email
Karim Nazarov,M,AB 1234567,,TJK,93 555 01 01; +93 70 123 4567,karim@example.org
Zarina Kholova,F,,1400-12-777,AFG,,
Said Murodov,M,,,,12,
Laylo Rahimova,F,-,,,,not-an-address
";
    let done = import(&house, &officer, "", table.as_bytes().to_vec()).await;
    assert_eq!(done["counts"], json!({ "written": 2, "faulty": 2 }), "{done}");
    assert_eq!(done["found"]["unknown_columns"], json!([]));
    let said = faults(&officer, &done).await;
    assert_eq!(said, [(4, "Phone".to_owned(), "phone".to_owned()), (5, "Email".to_owned(), "email".to_owned())]);
    let written = lines(&officer, &done, "written").await;
    let notes: Vec<(&str, &str)> = written[0]["notes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|note| (note["column"].as_str().unwrap(), note["code"].as_str().unwrap()))
        .collect();
    assert_eq!(notes, [("Phone", "contact_not_asked"), ("Email", "contact_not_asked")]);
    let of = async |at: usize, what: &str| {
        let path = format!("/people/{}/{what}", written[at]["person"].as_str().unwrap());
        officer.get(&path).await.expect(200).json["data"].as_array().unwrap().clone()
    };
    let documents = of(0, "documents").await;
    assert_eq!(documents.len(), 1);
    for (member, value) in [("kind", "passport"), ("number", "AB 1234567"), ("issuer", "TJK"), ("authenticity", "unverified")] {
        assert_eq!(documents[0][member], value);
    }
    assert_eq!(of(1, "documents").await[0]["kind"], "national-id");
    let contacts = of(0, "contacts").await;
    let values: Vec<&str> = contacts.iter().map(|contact| contact["value_key"].as_str().unwrap()).collect();
    assert_eq!(values, ["+992935550101", "+93701234567", "karim@example.org"]);
    for contact in &contacts {
        assert_eq!((&contact["safe"], &contact["automated"]), (&json!(false), &json!(false)));
    }
    // Each has the entry that it would have if it were typed in, and the number finds the person.
    assert_eq!(crate::people::entries(&house, "document.create", documents[0]["id"].as_str().unwrap()).await, 1);
    assert_eq!(crate::people::entries(&house, "contact.create", contacts[0]["id"].as_str().unwrap()).await, 1);
    let found = officer.post("/people/search", json!({ "query": "ab1234567" })).await.expect(200);
    assert_eq!(found.json["data"][0]["id"], written[0]["person"]);
}

#[actix_web::test]
async fn documents_come_with_their_days_and_contacts_with_what_was_said_of_their_safety() {
    let house = House::open().await;
    let (_, officer) = officer(&house).await;
    let table = "Ному насаб,Рақами ҳуҷҷат,Намуди ҳуҷҷат,Санаи додан,Эътибор то,Телефон,Тамос бехатар
Карим Назаров,A 1,passport,25/03/2020,۱۴۱۰/۰۱/۰۱,935550101,ҳа
Зарина Холова,A 2,passport,04/03/2020,,935550102,не
Саид Муродов,A 3,passport,2020,,935550103,шояд
Лайло Раҳимова,A 4,passport,05/03/2020,2019-01-01,,
";
    let done = import(&house, &officer, "", table.as_bytes().to_vec()).await;
    assert_eq!(done["found"]["unknown_columns"], json!([]), "{done}");
    assert_eq!(
        faults(&officer, &done).await,
        [
            (4, "Санаи додан".to_owned(), "whole_day_wanted".to_owned()),
            (4, "Тамос бехатар".to_owned(), "unknown_word".to_owned()),
            (5, "Эътибор то".to_owned(), "order".to_owned())
        ]
    );
    let written = lines(&officer, &done, "written").await;
    let of = async |at: usize, what: &str| {
        let path = format!("/people/{}/{what}", written[at]["person"].as_str().unwrap());
        officer.get(&path).await.expect(200).json["data"][0].clone()
    };
    let first = of(0, "documents").await;
    assert_eq!((&first["issued_on"], &first["expires_on"]), (&json!("2020-03-25"), &json!("2031-03-21")));
    // The order of day and month is proven by the line before, as it is for births.
    assert_eq!(of(1, "documents").await["issued_on"], "2020-03-04");
    let (safe, unsafe_) = (of(0, "contacts").await, of(1, "contacts").await);
    assert_eq!((&safe["safe"], &safe["automated"], &unsafe_["safe"]), (&json!(true), &json!(false), &json!(false)));
    assert!(written.iter().all(|line| line["notes"] == json!([])), "{written:?}");
}

#[actix_web::test]
async fn a_number_of_which_nobody_says_what_it_is_the_number_of_is_named_and_can_be_said() {
    let house = House::open().await;
    let (_, officer) = officer(&house).await;
    let table = "Ном,Шиноснома\nКарим Назаров,A 123\n".as_bytes().to_vec();
    let done = import(&house, &officer, "", table.clone()).await;
    assert_eq!(faults(&officer, &done).await, [(2, "Шиноснома".to_owned(), "document_kind_missing".to_owned())]);
    let columns = "?columns=%7B%22%D0%A8%D0%B8%D0%BD%D0%BE%D1%81%D0%BD%D0%BE%D0%BC%D0%B0%22%3A%22documents.national-id%22%7D";
    let done = import(&house, &officer, columns, table.clone()).await;
    assert_eq!(done["counts"], json!({ "written": 1 }), "{done}");
    let boot = columns.replace("national-id", "boot");
    let done = import(&house, &officer, &boot, table).await;
    assert_eq!(faults(&officer, &done).await, [(2, "Шиноснома".to_owned(), "not_in_list".to_owned())]);
}
