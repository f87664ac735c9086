//! What was told, as rows.
use chrono::{DateTime, TimeDelta, Utc};
use panoh_rules::calendar::legal_day;
use panoh_rules::engine::DeadlineState;
use panoh_rules::programme::{Class, Phase, Programme};
use serde_json::json;

use super::people::{Household, Person};
use super::story::{Story, Worker};
use super::tables::{
    AlertRow, CaseRow, DeadlineRow, EntryRow, ExternalIdRow, HouseholdRow, MemberRow, NameRow, PaperRow, PersonRow, SectionRow, StepRow,
    SubjectRow, TaskRow,
};

/// Rows that are ready to be written, by table.
#[derive(Debug, Default)]
pub struct Harvest {
    pub(super) persons: Vec<PersonRow>,
    pub(super) names: Vec<NameRow>,
    pub(super) external_ids: Vec<ExternalIdRow>,
    pub(super) households: Vec<HouseholdRow>,
    pub(super) members: Vec<MemberRow>,
    pub(super) cases: Vec<CaseRow>,
    pub(super) subjects: Vec<SubjectRow>,
    pub(super) sections: Vec<SectionRow>,
    pub(super) steps: Vec<StepRow>,
    pub(super) deadlines: Vec<DeadlineRow>,
    pub(super) papers: Vec<PaperRow>,
    pub(super) tasks: Vec<TaskRow>,
    pub(super) alerts: Vec<AlertRow>,
    pub(super) entries: Vec<EntryRow>,
}

/// 0 to 4.
pub(super) fn class_number(class: Class) -> i16 {
    match class {
        Class::K0 => 0,
        Class::K1 => 1,
        Class::K2 => 2,
        Class::K3 => 3,
        Class::K4 => 4,
    }
}

/// The highest class of a section's own and its fields' (programmes.md 3.4).
pub(super) fn class_of_section(programme: &Programme, name: &str) -> i16 {
    let Some(section) = programme.sections.get(name) else { return class_number(programme.class) };
    let own = section.class.unwrap_or(programme.class);
    class_number(section.fields.values().filter_map(|field| field.class).fold(own, Ord::max)).max(1)
}

fn phase_of(programme: &Programme, state: Option<&str>) -> &'static str {
    let Some(state) = state.and_then(|name| programme.state(None, name)) else { return "intake" };
    match state.phase {
        _ if state.is_final => "closed",
        Some(Phase::Intake) => "intake",
        Some(Phase::Waiting) => "waiting",
        Some(Phase::Decision) => "decision",
        Some(Phase::Closed) => "closed",
        Some(Phase::Active) | None => "active",
    }
}

fn small(place: usize) -> i16 {
    i16::try_from(place).unwrap_or(i16::MAX)
}

fn whole<N: TryInto<i32>>(number: N) -> i32 {
    number.try_into().unwrap_or(i32::MAX)
}

impl Harvest {
    /// How many rows there are in all.
    pub fn len(&self) -> usize {
        let people = self.persons.len() + self.names.len() + self.external_ids.len() + self.households.len() + self.members.len();
        let cases = self.cases.len() + self.subjects.len() + self.sections.len() + self.steps.len() + self.deadlines.len();
        people + cases + self.papers.len() + self.tasks.len() + self.alerts.len() + self.entries.len()
    }

    /// Nothing yet.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Programme, state and subjects of each case, for looking at the whole.
    pub fn cases(&self) -> impl Iterator<Item = (&str, &str, &str)> {
        self.cases.iter().map(|case| (case.programme.as_str(), case.state.as_str(), case.phase))
    }

    /// A household whose people were registered by somebody at an instant.
    pub(super) fn household(&mut self, household: &Household, by: &Worker, at: DateTime<Utc>, chance: &mut super::chance::Chance) {
        for person in &household.people {
            self.person(person, None, by, at, chance);
        }
        let Some(head) = household.people.first().filter(|_| household.people.len() > 1) else { return };
        self.households.push(HouseholdRow {
            id: household.id,
            kind: "family",
            head_id: head.id,
            office_id: by.office,
            team_id: by.team,
            created_by: by.membership,
            created_at: at,
        });
        for person in &household.people {
            // Seen from the head, for whom the list has no word of its own.
            let relationship = if person.relationship.is_empty() { "other" } else { person.relationship };
            self.members.push(MemberRow {
                id: chance.id(at),
                household_id: household.id,
                person_id: person.id,
                relationship,
                joined_on: legal_day(at),
                created_at: at,
            });
        }
        self.entries.push(EntryRow {
            id: chance.id(at),
            at,
            membership_id: by.membership,
            user_id: by.user,
            operation: "household.create",
            object_kind: "household",
            object_id: household.id,
            case_id: None,
            person_id: None,
            class: 2,
            fields: "kind,head,members".to_owned(),
            change: None,
            reason: None,
        });
    }

