//! Puts a letter together: what is common to many messages.

use std::fmt;

use latchkey_domain::{
    base::{text::Name, time::Time},
    permission::seat::Seat,
};

use super::{
    letter::{Letter, LetterFact, LetterLink, LetterList},
    site::MailSite,
    words::Words,
};
use crate::{
    mail::message::{
        AccountInMail, Act, ActedOn, Doer, MailReader, NameList, ShownAccess, ShownPage,
    },
    words::isolated,
};

/// A letter that is being written.
#[derive(Debug)]
pub(super) struct LetterDraft<'a> {
    pub(super) words: Words,
    pub(super) site: &'a MailSite,
    /// The message in `locales/`, whose attributes are the texts of this mail.
    key: &'static str,
    greeting: &'static str,
    about: Option<String>,
    deadline: Option<String>,
    exception: Option<String>,
    facts: Vec<LetterFact>,
    list: Option<LetterList>,
    more: Option<String>,
    button: Option<LetterLink>,
    after: &'static str,
    why: &'static str,
}

impl<'a> LetterDraft<'a> {
    /// Begins a letter with the words of a message.
    pub(super) fn new(key: &'static str, to: &MailReader, site: &'a MailSite) -> Self {
        let mut words = Words::of(to.locale);
        words.name("address", &to.mailbox.address);
        let greeting = match &to.mailbox.name {
            Some(name) => {
                words.name("reader", name);
                "greeting-named"
            }
            None => "greeting",
        };
        Self {
            words,
            site,
            key,
            greeting,
            about: None,
            deadline: None,
            exception: None,
            facts: Vec::new(),
            list: None,
            more: None,
            button: None,
            after: "after-own",
            why: "why-own",
        }
    }

    /// Names an account.
    pub(super) fn account(&mut self, name: &'static str, account: &AccountInMail) {
        self.words.name(name, &account.name);
    }

    /// Says which account the mail is about.
    pub(super) fn about(&mut self, name: &Name) {
        self.about = Some(isolated(name.as_str()));
    }

    /// Says which paragraph tells what to do if it is wrong; an attribute of the message, if it is
    /// called so, otherwise a message of its own.
    pub(super) fn after(&mut self, key: &'static str) {
        self.after = key;
    }

    /// Says why the reader gets the mail.
    pub(super) fn why(&mut self, key: &'static str) {
        self.why = key;
    }

    /// Lets the time at which something ends stand out.
    pub(super) fn deadline(&mut self, at: Time) {
        self.deadline = Some(format!("{}.", self.words.minute(at)));
    }

    /// Tells how many days are left: texts know it as `left`, in words, and as the number `days`.
    pub(super) fn days(&mut self, days: u32) {
        let days = usize::try_from(days).unwrap_or(usize::MAX);
        let left = self.words.counted("value-days-left", days);
        self.words.count("days", days);
        self.words.name("left", left);
    }

    /// Adds to what the mail means what the act did otherwise in a few accounts.
    pub(super) fn exception(&mut self, key: &str) {
        self.exception = Some(self.words.say(key));
    }

    /// Adds a paragraph before the button.
    pub(super) fn more(&mut self, key: &str) {
        self.more = Some(self.words.say(key));
    }

    /// Adds a fact.
    pub(super) fn fact(&mut self, label: &str, value: impl fmt::Display) {
        let label = self.words.say(label);
        let value = value.to_string();
        self.facts.push(LetterFact { label, value });
    }

    /// Adds a fact that is a text from somebody.
    pub(super) fn named_fact(&mut self, label: &str, text: impl fmt::Display) {
        self.fact(label, isolated(&text.to_string()));
    }

    /// Adds a fact that is a number.
    pub(super) fn counted_fact(&mut self, label: &str, count: usize) {
        let shown = self.words.counted("value-number", count);
        self.fact(label, shown);
    }

    /// Adds who did it, when and why, and lets texts choose by `by` and name the `actor`.
    pub(super) fn act(&mut self, label: &str, act: &Act) {
        let shown = self.doer(&act.by);
        self.fact(label, shown);
        let when = self.words.span(act.at, act.until);
        self.fact("fact-when", when);
        self.reason(act);
    }

    /// Adds when something was done and why, where the mail names who did it anyway.
    pub(super) fn moment(&mut self, act: &Act) {
        let when = self.words.span(act.at, act.until);
        self.fact("fact-when", when);
        self.reason(act);
    }

    fn reason(&mut self, act: &Act) {
        if let Some(reason) = &act.reason {
            self.named_fact("fact-reason", reason);
        }
    }

    /// Lets texts choose by who did it, and tells it.
    pub(super) fn doer(&mut self, by: &Doer) -> String {
        match by {
            Doer::Person { name, from } => {
                self.words.choose("by", "person");
                self.words.name("actor", name);
                match from {
                    Some(from) => {
                        format!("{}, {}", isolated(name.as_str()), isolated(from.as_str()))
                    }
                    None => isolated(name.as_str()),
                }
            }
            Doer::Platform => {
                self.words.choose("by", "platform");
                self.words.say("value-platform")
            }
            Doer::Clock => {
                self.words.choose("by", "clock");
                self.words.say("value-clock")
            }
        }
    }

