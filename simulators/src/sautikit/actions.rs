//! Voice actions: reads a list strictly, as the vendor's validator does.
//! Source: the verbs of the vendor's Node SDK, version 0.5.0.
//!
//! `stream` and `aiAgent` exist at the vendor and are refused here, because nothing simulates them.

mod verbs;

use serde_json::{Map, Value};

pub(crate) use self::verbs::{
    Action, Conference, Dial, DialRecord, GetDigits, Method, Play, Record, RejectReason,
};
use super::config::Dialect;
use super::phone::{is_e164, is_web};

/// The longest list that is accepted.
const MOST_ACTIONS: usize = 50;

impl Action {
    /// The verb.
    pub(crate) fn verb(&self) -> &'static str {
        match self {
            Self::Say(_) => "say",
            Self::Play(_) => "play",
            Self::GetDigits(_) => "getDigits",
            Self::Dial(_) => "dial",
            Self::Conference(_) => "conference",
            Self::Record(_) => "record",
            Self::Redirect(_) => "redirect",
            Self::Reject(_) => "reject",
            Self::Hangup(_) => "hangup",
        }
    }

    fn check(&self, dialect: Dialect) -> Result<(), String> {
        match self {
            Self::Say(say) if say.text.is_empty() => Err("say has no text".to_owned()),
            Self::Dial(dial) => check_dial(dial, dialect),
            Self::Record(record) => check_record(record),
            Self::GetDigits(digits) => {
                let is_heard = |action: &Self| matches!(action, Self::Say(_) | Self::Play(_));
                let wrong = digits.nested.iter().find(|action| !is_heard(action));
                wrong.map_or(Ok(()), |action| {
                    Err(format!(
                        "getDigits cannot hold {}, only say and play",
                        action.verb()
                    ))
                })
            }
            Self::Say(_)
            | Self::Play(_)
            | Self::Conference(_)
            | Self::Redirect(_)
            | Self::Reject(_)
            | Self::Hangup(_) => Ok(()),
        }
    }
}

fn check_dial(dial: &Dial, dialect: Dialect) -> Result<(), String> {
    if dial.to.is_some() && dialect == Dialect::Documented {
        return Err("dial has no key 'to'; use number, numbers or sip".to_owned());
    }
    let given = [
        dial.number.is_some(),
        dial.numbers.is_some(),
        dial.sip.is_some(),
        dial.to.is_some(),
    ];
    if given.into_iter().filter(|given| *given).count() != 1 {
        return Err("dial needs exactly one of number, numbers and sip".to_owned());
    }
    let numbers = [&dial.number, &dial.to]
        .into_iter()
        .flatten()
        .chain(dial.numbers.iter().flatten());
    if let Some(wrong) = numbers.into_iter().find(|number| !is_e164(number)) {
        return Err(format!(
            "dial cannot ring '{wrong}', which is no E.164 number"
        ));
    }
    if dial.targets().is_empty() {
        return Err("dial has nobody to ring".to_owned());
    }
    Ok(())
}

fn check_record(record: &Record) -> Result<(), String> {
    match record.action.as_deref() {
        Some(url) if !is_web(url) => Err(format!("record cannot tell '{url}', no web address")),
        Some(_) | None => Ok(()),
    }
}

/// Reads a list of actions.
pub(crate) fn parse_list(list: &[Value], dialect: Dialect) -> Result<Vec<Action>, String> {
    if list.len() > MOST_ACTIONS {
        return Err(format!(
            "{} actions are too many, {MOST_ACTIONS} is the most",
            list.len()
        ));
    }
    list.iter().map(|value| parse(value, dialect)).collect()
}

/// Reads what a voice callback answered: an object with `actions` and nothing else.
/// The list may be empty; what that means depends on what was asked.
pub(crate) fn parse_answer(body: &str, dialect: Dialect) -> Result<Vec<Action>, String> {
    let answer = serde_json::from_str::<Map<String, Value>>(body)
        .map_err(|_| "the answer is no JSON object".to_owned())?;
    let list = answer.get("actions").and_then(Value::as_array);
    let list = list.ok_or("the answer has no list of actions")?;
    if let Some(key) = answer.keys().find(|key| *key != "actions") {
        return Err(format!("the answer has an unknown key '{key}'"));
    }
    parse_list(list, dialect)
}

fn parse(value: &Value, dialect: Dialect) -> Result<Action, String> {
    let verbs = value.as_object().ok_or("an action is no object")?;
    if verbs.len() != 1 {
        return Err(format!(
            "an action has {} verbs, it must have exactly one",
            verbs.len()
        ));
    }
    if has_null(value) {
        return Err("an action has a key without a value; leave the key out".to_owned());
    }
    let action = serde_json::from_value::<Action>(value.clone())
        .map_err(|error| format!("an action cannot be read: {error}"))?;
    action.check(dialect)?;
    Ok(action)
}

