//! `May<P>`: the extractor that verifies the session and is the only door to the data. What opens behind it is a transaction of
//! this one member, for this one permission.
//!
//! What does not compile stands here beside its twin that does, so that each fails for its own reason and for no other.
//!
//! It cannot be made by hand; it is asked for:
//! ```compile_fail,E0451
//! use panoh::access::{May, permission::ReadCase};
//! fn forge(session: panoh::access::Session, request: actix_web::HttpRequest, app: actix_web::web::Data<panoh::server::App>) -> May<ReadCase> {
//!     May { session, request, app, permission: std::marker::PhantomData }
//! }
//! ```
//! ```
//! use panoh::access::{May, permission::ReadCase};
//! async fn handler(may: May<ReadCase>) { drop(may) }
//! let _ = actix_web::web::to(async |may: May<ReadCase>| { handler(may).await; "" });
//! ```
//! A change that is not recorded does not compile; recorded, it does:
//! ```compile_fail,E0308
//! use panoh::access::{May, permission::UpdateCase};
//! use panoh::http::Bare;
//! use panoh::problem::Problem;
//! async fn unrecorded(may: May<UpdateCase>) -> Result<actix_web::HttpResponse, Problem> {
//!     may.change(async |tx| { let now = tx.now().to_rfc3339(); Ok::<_, Problem>(Bare(now)) }).await
//! }
//! ```
//! ```
//! use panoh::access::{May, permission::UpdateCase};
//! use panoh::ledger::Act;
//! use panoh::http::Bare;
//! use panoh::problem::Problem;
//! async fn recorded(may: May<UpdateCase>) -> Result<actix_web::HttpResponse, Problem> {
//!     may.change(async |tx| { let now = tx.now().to_rfc3339(); tx.record(Act::new("case.update"), Bare(now)).await }).await
//! }
//! ```
//! `Recorded` is made by the ledger alone, and can be looked at:
//! ```compile_fail,E0451
//! let forged = panoh::database::Recorded { value: 1 };
//! ```
//! ```
//! fn look(recorded: &panoh::database::Recorded<u8>) -> u8 { *recorded.get() }
//! ```
//! What is read as personal data says so to the ledger:
//! ```compile_fail,E0308
//! use panoh::access::{May, permission::ReadCase};
//! use panoh::http::Bare;
//! use panoh::problem::Problem;
//! async fn unsaid(may: May<ReadCase>) -> Result<actix_web::HttpResponse, Problem> { may.disclose(async |_| Ok::<_, Problem>(Bare(1))).await }
//! ```
//! ```
//! use panoh::access::{Disclosed, May, permission::ReadCase};
//! use panoh::http::Bare;
//! use panoh::ledger::Act;
//! use panoh::problem::Problem;
//! async fn said(may: May<ReadCase>) -> Result<actix_web::HttpResponse, Problem> {
//!     may.disclose(async |_| Ok::<_, Problem>(Disclosed::new(Bare(1), Act::new("case.read")))).await
//! }
//! ```
//! A transaction for one permission does not serve another:
//! ```compile_fail,E0308
//! use panoh::access::permission::{ReadCase, UpdateCase};
//! use panoh::database::Tx;
//! async fn change(tx: &mut Tx<UpdateCase>) {}
//! async fn read(tx: &mut Tx<ReadCase>) { change(tx).await; }
//! ```
//! ```
//! use panoh::access::permission::UpdateCase;
//! use panoh::database::Tx;
//! async fn change(tx: &mut Tx<UpdateCase>) {}
//! async fn update(tx: &mut Tx<UpdateCase>) { change(tx).await; }
//! ```
//! A handler without `May` gets none: a transaction is no extractor, and nothing outside can open one:
//! ```compile_fail,E0277
//! use panoh::access::permission::ReadCase;
//! let _ = actix_web::web::to(async |_tx: panoh::database::Tx<ReadCase>| "");
//! ```
//! ```compile_fail,E0624
//! use panoh::access::permission::ReadCase;
//! use panoh::database::{Opening, Pools, Tx};
//! async fn open(pools: &Pools, opening: Opening) { let _ = Tx::<ReadCase>::open(pools, opening).await; }
//! ```
//! ```
//! use panoh::access::{May, permission::ReadCase};
//! use panoh::http::Bare;
//! use panoh::problem::Problem;
//! async fn open(may: May<ReadCase>) -> Result<actix_web::HttpResponse, Problem> { may.read(async |tx| Ok(Bare(tx.now().to_rfc3339()))).await }
//! ```
//! There is no connection to be had, from a transaction or from the pools:
//! ```compile_fail,E0616
//! use panoh::access::permission::ReadCase;
//! fn raw(tx: &mut panoh::database::Tx<ReadCase>) { let _ = &tx.lease; }
//! ```
//! ```compile_fail,E0624
//! use panoh::database::{Pools, Sql};
//! async fn raw<D>(pools: Pools) { let _ = pools.get(unreachable!()).await; }
//! ```
//! ```
//! use panoh::access::permission::ReadCase;
//! use panoh::database::{IdRow, Tx, sql};
//! async fn asked(tx: &mut Tx<ReadCase>) { let _ = tx.maybe::<IdRow>(sql("SELECT $1::uuid AS id").uuid(tx.tenant())).await; }
//! ```
use std::future::{Ready, ready};
use std::marker::PhantomData;

