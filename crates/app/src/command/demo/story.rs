//! The text that the demo prints: everyone's token, and commands to try.

use std::fmt::Write as _;

use latchkey_domain::people::token::SecretText;

use super::{fill::Filled, stage::Stage};

/// The values that the printed commands use.
#[derive(Debug)]
pub(super) struct Story {
    url: String,
    exports: Vec<(&'static str, String)>,
    /// Who is signed in by which link.
    links: Vec<(&'static str, String)>,
}

impl Story {
    /// Collects the values and creates the tokens that are shown.
    pub(super) async fn of(stage: &mut Stage, filled: &Filled, url: &str) -> anyhow::Result<Self> {
        let secret = |secret: SecretText| secret.expose().to_owned();
        let exports = vec![
            ("LATCHKEY", url.to_owned()),
            ("PLATFORM", secret(stage.service_token().await?)),
            ("MARIT", secret(stage.token_of("marit").await?)),
            ("TOMAS", secret(stage.token_of("tomas").await?)),
            ("ZOFIA", secret(stage.token_of("zofia").await?)),
            ("INGRID", secret(stage.token_of("ingrid").await?)),
            ("HELEN", secret(stage.token_of("helen").await?)),
            ("NORTHWIND", filled.agency.to_string()),
            ("HARBOUR", stage.account("48210377")?.to_string()),
            ("LUMEN", stage.account("84450127")?.to_string()),
            ("OSTERLEY", stage.account("70265518")?.to_string()),
            ("SANNE", stage.user("sanne")?.to_string()),
            ("PRIYA", stage.user("priya")?.to_string()),
            (
                "MARKETING_EDITOR",
                stage.permission_set("marketing_editor")?.to_string(),
            ),
            ("LINK", secret(filled.waiting.clone())),
        ];
        let mut links = Vec::new();
        for (person, who) in [
            ("marit", "Marit Halvorsen, runs Northwind"),
            ("zofia", "Zofia Nowak, sees employee access"),
            ("ingrid", "Ingrid Solberg, super admin of Harbour & Pine"),
        ] {
            let link = stage.sign_in_link(person).await?;
            links.push((who, format!("{url}/sign-in/{}", link.expose())));
        }
        Ok(Self {
            url: url.to_owned(),
            exports,
            links,
        })
    }

    /// The whole text.
    pub(super) fn text(&self) -> String {
        let mut text = String::from(INTRODUCTION);
        // Writing into a string cannot fail.
        for (who, link) in &self.links {
            writeln!(text, "  {who}\n  {link}\n").ok();
        }
        writeln!(text, "The e-mails that were written: {}/outbox", self.url).ok();
        text.push_str(TOKENS);
        for (name, value) in &self.exports {
            writeln!(text, "export {name}='{value}'").ok();
        }
        text.push_str(STEPS);
        text
    }
}

const INTRODUCTION: &str = "
Northwind Studio is an agency with 13 people and 14 clients. All data is deleted when this program
ends (Ctrl-C). Sign in by opening a link; each works once, within a day:

";

const TOKENS: &str = "
Everyone here has a token for the API, too:

  MARIT   Marit Halvorsen   runs Northwind; partner admin in most clients
  TOMAS   Tomás Iglesias    edits employee access; partner admin in two clients
  ZOFIA   Zofia Nowak       sees employee access; partner admin nowhere
  INGRID  Ingrid Solberg    super admin of the client Harbour & Pine
  HELEN   Helen Ashworth    super admin of the client Osterley Schools Trust
  PLATFORM                  the platform that these accounts live on

Paste this into a shell first:

";

const STEPS: &str = r#"
Harbour & Pine keeps its reports from Marit. What she does not hold there, she cannot pass on:

# 1. Marit adds Sanne with a set that has reports. The answer names what is withheld.
curl -s "$LATCHKEY/v1/partners/$NORTHWIND/clients/$HARBOUR/employees" \
  -H "Authorization: Bearer $MARIT" -H 'Content-Type: application/json' \
  -d "{\"employees\": [\"$SANNE\"], \"permission_set\": \"$MARKETING_EDITOR\"}"; echo

# 2. The platform asks: may Sanne publish e-mails in Harbour & Pine? Yes.
curl -s "$LATCHKEY/access/v1/evaluation" \
  -H "Authorization: Bearer $PLATFORM" -H 'Content-Type: application/json' \
  -d '{"subject": {"type": "user", "id": "sanne"}, "action": {"name": "emails.publish"},
       "resource": {"type": "account", "id": "48210377"}}'; echo

# 3. And view reports? No: that is what was withheld.
curl -s "$LATCHKEY/access/v1/evaluation" \
  -H "Authorization: Bearer $PLATFORM" -H 'Content-Type: application/json' \
  -d '{"subject": {"type": "user", "id": "sanne"}, "action": {"name": "reports.view"},
       "resource": {"type": "account", "id": "48210377"}}'; echo

# 4. Tomás is no partner admin there, but whoever edits employee access may deactivate anywhere.
curl -s -X POST "$LATCHKEY/v1/partners/$NORTHWIND/clients/$HARBOUR/employees/$SANNE/deactivate" \
  -H "Authorization: Bearer $TOMAS"; echo

# 5. The platform asks about the e-mails again. No, from this moment on.
curl -s "$LATCHKEY/access/v1/evaluation" \
  -H "Authorization: Bearer $PLATFORM" -H 'Content-Type: application/json' \
  -d '{"subject": {"type": "user", "id": "sanne"}, "action": {"name": "emails.publish"},
       "resource": {"type": "account", "id": "48210377"}}'; echo

# 6. Ingrid sees in her own trail what the agency did.
curl -s "$LATCHKEY/v1/accounts/$HARBOUR/audit-events?limit=2" \
  -H "Authorization: Bearer $INGRID"; echo

More to try:

# Aoife's access link waits for Osterley Schools Trust. Helen looks at it, then approves it.
curl -s "$LATCHKEY/v1/access-links/$LINK" -H "Authorization: Bearer $HELEN"; echo
curl -s "$LATCHKEY/v1/access-links/$LINK/approve" \
  -H "Authorization: Bearer $HELEN" -H 'Content-Type: application/json' \
  -d "{\"account\": \"$OSTERLEY\"}"; echo

# Lumen Bicycle Works removed Priya. The client always wins: the agency cannot bring her back.
curl -s "$LATCHKEY/v1/partners/$NORTHWIND/clients/$LUMEN/employees" \
  -H "Authorization: Bearer $MARIT" -H 'Content-Type: application/json' \
  -d "{\"employees\": [\"$PRIYA\"], \"permission_set\": \"$MARKETING_EDITOR\"}"; echo

# Zofia may look. Fjordline's relationship ends soon: nobody has worked there for 45 days.
curl -s "$LATCHKEY/v1/partners/$NORTHWIND/clients?q=fjord" -H "Authorization: Bearer $ZOFIA"; echo

To read about the whole API and try it, open /docs at the address above.
"#;

#[cfg(test)]
mod tests {
    use super::STEPS;

    #[test]
    fn the_readme_shows_the_same_calls() {
        let readme = concat!(env!("CARGO_MANIFEST_DIR"), "/../../README.md");
        let readme = std::fs::read_to_string(readme).unwrap();
        let (_, calls) = STEPS.split_once("# 1.").unwrap();
        let (calls, _) = calls.split_once("More to try").unwrap();
        assert!(
            readme.contains(calls.trim_end()),
            "README.md has other calls than {calls}"
        );
    }
}
