//! A programme as Mermaid `stateDiagram-v2`.
use std::fmt::Write;

use super::Drawing;
use super::graph::{Graph, Node, NodeKind, graphs};
use crate::programme::model::Programme;

/// The machine in Mermaid's words. What a title holds cannot break out of its label.
pub fn mermaid(programme: &Programme, drawing: Drawing<'_>) -> String {
    let mut out = String::from("stateDiagram-v2\n    direction LR\n");
    for graph in graphs(programme, drawing) {
        one(&mut out, &graph, drawing);
    }
    if drawing.present.is_some() {
        out.push_str("    classDef present stroke-width:3px,font-weight:bold\n");
    }
    out
}

// Writing to a text cannot fail, so the results of `writeln!` are let go.
fn one(out: &mut String, graph: &Graph, drawing: Drawing<'_>) {
    let indent = if graph.track.is_some() { "        " } else { "    " };
    if let (Some(track), Some(title)) = (&graph.track, &graph.title) {
        let _ = writeln!(out, "    state \"{}\" as track_{track} {{", escape(title));
    }
    let name = |node: &Node| match &graph.track {
        Some(track) => format!("{track}__{}", node.name),
        None => node.name.clone(),
    };
    for node in graph.nodes.iter().filter(|node| node.kind != NodeKind::Start) {
        let _ = writeln!(out, "{indent}state \"{}\" as {}", escape(&node.title), name(node));
    }
    for edge in &graph.edges {
        let (Some(from), Some(to)) = (graph.nodes.get(edge.from), graph.nodes.get(edge.to)) else { continue };
        let from = if from.kind == NodeKind::Start { "[*]".to_owned() } else { name(from) };
        for label in &edge.labels {
            let _ = writeln!(out, "{indent}{from} --> {} : {}", name(to), escape(label));
        }
    }
    for node in &graph.nodes {
        for act in &node.acts {
            let _ = writeln!(out, "{indent}{0} --> {0} : {1}", name(node), escape(act));
        }
        if node.kind == NodeKind::Final {
            let _ = writeln!(out, "{indent}{} --> [*]", name(node));
        }
        if graph.track.is_none() && drawing.present == Some(node.name.as_str()) {
            let _ = writeln!(out, "{indent}class {} present", node.name);
        }
    }
    if graph.track.is_some() {
        out.push_str("    }\n");
    }
}

/// Mermaid reads `#nn;` as the character of that number; what it could take for syntax is written so.
fn escape(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for c in words.chars() {
        match c {
            '"' | '#' | ';' | ':' | '<' | '>' | '{' | '}' | '[' | ']' | '`' | '%' | '&' | '\\' => {
                out.push_str(&format!("#{};", u32::from(c)));
            }
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}
