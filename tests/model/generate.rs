//! Chooses commands: random, but with an eye on what there is, so that many of them change something
//! and every rule gets its chance to refuse.

use std::collections::BTreeSet;

use crate::{
    commands::{
        AccountChange, Activity, Adjust, By, Command, Instead, OnEmployee, OnMember, Put, Run,
        Task, UserChange, Wanted,
    },
    dice::Dice,
    model::{
        permissions::catalogue,
        platform::PUBLIC_DOMAIN,
        state::{
            Acc, Access, DAY, Member, Model, Paid, Rank, Seat, Secs, SetNo, Status, UserStatus, Usr,
        },
    },
};

pub(crate) const PARTNERS: usize = 3;
pub(crate) const CLIENTS: usize = 4;
const PEOPLE_OF_PARTNERS: [&str; PARTNERS] = ["p0.example", "p1.example", "p2.example"];
const OTHER_DOMAINS: [&str; 3] = ["c.example", "free.example", PUBLIC_DOMAIN];

/// The commands that every world begins with.
pub(crate) fn opening() -> Vec<Command> {
    let standard = catalogue().standard.len();
    let mut all = Vec::new();
    for account in 0..PARTNERS + CLIENTS {
        let enrolled = account < PARTNERS;
        all.push(Command::NewAccount { enrolled });
    }
    for (partner, domain) in PEOPLE_OF_PARTNERS.into_iter().enumerate() {
        for domain in [domain, domain, "free.example"] {
            all.push(Command::NewUser { domain });
        }
        all.push(Command::SetDomains {
            by: By::Platform,
            partner,
            domains: [domain].into(),
        });
    }
    for _ in 0..=CLIENTS {
        all.push(Command::NewUser {
            domain: "c.example",
        });
    }
    let put = |account, user, put: Put| Command::Provision { account, user, put };
    let access = |access| Put {
        access: Some(access),
        ..Put::default()
    };
    for account in 0..PARTNERS + CLIENTS {
        let is_partner = account < PARTNERS;
        let own = PARTNERS * 3;
        let by = if is_partner {
            account * 3
        } else {
            own + account - PARTNERS
        };
        all.push(put(account, by, access(Wanted::SuperAdmin)));
        let permissions = if is_partner {
            vec![
                "partner.employees.edit",
                "contacts.edit",
                "permission_sets.edit",
                "reports.edit",
            ]
        } else {
            vec![
                "users.edit",
                "contacts.edit",
                "reports.view",
                "permission_sets.edit",
            ]
        };
        all.push(Command::CreateSet {
            by,
            account,
            permissions,
        });
        let set = standard + account;
        let second = if is_partner { by + 1 } else { own + CLIENTS };
        all.push(put(account, second, access(Wanted::Set(set))));
        if is_partner {
            all.push(put(account, by + 2, access(Wanted::Set(0))));
        }
    }
    for client in PARTNERS..PARTNERS + 2 {
        for partner in 0..PARTNERS {
            let admin = Put {
                access: Some(Wanted::PartnerAdmin),
                seat: Some(Seat::Partner),
                partner: Some(Some(partner)),
                ..Put::default()
            };
            all.push(put(client, partner * 3 + (client + partner) % 2, admin));
        }
    }
    all
}

type Choose = fn(&mut Chooser<'_>) -> Command;

/// What can be chosen, and how often.
const WEIGHTS: &[(usize, Choose)] = &[
    (130, |it| it.add()),
    (120, |it| it.change_employee()),
    (60, |it| it.deactivate_employee()),
    (80, |it| it.reactivate_employee()),
    (90, |it| it.approve_link()),
    (25, |it| it.decline_link()),
    (45, |it| it.issue_link()),
    (15, |it| it.rotate_link()),
    (12, |it| it.revoke_link()),
    (150, |it| it.provision()),
    (70, |it| it.operation()),
    (20, |it| it.link_employee()),
    (10, |it| it.unlink_employee()),
    (70, |it| it.migrate_employee()),
    (12, |it| it.end_services()),
    (15, |it| it.resume_services()),
    (90, |it| it.create_member()),
    (150, |it| it.change_member()),
    (45, |it| it.migrate_member()),
    (8, |it| it.sever()),
    (6, |it| it.standardize()),
    (4, |it| it.schedule()),
    (4, |it| it.call_off()),
    (20, |it| it.retry()),
    (30, |it| it.retry_begun_again()),
    (20, |it| it.migrate_for_one_not_enrolled()),
    (3, |it| it.cancel_operation()),
    (25, |it| it.review()),
    (35, |it| it.confirm()),
    (15, |it| it.resend_invitation()),
    (40, |it| it.report()),
    (40, |it| it.deactivate_member()),
    (45, |it| it.reactivate_member()),
    (45, |it| it.remove_member()),
    (30, |it| it.accept()),
    (35, |it| it.change_account()),
    (20, |it| it.set_policy()),
    (30, |it| it.set_domains()),
    (40, |it| it.change_user()),
    (2, |it| it.erase_user()),
    (30, |it| it.create_set()),
    (50, |it| it.change_set()),
    (25, |it| it.remove_set()),
    (15, |it| it.change_engagement()),
    (15, |it| it.rename_client()),
    (15, |it| it.list_employees()),
    (10, |it| it.import_relationship()),
    (40, |it| it.advance()),
    (40, |it| it.decide()),
];

/// Chooses the next command.
pub(crate) fn next(model: &Model, dice: &mut Dice) -> Command {
    let whole: usize = WEIGHTS.iter().map(|(weight, _)| weight).sum();
    let mut left = dice.below(whole);
    let mut chooser = Chooser { it: model, dice };
    for (weight, choose) in WEIGHTS {
        if left < *weight {
            return choose(&mut chooser);
        }
        left -= weight;
    }
    unreachable!("the weights sum up to the whole")
}

struct Chooser<'a> {
    it: &'a Model,
    dice: &'a mut Dice,
}

