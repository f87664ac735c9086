//! A file as the body of a request: received onto disk, bounded, and never held in memory as a whole.
use std::fs::File;
use std::future::Future;
use std::io::Write;
use std::marker::PhantomData;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use actix_web::{FromRequest, HttpRequest, web};
use futures::StreamExt;
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

use super::body::keep_digest;
use crate::problem::{Code, Problem};
use crate::server::App;

/// The bytes of a file.
#[derive(ToSchema)]
#[schema(value_type = String, format = Binary)]
#[expect(dead_code, reason = "it only describes the body")]
pub struct FileBytes(Vec<u8>);

/// Which files an operation takes.
pub trait Files: 'static {
    /// What the sender may say that they are.
    const MEDIA_TYPES: &'static [&'static str];

    /// The largest, in bytes.
    fn limit(app: &App) -> u64;
}

/// Tables, as text or as a spreadsheet.
#[derive(Debug)]
pub struct Tables;

impl Files for Tables {
    const MEDIA_TYPES: &'static [&'static str] = &[
        "text/csv",
        "text/tab-separated-values",
        "text/plain",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/octet-stream",
    ];

    fn limit(app: &App) -> u64 {
        app.settings.imports.file_limit
    }
}

/// Scans and photographs.
#[derive(Debug)]
pub struct Scans;

impl Scans {
    /// As the database has it too.
    pub const LIMIT: u64 = 20 * 1024 * 1024;
}

impl Files for Scans {
    const MEDIA_TYPES: &'static [&'static str] = &["image/jpeg", "image/png", "image/webp", "application/pdf"];

    fn limit(_app: &App) -> u64 {
        Self::LIMIT
    }
}

/// A file that was received whole. It has no name on disk and is gone when it is dropped.
#[derive(Debug)]
pub struct Upload<F> {
    pub file: File,
    pub size_bytes: u64,
    pub sha256: [u8; 32],
    of: PhantomData<fn() -> F>,
}

impl<F: Files> FromRequest for Upload<F> {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, mut payload) = (request.clone(), payload.take());
        Box::pin(async move {
            let header = |name| request.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
            let media = header(CONTENT_TYPE).split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
            if !F::MEDIA_TYPES.contains(&media.as_str()) {
                return Err(Code::MediaTypeUnsupported.into());
            }
            let app =
                request.app_data::<web::Data<App>>().ok_or_else(|| Problem::defect("reading the service's parts", "not registered"))?;
            let limit = F::limit(app);
            if header(CONTENT_LENGTH).parse::<u64>().is_ok_and(|length| length > limit) {
                return Err(Code::BodyTooLarge.into());
            }
            let kept = |error: std::io::Error| Problem::keeping("keeping a file that is received", error);
            let mut file = tempfile::tempfile().map_err(kept)?;
            let (mut size_bytes, mut digest) = (0_u64, Sha256::new());
            while let Some(bytes) = payload.next().await {
                let bytes = bytes.map_err(|_broken_off| Problem::from(Code::BodyInvalid))?;
                size_bytes += u64::try_from(bytes.len()).unwrap_or(u64::MAX);
                if size_bytes > limit {
                    return Err(Code::BodyTooLarge.into());
                }
                digest.update(&bytes);
                file.write_all(&bytes).map_err(kept)?;
            }
            if size_bytes == 0 {
                return Err(Problem::field("", "file_empty"));
            }
            let sha256 = digest.finalize().into();
            keep_digest(&request, sha256);
            Ok(Self { file, size_bytes, sha256, of: PhantomData })
        })
    }
}
