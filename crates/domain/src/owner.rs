//! How home owners sign in to Violet and stay signed in: codes, sessions, and how often anything may be tried.

use std::net::{IpAddr, Ipv6Addr};

use crate::Timestamp;

const SECOND: i64 = 1000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// How long a one-time code holds, in milliseconds (OWASP ASVS 5, 6.5.5: ten minutes at most).
pub const CODE_LIFE_MILLIS: i64 = 10 * MINUTE;

/// Wrong codes after which a code is worth nothing any more.
pub const MOST_WRONG_CODES: u32 = 5;

/// A second wish for a code within this time, in milliseconds, is a double click: the first mail is on its way.
pub const SAME_CODE_MILLIS: i64 = 30 * SECOND;

/// A session that nobody used for so long, in milliseconds, has ended.
pub const SESSION_IDLE_MILLIS: i64 = 30 * DAY;

/// After so long, in milliseconds, a browser is offered a new token for its session.
pub const TOKEN_LIFE_MILLIS: i64 = DAY;

/// How long a token that another one took the place of is still taken, in milliseconds: for what a page asked for at the same
/// moment. As long a new token that was offered may be on its way, before another one is offered.
pub const REPLACED_TOKEN_MILLIS: i64 = MINUTE;

/// How often it is written down that a session is in use, in milliseconds. A page asks every few seconds.
pub const SEEN_EVERY_MILLIS: i64 = 5 * MINUTE;

/// Least time between two acts on one device, in milliseconds.
pub const SWITCHING_PAUSE_MILLIS: i64 = 5 * SECOND;

/// Tries are remembered for so long, in milliseconds: as long as the longest window of a limit.
pub const ATTEMPT_KEPT_MILLIS: i64 = DAY;

/// What a one-time code is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodeState {
    /// It can be entered.
    Open,
    /// It was entered.
    Used,
    /// It was tried too often.
    Spent,
    /// Its time is over.
    Expired,
}

/// What a code is worth now. A clock that went back makes it no younger than new.
#[must_use]
pub fn code_state(expires_at: Timestamp, wrong_tries: u32, used: bool, now: Timestamp) -> CodeState {
    if used {
        CodeState::Used
    } else if wrong_tries >= MOST_WRONG_CODES {
        CodeState::Spent
    } else if now >= expires_at || now.plus_millis(CODE_LIFE_MILLIS) < expires_at {
        CodeState::Expired
    } else {
        CodeState::Open
    }
}

/// When things happened to a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionTimes {
    /// When its token was first seen.
    pub token_made_at: Timestamp,
    /// When a new token was offered that nobody has shown yet.
    pub offered_at: Option<Timestamp>,
    /// When it was last seen in use.
    pub last_seen_at: Timestamp,
    /// When somebody ended it.
    pub ended_at: Option<Timestamp>,
}

/// Which of a session's tokens came with a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    /// The one that holds.
    Current,
    /// The one that was offered, and is now shown for the first time.
    Offered,
    /// The one before.
    Replaced,
}

/// What a session's token is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SessionState {
    /// It holds.
    Holds,
    /// It holds, and a new token is offered with this answer. Whether that arrives nobody knows before it is shown.
    HoldsWithNewToken,
    /// It holds from now on, in place of the one before.
    TakesOver,
    /// Nobody is signed in by it.
    Ended,
}

/// What a session's token is worth now.
#[must_use]
pub fn session_state(times: &SessionTimes, token: TokenKind, now: Timestamp) -> SessionState {
    let is_idle = now.millis_since(times.last_seen_at) >= SESSION_IDLE_MILLIS;
    if times.ended_at.is_some() || is_idle {
        return SessionState::Ended;
    }
    let age = now.millis_since(times.token_made_at);
    let is_on_its_way = times.offered_at.is_some_and(|at| (0..REPLACED_TOKEN_MILLIS).contains(&now.millis_since(at)));
    match token {
        TokenKind::Offered => SessionState::TakesOver,
        TokenKind::Replaced if age < REPLACED_TOKEN_MILLIS => SessionState::Holds,
        TokenKind::Replaced => SessionState::Ended,
        TokenKind::Current if age >= TOKEN_LIFE_MILLIS && !is_on_its_way => SessionState::HoldsWithNewToken,
        TokenKind::Current => SessionState::Holds,
    }
}

