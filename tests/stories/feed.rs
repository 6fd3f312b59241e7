//! Another system keeps a copy of everybody's access by the events alone, over HTTP: it pulls the first of
//! them, then follows the stream, loses the connection again and again, and never asks back (N2).

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::{
    feed_copy::Copy,
    support::{
        AHEAD, Caller, Client, EventStream, Kind, Person, Scene, Server, access, keys, until,
        with_own_servers,
    },
};

with_own_servers!(a_copy_kept_by_the_stream_is_right);

/// How many commands are given.
const COMMANDS: usize = 300;
/// After how many of them the copy is compared with what the platform reads.
const COMPARED: usize = 30;

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

    fn of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }
}

/// Everybody and everything that commands are about.
struct Cast {
    scene: Scene,
    clients: Vec<Client>,
    people: Vec<Person>,
    managers: Vec<Person>,
    accounts: Vec<String>,
    sets: Vec<(String, String)>,
    links: Vec<String>,
}

impl Cast {
    async fn new(server: &Server) -> Self {
        let scene = Scene::new(server).await;
        let (mut clients, mut sets) = (Vec::new(), Vec::new());
        for name in ["Contoso", "Fabrikam", "Tailspin"] {
            let client = scene.client(name).await;
            for keys in [
                ["contacts.view", "tickets.view"],
                ["contacts.edit", "crm.export"],
            ] {
                let set = scene.client_set(&client, &keys).await;
                sets.push((client.id.clone(), set));
            }
            clients.push(client);
        }
        sets.push((scene.partner.clone(), scene.working.clone()));
        let managers = vec![
            scene.partner_admin(&clients[0], "Mona").await,
            scene.partner_admin(&clients[1], "Max").await,
        ];
        let mut people = managers.clone();
        for name in ["Emil", "Ella"] {
            people.push(scene.employee(name).await);
        }
        people.push(scene.unverified_employee("Uwe").await);
        people.push(scene.outsider("Olga").await);
        let mut links = Vec::new();
        for person in &people[..3] {
            links.push(scene.link(person).await.1);
        }
        let mut accounts: Vec<_> = clients.iter().map(|client| client.id.clone()).collect();
        accounts.push(scene.partner.clone());
        Self {
            scene,
            clients,
            people,
            managers,
            accounts,
            sets,
            links,
        }
    }