    /// Names the accounts: the texts know `account` and the number `accounts`, the button opens them,
    /// and several are listed.
    pub(super) fn accounts(&mut self, acted: &ActedOn) {
        let only = acted.names.only();
        self.words.count("accounts", acted.names.count());
        self.words.count("all", acted.names.count());
        self.words.name("account", only.map_or("", Name::as_str));
        let own_access = ShownPage::OwnAccess;
        let (label, page) = match (&acted.page, only) {
            (page @ ShownPage::Client(_), Some(_)) => ("button-open", page),
            (page @ ShownPage::Users(_), Some(_)) => ("button-users", page),
            (page @ ShownPage::Operation(_), _) => ("button-operation", page),
            (ShownPage::Client(_) | ShownPage::Users(_) | ShownPage::OwnAccess, _) => {
                ("button-own-access", &own_access)
            }
        };
        self.open(label, self.site.shown(page));
        match only {
            Some(name) => self.about(name),
            None => self.list(&acted.names, "list-clients"),
        }
    }

    /// Names people: the texts know `person` and the number `people`, and several are listed.
    pub(super) fn people(&mut self, people: &NameList) {
        self.words.count("people", people.count());
        self.words
            .name("person", people.only().map_or("", Name::as_str));
        if people.only().is_none() {
            self.list(people, "list-people");
        }
    }

    /// Lists names below the facts, the first ten of them. A mail has one list: what does not fit
    /// becomes a fact.
    pub(super) fn list(&mut self, names: &NameList, heading: &str) {
        if names.count() == 0 {
            return;
        }
        if self.list.is_some() {
            self.counted_names(heading, names, "value-number");
            return;
        }
        let shown = names.first().iter().map(|name| isolated(name.as_str()));
        let (heading, others) = match names.others() {
            0 => (self.words.say(heading), None),
            others => {
                self.words.count("shown", names.first().len());
                self.words.count("listed", names.count());
                let others = self.words.counted("list-others", others);
                (self.words.say("list-first"), Some(others))
            }
        };
        self.list = Some(LetterList {
            heading,
            names: shown.collect(),
            others,
        });
    }

    /// Adds a fact of several names: how many there are, in the words of `count`, and the first ten.
    pub(super) fn counted_names(&mut self, label: &str, names: &NameList, count: &str) {
        let mut shown: Vec<_> = names
            .first()
            .iter()
            .map(|name| isolated(name.as_str()))
            .collect();
        if names.others() > 0 {
            shown.push(self.words.counted("list-others", names.others()));
        }
        let shown = shown.join(", ");
        let value = match names.count() {
            1 => shown,
            several => format!("{}: {shown}", self.words.counted(count, several)),
        };
        self.fact(label, value);
    }

    /// Sets the one thing to do.
    pub(super) fn open(&mut self, label: &str, url: String) {
        let label = self.words.say(label);
        self.button = Some(LetterLink { label, url });
    }

    /// Adds access and seat.
    pub(super) fn access(&mut self, label: &str, access: Option<&ShownAccess>, seat: Option<Seat>) {
        if let Some(shown) = self.shown_access(access, seat) {
            self.fact(label, shown);
        }
    }

    /// Access and seat in words; `None`: neither is known.
    pub(super) fn shown_access(
        &self,
        access: Option<&ShownAccess>,
        seat: Option<Seat>,
    ) -> Option<String> {
        let access = access.map(|access| match access {
            ShownAccess::SuperAdmin => self.words.say("access-super-admin"),
            ShownAccess::PartnerAdmin => self.words.say("access-partner-admin"),
            ShownAccess::PermissionSet(name) => isolated(name.as_str()),
        });
        let seat = seat.map(|seat| {
            self.words.say(match seat {
                Seat::Partner => "seat-partner",
                Seat::Core => "seat-core",
                Seat::ViewOnly => "seat-view-only",
                Seat::Sales => "seat-sales",
                Seat::Service => "seat-service",
            })
        });
        match (access, seat) {
            (Some(access), Some(seat)) => Some(format!("{access} · {seat}")),
            (access, seat) => access.or(seat),
        }
    }

    /// Adds when something ends, or that it does not by itself.
    pub(super) fn ends(&mut self, ends: Option<Time>) {
        let shown = match ends {
            Some(at) => self.words.minute(at),
            None => self.words.say("value-no-end"),
        };
        self.fact("fact-ends", shown);
    }

    /// The letter, with the texts that its message has.
    pub(super) fn finish(self, stop: Option<LetterLink>, written_at: Time) -> Letter {
        let of_message = |attribute: &str| self.words.find(&format!("{}.{attribute}", self.key));
        let in_message = |attribute: &str| {
            of_message(attribute).unwrap_or_else(|| format!("{}.{attribute}", self.key))
        };
        let after = match self.after {
            "after" => in_message("after"),
            shared => self.words.say(shared),
        };
        let mut lead = in_message("lead");
        if let Some(exception) = self.exception {
            lead = format!("{lead} {exception}");
        }
        Letter {
            heading: in_message("subject"),
            about: self.about,
            greeting: self.words.say(self.greeting),
            deadline: self.deadline,
            lead,
            facts: self.facts,
            list: self.list,
            more: self.more,
            button: self.button,
            after,
            why: self.words.say(self.why),
            stop,
            moment: self.words.minute(written_at),
        }
    }
}