use actix_web::dev::Payload;
use actix_web::http::{Method, StatusCode};
use actix_web::{FromRequest, HttpRequest, HttpResponse, web};

use super::{Permission, Session};
use crate::database::{Kind, Opening, Pools, Question, Recorded, Tx};
use crate::http::admission::{Class, Place};
use crate::http::{Representation, answer, replayed, retry_key};
use crate::ids::{MembershipId, OrganisationId, UserId};
use crate::ledger::Act;
use crate::problem::{Code, Problem};
use crate::server::App;

/// A verified caller who wants to do `P`.
pub struct May<P> {
    session: Session,
    request: HttpRequest,
    app: web::Data<App>,
    permission: PhantomData<fn() -> P>,
}

/// Exports are told by their action, or by the proof that they carry.
fn class<P: Permission>(kind: Kind) -> Class {
    match kind {
        _ if matches!(P::ACTION, "export" | "verify") => Class::Export,
        Kind::Read => Class::Read,
        Kind::Write | Kind::Serializable => Class::Write,
    }
}

/// What grows with the database and is asked for seldom is read from a replica, where there is one: exports, proofs, the ledger's list.
fn is_report<P: Permission>() -> bool {
    class::<P>(Kind::Read) == Class::Export || P::RESOURCE == "ledger"
}

/// A value of class K2 or above, with what the ledger shall say of its reading.
pub struct Disclosed<T> {
    value: T,
    act: Act,
}

impl<T> Disclosed<T> {
    /// The value and its entry. A list is one entry that names what it showed.
    pub fn new(value: T, act: Act) -> Self {
        Self { value, act }
    }
}

const SERIALIZABLE_TRIES: u32 = 5;

impl<P: Permission> May<P> {
    fn opening(&self, kind: Kind) -> Opening {
        let claims = &self.session.claims;
        Opening {
            tenant: self.tenant(),
            membership: MembershipId(claims.mem),
            user: Some(UserId(claims.sub)),
            now: self.app.clock.now(),
            request_id: crate::http::request_id(&self.request),
            names_a_record: self.request.match_info().iter().next().is_some(),
            kind,
        }
    }

    async fn place(&self, kind: Kind) -> Result<Place, Problem> {
        self.app.admission.enter(class::<P>(kind), self.tenant()).await
    }

    async fn read_pools(&self) -> Pools {
        if is_report::<P>() { self.app.pools.reports().await } else { self.app.pools.clone() }
    }

    /// The caller's session family, for signing out.
    pub fn family(&self) -> uuid::Uuid {
        self.session.claims.fam
    }

    /// The caller's organisation.
    pub fn tenant(&self) -> OrganisationId {
        OrganisationId(self.session.claims.org)
    }

    /// The service's own parts.
    pub fn app(&self) -> &App {
        &self.app
    }

    /// Read what is no personal data (K1).
    ///
    /// # Errors
    /// What the work says.
    pub async fn read<T: Representation>(self, work: impl AsyncFnOnce(&mut Tx<P>) -> Result<T, Problem>) -> Result<HttpResponse, Problem> {
        let _place = self.place(Kind::Read).await?;
        let mut tx = Tx::<P>::open(&self.read_pools().await, self.opening(Kind::Read)).await?;
        let value = work(&mut tx).await?;
        tx.rollback();
        answer(&self.request, StatusCode::OK, &value)
    }

    /// Read personal data that one question answers, in one flush to PostgreSQL. Recorded as [`May::disclose`] says.
    ///
    /// # Errors
    /// What the answer is made into, or 503 when the ledger cannot be written.
    pub async fn disclose_at_once<Q: Question, T: Representation>(
        self,
        question: impl FnOnce(&Opening) -> Q,
        show: impl FnOnce(&Tx<P>, Q::Answer) -> Result<Disclosed<T>, Problem>,
    ) -> Result<HttpResponse, Problem> {
        let _place = self.place(Kind::Read).await?;
        let opening = self.opening(Kind::Read);
        let question = question(&opening);
        let (tx, found) = Tx::<P>::glance(&self.app.pools, opening, question).await?;
        let disclosed = show(&tx, found)?;
        self.disclosed(tx, disclosed).await
    }

