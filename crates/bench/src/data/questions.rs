//! Questions about the data, with the answers that they must get.

use latchkey_domain::base::ids::UserId;

use super::{
    CLIENTS, OWN, OWN_SETS, PARTNER_SETS, STAFF, Size, TOKEN, ids,
    roles::{ACTIONS, Role, Rules},
};
use crate::harness::load::Request;

/// A question: may somebody take an action in a client?
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Question {
    pub(crate) user: String,
    pub(crate) action: &'static str,
    pub(crate) client: String,
    /// What the user holds there.
    pub(crate) role: Option<Role>,
    pub(crate) granted: bool,
}

/// Somebody, by number.
#[derive(Debug, Clone, Copy)]
pub(super) enum Somebody {
    Own(u64),
    Staff(u64),
}

impl Somebody {
    pub(super) fn user(self) -> UserId {
        match self {
            Self::Own(number) => ids::own(number),
            Self::Staff(number) => ids::staff(number),
        }
    }

    /// What they hold in a client.
    pub(super) fn role(self, client: u64) -> Option<Role> {
        match self {
            Self::Own(number) if number / OWN != client => None,
            Self::Own(number) if number % OWN == 0 => Some(Role::SuperAdmin),
            Self::Own(number) => Some(Role::Own(small(number % OWN_SETS))),
            Self::Staff(number) if number / STAFF != client / CLIENTS => None,
            Self::Staff(number) if number % STAFF == 0 => Some(Role::PartnerAdmin),
            Self::Staff(number) => Some(Role::Partner(small(number % STAFF % PARTNER_SETS))),
        }
    }
}

fn small(number: u64) -> usize {
    usize::try_from(number).unwrap_or_default()
}

/// Numbers that look like chance and are the same every time.
#[derive(Debug, Clone)]
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A number below another (`SplitMix64`).
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % bound.max(1)
    }
}

/// Asks about the data.
#[derive(Debug)]
pub(crate) struct Asker {
    size: Size,
    rules: Rules,
    dice: Dice,
}

impl Asker {
    pub(crate) fn new(size: Size, seed: u64) -> Self {
        Self {
            size,
            rules: Rules::new(),
            dice: Dice::new(seed),
        }
    }

    /// Somebody, and a client in which they are in nine of ten cases: half of them employees of the
    /// client, half of a partner.
    fn pair(&mut self) -> (Somebody, u64) {
        let dice = &mut self.dice;
        let at_home = dice.below(10) > 0;
        let client = dice.below(self.size.clients());
        let of = if at_home {
            client
        } else {
            dice.below(self.size.clients())
        };
        let somebody = if dice.below(2) == 0 {
            Somebody::Own(of * OWN + dice.below(OWN))
        } else {
            Somebody::Staff(of / CLIENTS * STAFF + dice.below(STAFF))
        };
        (somebody, client)
    }

    fn action(&mut self) -> usize {
        let many = u64::try_from(ACTIONS.len()).unwrap_or(1);
        small(self.dice.below(many))
    }

    fn allows(&self, somebody: Somebody, action: usize, client: u64) -> bool {
        let role = somebody.role(client);
        role.is_some_and(|role| self.rules.allow(role, action))
    }

    pub(crate) fn question(&mut self) -> Question {
        let ((somebody, client), action) = (self.pair(), self.action());
        Question {
            user: somebody.user().to_string(),
            action: ACTIONS.get(action).copied().unwrap_or_default(),
            client: ids::client(client).to_string(),
            role: somebody.role(client),
            granted: self.allows(somebody, action, client),
        }
    }

    pub(crate) fn questions(&mut self, many: usize) -> Vec<Question> {
        (0..many).map(|_| self.question()).collect()
    }

    /// A batch about one person and one action, in so many clients.
    pub(crate) fn batch(&mut self, items: u64) -> Request {
        let ((somebody, client), action) = (self.pair(), self.action());
        let (mut list, mut grants) = (Vec::new(), 0);
        for step in 0..items {
            let client = (client / CLIENTS * CLIENTS + step) % self.size.clients();
            list.push(format!(
                "{{\"resource\":{{\"type\":\"account\",\"id\":\"{}\"}}}}",
                ids::client(client)
            ));
            grants += usize::from(self.allows(somebody, action, client));
        }
        let body = format!(
            "{{\"subject\":{{\"type\":\"user\",\"id\":\"{}\"}},\"action\":{{\"name\":\"{}\"}},\
             \"evaluations\":[{}]}}",
            somebody.user(),
            ACTIONS.get(action).copied().unwrap_or_default(),
            list.join(","),
        );
        Request::post("/access/v1/evaluations", TOKEN, &body, Some(grants))
    }
}

impl Question {
    /// The question in the words of AuthZEN.
    pub(crate) fn body(&self) -> String {
        format!(
            "{{\"subject\":{{\"type\":\"user\",\"id\":\"{}\"}},\"action\":{{\"name\":\"{}\"}},\
             \"resource\":{{\"type\":\"account\",\"id\":\"{}\"}}}}",
            self.user, self.action, self.client
        )
    }

    pub(crate) fn request(&self) -> Request {
        self.request_for(self.granted)
    }

    /// The same, to a server that has another reason to grant.
    pub(crate) fn request_for(&self, granted: bool) -> Request {
        let grants = Some(usize::from(granted));
        Request::post("/access/v1/evaluation", TOKEN, &self.body(), grants)
    }
}

/// The same requests, to a server that gives one answer to all.
pub(crate) fn unheeded(requests: &[Request]) -> Vec<Request> {
    let mut requests = requests.to_vec();
    for request in &mut requests {
        request.marks = None;
    }
    requests
}
