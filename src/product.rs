//! What this build of the core is for: a package for one product is trimmed to it. Everything is compiled and checked in
//! every build, and what a product does not need is not linked.

use std::future::{Future, ready};
use std::pin::Pin;

/// Runs this in a package with phone and web calls; elsewhere the answer is `otherwise`.
pub(crate) fn freshdesk<'a, T: 'a, F: Future<Output = T> + 'a>(
    run: impl FnOnce() -> F,
    otherwise: T,
) -> Pin<Box<dyn Future<Output = T> + 'a>> {
    only_if::<{ cfg!(feature = "freshdesk") }, _, _>(run, otherwise)
}

/// Runs this in a package with messaging channels; elsewhere the answer is `otherwise`.
pub(crate) fn freshchat<'a, T: 'a, F: Future<Output = T> + 'a>(
    run: impl FnOnce() -> F,
    otherwise: T,
) -> Pin<Box<dyn Future<Output = T> + 'a>> {
    only_if::<{ cfg!(feature = "freshchat") }, _, _>(run, otherwise)
}

/// Only a future that is made where it is wanted, and of which nobody else knows the type, is left out of the module.
fn only_if<'a, const IS_WANTED: bool, T: 'a, F: Future<Output = T> + 'a>(
    run: impl FnOnce() -> F,
    otherwise: T,
) -> Pin<Box<dyn Future<Output = T> + 'a>> {
    if IS_WANTED {
        Box::pin(run())
    } else {
        Box::pin(ready(otherwise))
    }
}
