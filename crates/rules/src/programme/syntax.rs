//! The tree of an expression, with the place of each node. Made from what the CEL parser gives: the comprehensions
//! into which it expands `all`, `exists`, `filter` and `map` are folded back into what was written.
use cel::common::ast::{CallExpr, ComprehensionExpr, Expr, IdedExpr, LiteralValue, SourceInfo, operators};

/// One node and the byte of the expression at which it stands: operators at their sign, members at their dot.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// What it is.
    pub form: Form,
    /// Byte offset in the expression's source.
    pub at: usize,
}

/// What a node is.
#[derive(Debug, Clone, PartialEq)]
pub enum Form {
    /// `null`.
    Null,
    /// `true`, `false`.
    Boolean(bool),
    /// A whole number.
    Integer(i64),
    /// A number with a fraction.
    Decimal(f64),
    /// A text in quotes.
    Text(String),
    /// A name.
    Name(String),
    /// `of.field`.
    Member { of: Box<Node>, field: String },
    /// `has(of.field)`.
    Has { of: Box<Node>, field: String },
    /// `of[index]`.
    Index { of: Box<Node>, index: Box<Node> },
    /// `!inner`.
    Not(Box<Node>),
    /// `-inner`.
    Negate(Box<Node>),
    /// `left operator right`.
    Binary { operator: Operator, left: Box<Node>, right: Box<Node> },
    /// `when ? then : otherwise`.
    Conditional { when: Box<Node>, then: Box<Node>, otherwise: Box<Node> },
    /// `[a, b]`.
    List(Vec<Node>),
    /// `function(a, b)` or `target.function(a)`.
    Call { function: String, target: Option<Box<Node>>, arguments: Vec<Node> },
    /// `list.all(variable, body)` and its kin.
    Each(Box<Each>),
}

/// `list.all(variable, body)` and its kin.
#[derive(Debug, Clone, PartialEq)]
pub struct Each {
    /// Which of them.
    pub kind: EachKind,
    /// Over what.
    pub list: Node,
    /// The name of an entry.
    pub variable: String,
    /// In `map` with three arguments: only entries for which this holds.
    pub filter: Option<Node>,
    /// What is asked, or made, of each entry.
    pub body: Node,
}

/// The macros over lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EachKind {
    /// Holds for all.
    All,
    /// Holds for one or more.
    Exists,
    /// Holds for exactly one.
    ExistsOne,
    /// Those for which it holds.
    Filter,
    /// What it makes of each.
    Map,
}

/// The operators with two sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operator {
    /// `&&`
    And,
    /// `||`
    Or,
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
    /// `%`
    Remainder,
    /// `in`
    In,
}

impl Operator {
    /// The sign as written.
    pub fn sign(self) -> &'static str {
        match self {
            Self::And => "&&",
            Self::Or => "||",
            Self::Equal => "==",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Multiply => "*",
            Self::Divide => "/",
            Self::Remainder => "%",
            Self::In => "in",
        }
    }

    fn of(function: &str) -> Option<Self> {
        Some(match function {
            operators::LOGICAL_AND => Self::And,
            operators::LOGICAL_OR => Self::Or,
            operators::EQUALS => Self::Equal,
            operators::NOT_EQUALS => Self::NotEqual,
            operators::LESS => Self::Less,
            operators::LESS_EQUALS => Self::LessOrEqual,
            operators::GREATER => Self::Greater,
            operators::GREATER_EQUALS => Self::GreaterOrEqual,
            operators::ADD => Self::Add,
            operators::SUBSTRACT => Self::Subtract,
            operators::MULTIPLY => Self::Multiply,
            operators::DIVIDE => Self::Divide,
            operators::MODULO => Self::Remainder,
            operators::IN => Self::In,
            _ => return None,
        })
    }
}

/// What the language does not have, and where it was written.
pub(super) struct Unsupported {
    pub(super) at: usize,
    pub(super) what: String,
}

/// The tree of a parsed expression.
pub(super) fn tree(expression: IdedExpr, source: &SourceInfo) -> Result<Node, Unsupported> {
    Builder { source }.node(expression)
}

struct Builder<'a> {
    source: &'a SourceInfo,
}