/// What is counted, so that nobody can try it without end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AttemptKind {
    /// A code was asked for, for a mailbox, by whoever.
    CodeForMailbox,
    /// A code was asked for, for a mailbox, from an address of the network.
    CodeForMailboxFromNetwork,
    /// A code was asked for, from an address of the network.
    CodeFromNetwork,
    /// A code was asked for, with an invitation.
    CodeForInvitation,
    /// A code was asked for, for a mailbox, by a browser that signed in with it before.
    CodeByKnownBrowser,
    /// A code was entered, from an address of the network.
    EnteredFromNetwork,
    /// A code was entered, for a mailbox, by whoever.
    EnteredForMailbox,
    /// A code was entered, for a mailbox, from an address of the network.
    EnteredForMailboxFromNetwork,
    /// A code was entered that was asked for with an invitation.
    EnteredForInvitation,
    /// A code was entered, for a mailbox, by a browser that signed in with it before.
    EnteredByKnownBrowser,
    /// An owner switched something, counted over an hour.
    ActInHour,
    /// An owner switched something, counted over a day.
    ActInDay,
}

/// How often something may be tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AttemptLimit {
    /// So often.
    pub most: u32,
    /// Within this time, in milliseconds.
    pub within_millis: i64,
}

impl AttemptKind {
    /// All of them.
    pub const ALL: [Self; 12] = [
        Self::CodeForMailbox,
        Self::CodeForMailboxFromNetwork,
        Self::CodeFromNetwork,
        Self::CodeForInvitation,
        Self::CodeByKnownBrowser,
        Self::EnteredFromNetwork,
        Self::EnteredForMailbox,
        Self::EnteredForMailboxFromNetwork,
        Self::EnteredForInvitation,
        Self::EnteredByKnownBrowser,
        Self::ActInHour,
        Self::ActInDay,
    ];

    /// How often it may be tried.
    ///
    /// Several homes may share an address of the network; a mailbox is one person's, but its address is known to many. So
    /// what somebody tries from one address of the network spends little of what the mailbox has altogether. A code has eight
    /// digits: of 500 tries in a day one is right with a chance of 1 in 200,000, and of a whole year of them, day by day from
    /// twenty addresses, with one of 1 in 548.
    ///
    /// An act costs four calls of the source's daily quota, and two more to see what came of it.
    #[must_use]
    pub fn limit(self) -> AttemptLimit {
        let limit = |most, within_millis| AttemptLimit { most, within_millis };
        match self {
            Self::CodeForMailboxFromNetwork | Self::CodeByKnownBrowser => limit(5, 10 * MINUTE),
            Self::CodeForMailbox | Self::ActInHour => limit(30, HOUR),
            Self::CodeFromNetwork => limit(30, 10 * MINUTE),
            Self::CodeForInvitation => limit(10, HOUR),
            Self::EnteredFromNetwork => limit(50, HOUR),
            Self::EnteredForMailboxFromNetwork | Self::EnteredByKnownBrowser | Self::EnteredForInvitation => {
                limit(25, DAY)
            }
            Self::EnteredForMailbox => limit(500, DAY),
            Self::ActInDay => limit(120, DAY),
        }
    }

    /// Under which name a try is counted for a mailbox, an invitation or an address.
    #[must_use]
    pub fn counted_for(self, whom: &str) -> String {
        let what = match self {
            Self::CodeForMailbox => "code/mailbox",
            Self::CodeForMailboxFromNetwork => "code/mailbox-network",
            Self::CodeFromNetwork => "code/network",
            Self::CodeForInvitation => "code/invitation",
            Self::CodeByKnownBrowser => "code/browser",
            Self::EnteredFromNetwork => "entered/network",
            Self::EnteredForMailbox => "entered/mailbox",
            Self::EnteredForMailboxFromNetwork => "entered/mailbox-network",
            Self::EnteredForInvitation => "entered/invitation",
            Self::EnteredByKnownBrowser => "entered/browser",
            Self::ActInHour => "act/hour",
            Self::ActInDay => "act/day",
        };
        format!("{what}/{whom}")
    }
}

