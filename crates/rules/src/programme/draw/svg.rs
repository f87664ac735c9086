//! A programme as an SVG picture: no font, script or picture from outside, readable on light and dark.
use std::fmt::Write;

use super::Drawing;
use super::graph::{Graph, Node, NodeKind, graphs};
use super::layout::{Arrow, LINE, Layout, Placed, SMALL_LINE, count, layout};
use crate::programme::model::Programme;

const STYLE: &str = "text{font-family:system-ui,'Noto Sans','Noto Naskh Arabic',sans-serif;fill:#1f2937;text-anchor:middle}\
.title{font-size:13px;font-weight:600}.small{font-size:11px}.heading{font-size:15px;font-weight:600;fill:#6b7280;text-anchor:start}\
.open{fill:#e5edf7;stroke:#4b6a91}.final{fill:#e4e4e7;stroke:#52525b;stroke-width:3}.word{fill:#f4f4f5;stroke:#8b8b94;stroke-dasharray:5 4}\
.present{fill:#fde9c2;stroke:#b45309;stroke-width:3}.start{fill:#6b7280}.arrow{fill:none;stroke:#7c8594;stroke-width:1.4}\
.head{fill:#7c8594}.label{fill:#f8fafc;fill-opacity:.92}";

const HEADING: f64 = 34.0;

/// The machine and its tracks as one picture. What a title holds is escaped.
pub fn svg(programme: &Programme, drawing: Drawing<'_>) -> String {
    let graphs = graphs(programme, drawing);
    let parts: Vec<(&Graph, Layout)> = graphs.iter().map(|graph| (graph, layout(graph))).collect();
    let title = programme.text(drawing.language, "title").unwrap_or(&programme.title);
    let width = parts.iter().map(|(_, part)| part.width).fold(320.0, f64::max);
    let height: f64 = parts.iter().map(|(_, part)| part.height + HEADING).sum();
    let mut out = String::new();
    let _ = write!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width:.0}\" height=\"{height:.0}\" \
         viewBox=\"0 0 {width:.0} {height:.0}\" role=\"img\" aria-label=\"{0}\">\n<title>{0}</title>\n<style>{STYLE}</style>\n\
         <defs><marker id=\"head\" viewBox=\"0 0 8 8\" refX=\"7.5\" refY=\"4\" markerWidth=\"8\" markerHeight=\"8\" \
         orient=\"auto\"><path class=\"head\" d=\"M0 0.6 8 4 0 7.4z\"/></marker></defs>\n",
        escape(title)
    );
    let mut top = 0.0;
    for (graph, part) in &parts {
        let heading = graph.title.as_deref().unwrap_or(title);
        let _ = writeln!(out, "<g transform=\"translate(0 {top:.0})\">");
        let _ = writeln!(out, "<text class=\"heading\" x=\"20\" y=\"24\">{}</text>", escape(heading));
        let _ = writeln!(out, "<g transform=\"translate(0 {HEADING:.0})\">");
        for arrow in &part.arrows {
            line(&mut out, arrow);
        }
        for it in &part.boxes {
            if let Some(node) = it.node.and_then(|at| graph.nodes.get(at)) {
                let present = graph.track.is_none() && drawing.present == Some(node.name.as_str());
                draw_box(&mut out, node, it, present);
            }
        }
        for arrow in &part.arrows {
            label(&mut out, arrow);
        }
        out.push_str("</g></g>\n");
        top += part.height + HEADING;
    }
    out.push_str("</svg>\n");
    out
}

// Writing to a text cannot fail, so the results of `write!` are let go here and below.
fn line(out: &mut String, arrow: &Arrow) {
    let mut points = arrow.points.iter();
    let Some((mut x, mut y)) = points.next().copied() else { return };
    let _ = write!(out, "<path class=\"arrow\" marker-end=\"url(#head)\" d=\"M{x:.1} {y:.1}");
    let one_column = arrow.points.len() == 2 && arrow.points.get(1).is_some_and(|point| (point.0 - x).abs() < 1.0);
    for (to_x, to_y) in points.copied() {
        if one_column {
            let _ = write!(out, "C{0:.1} {y:.1} {0:.1} {to_y:.1} {to_x:.1} {to_y:.1}", x + 60.0);
        } else if (to_y - y).abs() < 0.5 {
            let _ = write!(out, "L{to_x:.1} {to_y:.1}");
        } else {
            let middle = (x + to_x) / 2.0;
            let _ = write!(out, "C{middle:.1} {y:.1} {middle:.1} {to_y:.1} {to_x:.1} {to_y:.1}");
        }
        (x, y) = (to_x, to_y);
    }
    out.push_str("\"/>\n");
}

fn draw_box(out: &mut String, node: &Node, it: &Placed, present: bool) {
    let middle = it.x + it.width / 2.0;
    if node.kind == NodeKind::Start {
        let _ = writeln!(out, "<circle class=\"start\" cx=\"{middle:.1}\" cy=\"{:.1}\" r=\"9\"/>", it.y);
        return;
    }
    let class = match node.kind {
        _ if present => "present",
        NodeKind::Final => "final",
        NodeKind::Word => "word",
        NodeKind::Start | NodeKind::Open => "open",
    };
    let top = it.y - it.height / 2.0;
    let _ = writeln!(
        out,
        "<rect class=\"{class}\" x=\"{:.1}\" y=\"{top:.1}\" width=\"{:.1}\" height=\"{:.1}\" rx=\"7\"/>",
        it.x, it.width, it.height
    );
    let mut y = top + 7.0;
    for words in &it.title {
        y += LINE;
        let _ = writeln!(out, "<text class=\"title\" x=\"{middle:.1}\" y=\"{:.1}\">{}</text>", y - 2.0, escape(words));
    }
    for words in &it.acts {
        y += SMALL_LINE;
        let _ = writeln!(out, "<text class=\"small\" x=\"{middle:.1}\" y=\"{y:.1}\">{}</text>", escape(words));
    }
}

fn label(out: &mut String, arrow: &Arrow) {
    let (x, y) = arrow.label_at;
    let height = count(arrow.label.len()) * SMALL_LINE;
    let longest = arrow.label.iter().map(|words| words.chars().count()).max().unwrap_or(0);
    let width = count(longest) * 5.9 + 8.0;
    let top = y - height / 2.0;
    let _ = writeln!(
        out,
        "<rect class=\"label\" x=\"{:.1}\" y=\"{:.1}\" width=\"{width:.1}\" height=\"{:.1}\" rx=\"3\"/>",
        x - width / 2.0,
        top - 1.0,
        height + 4.0
    );
    for (at, words) in arrow.label.iter().enumerate() {
        let line = top + (count(at) + 1.0) * SMALL_LINE - 2.0;
        let _ = writeln!(out, "<text class=\"small\" x=\"{x:.1}\" y=\"{line:.1}\">{}</text>", escape(words));
    }
}

fn escape(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for c in words.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}
