//! Somebody who signed in, and the answers they get.
use panoh::ids::MembershipId;
use reqwest::{Client, Method, RequestBuilder};
use serde_json::Value;

/// A signed-in member.
#[derive(Clone)]
pub struct Caller {
    client: Client,
    address: String,
    pub token: String,
    pub membership: MembershipId,
    pub email: String,
    /// A partner's system: it sends a retry key with each POST.
    pub machine: bool,
}

/// An answer, read whole.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    pub headers: reqwest::header::HeaderMap,
    pub text: String,
    pub json: Value,
}

impl Answer {
    async fn of(request: RequestBuilder) -> Self {
        let response = request.send().await.expect("the server answers");
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let text = response.text().await.unwrap_or_default();
        let json = serde_json::from_str(&text).unwrap_or(Value::Null);
        Self { status, headers, text, json }
    }

    /// The answer, if it has this status; else the test ends and shows it.
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "unexpected answer: {}", self.text);
        self
    }

    /// The problem's code.
    pub fn code(&self) -> &str {
        self.json["code"].as_str().unwrap_or_default()
    }

    pub fn id(&self) -> String {
        self.json["id"].as_str().unwrap_or_default().to_owned()
    }

    pub fn etag(&self) -> String {
        self.headers.get("etag").and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
    }
}

/// Idle connections are given up before the server gives them up (5 s), so that no request meets a socket that is just closing.
fn client() -> Client {
    Client::builder().cookie_store(true).pool_idle_timeout(std::time::Duration::from_secs(2)).build().unwrap()
}

impl Caller {
    pub async fn sign_in(address: &str, email: &str, password: &str, membership: MembershipId) -> Self {
        let client = client();
        let body = serde_json::json!({ "email": email, "password": password });
        let answer = Answer::of(client.post(format!("{address}/api/v1/auth/sign-in")).json(&body)).await.expect(200);
        let token = answer.json["access_token"].as_str().unwrap().to_owned();
        Self { client, address: address.to_owned(), token, membership, email: email.to_owned(), machine: false }
    }

    /// The same person signed in anew: a token lives ten minutes, and tests let days pass.
    pub async fn again(&self) -> Self {
        Self { machine: self.machine, ..Self::sign_in(&self.address, &self.email, super::house::PASSWORD, self.membership).await }
    }

    /// The same person, who turns to another server.
    pub fn at(&self, address: &str) -> Self {
        Self { address: address.to_owned(), ..self.clone() }
    }

    /// Nobody: no token is sent.
    pub fn nobody(address: &str) -> Self {
        let client = client();
        Self {
            client,
            address: address.to_owned(),
            token: String::new(),
            membership: MembershipId::new(),
            email: String::new(),
            machine: false,
        }
    }

    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let keyed = self.machine && method == Method::POST;
        let request = self.client.request(method, format!("{}/api/v1{path}", self.address));
        let request = if keyed { request.header("Idempotency-Key", uuid::Uuid::now_v7().to_string()) } else { request };
        if self.token.is_empty() { request } else { request.bearer_auth(&self.token) }
    }

    pub async fn send(&self, request: RequestBuilder) -> Answer {
        Answer::of(request).await
    }

    pub async fn get(&self, path: &str) -> Answer {
        Answer::of(self.request(Method::GET, path)).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        Answer::of(self.request(Method::POST, path).json(&body)).await
    }

    pub async fn put(&self, path: &str, etag: &str, body: Value) -> Answer {
        Answer::of(self.request(Method::PUT, path).header("If-Match", etag).json(&body)).await
    }

    /// PUT where nothing may stand yet.
    pub async fn put_new(&self, path: &str, body: Value) -> Answer {
        Answer::of(self.request(Method::PUT, path).header("If-None-Match", "*").json(&body)).await
    }

    pub async fn delete(&self, path: &str, etag: &str) -> Answer {
        Answer::of(self.request(Method::DELETE, path).header("If-Match", etag)).await
    }

    pub async fn patch(&self, path: &str, etag: &str, body: Value) -> Answer {
        Answer::of(self.request(Method::PATCH, path).header("If-Match", etag).json(&body)).await
    }

    pub async fn post_if(&self, path: &str, etag: &str, body: Value) -> Answer {
        Answer::of(self.request(Method::POST, path).header("If-Match", etag).json(&body)).await
    }
}
