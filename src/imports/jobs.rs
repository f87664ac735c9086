//! The work on files that were sent in, in every organisation: one step of each import in turn, until none is left. A step is a
//! transaction; what a crash cuts off is done again from where the last one ended.
use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use actix_web::web;
use chrono::TimeDelta;
use panoh_rules::imports::Words;
use uuid::Uuid;

use super::duplicates::InFile;
use super::import::{Failure, State};
use super::store::{self, Waiting};
use super::{checking, reading, undoing};
use crate::access::Permission;
use crate::access::permission::UpdateImport;
use crate::config::Imports;
use crate::database::{Asker, Recorded, SystemDoor, SystemMember, Tx, rest_after};
use crate::ids::{MembershipId, OrganisationId, UserId};
use crate::ledger::Act;
use crate::problem::{Code, Problem};
use crate::server::{App, system_door};

/// What the work needs beside the database; what it remembers of a file can always be found out again.
pub(super) struct Desk<'a> {
    app: &'a App,
    door: SystemDoor,
    pub(super) words: Arc<Words>,
}

impl<'a> Desk<'a> {
    fn new(app: &'a App, words: Arc<Words>) -> Self {
        Self { app, door: system_door(app), words }
    }

    pub(super) fn app(&self) -> &App {
        self.app
    }

    pub(super) fn settings(&self) -> &Imports {
        &self.app.settings.imports
    }

    /// Look something up as whoever asked.
    pub(super) async fn read<P: Permission, T>(
        &self,
        asker: Asker,
        work: impl AsyncFnOnce(&mut Tx<P>) -> Result<T, Problem>,
    ) -> Result<T, Problem> {
        self.door.read_for(asker, self.app.clock.now(), work).await
    }

    /// Do something as whoever asked.
    pub(super) async fn write<P: Permission, T>(
        &self,
        asker: Asker,
        work: impl AsyncFnOnce(&mut Tx<P>) -> Result<Recorded<T>, Problem>,
    ) -> Result<T, Problem> {
        let done = self.door.write_for(asker, self.app.clock.now(), work).await?;
        self.app.written_in(asker.tenant);
        Ok(done)
    }

    /// The work on a file has failed, and why: the house's own act, since whoever asked may be gone.
    pub(super) async fn fail(&self, tenant: OrganisationId, id: Uuid, failure: &Failure) -> Result<(), Problem> {
        let member = self.door.members().await?.into_iter().find(|member| member.tenant() == tenant);
        let member = member.ok_or(Code::NotFound)?;
        self.by_system(member, async |tx| {
            let row = store::lock(tx, id).await?;
            if !row.state()?.is_at_work() {
                return Err(Code::StillRunning.into());
            }
            store::end(tx, id, State::Failed, Some(failure)).await?;
            tx.record(Act::new("import.fail").on("import", id).class(2).fields(["state"]), ()).await
        })
        .await
    }

    async fn by_system<T>(
        &self,
        member: SystemMember,
        work: impl AsyncFnOnce(&mut Tx<UpdateImport>) -> Result<Recorded<T>, Problem>,
    ) -> Result<T, Problem> {
        self.door.write(member, self.app.clock.now(), work).await
    }
}

/// What a worker remembers of the files that it is checking, by import.
type Remembered = HashMap<Uuid, InFile>;

/// Work on files, for ever.
pub async fn work_forever(app: web::Data<App>) {
    let pause = Duration::from_millis(app.settings.imports.sweep_ms);
    let words = match Words::new(&app.house.codes) {
        Ok(words) => Arc::new(words),
        Err(error) => {
            tracing::error!(%error, "no file can be imported");
            return;
        }
    };
    let mut remembered = Remembered::new();
    let mut rest = pause;
    loop {
        tokio::time::sleep(rest).await;
        match sweep(&Desk::new(&app, words.clone()), &mut remembered).await {
            Ok(looked) => rest = rest_after(looked, pause),
            Err(problem) => tracing::warn!(%problem, "the work on files waits"),
        }
    }
}

/// Do all the work that there is.
///
/// # Errors
/// The database is not there.
pub async fn work(app: &App) -> Result<(), Problem> {
    let words = Words::new(&app.house.codes).map_err(|error| Problem::defect("reading the words of imports", error))?;
    sweep(&Desk::new(app, Arc::new(words)), &mut Remembered::new()).await.map(|_looked| ())
}

/// How long it took to find that there was nothing left.
async fn sweep(desk: &Desk<'_>, remembered: &mut Remembered) -> Result<Duration, Problem> {
    loop {
        let (begun, mut moved) = (Instant::now(), false);
        for member in desk.door.members().await? {
            for waiting in waiting(desk, member).await? {
                moved |= advance(desk, member, &waiting, remembered).await;
            }
        }
        if !moved {
            return Ok(begun.elapsed());
        }
    }
}

async fn waiting(desk: &Desk<'_>, member: SystemMember) -> Result<Vec<Waiting>, Problem> {
    let now = desk.app.clock.now();
    let forgotten_before = now - TimeDelta::hours(desk.settings().kept_hours);
    desk.door.read::<UpdateImport, _>(member, now, async |tx| store::waiting(tx, forgotten_before).await).await
}

/// One step of one import; whether it moved.
async fn advance(desk: &Desk<'_>, member: SystemMember, waiting: &Waiting, remembered: &mut Remembered) -> bool {
    match step(desk, member, waiting, remembered).await {
        Ok(()) => true,
        // Somebody else is at it, or it was cancelled meanwhile.
        Err(problem) if problem.code == Code::StillRunning => false,
        Err(problem) if problem.code == Code::Unavailable => {
            tracing::warn!(%problem, import = %waiting.id, "an import waits");
            false
        }
        Err(problem) => {
            let code = match problem.code {
                Code::SessionEnded | Code::NotPermitted | Code::NotFound => "import_asker_gone",
                _ => "import_defect",
            };
            tracing::warn!(%problem, import = %waiting.id, code, "an import has failed");
            desk.fail(member.tenant(), waiting.id, &Failure::new(code)).await.is_ok()
        }
    }
}

async fn step(desk: &Desk<'_>, member: SystemMember, waiting: &Waiting, remembered: &mut Remembered) -> Result<(), Problem> {
    let (id, state) = (waiting.id, waiting.state()?);
    let asker = || -> Result<Asker, Problem> {
        let user = waiting.user_id.ok_or(Code::SessionEnded)?;
        Ok(Asker { tenant: member.tenant(), membership: MembershipId(waiting.asked_by), user: UserId(user) })
    };
    match state {
        State::Reading => reading::read(desk, asker()?, id).await,
        State::Checking => checking::batch(desk, asker()?, id, state, remembered.entry(id).or_default()).await,
        State::Writing => {
            // Lines before these are people already, or were left out.
            remembered.remove(&id);
            checking::batch(desk, asker()?, id, state, &mut InFile::default()).await
        }
        State::Undoing => undoing::batch(desk, asker()?, id).await,
        State::Checked => {
            desk.by_system(member, async |tx| {
                store::lock(tx, id).await?;
                store::end(tx, id, State::Expired, None).await?;
                tx.record(Act::new("import.expire").on("import", id).class(2).fields(["state"]), ()).await
            })
            .await
        }
        State::Done | State::Cancelled | State::Failed | State::Expired | State::Undone => {
            remembered.remove(&id);
            desk.by_system(member, async |tx| {
                store::hold(tx, id).await?;
                let left = store::forget(tx, id).await?;
                tx.record(Act::new("import.forget").on("import", id).class(2).fields(["cells"]), left).await
            })
            .await
            .map(|_left| ())
        }
    }
}
