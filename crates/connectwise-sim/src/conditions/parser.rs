//! From words to a condition: `or` binds weaker than `and`.

use std::iter::Peekable;
use std::vec::IntoIter;

use super::tokens::Token;
use super::{BadCondition, Condition, Literal, Operator};

struct Parser {
    tokens: Peekable<IntoIter<Token>>,
}

/// Reads one whole condition.
pub(super) fn parse(tokens: Vec<Token>) -> Result<Condition, BadCondition> {
    let mut parser = Parser { tokens: tokens.into_iter().peekable() };
    let condition = parser.any()?;
    match parser.tokens.next() {
        None => Ok(condition),
        Some(token) => Err(BadCondition(format!("unexpected {token:?} at the end"))),
    }
}

impl Parser {
    fn any(&mut self) -> Result<Condition, BadCondition> {
        let mut parts = vec![self.all()?];
        while self.take_word("or") {
            parts.push(self.all()?);
        }
        Ok(one_or(parts, Condition::Any))
    }

    fn all(&mut self) -> Result<Condition, BadCondition> {
        let mut parts = vec![self.single()?];
        while self.take_word("and") {
            parts.push(self.single()?);
        }
        Ok(one_or(parts, Condition::All))
    }

    fn single(&mut self) -> Result<Condition, BadCondition> {
        match self.tokens.next() {
            Some(Token::Open) => {
                let inner = self.any()?;
                self.expect(&Token::Close)?;
                Ok(inner)
            }
            Some(Token::Word(path)) => self.comparison(path),
            other => Err(BadCondition(format!("a field was expected, not {other:?}"))),
        }
    }

    fn comparison(&mut self, path: String) -> Result<Condition, BadCondition> {
        let mut negated = self.take_word("not");
        let operator = match self.tokens.next() {
            Some(Token::Word(word)) => match word.to_ascii_lowercase().as_str() {
                "contains" => Operator::Contains,
                "like" => Operator::Like,
                "in" => Operator::In,
                _ => return Err(BadCondition(format!("\"{word}\" is no operator"))),
            },
            Some(Token::Sign(sign)) if !negated => {
                negated = sign == "!=";
                match sign {
                    "<" => Operator::Less,
                    "<=" => Operator::LessOrEqual,
                    ">" => Operator::Greater,
                    ">=" => Operator::GreaterOrEqual,
                    _ => Operator::Equal,
                }
            }
            other => return Err(BadCondition(format!("an operator was expected, not {other:?}"))),
        };
        let literals = if operator == Operator::In { self.literals()? } else { vec![self.literal()?] };
        Ok(Condition::Compare { path, operator, negated, literals })
    }

    fn literals(&mut self) -> Result<Vec<Literal>, BadCondition> {
        self.expect(&Token::Open)?;
        let mut literals = vec![self.literal()?];
        while self.tokens.next_if_eq(&Token::Comma).is_some() {
            literals.push(self.literal()?);
        }
        self.expect(&Token::Close)?;
        Ok(literals)
    }

    fn literal(&mut self) -> Result<Literal, BadCondition> {
        match self.tokens.next() {
            Some(Token::Text(text)) => Ok(Literal::Text(text)),
            Some(Token::Number(number)) => Ok(Literal::Number(number)),
            Some(Token::Time(seconds)) => Ok(Literal::Time(seconds)),
            Some(Token::Word(word)) => match word.to_ascii_lowercase().as_str() {
                "true" => Ok(Literal::Bool(true)),
                "false" => Ok(Literal::Bool(false)),
                "null" => Ok(Literal::Null),
                _ => Err(BadCondition(format!("\"{word}\" is no value"))),
            },
            other => Err(BadCondition(format!("a value was expected, not {other:?}"))),
        }
    }

    fn take_word(&mut self, wanted: &str) -> bool {
        self.tokens.next_if(|token| matches!(token, Token::Word(word) if word.eq_ignore_ascii_case(wanted))).is_some()
    }

    fn expect(&mut self, wanted: &Token) -> Result<(), BadCondition> {
        match self.tokens.next() {
            Some(token) if token == *wanted => Ok(()),
            other => Err(BadCondition(format!("{wanted:?} was expected, not {other:?}"))),
        }
    }
}

fn one_or(mut parts: Vec<Condition>, many: impl FnOnce(Vec<Condition>) -> Condition) -> Condition {
    if parts.len() == 1 { parts.remove(0) } else { many(parts) }
}