impl Chooser<'_> {
    fn users(&self) -> Vec<Usr> {
        (0..self.it.users.len()).collect()
    }

    fn any_user(&mut self) -> Usr {
        self.dice.below(self.it.users.len())
    }

    fn any_account(&mut self) -> Acc {
        self.dice.below(self.it.accounts.len())
    }

    fn partner(&mut self) -> Acc {
        if self.dice.chance(98) {
            self.dice.below(PARTNERS)
        } else {
            self.any_account()
        }
    }

    fn client(&mut self) -> Acc {
        if self.dice.chance(92) {
            PARTNERS + self.dice.below(CLIENTS)
        } else {
            self.any_account()
        }
    }

    fn set(&mut self) -> SetNo {
        self.dice.below(self.it.sets.len())
    }

    /// A set that is there, and of the owner or standard, mostly.
    fn set_for(&mut self, owners: &[Acc]) -> SetNo {
        let sets = self.it.sets.iter().enumerate();
        let fits = sets.filter(|(_, set)| {
            set.as_ref()
                .is_some_and(|set| set.owner.is_none_or(|owner| owners.contains(&owner)))
        });
        let fits: Vec<_> = fits.map(|(set, _)| set).collect();
        if self.dice.chance(92) && !fits.is_empty() {
            self.dice.pick(&fits)
        } else {
            self.set()
        }
    }

    /// Somebody with that right in the account, mostly.
    fn with_right(&mut self, account: Acc, key: &'static str) -> Usr {
        let users = self.users();
        let able: Vec<_> = users
            .iter()
            .copied()
            .filter(|user| self.it.has_right(account, *user, key))
            .collect();
        let members: Vec<_> = users
            .iter()
            .copied()
            .filter(|user| self.it.member(account, *user).is_some())
            .collect();
        let others = if self.dice.chance(50) && !members.is_empty() {
            members
        } else {
            users
        };
        self.dice.prefer(82, &able, &others)
    }

    fn editor(&mut self, partner: Acc) -> Usr {
        self.with_right(partner, "partner.employees.edit")
    }

    /// Partner, client and an active partner admin there who may edit employees, mostly.
    fn delegator(&mut self) -> (Acc, Acc, Usr) {
        let mut able = Vec::new();
        let mut admins = Vec::new();
        for ((client, user), member) in &self.it.members {
            if let Some(partner) = member.partner
                && self.it.is_partner_admin(*client, *user, partner)
            {
                admins.push((partner, *client, *user));
                if self.it.has_right(partner, *user, "partner.employees.edit") {
                    able.push((partner, *client, *user));
                }
            }
        }
        let partner = self.partner();
        let other = (partner, self.client(), self.editor(partner));
        let others = if admins.is_empty() {
            vec![other]
        } else {
            vec![other, self.dice.pick(&admins)]
        };
        self.dice.prefer(85, &able, &others)
    }

    fn acting(&self, partner: Acc, client: Acc) -> Vec<Usr> {
        let here = self.it.members.iter();
        here.filter(|((account, _), member)| *account == client && member.partner == Some(partner))
            .map(|((_, user), _)| *user)
            .collect()
    }

    fn target(&mut self, partner: Acc, client: Acc) -> Usr {
        let acting = self.acting(partner, client);
        let users = self.users();
        self.dice.prefer(90, &acting, &users)
    }

    fn ahead(&mut self) -> Secs {
        let days = self.dice.pick(&[1, 3, 10, 10, 30, 60]);
        let past = self.dice.chance(2);
        self.it.now + if past { -days * DAY } else { days * DAY }
    }

    fn maybe_ahead(&mut self, percent: usize) -> Option<Secs> {
        self.dice.chance(percent).then(|| self.ahead())
    }

    fn run(&mut self) -> Run {
        if self.dice.chance(8) {
            Run::Dry
        } else {
            Run::Real
        }
    }

    fn keys(&mut self, most: usize) -> Vec<&'static str> {
        let catalogue = catalogue();
        let expanded: Vec<_> = catalogue.all.iter().copied().collect();
        let bare: Vec<_> = catalogue.ladders.keys().copied().collect();
        let count = self.dice.below(most + 1);
        let mut keys = BTreeSet::new();
        for _ in 0..count {
            let key = match self.dice.below(100) {
                0..20 => self.dice.pick(&bare),
                20..22 => "no.such_key",
                _ => self.dice.pick(&expanded),
            };
            if key != "super_admins.manage" || self.dice.chance(30) {
                keys.insert(key);
            }
        }
        keys.into_iter().collect()
    }

    /// Keys within what somebody holds, mostly.
    fn keys_of(&mut self, account: Acc, by: Usr, most: usize) -> Vec<&'static str> {
        let keys = self.keys(most);
        if self.dice.chance(35) {
            return keys;
        }
        let held = self.it.granted(account, by);
        let may = |key: &&'static str| catalogue().grant([key]).is_subset(&held);
        keys.into_iter()
            .filter(|key| catalogue().knows(key) && may(key))
            .collect()
    }

    fn add(&mut self) -> Command {
        let (partner, client, by) = self.delegator();
        let count = self.dice.pick(&[1, 1, 2, 3]);
        let users = self.users();
        let fit: Vec<_> = users
            .iter()
            .copied()
            .filter(|user| {
                self.it.is_employee(partner, *user) && self.it.member(client, *user).is_none()
            })
            .collect();
        let mut employees = BTreeSet::new();
        for _ in 0..count {
            employees.insert(self.dice.prefer(80, &fit, &users));
        }
        Command::Add {
            by,
            partner,
            client,
            employees: employees.into_iter().collect(),
            set: self.set_for(&[partner, client]),
            expires_at: self.maybe_ahead(25),
            run: self.run(),
        }
    }

    fn change_employee(&mut self) -> Command {
        if self.dice.chance(4)
            && let Some(on) = self.colleague_who_is_super_admin()
        {
            return Command::ChangeEmployee {
                on,
                set: self.set_for(&[on.partner, on.client]),
                expires_at: None,
                run: self.run(),
            };
        }
        let (partner, client, by) = self.delegator();
        let mut others = self.acting(partner, client);
        if self.dice.chance(90) {
            others.retain(|user| *user != by);
        }
        let users = self.users();
        let employee = self.dice.prefer(92, &others, &users);
        let expires_at = match self.dice.below(100) {
            0..70 => None,
            70..80 => Some(None),
            _ => Some(Some(self.ahead())),
        };
        Command::ChangeEmployee {
            on: OnEmployee {
                by,
                partner,
                client,
                employee,
            },
            set: self.set_for(&[partner, client]),
            expires_at,
            run: self.run(),
        }
    }

    fn on_employee(&mut self) -> OnEmployee {
        let clients: Vec<(Acc, Acc)> = self
            .it
            .members
            .iter()
            .filter_map(|((client, _), member)| Some((member.partner?, *client)))
            .collect();
        let random = [(self.partner(), self.client())];
        let (partner, client) = self.dice.prefer(95, &clients, &random);
        OnEmployee {
            by: self.editor(partner),
            partner,
            client,
            employee: self.target(partner, client),
        }
    }

    fn deactivate_employee(&mut self) -> Command {
        Command::DeactivateEmployee(self.on_employee())
    }

    fn reactivate_employee(&mut self) -> Command {
        if self.dice.chance(4)
            && let Some(on) = self.colleague_who_is_super_admin()
        {
            return Command::ReactivateEmployee(on);
        }
        let (partner, client, by) = self.delegator();
        let mut off = self.acting(partner, client);
        off.retain(|user| self.it.members[&(client, *user)].deactivated);
        let target = self.target(partner, client);
        let employee = self.dice.prefer(75, &off, &[target]);
        Command::ReactivateEmployee(OnEmployee {
            by,
            partner,
            client,
            employee,
        })
    }

    fn link(&mut self) -> Option<usize> {
        let links: Vec<_> = (0..self.it.links.len()).collect();
        if links.is_empty() {
            return None;
        }
        let stand = |link: &usize| self.it.link_stands(&self.it.links[*link]);
        let standing: Vec<_> = links.iter().copied().filter(stand).collect();
        Some(self.dice.prefer(80, &standing, &links))
    }

    fn approver(&mut self) -> (Acc, Usr) {
        let account = self.client();
        (account, self.with_right(account, "users.edit"))
    }

    fn approve_link(&mut self) -> Command {
        let Some(mut link) = self.link() else {
            return self.issue_link();
        };
        let (mut account, mut by) = self.approver();
        if self.dice.chance(6) {
            // Somebody who is super admin there already.
            let links = self.it.links.iter().enumerate();
            let standing = links.filter(|(_, it)| self.it.link_stands(it));
            let mut all = Vec::new();
            for (standing, known) in standing {
                for ((account, user), member) in &self.it.members {
                    let is_super_admin = member.access == Access::SuperAdmin;
                    if *user == known.employee && *account != known.partner && is_super_admin {
                        all.push((standing, *account));
                    }
                }
            }
            if !all.is_empty() {
                (link, account) = self.dice.pick(&all);
                by = self.with_right(account, "users.edit");
            }
        }
        Command::ApproveLink {
            by,
            link,
            account,
            expires_at: self.maybe_ahead(20),
        }
    }

    fn decline_link(&mut self) -> Command {
        let Some(link) = self.link() else {
            return self.issue_link();
        };
        let (account, by) = self.approver();
        Command::DeclineLink { by, link, account }
    }

    fn issue_link(&mut self) -> Command {
        let partner = self.partner();
        let users = self.users();
        let employees: Vec<_> = users
            .iter()
            .copied()
            .filter(|user| self.it.is_employee(partner, *user))
            .collect();
        let employee = self.dice.prefer(88, &employees, &users);
        Command::IssueLink {
            by: self.editor(partner),
            partner,
            employee: self.dice.chance(85).then_some(employee),
        }
    }

    fn rotate_link(&mut self) -> Command {
        let Some(link) = self.link() else {
            return self.issue_link();
        };
        let own = self.it.links[link].partner;
        let partner = if self.dice.chance(90) {
            own
        } else {
            self.partner()
        };
        let by = self.editor(partner);
        Command::RotateLink { by, partner, link }
    }

    fn revoke_link(&mut self) -> Command {
        match self.rotate_link() {
            Command::RotateLink { by, partner, link } => Command::RevokeLink { by, partner, link },
            other => other,
        }
    }

    fn on_member(&mut self) -> OnMember {
        if let Some(on) = self.on_last_of_its_own() {
            return on;
        }
        let account = if self.dice.chance(75) {
            self.client()
        } else {
            self.any_account()
        };
        let users = self.users();
        let members: Vec<_> = users
            .iter()
            .copied()
            .filter(|user| self.it.member(account, *user).is_some())
            .collect();
        OnMember {
            by: self.with_right(account, "users.edit"),
            account,
            user: self.dice.prefer(95, &members, &users),
        }
    }

    /// Now and then a super admin who acts for a partner turns on one who acts for nobody.
    fn on_last_of_its_own(&mut self) -> Option<OnMember> {
        if !self.dice.chance(4) {
            return None;
        }
        let supers: Vec<(Acc, Usr, bool)> = self
            .it
            .members
            .iter()
            .filter(|((account, user), _)| self.it.is_super_admin(*account, *user))
            .map(|((account, user), member)| (*account, *user, member.partner.is_some()))
            .collect();
        let pairs: Vec<OnMember> = supers
            .iter()
            .filter(|(_, _, acts)| *acts)
            .flat_map(|(account, by, _)| {
                let own = supers.iter().filter(move |it| it.0 == *account && !it.2);
                own.map(|(account, user, _)| OnMember {
                    by: *by,
                    account: *account,
                    user: *user,
                })
            })
            .collect();
        (!pairs.is_empty()).then(|| self.dice.pick(&pairs))
    }

    fn deactivate_member(&mut self) -> Command {
        Command::DeactivateMember(self.on_member())
    }

    fn reactivate_member(&mut self) -> Command {
        let off: Vec<_> = self
            .it
            .members
            .iter()
            .filter(|(_, member)| member.deactivated)
            .map(|(at, _)| *at)
            .collect();
        let on = self.on_member();
        let (account, user) = self.dice.prefer(70, &off, &[(on.account, on.user)]);
        Command::ReactivateMember(OnMember {
            by: self.with_right(account, "users.edit"),
            account,
            user,
        })
    }

    fn remove_member(&mut self) -> Command {
        let on = self.on_member();
        let to = self.dice.chance(40).then(|| self.receiver(on.account));
        Command::RemoveMember { on, to }
    }

    /// Somebody who gets what others leave in an account.
    fn receiver(&mut self, account: Acc) -> Usr {
        let users = self.users();
        let mut fit = users.clone();
        fit.retain(|user| self.it.standing(account, *user).is_ok());
        self.dice.prefer(75, &fit, &users)
    }

    fn resend_invitation(&mut self) -> Command {
        let on = self.on_member();
        let invited = self.invited();
        let (account, user) = self.dice.prefer(80, &invited, &[(on.account, on.user)]);
        Command::ResendInvitation(OnMember {
            by: self.with_right(account, "users.edit"),
            account,
            user,
        })
    }

    fn invited(&self) -> Vec<(Acc, Usr)> {
        let all = self.it.members.iter();
        let invited = all.filter(|(_, member)| member.status() == Status::Invited);
        invited.map(|(at, _)| *at).collect()
    }

    fn steered(&mut self) -> Option<(Usr, usize)> {
        let all: Vec<_> = (0..self.it.operations.len()).collect();
        if all.is_empty() {
            return None;
        }
        let has_failed = |it: &usize| {
            let results = &self.it.operations[*it].results;
            results.values().any(|no| !no.is_empty())
        };
        let failed: Vec<_> = all.iter().copied().filter(has_failed).collect();
        let operation = self.dice.prefer(80, &failed, &all);
        let it = &self.it.operations[operation];
        let (partner, starter) = (it.partner, it.starter);
        let by = if self.dice.chance(60) {
            starter
        } else {
            self.editor(partner)
        };
        Some((by, operation))
    }

    /// Where a review was confirmed of somebody who could not be removed: they go, come back, and then
    /// it is tried again.
    fn begun_again(&mut self) -> Option<Command> {
        let it = self.it;
        let reviewed = it.operations.iter().enumerate().filter_map(|(at, known)| {
            let begun = known.reviewed.as_ref()?;
            let failed = known.results.iter().filter(|(_, no)| !no.is_empty());
            let failed = failed.map(move |(pair, _)| (at, *pair, begun.get(pair)));
            Some(failed.collect::<Vec<_>>())
        });
        let (mut ready, mut gone, mut there) = (Vec::new(), Vec::new(), Vec::new());
        for (operation, (account, user), begun) in reviewed.flatten() {
            let partner = it.operations[operation].partner;
            match it.member(account, user) {
                Some(member) if it.begun.get(&(account, user)) != begun => {
                    if member.partner == Some(partner) {
                        ready.push(operation);
                    }
                }
                Some(_) if it.permanent(account).len() > 1 => there.push((account, user)),
                None if it.is_enrolled(partner) && it.is_employee(partner, user) => {
                    gone.push((partner, account, user));
                }
                Some(_) | None => {}
            }
        }
        if !ready.is_empty() {
            let operation = self.dice.pick(&ready);
            let by = it.operations[operation].starter;
            return Some(Command::Retry { by, operation });
        }
        if !gone.is_empty() {
            let (partner, account, user) = self.dice.pick(&gone);
            let put = Put {
                access: Some(Wanted::Set(0)),
                seat: Some(Seat::Partner),
                partner: Some(Some(partner)),
                ..Put::default()
            };
            return Some(Command::Provision { account, user, put });
        }
        let (account, user) = (!there.is_empty()).then(|| self.dice.pick(&there))?;
        let on = OnMember {
            by: self.with_right(account, "super_admins.manage"),
            account,
            user,
        };
        Some(Command::RemoveMember { on, to: None })
    }

    fn retry_begun_again(&mut self) -> Command {
        if let Some(command) = self.begun_again() {
            return command;
        }
        if let Some(command) = self.remove_super_admin() {
            return command;
        }
        self.operation()
    }

    fn retry(&mut self) -> Command {
        match self.steered() {
            Some((by, operation)) => Command::Retry { by, operation },
            None => self.operation(),
        }
    }

    fn cancel_operation(&mut self) -> Command {
        match self.steered() {
            Some((by, operation)) => Command::CancelOperation { by, operation },
            None => self.operation(),
        }
    }

    fn review(&mut self) -> Command {
        let (partner, client, delegator) = self.delegator();
        let by = if self.dice.chance(50) {
            delegator
        } else {
            self.editor(partner)
        };
        let acting = self.acting(partner, client);
        let users = self.users();
        let mut employees = BTreeSet::new();
        let mut clients: BTreeSet<Acc> = [client].into();
        for _ in 0..=self.dice.below(2) {
            employees.insert(self.dice.prefer(93, &acting, &users));
            if self.dice.chance(20) {
                clients.insert(self.client());
            }
        }
        let supers = self.super_admins_for(partner);
        if !supers.is_empty() && self.dice.chance(12) {
            let (account, user) = self.dice.pick(&supers);
            clients = [account].into();
            employees = [user].into();
        }
        let by_client = self.dice.chance(50);
        let both = self.dice.chance(30);
        Command::Review {
            by,
            partner,
            employees: (both || !by_client).then(|| employees.into_iter().collect()),
            clients: (both || by_client).then(|| clients.into_iter().collect()),
        }
    }

    fn confirm(&mut self) -> Command {
        let reviews: Vec<_> = (0..self.it.reviews.len()).collect();
        let serves = |review: &usize| {
            let it = &self.it.reviews[*review];
            !it.spent && it.until > self.it.now && !it.shown.is_empty()
        };
        let serving: Vec<_> = reviews.iter().copied().filter(serves).collect();
        if serving.is_empty() && (reviews.is_empty() || self.dice.chance(85)) {
            return self.review();
        }
        let spent = |review: &usize| {
            let it = &self.it.reviews[*review];
            it.spent && it.until > self.it.now
        };
        let spent: Vec<_> = reviews.iter().copied().filter(spent).collect();
        let mut review = self.dice.prefer(93, &serving, &reviews);
        if !spent.is_empty() && self.dice.chance(16) {
            review = self.dice.pick(&spent);
        }
        let it = &self.it.reviews[review];
        let (mut partner, mut by) = (it.partner, it.caller);
        let mut chosen: Vec<_> = it.shown.keys().copied().collect();
        while chosen.len() > 1 && self.dice.chance(40) {
            let out = self.dice.below(chosen.len());
            chosen.remove(out);
        }
        if chosen.is_empty() || self.dice.chance(7) {
            let other = (self.client(), self.any_user());
            if !chosen.contains(&other) {
                chosen.push(other);
            }
        }
        if self.dice.chance(8) {
            // A colleague's review, or another partner's.
            if self.dice.chance(30) {
                partner = self.partner();
            }
            by = self.editor(partner);
        }
        let to = self.dice.chance(30).then(|| self.receiver(chosen[0].0));
        let instead = match (to, self.dice.below(100)) {
            (None, 0..25) | (Some(_), 0..15) => Instead::Deactivate,
            _ => Instead::Remove,
        };
        Command::Confirm {
            by,
            partner,
            review,
            chosen,
            instead,
            to,
        }
    }

    fn schedule(&mut self) -> Command {
        let days = self.dice.pick(&[1, 2, 5, 30]);
        Command::Schedule {
            at: self.it.now + days * DAY,
            restore_withheld: self.dice.chance(30),
        }
    }

    fn call_off(&mut self) -> Command {
        let all: Vec<_> = (0..self.it.standardizations.len()).collect();
        if all.is_empty() {
            return self.schedule();
        }
        let standardization = self.dice.pick(&all);
        Command::CallOff { standardization }
    }

    /// Super admins who act for a partner are to be removed, where they are not the last.
    fn remove_super_admin(&mut self) -> Option<Command> {
        let all = self
            .it
            .members
            .iter()
            .filter_map(|((client, user), member)| {
                let permanent = self.it.permanent(*client);
                let spared = permanent
                    .iter()
                    .any(|(other, acts)| other != user && acts.is_none());
                let partner = member.partner?;
                (member.access == Access::SuperAdmin && spared).then_some((partner, *client, *user))
            });
        let all: Vec<_> = all.collect();
        let (partner, client, employee) = (!all.is_empty()).then(|| self.dice.pick(&all))?;
        Some(Command::Operation {
            by: self.editor(partner),
            partner,
            task: Task::Remove,
            employees: Some(vec![employee]),
            clients: Some(vec![client]),
        })
    }

    fn operation(&mut self) -> Command {
        if self.dice.chance(4)
            && let Some(command) = self.remove_super_admin()
        {
            return command;
        }
        let (partner, client, delegator) = self.delegator();
        let set = self.set_for(&[partner]);
        let own = self.it.sets.iter().enumerate();
        let own = own.filter(|(_, set)| set.as_ref().is_some_and(|it| it.owner == Some(partner)));
        let own: Vec<_> = own.map(|(set, _)| set).collect();
        let task = match self.dice.below(100) {
            0..15 => Task::Deactivate,
            15..45 => Task::Reactivate,
            45..60 => Task::Remove,
            60..80 => Task::Assign(set),
            _ => Task::Apply(self.dice.prefer(92, &own, &[set])),
        };
        let by = if self.dice.chance(80) {
            delegator
        } else {
            self.editor(partner)
        };
        let acting = self.acting(partner, client);
        let users = self.users();
        let mut employees = BTreeSet::new();
        let mut clients: BTreeSet<Acc> = [client].into();
        for _ in 0..=self.dice.below(3) {
            employees.insert(self.dice.prefer(70, &acting, &users));
            clients.insert(self.client());
        }
        if task == Task::Remove && self.dice.chance(80) {
            // Mostly people who are there to be removed.
            clients = [client].into();
            employees.retain(|user| acting.contains(user));
            employees.extend(acting.iter().copied().take(1));
            if employees.is_empty() {
                employees.insert(by);
            }
        }
        let supers = self.super_admins_for(partner);
        if task == Task::Remove && !supers.is_empty() && self.dice.chance(30) {
            let (account, user) = self.dice.pick(&supers);
            clients = [account].into();
            employees = [user].into();
        }
        let both = matches!(task, Task::Assign(_)) || self.dice.chance(30);
        let by_client = self.dice.chance(50);
        let employees: Vec<_> = employees.into_iter().collect();
        let clients: Vec<_> = clients.into_iter().collect();
        let apply = matches!(task, Task::Apply(_));
        Command::Operation {
            by,
            partner,
            task,
            employees: ((both || !by_client) && !apply).then_some(employees),
            clients: (both || by_client).then_some(clients),
        }
    }

    /// The super admins of accounts who act for a partner.
    fn super_admins_for(&self, partner: Acc) -> Vec<(Acc, Usr)> {
        let all = self.it.members.iter().filter(|(_, member)| {
            member.access == Access::SuperAdmin && member.partner == Some(partner)
        });
        all.map(|(at, _)| *at).collect()
    }

    fn link_employee(&mut self) -> Command {
        Command::LinkEmployee(self.linkable())
    }

    fn unlink_employee(&mut self) -> Command {
        let linked: Vec<_> = self.it.linked.iter().copied().collect();
        let on = self.linkable();
        let random = [(on.client, on.employee, on.partner)];
        let (client, employee, partner) = self.dice.prefer(75, &linked, &random);
        Command::UnlinkEmployee(OnEmployee {
            by: self.editor(partner),
            partner,
            client,
            employee,
        })
    }

    /// Those of an account's own people who are employees of several enrolled partners: account, person
    /// and by how many of these they are recognised there.
    fn of_several(&self) -> Vec<(Acc, Usr, usize)> {
        let own = self.it.members.iter();
        let own = own.filter(|(_, member)| {
            member.partner.is_none()
                && member.access != Access::PartnerAdmin
                && member.seat != Seat::Partner
        });
        let several = own.filter_map(|((account, user), _)| {
            let employs = |it: &Acc| {
                it != account && self.it.is_enrolled(*it) && self.it.is_employee(*it, *user)
            };
            let employers: Vec<_> = (0..PARTNERS).filter(employs).collect();
            let knows = |it: &&Acc| self.it.recognized(*account, *user, **it).is_some();
            let known = employers.iter().filter(knows).count();
            (employers.len() > 1).then_some((*account, *user, known))
        });
        several.collect()
    }

    /// Somebody whom one partner recognises is declared its own by another one too.
    fn link_by_another(&mut self) -> Option<OnEmployee> {
        let it = self.it;
        let several = self.of_several().into_iter();
        let fits = several.flat_map(|(client, employee, _)| {
            let partners = 0..PARTNERS;
            let unknown = partners.filter(move |partner| {
                it.relationships.contains_key(&(*partner, client))
                    && it.is_employee(*partner, employee)
                    && it.recognized(client, employee, *partner).is_none()
            });
            unknown.map(move |partner| (partner, client, employee))
        });
        let fits: Vec<_> = fits.collect();
        let (partner, client, employee) = (!fits.is_empty()).then(|| self.dice.pick(&fits))?;
        Some(OnEmployee {
            by: self.editor(partner),
            partner,
            client,
            employee,
        })
    }

    fn linkable(&mut self) -> OnEmployee {
        if self.dice.chance(40)
            && let Some(on) = self.link_by_another()
        {
            return on;
        }
        let (partner, client) = self.related();
        let users = self.users();
        let fit: Vec<_> = users
            .iter()
            .copied()
            .filter(|user| {
                self.it.is_employee(partner, *user)
                    && self.it.member(client, *user).is_some()
                    && !self.it.is_verified(partner, *user)
            })
            .collect();
        let members: Vec<_> = users
            .iter()
            .copied()
            .filter(|user| self.it.member(client, *user).is_some())
            .collect();
        let others = if members.is_empty() { users } else { members };
        OnEmployee {
            by: self.editor(partner),
            partner,
            client,
            employee: self.dice.prefer(75, &fit, &others),
        }
    }

    /// Somebody who acts for one partner asks to be migrated in the name of another one.
    fn migrates_for_another(&mut self) -> Option<OnEmployee> {
        let mut all = Vec::new();
        for ((client, user), member) in &self.it.members {
            if let Some(acts) = member.partner {
                let may = |partner: &Acc| {
                    *partner != acts
                        && partner != client
                        && self.it.has_right(*partner, *user, "partner.employees.view")
                };
                all.extend((0..PARTNERS).filter(may).map(|partner| OnEmployee {
                    by: *user,
                    partner,
                    client: *client,
                    employee: *user,
                }));
            }
        }
        (!all.is_empty()).then(|| self.dice.pick(&all))
    }

    /// A super admin who acts for a partner, and a colleague who is partner admin there.
    fn colleague_who_is_super_admin(&mut self) -> Option<OnEmployee> {
        let it = self.it;
        let mut all: Vec<OnEmployee> = Vec::new();
        for ((client, employee), member) in &it.members {
            if let (Access::SuperAdmin, Some(partner)) = (member.access, member.partner) {
                let (client, employee) = (*client, *employee);
                let mut colleagues = self.acting(partner, client);
                colleagues.retain(|by| it.is_partner_admin(client, *by, partner));
                all.extend(colleagues.iter().map(|by| OnEmployee {
                    by: *by,
                    partner,
                    client,
                    employee,
                }));
            }
        }
        (!all.is_empty()).then(|| self.dice.pick(&all))
    }

    fn migrate_employee(&mut self) -> Command {
        if self.dice.chance(10)
            && let Some(on) = self.migrates_for_another()
        {
            return Command::MigrateEmployee {
                on,
                keep_billing: false,
            };
        }
        let admins: Vec<(Acc, Acc, Usr)> = self
            .it
            .members
            .iter()
            .filter(|(_, member)| member.access == Access::SuperAdmin)
            .flat_map(|((client, user), member)| {
                let partners = 0..PARTNERS;
                let fits = partners.filter(|partner| {
                    partner != client
                        && member.partner.is_none_or(|acts| acts == *partner)
                        && self.it.is_employee(*partner, *user)
                });
                fits.map(|partner| (partner, *client, *user))
                    .collect::<Vec<_>>()
            })
            .collect();
        let (partner, client, by) = self.delegator();
        let target = self.target(partner, client);
        let (partner, client, employee) =
            self.dice.prefer(80, &admins, &[(partner, client, target)]);
        let managers: Vec<_> = self
            .acting(partner, client)
            .into_iter()
            .filter(|user| self.it.is_partner_admin(client, *user, partner))
            .collect();
        if self.dice.chance(40)
            && let Some(on) = self.colleague_who_is_super_admin()
        {
            return Command::MigrateEmployee {
                on,
                keep_billing: self.dice.chance(70),
            };
        }
        let by = if self.dice.chance(35) {
            employee
        } else {
            self.dice.prefer(80, &managers, &[by])
        };
        Command::MigrateEmployee {
            on: OnEmployee {
                by,
                partner,
                client,
                employee,
            },
            keep_billing: self.dice.chance(70),
        }
    }

    /// A super admin who acts for a partner that is not enrolled now, and a colleague who would be
    /// partner admin otherwise (L1).
    fn migrated_for_one_not_enrolled(&mut self) -> Option<OnEmployee> {
        let mut all = Vec::new();
        for ((client, employee), member) in &self.it.members {
            if let (Access::SuperAdmin, Some(partner)) = (member.access, member.partner)
                && !self.it.is_enrolled(partner)
            {
                let key = "partner.employees.edit";
                let edits = |by: &Usr| {
                    let member = self.it.member(*client, *by);
                    self.it.has_right(partner, *by, key)
                        && member.is_some_and(|member| {
                            member.access == Access::PartnerAdmin
                                && member.partner == Some(partner)
                                && member.status() == Status::Active
                        })
                };
                let managers = (0..self.it.users.len()).filter(edits);
                all.extend(managers.map(|by| OnEmployee {
                    by,
                    partner,
                    client: *client,
                    employee: *employee,
                }));
            }
        }
        (!all.is_empty()).then(|| self.dice.pick(&all))
    }

    /// One of several who act for a partner becomes super admin.
    fn colleague_becomes_super_admin(&mut self) -> Option<Command> {
        let it = self.it;
        let acting = it.members.iter().filter(|((client, user), member)| {
            member.access != Access::SuperAdmin
                && member.partner.is_some_and(|partner| {
                    let mut colleagues = self.acting(partner, *client).into_iter();
                    colleagues.any(|by| by != *user && it.is_partner_admin(*client, by, partner))
                })
        });
        let acting: Vec<_> = acting.map(|(at, _)| *at).collect();
        let (account, user) = (!acting.is_empty()).then(|| self.dice.pick(&acting))?;
        let put = Put {
            access: Some(Wanted::SuperAdmin),
            ..Put::default()
        };
        Some(Command::Provision { account, user, put })
    }

    /// Such a partner is made where there is none.
    fn migrate_for_one_not_enrolled(&mut self) -> Command {
        if let Some(on) = self.migrated_for_one_not_enrolled() {
            return Command::MigrateEmployee {
                on,
                keep_billing: false,
            };
        }
        if self.dice.chance(70)
            && let Some(on) = self.colleague_who_is_super_admin()
        {
            return Command::ChangeAccount {
                account: on.partner,
                change: AccountChange::Enrol(false),
            };
        }
        match self.colleague_becomes_super_admin() {
            Some(command) => command,
            None => self.migrate_employee(),
        }
    }

    fn end_services(&mut self) -> Command {
        let (partner, client) = self.related();
        Command::EndServices {
            by: self.editor(partner),
            partner,
            client,
        }
    }

    fn resume_services(&mut self) -> Command {
        let (partner, client) = self.related();
        Command::ResumeServices {
            by: self.editor(partner),
            partner,
            client,
        }
    }

    fn create_member(&mut self) -> Command {
        let mut on = self.on_member();
        let users = self.users();
        let fit: Vec<_> = users
            .iter()
            .copied()
            .filter(|user| {
                self.it.member(on.account, *user).is_none()
                    && self.it.users[*user].status != UserStatus::Erased
            })
            .collect();
        let fit = if fit.is_empty() { vec![on.user] } else { fit };
        on.user = self.dice.prefer(95, &fit, &[on.user]);
        if self.it.users[on.user].status == UserStatus::Erased {
            // An erased person has no address to be named by.
            let known = |user: &Usr| self.it.users[*user].status != UserStatus::Erased;
            let known: Vec<_> = users.into_iter().filter(known).collect();
            on.user = self.dice.pick(&known);
        }
        let mut put = self.said(on, None);
        if put.access.is_none() {
            put.access = Some(Wanted::Set(self.set_for(&[on.account])));
        }
        put.seat = put.seat.or(Some(match put.access {
            Some(Wanted::PartnerAdmin) => Seat::Partner,
            _ => Seat::Core,
        }));
        Command::CreateMember { on, put }
    }

    /// Whoever may edit users, without being super admin, says something else than a super admin has
    /// laid down on somebody (A8).
    fn lift(&mut self) -> Option<Command> {
        let it = self.it;
        let laid = it.terms.iter().filter(|(at, terms)| {
            let ranks = terms.withheld.values().copied();
            let mut ranks = ranks.chain(terms.limit.map(|(_, rank)| rank));
            it.members.contains_key(at) && ranks.any(|rank| rank == Rank::SuperAdmin)
        });
        let all: Vec<(OnMember, bool)> = laid
            .flat_map(|((account, user), terms)| {
                let (account, user) = (*account, *user);
                let manages = move |by: &Usr| {
                    it.has_right(account, *by, "users.edit")
                        && !it.is_super_admin(account, *by)
                        && *by != user
                };
                let managers = (0..it.users.len()).filter(manages);
                let timed = terms.limit.is_some();
                managers.map(move |by| (OnMember { by, account, user }, timed))
            })
            .collect();
        let (on, timed) = (!all.is_empty()).then(|| self.dice.pick(&all))?;
        let mut put = Put::default();
        if timed && self.dice.chance(60) {
            let end = self.ahead();
            put.expires_at = Some(self.dice.chance(50).then_some(end));
        } else {
            put.adjust = Some(Adjust {
                added: None,
                withheld: Some(self.keys(1)),
            });
        }
        Some(Command::ChangeMember { on, put })
    }

    /// Somebody whom several partners recognise is to be partner admin, and nobody says for which (S2).
    fn of_several_becomes_partner_admin(&mut self) -> Option<Command> {
        let mut several = self.of_several();
        several.retain(|(_, _, known)| *known > 1);
        let (account, user, _) = (!several.is_empty()).then(|| self.dice.pick(&several))?;
        let by = self.with_right(account, "users.edit");
        let put = Put {
            access: Some(Wanted::PartnerAdmin),
            seat: Some(Seat::Partner),
            ..Put::default()
        };
        let on = OnMember { by, account, user };
        Some(Command::ChangeMember { on, put })
    }

    fn change_member(&mut self) -> Command {
        if self.dice.chance(5)
            && let Some(command) = self.lift()
        {
            return command;
        }
        if self.dice.chance(40)
            && let Some(command) = self.of_several_becomes_partner_admin()
        {
            return command;
        }
        let mut on = self.on_member();
        let own: Vec<_> = self
            .it
            .members
            .iter()
            .filter(|((account, user), member)| {
                let knows = |partner: &Acc| {
                    self.it.is_employee(*partner, *user)
                        && self.it.recognized(*account, *user, *partner).is_some()
                };
                member.partner.is_none()
                    && *account >= PARTNERS
                    && (0..PARTNERS).any(|it| knows(&it))
            })
            .map(|(at, _)| *at)
            .collect();
        if !own.is_empty() && self.dice.chance(8) {
            // One of its own, whom a partner recognises too.
            (on.account, on.user) = self.dice.pick(&own);
            on.by = self.with_right(on.account, "users.edit");
        }
        let freed: Vec<_> = self
            .it
            .members
            .iter()
            .filter(|((account, user), member)| {
                member.partner.is_some() && self.it.is_super_admin(*account, *user)
            })
            .map(|(at, _)| *at)
            .collect();
        if !freed.is_empty() && self.dice.chance(3) {
            // A super admin who acts for a partner would rather act for nobody.
            (on.account, on.user) = self.dice.pick(&freed);
            on.by = on.user;
            let put = Put {
                seat: Some(Seat::Core),
                partner: Some(None),
                ..Put::default()
            };
            return Command::ChangeMember { on, put };
        }
        let mut put = self.said(on, self.it.member(on.account, on.user));
        let terms = self.it.terms_of(on.account, on.user);
        if !terms.withheld.is_empty() && self.dice.chance(40) {
            put.adjust = Some(Adjust {
                added: None,
                withheld: Some(self.keys(1)),
            });
        }
        if terms.limit.is_some() && self.dice.chance(25) {
            let end = self.ahead();
            put.expires_at = Some(self.dice.chance(50).then_some(end));
        }
        Command::ChangeMember { on, put }
    }

    /// What an account's own side says of a membership.
    fn said(&mut self, on: OnMember, old: Option<&Member>) -> Put {
        let mut put = Put::default();
        let of_several = |partner: &Acc| {
            *partner != on.account
                && self.it.is_employee(*partner, on.user)
                && self.it.recognized(on.account, on.user, *partner).is_some()
        };
        if (0..PARTNERS).filter(of_several).count() > 1 && self.dice.chance(50) {
            put.access = Some(Wanted::PartnerAdmin);
            put.seat = Some(Seat::Partner);
            return put;
        }
        let recognized = (0..PARTNERS).any(|partner| {
            self.it.is_employee(partner, on.user)
                && self.it.recognized(on.account, on.user, partner).is_some()
        });
        let is_new = old.is_none();
        if is_new || self.dice.chance(40) {
            let set = self.set_for(&[on.account]);
            let own = old.is_some_and(|old| old.partner.is_none());
            let pa = match (recognized, own) {
                (true, true) => 75,
                (true, false) => 45,
                (false, _) => 8,
            };
            put.access = Some(match self.dice.below(100) {
                0..10 => Wanted::SuperAdmin,
                it if it < 10 + pa => Wanted::PartnerAdmin,
                _ => Wanted::Set(set),
            });
        }
        if put.access == Some(Wanted::PartnerAdmin) && self.dice.chance(92) {
            put.seat = Some(Seat::Partner);
        } else if self.dice.chance(30) {
            let seats = [
                Seat::Partner,
                Seat::Core,
                Seat::Core,
                Seat::ViewOnly,
                Seat::Sales,
            ];
            put.seat = Some(self.dice.pick(&seats));
        }
        if self.dice.chance(10) {
            let paid = [vec![], vec![Paid::Sales], vec![Paid::Sales, Paid::Service]];
            let which = self.dice.below(paid.len());
            put.paid = Some(paid[which].iter().copied().collect());
        }
        if self.dice.chance(15) {
            let employers: Vec<_> = (0..PARTNERS)
                .filter(|partner| *partner != on.account && self.it.is_employee(*partner, on.user))
                .collect();
            let partners: Vec<_> = (0..PARTNERS).collect();
            put.partner = Some(if old.is_some() && self.dice.chance(35) {
                None
            } else {
                Some(self.dice.prefer(85, &employers, &partners))
            });
        }
        if self.dice.chance(25) {
            let added = self
                .dice
                .chance(60)
                .then(|| self.keys_of(on.account, on.by, 2));
            let withheld = self.dice.chance(60).then(|| self.keys(2));
            put.adjust = Some(Adjust { added, withheld });
        }
        if self.dice.chance(12) {
            put.expires_at = Some(if self.dice.chance(30) {
                None
            } else {
                Some(self.ahead())
            });
        }
        put
    }

    fn migrate_member(&mut self) -> Command {
        let admins: Vec<(Acc, Usr)> = self
            .it
            .members
            .iter()
            .filter(|(_, member)| member.access == Access::SuperAdmin)
            .map(|(at, _)| *at)
            .collect();
        let employed: Vec<_> = admins
            .iter()
            .copied()
            .filter(|(account, user)| {
                (0..PARTNERS).any(|it| it != *account && self.it.is_employee(it, *user))
            })
            .collect();
        let on = self.on_member();
        let admins = if admins.is_empty() {
            vec![(on.account, on.user)]
        } else {
            admins
        };
        let random = [(on.account, on.user), self.dice.pick(&admins)];
        let several: Vec<_> = employed
            .iter()
            .copied()
            .filter(|(account, user)| {
                let fits = |it: &Acc| it != account && self.it.is_employee(*it, *user);
                self.it.members[&(*account, *user)].partner.is_none()
                    && (0..PARTNERS).filter(fits).count() > 1
            })
            .collect();
        let employed = if several.is_empty() || self.dice.chance(15) {
            employed
        } else {
            several
        };
        let (account, user) = self.dice.prefer(70, &employed, &random);
        let supers: Vec<_> = self
            .users()
            .into_iter()
            .filter(|by| self.it.is_super_admin(account, *by))
            .collect();
        Command::MigrateMember {
            on: OnMember {
                by: self.dice.prefer(85, &supers, &[on.by]),
                account,
                user,
            },
            keep_billing: self.dice.chance(40),
            partner: if account < PARTNERS && self.dice.chance(10) {
                Some(account)
            } else {
                self.dice.chance(30).then(|| self.dice.below(PARTNERS))
            },
        }
    }

    fn sever(&mut self) -> Command {
        let (partner, account) = self.related();
        let supers: Vec<_> = self
            .users()
            .into_iter()
            .filter(|by| self.it.is_super_admin(account, *by))
            .collect();
        let users = self.users();
        Command::Sever {
            by: self.dice.prefer(75, &supers, &users),
            account,
            partner,
        }
    }

    fn standardize(&mut self) -> Command {
        let restore_withheld = self.dice.chance(30);
        Command::Standardize { restore_withheld }
    }

    fn report(&mut self) -> Command {
        let members: Vec<_> = self.it.members.keys().copied().collect();
        let random = [(self.any_account(), self.any_user())];
        let (account, user) = self.dice.prefer(95, &members, &random);
        let ago = self.dice.pick(&[0, 60, DAY, 10 * DAY, 59 * DAY, -60, -600]);
        Command::Report(Activity {
            account,
            user,
            qualifies: self.dice.chance(85),
            at: self.it.now - ago,
        })
    }

    fn accept(&mut self) -> Command {
        let invited = self.invited();
        let random = [(self.any_account(), self.any_user())];
        let (account, by) = self.dice.prefer(85, &invited, &random);
        Command::Accept { by, account }
    }

    /// Somebody of one partner joins another one too.
    fn join_another_partner(&mut self) -> Option<Command> {
        let mut several = self.of_several();
        several.retain(|(account, user, _)| !self.it.is_super_admin(*account, *user));
        if !several.is_empty() && self.dice.chance(40) {
            // Or they become super admin of an account that is none of them.
            let (account, user, _) = self.dice.pick(&several);
            let put = Put {
                access: Some(Wanted::SuperAdmin),
                seat: Some(Seat::Core),
                ..Put::default()
            };
            return Some(Command::Provision { account, user, put });
        }
        let account = self.dice.below(PARTNERS);
        let mut others: Vec<Usr> = (0..PARTNERS * 3).collect();
        others.retain(|user| self.it.member(account, *user).is_none() && self.it.is_enabled(*user));
        let user = (!others.is_empty()).then(|| self.dice.pick(&others))?;
        // As a reader, or with what its own people hold.
        let own = catalogue().standard.len() + account;
        let known = self.it.sets[own].is_some();
        let set = if known && self.dice.chance(45) {
            own
        } else {
            0
        };
        let put = Put {
            access: Some(Wanted::Set(set)),
            partner: Some(None),
            ..Put::default()
        };
        Some(Command::Provision { account, user, put })
    }

    fn provision(&mut self) -> Command {
        if self.dice.chance(4)
            && let Some(command) = self.join_another_partner()
        {
            return command;
        }
        let account = if self.dice.chance(20) {
            self.partner()
        } else {
            self.any_account()
        };
        let users = self.users();
        let members: Vec<_> = users
            .iter()
            .copied()
            .filter(|user| self.it.member(account, *user).is_some())
            .collect();
        let user = self.dice.prefer(45, &members, &users);
        let old = self.it.member(account, user);
        let new = old.is_none();
        let mut put = Put::default();
        if new && self.dice.chance(97) || self.dice.chance(30) {
            let set = self.set_for(&[account]);
            put.access = Some(match self.dice.below(100) {
                0..15 => Wanted::SuperAdmin,
                15..42 => Wanted::PartnerAdmin,
                _ => Wanted::Set(set),
            });
        }
        let employers: Vec<_> = (0..PARTNERS)
            .filter(|partner| *partner != account && self.it.is_employee(*partner, user))
            .collect();
        let is_pa = put.access == Some(Wanted::PartnerAdmin)
            || put.access.is_none() && old.is_some_and(|old| old.access == Access::PartnerAdmin);
        let acts = old.and_then(|old| old.partner).is_some();
        if is_pa && !acts && self.dice.chance(92) || self.dice.chance(10) {
            let partners: Vec<_> = (0..PARTNERS).collect();
            put.partner = Some(Some(self.dice.prefer(85, &employers, &partners)));
            put.seat = self.dice.chance(92).then_some(Seat::Partner);
        } else if put.access == Some(Wanted::SuperAdmin) && !acts && self.dice.chance(60) {
            // Some super admins act for a partner.
            put.partner = (!employers.is_empty()).then(|| Some(self.dice.pick(&employers)));
        } else if acts && self.dice.chance(4) {
            put.partner = Some(None);
            put.seat = self.dice.chance(80).then_some(Seat::Core);
        }
        if let Some(Member {
            access: Access::Set(set, _),
            partner: Some(acts),
            ..
        }) = old
            && self.it.sets[*set]
                .as_ref()
                .is_some_and(|set| set.owner == Some(*acts))
            && self.dice.chance(30)
        {
            // Somebody who holds a set of the partner they act for is to act for it no more.
            return Command::Provision {
                account,
                user,
                put: Put {
                    seat: Some(Seat::Core),
                    partner: Some(None),
                    ..Put::default()
                },
            };
        }
        if put.seat.is_none() && self.dice.chance(20) {
            let seats = [
                Seat::Partner,
                Seat::Core,
                Seat::Core,
                Seat::ViewOnly,
                Seat::Sales,
                Seat::Service,
            ];
            put.seat = Some(self.dice.pick(&seats));
        }
        if self.dice.chance(15) {
            let paid = [
                vec![],
                vec![Paid::Sales],
                vec![Paid::Service],
                vec![Paid::Sales, Paid::Service],
            ];
            let which = self.dice.below(paid.len());
            put.paid = Some(paid[which].iter().copied().collect());
        }
        if self.dice.chance(20) {
            let all = [
                Status::Active,
                Status::Active,
                Status::Active,
                Status::Deactivated,
            ];
            put.status = Some(self.dice.pick(&all));
            if self.dice.chance(8) {
                put.status = Some(Status::Invited);
            }
        }
        if self.dice.chance(5) {
            put.contractor = Some(self.dice.chance(50));
        }
        if self.dice.chance(22) {
            let added = self.dice.chance(60).then(|| self.keys(2));
            let withheld = self.dice.chance(60).then(|| self.keys(2));
            put.adjust = Some(Adjust { added, withheld });
        }
        if self.dice.chance(14) {
            put.expires_at = Some(if self.dice.chance(30) {
                None
            } else {
                Some(self.ahead())
            });
        }
        Command::Provision { account, user, put }
    }

    fn change_account(&mut self) -> Command {
        let closed: Vec<_> = (0..self.it.accounts.len())
            .filter(|account| !self.it.accounts[*account].active)
            .collect();
        let left: Vec<_> = (0..PARTNERS)
            .filter(|partner| !self.it.accounts[*partner].enrolled)
            .collect();
        if !closed.is_empty() && self.dice.chance(70) {
            let account = self.dice.pick(&closed);
            let change = AccountChange::Active(true);
            return Command::ChangeAccount { account, change };
        }
        if !left.is_empty() && self.dice.chance(45) {
            let account = self.dice.pick(&left);
            let change = AccountChange::Enrol(true);
            return Command::ChangeAccount { account, change };
        }
        let account = self.any_account();
        let change = match self.dice.below(100) {
            0..30 => AccountChange::Active(false),
            30..55 => AccountChange::Legacy(self.dice.chance(50)),
            _ => AccountChange::Enrol(account >= PARTNERS && self.dice.chance(15)),
        };
        let account = match change {
            AccountChange::Enrol(false) => {
                let acting = self.it.members.values().filter_map(|member| {
                    let partner = member.partner?;
                    (member.access == Access::SuperAdmin).then_some(partner)
                });
                let acting: Vec<_> = acting.collect();
                let other = self.partner();
                self.dice.prefer(60, &acting, &[other])
            }
            _ => account,
        };
        Command::ChangeAccount { account, change }
    }

    fn set_policy(&mut self) -> Command {
        let account = self.any_account();
        let admins: Vec<_> = self
            .users()
            .into_iter()
            .filter(|user| self.it.is_super_admin(account, *user))
            .collect();
        let users = self.users();
        Command::SetPolicy {
            by: self.dice.prefer(85, &admins, &users),
            account,
            only_super_admins: self.dice.chance(45),
        }
    }

    fn set_domains(&mut self) -> Command {
        let partner = if self.dice.chance(8) {
            self.any_account()
        } else {
            self.partner()
        };
        let admins: Vec<_> = self
            .users()
            .into_iter()
            .filter(|user| self.it.is_super_admin(partner, *user))
            .collect();
        let users = self.users();
        let by = if self.dice.chance(45) {
            By::Platform
        } else {
            By::User(self.dice.prefer(85, &admins, &users))
        };
        let mut domains = BTreeSet::new();
        let old: Vec<_> = self.it.accounts[partner].domains.iter().copied().collect();
        if !old.is_empty() && self.dice.chance(70) {
            domains.extend(old);
        }
        if domains.is_empty() || self.dice.chance(60) {
            let own = match by {
                By::User(by) => self.it.users[by].domain,
                By::Platform => PEOPLE_OF_PARTNERS[partner % PARTNERS],
            };
            let all = [&PEOPLE_OF_PARTNERS[..], &OTHER_DOMAINS].concat();
            domains.insert(self.dice.prefer(50, &[own], &all));
        }
        Command::SetDomains {
            by,
            partner,
            domains,
        }
    }

    fn change_user(&mut self) -> Command {
        let off: Vec<_> = (0..self.it.users.len())
            .filter(|user| self.it.users[*user].status == UserStatus::Disabled)
            .collect();
        let user = self.any_user();
        if !off.is_empty() && self.dice.chance(65) {
            let user = self.dice.pick(&off);
            let change = UserChange::Enable(true);
            return Command::ChangeUser { user, change };
        }
        let home = PEOPLE_OF_PARTNERS
            .get(user / 3)
            .copied()
            .unwrap_or("c.example");
        let change = match self.dice.below(100) {
            0..40 => UserChange::Enable(false),
            40..65 => UserChange::Confirm(self.dice.chance(60)),
            _ => {
                let all = [&PEOPLE_OF_PARTNERS[..], &OTHER_DOMAINS].concat();
                UserChange::Email {
                    domain: self.dice.prefer(60, &[home], &all),
                    confirmed: self.dice.chance(30).then(|| self.dice.chance(50)),
                }
            }
        };
        Command::ChangeUser { user, change }
    }

    fn erase_user(&mut self) -> Command {
        let user = self.any_user();
        Command::EraseUser { user }
    }

    fn create_set(&mut self) -> Command {
        let account = self.any_account();
        let by = self.with_right(account, "permission_sets.edit");
        Command::CreateSet {
            by,
            account,
            permissions: self.keys_of(account, by, 5),
        }
    }

    fn own_set(&mut self) -> (Acc, SetNo) {
        let owned: Vec<_> = self
            .it
            .sets
            .iter()
            .enumerate()
            .filter_map(|(set, is)| Some((is.as_ref()?.owner?, set)))
            .collect();
        let random = [(self.any_account(), self.set())];
        self.dice.prefer(92, &owned, &random)
    }

    fn change_set(&mut self) -> Command {
        let (account, set) = self.own_set();
        let by = self.with_right(account, "permission_sets.edit");
        let mut permissions = self.keys_of(account, by, 3);
        if let Some(set) = &self.it.sets[set]
            && self.dice.chance(80)
        {
            let keep = set.versions.last().unwrap().iter().copied();
            permissions.extend(keep.filter(|_| self.dice.chance(85)));
            permissions = permissions
                .into_iter()
                .collect::<BTreeSet<_>>()
                .into_iter()
                .collect();
        }
        Command::ChangeSet {
            by,
            account,
            set,
            permissions,
        }
    }

    fn remove_set(&mut self) -> Command {
        let (account, set) = self.own_set();
        let by = self.with_right(account, "permission_sets.edit");
        Command::RemoveSet { by, account, set }
    }

    fn change_engagement(&mut self) -> Command {
        let partner = self.partner();
        let users = self.users();
        let members: Vec<_> = users
            .iter()
            .copied()
            .filter(|user| self.it.member(partner, *user).is_some())
            .collect();
        Command::ChangeEngagement {
            by: self.editor(partner),
            partner,
            employee: self.dice.prefer(90, &members, &users),
            contractor: self.dice.chance(50),
        }
    }

    fn related(&mut self) -> (Acc, Acc) {
        let related: Vec<_> = self.it.relationships.keys().copied().collect();
        let random = [(self.partner(), self.client())];
        self.dice.prefer(75, &related, &random)
    }

    fn rename_client(&mut self) -> Command {
        let (partner, client) = self.related();
        Command::RenameClient {
            by: self.editor(partner),
            partner,
            client,
            name: self.dice.chance(70).then(|| self.dice.next() % 5),
        }
    }

    fn list_employees(&mut self) -> Command {
        let (partner, client) = self.related();
        Command::ListEmployees {
            by: self.editor(partner),
            partner,
            client,
        }
    }

    fn import_relationship(&mut self) -> Command {
        let partner = if self.dice.chance(10) {
            self.any_account()
        } else {
            self.partner()
        };
        let days = Secs::try_from(self.dice.below(70)).unwrap();
        Command::ImportRelationship {
            partner,
            client: if self.dice.chance(5) {
                partner
            } else {
                self.client()
            },
            activity: self.dice.chance(70).then_some(self.it.now - days * DAY),
        }
    }

    fn advance(&mut self) -> Command {
        let hour = DAY / 24;
        let by = self
            .dice
            .pick(&[hour, hour, hour, DAY, DAY, 3 * DAY, 8 * DAY]);
        let by = if self.dice.chance(2) { 91 * DAY } else { by };
        Command::Advance { by }
    }

    fn decide(&mut self) -> Command {
        let members: Vec<_> = self.it.members.keys().copied().collect();
        let random = [(self.any_account(), self.any_user())];
        let (account, user) = self.dice.prefer(92, &members, &random);
        Command::Decide { account, user }
    }
}
