//! A dialog of the desktop, which is no page: it is found by its title, as a window manager finds it.

use x11rb::connection::Connection;
use x11rb::errors::ReplyError;
use x11rb::protocol::xproto::{AtomEnum, ClientMessageEvent, ConnectionExt, EventMask, Window};
use x11rb::rust_connection::RustConnection;

use crate::page::until;

/// Waits for the dialog with this title, and closes it with the button of its frame.
pub async fn close(title: &str) {
    let (display, screen) = x11rb::connect(None).unwrap();
    let root = display.setup().roots[screen].root;
    let dialog = until(title, async || Ok(titled(&display, root, title).unwrap())).await;
    let protocols = atom(&display, "WM_PROTOCOLS");
    let close = ClientMessageEvent::new(32, dialog, protocols, [atom(&display, "WM_DELETE_WINDOW"), 0, 0, 0, 0]);
    display.send_event(false, dialog, EventMask::NO_EVENT, close).unwrap().check().unwrap();
}

/// The visible window with this title.
fn titled(display: &RustConnection, root: Window, title: &str) -> Result<Option<Window>, ReplyError> {
    for window in display.query_tree(root)?.reply()?.children {
        let name = display.get_property(false, window, AtomEnum::WM_NAME, AtomEnum::ANY, 0, 1024)?.reply();
        // One that has just gone has no title any more.
        if name.is_ok_and(|name| name.value == title.as_bytes()) {
            return Ok(Some(window));
        }
    }
    Ok(None)
}

fn atom(display: &RustConnection, name: &str) -> u32 {
    display.intern_atom(false, name.as_bytes()).unwrap().reply().unwrap().atom
}