    /// Read personal data: the answer leaves only when its entry in the ledger is durable.
    ///
    /// # Errors
    /// What the work says, or 503 when the ledger cannot be written.
    pub async fn disclose<T: Representation>(
        self,
        work: impl AsyncFnOnce(&mut Tx<P>) -> Result<Disclosed<T>, Problem>,
    ) -> Result<HttpResponse, Problem> {
        let _place = self.place(Kind::Read).await?;
        let mut tx = Tx::<P>::open(&self.read_pools().await, self.opening(Kind::Read)).await?;
        let disclosed = work(&mut tx).await?;
        self.disclosed(tx, disclosed).await
    }

    async fn disclosed<T: Representation>(self, tx: Tx<P>, Disclosed { value, act }: Disclosed<T>) -> Result<HttpResponse, Problem> {
        let (member, now) = (tx.member().clone(), tx.now());
        // The connection is not held while the entry is written.
        tx.rollback();
        self.app.disclosures.record(member, now, crate::http::request_id(&self.request), act).await?;
        answer(&self.request, StatusCode::OK, &value)
    }

    /// Change something: 200 and the new representation.
    ///
    /// # Errors
    /// What the work says; then nothing has changed.
    pub async fn change<T: Representation>(
        self,
        work: impl AsyncFnOnce(&mut Tx<P>) -> Result<Recorded<T>, Problem>,
    ) -> Result<HttpResponse, Problem> {
        self.write(StatusCode::OK, work).await
    }

    /// Make something: 201 and its address.
    ///
    /// # Errors
    /// What the work says; then nothing has changed.
    pub async fn create<T: Representation>(
        self,
        work: impl AsyncFnOnce(&mut Tx<P>) -> Result<Recorded<T>, Problem>,
    ) -> Result<HttpResponse, Problem> {
        self.write(StatusCode::CREATED, work).await
    }

    /// Take in work that goes on after the answer: 202 and the address where it can be watched.
    ///
    /// # Errors
    /// What the work says; then nothing has changed.
    pub async fn accept<T: Representation>(
        self,
        work: impl AsyncFnOnce(&mut Tx<P>) -> Result<Recorded<T>, Problem>,
    ) -> Result<HttpResponse, Problem> {
        self.write(StatusCode::ACCEPTED, work).await
    }

    async fn write<T: Representation>(
        self,
        status: StatusCode,
        work: impl AsyncFnOnce(&mut Tx<P>) -> Result<Recorded<T>, Problem>,
    ) -> Result<HttpResponse, Problem> {
        self.finish(Kind::Write, status, work).await
    }

    /// Change something that must be decided as if nobody else were there: ballots and quorum. Tried again when PostgreSQL finds
    /// that somebody was.
    ///
    /// # Errors
    /// What the work says; then nothing has changed.
    pub async fn decide<T: Representation>(
        self,
        work: impl AsyncFn(&mut Tx<P>) -> Result<Recorded<T>, Problem>,
    ) -> Result<HttpResponse, Problem> {
        let mut tries = 0;
        loop {
            let done = self.finish(Kind::Serializable, StatusCode::OK, &work).await;
            tries += 1;
            match done {
                Err(problem) if problem.code == Code::Unavailable && tries < SERIALIZABLE_TRIES => {}
                done => return done,
            }
        }
    }

    async fn finish<T: Representation>(
        &self,
        kind: Kind,
        status: StatusCode,
        work: impl AsyncFnOnce(&mut Tx<P>) -> Result<Recorded<T>, Problem>,
    ) -> Result<HttpResponse, Problem> {
        let _place = self.place(kind).await?;
        let (opening, key) = (self.opening(kind), retry_key(&self.request)?);
        let earlier = key.as_ref().map(|key| key.question(&opening));
        let (mut tx, earlier) = Tx::<P>::open_asking(&self.app.pools, opening, earlier).await?;
        // A machine tries again by itself: what it asks for carries a key, so that a retry never doubles.
        if key.is_none() && self.request.method() == Method::POST && self.app.house.roles.any_service(&tx.member().roles) {
            return Err(Code::IdempotencyKeyMissing.into());
        }
        if let Some((key, earlier)) = key.as_ref().zip(earlier)
            && let Some(stored) = key.replay(earlier)?
        {
            return replayed(stored);
        }
        let recorded = work(&mut tx).await?;
        let response = answer(&self.request, status, recorded.get())?;
        if let Some(key) = &key {
            let (headers, body) = crate::http::stored(recorded.get())?;
            tx.keep_answer(key, i16::try_from(status.as_u16()).unwrap_or(200), headers, body);
        }
        tx.commit().await?;
        self.app.written_in(self.tenant());
        Ok(response)
    }
}

impl<P: Permission> FromRequest for May<P> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let Some(app) = request.app_data::<web::Data<App>>().cloned() else {
            return ready(Err(Problem::defect("reading the service's parts", "not registered")));
        };
        ready(Session::of(request, &app).map(|session| Self { session, request: request.clone(), app, permission: PhantomData }))
    }
}
