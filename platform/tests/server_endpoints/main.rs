//! The server over real HTTP, around a platform that runs a tiny packed app.
//!
//! What the platform itself does with an event is tested elsewhere; here it is what goes in and out of the endpoints.

mod api;
#[cfg(test)]
mod chats;
// The mark tells clippy that helpers are test code too, and may unwrap.
#[cfg(test)]
mod desk;
mod hooks;
mod installation;
#[cfg(test)]
mod pages;
#[cfg(test)]
mod world;
