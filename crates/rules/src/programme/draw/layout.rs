//! Where boxes and arrows go: layers from left to right, few crossings, labels that do not lie on each other.
use super::graph::{Edge, Graph, NodeKind};

/// Width of a line of a box, in characters.
const BOX_CHARACTERS: usize = 22;
/// Width of a line of a label, in characters.
const LABEL_CHARACTERS: usize = 26;
pub(super) const LINE: f64 = 16.0;
pub(super) const SMALL_LINE: f64 = 13.0;
const BOX_WIDTH: f64 = 176.0;
const GAP_ACROSS: f64 = 208.0;
const GAP_DOWN: f64 = 26.0;
const MARGIN: f64 = 20.0;
const SWEEPS: usize = 12;

/// A box with its place.
#[derive(Debug, Clone)]
pub(super) struct Placed {
    /// The graph's node; none for a bend of a long arrow.
    pub(super) node: Option<usize>,
    layer: usize,
    pub(super) x: f64,
    /// Middle of the box.
    pub(super) y: f64,
    pub(super) width: f64,
    pub(super) height: f64,
    pub(super) title: Vec<String>,
    pub(super) acts: Vec<String>,
}

/// An arrow with the points it goes through, and its label.
#[derive(Debug, Clone)]
pub(super) struct Arrow {
    pub(super) points: Vec<(f64, f64)>,
    pub(super) label: Vec<String>,
    pub(super) label_at: (f64, f64),
}

/// A machine ready to be drawn.
#[derive(Debug, Clone)]
pub(super) struct Layout {
    pub(super) boxes: Vec<Placed>,
    pub(super) arrows: Vec<Arrow>,
    pub(super) width: f64,
    pub(super) height: f64,
}

/// An arrow while it is laid out: the boxes and bends it goes through, from the left one to the right one.
struct Route {
    through: Vec<usize>,
    backwards: bool,
    edge: usize,
}

/// Lays out a machine.
pub(super) fn layout(graph: &Graph) -> Layout {
    let layers = layers(graph);
    let mut boxes: Vec<Placed> =
        graph.nodes.iter().enumerate().map(|(at, _)| placed(graph, at, layers.get(at).copied().unwrap_or(0))).collect();
    let routes = routes(graph, &mut boxes);
    order(&mut boxes, &routes);
    let mut arrows: Vec<Arrow> = routes.iter().filter_map(|route| arrow(graph, &boxes, route)).collect();
    spread_labels(&mut arrows);
    let right = boxes.iter().map(|it| it.x + it.width).fold(0.0, f64::max);
    let labels_below = arrows.iter().map(|it| it.label_at.1 + count(it.label.len()) * SMALL_LINE).fold(0.0, f64::max);
    let below = boxes.iter().map(|it| it.y + it.height / 2.0).fold(labels_below, f64::max);
    boxes.retain(|it| it.node.is_some());
    Layout { boxes, arrows, width: right + MARGIN, height: below + MARGIN }
}

/// A count of lines or layers: always small.
pub(super) fn count(number: usize) -> f64 {
    u32::try_from(number).map_or(f64::MAX, f64::from)
}

fn placed(graph: &Graph, at: usize, layer: usize) -> Placed {
    let (mut title, mut acts, mut start) = (Vec::new(), Vec::new(), false);
    if let Some(node) = graph.nodes.get(at) {
        title = wrap(&node.title, BOX_CHARACTERS);
        acts = node.acts.iter().flat_map(|act| wrap(&format!("↻ {act}"), LABEL_CHARACTERS)).collect();
        start = node.kind == NodeKind::Start;
    }
    let (width, height) = match start {
        true => (18.0, 18.0),
        false => (BOX_WIDTH, 20.0 + count(title.len()) * LINE + count(acts.len()) * SMALL_LINE),
    };
    Placed { node: Some(at), layer, x: 0.0, y: 0.0, width, height, title, acts }
}

