//! Whatever is answered is accepted back: random texts, instants and ids go through every door that takes one,
//! come back as the contract says, change nothing when they are sent again, and are found in the trail and in
//! its exports (I5, T3).
//!
//! `LATCHKEY_ROUND_TRIP_SEED` chooses another run; a failure tells the one it had.

mod ids;
mod instants;
mod texts;

use serde_json::{Value, json};

use crate::support::{
    Answer, Call, Client, Person, Scene, Server, access, on_both_databases, random::Dice,
};

on_both_databases!(
    instants_are_accepted_back,
    texts_are_accepted_back,
    ids_are_accepted_back,
);

/// How often the doors of a test are gone through, one after the other.
const ROUNDS: usize = 200;

async fn instants_are_accepted_back(server: &Server) {
    let mut trip = Trip::new(server, 1).await;
    for round in 0..ROUNDS {
        trip.begin(round);
        instants::through_a_door(&mut trip, round).await;
    }
}

async fn texts_are_accepted_back(server: &Server) {
    let mut trip = Trip::new(server, 2).await;
    for round in 0..ROUNDS {
        trip.begin(round);
        texts::through_a_door(&mut trip, round).await;
    }
    texts::lists_are_whole_and_in_order(&mut trip).await;
    texts::the_trail_is_taken_out(&trip).await;
}

async fn ids_are_accepted_back(server: &Server) {
    let mut trip = Trip::new(server, 3).await;
    for round in 0..ROUNDS {
        trip.begin(round);
        ids::through_a_door(&mut trip, round).await;
    }
}

/// An agency with a client and a partner admin there, and the dice.
struct Trip {
    scene: Scene,
    client: Client,
    mona: Person,
    /// A set of the client.
    set: String,
    dice: Dice,
    story: String,
    /// What reasons were given, as they are kept.
    reasons: Vec<String>,
}

impl Trip {
    async fn new(server: &Server, part: u64) -> Self {
        let scene = Scene::new(server).await;
        let client = scene.client("Contoso").await;
        let mona = scene.partner_admin(&client, "Mona").await;
        let set = scene.client_set(&client, &["contacts.view"]).await;
        let mut dice = Dice::of_run();
        // Each test has numbers of its own.
        for _ in 0..part {
            dice.roll(2);
        }
        Self {
            scene,
            client,
            mona,
            set,
            dice,
            story: String::new(),
            reasons: Vec::new(),
        }
    }

    fn begin(&mut self, round: usize) {
        self.story = format!("round {round}, again with {}", self.dice.again());
    }

    /// What an answer says at this place.
    #[track_caller]
    fn says(&self, answer: &Value, pointer: &str, expected: &str) {
        let said = answer.pointer(pointer).and_then(Value::as_str);
        assert_eq!(
            said,
            Some(expected),
            "{pointer}, {}\n{answer:#}",
            self.story
        );
    }

    /// An account with members of its own, by the platform.
    async fn member(&self, body: Value) -> Value {
        let person = self.scene.outsider("Uma").await;
        self.scene.put_member(&self.client.id, &person, body).await
    }

    fn set_access(&self) -> Value {
        access::set(&self.set)
    }

    /// The newest change in the client's account. Refused attempts that were only counted are written when
    /// their minute is over.
    async fn newest(&self) -> Value {
        let path = self.client.at("/audit-events?limit=50");
        let events = self.client.admin.get(path).await.ok();
        let mut events = events["items"].as_array().unwrap().iter();
        events
            .find(|event| event["outcome"] == "done")
            .unwrap()
            .clone()
    }

    /// Sends back what was answered: 200, the same answer with the same tag, and no event.
    async fn changes_nothing(&self, again: Call, before: &Answer) {
        let newest = self.newest().await;
        let again = again.await;
        let (same, old) = (again.ok(), before.json());
        assert_eq!(same, old, "{}\n{again}\n{before}", self.story);
        if let Some(tag) = before.header("etag") {
            assert_eq!(again.header("etag"), Some(tag), "{}", self.story);
        }
        assert_eq!(self.newest().await, newest, "{}\n{again}", self.story);
    }

    /// A reason in the body of a call, as it is kept.
    fn reason(&mut self) -> (String, String) {
        let reason = self.dice.lines();
        self.reasons.push(reason.kept.clone());
        (reason.given, reason.kept)
    }

    fn address(&mut self) -> (String, String) {
        let (given, kept) = self.dice.local_part();
        let unique = self.scene.unique("r");
        let given = format!("{given}{unique}@Elsewhere.TEST");
        (given, format!("{kept}{unique}@elsewhere.test"))
    }
}

/// The members of an answer that a body may send back.
fn only(answer: &Value, members: &[&str]) -> Value {
    let pairs = members.iter();
    let pairs = pairs.map(|member| ((*member).to_owned(), answer[*member].clone()));
    Value::Object(pairs.collect())
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}"))
}

fn employee_body(person: &str, set: &str, end: &str) -> Value {
    json!({"employees": [person], "permission_set": set, "expires_at": end})
}
