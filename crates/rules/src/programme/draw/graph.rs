//! A machine as nodes and edges, with words in a language.
use indexmap::IndexMap;

use super::Drawing;
use crate::programme::model::{Origin, Programme, State, Target, Transition};

/// A box of the picture.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Node {
    /// The state's name; `new`, `any_open`, `any_final` and `previous` are no states.
    pub(super) name: String,
    pub(super) title: String,
    pub(super) kind: NodeKind,
    /// Acts that leave the state as it is.
    pub(super) acts: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NodeKind {
    /// Where a case begins.
    Start,
    /// A state that goes on.
    Open,
    /// A state that ends the case.
    Final,
    /// "Any open state", "any final state", "the state before".
    Word,
}

/// An arrow: every transition from one node to another.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Edge {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) labels: Vec<String>,
}

/// The main machine or a track.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Graph {
    /// The track's title; `None` for the main machine.
    pub(super) title: Option<String>,
    /// The track's name.
    pub(super) track: Option<String>,
    pub(super) nodes: Vec<Node>,
    pub(super) edges: Vec<Edge>,
}

/// The main machine and its tracks.
pub(super) fn graphs(programme: &Programme, drawing: Drawing<'_>) -> Vec<Graph> {
    let main = Builder::new(programme, drawing, None).graph(&programme.states);
    let tracks = programme.tracks.iter().map(|(name, track)| {
        let mut graph = Builder::new(programme, drawing, Some(name)).graph(&track.states);
        let title = programme.text(drawing.language, &format!("tracks/{name}/title")).unwrap_or(&track.title);
        graph.title = Some(title.to_owned());
        graph
    });
    std::iter::once(main).chain(tracks).collect()
}

struct Builder<'a> {
    programme: &'a Programme,
    drawing: Drawing<'a>,
    track: Option<&'a str>,
    nodes: Vec<Node>,
    edges: IndexMap<(usize, usize), Vec<String>>,
}

impl<'a> Builder<'a> {
    fn new(programme: &'a Programme, drawing: Drawing<'a>, track: Option<&'a str>) -> Self {
        Self { programme, drawing, track, nodes: Vec::new(), edges: IndexMap::new() }
    }

    fn graph(mut self, states: &IndexMap<String, State>) -> Graph {
        self.node("new", String::new(), NodeKind::Start);
        for (name, state) in states {
            let key = match self.track {
                None => format!("states/{name}"),
                Some(track) => format!("tracks/{track}/states/{name}"),
            };
            let title = self.programme.text(self.drawing.language, &key).unwrap_or(&state.title).to_owned();
            self.node(name, title, if state.is_final { NodeKind::Final } else { NodeKind::Open });
        }
        for (name, transition) in &self.programme.transitions {
            if transition.track.as_deref() == self.track {
                self.transition(name, transition);
            }
        }
        let edges = self.edges.into_iter().map(|((from, to), labels)| Edge { from, to, labels }).collect();
        Graph { title: None, track: self.track.map(str::to_owned), nodes: self.nodes, edges }
    }

    fn node(&mut self, name: &str, title: String, kind: NodeKind) -> usize {
        if let Some(at) = self.nodes.iter().position(|node| node.name == name) {
            return at;
        }
        self.nodes.push(Node { name: name.to_owned(), title, kind, acts: Vec::new() });
        self.nodes.len().saturating_sub(1)
    }

    fn word(&mut self, name: &str) -> usize {
        let words = match (name, self.drawing.language) {
            ("any_open", "tg") => "ҳар ҳолати кушода",
            ("any_open", "ru") => "любое открытое состояние",
            ("any_open", "fa") => "هر حالت باز",
            ("any_open", _) => "any open state",
            ("any_final", "tg") => "ҳар ҳолати ниҳоӣ",
            ("any_final", "ru") => "любое конечное состояние",
            ("any_final", "fa") => "هر حالت نهایی",
            ("any_final", _) => "any final state",
            (_, "tg") => "ҳолати пешина",
            (_, "ru") => "прежнее состояние",
            (_, "fa") => "حالت پیشین",
            _ => "the state before",
        };
        self.node(name, words.to_owned(), NodeKind::Word)
    }

    fn transition(&mut self, name: &str, transition: &Transition) {
        let key = format!("transitions/{name}/title");
        let label = self.programme.text(self.drawing.language, &key).unwrap_or(&transition.title).to_owned();
        for origin in &transition.from {
            let from = match origin {
                Origin::New => Some(0),
                Origin::AnyOpen => Some(self.word("any_open")),
                Origin::AnyFinal => Some(self.word("any_final")),
                Origin::State(state) => self.nodes.iter().position(|node| node.name == *state),
            };
            let Some(from) = from else { continue };
            let to = match &transition.to {
                Target::Same => Some(from),
                Target::Previous => Some(self.word("previous")),
                Target::State(state) => self.nodes.iter().position(|node| node.name == *state),
            };
            match to {
                Some(to) if to == from => {
                    if let Some(node) = self.nodes.get_mut(from)
                        && !node.acts.contains(&label)
                    {
                        node.acts.push(label.clone());
                    }
                }
                Some(to) => {
                    let labels = self.edges.entry((from, to)).or_default();
                    if !labels.contains(&label) {
                        labels.push(label.clone());
                    }
                }
                None => {}
            }
        }
    }
}