/// What somebody who signs in shows of being the one who may. Who shows something that strangers do not have keeps tries that
/// no stranger can use up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignInBy {
    /// The browser signed in with this mailbox before.
    KnownBrowser,
    /// They hold an invitation.
    Invitation,
    /// They know the address of a mailbox, as many do.
    Mailbox,
}

impl SignInBy {
    /// What asking for a code is counted as.
    #[must_use]
    pub fn asking(self) -> &'static [AttemptKind] {
        match self {
            Self::KnownBrowser => &[AttemptKind::CodeByKnownBrowser],
            Self::Invitation => &[AttemptKind::CodeForInvitation, AttemptKind::CodeFromNetwork],
            Self::Mailbox => {
                &[AttemptKind::CodeForMailbox, AttemptKind::CodeForMailboxFromNetwork, AttemptKind::CodeFromNetwork]
            }
        }
    }

    /// What entering a code is counted as.
    #[must_use]
    pub fn entering(self) -> &'static [AttemptKind] {
        match self {
            Self::KnownBrowser => &[AttemptKind::EnteredByKnownBrowser],
            Self::Invitation => &[AttemptKind::EnteredForInvitation, AttemptKind::EnteredFromNetwork],
            Self::Mailbox => &[
                AttemptKind::EnteredForMailbox,
                AttemptKind::EnteredForMailboxFromNetwork,
                AttemptKind::EnteredFromNetwork,
            ],
        }
    }
}

/// Whether a wish for the same code again is a double click: the first one is open, and its mail is on its way.
#[must_use]
pub fn is_double_click(state: CodeState, created_at: Timestamp, now: Timestamp) -> bool {
    state == CodeState::Open && now.millis_since(created_at) < SAME_CODE_MILLIS
}

