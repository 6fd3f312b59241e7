//! The request that carries an event to an endpoint: Standard Webhooks, or CloudEvents 1.0 under the
//! same signature.

use serde::Serialize;
use serde_json::Value;

use super::{endpoint::BodyFormat, endpoint::WebhookEndpoint, url::WebhookUrl};
use crate::base::{ids::EventId, time::Time};

/// What is told.
#[derive(Debug, Clone, PartialEq)]
pub struct Message {
    /// The id of the event: the same in each attempt.
    pub id: EventId,
    /// The name of the kind of event.
    pub kind: String,
    /// When it happened.
    pub at: Time,
    /// The account it happened in, for CloudEvents.
    pub subject: Option<String>,
    /// The facts.
    pub data: Value,
}

/// A request that is ready to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookRequest {
    /// Where to.
    pub url: WebhookUrl,
    /// The header `webhook-id`.
    pub id: EventId,
    /// The header `webhook-timestamp`: when this attempt begins, in seconds.
    pub timestamp: i64,
    /// The header `webhook-signature`.
    pub signature: String,
    /// The header `content-type`.
    pub content_type: &'static str,
    /// The body, byte for byte as it was signed.
    pub body: String,
}

#[derive(Serialize)]
struct StandardBody<'a> {
    #[serde(rename = "type")]
    kind: &'a str,
    timestamp: String,
    data: &'a Value,
}

#[derive(Serialize)]
struct CloudEvent<'a> {
    specversion: &'a str,
    id: String,
    source: &'a str,
    #[serde(rename = "type")]
    kind: &'a str,
    time: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    subject: Option<&'a str>,
    datacontenttype: &'a str,
    data: &'a Value,
}

impl Message {
    /// The signed request to an endpoint. `source` tells receivers which installation speaks.
    pub fn to(&self, endpoint: &WebhookEndpoint, source: &str, now: Time) -> WebhookRequest {
        let format = endpoint.content.format;
        let body = self.body(format, source);
        let timestamp = now.timestamp();
        let secrets = &endpoint.secrets;
        WebhookRequest {
            url: endpoint.content.url.clone(),
            id: self.id,
            timestamp,
            signature: secrets.signature(self.id, timestamp, body.as_bytes(), now),
            content_type: match format {
                BodyFormat::Standard => "application/json",
                BodyFormat::CloudEvents => "application/cloudevents+json",
            },
            body,
        }
    }

    fn body(&self, format: BodyFormat, source: &str) -> String {
        let time = self.at.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true);
        let written = match format {
            BodyFormat::Standard => serde_json::to_string(&StandardBody {
                kind: &self.kind,
                timestamp: time,
                data: &self.data,
            }),
            BodyFormat::CloudEvents => serde_json::to_string(&CloudEvent {
                specversion: "1.0",
                id: self.id.to_string(),
                source,
                kind: &self.kind,
                time,
                subject: self.subject.as_deref(),
                datacontenttype: "application/json",
                data: &self.data,
            }),
        };
        // Text and numbers can always be written.
        written.unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::json;
    use uuid::Uuid;

    use super::*;
    use crate::{
        base::ids::WebhookEndpointId,
        outbox::{endpoint::EndpointContent, secret::SigningSecret},
    };

    fn endpoint(format: BodyFormat) -> WebhookEndpoint {
        let content = EndpointContent {
            url: WebhookUrl::stored("https://a.example/".to_owned()),
            types: BTreeSet::new(),
            accounts: BTreeSet::new(),
            description: None,
            format,
        };
        let id = WebhookEndpointId::from_uuid(Uuid::from_u128(1));
        let secret = SigningSecret::stored([1; 32]);
        WebhookEndpoint::new(id, content, secret, Time::UNIX_EPOCH)
    }

    fn message() -> Message {
        Message {
            id: EventId::from_uuid(Uuid::from_u128(7)),
            kind: "membership.created".to_owned(),
            at: "2026-02-12T09:00:00.123456Z".parse().unwrap(),
            subject: Some("acc_1".to_owned()),
            data: json!({"revision": "r", "accounts": ["acc_1"]}),
        }
    }

    #[test]
    fn a_standard_body_has_type_timestamp_and_data() {
        let now = "2026-02-12T09:00:05Z".parse().unwrap();
        let request = message().to(&endpoint(BodyFormat::Standard), "https://l.example", now);
        let body: Value = serde_json::from_str(&request.body).unwrap();
        let expected = json!({
            "type": "membership.created",
            "timestamp": "2026-02-12T09:00:00.123456Z",
            "data": {"revision": "r", "accounts": ["acc_1"]},
        });
        assert_eq!(body, expected);
        assert_eq!(request.content_type, "application/json");
        assert_eq!(request.timestamp, now.timestamp());
        assert!(!request.id.to_string().contains('.'));
    }

    #[test]
    fn a_cloud_event_is_structured_and_signed_alike() {
        let now = Time::UNIX_EPOCH;
        let endpoint = endpoint(BodyFormat::CloudEvents);
        let request = message().to(&endpoint, "https://l.example", now);
        let body: Value = serde_json::from_str(&request.body).unwrap();
        let expected = json!({
            "specversion": "1.0",
            "id": message().id.to_string(),
            "source": "https://l.example",
            "type": "membership.created",
            "time": "2026-02-12T09:00:00.123456Z",
            "subject": "acc_1",
            "datacontenttype": "application/json",
            "data": {"revision": "r", "accounts": ["acc_1"]},
        });
        assert_eq!(body, expected);
        assert_eq!(request.content_type, "application/cloudevents+json");
        let body = request.body.as_bytes();
        let signature = endpoint.secrets.signature(request.id, 0, body, now);
        assert_eq!(request.signature, signature);
    }
}
