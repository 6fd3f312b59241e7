//! Makes a sequence that broke a goal as short as possible: no move can be left out of it.

use crate::{goals::Broken, moves::Move, play::replay, stage::Stage};

/// The shortest sequence that was found to break the same goal, and how it does.
pub(crate) async fn shrink(
    stage: &mut Stage,
    mut moves: Vec<Move>,
    mut broken: Broken,
) -> (Vec<Move>, Broken) {
    let mut size = moves.len().div_ceil(2);
    while size > 0 {
        let mut at = 0;
        let mut shorter = false;
        while at < moves.len() {
            let mut fewer = moves.clone();
            fewer.drain(at..(at + size).min(moves.len()));
            match replay(stage, &fewer).await {
                Some((last, again)) if again.goal == broken.goal => {
                    fewer.truncate(last + 1);
                    moves = fewer;
                    broken = again;
                    shorter = true;
                }
                _ => at += size,
            }
        }
        if !shorter || size > 1 {
            size /= 2;
        }
    }
    simplify(stage, moves, broken).await
}

/// Takes two calls at once apart where one of them, or one after the other, will do.
async fn simplify(
    stage: &mut Stage,
    mut moves: Vec<Move>,
    mut broken: Broken,
) -> (Vec<Move>, Broken) {
    let mut at = 0;
    while at < moves.len() {
        if let Move::AtOnce(one, other) = moves[at].clone() {
            let (one, other) = (*one, *other);
            for instead in [vec![one.clone()], vec![other.clone()], vec![one, other]] {
                let mut simpler = moves.clone();
                simpler.splice(at..=at, instead);
                if let Some((last, again)) = replay(stage, &simpler).await
                    && again.goal == broken.goal
                {
                    simpler.truncate(last + 1);
                    moves = simpler;
                    broken = again;
                    break;
                }
            }
        }
        at += 1;
    }
    (moves, broken)
}
