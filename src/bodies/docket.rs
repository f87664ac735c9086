//! The docket: which items come on it, and the papers that are frozen with them. A frozen paper set is what the body decides on;
//! what is written in the case afterwards does not reach it.
use diesel::QueryableByName;
use diesel::sql_types::{Integer, Jsonb, SmallInt, Text, Uuid as SqlUuid};
use panoh_rules::programme::{LANGUAGES, Programme};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::access::Permission;
use crate::database::{Tx, sql};
use crate::ids::SittingId;
use crate::problem::Problem;
use crate::programmes::House;

/// At most so many items come on one docket; the rest wait for the next.
const LONGEST_DOCKET: i64 = 500;

#[derive(QueryableByName)]
struct Waiting {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = Text)]
    question: String,
    #[diesel(sql_type = Text)]
    programme: String,
    #[diesel(sql_type = Integer)]
    programme_version: i32,
    /// `{section: {class, answers}}`
    #[diesel(sql_type = Jsonb)]
    sections: Value,
    #[diesel(sql_type = SmallInt)]
    position: i16,
}

const WAITING: &str = "
SELECT i.id, i.question, c.programme, c.programme_version,
       coalesce((SELECT jsonb_object_agg(x.section, jsonb_build_object('class', x.class, 'answers', x.answers))
                   FROM case_sections x WHERE x.tenant_id = c.tenant_id AND x.case_id = c.id), '{}') AS sections,
       (row_number() OVER (ORDER BY i.urgent DESC, i.placed_at, i.id)
         + (SELECT count(*) FROM docket_items o WHERE o.tenant_id = $1 AND o.sitting_id = $4))::smallint AS position
  FROM docket_items i JOIN cases c ON c.tenant_id = i.tenant_id AND c.id = i.case_id
 WHERE i.tenant_id = $1 AND i.body_id = $2 AND i.state = 'waiting' AND ($3 IS NULL OR i.id = $3)
 ORDER BY i.urgent DESC, i.placed_at, i.id LIMIT $5";

/// Everything that waits for the body comes on the docket: what is urgent heads it (0.3, ref.commission_decide).
///
/// # Errors
/// What the database says.
pub(super) async fn list_waiting<P: Permission>(tx: &mut Tx<P>, house: &House, body: Uuid, sitting: SittingId) -> Result<(), Problem> {
    let tenant = tx.tenant();
    let statement = sql(WAITING).uuid(tenant).uuid(body).opt_uuid(None::<Uuid>).uuid(sitting).big(LONGEST_DOCKET);
    for item in tx.rows::<Waiting>(statement).await? {
        list(tx, house, sitting, item).await?;
    }
    Ok(())
}

/// One waiting item comes on the docket behind the others.
///
/// # Errors
/// Rule `item-not-on-this-docket` where it does not wait for this body.
pub(super) async fn list_one<P: Permission>(
    tx: &mut Tx<P>,
    house: &House,
    body: Uuid,
    sitting: SittingId,
    item: Uuid,
) -> Result<(), Problem> {
    let tenant = tx.tenant();
    let statement = sql(WAITING).uuid(tenant).uuid(body).opt_uuid(Some(item)).uuid(sitting).big(1);
    let waiting: Option<Waiting> = tx.maybe(statement).await?;
    let waiting = waiting.ok_or_else(|| Problem::house_rule("item-not-on-this-docket", &[]))?;
    list(tx, house, sitting, waiting).await
}

async fn list<P: Permission>(tx: &mut Tx<P>, house: &House, sitting: SittingId, item: Waiting) -> Result<(), Problem> {
    let (tenant, now) = (tx.tenant(), tx.now());
    let version = u32::try_from(item.programme_version).unwrap_or_default();
    let programme = house.catalogue.version(&item.programme, version);
    let programme = programme.ok_or_else(|| Problem::defect("freezing papers", "the programme is not in the catalogue"))?;
    let papers = paper_set(programme, &item.question, |name| {
        let written = item.sections.get(name)?;
        Some((written.get("class")?.clone(), written.get("answers")?.clone()))
    });
    let statement = sql(
        "UPDATE docket_items SET sitting_id = $3, position = $4, state = 'listed', papers = $5, papers_frozen_at = $6, version = version + 1
          WHERE tenant_id = $1 AND id = $2 AND state = 'waiting'",
    );
    tx.execute(statement.uuid(tenant).uuid(item.id).uuid(sitting).small(item.position).json(papers).at(now)).await?;
    Ok(())
}

/// What a body decides on: the sections on its paper list, in its order, with their titles as they read today. `written` gives a
/// section's class and answers, where it has any.
pub fn paper_set(programme: &Programme, question: &str, written: impl Fn(&str) -> Option<(Value, Value)>) -> Value {
    let listed = programme.bodies.get(question).map_or(&[][..], |body| &body.papers);
    let frozen = listed.iter().filter_map(|name| {
        let (class, answers) = written(name)?;
        Some(json!({ "section": name, "title": title(programme, name), "class": class, "answers": answers }))
    });
    Value::Array(frozen.collect())
}

fn title(programme: &Programme, section: &str) -> Value {
    let key = format!("sections/{section}/title");
    let english = programme.sections.get(section).map(|section| ("en".to_owned(), Value::from(section.title.clone())));
    let said = LANGUAGES.iter().filter_map(|language| {
        let words = programme.texts.get(*language)?.get(&key)?;
        Some(((*language).to_owned(), Value::from(words.clone())))
    });
    Value::Object(english.into_iter().chain(said).collect::<Map<_, _>>())
}
