//! Two rules told once more as small models, and the server held to them over many random steps:
//! the delegation rule (A2) and the last super admin (D5).

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::support::{Caller, Person, Scene, Server, access, keys, on_both_databases, only_result};

on_both_databases!(
    the_delegation_rule_holds_over_random_rights,
    a_permanent_super_admin_is_left_over_random_acts,
);

/// The steps a ladder has, from the lowest.
const LADDER: [&str; 3] = ["own", "team", "all"];

type Keys = BTreeSet<String>;

/// Numbers that look random and are the same on every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, count: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % count
    }

    fn some<'a, T>(&mut self, of: &'a [T], most: usize) -> Vec<&'a T> {
        let count = self.below(most + 1);
        (0..count).map(|_| &of[self.below(of.len())]).collect()
    }
}

/// The catalogue, as the server publishes it, with its ladders spelt out.
struct Catalogue {
    implies: BTreeMap<String, Keys>,
    ladders: Keys,
    template: Keys,
}

impl Catalogue {
    async fn read(caller: &Caller) -> Self {
        let answer = caller.get("/v1/permissions?limit=200").await;
        let items = answer.ok()["items"].as_array().unwrap().clone();
        let ladders: Keys = items
            .iter()
            .filter(|item| {
                item["levels"]
                    .as_array()
                    .is_some_and(|levels| !levels.is_empty())
            })
            .map(|item| item["key"].as_str().unwrap().to_owned())
            .collect();
        let mut implies = BTreeMap::new();
        let mut template = Keys::new();
        for item in &items {
            let key = item["key"].as_str().unwrap();
            let direct = keys(&item["implies"]);
            for (height, own) in steps(key, &ladders).into_iter().enumerate() {
                let mut below = Keys::new();
                if ladders.contains(key) && height > 0 {
                    below.insert(format!("{key}:{}", LADDER[height - 1]));
                }
                for other in &direct {
                    if ladders.contains(*other) {
                        let level = if ladders.contains(key) { height } else { 2 };
                        below.insert(format!("{other}:{}", LADDER[level]));
                    } else {
                        below.insert((*other).to_owned());
                    }
                }
                if item["partner_admin"] == true {
                    template.insert(own.clone());
                }
                implies.insert(own, below);
            }
        }
        Self {
            implies,
            ladders,
            template,
        }
    }

    /// The single steps that a list of an answer names: a ladder by its bare key or highest step.
    fn named(&self, list: &Value) -> Keys {
        self.closed(
            keys(list)
                .into_iter()
                .map(|key| {
                    if self.ladders.contains(key) {
                        format!("{key}:all")
                    } else {
                        key.to_owned()
                    }
                })
                .collect(),
        )
    }

    /// With all that the keys imply (P4).
    fn closed(&self, mut held: Keys) -> Keys {
        let mut waiting: Vec<String> = held.iter().cloned().collect();
        while let Some(key) = waiting.pop() {
            for implied in &self.implies[&key] {
                if held.insert(implied.clone()) {
                    waiting.push(implied.clone());
                }
            }
        }
        held
    }

    /// With all that implies one of the keys (P5); a bare key is the whole ladder.
    fn with_what_implies(&self, taken: &[&str]) -> Keys {
        let taken: Keys = taken
            .iter()
            .flat_map(|key| steps(key, &self.ladders))
            .collect();
        self.implies
            .keys()
            .filter(|key| {
                let brought = self.closed(Keys::from([(*key).clone()]));
                !brought.is_disjoint(&taken)
            })
            .cloned()
            .collect()
    }
}

fn steps(key: &str, ladders: &Keys) -> Vec<String> {
    if ladders.contains(key) {
        LADDER
            .iter()
            .map(|level| format!("{key}:{level}"))
            .collect()
    } else {
        vec![key.to_owned()]
    }
}

fn union(one: &Keys, two: &Keys) -> Keys {
    one.union(two).cloned().collect()
}

fn both(one: &Keys, two: &Keys) -> Keys {
    one.intersection(two).cloned().collect()
}

fn without(one: &Keys, two: &Keys) -> Keys {
    one.difference(two).cloned().collect()
}