/// Words in lines of at most so many characters; a longer word has a line for itself.
pub(super) fn wrap(words: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in words.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + word.chars().count() < width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// An arrow leads forward when its target is written later in the file; so there are no circles, and the longest way
/// from the left gives the layer.
fn layers(graph: &Graph) -> Vec<usize> {
    let mut layers = vec![0_usize; graph.nodes.len()];
    for _ in 0..graph.nodes.len() {
        let mut changed = false;
        for edge in &graph.edges {
            let (left, right) = (edge.from.min(edge.to), edge.from.max(edge.to));
            let is_word = |at: usize| graph.nodes.get(at).is_some_and(|node| node.kind == NodeKind::Word);
            // "Any open state" stands left of what it leads to; it is written last, so it does not count as a source.
            if is_word(right) && edge.to == right {
                continue;
            }
            let (right, least) = match is_word(edge.from) {
                true => (edge.to, 1),
                false => (right, layers.get(left).copied().unwrap_or(0) + 1),
            };
            if let Some(layer) = layers.get_mut(right)
                && *layer < least
            {
                *layer = least;
                changed = true;
            }
        }
        if !changed {
            break;
        }
    }
    word_layers(graph, &mut layers);
    layers
}

/// "Any open state" stands one layer left of the leftmost state it leads to, "the state before" right of its sources.
fn word_layers(graph: &Graph, layers: &mut [usize]) {
    for (at, node) in graph.nodes.iter().enumerate().filter(|(_, node)| node.kind == NodeKind::Word) {
        let known = |other: usize| layers.get(other).copied().unwrap_or(0);
        let layer = if node.name == "previous" {
            graph.edges.iter().filter(|edge| edge.to == at).map(|edge| known(edge.from) + 1).max()
        } else {
            let targets = graph.edges.iter().filter(|edge| edge.from == at && edge.to != at);
            targets.map(|edge| known(edge.to).saturating_sub(1)).min()
        };
        if let Some(place) = layers.get_mut(at) {
            *place = layer.unwrap_or(0);
        }
    }
}

/// Every arrow with its bends: one in each layer that it crosses.
fn routes(graph: &Graph, boxes: &mut Vec<Placed>) -> Vec<Route> {
    let mut routes = Vec::new();
    for (at, Edge { from, to, .. }) in graph.edges.iter().enumerate() {
        let layer = |which: usize, boxes: &[Placed]| boxes.get(which).map_or(0, |it| it.layer);
        let (first, last) = (layer(*from, boxes), layer(*to, boxes));
        let backwards = last < first;
        let (left, right) = if backwards { (*to, *from) } else { (*from, *to) };
        let mut through = vec![left];
        for layer in first.min(last) + 1..first.max(last) {
            boxes.push(Placed { node: None, layer, x: 0.0, y: 0.0, width: BOX_WIDTH, height: 6.0, title: Vec::new(), acts: Vec::new() });
            through.push(boxes.len() - 1);
        }
        through.push(right);
        routes.push(Route { through, backwards, edge: at });
    }
    routes
}

/// Orders each layer by the middle of its neighbours, again and again, and stacks it.
fn order(boxes: &mut [Placed], routes: &[Route]) {
    let last = boxes.iter().map(|it| it.layer).max().unwrap_or(0);
    let mut layers: Vec<Vec<usize>> =
        (0..=last).map(|layer| (0..boxes.len()).filter(|at| boxes.get(*at).is_some_and(|it| it.layer == layer)).collect()).collect();
    let mut neighbours: Vec<Vec<usize>> = vec![Vec::new(); boxes.len()];
    for pair in routes.iter().flat_map(|route| route.through.windows(2)) {
        if let [one, other] = pair {
            for (of, with) in [(one, other), (other, one)] {
                if let Some(list) = neighbours.get_mut(*of) {
                    list.push(*with);
                }
            }
        }
    }
    for layer in &layers {
        stack(boxes, layer, &neighbours);
    }
    for sweep in 0..SWEEPS {
        let mut indices: Vec<usize> = (0..layers.len()).collect();
        if sweep % 2 == 1 {
            indices.reverse();
        }
        for index in indices {
            let Some(layer) = layers.get_mut(index) else { continue };
            let middle = |at: &usize| middle(boxes, &neighbours, *at);
            layer.sort_by(|one, other| middle(one).total_cmp(&middle(other)));
            stack(boxes, layer, &neighbours);
        }
    }
    let highest = boxes.iter().map(|it| it.y - it.height / 2.0).fold(f64::MAX, f64::min);
    let offset = MARGIN + 12.0 - highest;
    for it in boxes.iter_mut() {
        it.y += offset;
        let column = MARGIN + count(it.layer) * (BOX_WIDTH + GAP_ACROSS);
        it.x = column + (BOX_WIDTH - it.width) / 2.0;
    }
}

fn middle(boxes: &[Placed], neighbours: &[Vec<usize>], at: usize) -> f64 {
    let own = boxes.get(at).map_or(0.0, |it| it.y);
    let near: Vec<f64> = neighbours.get(at).into_iter().flatten().filter_map(|other| boxes.get(*other)).map(|it| it.y).collect();
    if near.is_empty() { own } else { near.iter().sum::<f64>() / count(near.len()) }
}

/// Gives the boxes of a layer, in their order, the places nearest to the middle of their neighbours.
fn stack(boxes: &mut [Placed], layer: &[usize], neighbours: &[Vec<usize>]) {
    let wanted: Vec<f64> = layer.iter().map(|at| middle(boxes, neighbours, *at)).collect();
    let mut top = f64::MIN;
    let mut moved = 0.0;
    let mut places = Vec::with_capacity(layer.len());
    for (at, wanted) in layer.iter().zip(&wanted) {
        let half = boxes.get(*at).map_or(0.0, |it| it.height / 2.0);
        let place = wanted.max(top + half);
        moved += place - wanted;
        top = place + half + GAP_DOWN;
        places.push(place);
    }
    let back = if layer.is_empty() { 0.0 } else { moved / count(layer.len()) };
    for (at, place) in layer.iter().zip(places) {
        if let Some(it) = boxes.get_mut(*at) {
            it.y = place - back;
        }
    }
}

fn arrow(graph: &Graph, boxes: &[Placed], route: &Route) -> Option<Arrow> {
    let mut points = Vec::new();
    for (index, at) in route.through.iter().enumerate() {
        let it = boxes.get(*at)?;
        let (left, right) = ((it.x, it.y), (it.x + it.width, it.y));
        match (it.node, index) {
            (Some(_), 0) => points.push(right),
            (Some(_), _) => points.push(left),
            (None, _) => points.extend([left, right]),
        }
    }
    if let (Some([one, other]), true) = (route.through.get(..2), route.through.len() == 2) {
        // Two boxes of one layer: the arrow leaves and enters on the right.
        let (one, other) = (boxes.get(*one)?, boxes.get(*other)?);
        if one.layer == other.layer {
            points = vec![(one.x + one.width, one.y), (other.x + other.width, other.y)];
        }
    }
    let label_at = match (points.first(), points.get(1)) {
        (Some(first), Some(second)) => ((first.0 + second.0) / 2.0, (first.1 + second.1) / 2.0),
        _ => return None,
    };
    if route.backwards {
        points.reverse();
    }
    let labels = &graph.edges.get(route.edge)?.labels;
    let label = labels.iter().flat_map(|label| wrap(label, LABEL_CHARACTERS)).collect();
    Some(Arrow { points, label, label_at })
}

/// Moves labels of one gap between layers apart.
fn spread_labels(arrows: &mut [Arrow]) {
    let mut indices: Vec<usize> = (0..arrows.len()).collect();
    let key = |arrows: &[Arrow], at: usize| arrows.get(at).map_or((0.0, 0.0), |it| it.label_at);
    indices.sort_by(|one, other| {
        let (one, other) = (key(arrows, *one), key(arrows, *other));
        one.0.total_cmp(&other.0).then(one.1.total_cmp(&other.1))
    });
    let mut before: Option<(f64, f64)> = None;
    for at in indices {
        let Some(it) = arrows.get_mut(at) else { continue };
        let half = count(it.label.len()) * SMALL_LINE / 2.0 + 4.0;
        if let Some((x, bottom)) = before
            && (it.label_at.0 - x).abs() < GAP_ACROSS / 2.0
            && it.label_at.1 - half < bottom
        {
            it.label_at.1 = bottom + half;
        }
        it.label_at.1 = it.label_at.1.max(half + 2.0);
        before = Some((it.label_at.0, it.label_at.1 + half));
    }
}
