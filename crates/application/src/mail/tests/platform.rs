//! What the platform does is an import, of which nobody gets a mail, unless it says so (N1).

use super::*;
use crate::memberships::ProvisionMember;

#[tokio::test]
async fn the_platform_says_whether_people_are_told() {
    for notify in [false, true] {
        let bed = with_server_up().await;
        let world = &bed.world;
        let cx = bed.as_platform();
        let cmd = ProvisionMember {
            account: world.fjordline.into(),
            user: world.sam.into(),
            change: RequestedChange {
                access: Some(RequestedAccess::PermissionSet(
                    world.standard_set("sales_rep"),
                )),
                ..RequestedChange::default()
            },
            notify,
        };
        let service = Memberships::new(Arc::clone(&bed.ports));
        let ready = service.provision(&cx, cmd).await.unwrap();
        bed.done(&cx, ready).await;
        send(&bed).await;
        let sam = address(&bed, world.sam).await;
        let expected = [(sam, MailKind::Added)];
        assert_eq!(sent(&bed), expected[..usize::from(notify)]);
    }
}
