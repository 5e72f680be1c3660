//! What pages ask of a fuzzed installation.

use serde_json::json;
use switchboard::app;

use super::secrets::PASSCODE;
use super::session::Session;
use crate::executor::run;

/// Every server function.
pub(super) const FUNCTIONS: [&str; 21] = [
    "placeCall",
    "getCall",
    "hangUpCall",
    "lookUpCaller",
    "recentCalls",
    "getRecording",
    "logCall",
    "listCallbacks",
    "takeCallback",
    "completeCallback",
    "setPresence",
    "getPresence",
    "openAdmin",
    "checkSetup",
    "getTeam",
    "saveTeam",
    "buildBackupGroupCallUrl",
    "getAgentsSendbirdCreds",
    "listWebCalls",
    "revokeWebCall",
    "connectChannel",
];

impl Session<'_> {
    /// A page calls a server function.
    pub(super) fn invoke(&mut self, function: &str, arguments: &str) {
        // Only where they belong, or the session itself would tell them.
        let in_place = |name: &str, text: &str| format!("\"{name}\":\"{text}\"");
        let is_admin = [
            "openAdmin",
            "checkSetup",
            "getTeam",
            "saveTeam",
            "connectChannel",
        ]
        .contains(&function);
        let mut arguments = arguments.to_owned();
        if is_admin {
            for (name, placeholder, text) in [
                ("passcode", "(the passcode)", PASSCODE),
                ("token", "(the token)", &self.token),
            ] {
                let [from, to] = [placeholder, text].map(|text| in_place(name, text));
                arguments = arguments.replace(&from, &to);
            }
        }
        let payload = self.platform(&arguments);
        let (host, payload) = (&self.host, payload.as_str());
        macro_rules! told {
            ($function:ident) => {
                run(app::$function(host, payload)).map(|reply| json!(reply))
            };
        }
        let told = match function {
            "placeCall" => told!(place_call),
            "getCall" => told!(get_call),
            "hangUpCall" => told!(hang_up_call),
            "lookUpCaller" => told!(look_up_caller),
            "recentCalls" => told!(recent_calls),
            "getRecording" => told!(get_recording),
            "logCall" => told!(log_call),
            "listCallbacks" => told!(list_callbacks),
            "takeCallback" => told!(take_callback),
            "completeCallback" => told!(complete_callback),
            "setPresence" => told!(set_presence),
            "getPresence" => told!(get_presence),
            "openAdmin" => told!(open_admin),
            "checkSetup" => told!(check_setup),
            "getTeam" => told!(get_team),
            "saveTeam" => told!(save_team),
            "buildBackupGroupCallUrl" => told!(build_url),
            "getAgentsSendbirdCreds" => told!(agent_credentials),
            "listWebCalls" => told!(list_web_calls),
            "revokeWebCall" => told!(revoke_web_call),
            "connectChannel" => told!(connect_channel),
            other => panic!("no such function: {other}"),
        };
        if let (Ok(reply), "openAdmin") = (&told, function) {
            reply["token"].as_str().unwrap().clone_into(&mut self.token);
            self.host.hidden.borrow_mut().push(self.token.clone());
            self.steps += 1;
            return;
        }
        self.check(told, true);
    }
}