    /// Gives a command, which may be refused.
    async fn command(&self, dice: &mut Dice) {
        let scene = &self.scene;
        let platform = &scene.platform;
        let client = dice.of(&self.clients);
        let person = dice.of(&self.people);
        let manager = dice.of(&self.managers);
        let set = &dice.of(&self.sets).1;
        let there = scene.employee_at(client, person);
        let call = match dice.below(23) {
            0..=4 => {
                let member = self.member(dice);
                platform.put(client.member(person), member)
            }
            5 => {
                let member = self.member(dice);
                let path = format!("/v1/accounts/{}/members/{}", scene.partner, person.id);
                platform.put(path, member)
            }
            6 => {
                let account = dice.of(&self.accounts);
                platform.delete(format!("/v1/accounts/{account}/members/{}", person.id))
            }
            7..=9 => {
                let body = json!({"employees": [person.id], "permission_set": set});
                manager.post(scene.at_client(client, "/employees"), body)
            }
            10 => manager.patch(there, json!({"permission_set": set})),
            11 => manager.post_nothing(format!("{there}/deactivate")),
            12 => manager.post_nothing(format!("{there}/reactivate")),
            13 => {
                let token = dice.of(&self.links);
                let body = json!({"account": client.id});
                let path = format!("/v1/access-links/{token}/approve");
                client.admin.post(path, body)
            }
            14 | 15 => {
                let (account, set) = dice.of(&self.sets);
                let some = [
                    json!(["contacts.view:own", "deals.view"]),
                    json!(["contacts.edit", "reports.view"]),
                    json!(["tickets.edit:team"]),
                    json!([]),
                ];
                let body = json!({"permissions": dice.of(&some)});
                let path = format!("/v1/accounts/{account}/permission-sets/{set}");
                platform.patch(path, body)
            }
            16 => {
                let changes = [
                    json!({"program": null}),
                    json!({"program": "solutions_provider"}),
                    json!({"program": "solutions_partner"}),
                    json!({"seat_pricing": "legacy"}),
                    json!({"seat_pricing": "seat_based"}),
                    json!({"name": format!("Account {}", dice.below(9))}),
                    json!({"status": "closed"}),
                ];
                let account = dice.of(&self.accounts);
                platform.patch(format!("/v1/accounts/{account}"), dice.of(&changes).clone())
            }
            17 => {
                let account = dice.of(&self.accounts);
                let open = json!({"status": "active", "leave_without_super_admin": true});
                platform.patch(format!("/v1/accounts/{account}"), open)
            }
            18 => {
                let changes = [
                    json!({"status": "disabled"}),
                    json!({"status": "active"}),
                    json!({"name": format!("Somebody {}", dice.below(9))}),
                ];
                platform.patch(
                    format!("/v1/users/{}", person.id),
                    dice.of(&changes).clone(),
                )
            }
            19 => {
                let calls = ["/end-services", "/resume-services"];
                let call: &&str = dice.of(&calls);
                let path = scene.at_client(client, call);
                scene.owner.post_nothing(path)
            }
            20 => {
                let names = [json!(null), json!("Ours"), json!("The big one")];
                let body = json!({"display_name": dice.of(&names)});
                scene.owner.patch(scene.at_client(client, ""), body)
            }
            21 => {
                let path = format!("/members/{}/deactivate", person.id);
                client.admin.post_nothing(client.at(&path))
            }
            _ => {
                let path = format!("/partners/{}", scene.partner);
                client.admin.delete(client.at(&path))
            }
        };
        let answer = call.await;
        assert!(answer.status < 500, "{answer}");
    }

    /// A membership as the platform may want it.
    fn member(&self, dice: &mut Dice) -> Value {
        let set = access::set(&dice.of(&self.sets).1);
        let admin = json!({
            "access": access::partner_admin(), "seat": "partner", "partner": self.scene.partner,
        });
        let some = [
            json!({"access": set}),
            json!({"access": set, "partner": self.scene.partner, "seat": "partner"}),
            json!({"access": set, "partner": null, "seat": "core"}),
            json!({"access": set, "seat": "view_only"}),
            json!({"access": access::super_admin()}),
            admin,
            json!({"paid_seats": ["sales"]}),
            json!({"seat": "sales", "paid_seats": ["sales", "service"]}),
            json!({"paid_seats": []}),
            json!({"status": "deactivated"}),
            json!({"status": "active"}),
            json!({"expires_at": AHEAD}),
            json!({"expires_at": null}),
            json!({"adjustments": {"added": ["crm.import"], "withheld": ["contacts.view:team"]}}),
            json!({"adjustments": {"added": [], "withheld": []}}),
            json!({"engagement": "contractor"}),
        ];
        dice.of(&some).clone()
    }
}

/// What is different, in words.
type Differences = Vec<String>;

fn same(all: &mut Differences, what: &str, read: &Value, copy: &Value) {
    if read != copy {
        all.push(format!("{what}: read {read}, in the copy {copy}"));
    }
}

