//! Query strings of lists, and their pages.
//!
//! [inferred] How many rows a page has by itself and at most, and what stands in `links`.

use std::collections::BTreeMap;

use axum::Json;
use axum::http::Uri;
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};
use url::form_urlencoded::{Serializer, parse};

use super::refusal::Refusal;

const ROWS: usize = 10;
const MOST_ROWS: usize = 100;

/// The decoded query of a request; an unencoded `+` has become a space by then.
pub(crate) struct Query {
    values: BTreeMap<String, String>,
    path: String,
}

/// The part of a list that was asked for.
#[derive(Clone, Copy)]
pub(crate) struct Page {
    pub(crate) number: usize,
    pub(crate) rows: usize,
}

impl Query {
    /// Reads the query and refuses names that the endpoint does not know.
    pub(crate) fn read(uri: &Uri, known: &[&str]) -> Result<Self, Refusal> {
        let values = parse(uri.query().unwrap_or_default().as_bytes())
            .into_owned()
            .collect::<BTreeMap<_, _>>();
        let is_known =
            |name: &str| known.contains(&name) || ["page", "items_per_page"].contains(&name);
        match values.keys().find(|name| !is_known(name)) {
            Some(name) => Err(wrong(name)),
            None => Ok(Self {
                values,
                path: format!("/v2{}", uri.path()),
            }),
        }
    }

    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.values.get(name).map(String::as_str)
    }

    /// A value that must be one of some words.
    pub(crate) fn word(&self, name: &str, words: &[&str]) -> Result<Option<&str>, Refusal> {
        match self.text(name) {
            Some(word) if !words.contains(&word) => Err(wrong(name)),
            word => Ok(word),
        }
    }

    /// A value as a moment.
    pub(crate) fn moment(&self, name: &str) -> Result<Option<jiff::Timestamp>, Refusal> {
        let parsed = self.text(name).map(str::parse).transpose();
        parsed.map_err(|_| wrong(name))
    }

    /// The page asked for; pages start at 1.
    pub(crate) fn page(&self) -> Result<Page, Refusal> {
        let counted = |name, default, most| {
            let number = self.text(name).map_or(Ok(default), str::parse);
            let number = number.ok().filter(|number| (1..=most).contains(number));
            number.ok_or_else(|| wrong(name))
        };
        Ok(Page {
            number: counted("page", 1, usize::MAX)?,
            rows: counted("items_per_page", ROWS, MOST_ROWS)?,
        })
    }

    /// One page of the rows under the list's name.
    pub(crate) fn answer(&self, name: &str, rows: Vec<Value>, page: Page) -> Response {
        let pages = rows.len().div_ceil(page.rows);
        let total = rows.len();
        let mut links = Map::new();
        if page.number < pages {
            let link =
                json!({"href": self.address(page.number + 1), "rel": "next_page", "method": "GET"});
            links.insert("next_page".to_owned(), link);
        }
        let body = json!({
            name: page.of(rows),
            "pagination": {
                "total_items": total,
                "total_pages": pages,
                "current_page": page.number,
                "items_per_page": page.rows
            },
            "links": links
        });
        Json(body).into_response()
    }

    /// The same list at another page.
    pub(crate) fn address(&self, page: usize) -> String {
        let others = self.values.iter().filter(|(name, _)| *name != "page");
        let query = Serializer::new(String::new())
            .extend_pairs(others)
            .append_pair("page", &page.to_string())
            .finish();
        format!("{}?{query}", self.path)
    }
}

impl Page {
    /// The rows that are on it.
    pub(crate) fn of<T>(self, rows: Vec<T>) -> Vec<T> {
        let start = (self.number - 1).saturating_mul(self.rows);
        rows.into_iter().skip(start).take(self.rows).collect()
    }
}

fn wrong(name: &str) -> Refusal {
    Refusal::invalid(format!("The parameter \"{name}\" is not valid."))
}