impl Builder<'_> {
    fn at(&self, id: u64) -> usize {
        let start = self.source.offset_for(id).map_or(0, |(start, _)| start);
        usize::try_from(start).unwrap_or(0)
    }

    fn unsupported<T>(&self, at: usize, what: &str) -> Result<T, Unsupported> {
        Err(Unsupported { at, what: what.to_owned() })
    }

    fn boxed(&self, expression: IdedExpr) -> Result<Box<Node>, Unsupported> {
        self.node(expression).map(Box::new)
    }

    fn nodes(&self, expressions: Vec<IdedExpr>) -> Result<Vec<Node>, Unsupported> {
        expressions.into_iter().map(|expression| self.node(expression)).collect()
    }

    fn node(&self, expression: IdedExpr) -> Result<Node, Unsupported> {
        let at = self.at(expression.id);
        let form = match expression.expr {
            Expr::Literal(literal) => self.literal(literal, at)?,
            Expr::Ident(name) => Form::Name(name),
            Expr::Select(select) if select.test => Form::Has { of: self.boxed(*select.operand)?, field: select.field },
            Expr::Select(select) => Form::Member { of: self.boxed(*select.operand)?, field: select.field },
            Expr::List(list) => Form::List(self.nodes(list.elements)?),
            Expr::Call(call) => self.call(call)?,
            Expr::Comprehension(each) => Form::Each(Box::new(self.each(*each, at)?)),
            Expr::Map(_) | Expr::Struct(_) => return self.unsupported(at, "a map in braces"),
            Expr::Unspecified => return self.unsupported(at, "an empty expression"),
        };
        Ok(Node { form, at })
    }

    fn literal(&self, literal: LiteralValue, at: usize) -> Result<Form, Unsupported> {
        Ok(match literal {
            LiteralValue::Null => Form::Null,
            LiteralValue::Boolean(value) => Form::Boolean(value.into_inner()),
            LiteralValue::Int(value) => Form::Integer(value.into_inner()),
            LiteralValue::Double(value) => Form::Decimal(value.into_inner()),
            LiteralValue::String(value) => Form::Text(value.into_inner()),
            LiteralValue::UInt(_) => return self.unsupported(at, "an unsigned number"),
            LiteralValue::Bytes(_) => return self.unsupported(at, "a text of bytes"),
        })
    }

    fn call(&self, call: CallExpr) -> Result<Form, Unsupported> {
        let CallExpr { func_name, target, args } = call;
        let target = target.map(|target| self.boxed(*target)).transpose()?;
        let mut arguments = self.nodes(args)?;
        if target.is_some() {
            return Ok(Form::Call { function: func_name, target, arguments });
        }
        let (third, second, first) = match arguments.len() {
            1 => (None, None, arguments.pop()),
            2 => (None, arguments.pop(), arguments.pop()),
            3 => (arguments.pop(), arguments.pop(), arguments.pop()),
            _ => return Ok(Form::Call { function: func_name, target, arguments }),
        };
        let form = match (func_name.as_str(), first, second, third) {
            (operators::LOGICAL_NOT, Some(inner), None, None) => Form::Not(Box::new(inner)),
            (operators::NEGATE, Some(inner), None, None) => Form::Negate(Box::new(inner)),
            (operators::INDEX, Some(of), Some(index), None) => Form::Index { of: Box::new(of), index: Box::new(index) },
            (operators::CONDITIONAL, Some(when), Some(then), Some(otherwise)) => {
                Form::Conditional { when: Box::new(when), then: Box::new(then), otherwise: Box::new(otherwise) }
            }
            (function, Some(left), Some(right), None) if Operator::of(function).is_some() => {
                let operator = Operator::of(function).unwrap_or(Operator::And);
                Form::Binary { operator, left: Box::new(left), right: Box::new(right) }
            }
            (_, first, second, third) => {
                arguments.extend([first, second, third].into_iter().flatten());
                Form::Call { function: func_name, target, arguments }
            }
        };
        Ok(form)
    }

    /// The parser turns `list.all(x, p)` into a loop over `@result`; its first value and its step tell which it was.
    fn each(&self, loop_: ComprehensionExpr, at: usize) -> Result<Each, Unsupported> {
        let ComprehensionExpr { iter_range, iter_var, accu_init, loop_step, result, .. } = loop_;
        let list = self.node(iter_range)?;
        let Expr::Call(step) = loop_step.expr else {
            return self.unsupported(at, "this macro");
        };
        let one = matches!(result.expr, Expr::Call(_));
        let mut arguments = step.args.into_iter();
        let (first, second) = (arguments.next(), arguments.next());
        let (kind, filter, body) = match (step.func_name.as_str(), accu_init.expr) {
            (operators::LOGICAL_AND, Expr::Literal(_)) => (EachKind::All, None, second),
            (operators::LOGICAL_OR, Expr::Literal(_)) => (EachKind::Exists, None, second),
            (operators::CONDITIONAL, Expr::Literal(_)) if one => (EachKind::ExistsOne, None, first),
            (operators::CONDITIONAL, Expr::List(_)) => match second.and_then(appended) {
                Some(made) if is_name(&made, &iter_var) => (EachKind::Filter, None, first),
                made => (EachKind::Map, first, made),
            },
            (operators::ADD, Expr::List(_)) => (EachKind::Map, None, second.and_then(only)),
            _ => return self.unsupported(at, "this macro"),
        };
        let Some(body) = body else {
            return self.unsupported(at, "this macro");
        };
        let filter = filter.map(|filter| self.node(filter)).transpose()?;
        Ok(Each { kind, list, variable: iter_var, filter, body: self.node(body)? })
    }
}

/// `x` of `@result + [x]`.
fn appended(sum: IdedExpr) -> Option<IdedExpr> {
    match sum.expr {
        Expr::Call(call) => call.args.into_iter().nth(1).and_then(only),
        _ => None,
    }
}

/// `x` of `[x]`.
fn only(list: IdedExpr) -> Option<IdedExpr> {
    match list.expr {
        Expr::List(list) => list.elements.into_iter().next(),
        _ => None,
    }
}

fn is_name(expression: &IdedExpr, name: &str) -> bool {
    matches!(&expression.expr, Expr::Ident(found) if found == name)
}
