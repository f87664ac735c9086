//! The web client, built into the binary: `/` and every address that the client itself draws answer with its one page, files of
//! the build with themselves, compressed as the build left them. Without a built client the page says what to type; nothing in here needs Node.
use actix_web::http::Method;
use actix_web::http::header::{AcceptEncoding, Encoding};
use actix_web::{HttpMessage, HttpRequest, HttpResponse, Responder};
use actix_web_rust_embed_responder::{Compress, IntoResponse};
use rust_embed_for_web::EmbedableFile;
use rust_embed_for_web::RustEmbed;

use crate::problem::{Code, Problem};

/// `web/dist`. A development build reads it from the disk at each request, a release carries it. Texts have their compressed form beside
/// them.
#[derive(RustEmbed)]
#[folder = "web/dist/"]
#[allow_missing = true]
#[br = false]
struct Built;

const PAGE: &str = "index.html";
/// Names below it carry a hash of what they hold, so a name never changes its contents.
const HASHED: &str = "assets/";

/// Answers whatever is no operation: a file of the client, its page, or that there is no such thing.
///
/// # Errors
/// [`Code::NotFound`] below `/api` and for files that do not exist, as for everything hidden.
pub async fn anything_else(request: HttpRequest) -> Result<HttpResponse, Problem> {
    let path = request.path().trim_start_matches('/');
    let ours = request.method() == Method::GET && path != "api" && !["api/", ".well-known/"].iter().any(|other| path.starts_with(other));
    if !ours {
        return Err(Code::NotFound.into());
    }
    if !path.is_empty() && path != PAGE {
        let kept = if path.starts_with(HASHED) { "public, max-age=31536000, immutable" } else { "no-cache" };
        if let Some(answer) = file(&request, path, kept) {
            return Ok(answer);
        }
        // An address with a dot in its last part asked for a file.
        if path.rsplit('/').next().is_some_and(|last| last.contains('.')) {
            return Err(Code::NotFound.into());
        }
    }
    Ok(file(&request, PAGE, "no-cache").unwrap_or_else(|| {
        HttpResponse::Ok().content_type("text/html; charset=utf-8").insert_header(("Cache-Control", "no-store")).body(UNBUILT)
    }))
}

fn file(request: &HttpRequest, path: &str, kept: &'static str) -> Option<HttpResponse> {
    let plain = Built::get(path)?;
    let packed = if takes_brotli(request) { Built::get(&format!("{path}.br")) } else { None };
    let Some(packed) = packed else {
        return Some(plain.into_response().customize().insert_header(("Cache-Control", kept)).respond_to(request).map_into_boxed_body());
    };
    let answer = packed.into_response().use_compression(Compress::Never).customize();
    let answer =
        answer.insert_header(("Cache-Control", kept)).insert_header(("Content-Encoding", "br")).insert_header(("Vary", "accept-encoding"));
    let answer = match plain.mime_type() {
        Some(kind) => answer.insert_header(("Content-Type", kind)),
        None => answer,
    };
    Some(answer.respond_to(request).map_into_boxed_body())
}

fn takes_brotli(request: &HttpRequest) -> bool {
    let accepted = request.get_header::<AcceptEncoding>();
    accepted.is_some_and(|it| it.negotiate([Encoding::brotli(), Encoding::identity()].iter()) == Some(Encoding::brotli()))
}

const UNBUILT: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Panoh</title>
<h1>The web client is not built</h1><p>Type <code>./run</code> in the project's folder: it builds the client and serves it here.</p>
<p>The API is there: <a href=\"/api/docs/\">its documentation</a>.</p></html>";
