//! The organisations of the demo and the people who work there. Logins are named after what they do; nobody in it is real.
use anyhow::Context;
use chrono::{DateTime, TimeDelta, Utc};
use panoh_rules::calendar::legal_day;
use serde_json::{Value, json};

use super::staff::{Staff, office, staff};
use crate::clock::Clock;
use crate::database::{Founder, Pools};
use crate::ids::{MembershipId, OfficeId, OrganisationId, TeamId, UserId};
use crate::organisations::{Employee, Founding, Place, employ, found};
use crate::programmes::{House, shipped_versions};

/// An actor of the country profile.
pub struct Actor {
    pub slug: &'static str,
    kind: &'static str,
    /// English, Tajik, Russian, Dari.
    name: [&'static str; 4],
    language: &'static str,
    programmes: &'static [&'static str],
    offices: &'static [(&'static str, &'static str)],
    /// Login before the `@`, full name as a role, roles, office by place in the list.
    people: &'static [(&'static str, &'static str, &'static [&'static str], usize)],
}

const REFUGEE: &[&str] = &["refugee-claim", "refugee-status"];

/// All of them.
pub const ORGANISATIONS: &[Actor] = &[
    Actor {
        slug: "platform",
        kind: "platform",
        name: ["Platform operations", "Идораи платформа", "Управление платформой", "ادارهٔ سامانه"],
        language: "en",
        programmes: &[],
        offices: &[("Operations", "civil")],
        people: &[("platform", "Platform administrator", &["platform_administrator"], 0)],
    },
    Actor {
        slug: "department",
        kind: "state",
        name: [
            "Citizenship and Refugee Affairs Department",
            "Раёсати шаҳрвандӣ ва кор бо гурезаҳо",
            "Управление гражданства и по делам беженцев",
            "ریاست تابعیت و امور پناهندگان",
        ],
        language: "tg",
        programmes: REFUGEE,
        offices: &[("Dushanbe", "civil"), ("Khujand", "civil"), ("Border post Nizhniy Panj", "border")],
        people: &[
            ("administrator", "Organisation administrator", &["organisation_administrator"], 0),
            ("registration", "Registration officer, Dushanbe", &["registration_officer"], 0),
            ("registration.khujand", "Registration officer, Khujand", &["registration_officer"], 1),
            ("interviewer", "Interviewing officer", &["registration_officer"], 0),
            ("border", "Border officer", &["border_officer"], 2),
            ("supervisor", "Supervisor, Dushanbe", &["supervisor"], 0),
            ("supervisor.khujand", "Supervisor, Khujand", &["supervisor"], 1),
            ("secretary", "Secretary of the Commission", &["commission_secretary"], 0),
            ("executive", "Commission member, Executive Office", &["commission_member"], 0),
            ("interior", "Commission member, Ministry of Internal Affairs", &["commission_member"], 0),
            ("health", "Commission member, Ministry of Health", &["commission_member"], 0),
            ("labour", "Commission member, Ministry of Labour", &["commission_member"], 0),
            ("foreign", "Commission member, Ministry of Foreign Affairs", &["commission_member"], 0),
            ("security", "Commission member, State Committee for National Security", &["commission_member"], 0),
            ("health.alternate", "Alternate, Ministry of Health", &["commission_member"], 0),
            ("labour.alternate", "Alternate, Ministry of Labour", &["commission_member"], 0),
            ("lawyer", "Lawyer", &["lawyer"], 0),
            ("medical", "Medical worker", &["medical_worker"], 0),
            ("caseworker", "Caseworker", &["caseworker"], 0),
            ("monitoring", "Monitoring officer", &["monitoring_officer"], 0),
            ("finance", "Finance officer", &["finance_officer"], 0),
            ("dataprotection", "Data-protection officer", &["data_protection_officer"], 0),
            ("auditor", "Auditor", &["auditor"], 0),
        ],
    },
    Actor {
        slug: "iom",
        kind: "io",
        name: [
            "International Organization for Migration",
            "Созмони байналмилалии муҳоҷират",
            "Международная организация по миграции",
            "سازمان بین‌المللی مهاجرت",
        ],
        language: "en",
        programmes: &["trafficking-assistance", "voluntary-return"],
        offices: &[("Dushanbe", "civil")],
        people: &[
            ("administrator", "Organisation administrator", &["organisation_administrator"], 0),
            ("caseworker", "Caseworker", &["caseworker"], 0),
            ("supervisor", "Supervisor", &["supervisor"], 0),
            ("finance", "Finance officer", &["finance_officer"], 0),
            ("monitoring", "Monitoring officer", &["monitoring_officer"], 0),
        ],
    },
    Actor {
        slug: "unhcr",
        kind: "un",
        name: ["UNHCR", "Комиссари Олии СММ оид ба гурезаҳо", "Управление ООН по делам беженцев", "کمیشنری عالی ملل متحد برای پناهندگان"],
        language: "en",
        programmes: &["voluntary-return"],
        offices: &[("Dushanbe", "civil")],
        people: &[
            ("administrator", "Organisation administrator", &["organisation_administrator"], 0),
            ("caseworker", "Protection caseworker", &["caseworker"], 0),
            ("supervisor", "Protection officer", &["supervisor"], 0),
            ("monitoring", "Monitoring officer", &["monitoring_officer"], 0),
        ],
    },
    Actor {
        slug: "femida",
        kind: "ngo",
        name: ["Femida", "Фемида", "Фемида", "فمیده"],
        language: "ru",
        programmes: &["trafficking-assistance"],
        offices: &[("Dushanbe", "civil"), ("Shelter", "shelter")],
        people: &[
            ("administrator", "Organisation administrator", &["organisation_administrator"], 0),
            ("caseworker", "Caseworker", &["caseworker"], 0),
            ("supervisor", "Supervisor", &["supervisor"], 0),
            ("shelter", "Shelter manager", &["shelter_manager"], 1),
            ("lawyer", "Lawyer", &["lawyer"], 0),
            ("medical", "Medical worker", &["medical_worker"], 1),
            ("trainer", "Trainer", &["trainer"], 0),
        ],
    },
    Actor {
        slug: "caritas",
        kind: "church",
        name: ["Caritas Tajikistan", "Каритас Тоҷикистон", "Каритас Таджикистан", "کاریتاس تاجیکستان"],
        language: "en",
        programmes: &["voluntary-return"],
        offices: &[("Dushanbe", "civil")],
        people: &[
            ("administrator", "Organisation administrator", &["organisation_administrator"], 0),
            ("caseworker", "Reintegration caseworker", &["caseworker"], 0),
            ("children", "Child-protection caseworker", &["child_protection_caseworker"], 0),
            ("supervisor", "Supervisor", &["supervisor"], 0),
            ("finance", "Finance officer", &["finance_officer"], 0),
        ],
    },
];

fn names(name: &[&str; 4]) -> Value {
    let [en, tg, ru, fa] = name;
    json!({ "en": en, "tg": tg, "ru": ru, "fa": fa })
}

/// Logins of an actor's people, with their roles.
pub fn logins(slug: &str) -> impl Iterator<Item = (&'static str, &'static [&'static str])> + use<> {
    let actor = ORGANISATIONS.iter().find(|actor| actor.slug == slug);
    actor.into_iter().flat_map(|actor| actor.people.iter().map(|(login, _, roles, _)| (*login, *roles)))
}

/// Long enough ago that the histories of the stock lie within everybody's time of work.
pub(super) fn founded_at(clock: &Clock) -> DateTime<Utc> {
    clock.now() - TimeDelta::days(3650)
}

/// Found every organisation that is not there and employ whom it misses; how much was done.
///
/// # Errors
/// What the database says.
pub(super) async fn found_missing(founder: &Founder, pools: &Pools, house: &House, clock: &Clock) -> anyhow::Result<usize> {
    let founded_at = founded_at(clock);
    let mut done = 0;
    for actor in ORGANISATIONS {
        let found = staff(pools, actor.slug, clock.now()).await?;
        let staff = match found {
            Some(staff) => staff,
            None => {
                done += 1;
                found_one(founder, house, founded_at, actor).await?;
                staff(pools, actor.slug, clock.now()).await?.with_context(|| format!("{} is not there after its founding", actor.slug))?
            }
        };
        done += employ_missing(founder, pools, actor, &staff, founded_at).await?;
    }
    Ok(done)
}

async fn found_one(founder: &Founder, house: &House, at: DateTime<Utc>, actor: &'static Actor) -> anyhow::Result<()> {
    let (id, system) = (OrganisationId::new(), MembershipId::new());
    let mut roles: Vec<&str> = actor.people.iter().flat_map(|(_, _, roles, _)| roles.iter().copied()).collect();
    roles.sort_unstable();
    roles.dedup();
    let places: Vec<(OfficeId, TeamId, &str, &str)> =
        actor.offices.iter().map(|(name, kind)| (OfficeId::new(), TeamId::new(), *name, *kind)).collect();
    let teams: Vec<[(TeamId, &str); 1]> = places.iter().map(|(_, team, name, _)| [(*team, *name)]).collect();
    let offices: Vec<Place<'_>> =
        places.iter().zip(&teams).map(|((office, _, name, kind), teams)| Place { id: *office, name, unit_kind: kind, teams }).collect();
    let programmes: Vec<(String, u32)> =
        shipped_versions(house).into_iter().filter(|(id, _)| actor.programmes.contains(&id.as_str())).collect();
    let founding = Founding {
        id,
        system,
        slug: actor.slug,
        name: names(&actor.name),
        kind: actor.kind,
        language: actor.language,
        roles: &roles,
        programmes: &programmes,
        offices: &offices,
    };
    founder.act(id, system, at, async |tx| found(tx, &house.roles, &founding).await).await?;
    Ok(())
}

async fn employ_missing(
    founder: &Founder,
    pools: &Pools,
    actor: &'static Actor,
    staff: &Staff,
    at: DateTime<Utc>,
) -> anyhow::Result<usize> {
    let mut done = 0;
    for (login, full_name, roles, place) in actor.people.iter().filter(|(login, ..)| !staff.people.contains_key(*login)) {
        let (name, _) = actor.offices.get(*place).with_context(|| format!("{login}@{} works in no office", actor.slug))?;
        let (office, team) = office(pools, staff, name, at).await?;
        let email = format!("{login}@{}.example", actor.slug);
        let training: &[&str] = if actor.programmes.contains(&"trafficking-assistance") { &["trafficking"] } else { &[] };
        let employee = Employee {
            user: UserId::new(),
            membership: MembershipId::new(),
            email: &email,
            full_name,
            language: actor.language,
            roles,
            office: Some(office),
            team: Some(team),
            training,
            starts_on: legal_day(at),
        };
        founder.act(staff.tenant, staff.system_member(), at, async |tx| employ(tx, &employee).await).await?;
        done += 1;
    }
    Ok(done)
}
