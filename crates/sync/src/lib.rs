//! Match, plan, apply: the synchronization engine, over ports.
