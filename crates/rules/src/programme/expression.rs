//! Expressions: CEL text with its tree. Parsed once, when the file is read; a text that does not parse is kept with
//! what is wrong in it, so that the check can name every fault of a file and not only the first.
use std::fmt;
use std::sync::Arc;

use serde::de::{Deserialize, Deserializer, Error, Visitor};
use serde::{Serialize, Serializer};

pub use super::syntax::{Each, EachKind, Form, Node, Operator};

/// Longer expressions are refused: nobody can read them, and the parser's work grows with them.
pub const LONGEST: usize = 4_000;

/// Deeper nesting of brackets is refused by the parser itself.
const DEEPEST: u16 = 48;

/// More steps one inside the other (brackets, dots, signs) are refused before the parser sees them, so that no
/// expression can exhaust the stack. The expressions of the shipped programmes need fewer than 20.
const MOST_STEPS: usize = 64;

/// What is wrong with the text of an expression.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct SyntaxFault {
    /// Byte offset in the expression.
    pub at: usize,
    /// What is wrong.
    pub message: String,
}

/// An expression as written and as understood.
#[derive(Debug, Clone)]
pub struct Expression {
    source: String,
    tree: Arc<Result<Node, SyntaxFault>>,
}

impl PartialEq for Expression {
    fn eq(&self, other: &Self) -> bool {
        self.source == other.source
    }
}

impl Expression {
    /// Reads a text. A fault stays inside: see [`Expression::tree`].
    pub fn parse(source: impl Into<String>) -> Self {
        let source = source.into();
        let tree = Arc::new(parse(&source));
        Self { source, tree }
    }

    /// The text as written.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The tree, or what is wrong with the text.
    pub fn tree(&self) -> Result<&Node, &SyntaxFault> {
        self.tree.as_ref().as_ref()
    }

    /// Whether it names `root.member`, as in `section.claim`: what has to be loaded before it is evaluated.
    pub fn refers_to(&self, root: &str, member: &str) -> bool {
        self.tree().is_ok_and(|tree| {
            any(tree, &mut |node| match &node.form {
                Form::Member { of, field } | Form::Has { of, field } => {
                    field == member && matches!(&of.form, Form::Name(name) if name == root)
                }
                _ => false,
            })
        })
    }
}

/// Whether a node of the tree satisfies the test.
pub(super) fn any(node: &Node, test: &mut impl FnMut(&Node) -> bool) -> bool {
    test(node) || children(node).into_iter().any(|child| any(child, test))
}

/// The nodes directly below one.
pub(super) fn children(node: &Node) -> Vec<&Node> {
    match &node.form {
        Form::Null | Form::Boolean(_) | Form::Integer(_) | Form::Decimal(_) | Form::Text(_) | Form::Name(_) => Vec::new(),
        Form::Member { of, .. } | Form::Has { of, .. } => vec![of],
        Form::Index { of, index } => vec![of, index],
        Form::Not(inner) | Form::Negate(inner) => vec![inner],
        Form::Binary { left, right, .. } => vec![left, right],
        Form::Conditional { when, then, otherwise } => vec![when, then, otherwise],
        Form::List(entries) => entries.iter().collect(),
        Form::Call { target, arguments, .. } => target.iter().map(Box::as_ref).chain(arguments).collect(),
        Form::Each(each) => [Some(&each.list), each.filter.as_ref(), Some(&each.body)].into_iter().flatten().collect(),
    }
}

fn parse(source: &str) -> Result<Node, SyntaxFault> {
    if source.trim().is_empty() {
        return Err(SyntaxFault { at: 0, message: "the expression is empty".to_owned() });
    }
    if source.len() > LONGEST {
        let message = format!("the expression is longer than {LONGEST} characters; name parts of it as facts");
        return Err(SyntaxFault { at: 0, message });
    }
    if let Some(at) = too_many_steps(source) {
        let message = "the expression is nested too deeply; name parts of it as facts".to_owned();
        return Err(SyntaxFault { at, message });
    }
    let parser = cel::parser::Parser::new().max_recursion_depth(DEEPEST).error_recovery_limit(4);
    let (expression, info) = parser.parse_with_source_info(source).map_err(|errors| first(source, &errors))?;
    super::syntax::tree(expression, &info)
        .map_err(|unsupported| SyntaxFault { at: unsupported.at, message: format!("{} is not part of this language", unsupported.what) })
}

/// Where an expression goes deeper than [`MOST_STEPS`]. Each sign is a step, each bracket too; `&&`, `||` and a comma
/// begin again at their own bracket, because what they join lies side by side.
fn too_many_steps(source: &str) -> Option<usize> {
    let mut open: Vec<usize> = Vec::new();
    let mut here: usize = 0;
    let mut quote: Option<char> = None;
    let mut escaped = false;
    for (at, c) in source.char_indices() {
        match (quote, c) {
            (Some(_), _) if escaped => escaped = false,
            (Some(_), '\\') => escaped = true,
            (Some(open), c) if c == open => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"') => quote = Some(c),
            (None, '(' | '[' | '{') => {
                open.push(here);
                here = here.saturating_add(1);
            }
            (None, ')' | ']' | '}') => here = open.pop().unwrap_or(0).saturating_add(1),
            (None, '&' | '|' | ',') => here = open.last().map_or(0, |outer| outer.saturating_add(1)),
            (None, '.' | '!' | '+' | '-' | '*' | '/' | '%' | '?' | '<' | '>' | '=') => here = here.saturating_add(1),
            // `in` is the one operator that is a word; a word is a step wherever a space stands before it.
            (None, ' ') => here = here.saturating_add(usize::from(source.get(at..).is_some_and(|rest| rest.starts_with(" in ")))),
            _ => {}
        }
        if here > MOST_STEPS {
            return Some(at);
        }
    }
    None
}

fn first(source: &str, errors: &cel::ParseErrors) -> SyntaxFault {
    let Some(error) = errors.errors.first() else {
        return SyntaxFault { at: 0, message: "this is not an expression".to_owned() };
    };
    let (line, column) = error.pos;
    let before: usize = source.split_inclusive('\n').take(usize::try_from(line).unwrap_or(1).saturating_sub(1)).map(str::len).sum();
    let rest = source.get(before..).unwrap_or_default();
    let characters = usize::try_from(column).unwrap_or(1).saturating_sub(1);
    let within = rest.char_indices().nth(characters).map_or(rest.trim_end().len(), |(at, _)| at);
    SyntaxFault { at: before.saturating_add(within), message: plain(&error.msg) }
}

/// The parser's words, without its list of every token that could have followed.
fn plain(message: &str) -> String {
    let message = message.strip_prefix("Syntax error: ").unwrap_or(message);
    let message = message.split(" expecting ").next().unwrap_or(message);
    match message.strip_prefix("mismatched input '<EOF>'") {
        Some(_) => "the expression ends too early".to_owned(),
        None => message.replace("token recognition error at:", "cannot read"),
    }
}

impl fmt::Display for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.source)
    }
}

impl Serialize for Expression {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.source)
    }
}

impl<'de> Deserialize<'de> for Expression {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ExpressionVisitor)
    }
}

/// A text is an expression; a bare `true` or number stands for itself.
struct ExpressionVisitor;

impl Visitor<'_> for ExpressionVisitor {
    type Value = Expression;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an expression in quotes")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Expression, E> {
        Ok(Expression::parse(text))
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Expression, E> {
        Ok(Expression::parse(value.to_string()))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Expression, E> {
        Ok(Expression::parse(value.to_string()))
    }
}
