//! The catalogue of permissions.

use serde_json::json;

use crate::support::{Scene, Server, on_both_databases};

on_both_databases!(is_there_for_everybody,);

/// P1, P2.
async fn is_there_for_everybody(server: &Server) {
    let scene = Scene::new(server).await;
    let nobody = scene.outsider("Sven").await;
    let answer = nobody.get("/v1/permissions").await;
    let catalogue = answer.ok();
    let items = catalogue["items"]
        .as_array()
        .or_else(|| catalogue["permissions"].as_array())
        .unwrap_or_else(|| panic!("{answer}"));
    let find = |key: &str| {
        items
            .iter()
            .find(|item| item["key"] == key)
            .unwrap_or_else(|| panic!("{key} in {answer}"))
    };
    for key in [
        "users.edit",
        "permission_sets.edit",
        "super_admins.manage",
        "audit_log.view",
        "billing.view",
        "billing.edit",
        "payments.instruments",
        "provisioning.manage",
        "partner.employees.view",
        "partner.employees.edit",
        "crm.import",
        "crm.export",
        "emails.publish",
        "sequences.use",
        "knowledge_base.edit",
        "workflows.edit",
        "reports.view",
        "reports.edit",
        "payments.connect",
        "sensitive_data.manage",
        "data_center.migrate",
        "apps.authorize_user_management",
    ] {
        assert!(find(key)["label"].is_string(), "{key}");
    }
    for object in ["contacts", "companies", "deals", "tickets", "tasks"] {
        for verb in ["view", "edit", "delete"] {
            let entry = find(&format!("{object}.{verb}"));
            assert_eq!(entry["levels"], json!(["own", "team", "all"]), "{entry}");
        }
    }
    assert_eq!(find("sequences.use")["seat"], "sales");
    assert_eq!(find("knowledge_base.edit")["seat"], "service");
    assert_eq!(find("reports.view")["read_only"], true);
    assert_eq!(find("billing.edit")["partner_admin"], false);
    server.anonymous().get("/v1/permissions").await.problem(401);
}
