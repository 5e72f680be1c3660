//! Business hours and the account's zone.

use serde_json::json;
use simulators::freshdesk::HoursForm;

use crate::http::Desk;

#[tokio::test]
async fn business_hours_leave_closed_days_out() {
    let desk = Desk::open().await;
    let hours = desk.get("business_hours").await.json();
    assert_eq!(hours[0]["time_zone"], "Nairobi");
    assert_eq!(
        hours[0]["business_hours"]["monday"]["start_time"],
        "8:00 am"
    );
    assert!(hours[0]["business_hours"].get("sunday").is_none());
    assert_eq!(
        desk.get("business_hours/67000039282").await.json(),
        hours[0]
    );
}

#[tokio::test]
async fn times_are_spelt_as_recorded_or_as_documented() {
    let desk = Desk::open().await;
    for (form, start, end) in [
        (HoursForm::Short, "8:00 am", "6:00 pm"),
        (HoursForm::Long, "08:00:00 am", "06:00:00 pm"),
    ] {
        desk.sim.switch(|switches| switches.hours_form = form);
        let list = desk.get("business_hours").await.json();
        let view = desk.get("business_hours/67000039282").await.json();
        for calendar in [&list[0], &view] {
            let monday = &calendar["business_hours"]["monday"];
            assert_eq!(monday, &json!({"start_time": start, "end_time": end}));
        }
    }
}

#[tokio::test]
async fn zones_are_told_by_their_rails_names() {
    let zone = "Eastern Time (US & Canada)";
    let desk = Desk::with(|config| {
        config.time_zone = zone.to_owned();
        config.business_hours[0]["time_zone"] = json!(zone);
    })
    .await;
    assert_eq!(desk.get("account").await.json()["timezone"], zone);
    let hours = desk.get("business_hours").await.json();
    assert_eq!(hours[0]["time_zone"], zone);
}
