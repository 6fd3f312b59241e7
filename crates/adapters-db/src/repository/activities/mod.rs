//! Activities, of which only two times are kept: when somebody was last active (R7), and when a
//! partner's people last did qualifying work (R1).

mod read;
mod write;
