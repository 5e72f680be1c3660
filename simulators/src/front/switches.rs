//! Changes some of a simulator's switches and leaves the others.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

/// The switches with the named ones replaced; a name or a value that does not exist is told in a sentence.
pub(crate) fn patched<T: DeserializeOwned + Serialize>(
    switches: &T,
    patch: Map<String, Value>,
) -> Result<T, String> {
    let mut all = serde_json::to_value(switches).map_err(|error| error.to_string())?;
    if let Some(all) = all.as_object_mut() {
        all.extend(patch);
    }
    serde_json::from_value(all).map_err(|error| format!("These switches cannot be set: {error}."))
}
