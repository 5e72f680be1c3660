//! Runs the core's futures without threads: one to its end, or several interleaved by a seed.

use std::future::Future;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

/// Runs one future to its end.
pub(crate) fn run<T>(future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(value) = future.as_mut().poll(&mut context) {
            return value;
        }
    }
}

/// Runs all futures to their end, each time taking one step of one that the seed picks.
pub(crate) fn interleave<'a>(mut futures: Vec<Pin<Box<dyn Future<Output = ()> + 'a>>>, seed: u64) {
    let mut random = fastrand::Rng::with_seed(seed);
    let mut context = Context::from_waker(Waker::noop());
    while !futures.is_empty() {
        let picked = random.usize(..futures.len());
        if futures[picked].as_mut().poll(&mut context).is_ready() {
            drop(futures.swap_remove(picked));
        }
    }
}

/// The same, but at each step one of `hundred` a hundred is cut off for good, as a handler that ran out of time is.
pub(crate) fn interleave_with_crashes<'a>(
    mut futures: Vec<Pin<Box<dyn Future<Output = ()> + 'a>>>,
    random: &mut fastrand::Rng,
    hundred: u8,
) {
    let mut context = Context::from_waker(Waker::noop());
    while !futures.is_empty() {
        let picked = random.usize(..futures.len());
        let crashes = random.u8(..100) < hundred;
        if crashes || futures[picked].as_mut().poll(&mut context).is_ready() {
            drop(futures.swap_remove(picked));
        }
    }
}

/// Runs a future for so many steps; what is left of it is cut off.
pub(crate) fn run_for<T>(future: impl Future<Output = T>, steps: usize) -> Option<T> {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    for _ in 0..steps {
        if let Poll::Ready(value) = future.as_mut().poll(&mut context) {
            return Some(value);
        }
    }
    None
}

/// Lets others go first, once.
pub(crate) async fn pause() {
    let mut paused = false;
    std::future::poll_fn(|_| {
        if std::mem::replace(&mut paused, true) {
            Poll::Ready(())
        } else {
            Poll::Pending
        }
    })
    .await;
}