/// The part of a network address that stands for one household: all of IPv4, the first 64 bits of IPv6, which is what a
/// line gets at least (RFC 6177).
#[must_use]
pub fn household(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{}/64", Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NOW: Timestamp = Timestamp(1_800_000_000_000);

    #[test]
    fn a_code_is_open_for_ten_minutes_and_five_wrong_tries() {
        let expires_at = NOW.plus_millis(CODE_LIFE_MILLIS);
        assert_eq!(code_state(expires_at, 0, false, NOW), CodeState::Open);
        assert_eq!(code_state(expires_at, 4, false, expires_at.plus_millis(-1)), CodeState::Open);
        assert_eq!(code_state(expires_at, 0, false, expires_at), CodeState::Expired);
        assert_eq!(code_state(expires_at, 5, false, NOW), CodeState::Spent);
        assert_eq!(code_state(expires_at, 0, true, NOW), CodeState::Used);
        assert_eq!(code_state(expires_at, 0, false, NOW.plus_millis(-1)), CodeState::Expired, "the clock went back");
    }

    #[test]
    fn a_session_holds_for_thirty_idle_days_and_changes_its_token_daily() {
        let times = SessionTimes { token_made_at: NOW, offered_at: None, last_seen_at: NOW, ended_at: None };
        let after = |token, millis| session_state(&times, token, NOW.plus_millis(millis));
        assert_eq!(after(TokenKind::Current, 0), SessionState::Holds);
        assert_eq!(after(TokenKind::Current, TOKEN_LIFE_MILLIS), SessionState::HoldsWithNewToken);
        assert_eq!(after(TokenKind::Current, SESSION_IDLE_MILLIS), SessionState::Ended);
        assert_eq!(after(TokenKind::Replaced, REPLACED_TOKEN_MILLIS - 1), SessionState::Holds);
        assert_eq!(after(TokenKind::Replaced, REPLACED_TOKEN_MILLIS), SessionState::Ended);
        let offered = SessionTimes { offered_at: Some(NOW.plus_millis(TOKEN_LIFE_MILLIS)), ..times };
        let then = |token, millis| session_state(&offered, token, NOW.plus_millis(TOKEN_LIFE_MILLIS + millis));
        assert_eq!(then(TokenKind::Current, REPLACED_TOKEN_MILLIS - 1), SessionState::Holds, "one at a time");
        assert_eq!(then(TokenKind::Current, REPLACED_TOKEN_MILLIS), SessionState::HoldsWithNewToken, "it was lost");
        assert_eq!(then(TokenKind::Offered, 9 * DAY), SessionState::TakesOver);
        let ended = SessionTimes { ended_at: Some(NOW), ..times };
        assert_eq!(session_state(&ended, TokenKind::Current, NOW), SessionState::Ended);
    }

    #[test]
    fn a_stranger_can_guess_little_and_use_up_nothing_of_whom_it_concerns() {
        let all = AttemptKind::EnteredForMailbox.limit();
        let of_one = AttemptKind::EnteredForMailboxFromNetwork.limit();
        assert!(f64::from(all.most) / 1e8 <= 1.0 / 200_000.0 && all.within_millis == DAY);
        assert!(of_one.most * 20 <= all.most, "twenty addresses of the network, at least");
        let by_strangers = [SignInBy::Mailbox.asking(), SignInBy::Mailbox.entering()].concat();
        for kind in [SignInBy::KnownBrowser.asking(), SignInBy::KnownBrowser.entering()].concat() {
            assert!(!by_strangers.contains(&kind), "{kind:?}");
        }
        for kind in [SignInBy::Invitation.asking(), SignInBy::Invitation.entering()].concat() {
            let is_shared = matches!(kind, AttemptKind::CodeFromNetwork | AttemptKind::EnteredFromNetwork);
            assert!(is_shared || !by_strangers.contains(&kind), "only those at the same address: {kind:?}");
        }
        for kind in AttemptKind::ALL {
            assert!(kind.limit().within_millis <= ATTEMPT_KEPT_MILLIS, "{kind:?}");
        }
    }

    #[test]
    fn a_household_is_one_address_or_one_prefix() {
        let of = |text: &str| household(text.parse().unwrap());
        assert_eq!(of("192.0.2.7"), "192.0.2.7");
        assert_eq!(of("::ffff:192.0.2.7"), "192.0.2.7");
        assert_eq!(of("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::/64");
        assert_eq!(of("2001:db8:1:2:ffff::1"), of("2001:db8:1:2::9"));
    }

    proptest! {
        #[test]
        fn nothing_that_was_used_ended_or_tried_too_often_opens_again(
            expires in any::<i32>(), wrong in 0_u32..20, now in any::<i32>(), seen in any::<i32>(), made in any::<i32>(),
        ) {
            let (expires, now) = (Timestamp(expires.into()), Timestamp(now.into()));
            prop_assert_ne!(code_state(expires, wrong, true, now), CodeState::Open);
            if wrong >= MOST_WRONG_CODES || now >= expires {
                prop_assert_ne!(code_state(expires, wrong, false, now), CodeState::Open);
            }
            let (token_made_at, last_seen_at) = (Timestamp(made.into()), Timestamp(seen.into()));
            let ended = SessionTimes { token_made_at, offered_at: Some(token_made_at), last_seen_at, ended_at: Some(now) };
            for token in [TokenKind::Current, TokenKind::Offered, TokenKind::Replaced] {
                prop_assert_eq!(session_state(&ended, token, now), SessionState::Ended);
            }
        }

        #[test]
        fn two_things_that_are_counted_never_share_a_count(one in "[a-z/@.]{0,12}", other in "[a-z/@.]{0,12}") {
            let kinds = AttemptKind::ALL;
            for (place, first) in kinds.iter().enumerate() {
                for second in &kinds[..place] {
                    prop_assert_ne!(first.counted_for(&one), second.counted_for(&other));
                }
            }
        }
    }
}
