//! The ports of a world.
//!
//! They are taken before anything is built, so that a taken one is told at once.

use std::io::ErrorKind;
use std::net::{Ipv4Addr, TcpListener};

use anyhow::{Context, Result, anyhow};

/// Which ports are wanted; 0 is any free one.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Ports {
    pub(crate) platform: u16,
    pub(crate) freshdesk: u16,
    pub(crate) sautikit: u16,
    pub(crate) sendbird: u16,
    pub(crate) guest: u16,
    pub(crate) freshchat: u16,
    pub(crate) viber: u16,
    pub(crate) telegram: u16,
    pub(crate) happytalk: u16,
    pub(crate) gateway: u16,
}

/// The ports, taken.
#[derive(Debug)]
pub(crate) struct Sockets {
    pub(super) platform: TcpListener,
    pub(super) freshdesk: TcpListener,
    pub(super) sautikit: TcpListener,
    pub(super) sendbird: TcpListener,
    pub(super) guest: TcpListener,
    pub(super) gateway: TcpListener,
    pub(super) chat: ChatSockets,
}

/// Those of the chat channels.
#[derive(Debug)]
pub(super) struct ChatSockets {
    pub(super) freshchat: TcpListener,
    pub(super) viber: TcpListener,
    pub(super) telegram: TcpListener,
    pub(super) happytalk: TcpListener,
}

impl Sockets {
    /// The port of the customer's page.
    pub(crate) fn guest_port(&self) -> Result<u16> {
        Ok(self.guest.local_addr()?.port())
    }

    /// The address of the simulated Sendbird.
    pub(crate) fn sendbird_url(&self) -> Result<String> {
        Ok(format!("http://{}", self.sendbird.local_addr()?))
    }
}

impl Ports {
    /// Takes the ports; one that is taken already is named with the option that chooses another.
    pub(crate) fn take(self) -> Result<Sockets> {
        Ok(Sockets {
            platform: bind(self.platform, "--port")?,
            freshdesk: bind(self.freshdesk, "--freshdesk-port")?,
            sautikit: bind(self.sautikit, "--sautikit-port")?,
            sendbird: bind(self.sendbird, "--sendbird-port")?,
            guest: bind(self.guest, "--guest-port")?,
            gateway: bind(self.gateway, "--gateway-port")?,
            chat: ChatSockets {
                freshchat: bind(self.freshchat, "--freshchat-port")?,
                viber: bind(self.viber, "--viber-port")?,
                telegram: bind(self.telegram, "--telegram-port")?,
                happytalk: bind(self.happytalk, "--happytalk-port")?,
            },
        })
    }
}

/// Takes one port of this machine; `option` chooses it.
pub(super) fn bind(port: u16, option: &str) -> Result<TcpListener> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).map_err(|error| {
        let why = if error.kind() == ErrorKind::AddrInUse {
            "is taken by another program".to_owned()
        } else {
            format!("cannot be used ({error})")
        };
        anyhow!("Port {port} {why}. Choose another one with {option}.")
    })
}

/// The same socket for asynchronous use; it must be called inside a Tokio runtime.
pub(super) fn listening(socket: TcpListener) -> Result<tokio::net::TcpListener> {
    socket
        .set_nonblocking(true)
        .and_then(|()| tokio::net::TcpListener::from_std(socket))
        .context("A port cannot be listened on")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_taken_port_is_named_with_the_option_that_chooses_another() {
        let first = bind(0, "--port").unwrap();
        let port = first.local_addr().unwrap().port();
        let ports = Ports {
            sautikit: port,
            ..Ports::default()
        };
        let error = ports.take().unwrap_err().to_string();
        assert_eq!(
            error,
            format!(
                "Port {port} is taken by another program. Choose another one with --sautikit-port."
            )
        );
    }
}