/// Compares a copy with what the platform reads.
async fn compare(cast: &Cast, copy: &Copy, now: &str) -> Differences {
    let platform = &cast.scene.platform;
    let mut all = Differences::new();
    let mut members = BTreeSet::new();
    for account in &cast.accounts {
        compare_account(platform, copy, account, &mut all).await;
        compare_sets(platform, copy, account, &mut all).await;
        for read in platform
            .all(&format!("/v1/accounts/{account}/members"))
            .await
        {
            let at = (
                account.clone(),
                read["user"]["id"].as_str().unwrap().to_owned(),
            );
            compare_member(copy, &at, &read, now, &mut all);
            members.insert(at);
        }
    }
    let known: BTreeSet<_> = copy.members.keys().cloned().collect();
    if members != known {
        all.push(format!("members {members:?}, in the copy {known:?}"));
    }
    for person in &cast.people {
        let read = platform.get(format!("/v1/users/{}", person.id)).await.ok();
        let known = &copy.users[&person.id];
        same(&mut all, "status", &read["status"], &json!(known.status));
        same(
            &mut all,
            "confirmed",
            &read["confirmed"],
            &json!(known.confirmed),
        );
        same(&mut all, "name", &read["name"], &json!(known.name));
        same(&mut all, "address", &read["email"], &json!(known.email));
    }
    for client in &cast.clients {
        let known = copy
            .relationships
            .get(&(cast.scene.partner.clone(), client.id.clone()));
        let read = platform.get(cast.scene.at_client(client, "")).await;
        if read.status == 404 {
            continue;
        }
        let read = read.ok();
        let status = known.map(|known| known.told().0);
        let name = known.and_then(|known| known.told().1);
        same(
            &mut all,
            "relationship",
            &read["relationship"]["status"],
            &json!(status),
        );
        same(
            &mut all,
            "display name",
            &read["display_name"],
            &json!(name),
        );
    }
    all
}

async fn compare_account(platform: &Caller, copy: &Copy, account: &str, all: &mut Differences) {
    let at = |path: &str| format!("/v1/accounts/{account}{path}");
    let read = platform.get(at("")).await.ok();
    let known = &copy.accounts[account];
    for (name, known) in [
        ("name", json!(known.name)),
        ("external_id", json!(known.external_id)),
        ("status", json!(known.status)),
        ("program", json!(known.program)),
        ("seat_pricing", json!(known.seat_pricing)),
    ] {
        same(all, &format!("{name} of {account}"), &read[name], &known);
    }
    let policy = known.partner_admins_by.as_deref().unwrap_or("users_edit");
    let read = platform.get(at("/policy")).await.ok();
    same(all, "policy", &read["partner_admins_by"], &json!(policy));
    if known.was_partner {
        let path = format!("/v1/partners/{account}/email-domains");
        let read = platform.get(path).await.ok();
        same(all, "domains", &read["domains"], &json!(known.domains));
    }
    let read = platform.get(at("/seats")).await.ok();
    let taken = |seat: &str| {
        let at = (account.to_owned(), seat.to_owned());
        json!(copy.seats.get(&at).copied().unwrap_or_default())
    };
    for seat in ["partner", "core", "view_only", "sales", "service"] {
        same(all, &format!("{seat} seats"), &read[seat], &taken(seat));
    }
    for seat in ["sales", "service"] {
        let known = taken(&format!("paid_{seat}"));
        same(
            all,
            &format!("paid {seat} seats"),
            &read["paid"][seat],
            &known,
        );
    }
}

async fn compare_sets(platform: &Caller, copy: &Copy, account: &str, all: &mut Differences) {
    let path = format!("/v1/accounts/{account}/permission-sets");
    let read = platform.all(&path).await;
    let here = copy.sets.values().filter(|set| {
        let owner = set.account.as_deref();
        owner.is_none_or(|owner| owner == account)
    });
    same(all, "sets", &json!(read.len()), &json!(here.count()));
    for read in read {
        let id = read["id"].as_str().unwrap();
        let what = format!("set {id}");
        let Some(known) = copy.sets.get(id) else {
            all.push(format!("{what} is not in the copy"));
            continue;
        };
        if copy.removed_sets.contains(id) {
            all.push(format!("{what} is not removed"));
        }
        same(all, &what, &read["name"], &json!(known.name));
        same(all, &what, &read["version"], &json!(known.version));
        let held = copy.catalogue.gives(&known.newest());
        same_keys(
            all,
            &what,
            &read["permissions"],
            &copy.catalogue.names(&held),
        );
    }
}

fn same_keys(all: &mut Differences, what: &str, read: &Value, copy: &BTreeSet<String>) {
    let read: BTreeSet<_> = keys(read).into_iter().map(str::to_owned).collect();
    if read != *copy {
        all.push(format!("{what}: read {read:?}, in the copy {copy:?}"));
    }
}

