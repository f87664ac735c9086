//! A file as the body of a request: received onto disk, bounded, and never held in memory as a whole.
use std::fs::File;
use std::future::Future;
use std::io::Write;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use actix_web::{FromRequest, HttpRequest, web};
use futures::StreamExt;
use sha2::{Digest, Sha256};

use super::body::keep_digest;
use crate::problem::{Code, Problem};
use crate::server::App;

/// Media types of files that are taken.
pub const MEDIA_TYPES: &[&str] = &[
    "text/csv",
    "text/tab-separated-values",
    "text/plain",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/octet-stream",
];

/// A file that was received whole. It has no name on disk and is gone when it is dropped.
#[derive(Debug)]
pub struct Upload {
    pub file: File,
    pub size_bytes: u64,
}

impl FromRequest for Upload {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, mut payload) = (request.clone(), payload.take());
        Box::pin(async move {
            let header = |name| request.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
            let media = header(CONTENT_TYPE).split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
            if !MEDIA_TYPES.contains(&media.as_str()) {
                return Err(Code::MediaTypeUnsupported.into());
            }
            let app =
                request.app_data::<web::Data<App>>().ok_or_else(|| Problem::defect("reading the service's parts", "not registered"))?;
            let limit = app.settings.imports.file_limit;
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
            keep_digest(&request, digest.finalize().into());
            Ok(Self { file, size_bytes })
        })
    }
}