    /// Somebody, with all writings of their name or only that of one language.
    pub(super) fn person(
        &mut self,
        person: &Person,
        only: Option<&str>,
        by: &Worker,
        at: DateTime<Utc>,
        chance: &mut super::chance::Chance,
    ) {
        self.persons.push(PersonRow {
            id: person.id,
            sex: if person.woman { "2" } else { "1" },
            birth_on: person.birth.date,
            birth_precision: person.precision(),
            death_on: None,
            citizenships: person.citizenship.to_owned(),
            languages: person.languages.join(","),
            office_id: by.office,
            team_id: by.team,
            created_by: by.membership,
            created_at: at,
        });
        let ending = if person.woman { "овна" } else { "ович" };
        let after_a_vowel = person.father.ru.ends_with(['а', 'и', 'й', 'е', 'о', 'у', 'я', 'ь']);
        let patronymic = (!after_a_vowel).then(|| format!("{}{ending}", person.father.ru));
        let (given, family, father) = (&person.given, &person.family, &person.father);
        let russian = patronymic
            .as_ref()
            .map_or_else(|| format!("{} {}", family.ru, given.ru), |patronymic| format!("{} {} {patronymic}", family.ru, given.ru));
        let writings = [
            ("legal", "Cyrl", "tgk", &given.tg, &family.tg, None, Some(&father.tg), format!("{} {}", given.tg, family.tg)),
            ("legal", "Arab", "prs", &given.fa, &family.fa, None, Some(&father.fa), format!("{} {}", given.fa, family.fa)),
            ("alias", "Cyrl", "rus", &given.ru, &family.ru, patronymic, None, russian),
            ("alias", "Latn", "eng", &given.latin, &family.latin, None, Some(&father.latin), format!("{} {}", given.latin, family.latin)),
        ];
        let written = writings.into_iter().filter(|(_, _, language, ..)| only.is_none_or(|only| only == *language));
        for (position, (kind, script, language, given, family, patronymic, father, as_written)) in written.enumerate() {
            self.names.push(NameRow {
                id: chance.id(at),
                person_id: person.id,
                position: small(position),
                kind,
                script,
                language,
                given: given.clone(),
                family: family.clone(),
                patronymic,
                father: father.cloned(),
                as_written,
                created_at: at,
            });
        }
        self.entries.push(EntryRow {
            id: chance.id(at),
            at,
            membership_id: by.membership,
            user_id: by.user,
            operation: "person.create",
            object_kind: "person",
            object_id: person.id,
            case_id: None,
            person_id: Some(person.id),
            class: 2,
            fields: "sex,birth,citizenships,languages,names".to_owned(),
            change: None,
            reason: None,
        });
    }

    /// A case as its story left it.
    ///
    /// # Errors
    /// A value that is no JSON, which no case has.
    pub(super) fn case(&mut self, story: &mut Story<'_>, now: DateTime<Utc>) -> anyhow::Result<()> {
        let (programme, case) = (story.programme, &story.case);
        let closed = case.state.as_deref().is_some_and(|state| programme.is_final(None, state));
        let closed_on = closed.then(|| case.history.last().map_or_else(|| legal_day(story.at), |step| step.effective_on));
        self.cases.push(CaseRow {
            id: story.id,
            number: story.number.clone(),
            programme: programme.id.clone(),
            programme_version: whole(programme.version),
            state: story.state().to_owned(),
            previous_state: case.previous_state.clone(),
            phase: phase_of(programme, case.state.as_deref()),
            class: class_number(programme.class).max(1),
            owner_id: story.owner.membership,
            team_id: story.owner.team,
            office_id: story.owner.office,
            parent_id: story.parent,
            opened_on: case.opened_on.unwrap_or_else(|| legal_day(story.opened_at)),
            closed_on,
            flags: json!(case.flags),
            tracks: json!(case.tracks),
            proposal: case.proposal.as_ref().map(serde_json::to_value).transpose()?,
            decisions: serde_json::to_value(&case.decisions)?,
            waiting: serde_json::to_value(&case.waiting)?,
            version: story.version,
            created_at: story.opened_at,
            updated_at: story.entries.last().map_or(story.at, |entry| entry.at),
        });
        for (position, subject) in case.subjects.iter().enumerate() {
            let person_id = subject.key.parse()?;
            self.subjects.push(SubjectRow {
                case_id: story.id,
                person_id,
                role: subject.role.clone(),
                position: small(position),
                joined_at: story.opened_at,
            });
        }
        self.answers(story);
        self.clocks(story)?;
        self.papers(story)?;
        self.tasks(story);
        for mut alert in std::mem::take(&mut story.alerts) {
            // Somebody has looked at what was raised some weeks ago.
            if now - alert.raised_at > TimeDelta::days(21) {
                alert.seen_by = Some(story.owner.membership);
                alert.seen_at = Some(alert.raised_at + TimeDelta::days(2));
            }
            self.alerts.push(alert);
        }
        self.entries.append(&mut story.entries);
        Ok(())
    }

