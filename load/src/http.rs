//! HTTP/1.1 on one keep-alive connection. Answers with a length only, which is what the API sends to a client that names no encoding.
use anyhow::{Context, bail};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// What came back.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: Vec<u8>,
}

impl Answer {
    /// A header's value.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head
            .lines()
            .filter_map(|line| line.split_once(':'))
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.trim())
    }

    /// The body as JSON; `Null` where it is none.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or(serde_json::Value::Null)
    }
}

/// One request, ready to be sent many times.
#[derive(Debug, Clone)]
pub struct Request(Vec<u8>);

impl Request {
    /// `headers` are whole lines.
    pub fn new(method: &str, path: &str, headers: &[String], body: &str) -> Self {
        let mut text = format!("{method} {path} HTTP/1.1\r\nhost: localhost\r\n");
        for header in headers {
            text.push_str(header);
            text.push_str("\r\n");
        }
        if !body.is_empty() {
            text.push_str("content-type: application/json\r\n");
        }
        text.push_str(&format!("content-length: {}\r\n\r\n{body}", body.len()));
        Self(text.into_bytes())
    }
}

/// Whether the other side closed a connection on which nothing was asked: whoever keeps connections looks before using one again.
fn closed(stream: &TcpStream) -> bool {
    !matches!(stream.try_read(&mut [0]), Err(error) if error.kind() == std::io::ErrorKind::WouldBlock)
}

/// A connection that is opened when it is needed and opened anew after it was closed.
pub struct Client {
    address: String,
    stream: Option<TcpStream>,
    unread: Vec<u8>,
}

impl Client {
    /// To `host:port`.
    pub fn new(address: impl Into<String>) -> Self {
        Self { address: address.into(), stream: None, unread: Vec::new() }
    }

    /// Send and read the answer whole.
    ///
    /// # Errors
    /// The connection failed, or the answer is none.
    pub async fn send(&mut self, request: &Request) -> anyhow::Result<Answer> {
        let answer = self.exchange(request).await;
        let closes =
            answer.as_ref().map_or(true, |answer| answer.header("connection").is_some_and(|value| value.eq_ignore_ascii_case("close")));
        if closes {
            self.stream = None;
            self.unread.clear();
        }
        answer
    }

    async fn exchange(&mut self, request: &Request) -> anyhow::Result<Answer> {
        if self.stream.as_ref().is_none_or(closed) {
            self.unread.clear();
            let stream = TcpStream::connect(&self.address).await?;
            stream.set_nodelay(true)?;
            self.stream = Some(stream);
        }
        let stream = self.stream.as_mut().context("a connection")?;
        stream.write_all(&request.0).await?;
        let end = loop {
            if let Some(at) = self.unread.windows(4).position(|window| window == b"\r\n\r\n") {
                break at;
            }
            if stream.read_buf(&mut self.unread).await? == 0 {
                bail!("closed before an answer");
            }
        };
        let rest = self.unread.split_off(end + 4);
        let head = String::from_utf8(std::mem::replace(&mut self.unread, rest))?;
        let status = head.split(' ').nth(1).and_then(|text| text.parse().ok()).context("a status")?;
        let mut answer = Answer { status, head, body: Vec::new() };
        let length: usize = match answer.header("content-length") {
            Some(length) => length.parse()?,
            None if status == 304 || status == 204 => 0,
            None => bail!("an answer without a length"),
        };
        while self.unread.len() < length {
            if stream.read_buf(&mut self.unread).await? == 0 {
                bail!("closed within an answer");
            }
        }
        let rest = self.unread.split_off(length);
        answer.body = std::mem::replace(&mut self.unread, rest);
        Ok(answer)
    }
}