/// The keys without their levels: answers name a part of a ladder by one of its steps.
fn bare(list: &Keys) -> BTreeSet<&str> {
    list.iter()
        .map(|key| key.split(':').next().unwrap())
        .collect()
}

/// A2: `new = ((S ∩ A ∩ L) ∪ (C \ A)) \ W`, closed within `S ∪ C`; P5: what is granted.
async fn the_delegation_rule_holds_over_random_rights(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let catalogue = Catalogue::read(&client.admin).await;
    let mona = scene.partner_admin(&client, "Mona").await;
    let worker = scene.employee("Emil").await;
    let start = scene.client_set(&client, &["contacts.view"]).await;
    scene.let_act(&client, &worker, &start).await;
    let pool: Vec<String> = catalogue
        .implies
        .keys()
        .chain(&catalogue.ladders)
        .filter(|key| *key != "super_admins.manage")
        .cloned()
        .collect();
    let path = scene.employee_at(&client, &worker);
    let mut dice = Dice(2_024);
    for round in 0..60 {
        let adjust = |person: &Person, added: &[&String], withheld: &[&String]| {
            let body = json!({"adjustments": {"added": added, "withheld": withheld}});
            scene.platform.put(client.member(person), body)
        };
        let (added, withheld) = (dice.some(&pool, 2), dice.some(&pool, 4));
        let actor = adjust(&mona, &added, &withheld).await.ok();
        let granted = catalogue.named(&actor["permissions"]);
        let a = both(&granted, &catalogue.template);
        let (added, withheld) = (dice.some(&pool, 4), dice.some(&pool, 3));
        let before = adjust(&worker, &added, &withheld).await.ok();
        let c = catalogue.named(&before["permissions"]);
        let withheld: Vec<&str> = keys(&before["adjustments"]["withheld"]);
        let w = catalogue.with_what_implies(&withheld);
        let chosen = dice.some(&pool, 8);
        let chosen: Vec<&str> = chosen.into_iter().map(String::as_str).collect();
        let set = scene.client_set(&client, &chosen).await;
        let shown = client
            .admin
            .get(client.at(&format!("/permission-sets/{set}")))
            .await
            .ok();
        let s = catalogue.named(&shown["permissions"]);

        let expected = catalogue.closed(without(&union(&both(&s, &a), &without(&c, &a)), &w));
        let tried = mona
            .patch(&path, json!({"permission_set": set, "dry_run": true}))
            .await
            .ok();
        let answer = mona.patch(&path, json!({"permission_set": set})).await;
        let answered = answer.ok();
        let result = only_result(&answered);
        assert_eq!(only_result(&tried), result, "round {round}");
        let after = client.admin.get(client.member(&worker)).await.ok();
        let story = || {
            format!(
                "round {round}: S {s:?}\nA lacks {:?}\nC {c:?}\nW {withheld:?}\n{answer}\n{after}",
                bare(&without(&catalogue.template, &a))
            )
        };
        assert_eq!(
            catalogue.named(&after["permissions"]),
            expected,
            "{}",
            story()
        );
        assert_eq!(
            catalogue.named(&result["permissions"]),
            expected,
            "{}",
            story()
        );
        assert_eq!(
            bare(&catalogue.named(&result["withheld"]))
                .intersection(&bare(&without(&s, &expected)))
                .count(),
            bare(&without(&s, &expected)).len(),
            "everything withheld is named\n{}",
            story()
        );
        for key in keys(&result["withheld"]) {
            let key = key.split(':').next().unwrap();
            assert!(
                bare(&without(&s, &expected)).contains(key),
                "{key} is not withheld\n{}",
                story()
            );
        }
        let retained: BTreeSet<_> = keys(&result["retained"])
            .into_iter()
            .map(|key| key.split(':').next().unwrap())
            .collect();
        // What it implies, and what the set brings as well, may be named among it or not.
        assert!(
            retained.is_superset(&bare(&without(&expected, &s)))
                && retained.is_subset(&bare(&both(&c, &expected))),
            "retained is what the actor could not take\n{}",
            story()
        );
        // The same set again changes nothing.
        let again = mona.patch(&path, json!({"permission_set": set})).await.ok();
        assert_eq!(
            catalogue.named(&only_result(&again)["permissions"]),
            expected,
            "{}",
            story()
        );
        let unchanged = client.admin.get(client.member(&worker)).await.ok();
        assert_eq!(unchanged, after, "{}", story());
        // A few questions, since decisions must agree with what is shown.
        for _ in 0..3 {
            let key = &pool[dice.below(pool.len())];
            let asked = if catalogue.ladders.contains(key) {
                format!("{key}:all")
            } else {
                key.clone()
            };
            assert_eq!(
                scene.may(&worker, key, &client).await,
                expected.contains(&asked),
                "{key}\n{}",
                story()
            );
        }
    }
}

