//! A person's copy: what the organisation holds of them, as JSON and as a text that they can read. What is about others is left out, and
//! so is what is kept by named people alone; the copy says that something is. A K4 case is in it only where whoever makes it is on its list.
use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::access::Permission;
use crate::database::{JsonRow, Tx, sql};
use crate::http::Language;
use crate::problem::{Problem, say};
use crate::programmes::House;

const PERSON: &str = "
SELECT jsonb_build_object(
  'person', jsonb_build_object('names', (SELECT coalesce(jsonb_agg(jsonb_build_object('kind', n.kind, 'script', n.script, 'as_written', n.as_written,
                'corrected', n.superseded_at IS NOT NULL) ORDER BY n.position), '[]') FROM person_names n WHERE n.tenant_id = $1 AND n.person_id = p.id),
      'sex', p.sex, 'gender', p.gender, 'birth_on', p.birth_on, 'birth_precision', p.birth_precision, 'citizenships', p.citizenships, 'languages', p.languages,
      'registered_at', p.created_at),
  'external_ids', (SELECT coalesce(jsonb_agg(jsonb_build_object('system', x.system, 'value', x.value)), '[]') FROM person_external_ids x WHERE x.tenant_id = $1 AND x.person_id = p.id),
  'documents', (SELECT coalesce(jsonb_agg(jsonb_build_object('kind', d.kind, 'issuer', d.issuer, 'number', d.number, 'issued_on', d.issued_on, 'expires_on', d.expires_on,
                'note', d.note) ORDER BY d.created_at), '[]') FROM person_documents d WHERE d.tenant_id = $1 AND d.person_id = p.id AND d.removed_at IS NULL),
  'contacts', (SELECT coalesce(jsonb_agg(jsonb_build_object('kind', c.kind, 'value', c.value, 'safe', c.safe, 'note', c.note) ORDER BY c.created_at), '[]')
                 FROM person_contacts c WHERE c.tenant_id = $1 AND c.person_id = p.id AND c.removed_at IS NULL),
  'consents', (SELECT coalesce(jsonb_agg(jsonb_build_object('purpose', k.purpose, 'fields', k.fields, 'recipient', k.recipient, 'given_by', k.given_by, 'from', k.from_on,
                'until', k.until_on, 'withdrawn_at', w.withdrawn_at) ORDER BY k.created_at), '[]')
                 FROM person_consents k LEFT JOIN person_consent_withdrawals w ON w.tenant_id = k.tenant_id AND w.consent_id = k.id WHERE k.tenant_id = $1 AND k.person_id = p.id),
  'family', (SELECT coalesce(jsonb_agg(jsonb_build_object('household', h.kind, 'as', m.relationship, 'from', m.joined_on, 'until', m.left_on) ORDER BY m.joined_on), '[]')
               FROM household_members m JOIN households h ON h.tenant_id = m.tenant_id AND h.id = m.household_id WHERE m.tenant_id = $1 AND m.person_id = p.id)) AS value
  FROM persons p WHERE p.tenant_id = $1 AND p.id = $2";

// An entry of a repeating form that is about somebody else of the case is theirs.
const CASES: &str = "
SELECT jsonb_build_object('number', c.number, 'programme', c.programme, 'state', c.state, 'opened_on', c.opened_on, 'closed_on', c.closed_on, 'as', s.role,
  'answers', (SELECT coalesce(jsonb_object_agg(x.section, CASE jsonb_typeof(x.answers) WHEN 'array' THEN
                 (SELECT coalesce(jsonb_agg(e), '[]') FROM jsonb_array_elements(x.answers) AS e WHERE NOT e ? 'person' OR e ->> 'person' = $2::text) ELSE x.answers END), '{}')
                FROM case_sections x WHERE x.tenant_id = $1 AND x.case_id = c.id AND (x.class < 4 OR c.class = 4)),
  'notes', (SELECT coalesce(jsonb_agg(jsonb_build_object('at', n.created_at, 'body', n.body) ORDER BY n.created_at), '[]')
              FROM case_notes n WHERE n.tenant_id = $1 AND n.case_id = c.id AND (n.class < 4 OR c.class = 4)),
  'attachments', (SELECT coalesce(jsonb_agg(jsonb_build_object('form', f.section, 'file_name', f.file_name, 'added_at', f.added_at) ORDER BY f.added_at), '[]')
                    FROM case_attachments f WHERE f.tenant_id = $1 AND f.case_id = c.id AND (f.class < 4 OR c.class = 4)),
  'papers', (SELECT coalesce(jsonb_agg(jsonb_build_object('paper', d.kind, 'number', d.number, 'issued_on', d.issued_on, 'valid_until', d.valid_until, 'revoked_on', d.revoked_on)
                ORDER BY d.position), '[]') FROM case_papers d WHERE d.tenant_id = $1 AND d.case_id = c.id),
  'steps', (SELECT coalesce(jsonb_agg(jsonb_build_object('act', t.transition, 'on', t.effective_on, 'to', t.to_state) ORDER BY t.position), '[]')
              FROM case_steps t WHERE t.tenant_id = $1 AND t.case_id = c.id),
  'withheld', (SELECT count(*) FROM case_sections x WHERE x.tenant_id = $1 AND x.case_id = c.id AND x.class = 4 AND c.class < 4)
            + (SELECT count(*) FROM case_notes n WHERE n.tenant_id = $1 AND n.case_id = c.id AND n.class = 4 AND c.class < 4)) AS value
  FROM case_subjects s JOIN cases c ON c.tenant_id = s.tenant_id AND c.id = s.case_id
 WHERE s.tenant_id = $1 AND s.person_id = $2 ORDER BY c.created_at LIMIT 200";