fn has_null(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(items) => items.iter().any(has_null),
        Value::Object(fields) => fields.values().any(has_null),
        Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn refused(actions: &str, reason: &str) {
        let body = format!(r#"{{"actions":{actions}}}"#);
        let refusal = parse_answer(&body, Dialect::Documented).unwrap_err();
        assert!(refusal.contains(reason), "{actions}: {refusal}");
    }

    #[track_caller]
    fn accepted(actions: &str, verbs: &[&str]) {
        let body = format!(r#"{{"actions":{actions}}}"#);
        let list = parse_answer(&body, Dialect::Documented).unwrap();
        assert_eq!(list.iter().map(Action::verb).collect::<Vec<_>>(), verbs);
    }

    #[test]
    fn every_documented_verb_is_read() {
        accepted(
            r##"[{"say":{"text":"Hi","voice":"woman","language":"en-KE","loop":1}},
                {"play":{"url":"https://storage.sautikit.com/a.mp3","loop":0}},
                {"getDigits":{"timeout":5,"numDigits":1,"finishOnKey":"#","nested":[{"say":{"text":"Press"}}]}},
                {"dial":{"number":"+254712345678","callerId":"+254203893800","timeout":25,"record":"record-from-answer"}},
                {"conference":{"name":"room","record":true,"startOnEnter":true}},
                {"record":{"action":"https://x.example/r","method":"POST","maxLength":60}},
                {"redirect":{"url":"https://x.example","method":"GET"}},
                {"reject":{"reason":"busy"}},{"reject":{}},{"hangup":{}}]"##,
            &[
                "say",
                "play",
                "getDigits",
                "dial",
                "conference",
                "record",
                "redirect",
                "reject",
                "reject",
                "hangup",
            ],
        );
    }

    #[test]
    fn an_action_has_exactly_one_verb_and_only_documented_keys() {
        refused("[{}]", "0 verbs");
        refused(r#"[{"say":{"text":"a"},"hangup":{}}]"#, "2 verbs");
        refused(r#"["hangup"]"#, "no object");
        refused(r#"[{"sing":{}}]"#, "cannot be read");
        refused(r#"[{"say":{}}]"#, "text");
        refused(r#"[{"say":{"text":""}}]"#, "no text");
        refused(r#"[{"say":{"text":"a","speed":2}}]"#, "speed");
        refused(
            r#"[{"say":{"text":"a","language":null}}]"#,
            "without a value",
        );
        refused(r#"[{"hangup":{"now":true}}]"#, "now");
        refused(r#"[{"record":{"playBeep":true}}]"#, "playBeep");
        refused(r#"[{"record":{"action":"/r"}}]"#, "no web address");
        refused(
            r#"[{"getDigits":{"nested":[{"hangup":{}}]}}]"#,
            "cannot hold hangup",
        );
    }

    #[test]
    fn a_dial_has_exactly_one_target() {
        accepted(
            r#"[{"dial":{"numbers":["+254712345678","+254700000001"]}}]"#,
            &["dial"],
        );
        accepted(r#"[{"dial":{"sip":"sip:amina@example.co.ke"}}]"#, &["dial"]);
        refused(r#"[{"dial":{}}]"#, "exactly one");
        refused(
            r#"[{"dial":{"number":"+254712345678","sip":"sip:a@b"}}]"#,
            "exactly one",
        );
        refused(r#"[{"dial":{"number":""}}]"#, "no E.164");
        refused(r#"[{"dial":{"number":"0712345678"}}]"#, "no E.164");
        refused(r#"[{"dial":{"numbers":[]}}]"#, "nobody");
        refused(r#"[{"dial":{"to":"+254712345678"}}]"#, "no key 'to'");
    }

    #[test]
    fn the_blog_dialect_accepts_to_in_a_dial_but_never_beside_another_target() {
        let with = |dial: &str| {
            parse_answer(
                &format!(r#"{{"actions":[{{"dial":{dial}}}]}}"#),
                Dialect::Blog,
            )
        };
        assert!(with(r#"{"to":"+254712345678","callerId":"+254203893800","timeout":25}"#).is_ok());
        assert!(with(r#"{"to":"+254712345678","number":"+254712345678"}"#).is_err());
        assert!(with(r#"{"to":""}"#).is_err());
    }

    #[test]
    fn fifty_actions_are_the_most() {
        let hangups = |count: usize| format!("[{}]", vec![r#"{"hangup":{}}"#; count].join(","));
        accepted(&hangups(50), &["hangup"; 50]);
        refused(&hangups(51), "too many");
    }

    #[test]
    fn an_answer_is_an_object_with_actions_and_nothing_else() {
        for (body, reason) in [
            ("", "no JSON object"),
            ("[]", "no JSON object"),
            ("{}", "no list of actions"),
            (r#"{"actions":{}}"#, "no list of actions"),
            (
                r#"{"actions":[{"hangup":{}}],"status":200}"#,
                "unknown key 'status'",
            ),
            ("<Response><Hangup/></Response>", "no JSON object"),
        ] {
            let refusal = parse_answer(body, Dialect::Blog).unwrap_err();
            assert!(refusal.contains(reason), "{body}: {refusal}");
        }
    }
}
