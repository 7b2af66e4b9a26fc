//! Work that goes on when nobody waits for its answer any more: a browser that was closed takes back nothing of what it asked
//! for.

use tokio::sync::watch;
use tokio::task::JoinHandle;

/// The errands of one open workspace.
#[derive(Debug, Default)]
pub(crate) struct Errands {
    under_way: watch::Sender<usize>,
}

impl Errands {
    /// Begins work that is finished whether or not somebody waits for it.
    pub(crate) fn begin<T: Send + 'static>(&self, work: impl Future<Output = T> + Send + 'static) -> JoinHandle<T> {
        self.under_way.send_modify(|count| *count += 1);
        let errand = Errand(self.under_way.clone());
        tokio::spawn(async move {
            let _errand = errand;
            work.await
        })
    }

    /// How many are under way.
    #[cfg(test)]
    pub(crate) fn count(&self) -> usize {
        *self.under_way.borrow()
    }

    /// Waits until nothing is under way.
    pub(crate) async fn settled(&self) {
        // The sender lives as long as this.
        let _ = self.under_way.subscribe().wait_for(|count| *count == 0).await;
    }
}

/// One errand, until it ends in whichever way.
struct Errand(watch::Sender<usize>);

impl Drop for Errand {
    fn drop(&mut self) {
        self.0.send_modify(|count| *count -= 1);
    }
}
