//! The credits of a minute: what a call costs, and when the account has spent them.
//!
//! One window for the whole account, whoever calls; whole minutes of the clock, because the vendor does not say where a minute begins.
//! A breached limit of a single kind of call answers like the total one; that is inferred.

use axum::http::Method;
use jiff::Timestamp;

use super::config::Limits;

/// Kinds of calls with a limit of their own.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Kind {
    TicketCreate,
    TicketUpdate,
    TicketList,
    ContactList,
    Other,
}

/// What one call costs and against which limit it counts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Price {
    pub(crate) kind: Kind,
    pub(crate) credits: u64,
}

impl Price {
    /// Prices a call: 1, plus 1 for every `include` of a view and 2 for every `include` of a list.
    pub(crate) fn of(method: &Method, path: &str, query: &str) -> Self {
        let includes = url::form_urlencoded::parse(query.as_bytes())
            .filter(|(name, _)| name == "include")
            .map(|(_, value)| value.split(',').filter(|part| !part.is_empty()).count() as u64)
            .sum::<u64>();
        let path = path.strip_prefix("/api/v2/").unwrap_or(path);
        let parts = path.split('/').collect::<Vec<_>>();
        let (kind, each) = match (method.as_str(), parts.as_slice()) {
            ("POST", ["tickets"]) => (Kind::TicketCreate, 0),
            ("PUT", ["tickets", _]) => (Kind::TicketUpdate, 0),
            ("GET", ["tickets"]) => (Kind::TicketList, 2),
            ("GET", ["contacts"]) => (Kind::ContactList, 2),
            ("GET", _) => (Kind::Other, 1),
            _ => (Kind::Other, 0),
        };
        Self {
            kind,
            credits: 1 + each * includes,
        }
    }
}

/// How a call went down on the account.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Spent {
    /// It may go on.
    Allowed {
        /// The credits of a minute.
        total: u64,
        /// What is left of them.
        remaining: u64,
    },
    /// It is refused until the next minute.
    Limited {
        /// Seconds to wait.
        retry_after: u64,
    },
}

/// The credits spent in the current minute.
#[derive(Debug, Default)]
pub(crate) struct Credits {
    minute: i64,
    total: u64,
    by_kind: [u64; 4],
}

impl Credits {
    /// Pays for a call.
    pub(crate) fn spend(&mut self, price: Price, limits: Limits, now: Timestamp) -> Spent {
        let minute = now.as_second().div_euclid(60);
        if minute != self.minute {
            *self = Self {
                minute,
                ..Self::default()
            };
        }
        let sub_limit = match price.kind {
            Kind::TicketCreate => Some((0, limits.ticket_create)),
            Kind::TicketUpdate => Some((1, limits.ticket_update)),
            Kind::TicketList => Some((2, limits.ticket_list)),
            Kind::ContactList => Some((3, limits.contact_list)),
            Kind::Other => None,
        };
        let of_kind = sub_limit
            .and_then(|(index, limit)| self.by_kind.get_mut(index).map(|used| (used, limit)));
        let kind_is_spent = of_kind
            .as_ref()
            .is_some_and(|(used, limit)| **used >= *limit);
        if kind_is_spent || self.total + price.credits > limits.total {
            let retry_after = u64::try_from(60 - now.as_second().rem_euclid(60)).unwrap_or(60);
            return Spent::Limited { retry_after };
        }
        if let Some((used, _)) = of_kind {
            *used += 1;
        }
        self.total += price.credits;
        Spent::Allowed {
            total: limits.total,
            remaining: limits.total - self.total,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::freshdesk::Plan;

    fn second(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn a_call_costs_more_with_includes_and_most_on_a_list() {
        let cases = [
            ("GET", "/api/v2/tickets/1", "", Kind::Other, 1),
            (
                "GET",
                "/api/v2/tickets/1",
                "include=conversations",
                Kind::Other,
                2,
            ),
            (
                "GET",
                "/api/v2/tickets/1",
                "include=requester,stats",
                Kind::Other,
                3,
            ),
            (
                "GET",
                "/api/v2/tickets",
                "include=stats",
                Kind::TicketList,
                3,
            ),
            ("GET", "/api/v2/tickets", "", Kind::TicketList, 1),
            ("GET", "/api/v2/contacts", "phone=1", Kind::ContactList, 1),
            ("GET", "/api/v2/contacts/7", "", Kind::Other, 1),
            ("POST", "/api/v2/tickets", "", Kind::TicketCreate, 1),
            ("POST", "/api/v2/tickets/1/notes", "", Kind::Other, 1),
            ("PUT", "/api/v2/tickets/1", "", Kind::TicketUpdate, 1),
            ("PUT", "/api/v2/tickets/1/restore", "", Kind::Other, 1),
        ];
        for (method, path, query, kind, credits) in cases {
            let price = Price::of(&method.parse().unwrap(), path, query);
            assert_eq!(price, Price { kind, credits }, "{method} {path}?{query}");
        }
    }

    #[test]
    fn each_kind_of_call_has_a_limit_of_its_own() {
        let limits = Limits {
            total: 10,
            ticket_create: 1,
            ticket_update: 1,
            ticket_list: 1,
            contact_list: 1,
        };
        for kind in [
            Kind::TicketCreate,
            Kind::TicketUpdate,
            Kind::TicketList,
            Kind::ContactList,
        ] {
            let mut credits = Credits::default();
            let price = Price { kind, credits: 1 };
            let first = credits.spend(price, limits, second(0));
            assert_eq!(
                first,
                Spent::Allowed {
                    total: 10,
                    remaining: 9
                }
            );
            let second_try = credits.spend(price, limits, second(26));
            assert_eq!(second_try, Spent::Limited { retry_after: 34 });
            let other = credits.spend(
                Price {
                    kind: Kind::Other,
                    credits: 1,
                },
                limits,
                second(27),
            );
            assert_eq!(
                other,
                Spent::Allowed {
                    total: 10,
                    remaining: 8
                }
            );
        }
    }

    #[test]
    fn the_next_minute_starts_afresh() {
        let limits = Plan::Trial.limits().unwrap();
        let mut credits = Credits::default();
        let price = Price {
            kind: Kind::Other,
            credits: 50,
        };
        assert!(matches!(
            credits.spend(price, limits, second(59)),
            Spent::Allowed { .. }
        ));
        assert_eq!(
            credits.spend(price, limits, second(59)),
            Spent::Limited { retry_after: 1 }
        );
        assert!(matches!(
            credits.spend(price, limits, second(60)),
            Spent::Allowed { .. }
        ));
    }

    #[test]
    fn plans_allow_what_their_table_says() {
        let totals = [
            Plan::Free,
            Plan::Trial,
            Plan::Growth,
            Plan::Pro,
            Plan::Enterprise,
        ]
        .map(|plan| {
            plan.limits()
                .map(|limits| (limits.total, limits.ticket_create))
        });
        assert_eq!(
            totals,
            [
                None,
                Some((50, 50)),
                Some((200, 80)),
                Some((400, 160)),
                Some((700, 280))
            ]
        );
    }
}
