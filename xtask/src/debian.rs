//! Debian's packages, which tests need: installs one where that may be done.
//!
//! Who needs it finds it and says what is missing.

use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::tools::{self, step};

/// Installs a package for somebody; `missing` says what to do where that may not be done.
pub(crate) fn install(package: &str, needed_by: &str, missing: &'static str) -> Result<()> {
    if !may_install() {
        bail!(missing);
    }
    step(&format!("Installing {package} for {needed_by}"));
    let apt = |arguments: &[&str]| {
        let mut apt = Command::new("apt-get");
        apt.env("DEBIAN_FRONTEND", "noninteractive").args(arguments);
        tools::run_quietly(&mut apt)
    };
    apt(&["update"])
        .and_then(|()| apt(&["install", "--yes", "--no-install-recommends", package]))
        .context(missing)
}

/// Whether this is a Debian or its kin and we are root.
fn may_install() -> bool {
    let is_root = tools::read(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0");
    let system = std::fs::read_to_string("/etc/os-release").unwrap_or_default();
    is_root && is_debian(&system) && which::which("apt-get").is_ok()
}

fn is_debian(system: &str) -> bool {
    system.lines().any(|line| {
        let (name, value) = line.split_once('=').unwrap_or_default();
        let mut words = value.trim_matches('"').split(' ');
        ["ID", "ID_LIKE"].contains(&name) && words.any(|word| word == "debian")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debian_and_its_kin_are_known() {
        assert!(is_debian(
            "PRETTY_NAME=\"Debian GNU/Linux 12\"\nID=debian\n"
        ));
        assert!(is_debian("ID=linuxmint\nID_LIKE=\"ubuntu debian\"\n"));
        assert!(!is_debian("NAME=\"not debian\"\nID=fedora\n"));
    }
}
