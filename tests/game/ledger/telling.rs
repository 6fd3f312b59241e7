//! Whom the adversary was told about.

use latchkey_domain::base::time::Time;

use super::{Ledger, Told};
use crate::{
    cast::{Keys, Place, SUPER_ADMIN, TRAIL, USERS_EDIT},
    moves::{At, Move, Outcome, View},
};

impl Ledger {
    /// Whoever manages people or reads the trail of an account knows its people.
    pub(super) fn tell(&mut self) {
        let readers = Keys(USERS_EDIT.0 | SUPER_ADMIN.0 | TRAIL.0);
        for place in Place::clients() {
            let said = &self.entries[place.0];
            if said.iter().any(|it| it.let_in && it.may.meets(readers)) {
                for who in place.staff() {
                    self.told[who.0] = Told::ALL;
                }
            }
        }
    }

    /// Who was told of whom by a call, or by its answer.
    pub(super) fn note_telling(&mut self, it: &Move, outcome: &Outcome, now: Time) {
        let Some(by) = it.by() else { return };
        if !by.is_adversary() {
            if it.touches().is_some() {
                // Each side sees who of the other acted.
                self.told[by.0].tell_who();
            }
            return;
        }
        if let Some(who) = it.names() {
            self.told[who.0].id = true;
        }
        match it {
            Move::Create(on, _) => {
                // Whoever invites an address knows it, and is told who it is.
                let told = &mut self.told[on.who.0];
                told.address = true;
                if outcome.went_well() {
                    told.tell_who();
                }
            }
            Move::RemoveEmployee(At { client, .. }) | Move::Look(_, View::Review(_, client, _))
                if !self.allowed(*client, by, now).is_nothing() =>
            {
                // Whoever works in an account may hand things to those who are there (D7).
                for who in client.staff() {
                    self.told[who.0].tell_who();
                }
            }
            _ => {}
        }
    }
}