    fn answers(&mut self, story: &Story<'_>) {
        let programme_version = whole(story.programme.version);
        for (name, answers) in &story.case.sections {
            let Some(mark) = story.sections.get(name) else { continue };
            self.sections.push(SectionRow {
                case_id: story.id,
                section: name.clone(),
                class: class_of_section(story.programme, name),
                answers: answers.clone(),
                programme_version,
                version: mark.version,
                updated_by: mark.by,
                updated_at: mark.at,
            });
        }
        for (position, (step, mark)) in story.case.history.iter().zip(&story.steps).enumerate() {
            self.steps.push(StepRow {
                id: mark.id,
                case_id: story.id,
                position: whole(position),
                transition: step.transition.clone(),
                track: step.track.clone(),
                effective_on: step.effective_on,
                from_state: step.from.clone(),
                to_state: step.to.clone(),
                reason: mark.reason.clone(),
                done_by: mark.by,
                done_at: mark.at,
            });
        }
    }

    fn clocks(&mut self, story: &Story<'_>) -> anyhow::Result<()> {
        for (position, (row, mark)) in story.case.deadlines.iter().zip(&story.deadlines).enumerate() {
            let state = match row.state {
                DeadlineState::Open => "open",
                DeadlineState::Met => "met",
                DeadlineState::Missed => "missed",
                DeadlineState::Waived => "waived",
                DeadlineState::Cancelled => "cancelled",
            };
            self.deadlines.push(DeadlineRow {
                id: mark.id,
                case_id: story.id,
                position: whole(position),
                kind: row.name.clone(),
                basis_event: row.basis_event.clone(),
                starts_on: row.starts_on,
                counted_on: row.counted_on,
                due_on: row.due_on,
                due_at: row.due_at,
                fires_at: row.fires_at,
                made_at: row.made_at,
                fired: whole(row.fired),
                state,
                paused_days: whole(row.paused_days),
                paused_since: row.paused_since,
                pause_ground: row.pause_ground.clone(),
                pauses: serde_json::to_value(&row.pauses)?,
                waiver_ground: row.waiver_ground.clone(),
                rule_version: whole(row.rule_version),
                version: mark.version,
                created_at: mark.at,
                updated_at: mark.changed_at,
            });
        }
        Ok(())
    }

    fn papers(&mut self, story: &Story<'_>) -> anyhow::Result<()> {
        for (position, (paper, (mark, number))) in story.case.papers.iter().zip(&story.papers).enumerate() {
            self.papers.push(PaperRow {
                id: mark.id,
                case_id: story.id,
                position: whole(position),
                kind: paper.name.clone(),
                number: number.clone(),
                issued_on: paper.issued_on,
                valid_until: paper.valid_until,
                counted_until: paper.counted_until,
                pauses: serde_json::to_value(&paper.pauses)?,
                revoked_on: paper.revoked_on,
                lists: paper.lists.join(","),
                version: mark.version,
                created_at: mark.at,
            });
        }
        Ok(())
    }

    fn tasks(&mut self, story: &Story<'_>) {
        for (position, known) in story.tasks.iter().enumerate() {
            let (task, mark) = (&known.task, &known.mark);
            let state = if known.cancelled {
                "cancelled"
            } else if task.done {
                "done"
            } else {
                "open"
            };
            self.tasks.push(TaskRow {
                id: mark.id,
                case_id: story.id,
                position: whole(position),
                kind: task.name.clone(),
                for_role: task.for_role.clone(),
                opened_on: task.opened_on,
                due_on: task.due_on,
                state,
                done_by: known.done_by.map(|(by, _)| by),
                done_at: known.done_by.map(|(_, at)| at),
                version: mark.version,
                created_at: mark.at,
            });
        }
    }
}
