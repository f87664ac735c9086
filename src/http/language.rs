//! The caller's language: Tajik, Russian, English or Dari.
use actix_web::HttpRequest;
use actix_web::http::header::ACCEPT_LANGUAGE;
use fluent_templates::LanguageIdentifier;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A language that Panoh speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    #[default]
    En,
    Tg,
    Ru,
    Fa,
}

impl Language {
    pub const ALL: [Self; 4] = [Self::En, Self::Tg, Self::Ru, Self::Fa];

    /// BCP 47 tag.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Tg => "tg",
            Self::Ru => "ru",
            Self::Fa => "fa",
        }
    }

    /// From a tag such as `fa-AF`.
    pub fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.trim().split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
        Self::ALL.into_iter().find(|language| language.tag() == primary || (primary == "prs" && *language == Self::Fa))
    }

    /// The best of what `Accept-Language` asks for; English where nothing fits.
    pub fn of(request: &HttpRequest) -> Self {
        let header = request.headers().get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let mut wanted: Vec<(f32, Self)> = header
            .split(',')
            .filter_map(|part| {
                let (tag, weight) = part.split_once(";q=").unwrap_or((part, "1"));
                Some((weight.trim().parse().ok()?, Self::from_tag(tag)?))
            })
            .collect();
        wanted.sort_by(|a, b| b.0.total_cmp(&a.0));
        wanted.first().map(|(_, language)| *language).unwrap_or_default()
    }

    pub(crate) fn identifier(self) -> LanguageIdentifier {
        self.tag().parse().unwrap_or_default()
    }
}

impl From<Language> for panoh_rules::labels::Lang {
    fn from(language: Language) -> Self {
        match language {
            Language::En => Self::En,
            Language::Tg => Self::Tg,
            Language::Ru => Self::Ru,
            Language::Fa => Self::Fa,
        }
    }
}

/// What the request asks for, as a handler's argument.
impl actix_web::FromRequest for Language {
    type Error = std::convert::Infallible;
    type Future = std::future::Ready<Result<Self, Self::Error>>;

    fn from_request(request: &HttpRequest, _: &mut actix_web::dev::Payload) -> Self::Future {
        std::future::ready(Ok(Self::of(request)))
    }
}
