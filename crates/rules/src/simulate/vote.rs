//! A whole sitting on one item: attendance, recusal, ballots, close (programmes.md 3.6).
use super::world::World;
use crate::calendar::legal_day;
use crate::collegial::{self, Attendance, Ballot, BodyRules, Item, Seat, Vote as Says};
use crate::engine::{Refusal, barred_voters};
use crate::programme::Body;
use crate::scenario::Vote;
use crate::slips::{sentence, suggest};

impl World<'_> {
    /// The outcome of the ballot: `positive`, `negative` or `adjourned`.
    pub(super) fn sit(&self, index: usize, vote: &Vote) -> Result<String, Refusal> {
        let Some(case) = self.cases.get(index) else {
            return Err(Refusal::new("unknown-case", "The scenario has no such case."));
        };
        let Some(body) = case.programme.bodies.get(&vote.body) else {
            let known: Vec<&String> = case.programme.bodies.keys().collect();
            let hint = suggest(&vote.body, &known);
            return Err(Refusal::new("unknown-body", sentence(&format!("The programme has no body `{}`{hint}", vote.body))));
        };
        let rules = BodyRules::of(self.ground.parameters, &body.parameters, legal_day(self.now), body.needs_screening)?;
        let item = self.item(vote, body)?;
        seated(&item, vote)?;
        let barred = barred_voters(case.programme, &case.snapshot, &vote.body, &self.facts, &self.ground, self.now)?;
        for ballot in &item.ballots {
            let person = vote.persons.get(&ballot.seat).unwrap_or(&ballot.seat);
            if barred.contains(person) {
                let says = format!("`{person}` worked on this case and does not vote on it.");
                return Err(Refusal::new("barred-voter", says));
            }
        }
        let (tally, outcome) = collegial::close(&item, &rules);
        if !tally.quorum_present {
            let says = format!("{} seats are present; {} are needed.", tally.present, tally.quorum_needed);
            return Err(Refusal::new("quorum-missing", says));
        }
        match outcome {
            collegial::Outcome::Positive => Ok("positive".to_owned()),
            collegial::Outcome::Negative => Ok("negative".to_owned()),
            collegial::Outcome::Adjourned(_) => Ok("adjourned".to_owned()),
            collegial::Outcome::Refused(refusal) => {
                let first = first_missing(refusal, &item, &rules);
                Err(Refusal::new(rule(&first), format!("{first}.")))
            }
        }
    }

    fn item(&self, vote: &Vote, body: &Body) -> Result<Item, Refusal> {
        let seats = self.seats(vote, body)?;
        let attends = |seat: &String| {
            let alternate = vote.alternates.contains(seat);
            (seat.clone(), if alternate { Attendance::Alternate } else { Attendance::Member })
        };
        let ballots =
            |seats: &[String], vote: Says| -> Vec<Ballot> { seats.iter().map(|seat| Ballot { seat: seat.clone(), vote }).collect() };
        Ok(Item {
            seats,
            attendance: vote.present.iter().map(attends).collect(),
            recused: vote.recused.iter().cloned().collect(),
            ballots: [ballots(&vote.yes, Says::Yes), ballots(&vote.no, Says::No), ballots(&vote.abstain, Says::Abstain)].concat(),
            reasons: vote.reasons.clone(),
            legal_ground: vote.legal_ground.clone(),
            exclusion_screening: vote.exclusion_screening.clone(),
        })
    }

    /// The seats of the scenario, or as many as the body has by its parameters; the first chairs.
    fn seats(&self, vote: &Vote, body: &Body) -> Result<Vec<Seat>, Refusal> {
        let given = self.given.bodies.iter().find(|given| given.body.value == vote.body);
        let (names, chair) = match given {
            Some(given) => (given.seats.clone(), given.chair.clone()),
            None => {
                let key = format!("{}.seats", body.parameters);
                let count = self.ground.parameters.number(&key, legal_day(self.now))?;
                ((1..=count).map(|number| format!("seat_{number}")).collect(), None)
            }
        };
        let chair = chair.or_else(|| names.first().cloned());
        let seat = |id: String| Seat { is_chair: Some(&id) == chair.as_ref(), id };
        Ok(names.into_iter().map(seat).collect())
    }
}

/// Rules `not-a-seat`, `recused` and `already-voted`, before anything is counted.
fn seated(item: &Item, vote: &Vote) -> Result<(), Refusal> {
    let known: Vec<&str> = item.seats.iter().map(|seat| seat.id.as_str()).collect();
    let named = [&vote.present, &vote.alternates, &vote.recused, &vote.yes, &vote.no, &vote.abstain];
    if let Some(stranger) = named.into_iter().flatten().find(|seat| !known.contains(&seat.as_str())) {
        let hint = suggest(stranger, &known);
        return Err(Refusal::new("not-a-seat", sentence(&format!("The body has no seat `{stranger}`{hint}"))));
    }
    for (at, ballot) in item.ballots.iter().enumerate() {
        let seat = &ballot.seat;
        if item.recused.contains(seat) {
            return Err(Refusal::new("recused", format!("`{seat}` left the room for this item.")));
        }
        if item.ballots.iter().take(at).any(|earlier| earlier.seat == *seat) {
            return Err(Refusal::new("already-voted", format!("`{seat}` has voted; each seat has one vote.")));
        }
        if !item.attendance.contains_key(seat) {
            return Err(Refusal::new("not-a-seat", format!("`{seat}` is absent and cannot vote.")));
        }
    }
    Ok(())
}

/// Where several things are missing, the one that the manual names first.
fn first_missing(refusal: collegial::Refusal, item: &Item, rules: &BodyRules) -> collegial::Refusal {
    let blank = |text: &Option<String>| text.as_deref().is_none_or(|text| text.trim().is_empty());
    match refusal {
        collegial::Refusal::ExclusionScreeningMandatory if rules.reasons && blank(&item.reasons) => collegial::Refusal::ReasonsMandatory,
        collegial::Refusal::ExclusionScreeningMandatory if rules.legal_ground && blank(&item.legal_ground) => {
            collegial::Refusal::LegalGroundMandatory
        }
        refusal => refusal,
    }
}

/// The name by which programmes and scenarios know a rule of the ballot.
fn rule(refusal: &collegial::Refusal) -> &'static str {
    match refusal {
        collegial::Refusal::UnknownSeat(_) | collegial::Refusal::AbsentSeatVoted(_) => "not-a-seat",
        collegial::Refusal::OneVotePerSeat(_) => "already-voted",
        collegial::Refusal::RecusedSeatVoted(_) => "recused",
        collegial::Refusal::ReasonsMandatory => "reasons-missing",
        collegial::Refusal::LegalGroundMandatory => "legal-ground-missing",
        collegial::Refusal::ExclusionScreeningMandatory => "exclusion-screening-missing",
        other => other.rule(),
    }
}
