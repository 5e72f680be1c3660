//! Statements for any number of rows. What they say is not decided here.

use std::borrow::Cow;
use std::sync::Arc;

use sqlx::any::AnyArguments;
use sqlx::query::Query;
use sqlx::{Any, AssertSqlSafe, Transaction};

/// How many rows go into the longest statement, as a power of two.
const LONGEST: u32 = 6;

/// A value of a row.
#[derive(Clone, Debug)]
pub(super) enum Value<'a> {
    Text(Cow<'a, str>),
    Number(i64),
}

pub(super) type Row<'a> = Vec<Value<'a>>;

pub(super) const fn text(text: &str) -> Value<'_> {
    Value::Text(Cow::Borrowed(text))
}

/// A statement in lengths for 1, 2, 4 and more rows: the database prepares each but once, and few do for any number of rows.
#[derive(Debug)]
pub(super) struct Statement(Vec<Arc<str>>);

impl Statement {
    /// Between `head` and `tail` stands a list with so many values for each row. Values without a number are found sooner,
    /// but PostgreSQL knows none.
    pub(super) fn new(is_file: bool, head: &str, width: usize, tail: &str) -> Self {
        let value = |at: usize| {
            if is_file {
                "?".to_owned()
            } else {
                format!("${at}")
            }
        };
        let row = |row: usize| {
            let values = row * width + 1..=(row + 1) * width;
            values.map(value).collect::<Vec<_>>().join(",")
        };
        let of_length = |length: usize| {
            let rows: Vec<String> = (0..length).map(row).collect();
            // Values of one row alone are a list of their own.
            let between = if width == 1 { "," } else { "),(" };
            format!("{head} ({}) {tail}", rows.join(between)).into()
        };
        Self((0..=LONGEST).map(|power| of_length(1 << power)).collect())
    }

    /// Which rows go together, and how they are asked for.
    pub(super) fn queries<'rows>(
        &self,
        mut rows: &'rows [Row<'_>],
    ) -> impl Iterator<Item = Query<'rows, Any, AnyArguments>> {
        std::iter::from_fn(move || {
            let power = rows.len().checked_ilog2()?.min(LONGEST);
            let statement = self.0.get(usize::try_from(power).ok()?)?;
            let (these, others) = rows.split_at_checked(1 << power)?;
            rows = others;
            let query = sqlx::query(AssertSqlSafe(Arc::clone(statement)));
            Some(
                these
                    .iter()
                    .flatten()
                    .fold(query, |query, value| match value {
                        Value::Text(text) => query.bind(text.as_ref()),
                        Value::Number(number) => query.bind(*number),
                    }),
            )
        })
    }

    pub(super) async fn execute(
        &self,
        rows: &[Row<'_>],
        transaction: &mut Transaction<'static, Any>,
    ) -> sqlx::Result<()> {
        for query in self.queries(rows) {
            query.execute(&mut **transaction).await?;
        }
        Ok(())
    }
}
