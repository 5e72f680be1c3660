//! How the API shows a contact.

use serde_json::{Value, json};

use crate::freshdesk::config::Contact;
use crate::freshdesk::moment::shown;

/// Added to a contact's id to make its organisation-wide id, which JavaScript cannot hold exactly.
const BEYOND_JAVASCRIPT: u64 = 9_007_199_254_740_993;

impl Contact {
    /// The contact as its own page shows it.
    pub(crate) fn view(&self) -> Value {
        let mut view = self.row();
        if let Some(fields) = view.as_object_mut() {
            for (name, value) in [
                ("tags", json!(self.tags)),
                ("other_emails", json!([])),
                ("other_companies", json!([])),
                ("other_phone_numbers", json!([])),
                ("view_all_tickets", json!(false)),
                ("avatar", Value::Null),
                ("org_contact_id", json!(BEYOND_JAVASCRIPT + self.id)),
                ("preferred_source", Value::Null),
            ] {
                fields.insert(name.to_owned(), value);
            }
            if self.deleted {
                fields.insert("deleted".to_owned(), json!(true));
            }
        }
        view
    }

    /// The contact as lists and searches show it.
    pub(crate) fn row(&self) -> Value {
        json!({
            "active": self.active,
            "address": self.address,
            "company_id": self.company_id,
            "description": self.description,
            "email": self.email,
            "id": self.id,
            "job_title": self.job_title,
            "contact_type": "contact",
            "language": "en",
            "mobile": self.mobile,
            "name": self.name,
            "phone": self.phone,
            "time_zone": "Nairobi",
            "twitter_id": self.twitter_id,
            "social_handler": [],
            "facebook_id": self.facebook_id,
            "unique_external_id": self.unique_external_id,
            "custom_fields": self.custom_fields,
            "created_at": shown(self.created_at),
            "updated_at": shown(self.updated_at)
        })
    }

    /// The best number to name the contact by, for the transcript.
    pub(crate) fn label(&self) -> String {
        match self
            .phone
            .as_ref()
            .or(self.mobile.as_ref())
            .or(self.email.as_ref())
        {
            Some(handle) if *handle != self.name => format!("{} ({handle})", self.name),
            Some(_) | None => self.name.clone(),
        }
    }
}
