//! Lists how often and by whom an access link was approved, for those who may see the partner's
//! employees (L2), and for the platform (I7).

use latchkey_domain::{
    base::page::{Page, PageRequest},
    partnership::consent::SeenApproval,
    people::token::Scope,
};

use super::{AccessLinks, TargetLink};
use crate::{
    frame::{context::RequestContext, error::UseCaseError},
    gates::partner::viewer_of,
};

impl AccessLinks {
    /// Lists the approvals of a link, newest first. They hold no URL, so `partner.employees.view` is
    /// enough.
    pub async fn approvals(
        &self,
        cx: &RequestContext,
        cmd: &TargetLink,
        page: &PageRequest,
    ) -> Result<Page<SeenApproval>, UseCaseError> {
        let mut reader = self.ports.store.reader();
        let scope = Scope::Provision;
        let viewer = viewer_of(&self.ports, cx, &mut *reader, &cmd.partner, scope).await?;
        let link = cmd.find(&mut *reader, viewer.partner).await?;
        Ok(reader.approvals(link.id, page).await?)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use latchkey_domain::base::time::days;

    use super::*;
    use crate::{
        access_links::{ApproveLink, IssueLink, IssuedLink, LinkView},
        testing::{UseCaseBed, refused},
    };

    async fn issued(bed: &UseCaseBed, service: &AccessLinks) -> IssuedLink {
        let cx = bed.as_user(bed.world.marit);
        let cmd = IssueLink {
            partner: bed.world.northwind.into(),
            employee: Some(bed.world.tomas.into()),
        };
        let ready = service.issue(&cx, cmd).await.unwrap();
        bed.done(&cx, ready).await
    }

    fn view(issued: IssuedLink) -> LinkView {
        match issued {
            IssuedLink::New(view) | IssuedLink::Standing(view) => view,
        }
    }

    /// A link tells how often it was approved and when last, wherever it is shown; the list says by
    /// whom (L2).
    #[tokio::test]
    async fn a_link_tells_of_its_approvals() {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        let service = AccessLinks::new(Arc::clone(&bed.ports));
        let first = view(issued(&bed, &service).await);
        assert_eq!((first.approvals.count, first.approvals.last_at), (0, None));
        let mut hints = Vec::new();
        for (approver, client) in [(world.helen, world.harbour), (world.freya, world.fjordline)] {
            world.clock.advance(days(1));
            let link = view(issued(&bed, &service).await);
            let cx = bed.as_user(approver);
            let approve = ApproveLink {
                token: link.token.expose().to_owned(),
                account: client.into(),
                expires_at: None,
            };
            let ready = service.approve(&cx, approve).await.unwrap();
            bed.done(&cx, ready).await;
            hints.push(link.hint);
        }
        let link = view(issued(&bed, &service).await);
        let told = (link.approvals.count, link.approvals.last_at);
        assert_eq!(told, (2, Some(world.now())));
        let marit = bed.as_user(world.marit);
        let partner = world.northwind.into();
        let page = PageRequest::first();
        let listed = service.list(&marit, &partner, &page).await.unwrap();
        assert_eq!(listed.items, std::slice::from_ref(&link));

        let target = TargetLink {
            partner,
            link: link.link.id,
        };
        // Priya may see the employees, not the URLs.
        let priya = bed.as_user(world.priya);
        let seen = service.approvals(&priya, &target, &page).await.unwrap();
        let seen: Vec<_> = seen
            .items
            .iter()
            .map(|seen| (seen.client, seen.approver.as_ref().unwrap().0, &seen.hint))
            .collect();
        assert_eq!(
            seen,
            [
                (world.fjordline, world.freya, &hints[1]),
                (world.harbour, world.helen, &hints[0]),
            ]
        );
        let ready = service.rotate(&marit, target.clone()).await.unwrap();
        assert_eq!(bed.done(&marit, ready).await.approvals.count, 2);
        for (who, code) in [
            (world.jonas, "missing-permission"),
            (world.helen, "not-found"),
        ] {
            let cx = bed.as_user(who);
            let result = service.approvals(&cx, &target, &page).await;
            assert_eq!(refused(result), code);
        }
        let unknown = TargetLink {
            link: world.ids.next(),
            ..target
        };
        let result = service.approvals(&priya, &unknown, &page).await;
        assert_eq!(refused(result), "not-found");
    }
}
