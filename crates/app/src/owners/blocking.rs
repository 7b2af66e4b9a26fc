//! Blocking a device's way into the internet: the port, and the one thing behind it that there is.

use sitebook_domain::{Agent, Device};

use super::view::ask;
use crate::Workspace;

/// What can cut a device off from the internet.
///
/// The public API of Domotz tells whether a device is blocked and has no call that blocks one (`facts` of the source:
/// `is_jammed` is read-only), so nothing here can enforce it yet. An owner's switch is shown with that reason instead of
/// pretending.
pub(super) trait Blocker: Send + Sync {
    /// Why nothing can be blocked in the network of this agent; none = it can.
    fn hindrance(&self, agent: &Agent) -> Option<NoBlocking>;

    /// Blocks a device, or lets it in again. The answer is what holds now.
    fn set_blocked(&self, agent: &Agent, device: &Device, blocked: bool) -> Result<bool, NoBlocking>;
}

/// Why nothing can be blocked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NoBlocking {
    /// There is nothing that could enforce it.
    NotEnforced,
}

impl NoBlocking {
    /// The reason, as an owner reads it.
    pub(super) fn words(self, company: &str) -> String {
        match self {
            Self::NotEnforced => format!("Blocking cannot be switched from here yet. {}", ask(company)),
        }
    }
}

/// Where nothing can enforce a block.
#[derive(Debug)]
pub(super) struct NoBlocker;

impl Blocker for NoBlocker {
    fn hindrance(&self, _: &Agent) -> Option<NoBlocking> {
        Some(NoBlocking::NotEnforced)
    }

    fn set_blocked(&self, _: &Agent, _: &Device, _: bool) -> Result<bool, NoBlocking> {
        Err(NoBlocking::NotEnforced)
    }
}

impl Workspace {
    /// What blocks in this workspace.
    #[allow(clippy::unused_self, reason = "which one it is will depend on the workspace's source")]
    pub(super) fn blocker(&self) -> &'static dyn Blocker {
        &NoBlocker
    }
}
