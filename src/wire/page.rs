//! What the pages and the server functions say to each other.
//!
//! A page supplies its own arguments, so every one of them is checked where it is used. Ids travel as texts, since
//! JavaScript rounds large numbers.

mod callbacks;
mod calls;
mod clicks;
mod presence;
mod web_calls;

pub use callbacks::{
    CallbackArguments, CallbackReply, CompleteCallbackReply, ListCallbacksReply, TakeCallbackReply,
};
pub use calls::{
    CallerCallback, CallerContact, CallerTicket, GetRecordingArguments, GetRecordingReply,
    LogCallArguments, LogCallReply, LookUpCallerArguments, LookUpCallerReply, PastCall,
    RecentCallsReply,
};
pub use clicks::{
    GetCallArguments, GetCallReply, HangUpReply, LiveState, PlaceCallArguments, PlaceCallReply,
};
pub use presence::{PresenceArguments, PresenceReply, StreamPassReply};
pub use web_calls::{
    AgentCredentialsArguments, AgentCredentialsReply, BuildUrlArguments, BuildUrlReply,
    Credentials, ListWebCallsArguments, ListWebCallsReply, Person, RevokeWebCallArguments,
    RevokeWebCallReply, WebCall,
};
