//! What people do, as far as it is kept: when somebody was last active, and when a partner's people last
//! did qualifying work (R1, R7).

mod read;
mod write;
