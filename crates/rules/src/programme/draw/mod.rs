//! Programmes as pictures.
mod graph;
mod layout;
mod mermaid;
mod svg;

pub use mermaid::mermaid;
pub use svg::svg;

/// How to draw.
#[derive(Debug, Clone, Copy, Default)]
pub struct Drawing<'a> {
    /// Language of the words: `tg`, `ru`, `fa`; English otherwise.
    pub language: &'a str,
    /// The state to highlight, if any.
    pub present: Option<&'a str>,
}
