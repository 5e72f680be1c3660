//! Who somebody in a browser is: a user with the right token, or without one where the application lets that be.
//!
//! It knows no rooms.

use serde_json::Value;

use super::ClientRefusal;
use crate::sendbird::application::Application;
use crate::sendbird::config::LoginWithoutToken;
use crate::sendbird::records::{Profile, Records, User};
use crate::sendbird::token::{Worth, judge};

const DEACTIVATED: u32 = 400_300;
const NO_USER: u32 = 400_301;
const WRONG_TOKEN: u32 = 400_302;
const NO_APPLICATION: u32 = 400_304;
const LONG_USER_ID: u32 = 400_305;
const NOT_AUTHENTICATED: u32 = 1_800_303;

const LONGEST_USER_ID: usize = 80;

/// Who somebody says to be.
#[derive(Clone, Debug)]
pub(crate) struct Login {
    pub(crate) user_id: String,
    /// A session token or the permanent one.
    pub(crate) token: Option<String>,
}

impl Application {
    /// Logs in; an unknown user is made where the application's setting says so.
    pub(crate) fn authenticate(&self, app_id: &str, login: &Login) -> Result<Value, ClientRefusal> {
        if !app_id.eq_ignore_ascii_case(&self.app_id) {
            let message = "There is no such application.";
            return Err(ClientRefusal::new(NO_APPLICATION, message));
        }
        let user_id = login.user_id.as_str();
        if user_id.chars().count() > LONGEST_USER_ID {
            return Err(ClientRefusal::new(LONG_USER_ID, "The user id is too long."));
        }
        let setting = self.switches.lock().login_without_token;
        let makes_user = setting == LoginWithoutToken::ReadAndWrite && login.token.is_none();
        self.change(|records, now| {
            if makes_user && !user_id.is_empty() && !records.users.contains_key(user_id) {
                records.make_user(user_id, Profile::default(), now);
            }
            let user = self.logged_in(records, login)?;
            user.has_ever_logged_in = true;
            Ok(user.public_view())
        })
    }

    /// As [`Self::logged_in`], for somebody who was it before.
    pub(super) fn still_logged_in<'a>(
        &self,
        records: &'a mut Records,
        login: &Login,
    ) -> Result<&'a mut User, ClientRefusal> {
        let refuse = |why: ClientRefusal| ClientRefusal::new(NOT_AUTHENTICATED, why.message);
        self.logged_in(records, login).map_err(refuse)
    }

    fn logged_in<'a>(
        &self,
        records: &'a mut Records,
        login: &Login,
    ) -> Result<&'a mut User, ClientRefusal> {
        let missing = || ClientRefusal::new(NO_USER, "There is no such user.");
        let user = records.users.get_mut(&login.user_id).ok_or_else(missing)?;
        if !user.is_active {
            let message = "The user is deactivated.";
            return Err(ClientRefusal::new(DEACTIVATED, message));
        }
        match self.objection(user, login.token.as_deref()) {
            Some(message) => Err(ClientRefusal::new(WRONG_TOKEN, message)),
            None => Ok(user),
        }
    }

    /// What is wrong with the token, or with having none.
    fn objection(&self, user: &User, token: Option<&str>) -> Option<&'static str> {
        let has_access_token = !user.access_token.is_empty();
        let setting = self.switches.lock().login_without_token;
        match token {
            Some(token) if has_access_token && token == user.access_token => None,
            Some(token) => match judge(&self.signing_key, user.holder(), token, self.clock.now()) {
                Worth::Good => None,
                Worth::Expired => Some("The token has expired."),
                Worth::Revoked => Some("The token was revoked."),
                Worth::Unknown => Some("The token is not this user's."),
            },
            None if user.ever_had_token || has_access_token => Some("This user needs a token."),
            None if setting == LoginWithoutToken::Denied => Some("Nobody logs in without a token."),
            None => None,
        }
    }
}