/// What the model knows of a super admin of the account.
#[derive(Debug, Clone)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "the four facts that D5 looks at, each by itself"
)]
struct Admin {
    person: Person,
    /// Holds super admin.
    rules: bool,
    on: bool,
    ends: bool,
    enabled: bool,
}

impl Admin {
    fn is_permanent(&self) -> bool {
        self.rules && self.on && !self.ends && self.enabled
    }
}

/// D5: refused exactly where the act would leave no permanent super admin.
async fn a_permanent_super_admin_is_left_over_random_acts(server: &Server) {
    let scene = Scene::new(server).await;
    let account = scene.account("Contoso").await;
    let keeper = scene.outsider("Kari").await;
    let mut admins = Vec::new();
    for name in ["Ada", "Bea", "Cleo"] {
        let person = scene.outsider(name).await;
        scene
            .put_member(&account, &person, json!({"access": access::super_admin()}))
            .await;
        admins.push(Admin {
            person,
            rules: true,
            on: true,
            ends: false,
            enabled: true,
        });
    }
    let sets = format!("/v1/accounts/{account}/permission-sets");
    let body = json!({"name": "Plain", "permissions": ["contacts.view"]});
    let set = admins[0].person.post(&sets, body).await.created();
    let set = access::set(set["id"].as_str().unwrap());
    let mut dice = Dice(7);
    let (mut allowed, mut refused) = (0, 0);
    for round in 0..250 {
        let index = dice.below(admins.len());
        let mut changed = admins[index].clone();
        let member = format!("/v1/accounts/{account}/members/{}", changed.person.id);
        let user = format!("/v1/users/{}", changed.person.id);
        let put = |body: Value| scene.platform.put(&member, body);
        let call = match dice.below(9) {
            0 => {
                changed.on = false;
                put(json!({"status": "deactivated"}))
            }
            1 => {
                changed.on = true;
                put(json!({"status": "active"}))
            }
            2 => {
                changed.ends = true;
                put(json!({"expires_at": "2099-01-01T00:00:00Z"}))
            }
            3 => {
                changed.ends = false;
                put(json!({"expires_at": null}))
            }
            4 => {
                changed.rules = false;
                put(json!({"access": set}))
            }
            5 => {
                changed.rules = true;
                put(json!({"access": access::super_admin()}))
            }
            6 => {
                changed.enabled = false;
                scene.platform.patch(&user, json!({"status": "disabled"}))
            }
            7 => {
                changed.enabled = true;
                scene.platform.patch(&user, json!({"status": "active"}))
            }
            _ => {
                // Everything at once: back and demoted, or off and promoted.
                changed.on = dice.below(2) == 0;
                changed.rules = !changed.on;
                let access = if changed.rules {
                    access::super_admin()
                } else {
                    set.clone()
                };
                let status = if changed.on { "active" } else { "deactivated" };
                put(json!({"access": access, "status": status}))
            }
        };
        let answer = call.await;
        let mut after = admins.clone();
        after[index] = changed;
        if after.iter().any(Admin::is_permanent) {
            assert_eq!(answer.status, 200, "round {round}: {admins:#?}\n{answer}");
            admins = after;
            allowed += 1;
        } else {
            answer.refused(409, "last-super-admin");
            refused += 1;
        }
    }
    assert!(
        allowed > 50 && refused > 10,
        "{allowed} allowed, {refused} refused"
    );
    assert!(
        !scene
            .platform
            .may(&keeper.id, "contacts.view", &account)
            .await
    );
    for admin in &admins {
        let may = scene
            .platform
            .may(&admin.person.id, "super_admins.manage", &account)
            .await;
        assert_eq!(may, admin.rules && admin.on && admin.enabled, "{admin:?}");
    }
}
