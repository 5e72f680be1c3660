//! What an administrator wants in tickets of one kind of call, written as one `name: value` a line.
//!
//! Whether the account has such fields is for Freshdesk to say.

use serde::Serialize;

/// Fields of a ticket; what is not given is left to the app or to Freshdesk.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TicketFields {
    /// 2 Open, 3 Pending, 4 Resolved, 5 Closed, or one of the account's own.
    pub status: Option<u64>,
    /// 1 Low, 2 Medium, 3 High, 4 Urgent.
    pub priority: Option<u64>,
    /// The group's id.
    pub group: Option<u64>,
    /// One of the account's ticket types.
    pub kind: Option<String>,
    /// Tags besides the app's own.
    pub tags: Vec<String>,
    /// Custom fields, by their `cf_…` names.
    pub custom: Vec<(String, FieldValue)>,
    /// What could not be understood, as sentences.
    pub complaints: Vec<String>,
}

/// The value of a custom field: Freshdesk refuses a number where it expects a text, and the other way round.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum FieldValue {
    /// A checkbox.
    Truth(bool),
    /// A whole number.
    Number(i64),
    /// A text or a choice; quotation marks make a text of what looks like a number.
    Text(String),
}

/// A tag's longest text (facts of the API: `invalid_value` beyond).
const LONGEST_TAG: usize = 32;

impl TicketFields {
    /// Reads one `name: value` a line; blank lines are skipped.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let mut fields = Self::default();
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
            match line.split_once([':', '=']) {
                Some((name, value)) => fields.add(name.trim(), value.trim()),
                None => fields.complain(line, "is not like name: value"),
            }
        }
        fields
    }

    /// The same for tickets that are to stay open until a customer was called back.
    #[must_use]
    pub fn kept_open(mut self) -> Self {
        if self
            .status
            .take_if(|status| matches!(status, 4 | 5))
            .is_some()
        {
            self.complain(
                "status",
                "may be neither 4 (resolved) nor 5 (closed), since the customer waits",
            );
        }
        self
    }

    fn add(&mut self, name: &str, value: &str) {
        let number = || value.parse().ok();
        match name.to_ascii_lowercase().as_str() {
            "status" => match number() {
                Some(status) => self.status = Some(status),
                None => self.complain(name, "needs a number, like 2 for Open"),
            },
            "priority" => match number().filter(|priority| (1..=4).contains(priority)) {
                Some(priority) => self.priority = Some(priority),
                None => self.complain(name, "needs a number from 1 (low) to 4 (urgent)"),
            },
            "group" | "group_id" => match number() {
                Some(group) => self.group = Some(group),
                None => self.complain(
                    name,
                    "needs the group's number, which its address in Freshdesk ends in",
                ),
            },
            "type" => self.kind = Some(value.to_owned()),
            "tags" => self.add_tags(value),
            custom if custom.starts_with("cf_") => {
                self.custom
                    .push((custom.to_owned(), FieldValue::read(value)));
            }
            _ => self.complain(
                name,
                "is none of status, priority, group, type, tags and cf_… fields",
            ),
        }
    }

    fn add_tags(&mut self, value: &str) {
        for tag in value
            .split(',')
            .map(str::trim)
            .filter(|tag| !tag.is_empty())
        {
            if tag.chars().count() <= LONGEST_TAG {
                self.tags.push(tag.to_owned());
            } else {
                self.complain(tag, "is a tag of more than 32 characters");
            }
        }
    }

    fn complain(&mut self, subject: &str, complaint: &str) {
        let subject: String = subject.chars().take(40).collect();
        self.complaints.push(format!("“{subject}” {complaint}."));
    }
}

impl FieldValue {
    fn read(text: &str) -> Self {
        let quoted = text
            .strip_prefix('"')
            .and_then(|text| text.strip_suffix('"'));
        match (quoted, text.parse(), text.parse()) {
            (Some(text), ..) => Self::Text(text.to_owned()),
            (None, Ok(truth), _) => Self::Truth(truth),
            (None, _, Ok(number)) => Self::Number(number),
            (None, Err(_), Err(_)) => Self::Text(text.to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_read_line_by_line() {
        let fields = TicketFields::read(
            "status: 3\n\n priority = 4\ngroup: 67000260063\ntype: Question\ntags: vip, phone\ncf_branch: Nairobi\ncf_floor: 3\ncf_code: \"007\"\ncf_vip: true",
        );
        let text = |text: &str| FieldValue::Text(text.to_owned());
        assert_eq!(
            fields,
            TicketFields {
                status: Some(3),
                priority: Some(4),
                group: Some(67_000_260_063),
                kind: Some("Question".to_owned()),
                tags: vec!["vip".to_owned(), "phone".to_owned()],
                custom: vec![
                    ("cf_branch".to_owned(), text("Nairobi")),
                    ("cf_floor".to_owned(), FieldValue::Number(3)),
                    ("cf_code".to_owned(), text("007")),
                    ("cf_vip".to_owned(), FieldValue::Truth(true)),
                ],
                complaints: Vec::new(),
            }
        );
    }

    #[track_caller]
    fn check_kept_open(status: u64, complaints: usize) {
        let fields = TicketFields::read(&format!("status: {status}\npriority: 4")).kept_open();
        let kept = fields.status == Some(status);
        assert_eq!(
            (kept, fields.complaints.len()),
            (complaints == 0, complaints)
        );
        assert_eq!(fields.priority, Some(4));
    }

    #[test]
    fn a_ticket_whose_customer_waits_is_not_opened_resolved_or_closed() {
        check_kept_open(3, 0);
        check_kept_open(6, 0);
        check_kept_open(4, 1);
        check_kept_open(5, 1);
    }

    #[test]
    fn what_cannot_be_understood_is_said_and_the_rest_counts() {
        let fields = TicketFields::read("status: open\npriority: 9\nhello\nowner: me\ntags: a, bb");
        assert_eq!(
            fields.complaints,
            [
                "“status” needs a number, like 2 for Open.",
                "“priority” needs a number from 1 (low) to 4 (urgent).",
                "“hello” is not like name: value.",
                "“owner” is none of status, priority, group, type, tags and cf_… fields.",
            ]
        );
        assert_eq!(fields.tags, ["a", "bb"]);
    }
}