/// Everything that is held of a person, as far as whoever makes the copy may read it.
pub(super) async fn of<P: Permission>(tx: &mut Tx<P>, person: Uuid) -> Result<Value, Problem> {
    let (tenant, now) = (tx.tenant(), tx.now());
    let about: JsonRow = tx.one(sql(PERSON).uuid(tenant).uuid(person)).await?;
    let cases: Vec<JsonRow> = tx.rows(sql(CASES).uuid(tenant).uuid(person)).await?;
    let mut copy = match about.value {
        Value::Object(map) => map,
        _ => Map::new(),
    };
    copy.insert("made_at".to_owned(), json!(now));
    copy.insert("cases".to_owned(), cases.into_iter().map(|row| row.value).collect());
    Ok(Value::Object(copy))
}

/// The copy as a text in a language: headings of the house, and the programme's own words for its forms.
pub(super) fn readable(house: &House, copy: &Value, language: Language) -> String {
    let word = |key: &str| say(language, &format!("copy-{key}"), &[]);
    let mut text = format!("{}\n{}: {}\n", word("title"), word("made"), plain(&copy["made_at"]));
    for part in ["person", "contacts", "documents", "consents", "family"] {
        text.push_str(&format!("\n{}\n", word(part)));
        lines(&mut text, 1, &copy[part], &|name| name.replace('_', " "));
    }
    for case in copy["cases"].as_array().into_iter().flatten() {
        let programme = case["programme"].as_str().and_then(|id| house.catalogue.programme(id));
        let said = |key: String| programme.and_then(|programme| programme.text(language.tag(), &key)).map(str::to_owned);
        let title = said("title".to_owned()).unwrap_or_default();
        text.push_str(&format!("\n{} {}: {title}\n", word("case"), plain(&case["number"])));
        let state = plain(&case["state"]);
        text.push_str(&format!("  {}\n", said(format!("states/{state}")).unwrap_or(state)));
        for (section, answers) in case["answers"].as_object().into_iter().flatten() {
            text.push_str(&format!("  {}\n", said(format!("sections/{section}/title")).unwrap_or_else(|| section.clone())));
            lines(&mut text, 2, answers, &|name| {
                said(format!("sections/{section}/fields/{name}")).unwrap_or_else(|| name.replace('_', " "))
            });
        }
        for part in ["papers", "steps", "notes"] {
            lines(&mut text, 1, &case[part], &|name| name.replace('_', " "));
        }
        if case["withheld"].as_i64().unwrap_or(0) > 0 {
            text.push_str(&format!("\n{}: {}\n", word("withheld"), word("withheld-why")));
        }
    }
    text
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// One line for each value, deeper ones further in.
fn lines(text: &mut String, depth: usize, value: &Value, name: &dyn Fn(&str) -> String) {
    let margin = "  ".repeat(depth);
    match value {
        Value::Null => {}
        Value::Object(map) => {
            for (key, value) in map {
                match value {
                    Value::Null => {}
                    Value::Object(_) | Value::Array(_) => {
                        text.push_str(&format!("{margin}{}\n", name(key)));
                        lines(text, depth.saturating_add(1), value, name);
                    }
                    value => text.push_str(&format!("{margin}{}: {}\n", name(key), plain(value))),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| lines(text, depth, item, name)),
        value => text.push_str(&format!("{margin}{}\n", plain(value))),
    }
}
