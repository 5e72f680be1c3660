//! What callers hear: the app's own texts, and the administrator's in their place. Pure.

use crate::config::{Language, Routing};
use crate::wire::sautikit::Action;

/// When something is spoken.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Situation {
    /// Before an agent is rung.
    Connecting,
    /// Outside business hours.
    Closed,
    /// When nobody can take the call.
    Nobody,
    /// Before a message is recorded.
    Voicemail,
    /// Before the agent is rung, to a customer whom we called.
    ConnectingCalled,
    /// When nobody can speak, to a customer whom we called.
    NobodyCalled,
}

impl Situation {
    /// Says it in each language, in the configured order.
    pub(super) fn say(self, routing: &Routing) -> impl Iterator<Item = Action> {
        routing.languages.iter().map(move |&language| Action::Say {
            text: self.text(routing, language).to_owned(),
            language: match language {
                Language::English => "en-KE",
                Language::Swahili => "sw-KE",
            },
        })
    }

    fn text(self, routing: &Routing, language: Language) -> &str {
        let texts = &routing.texts;
        let replaced = match self {
            Self::Connecting => Some(&texts.connecting),
            Self::Closed => Some(&texts.closed),
            Self::Nobody => Some(&texts.nobody),
            Self::Voicemail => Some(&texts.voicemail),
            Self::ConnectingCalled | Self::NobodyCalled => None,
        };
        let [english, swahili] = self.own_texts();
        let [replaced_english, replaced_swahili] =
            replaced.map_or([None, None], |both| both.each_ref().map(Option::as_deref));
        match language {
            Language::English => replaced_english.unwrap_or(english),
            Language::Swahili => replaced_swahili.unwrap_or(swahili),
        }
    }

    /// English and Swahili. What follows `Nobody` and `Closed` may be a message, so neither says goodbye.
    const fn own_texts(self) -> [&'static str; 2] {
        match self {
            Self::Connecting => [
                "Thank you for calling. We are connecting you now.",
                "Asante kwa kupiga simu. Tafadhali subiri, tunakuunganisha.",
            ],
            Self::Closed => [
                "Thank you for calling. We are closed at the moment. We will call you back.",
                "Asante kwa kupiga simu. Kwa sasa ofisi yetu imefungwa. Tutakupigia simu.",
            ],
            Self::Nobody => [
                "We are sorry, nobody is free to take your call right now. We will call you back.",
                "Samahani, hakuna mhudumu wa kupokea simu yako kwa sasa. Tutakupigia simu.",
            ],
            Self::Voicemail => [
                "Please leave a message now, and press hash when you have finished.",
                "Tafadhali acha ujumbe wako sasa. Ukimaliza, bonyeza alama ya reli.",
            ],
            Self::ConnectingCalled => [
                "Please hold, we are connecting you.",
                "Tafadhali subiri, tunakuunganisha.",
            ],
            Self::NobodyCalled => [
                "We are sorry, nobody is free to speak with you right now. We will call again.",
                "Samahani, hakuna mhudumu wa kuzungumza nawe kwa sasa. Tutakupigia tena.",
            ],
        }
    }
}
