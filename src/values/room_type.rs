//! What kind of room a web call has, in the words that Sendbird and the customer's page use.
//!
//! How many people fit in is Sendbird's rule.

use serde::{Deserialize, Serialize};

/// What kind of room it is.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub enum RoomType {
    /// Video, for up to 6.
    #[serde(rename = "small_room_for_video")]
    Video,
    /// Sound only, for up to 100.
    #[serde(rename = "large_room_for_audio_only")]
    Sound,
}
