//! Writing what was told, in one transaction: all of the stock is there, or none of it.
use indicatif::{ProgressBar, ProgressStyle};
use panoh_rules::calendar::legal_day;
use serde_json::{Value, json};
use uuid::Uuid;

use super::commission::{Docket, Known, SEATS};
use super::rows::Harvest;
use super::staff::Staff;
use super::tables::{EntryRow, PendingRow};
use crate::access::Permission;
use crate::database::{Tx, sql};
use crate::people::search;
use crate::problem::Problem;

fn words(texts: &[&str; 4]) -> Value {
    let [en, tg, ru, fa] = texts;
    json!({ "en": en, "tg": tg, "ru": ru, "fa": fa })
}

const TITLE: [&str; 4] = [
    "Permanent Commission for Determination of Refugee Status",
    "Комиссияи доимӣ оид ба муайян кардани мақоми гуреза",
    "Постоянная комиссия по определению статуса беженца",
    "کمیسیون دایمی تعیین وضعیت پناهندگی",
];

/// The Commission: body, seats, who holds them, and its secretary.
pub(super) async fn body<P: Permission>(tx: &mut Tx<P>, commission: &Known, staff: &Staff) -> Result<(), Problem> {
    let (tenant, now) = (tx.tenant(), tx.now());
    let starts_on = legal_day(now);
    let statement =
        sql("INSERT INTO bodies (tenant_id, id, key, title, parameters, created_at) VALUES ($1, $2, 'commission', $3, 'com', $4)");
    tx.execute(statement.uuid(tenant).uuid(commission.body).json(words(&TITLE)).at(now)).await?;
    for (position, (seat, (institution, member, alternate, is_chair))) in (1_i16..).zip(commission.seats.iter().zip(SEATS)) {
        let statement = sql(
            "INSERT INTO seats (tenant_id, id, body_id, institution, is_chair, position, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        );
        let statement = statement.uuid(tenant).uuid(*seat).uuid(commission.body).json(words(institution)).boolean(*is_chair);
        tx.execute(statement.small(position).at(now)).await?;
        let holders = std::iter::once((*member, "member")).chain(alternate.map(|alternate| (alternate, "alternate")));
        for (login, capacity) in holders {
            let Some(worker) = staff.people.get(login) else { continue };
            let statement = sql(
                "INSERT INTO seat_holders (tenant_id, id, seat_id, membership_id, capacity, starts_on, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
            );
            tx.execute(
                statement.uuid(tenant).uuid(Uuid::now_v7()).uuid(*seat).uuid(worker.membership).text(capacity).day(starts_on).at(now),
            )
            .await?;
        }
    }
    if let Some(secretary) = staff.people.get("secretary") {
        let statement = sql("INSERT INTO body_secretaries (tenant_id, body_id, membership_id, starts_on) VALUES ($1, $2, $3, $4)");
        tx.execute(statement.uuid(tenant).uuid(commission.body).uuid(secretary.membership).day(starts_on)).await?;
    }
    Ok(())
}

/// A batch of people and cases, parents before children.
pub(super) async fn harvest<P: Permission>(tx: &mut Tx<P>, harvest: Harvest) -> Result<(), Problem> {
    tx.insert_all(harvest.persons).await?;
    let tenant = tx.tenant();
    let writings = search::Writings::of(tenant.into(), harvest.names.iter().map(|name| name.as_written.as_str()));
    tx.insert_all(harvest.names).await?;
    writings.index(tx).await?;
    tx.insert_all(harvest.external_ids).await?;
    tx.insert_all(harvest.households).await?;
    tx.insert_all(harvest.members).await?;
    tx.insert_all(harvest.cases).await?;
    tx.insert_all(harvest.subjects).await?;
    tx.insert_all(harvest.sections).await?;
    tx.insert_all(harvest.steps).await?;
    tx.insert_all(harvest.deadlines).await?;
    tx.insert_all(harvest.papers).await?;
    tx.insert_all(harvest.tasks).await?;
    tx.insert_all(harvest.alerts).await?;
    entries(tx, harvest.entries).await
}

/// The sittings with everything that hangs on them.
pub(super) async fn docket<P: Permission>(tx: &mut Tx<P>, docket: Docket) -> Result<(), Problem> {
    tx.insert_all(docket.sittings).await?;
    tx.insert_all(docket.attendances).await?;
    tx.insert_all(docket.items).await?;
    tx.insert_all(docket.ballots).await?;
    entries(tx, docket.entries).await
}

async fn entries<P: Permission>(tx: &mut Tx<P>, entries: Vec<EntryRow>) -> Result<(), Problem> {
    let pending = entries.iter().map(|entry| PendingRow { entry_id: entry.id }).collect();
    tx.insert_all(entries).await?;
    tx.insert_all(pending).await?;
    Ok(())
}

/// A bar for people, a line now and then for files.
pub(super) struct Progress {
    bar: ProgressBar,
    all: u64,
    said: u64,
}

impl Progress {
    pub(super) fn new(all: usize) -> Self {
        let all = u64::try_from(all).unwrap_or(0);
        let bar = ProgressBar::new(all);
        if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} people  {elapsed}") {
            bar.set_style(style);
        }
        Self { bar, all, said: 0 }
    }

    pub(super) fn at(&mut self, people: usize) {
        let people = u64::try_from(people).unwrap_or(0);
        self.bar.set_position(people);
        let tenth = people.saturating_mul(10).checked_div(self.all).unwrap_or(10);
        if self.bar.is_hidden() && tenth > self.said {
            self.said = tenth;
            println!("  {people} of {} people", self.all);
        }
    }

    pub(super) fn done(self) {
        self.bar.finish_and_clear();
    }
}