fn compare_member(
    copy: &Copy,
    at: &(String, String),
    read: &Value,
    now: &str,
    all: &mut Differences,
) {
    let what = |name: &str| format!("{name} of {} in {}", at.1, at.0);
    let Some(known) = copy.members.get(at) else {
        all.push(what("a member is missing"));
        return;
    };
    let now = now.parse().unwrap();
    for (name, read) in [
        ("id", &read["id"]),
        ("access", &read["access"]["type"]),
        ("permission_set", &read["access"]["permission_set"]),
        ("seat", &read["seat"]),
        ("status", &read["status"]),
        ("partner", &read["partner"]),
    ] {
        same(all, &what(name), read, &json!(known.text(name)));
    }
    // Whoever acts for a partner is called what the partner calls them.
    if read["partner"].is_null() {
        let known = known.text("engagement");
        same(all, &what("engagement"), &read["engagement"], &json!(known));
    }
    let set = known
        .text("permission_set")
        .and_then(|id| copy.sets.get(id));
    let is_old = set.is_some_and(|set| Some(set.version) != known.version());
    same(all, &what("outdated"), &read["outdated"], &json!(is_old));
    same(all, &what("taken"), &read["taken"], &json!(known.taken()));
    let paid = json!(known.list("paid_seats"));
    same(all, &what("paid seats"), &read["paid_seats"], &paid);
    for list in ["added", "withheld", "clipped"] {
        let known = known.adjusted(list).into_iter().collect();
        same_keys(all, &what(list), &read["adjustments"][list], &known);
    }
    let end = read["expires_at"].as_str();
    let end = end.map(|end| end.parse().unwrap());
    if end != known.expires_at() {
        all.push(what("the end"));
    }
    let why_not = json!(copy.why_not(at, now));
    same(all, &what("why not"), &read["why_not"], &why_not);
    let effective = copy.effective(at, now);
    same_keys(all, &what("permissions"), &read["permissions"], &effective);
}

/// The newest event behind this one.
async fn newest(platform: &Caller, mut after: String) -> String {
    loop {
        let path = format!("/v1/events?limit=200&after={after}");
        let page = platform.get(path).await.ok();
        if page["items"].as_array().unwrap().is_empty() {
            return after;
        }
        page["next_after"].as_str().unwrap().clone_into(&mut after);
    }
}

async fn a_copy_kept_by_the_stream_is_right(kind: Kind) {
    let server = Server::start(kind);
    let cast = Cast::new(&server).await;
    let platform = cast.scene.platform.clone();
    let (mut copy, mut dice) = (Copy::default(), Dice(11));
    // The first page is pulled; the stream begins behind it.
    let page = platform.get("/v1/events?limit=7").await.ok();
    for event in page["items"].as_array().unwrap() {
        copy.apply(event);
    }
    let last = page["next_after"].as_str().unwrap().to_owned();
    let mut stream = EventStream::behind(platform.clone(), last);
    let mut now = String::new();
    for command in 1..=COMMANDS {
        cast.command(&mut dice).await;
        if dice.below(8) == 0 {
            stream.lose();
        }
        if command % COMPARED != 0 {
            continue;
        }
        // What follows when somebody leaves is done behind the answer.
        let mut found = Differences::new();
        let right = until("the copy is what the platform reads", async || {
            let newest = newest(&platform, stream.last().to_owned()).await;
            while stream.last() != newest {
                let event = stream.next().await;
                event["timestamp"].as_str().unwrap().clone_into(&mut now);
                copy.apply(&event);
                if dice.below(20) == 0 {
                    stream.lose();
                }
            }
            found = compare(&cast, &copy, &now).await;
            let still = self::newest(&platform, newest.clone()).await == newest;
            (found.is_empty() || still).then_some(found.is_empty())
        });
        assert!(right.await, "after {command} commands: {found:#?}");
        assert!(copy.gaps.is_empty(), "{:#?}", copy.gaps);
    }
}
