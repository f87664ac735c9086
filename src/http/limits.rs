//! Bounds on how much anybody may ask: a rate for each caller, told in every answer (`RateLimit`, RFC 6585). Knows no feature and
//! nobody's rights; places for work are [`super::admission`]'s.
use std::num::NonZeroU32;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, HttpRequest, web};
use governor::clock::{Clock, MonotonicClock};
use governor::middleware::StateInformationMiddleware;
use governor::state::keyed::DashMapStateStore;
use governor::{Quota, RateLimiter};

use crate::access::Session;
use crate::config;
use crate::problem::{Code, Problem};
use crate::server::App;

/// The window of every policy, in seconds.
const WINDOW_SECONDS: u32 = 60;

/// So many callers are remembered before those who are within their rate again are forgotten.
const MOST_CALLERS: usize = 50_000;

type Rates = RateLimiter<String, DashMapStateStore<String>, MonotonicClock, StateInformationMiddleware>;

/// A rate for each key: so many in a minute, a burst of as many.
pub struct Policy {
    name: &'static str,
    rates: Rates,
    quota: u32,
}

/// What is left of a caller's rate.
#[derive(Debug, Clone, Copy)]
struct Left {
    requests: u32,
    /// Until all of it is there again.
    seconds: u32,
}

impl Policy {
    fn new(name: &'static str, per_minute: u32) -> Self {
        let per_minute = NonZeroU32::new(per_minute).unwrap_or(NonZeroU32::MIN);
        let quota = Quota::per_minute(per_minute);
        let rates = Rates::new(quota, DashMapStateStore::default(), MonotonicClock);
        Self { name, rates, quota: per_minute.get() }
    }

    fn take(&self, key: String) -> Result<Left, Problem> {
        if self.rates.len() > MOST_CALLERS {
            self.rates.retain_recent();
        }
        match self.rates.check_key(&key) {
            Ok(state) => {
                let requests = state.remaining_burst_capacity();
                let spent = u64::from(self.quota.saturating_sub(requests));
                let seconds = (spent * u64::from(WINDOW_SECONDS)).div_ceil(u64::from(self.quota));
                Ok(Left { requests, seconds: u32::try_from(seconds).unwrap_or(WINDOW_SECONDS) })
            }
            Err(refused) => {
                let wait = refused.wait_time_from(MonotonicClock.now());
                let seconds = u32::try_from(wait.as_secs().saturating_add(1)).unwrap_or(WINDOW_SECONDS);
                Err(Problem { retry_after_seconds: Some(seconds), ..Code::TooManyRequests.into() })
            }
        }
    }
}

/// The house's bounds.
pub struct Limits {
    client: Policy,
    account: Policy,
    network: Policy,
}

impl Limits {
    /// As configured.
    pub fn new(settings: &config::Http) -> Self {
        Self {
            client: Policy::new("client", settings.requests_per_minute),
            account: Policy::new("sign-in", settings.sign_ins_per_minute),
            network: Policy::new("sign-in-network", settings.sign_ins_per_minute.saturating_mul(10)),
        }
    }

    /// One more try to sign in as somebody from somewhere. The account has its rate for each network, so that a stranger locks
    /// nobody out; the network has one for all accounts.
    ///
    /// # Errors
    /// 429 with `Retry-After`.
    pub fn sign_in(&self, request: &HttpRequest, account: &str) -> Result<(), Problem> {
        let network = network(request);
        self.network.take(network.clone())?;
        self.account.take(format!("{network} {}", account.trim().to_lowercase())).map(|_left| ())
    }
}

/// Who is on the line. A forwarded address is believed of nobody.
fn network(request: &HttpRequest) -> String {
    request.peer_addr().map(|address| address.ip().to_string()).unwrap_or_default()
}

/// A member by membership, anyone else by network.
fn caller(request: &HttpRequest, app: &App) -> String {
    Session::of(request, app).map_or_else(|_nobody| network(request), |session| session.claims.mem.to_string())
}

/// Wraps the API: counts the request, refuses it when it is one too many, and notes what is left for the answer.
///
/// # Errors
/// None of its own: the refusal is an answer like others.
pub async fn rate<B: MessageBody + 'static>(request: ServiceRequest, next: Next<B>) -> Result<ServiceResponse<BoxBody>, Error> {
    let app = request.app_data::<web::Data<App>>().cloned();
    let Some(app) = app.filter(|_| request.path().starts_with("/api/v1")) else {
        return Ok(next.call(request).await?.map_into_boxed_body());
    };
    let policy = &app.limits.client;
    let taken = policy.take(caller(request.request(), &app));
    let (refused, left) = match taken {
        Ok(left) => (None, left),
        Err(problem) => {
            let left = Left { requests: 0, seconds: problem.retry_after_seconds.unwrap_or(WINDOW_SECONDS) };
            (Some(problem), left)
        }
    };
    let told = Told {
        policy: format!("\"{}\";q={};w={WINDOW_SECONDS}", policy.name, policy.quota),
        left: format!("\"{}\";r={};t={}", policy.name, left.requests, left.seconds),
    };
    request.extensions_mut().insert(told);
    match refused {
        None => Ok(next.call(request).await?.map_into_boxed_body()),
        Some(problem) => Ok(request.error_response(problem)),
    }
}

/// What the answer says of the caller's rate.
#[derive(Clone)]
struct Told {
    policy: String,
    left: String,
}

/// The two fields of the caller's rate, for the answer to this request.
pub(super) fn rate_fields(request: &HttpRequest) -> Vec<(&'static str, String)> {
    let told = request.extensions().get::<Told>().cloned();
    told.map(|told| vec![("ratelimit-policy", told.policy), ("ratelimit", told.left)]).unwrap_or_default()
}
