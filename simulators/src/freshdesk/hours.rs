//! Business hours.
//!
//! Closed days are missing keys, and holidays are not told at all.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::http::Uri;
use axum::response::Response;
use serde_json::{Value, json};

use super::config::HoursForm;
use super::desk::{Caller, Desk, Id};
use super::paging::Query;
use super::refusal::{Refusal, ok};

/// `GET /business_hours`.
pub(crate) async fn list(
    State(desk): State<Arc<Desk>>,
    Extension(caller): Extension<Caller>,
    uri: Uri,
) -> Result<Response, Refusal> {
    caller.needs_admin()?;
    let query = Query::read(&uri, desk.address("business_hours"), &["page", "per_page"])?;
    let page = query.page(usize::MAX)?;
    let form = desk.switches.lock().hours_form;
    let rows = desk
        .setup
        .business_hours
        .iter()
        .map(|hours| spelt(hours, form));
    Ok(query.answer(rows.collect(), page))
}

/// `GET /business_hours/{id}`.
pub(crate) async fn view(
    State(desk): State<Arc<Desk>>,
    Extension(caller): Extension<Caller>,
    Id(id): Id,
) -> Result<Response, Refusal> {
    caller.needs_admin()?;
    let is_meant = |hours: &&Value| hours.get("id").and_then(Value::as_u64) == Some(id);
    let hours = desk
        .setup
        .business_hours
        .iter()
        .find(is_meant)
        .ok_or(Refusal::Missing)?;
    let form = desk.switches.lock().hours_form;
    Ok(ok(&spelt(hours, form)))
}

/// The calendar with its times in one form; what is no time stays as it is.
fn spelt(calendar: &Value, form: HoursForm) -> Value {
    let mut calendar = calendar.clone();
    let days = calendar
        .get_mut("business_hours")
        .and_then(Value::as_object_mut);
    for (_, day) in days.into_iter().flatten() {
        for (_, time) in day.as_object_mut().into_iter().flatten() {
            if let Some(text) = time.as_str().and_then(|text| time_of_day(text, form)) {
                *time = json!(text);
            }
        }
    }
    calendar
}

fn time_of_day(text: &str, form: HoursForm) -> Option<String> {
    let (clock, half) = text.split_once(' ')?;
    let mut parts = clock.split(':').map(str::parse::<u8>);
    let (hour, minute) = (parts.next()?.ok()?, parts.next()?.ok()?);
    Some(match form {
        HoursForm::Short => format!("{hour}:{minute:02} {half}"),
        HoursForm::Long => format!("{hour:02}:{minute:02}:00 {half}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_of_day_is_spelt_either_way() {
        for (text, short, long) in [
            ("8:00 am", "8:00 am", "08:00:00 am"),
            ("08:00:00 am", "8:00 am", "08:00:00 am"),
            ("12:30 pm", "12:30 pm", "12:30:00 pm"),
        ] {
            assert_eq!(time_of_day(text, HoursForm::Short).as_deref(), Some(short));
            assert_eq!(time_of_day(text, HoursForm::Long).as_deref(), Some(long));
        }
        assert_eq!(time_of_day("noon", HoursForm::Long), None);
    }
}
